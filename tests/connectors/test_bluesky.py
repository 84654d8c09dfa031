"""What is read of an account on Bluesky."""

from __future__ import annotations

from typing import ClassVar

from connectors.bluesky import Bluesky
from connectors.kit.http import Web
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Identifier, Item, PartialDate
from enrich.ports import Ask

JSON = "application/json; charset=utf-8"
DID = "did:plc:abcdefghijklmnopqrstuvwx"
PROFILE = f"""{{"did": "{DID}", "handle": "velde.example", "displayName": "Mara Velde", "description":
"Binds books: https://velde.example/press", "website": "https://velde.example", "followersCount": 3, "labels": [],
"createdAt": "2023-05-01T10:00:00.000Z"}}"""
FEED = f"""{{"feed": [
{{"post": {{"uri": "at://{DID}/app.bsky.feed.post/3k1", "cid": "b1", "author": {{"did": "{DID}", "handle": "velde.example"}},
"record": {{"$type": "app.bsky.feed.post", "text": "A new press", "createdAt": "2026-02-03T10:00:00.000Z"}},
"indexedAt": "2026-02-03T10:00:01.000Z"}}}},
{{"post": {{"uri": "at://did:plc:other/app.bsky.feed.post/3k2", "cid": "b2", "author": {{"did": "did:plc:other", "handle": "o.example"}},
"record": {{"text": "Somebody else's", "createdAt": "2026-02-02T10:00:00.000Z"}}, "indexedAt": "2026-02-02T10:00:01.000Z"}},
"reason": {{"$type": "app.bsky.feed.defs#reasonRepost"}}}}], "cursor": "c"}}"""
PROFILE_PATH = "/app.bsky.actor.getProfile?actor={}"


class TestBluesky(ConnectorContract):
    connector = Bluesky
    options: ClassVar = {"base": "{site}"}
    ask = Ask(network="bluesky", handle="velde.example")
    replies: ClassVar = {
        PROFILE_PATH.format("velde.example"): Reply(PROFILE, JSON),
        PROFILE_PATH.format(DID.replace(":", "%3A")): Reply(PROFILE, JSON),
        PROFILE_PATH.format("shy.example"): Reply(
            PROFILE.replace('"labels": []', '"labels": [{"val": "!no-unauthenticated"}]'), JSON
        ),
        PROFILE_PATH.format("gone.example"): Reply('{"error": "InvalidRequest"}', JSON, status=400),
        f"/app.bsky.feed.getAuthorFeed?actor={DID.replace(':', '%3A')}&filter=posts_no_replies&limit=50": Reply(
            FEED, JSON
        ),
        PROFILE_PATH.format("bsky.app"): Reply(PROFILE, JSON),
    }

    def test_reads_the_account_and_its_own_posts(self, site: FakeSite, web: Web) -> None:
        [found] = self.told(self.made(site, web), site)
        assert isinstance(found, Found) and found.key == DID
        assert found.profile.identifiers == (Identifier("did", DID),)
        assert [link.url for link in found.profile.links] == [
            "https://bsky.app/profile/velde.example", "https://velde.example", "https://velde.example/press",
        ]  # fmt: skip
        address, day = "https://bsky.app/profile/velde.example/post/3k1", PartialDate("2026-02-03")
        assert found.profile.items == (Item("post", "A new press", day, address, "Bluesky"),)

    def test_is_found_by_its_number_when_the_handle_has_changed(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        assert [each.key for each in connector.lookup(Ask(network="did", handle=DID))] == [DID]

    def test_who_is_gone_or_for_members_only_is_not_read(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        for handle in ("shy.example", "gone.example"):
            assert list(connector.lookup(Ask(network="bluesky", handle=handle))) == []
