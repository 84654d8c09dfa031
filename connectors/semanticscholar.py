"""Semantic Scholar: authors and their papers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Header, Secret
from connectors.kit.records import account, day, links
from connectors.readers.likeness import suggestions
from enrich.model import Found, Item, Profile, Work
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate

_PAPER = ("title", "year", "publicationDate", "venue", "url")
_FIELDS = ",".join(("name", "affiliations", "homepage", *(f"papers.{field}" for field in _PAPER)))


class Paper(msgspec.Struct, rename="camel"):
    title: str | None = None
    year: int | None = None
    publication_date: str | None = None
    venue: str | None = None
    url: str | None = None

    def item(self) -> Item:
        when = self.publication_date or str(self.year or "")
        return Item("publication", self.title or "", day(when), self.url or "", self.venue or "")


class Author(msgspec.Struct, rename="camel"):
    author_id: str
    name: str
    affiliations: list[str] | None = None
    homepage: str | None = None
    papers: list[Paper] | None = None

    def found(self) -> Found:
        page = f"https://www.semanticscholar.org/author/{self.author_id}"
        profile = Profile(
            name=self.name,
            links=(account("semanticscholar", self.author_id, page), *links(self.homepage)),
            work=tuple(Work(employer) for employer in self.affiliations or ()),
            items=tuple(paper.item() for paper in self.papers or () if paper.title),
        )
        return Found(self.author_id, profile, url=page)


class Authors(msgspec.Struct):
    data: list[Author]


class SemanticScholarOptions(SourceOptions, frozen=True):
    """base: the graph API's address. key: an API key."""

    base: str = "https://api.semanticscholar.org/graph/v1"
    key: Secret | None = None


class SemanticScholar(BaseConnector[SemanticScholarOptions]):
    """Semantic Scholar authors: papers with dates and journals, affiliations, home page.

    A machine has put the authors together: the works of two people may be under one of them. By name and employer it tells of
    at most three people whom both fit; who of them it is, a person decides.
    """

    name = "semanticscholar"
    title = "Semantic Scholar"
    needs = "an API key (semanticscholar.org/product/api); without one all the world shares a limit"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle", "name+employer")
    networks = ("semanticscholar",)
    auth = Header("x-api-key")
    limits = Limits((Rate(60, 60),))
    anonymous = Limits((Rate(100, 300),))
    probe = "/author/search?query=a&limit=1"
    policy = Policy(
        "The data is licensed for use with attribution (ODC-BY); it is not passed on as a collection of its own.",
        attribution="Semantic Scholar",
        basis="legitimate interest in published works and their authors",
        terms_url="https://www.semanticscholar.org/product/api/license",
    )
    options_type = SemanticScholarOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        if ask.handle:
            author = self.api.get(f"/author/{ask.handle}", Author, {"fields": _FIELDS})
            yield from [author.found()] if author else ()
        else:
            asked = {"query": ask.name, "limit": 50, "fields": _FIELDS}
            told = self.api.get("/author/search", Authors, asked)
            yield from suggestions(ask, [author.found() for author in (told.data if told else ())])
