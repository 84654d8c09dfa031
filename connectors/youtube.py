"""YouTube: a channel, and the videos it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Param, Secret
from connectors.kit.records import account, day, links, plain
from enrich.model import Found, Item, Place, Profile
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate

_CHANNEL = re.compile(r"UC[\w-]{22}")
_ADDRESS = re.compile(r"https?://[^\s<>\"')]+")


class About(msgspec.Struct, rename="camel"):
    title: str
    description: str = ""
    custom_url: str = ""
    country: str = ""


class Lists(msgspec.Struct):
    uploads: str = ""


class Content(msgspec.Struct, rename="camel"):
    related_playlists: Lists = msgspec.field(default_factory=Lists)


class Channel(msgspec.Struct, rename="camel"):
    id: str
    snippet: About
    content_details: Content = msgspec.field(default_factory=Content)


class Channels(msgspec.Struct, rename="camel"):
    """`items` is left out where there is no such channel."""

    page_info: msgspec.Raw
    items: list[Channel] = []


class Times(msgspec.Struct, rename="camel"):
    video_id: str
    video_published_at: str = ""


class Words(msgspec.Struct):
    title: str
    description: str = ""


class Video(msgspec.Struct, rename="camel"):
    snippet: Words
    content_details: Times


class Videos(msgspec.Struct):
    items: list[Video]


class YouTubeOptions(SourceOptions, frozen=True):
    """key: an API key with the YouTube Data API switched on. base: the API's address."""

    key: Secret
    base: str = "https://youtube.googleapis.com/youtube/v3"


class YouTube(BaseConnector[YouTubeOptions]):
    """YouTube channels: what they say of themselves, and their latest videos."""

    name = "youtube"
    title = "YouTube"
    needs = (
        "an API key of a Google Cloud project with the YouTube Data API v3; 10,000 questions a day are free"
    )
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    networks = ("youtube",)
    auth = Param("key", "key")
    limits = Limits((Rate(10_000, 86_400),))
    probe = "/i18nLanguages?part=snippet"
    policy = Policy(
        "What was read must be asked for again or deleted within 30 days; YouTube must be named and linked.",
        keep_days=30,
        attribution="YouTube, with a link to each video.",
        delete_when_gone=True,
        basis="legitimate interest in what somebody published under a channel they have given us",
        terms_url="https://developers.google.com/youtube/terms/developer-policies",
    )
    options_type = YouTubeOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        by = "id" if _CHANNEL.fullmatch(ask.handle) else "forUsername" if "/user/" in ask.url else "forHandle"
        asked = {"part": "snippet,contentDetails", by: ask.handle}
        told = self.api.get("/channels", Channels, asked)
        for channel in told.items[:1] if told else []:
            page, about = f"https://www.youtube.com/channel/{channel.id}", channel.snippet
            handle = about.custom_url.removeprefix("@")
            asked_for = account("youtube", ask.handle, ask.url or page)
            named = account("youtube", handle, f"https://www.youtube.com/@{handle}") if handle else asked_for
            profile = Profile(
                name=about.title,
                summary=plain(about.description),
                links=tuple(dict.fromkeys((asked_for, named, *links(*_ADDRESS.findall(about.description))))),
                location=Place(country=about.country) if about.country else None,
                items=tuple(self._videos(channel.content_details.related_playlists.uploads, about.title)),
            )
            yield Found(channel.id, profile, url=page)

    def _videos(self, playlist: str, title: str) -> Iterator[Item]:
        asked = {"part": "snippet,contentDetails", "playlistId": playlist, "maxResults": 50}
        told = self.api.get("/playlistItems", Videos, asked) if playlist else None
        for video in told.items if told else []:
            times, words = video.content_details, video.snippet
            address = f"https://www.youtube.com/watch?v={times.video_id}"
            day_ = day(times.video_published_at)
            yield Item("post", words.title, day_, address, f"YouTube, {title}", plain(words.description, 300))
