"""What is read of a member of dev.to."""

from __future__ import annotations

from typing import ClassVar

from connectors.devto import DevTo
from connectors.kit.http import Web
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Item, PartialDate, Place, Skill
from enrich.ports import Ask

JSON = "application/json; charset=utf-8"
USER = """{"type_of": "user", "id": 330, "username": "janakow", "name": "Jana Kowalczyk", "twitter_username": null,
"github_username": "janakow", "summary": "Grids and graphs.", "location": "Gdynia", "website_url": "https://kowalczyk.example",
"joined_at": "Jan 1, 2019", "profile_image": "https://dev.example/a.png"}"""
ARTICLES = """[{"type_of": "article", "id": 7, "title": "Load flow in Rust", "description": "A small solver...", "tag_list": ["rust",
"energy"], "tags": "rust, energy", "slug": "load-flow-1", "path": "/janakow/load-flow-1", "url": "https://dev.to/janakow/load-flow-1",
"published_at": "2024-02-03T10:00:00Z", "created_at": "2024-02-01T10:00:00Z", "reading_time_minutes": 4, "user": {}}]"""


class TestDevTo(ConnectorContract):
    connector = DevTo
    options: ClassVar = {"base": "{site}", "key": "env:ONEFOLD_TEST_SECRET"}
    ask = Ask(network="devto", handle="janakow")
    replies: ClassVar = {
        "/api/users/by_username?url=janakow": Reply(USER, JSON),
        "/api/articles?username=janakow&per_page=100&page=1": Reply(ARTICLES, JSON),
        "/api/articles?per_page=1": Reply("[]", JSON),
    }

    def test_reads_the_member_and_the_posts(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile = found.profile
        assert (found.key, profile.name, profile.location) == ("330", "Jana Kowalczyk", Place("Gdynia"))
        assert [link.url for link in profile.links] == [
            f"{site.url}/janakow", "https://kowalczyk.example", "https://github.com/janakow"
        ]  # fmt: skip
        assert profile.skills == (Skill("energy", implied=True), Skill("rust", implied=True))
        assert profile.items == (
            Item(
                "post",
                "Load flow in Rust",
                PartialDate("2024-02-03"),
                "https://dev.to/janakow/load-flow-1",
                "DEV",
                "A small solver...",
            ),
        )
