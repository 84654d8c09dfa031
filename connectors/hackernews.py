"""Hacker News: what somebody says of themselves there, submits and discusses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import ClassVar
from urllib.parse import quote

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.records import account, day, links, plain
from enrich.model import Found, Item, Profile
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate

_SITE = "https://news.ycombinator.com"
_ADDRESS = re.compile(r"https?://[^\s<>\"')]+")


class User(msgspec.Struct):
    username: str
    about: str | None = None


class Hit(msgspec.Struct, rename={"number": "objectID"}):
    number: str
    created_at: str
    title: str | None = None
    story_title: str | None = None
    comment_text: str | None = None


class Hits(msgspec.Struct):
    hits: list[Hit]


class HackerNewsOptions(SourceOptions, frozen=True):
    """base: the address of its search, which Algolia runs."""

    base: str = "https://hn.algolia.com/api/v1"


class HackerNews(BaseConnector[HackerNewsOptions]):
    """Hacker News users: what they say of themselves, the pages they link to, and what they submitted or discussed lately."""

    name = "hackernews"
    title = "Hacker News"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    networks = ("hackernews",)
    limits = Limits((Rate(10_000, 3600),))
    probe = "/items/1"
    policy = Policy(
        "Public discussions; only titles, dates, links and a snippet are kept.",
        attribution="Hacker News",
        delete_when_gone=True,
        basis="legitimate interest in what somebody published under a name they have given us",
        terms_url="https://www.ycombinator.com/legal/",
    )
    options_type = HackerNewsOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        user = self.api.get(f"/users/{quote(ask.handle, safe='')}", User)
        if user is None:
            return
        asked = {"tags": f"author_{user.username},(story,comment)", "hitsPerPage": 200}
        told = self.api.get("/search_by_date", Hits, asked)
        page, about = f"{_SITE}/user?id={quote(user.username)}", unescape(user.about or "")
        profile = Profile(
            summary=plain(about),
            links=(account("hackernews", user.username, page), *links(*_ADDRESS.findall(about))),
            items=tuple(_discussions(told.hits if told else [])),
        )
        yield Found(user.username, profile, url=page)


def _discussions(hits: list[Hit]) -> Iterator[Item]:
    """Every submission, and of each story that was discussed the newest comment."""
    seen = set[str]()
    for hit in hits:
        title = hit.title or hit.story_title or ""
        if title and title not in seen:
            seen.add(title)
            address = f"{_SITE}/item?id={hit.number}"
            yield Item(
                "discussion", title, day(hit.created_at), address, "Hacker News", plain(hit.comment_text, 300)
            )
