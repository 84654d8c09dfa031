"""What is read of a GitHub account."""

from __future__ import annotations

from typing import ClassVar

from connectors.github import GitHub
from connectors.kit.http import Web
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Item, PartialDate, Place, Skill, Work
from enrich.ports import Ask

JSON = "application/json; charset=utf-8"
USER = """{"login": "JanaKow", "id": 9041, "node_id": "U_kg9041", "type": "User", "site_admin": false,
"html_url": "https://github.com/JanaKow", "name": "Jana Kowalczyk", "company": "@baltic-grid", "blog": "kowalczyk.example",
"location": "Gdynia, Poland", "email": null, "hireable": null, "bio": "Grids and graphs.", "twitter_username": null,
"public_repos": 3, "followers": 4, "created_at": "2014-03-01T09:00:00Z", "updated_at": "2026-05-04T10:00:00Z"}"""
REPOSITORIES = "/users/JanaKow/repos?sort=pushed&per_page=100"
FIRST = """[{"id": 1, "name": "loadflow", "full_name": "JanaKow/loadflow", "fork": false, "language": "Rust",
"html_url": "https://github.com/JanaKow/loadflow", "description": "Load flow studies", "created_at": "2021-06-14T10:00:00Z"},
{"id": 2, "name": "linux", "fork": true, "language": "C", "html_url": "https://github.com/JanaKow/linux"}]"""
SECOND = """[{"id": 3, "name": "notes", "fork": false, "language": "Rust", "html_url": "https://github.com/JanaKow/notes",
"description": null, "created_at": "2016-01-02T10:00:00Z"}]"""


class TestGitHub(ConnectorContract):
    connector = GitHub
    options: ClassVar = {"base": "{site}", "token": "env:ONEFOLD_TEST_SECRET", "purpose": "our own staff"}
    ask = Ask(network="github", handle="janakow")
    replies: ClassVar = {
        "/users/janakow": Reply(USER, JSON),
        "/users/JanaKow/social_accounts": Reply(
            '[{"provider": "linkedin", "url": "https://www.linkedin.com/in/jana-kowalczyk-9"}]', JSON
        ),
        REPOSITORIES: Reply(FIRST, JSON, headers={"Link": f'<{{site}}{REPOSITORIES}&page=2>; rel="next"'}),
        f"{REPOSITORIES}&page=2": Reply(SECOND, JSON),
        "/rate_limit": Reply('{"resources": {}}', JSON, headers={"X-RateLimit-Remaining": "4990"}),
    }
    endless: ClassVar = {
        f"{REPOSITORIES}&page=2": Reply(
            SECOND, JSON, headers={"Link": f'<{{site}}{REPOSITORIES}&page=2>; rel="next"'}
        )
    }

    def test_reads_the_account_and_its_own_repositories(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile = found.profile
        assert (found.key, profile.name, profile.location) == (
            "9041",
            "Jana Kowalczyk",
            Place("Gdynia, Poland"),
        )
        assert [(link.network, link.username) for link in profile.links] == [
            ("github", "janakow"), ("", ""), ("linkedin", "jana-kowalczyk-9")
        ]  # fmt: skip
        assert profile.work == (Work("baltic-grid", current=True),)
        assert profile.skills == (Skill("Rust", implied=True),)
        assert [item.title for item in profile.items] == ["loadflow", "notes"]
        assert profile.items[0] == Item(
            "project", "loadflow", PartialDate("2021-06-14"), "https://github.com/JanaKow/loadflow", "GitHub",
            "Load flow studies",
        )  # fmt: skip

    def test_an_organisation_is_no_person(self, site: FakeSite, web: Web) -> None:
        site.replies["/users/janakow"] = Reply(USER.replace('"User"', '"Organization"'), JSON)
        assert self.told(self.made(site, web), site) == []
