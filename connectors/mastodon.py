"""Mastodon: who an account says it is, which pages link back to it, and what it posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import quote, urlsplit

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.records import account, day, links, plain
from enrich.model import Found, Item, Profile
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_ACTIVITY = frozenset(
    {"application/activity+json", 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'}
)


class Pointer(msgspec.Struct):
    rel: str
    type: str = ""
    href: str = ""


class Finger(msgspec.Struct):
    """A WebFinger answer (RFC 7033): where the account really lives."""

    subject: str
    links: list[Pointer] = []


class Field(msgspec.Struct):
    """A line of a profile. `verified_at`: the page it names links back."""

    name: str
    value: str
    verified_at: str | None = None


class Account(msgspec.Struct):
    id: str
    acct: str
    url: str
    display_name: str = ""
    note: str = ""
    uri: str = ""
    fields: list[Field] = []
    noindex: bool | None = None
    indexable: bool | None = None
    suspended: bool | None = None
    group: bool = False


class Status(msgspec.Struct):
    uri: str
    content: str
    created_at: str
    url: str | None = None
    visibility: str = "public"
    spoiler_text: str = ""


class MastodonOptions(SourceOptions, frozen=True):
    """base: an instance that is asked about all accounts, such as your own; without one, each account's own is."""

    base: str = ""


class Mastodon(BaseConnector[MastodonOptions]):
    """Mastodon accounts: name, description, links (those that link back first) and public posts, as far as their owners allow."""

    name = "mastodon"
    title = "Mastodon"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    networks = ("mastodon",)
    limits = Limits((Rate(300, 300),))
    probe = "/api/v2/instance"
    policy = Policy(
        "Public profiles. Who asks not to be indexed is not read; posts only of those who let them be searched.",
        keep_days=90,
        attribution="The account's name and instance, with a link to each post.",
        delete_when_gone=True,
        basis="legitimate interest in what somebody published under an account they have given us",
        terms_url="https://docs.joinmastodon.org/user/preferences/",
    )
    options_type = MastodonOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        user, _, host = ask.handle.removeprefix("@").partition("@")
        if not host:
            return
        base = self.api.base or self._home(ask.url or f"https://{host}", f"acct:{user}@{host}")
        asked = {"acct": f"{user}@{host}"}
        found = self.api.get(f"{base}/api/v1/accounts/lookup", Account, asked) if base else None
        if found is None or found.noindex or found.suspended or found.group:
            return
        lines = sorted(found.fields, key=lambda line: line.verified_at is None)
        profile = Profile(
            name=plain(found.display_name),
            summary=plain(found.note),
            links=(
                account("mastodon", f"{user}@{host}".lower(), found.url),
                *links(*(url for line in lines for url in _ADDRESS.findall(line.value))),
            ),
            items=tuple(self._posts(base, found)) if found.indexable else (),
        )
        yield Found(found.uri or found.url, profile, url=found.url)

    def check(self) -> str:
        """Only an instance that is named can be tried."""
        return super().check() if self.api.base else "each account's own instance is asked"

    def _home(self, url: str, resource: str) -> str:
        """The origin of the instance that an account lives on, which need not be that of its address; "" for none."""
        parts = urlsplit(url)
        finger = self.api.get(
            f"{parts.scheme}://{parts.netloc}/.well-known/webfinger", Finger, {"resource": resource}
        )
        for link in finger.links if finger else []:
            home = urlsplit(link.href)
            if link.rel == "self" and link.type in _ACTIVITY and home.netloc:
                return f"{home.scheme}://{home.netloc}"
        return ""

    def _posts(self, base: str, found: Account) -> Iterator[Item]:
        asked = {"limit": 40, "exclude_replies": "true", "exclude_reblogs": "true"}
        told = self.api.get(f"{base}/api/v1/accounts/{quote(found.id)}/statuses", list[Status], asked)
        for status in told or []:
            text = status.spoiler_text or plain(status.content, 200)
            if status.visibility == "public" and text:
                yield Item(
                    "post", text, day(status.created_at), status.url or status.uri, urlsplit(found.url).netloc
                )
