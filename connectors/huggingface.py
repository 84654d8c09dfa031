"""Hugging Face: models, data sets and demonstrations that people publish."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import quote

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Bearer, Secret
from connectors.kit.records import day, links
from enrich.model import Found, Item, Profile
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate

_SITE = "https://huggingface.co"
_SHELVES = {"models": "", "datasets": "datasets/", "spaces": "spaces/"}


class User(msgspec.Struct, rename={"key": "_id"}):
    key: str
    user: str
    type: str = "user"
    fullname: str = ""
    details: str | None = None


class Work(msgspec.Struct, rename="camel"):
    id: str
    created_at: str


class HuggingFaceOptions(SourceOptions, frozen=True):
    """base: the hub's address. token: a token that may read."""

    base: str = _SITE
    token: Secret | None = None


class HuggingFace(BaseConnector[HuggingFaceOptions]):
    """Hugging Face users: name, and the models, data sets and spaces they have published, with dates."""

    name = "huggingface"
    title = "Hugging Face"
    needs = "nothing; a token that may read (Settings, Access Tokens) raises the limits"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    networks = ("huggingface",)
    auth = Bearer("token")
    limits = Limits((Rate(1000, 300),))
    anonymous = Limits((Rate(500, 300),))
    probe = "/api/models?limit=1"
    policy = Policy(
        "Public pages of the hub; no unsolicited messages to its users, no reselling of their data.",
        attribution="Hugging Face",
        basis="legitimate interest in what people published under their name",
        terms_url="https://huggingface.co/terms-of-service",
    )
    options_type = HuggingFaceOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        user = self.api.get(f"/api/users/{quote(ask.handle, safe='')}/overview", User)
        if user is not None and user.type == "user":
            page = f"{_SITE}/{user.user}"
            items = tuple(item for shelf in _SHELVES for item in self._published(shelf, user.user))
            profile = Profile(name=user.fullname, summary=user.details or "", links=links(page), items=items)
            yield Found(user.key, profile, url=page)

    def _published(self, shelf: str, author: str) -> Iterator[Item]:
        asked = {"author": author, "sort": "createdAt", "limit": 100}
        for work in self.api.get(f"/api/{shelf}", list[Work], asked) or ():
            name = work.id.rpartition("/")[2]
            yield Item(
                "release", name, day(work.created_at), f"{_SITE}/{_SHELVES[shelf]}{work.id}", "Hugging Face"
            )
