"""OpenAlex: the catalogue of scholarly works and who wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Param, Secret
from connectors.kit.paging import PageNumber
from connectors.kit.records import day, links, moment
from connectors.readers.likeness import MOST, may_be, suggestions
from enrich.model import Found, Identifier, Item, PartialDate, Profile, Skill, Work
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate


class Named(msgspec.Struct):
    display_name: str | None = None


class Affiliation(msgspec.Struct):
    institution: Named
    years: list[int] = []


class Author(msgspec.Struct):
    id: str
    display_name: str
    orcid: str | None = None
    display_name_alternatives: list[str] = []
    affiliations: list[Affiliation] = []
    last_known_institutions: list[Named] | None = None
    topics: list[Named] | None = None
    updated_date: str | None = None


class Authors(msgspec.Struct):
    results: list[Author]


class Location(msgspec.Struct):
    source: Named | None = None


class Paper(msgspec.Struct):
    id: str
    display_name: str | None = None
    doi: str | None = None
    publication_date: str | None = None
    primary_location: Location | None = None


class Papers(msgspec.Struct):
    results: list[Paper]


class OpenAlexOptions(SourceOptions, frozen=True):
    """base: the API's address. key: a free API key."""

    key: Secret
    base: str = "https://api.openalex.org"


class OpenAlex(BaseConnector[OpenAlexOptions]):
    """OpenAlex authors: their publications, and the institutions these name, with the years in which they do.

    A machine has put the authors together: the works of two people may be under one of them. By name and employer it tells of
    at most three people whom both fit; who of them it is, a person decides.
    """

    name = "openalex"
    title = "OpenAlex"
    needs = "a free API key (openalex.org, Settings): its daily dollar pays for 1,000 people"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle", "name+employer")
    networks = ("orcid", "openalex")
    auth = Param("api_key")
    limits = Limits((Rate(100, 1), Rate(5000, 86_400)))
    probe = "/authors?per-page=1&select=id"
    policy = Policy(
        "The data is in the public domain (CC0).",
        attribution="OpenAlex",
        basis="legitimate interest in published works and what they say of their authors",
        terms_url="https://openalex.org/OpenAlex_termsofservice.pdf",
    )
    options_type = OpenAlexOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        if ask.handle:
            name = f"orcid:{ask.handle}" if ask.network == "orcid" else ask.handle
            author = self.api.get(f"/authors/{name}", Author)
            yield from [self._found(author)] if author else ()
        else:
            told = self.api.get("/authors", Authors, {"search": ask.name, "per-page": 25})
            fitting = [each for each in (told.results if told else ()) if _fits(ask, each)]
            yield from suggestions(
                ask, [self._found(each) for each in fitting] if len(fitting) <= MOST else []
            )

    def _found(self, author: Author) -> Found:
        key, at = author.id.rpartition("/")[2], moment(author.updated_date)
        return Found(key, self._profile(author), at, author.id)

    def _profile(self, author: Author) -> Profile:
        key = author.id.rpartition("/")[2]
        question = {"filter": f"author.id:{key}", "sort": "publication_date:desc"}
        paging = PageNumber("page", "per-page", 100, items="results")
        pages = self.api.pages("/works", Papers, paging, question, most=3)
        return Profile(
            name=author.display_name,
            aliases=tuple(each for each in author.display_name_alternatives if each != author.display_name),
            links=links(author.orcid, author.id),
            identifiers=(Identifier("openalex", key),),
            work=tuple(_work(author, each) for each in author.affiliations),
            skills=tuple(Skill(each.display_name or "", implied=True) for each in (author.topics or ())[:5]),
            items=tuple(_item(each) for page in pages for each in page.value.results if each.display_name),
        )


def _fits(ask: Ask, author: Author) -> bool:
    employers = [each.institution.display_name or "" for each in author.affiliations]
    return may_be(ask, (author.display_name, *author.display_name_alternatives), employers)


def _work(author: Author, affiliation: Affiliation) -> Work:
    """The first year a work names the institution, and the last unless the newest works do."""
    employer = affiliation.institution.display_name or ""
    newest = any(employer == each.display_name for each in author.last_known_institutions or ())
    first, last = (
        (str(year) for year in (min(affiliation.years), max(affiliation.years)))
        if affiliation.years
        else ("", "")
    )
    return Work(employer, start=PartialDate(first), end=PartialDate("" if newest else last))


def _item(paper: Paper) -> Item:
    journal = paper.primary_location.source if paper.primary_location else None
    publisher = (journal.display_name if journal else "") or ""
    return Item(
        "publication", paper.display_name or "", day(paper.publication_date), paper.doi or paper.id, publisher
    )
