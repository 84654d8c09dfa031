"""Packages of JavaScript, at whichever index the operator names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.paging import Offset
from connectors.kit.records import day, links, texts
from enrich.model import Found, Identifier, Item, Profile, Skill
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate


class Person(msgspec.Struct):
    username: str = ""
    email: str = ""
    name: str = ""


class Addresses(msgspec.Struct):
    npm: str = ""
    homepage: str = ""
    repository: str = ""


class Package(msgspec.Struct):
    name: str
    date: str
    links: Addresses
    maintainers: list[Person]
    author: Person | None = None
    description: str = ""
    keywords: list[str] = []

    def item(self) -> Item:
        address = self.links.repository or self.links.npm or self.links.homepage
        return Item(
            "release", self.name, day(self.date), address.removeprefix("git+"), "npm", self.description
        )

    def named(self, user: str) -> str:
        """The author's name, where the author is this user for sure: by user name, or by the same address."""
        addresses = {each.email for each in self.maintainers if each.username == user} - {""}
        own = self.author and (self.author.username == user or self.author.email in addresses)
        return self.author.name if self.author and own else ""


class Hit(msgspec.Struct):
    package: Package


class Hits(msgspec.Struct):
    objects: list[Hit]


class NpmOptions(SourceOptions, frozen=True):
    """base: the index's address. site: where its people have pages ("SITE/~jane"), so that links to them are followed."""

    base: str
    site: str = ""


class Npm(BaseConnector[NpmOptions]):
    """JavaScript packages that somebody maintains, with the dates of their last releases; keywords count as skills."""

    name = "npm"
    title = "npm"
    needs = "the address of an npm index as `base`; none is built in"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle", "url")
    networks = ("npm",)
    limits = Limits((Rate(100, 60),))
    probe = "/-/ping"
    policy = Policy(
        "The index's terms hold: no unsolicited messages to maintainers. Their e-mail addresses are not kept.",
        attribution="npm",
        basis="legitimate interest in what people published under their name",
    )
    options_type = NpmOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        home, paging = f"{self.options.site}/~", Offset("from", "size", 250, items="objects", total="total")
        user = ask.handle or (
            ask.url.removeprefix(home) if self.options.site and ask.url.startswith(home) else ""
        )
        pages = (
            self.api.pages("/-/v1/search", Hits, paging, {"text": f"maintainer:{user}"}, most=2)
            if user
            else ()
        )
        found = [hit.package for page in pages for hit in page.value.objects]
        own = [each for each in found if user in {person.username for person in each.maintainers}]
        if own:
            names, page = (
                texts(*(each.named(user) for each in own)),
                f"{home}{user}" if self.options.site else "",
            )
            profile = Profile(
                name=names[0] if len(names) == 1 else "",
                links=links(page),
                identifiers=(Identifier("npm", user),),
                skills=tuple(
                    Skill(word, implied=True)
                    for word in texts(*(w for each in own for w in each.keywords[:3]))
                ),
                items=tuple(each.item() for each in own),
            )
            yield Found(user, profile, url=page)
