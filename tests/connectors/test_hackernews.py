"""What is read of a user of Hacker News."""

from __future__ import annotations

from typing import ClassVar

from connectors.hackernews import HackerNews
from connectors.kit.http import Web
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Item, PartialDate
from enrich.ports import Ask

JSON = "application/json; charset=utf-8"
USER = """{"username": "JanaKow", "about": "Grids.<p>See <a href=\\"https:&#x2F;&#x2F;kowalczyk.example\\" rel=\\"nofollow\\">https:\
&#x2F;&#x2F;kowalczyk.example</a>", "karma": 71}"""
HITS = """{"nbHits": 3, "page": 0, "hitsPerPage": 200, "hits": [{"objectID": "103", "created_at": "2026-02-01T10:00:00Z",
"created_at_i": 1769940000, "author": "JanaKow", "title": null, "story_title": "Grids of tomorrow", "story_id": 90,
"comment_text": "Load flow is <i>easy</i>.", "_tags": ["comment", "author_JanaKow", "story_90"]},
{"objectID": "102", "created_at": "2026-01-31T10:00:00Z", "author": "JanaKow", "story_title": "Grids of tomorrow", "comment_text":
"First."}, {"objectID": "101", "created_at": "2024-05-05T00:00:00Z", "author": "JanaKow", "title": "Show HN: loadflow", "url":
"https://kowalczyk.example/loadflow", "points": 5, "_tags": ["story"]}]}"""


class TestHackerNews(ConnectorContract):
    connector = HackerNews
    options: ClassVar = {"base": "{site}"}
    ask = Ask(network="hackernews", handle="JanaKow")
    replies: ClassVar = {
        "/users/JanaKow": Reply(USER, JSON),
        "/search_by_date?tags=author_JanaKow%2C%28story%2Ccomment%29&hitsPerPage=200": Reply(HITS, JSON),
        "/items/1": Reply('{"id": 1}', JSON),
    }

    def test_finds_well_formed_records(self, site: FakeSite, web: Web) -> None:
        """A user name is no person's name: the account alone ties the record to somebody."""
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        assert found.profile.name == "" and found.profile.links[0].username == found.key

    def test_reads_the_user_and_the_discussions(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile, item = found.profile, "https://news.ycombinator.com/item?id="
        assert found.url == "https://news.ycombinator.com/user?id=JanaKow"
        assert (profile.name, profile.summary) == ("", "Grids. See https://kowalczyk.example")
        assert [(link.network, link.username) for link in profile.links] == [
            ("hackernews", "JanaKow"),
            ("", ""),
        ]
        assert profile.items == (
            Item(
                "discussion",
                "Grids of tomorrow",
                PartialDate("2026-02-01"),
                f"{item}103",
                "Hacker News",
                "Load flow is easy .",
            ),
            Item("discussion", "Show HN: loadflow", PartialDate("2024-05-05"), f"{item}101", "Hacker News"),
        )
