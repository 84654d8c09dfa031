"""What is read of LinkedIn members who let us have their data."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pytest

from connectors.kit.http import Web
from connectors.linkedin import LinkedInMember
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.errors import ConfigError
from enrich.model import Education, Found, Item, PartialDate, Skill, Work
from enrich.ports import NextCursor

JSON = "application/json"


def path(domain: str, start: str = "") -> str:
    return f"/rest/memberSnapshotData?q=criteria&domain={domain}{start}"


def part(domain: str, *rows: dict[str, Any], onward: str = "") -> Reply:
    links = [{"type": "application/json", "rel": "next", "href": onward}] if onward else []
    paging = {"start": 0, "count": 10, "links": links, "total": 2}
    return Reply(
        json.dumps({"paging": paging, "elements": [{"snapshotDomain": domain, "snapshotData": rows}]}), JSON
    )


class TestLinkedInMember(ConnectorContract):
    connector = LinkedInMember
    options: ClassVar = {
        "base": "{site}", "purpose": "what the member agreed to",
        "members": {"cand-17": "env:ONEFOLD_TEST_SECRET"},
    }  # fmt: skip
    replies: ClassVar = {
        path("PROFILE"): part("PROFILE", {
            "First Name": "Mara", "Last Name": "Velde", "Maiden Name": "", "Headline": "Editor", "Geo Location": "Ghent, Belgium",
            "Websites": "[PORTFOLIO:https://velde.example]", "Twitter Handles": "[maravelde]", "Birth Date": "Jun 14",
        }),
        path("POSITIONS"): part("POSITIONS", {
            "Company Name": "Kite Works", "Title": "Editor", "Description": "", "Location": "Ghent", "Started On": "Jun 2019",
            "Finished On": "",
        }, onward="/rest/memberSnapshotData?q=criteria&domain=POSITIONS&start=1"),
        path("POSITIONS", "&start=1"): part("POSITIONS", {
            "Company Name": "Paper Ltd", "Title": "Proofreader", "Started On": "2010", "Finished On": "May 2019",
        }),
        path("EDUCATION"): part("EDUCATION", {
            "School Name": "Ghent University", "Degree Name": "Master of Arts", "Start Date": "2003", "End Date": "2008",
        }),
        path("SKILLS"): part("SKILLS", {"Name": "Bookbinding"}),
        path("EMAIL_ADDRESSES"): part("EMAIL_ADDRESSES", {"Email Address": "m@velde.example", "Confirmed": "Yes", "Primary": "Yes"}),
        path("MEMBER_SHARE_INFO"): part("MEMBER_SHARE_INFO", {
            "Date": "2026-02-03 10:00:00", "ShareLink": "https://www.linkedin.com/feed/update/1", "ShareCommentary": "A new press",
        }),
        path("LANGUAGES"): Reply('{"message": "No data found for this memberId", "status": 404}', JSON, status=404),
    }  # fmt: skip

    def test_what_is_missing_is_not_found(self, site: FakeSite, web: Web) -> None:
        """A member without any data is nobody."""
        site.fault = "missing"
        assert [each for each in self.told(self.made(site, web), site) if isinstance(each, Found)] == []

    def test_reads_the_members_own_data_and_nobody_elses(self, site: FakeSite, web: Web) -> None:
        found = self.told(self.made(site, web), site)[0]
        assert isinstance(found, Found) and found.key == "member:cand-17"
        profile, d = found.profile, PartialDate
        assert (profile.name, profile.headline, profile.emails) == (
            "Mara Velde",
            "Editor",
            ("m@velde.example",),
        )
        assert profile.work == (
            Work("Kite Works", "Editor", d("2019-06"), current=True, location="Ghent"),
            Work("Paper Ltd", "Proofreader", d("2010"), d("2019-05")),
        )
        assert profile.education == (
            Education("Ghent University", "Master of Arts", start=d("2003"), end=d("2008")),
        )
        assert profile.skills == (Skill("Bookbinding"),)
        assert [link.url for link in profile.links] == ["https://velde.example", "https://x.com/maravelde"]
        post = "https://www.linkedin.com/feed/update/1"
        assert profile.items == (Item("post", "A new press", d("2026-02-03"), post, "LinkedIn"),)
        asked = {request.args["domain"] for request in site.asked}
        assert {request.headers["LinkedIn-Version"] for request in site.asked} == {"202312"}
        assert asked.isdisjoint({"CONNECTIONS", "INBOX", "INVITATIONS"}) and len(asked) == 13

    def test_a_consent_that_was_taken_back_does_not_stop_the_others(
        self, site: FakeSite, web: Web, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REVOKED", "revoked")
        granted = site.replies[path("PROFILE")]
        assert isinstance(granted, Reply)
        denied = Reply('{"code": "REVOKED_ACCESS_TOKEN", "status": 401}', JSON, status=401)
        site.replies[path("PROFILE")] = lambda request: (
            denied if "revoked" in request.headers["Authorization"] else granted
        )
        self.options = {
            **self.options,
            "members": {"cand-3": "env:REVOKED", "cand-17": "env:ONEFOLD_TEST_SECRET"},
        }
        told = list[object]()
        with pytest.raises(ConfigError) as caught:
            told.extend(iter(self.made(site, web).pull("")))
        line = "sources.tested.members.cand-3: the consent has run out or was taken back: ask for a new one, or remove it"
        assert str(caught.value) == f"{line} (found HTTP 401)"
        assert "member:cand-17" in {each.key for each in told if isinstance(each, Found)}

    def test_tells_again_only_who_has_changed(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        cursor = self.told(connector, site)[-1]
        assert isinstance(cursor, NextCursor)
        site.replies[path("SKILLS")] = part("SKILLS", {"Name": "Gilding"})
        assert [
            each.key for each in self.told(connector, site, cursor.cursor) if isinstance(each, Found)
        ] == ["member:cand-17"]
