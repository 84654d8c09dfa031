"""What is read of a GitLab account."""

from __future__ import annotations

from typing import ClassVar

from connectors.gitlab import GitLab
from connectors.kit.http import Web
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Item, PartialDate, Work
from enrich.ports import Ask

JSON = "application/json"
BASIC = """[{"id": 4711, "username": "janakow", "name": "Jana Kowalczyk", "state": "active", "locked": false,
"avatar_url": null, "web_url": "https://gitlab.com/janakow"}]"""
USER = """{"id": 4711, "username": "janakow", "name": "Jana Kowalczyk", "state": "active", "web_url":
"https://gitlab.com/janakow", "created_at": "2015-02-01T08:00:00.000Z", "bio": "", "location": "Gdynia", "public_email": "",
"linkedin": "jana-kowalczyk-9", "twitter": "", "discord": "", "github": "janakow", "website_url":
"https://kowalczyk.example", "organization": "Baltic Grid", "job_title": "Data Engineer", "pronouns": null, "bot": false,
"work_information": "Data Engineer at Baltic Grid", "followers": 1, "following": 2, "local_time": null}"""
PROJECTS = """[{"id": 5, "description": null, "name": "meters", "path": "meters", "created_at": "2019-11-30T08:00:00.000Z",
"web_url": "https://gitlab.com/janakow/meters", "visibility": "public"}, {"id": 6, "name": "fork", "created_at":
"2020-01-01T00:00:00.000Z", "web_url": "https://gitlab.com/janakow/fork", "forked_from_project": {"id": 2, "name": "x"}}]"""


class TestGitLab(ConnectorContract):
    connector = GitLab
    options: ClassVar = {"base": "{site}", "token": "env:ONEFOLD_TEST_SECRET", "purpose": "our own staff"}
    ask = Ask(network="gitlab", handle="janakow")
    replies: ClassVar = {
        "/api/v4/users?username=janakow": Reply(BASIC, JSON),
        "/api/v4/users/4711": Reply(USER, JSON),
        "/api/v4/users/4711/projects?order_by=created_at&per_page=100": Reply(PROJECTS, JSON),
        "/api/v4/version": Reply('{"version": "18.5.0", "revision": "ab"}', JSON),
    }

    def test_reads_the_account_and_its_own_projects(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile = found.profile
        assert profile.work == (Work("Baltic Grid", "Data Engineer", current=True),)
        assert [link.url for link in profile.links] == [
            "https://gitlab.com/janakow", "https://kowalczyk.example", "https://www.linkedin.com/in/jana-kowalczyk-9",
            "https://github.com/janakow",
        ]  # fmt: skip
        assert profile.items == (
            Item(
                "project", "meters", PartialDate("2019-11-30"), "https://gitlab.com/janakow/meters", "GitLab"
            ),
        )
        assert profile.emails == () and found.key == "4711"

    def test_nobody_has_that_name(self, site: FakeSite, web: Web) -> None:
        site.replies["/api/v4/users?username=janakow"] = Reply("[]", JSON)
        assert self.told(self.made(site, web), site) == []
