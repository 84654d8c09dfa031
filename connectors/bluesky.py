"""Bluesky (the AT Protocol): who an account says it is, and what it posts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.records import account, day, links, plain
from connectors.kit.verdicts import Meaning
from enrich.model import Found, Identifier, Item, Profile
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate

_ADDRESS = re.compile(r"https?://[^\s<>\"')]+")
_MEMBERS_ONLY = "!no-unauthenticated"
_SITE = "https://bsky.app/profile"


class Label(msgspec.Struct):
    val: str


class Actor(msgspec.Struct, rename="camel"):
    """`did` stays when the handle changes. A label may ask not to be shown to those who are not signed in."""

    did: str
    handle: str
    display_name: str = ""
    description: str = ""
    website: str = ""
    labels: list[Label] = []


class Text(msgspec.Struct, rename="camel"):
    text: str = ""
    created_at: str = ""


class Post(msgspec.Struct):
    uri: str
    record: Text


class Entry(msgspec.Struct):
    """`reason`: why somebody else's post stands here (a repost)."""

    post: Post
    reason: dict[str, object] | None = None


class Posts(msgspec.Struct):
    feed: list[Entry]


class BlueskyOptions(SourceOptions, frozen=True):
    """base: the address of the public view of the network."""

    base: str = "https://public.api.bsky.app/xrpc"


class Bluesky(BaseConnector[BlueskyOptions]):
    """Bluesky accounts: name, description, links and the latest posts; known by a number that stays when the handle changes."""

    name = "bluesky"
    title = "Bluesky"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    networks = ("bluesky", "did")
    limits = Limits((Rate(3000, 300),))
    statuses: ClassVar[Mapping[int, Meaning]] = {400: "missing"}  # an unknown or deactivated account
    probe = "/app.bsky.actor.getProfile?actor=bsky.app"
    policy = Policy(
        "Public posts; what is deleted there must go here, and who shows themselves to members only is not read.",
        keep_days=90,
        attribution="Bluesky, with the author's handle and a link to each post.",
        delete_when_gone=True,
        basis="legitimate interest in what somebody published under an account they have given us",
        terms_url="https://bsky.social/about/support/tos",
    )
    options_type = BlueskyOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        actor = self.api.get("/app.bsky.actor.getProfile", Actor, {"actor": ask.handle.removeprefix("@")})
        if actor is None or any(label.val == _MEMBERS_ONLY for label in actor.labels):
            return
        page = f"{_SITE}/{actor.did if actor.handle == 'handle.invalid' else actor.handle}"
        profile = Profile(
            name=actor.display_name,
            summary=actor.description,
            links=(
                account("bluesky", actor.handle, page),
                *links(actor.website, *_ADDRESS.findall(actor.description)),
            ),
            items=tuple(self._posts(actor, page)),
            identifiers=(Identifier("did", actor.did),),
        )
        yield Found(actor.did, profile, url=page)

    def _posts(self, actor: Actor, page: str) -> Iterator[Item]:
        asked = {"actor": actor.did, "filter": "posts_no_replies", "limit": 50}
        told = self.api.get("/app.bsky.feed.getAuthorFeed", Posts, asked)
        for entry in told.feed if told else []:
            if entry.reason is None and entry.post.record.text:
                address = f"{page}/post/{entry.post.uri.rpartition('/')[2]}"
                record = entry.post.record
                yield Item("post", plain(record.text, 200), day(record.created_at), address, "Bluesky")
