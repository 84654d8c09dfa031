"""X (Twitter): who an account says it is, and what it posts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import quote

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Bearer, Secret
from connectors.kit.records import account, day, links, plain
from enrich.errors import Refused
from enrich.model import Found, Identifier, Item, Place, Profile
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate

_USER, _POST, _POSTS = 0.010, 0.005, 10
_UNKNOWN = frozenset({"Not Found Error", "Forbidden"})


class Address(msgspec.Struct):
    expanded_url: str = ""


class Addresses(msgspec.Struct):
    urls: list[Address] = []


class Entities(msgspec.Struct):
    url: Addresses = msgspec.field(default_factory=Addresses)
    description: Addresses = msgspec.field(default_factory=Addresses)


class User(msgspec.Struct):
    id: str
    username: str
    name: str
    description: str = ""
    location: str = ""
    protected: bool = False
    entities: Entities = msgspec.field(default_factory=Entities)


class Post(msgspec.Struct):
    id: str
    text: str
    created_at: str = ""


class Problem(msgspec.Struct):
    title: str


class UserAnswer(msgspec.Struct):
    """`errors` without `data`: there is no such account, or it is suspended."""

    data: User | None = None
    errors: list[Problem] = []


class PostsAnswer(msgspec.Struct):
    data: list[Post] = []


class XOptions(SourceOptions, frozen=True):
    """base: the API's address. token: an app's bearer token, with credits on its account."""

    token: Secret
    base: str = "https://api.x.com/2"


class X(BaseConnector[XOptions]):
    """X accounts: name, place, description, links and the latest posts. Every account and every post read costs money."""

    name = "x"
    title = "X"
    needs = "an app with a bearer token and prepaid credits, from developer.x.com"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    networks = ("x",)
    auth = Bearer("token")
    limits = Limits((Rate(300, 900),), cost=_USER + _POSTS * _POST)
    probe = "/users/by/username/x?user.fields=id"
    policy = Policy(
        "Off X, an account may be tied to a person who agreed to that or who gave us the account. No profiling, no screening "
        "of job seekers. What is deleted or protected on X must go here within a day of our being told or noticing.",
        keep_days=30,
        purposes=("people who gave us their X account",),
        attribution="X, with the author's name and account and a link to each post.",
        delete_when_gone=True,
        basis="consent, or the person gave us the account",
        terms_url="https://docs.x.com/developer-terms/policy",
    )
    options_type = XOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        asked = {"user.fields": "description,entities,id,location,name,protected,username"}
        answer = self.api.answer(f"/users/by/username/{quote(ask.handle, safe='')}", asked, cost=_USER)
        if answer is None:
            return
        told = self.api.read(answer, UserAnswer)
        if told.data is not None:
            yield self._found(told.data)
        elif not told.errors:
            raise answer.changed("neither an account nor a reason", allowed="data or errors")
        elif told.errors[0].title not in _UNKNOWN:
            raise Refused("X does not tell about this account", where=self.http.source)

    def _found(self, user: User) -> Found:
        page = f"https://x.com/{user.username}"
        addresses = user.entities.url.urls + user.entities.description.urls
        profile = Profile(
            name=user.name,
            summary=user.description,
            links=(account("x", user.username, page), *links(*(each.expanded_url for each in addresses))),
            location=Place(user.location) if user.location else None,
            items=() if user.protected else tuple(self._posts(user.id, page)),
            identifiers=(Identifier("x", user.id),),
        )
        return Found(user.id, profile, url=page)

    def _posts(self, number: str, page: str) -> Iterator[Item]:
        asked = {"max_results": _POSTS, "exclude": "replies,retweets", "post.fields": "created_at,id,text"}
        told = self.api.get(f"/users/{quote(number)}/tweets", PostsAnswer, asked, cost=_POSTS * _POST)
        for post in told.data if told else []:
            address = f"{page}/status/{post.id}"
            yield Item("post", plain(post.text, 200), day(post.created_at), address, "X")
