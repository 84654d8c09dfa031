"""What is read of an account on Mastodon, found by WebFinger or on an instance that is named."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pytest

from connectors.kit.http import Web
from connectors.mastodon import Mastodon
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Item, PartialDate
from enrich.ports import Ask

JSON = "application/json; charset=utf-8"
FINGER_PATH = "/.well-known/webfinger?resource=acct%3Amara%40velde.example"
FINGER = """{"subject": "acct:mara@velde.example", "aliases": ["{site}/@mara", "{site}/users/mara"], "links": [
{"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": "{site}/@mara"},
{"rel": "self", "type": "application/activity+json", "href": "{site}/users/mara"},
{"rel": "http://ostatus.org/schema/1.0/subscribe", "template": "{site}/authorize_interaction?uri={uri}"}]}"""
ACCOUNT: dict[str, Any] = {
    "id": "109", "username": "mara", "acct": "mara", "display_name": "Mara Velde", "locked": False, "bot": False,
    "discoverable": True, "indexable": True, "group": False, "noindex": False, "created_at": "2022-11-07T00:00:00.000Z",
    "note": "<p>Binds <b>books</b></p>", "url": "{site}/@mara", "uri": "{site}/users/mara", "emojis": [], "roles": [],
    "fields": [
        {"name": "Code", "value": '<a href="https://github.com/mvelde" rel="me">github</a>', "verified_at": None},
        {"name": "Home", "value": '<a href="https://velde.example" rel="me">velde.example</a>',
         "verified_at": "2023-01-01T00:00:00.000+00:00"},
        {"name": "Pronouns", "value": "she/her", "verified_at": None},
    ],
}  # fmt: skip
LOOKUP_PATH = "/api/v1/accounts/lookup?acct=mara%40velde.example"
STATUSES_PATH = "/api/v1/accounts/109/statuses?limit=40&exclude_replies=true&exclude_reblogs=true"
STATUSES = """[{"id": "1", "uri": "{site}/users/mara/statuses/1", "url": "{site}/@mara/1", "created_at": "2026-02-03T10:00:00.000Z",
"content": "<p>A new press</p>", "visibility": "public", "spoiler_text": "", "sensitive": false, "reblog": null},
{"id": "2", "uri": "{site}/users/mara/statuses/2", "url": null, "created_at": "2026-02-02T10:00:00.000Z", "content": "<p>Shh</p>",
"visibility": "unlisted"}]"""


class TestByWebFinger(ConnectorContract):
    connector = Mastodon
    ask = Ask("{site}/@mara", "mastodon", "mara@velde.example")
    replies: ClassVar = {
        FINGER_PATH: Reply(FINGER, "application/jrd+json"),
        LOOKUP_PATH: Reply(json.dumps(ACCOUNT), JSON),
        STATUSES_PATH: Reply(STATUSES, JSON),
    }

    def test_health_is_found_out_by_a_call(self, site: FakeSite, web: Web) -> None:
        assert self.made(site, web).health().detail == "each account's own instance is asked"

    def test_reads_the_account_proven_links_first(self, site: FakeSite, web: Web) -> None:
        [found] = self.told(self.made(site, web), site)
        assert isinstance(found, Found) and found.key == f"{site.url}/users/mara"
        profile = found.profile
        assert (profile.name, profile.summary) == ("Mara Velde", "Binds books")
        assert [link.username or link.url for link in profile.links] == [
            "mara@velde.example", "https://velde.example", "mvelde",
        ]  # fmt: skip
        day, address = PartialDate("2026-02-03"), f"{site.url}/@mara/1"
        assert profile.items == (Item("post", "A new press", day, address, site.address),)

    @pytest.mark.parametrize("wish", ["noindex", "suspended", "group"])
    def test_who_asks_not_to_be_read_is_not_read(self, site: FakeSite, web: Web, wish: str) -> None:
        site.replies[LOOKUP_PATH] = Reply(json.dumps({**ACCOUNT, wish: True}), JSON)
        assert self.told(self.made(site, web), site) == []
        assert len(site.paths()) == 2

    @pytest.mark.parametrize("wish", [False, None])
    def test_posts_are_read_only_of_who_lets_them_be_searched(
        self, site: FakeSite, web: Web, wish: bool | None
    ) -> None:
        site.replies[LOOKUP_PATH] = Reply(json.dumps({**ACCOUNT, "indexable": wish}), JSON)
        [found] = self.told(self.made(site, web), site)
        assert isinstance(found, Found) and not found.profile.items

    def test_no_host_and_no_home_is_nobody(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        assert list(connector.lookup(Ask(network="mastodon", handle="mara"))) == []
        site.replies[FINGER_PATH] = Reply('{"subject": "acct:mara@velde.example"}', JSON)
        assert self.told(connector, site) == []


class TestOnOneInstance(ConnectorContract):
    connector = Mastodon
    options: ClassVar = {"base": "{site}"}
    ask = Ask("https://velde.example/@mara", "mastodon", "mara@velde.example")
    replies: ClassVar = {
        LOOKUP_PATH: Reply(json.dumps(ACCOUNT), JSON),
        STATUSES_PATH: Reply(STATUSES, JSON),
        "/api/v2/instance": Reply("{}", JSON),
    }
