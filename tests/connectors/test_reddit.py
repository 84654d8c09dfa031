"""What is read of an account on Reddit."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from connectors.kit.contract import BaseConnector
from connectors.kit.http import Web
from connectors.reddit import Reddit
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.errors import Refused
from enrich.model import Found, Item, PartialDate
from enrich.ports import Ask, NextCursor

JSON = "application/json; charset=utf-8"
ABOUT = """{"kind": "t2", "data": {"id": "5abc", "name": "mara_binds", "created_utc": 1514764800.0, "link_karma": 5, "verified": true,
"is_suspended": false, "hide_from_robots": false, "subreddit": {"display_name": "u_mara_binds", "title": "Mara Velde",
"public_description": "Books & glue", "over_18": false}}}"""
POSTS = """{"kind": "Listing", "data": {"after": null, "dist": 2, "children": [
{"kind": "t3", "data": {"id": "p1", "title": "Which glue?", "selftext": "For leather.", "created_utc": 1767225600.0, "over_18": false,
"permalink": "/r/bookbinding/comments/p1/which_glue/", "subreddit_name_prefixed": "r/bookbinding", "removed_by_category": null}},
{"kind": "t3", "data": {"id": "p2", "title": "[ Removed ]", "created_utc": 1767225601.0, "permalink": "/r/x/comments/p2/",
"removed_by_category": "deleted"}}]}}"""
SHOWN = '{"kind": "t2", "data": {"name": "mara_binds", "is_suspended": true}}'


class TestReddit(ConnectorContract):
    connector = Reddit
    options: ClassVar = {
        "base": "{site}", "token_url": "{site}/api/v1/access_token", "client_id": "env:ONEFOLD_TEST_SECRET",
        "client_secret": "env:ONEFOLD_TEST_SECRET", "purpose": "non-commercial research",
    }  # fmt: skip
    ask = Ask(network="reddit", handle="mara_binds")
    replies: ClassVar = {
        "/api/v1/access_token": Reply(
            '{"access_token": "t", "token_type": "bearer", "expires_in": 86400, "scope": "*"}', JSON
        ),
        "/user/mara_binds/about?raw_json=1": Reply(ABOUT, JSON),
        "/user/mara_binds/submitted?sort=new&limit=50&raw_json=1": Reply(POSTS, JSON),
        "/api/v1/scopes": Reply("{}", JSON),
    }

    def told(
        self, connector: BaseConnector[Any], site: FakeSite, cursor: str = ""
    ) -> list[Found | Refused | NextCursor]:
        """What goes wrong at the account is told apart from what goes wrong at the token's address."""
        fault = site.fault
        if fault in {"missing", "changed", "maintenance", "new schema"}:
            site.fault = ""
            connector.api.shown(site.url)
        site.fault = fault
        return super().told(connector, site, cursor)

    def test_reads_the_account_and_what_it_started(self, site: FakeSite, web: Web) -> None:
        [found] = self.told(self.made(site, web), site)
        assert isinstance(found, Found) and found.key == "5abc"
        assert (found.profile.name, found.profile.summary) == ("Mara Velde", "Books & glue")
        address = "https://www.reddit.com/r/bookbinding/comments/p1/which_glue/"
        item = Item(
            "discussion", "Which glue?", PartialDate("2026-01-01"), address, "r/bookbinding", "For leather."
        )
        assert found.profile.items == (item,)
        assert site.asked[0].headers["Authorization"].startswith("Basic ")

    @pytest.mark.parametrize("told", [SHOWN, ABOUT.replace('robots": false', 'robots": true')])
    def test_who_is_suspended_or_hides_from_robots_is_not_read(
        self, site: FakeSite, web: Web, told: str
    ) -> None:
        site.replies["/user/mara_binds/about?raw_json=1"] = Reply(told, JSON)
        assert self.told(self.made(site, web), site) == []
