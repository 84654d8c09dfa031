"""Wikidata: the careers of people who are known to the public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.readers.likeness import suggestions
from connectors.readers.wikidatarows import PROPERTIES, Row, found_in, query_about
from enrich.model import Found
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate


class Cell(msgspec.Struct):
    value: str


class Bindings(msgspec.Struct):
    bindings: list[dict[str, Cell]]


class Answer(msgspec.Struct):
    results: Bindings


class WikidataOptions(SourceOptions, frozen=True):
    """base: the query service's address."""

    base: str = "https://query.wikidata.org"


class Wikidata(BaseConnector[WikidataOptions]):
    """Wikidata: employers, offices and studies with dates, and accounts elsewhere, of people known to the public.

    By name and employer it tells of at most three people whom both fit; who of them it is, a person decides.
    """

    name = "wikidata"
    title = "Wikidata"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle", "name+employer")
    networks = ("wikidata", *PROPERTIES)
    accept = "application/sparql-results+json"
    limits = Limits((Rate(60, 60),))
    probe = "/sparql?query=ASK{}"
    policy = Policy(
        "The data is in the public domain (CC0). Gender, faith, party and the like are not asked for.",
        attribution="Wikidata",
        basis="legitimate interest in the public careers of people in public life",
        terms_url="https://foundation.wikimedia.org/wiki/Policy:Terms_of_Use",
    )
    options_type = WikidataOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        question = query_about(ask).encode()
        answer = self.http.post(
            self.api.url("/sparql"), question, content_type="application/sparql-query", accept=self.accept
        )
        people = defaultdict[str, list[Row]](list)
        for told in self.api.read(answer, Answer).results.bindings if answer else ():
            people[told["person"].value].append({name: cell.value for name, cell in told.items()})
        found = [found_in(rows) for rows in people.values()]
        yield from found if ask.handle else suggestions(ask, found)
