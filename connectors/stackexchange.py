"""Stack Exchange: questions and answers on Stack Overflow."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Param, Secret
from connectors.kit.paging import PageNumber
from connectors.kit.records import day, links, moment
from enrich.model import Found, Item, Place, Profile, Skill
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate

_SITE = {"site": "stackoverflow"}
_PAGING = PageNumber("page", "pagesize", 100, more="has_more")


class User(msgspec.Struct):
    user_id: int
    account_id: int
    link: str
    display_name: str
    location: str | None = None
    website_url: str | None = None
    last_modified_date: int | None = None


class Users(msgspec.Struct):
    items: list[User]


class Event(msgspec.Struct):
    timeline_type: str
    creation_date: int
    post_id: int = 0
    title: str = ""


class Events(msgspec.Struct):
    items: list[Event]


class Tag(msgspec.Struct):
    tag_name: str


class Tags(msgspec.Struct):
    items: list[Tag]


class StackExchangeOptions(SourceOptions, frozen=True):
    """base: the API's address. key: the key of a registered application."""

    base: str = "https://api.stackexchange.com/2.3"
    key: Secret | None = None


class StackExchange(BaseConnector[StackExchangeOptions]):
    """Stack Overflow users: name, place, what they asked and answered, and the tags they know best, which count as skills."""

    name = "stackexchange"
    title = "Stack Exchange"
    needs = "nothing; an application's key (stackapps.com) raises the limit from 300 to 10,000 calls a day"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    networks = ("stackoverflow",)
    auth = Param("key")
    limits = Limits((Rate(25, 1), Rate(10_000, 86_400)))
    anonymous = Limits((Rate(25, 1), Rate(300, 86_400)))
    back_off = "backoff"
    probe = "/info?site=stackoverflow"
    policy = Policy(
        "Content is licensed CC BY-SA: show the author's name and a link to the question. No unsolicited messages to users.",
        attribution="Stack Overflow, CC BY-SA, with a link to the question",
        basis="legitimate interest in what people published under their name",
        terms_url="https://stackoverflow.com/legal/api-terms-of-use",
    )
    options_type = StackExchangeOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        found = self.api.get(f"/users/{ask.handle}", Users, _SITE) if ask.handle.isdecimal() else None
        for user in found.items if found else ():
            yield Found(str(user.user_id), self._profile(user), moment(user.last_modified_date), user.link)

    def _profile(self, user: User) -> Profile:
        path = f"/users/{user.user_id}"
        tags = self.api.get(f"{path}/top-tags", Tags, _SITE | {"pagesize": "10"})
        pages = self.api.pages(f"{path}/timeline", Events, _PAGING, _SITE, most=3)
        posts = [
            each for page in pages for each in page.value.items if each.timeline_type in {"asked", "answered"}
        ]
        return Profile(
            name=unescape(user.display_name),
            links=links(user.link, user.website_url, f"https://stackexchange.com/users/{user.account_id}"),
            location=Place(unescape(user.location)) if user.location else None,
            skills=tuple(Skill(tag.tag_name, implied=True) for tag in (tags.items if tags else ())),
            items=tuple(
                Item(
                    "discussion",
                    unescape(each.title),
                    day(each.creation_date),
                    f"https://stackoverflow.com/q/{each.post_id}",
                    "Stack Overflow",
                    each.timeline_type,
                )
                for each in posts
                if each.title
            ),
        )
