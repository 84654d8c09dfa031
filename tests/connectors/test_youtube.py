"""What is read of a channel on YouTube."""

from __future__ import annotations

from typing import ClassVar

from connectors.kit.http import Web
from connectors.testing import ConnectorContract, FakeSite, Reply
from connectors.youtube import YouTube
from enrich.model import Found, Item, PartialDate, Place
from enrich.ports import Ask

JSON = "application/json; charset=UTF-8"
CHANNEL_PATH = "/channels?part=snippet%2CcontentDetails&{}"
ID = "UC" + "a" * 22
CHANNEL = f"""{{"kind": "youtube#channelListResponse", "etag": "e", "pageInfo": {{"totalResults": 1, "resultsPerPage": 5}}, "items": [
{{"kind": "youtube#channel", "etag": "e", "id": "{ID}", "snippet": {{"title": "Mara Velde", "description":
"Books, bound. https://velde.example", "customUrl": "@maravelde", "publishedAt": "2015-01-01T00:00:00Z", "country": "BE"}},
"contentDetails": {{"relatedPlaylists": {{"likes": "", "uploads": "UU1"}}}}}}]}}"""
NONE = '{"kind": "youtube#channelListResponse", "pageInfo": {"totalResults": 0, "resultsPerPage": 5}}'
VIDEOS = """{"kind": "youtube#playlistItemListResponse", "items": [{"kind": "youtube#playlistItem", "id": "i1", "snippet": {
"publishedAt": "2026-02-04T00:00:00Z", "title": "Sewing a spine", "description": "With linen.", "playlistId": "UU1"},
"contentDetails": {"videoId": "v1", "videoPublishedAt": "2026-02-03T10:00:00Z"}}], "pageInfo": {"totalResults": 1}}"""


class TestYouTube(ConnectorContract):
    connector = YouTube
    options: ClassVar = {"base": "{site}", "key": "env:ONEFOLD_TEST_SECRET"}
    ask = Ask("https://www.youtube.com/@maravelde", "youtube", "maravelde")
    replies: ClassVar = {
        CHANNEL_PATH.format("forHandle=maravelde"): Reply(CHANNEL, JSON),
        CHANNEL_PATH.format("forHandle=nobody"): Reply(NONE, JSON),
        CHANNEL_PATH.format("forUsername=mvelde"): Reply(CHANNEL, JSON),
        CHANNEL_PATH.format(f"id={ID}"): Reply(CHANNEL, JSON),
        "/playlistItems?part=snippet%2CcontentDetails&playlistId=UU1&maxResults=50": Reply(VIDEOS, JSON),
        "/i18nLanguages?part=snippet": Reply('{"items": []}', JSON),
    }

    def test_reads_the_channel_and_its_videos(self, site: FakeSite, web: Web) -> None:
        [found] = self.told(self.made(site, web), site)
        assert isinstance(found, Found) and found.key == ID
        assert [link.username or link.url for link in found.profile.links] == [
            "maravelde",
            "https://velde.example",
        ]
        assert found.profile.location == Place(country="BE")
        address, day = "https://www.youtube.com/watch?v=v1", PartialDate("2026-02-03")
        item = Item("post", "Sewing a spine", day, address, "YouTube, Mara Velde", "With linen.")
        assert found.profile.items == (item,)

    def test_is_found_by_number_and_by_old_names(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        asks = [Ask(f"https://www.youtube.com/channel/{ID}", "youtube", ID),
                Ask("https://www.youtube.com/user/mvelde", "youtube", "mvelde")]  # fmt: skip
        for ask in asks:
            [found] = connector.lookup(ask)
            assert found.profile.links[0].username == ask.handle
        assert list(connector.lookup(Ask(network="youtube", handle="nobody"))) == []
