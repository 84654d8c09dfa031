"""Crossref: what publishers register about the works they publish."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Param
from connectors.kit.paging import Offset
from connectors.kit.records import links, texts
from enrich.model import Found, Item, PartialDate, Profile
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate


class Author(msgspec.Struct, rename={"orcid": "ORCID"}):
    orcid: str = ""
    given: str = ""
    family: str = ""


class Issued(msgspec.Struct, rename="kebab"):
    date_parts: list[list[int | None]]


class Work(msgspec.Struct, rename={"doi": "DOI", "container": "container-title"}):
    doi: str
    issued: Issued
    title: list[str] = []
    container: list[str] = []
    author: list[Author] = []

    def item(self) -> Item:
        date = "-".join(f"{part:02}" for part in self.issued.date_parts[0] if part)
        titles = [*self.title[:1], ""], [*self.container[:1], ""]
        return Item(
            "publication", titles[0][0], PartialDate(date), f"https://doi.org/{self.doi}", titles[1][0]
        )


class Message(msgspec.Struct):
    items: list[Work]


class Works(msgspec.Struct):
    message: Message


class CrossrefOptions(SourceOptions, frozen=True):
    """base: the API's address. mailto: an address of yours, for which Crossref answers better and sooner."""

    base: str = "https://api.crossref.org"
    mailto: str = ""


class Crossref(BaseConnector[CrossrefOptions]):
    """Publications that publishers have registered with an author's ORCID iD, with dates and journals."""

    name = "crossref"
    title = "Crossref"
    needs = "nothing; an e-mail address of yours as `mailto` raises the limit"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    networks = ("orcid",)
    auth = Param("mailto", "mailto")
    limits = Limits((Rate(180, 60),))
    anonymous = Limits((Rate(60, 60),))
    probe = "/types/journal-article"
    policy = Policy(
        "Bibliographic data is free to use and to keep; ask with an e-mail address and no faster than allowed.",
        attribution="Crossref",
        basis="legitimate interest in published works and their authors",
        terms_url="https://www.crossref.org/documentation/retrieve-metadata/rest-api/",
    )
    options_type = CrossrefOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        question = {"filter": f"orcid:{ask.handle}", "select": "DOI,title,author,issued,container-title"}
        paging = Offset("offset", "rows", 200, items="message.items", total="message.total-results")
        pages = self.api.pages("/works", Works, paging, question, most=3)
        works = [work for page in pages for work in page.value.message.items]
        names = [
            f"{a.given} {a.family}" for work in works for a in work.author if a.orcid.endswith(ask.handle)
        ]
        if names:
            name, *others = texts(*names)
            own = links(f"https://orcid.org/{ask.handle}")
            items = tuple(work.item() for work in works if work.title)
            yield Found(
                ask.handle, Profile(name=name, aliases=tuple(others), links=own, items=items), url=own[0].url
            )
