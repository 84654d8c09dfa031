"""What is read of an account on X."""

from __future__ import annotations

from typing import ClassVar

import pytest

from connectors.kit.http import Web
from connectors.testing import ConnectorContract, FakeSite, Reply
from connectors.x import X
from enrich.errors import Refused
from enrich.model import Found, Item, PartialDate
from enrich.ports import Ask

JSON = "application/json; charset=utf-8"
USER_PATH = (
    "/users/by/username/{}?user.fields=description%2Centities%2Cid%2Clocation%2Cname%2Cprotected%2Cusername"
)
POSTS_PATH = "/users/{}/tweets?max_results=10&exclude=replies%2Cretweets&post.fields=created_at%2Cid%2Ctext"
USER = """{"data": {"id": "2244", "username": "MaraVelde", "name": "Mara Velde", "description": "Binds books. https://t.co/a",
"location": "Ghent", "protected": false, "entities": {"url": {"urls": [{"start": 0, "end": 23, "url": "https://t.co/b",
"expanded_url": "https://velde.example", "display_url": "velde.example"}]}, "description": {"urls": [{"start": 13, "end": 27,
"url": "https://t.co/a", "expanded_url": "https://github.com/mvelde"}]}}, "created_at": "2013-12-14T04:35:55.000Z"}}"""
POSTS = """{"data": [{"id": "99", "text": "A new press\\nhas come", "created_at": "2026-03-01T09:00:00.000Z",
"edit_history_post_ids": ["99"]}], "meta": {"result_count": 1, "newest_id": "99", "oldest_id": "99"}}"""
NOBODY = """{"errors": [{"value": "nobody", "detail": "Could not find user", "title": "Not Found Error",
"resource_type": "user", "parameter": "username", "type": "https://api.x.com/2/problems/resource-not-found"}]}"""


class TestX(ConnectorContract):
    connector = X
    options: ClassVar = {
        "base": "{site}", "token": "env:ONEFOLD_TEST_SECRET", "budget": 5.0, "purpose": "people who gave us their X account",
    }  # fmt: skip
    ask = Ask(network="x", handle="MaraVelde")
    replies: ClassVar = {
        USER_PATH.format("MaraVelde"): Reply(USER, JSON),
        POSTS_PATH.format("2244"): Reply(POSTS, JSON),
        USER_PATH.format("nobody"): Reply(NOBODY, JSON),
        USER_PATH.format("locked"): Reply(USER.replace("2244", "5").replace("false", "true"), JSON),
        USER_PATH.format("odd"): Reply(NOBODY.replace("Not Found Error", "Odd"), JSON),
        "/users/by/username/x?user.fields=id": Reply(
            '{"data": {"id": "7", "username": "x", "name": "X"}}', JSON
        ),
    }

    def test_reads_the_account_and_its_posts_and_counts_what_they_cost(
        self, site: FakeSite, web: Web
    ) -> None:
        connector = self.made(site, web)
        [found] = self.told(connector, site)
        assert isinstance(found, Found) and (found.key, found.url) == ("2244", "https://x.com/MaraVelde")
        profile = found.profile
        assert [link.url for link in profile.links] == [
            "https://x.com/MaraVelde", "https://velde.example", "https://github.com/mvelde",
        ]  # fmt: skip
        address = "https://x.com/MaraVelde/status/99"
        assert profile.items == (
            Item("post", "A new press has come", PartialDate("2026-03-01"), address, "X"),
        )
        assert connector.record().tally.cost == pytest.approx(0.01 + 10 * 0.005)

    def test_nobody_and_who_keeps_to_themselves(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        assert list(connector.lookup(Ask(network="x", handle="nobody"))) == []
        [locked] = connector.lookup(Ask(network="x", handle="locked"))
        assert not locked.profile.items
        with pytest.raises(Refused, match="does not tell"):
            list(connector.lookup(Ask(network="x", handle="odd")))
