"""What is read of a person at Wikidata, and how one is found."""

from __future__ import annotations

import json
from typing import ClassVar

from werkzeug import Request

from connectors.kit.http import Web
from connectors.readers.wikidatarows import query_about
from connectors.testing import ConnectorContract, FakeSite, Reply
from connectors.wikidata import Wikidata
from enrich.model import Education, Found, PartialDate, Work
from enrich.ports import Ask

JSON = "application/sparql-results+json;charset=utf-8"


def rows(number: str, name: str, *told: dict[str, str]) -> list[dict[str, dict[str, str]]]:
    about = {
        "person": f"http://www.wikidata.org/entity/{number}", "personLabel": name, "personDescription": "engineer",
        "changed": "2026-04-01T10:00:00Z",
    }  # fmt: skip
    return [
        {key: {"type": "literal", "value": value} for key, value in {**about, **row}.items()} for row in told
    ]


IRIS = rows(
    "Q900001",
    "Iris Marin",
    {"kind": "self"},
    {
        "kind": "work", "what": "http://www.wikidata.org/entity/Q7", "whatLabel": "Gdansk Polytechnic", "roleLabel": "professor",
        "start": "2019-10-01T00:00:00Z", "startPrecision": "10",
    },
    {
        "kind": "office", "what": "http://www.wikidata.org/entity/Q8", "whatLabel": "rector", "start": "2024-01-01T00:00:00Z",
        "startPrecision": "9", "end": "2025-06-30T00:00:00Z", "endPrecision": "11",
    },
    {
        "kind": "study", "what": "http://www.wikidata.org/entity/Q9", "whatLabel": "Q9", "roleLabel": "doctorate",
        "areaLabel": "physics", "end": "2010-01-01T00:00:00Z", "endPrecision": "7",
    },
    {"kind": "link", "link": "https://orcid.org/0000-0002-1825-0097"},
)  # fmt: skip


ORCID, PERSON = (
    Ask(network="orcid", handle="0000-0002-1825-0097"),
    Ask(name="Iris Marin", employer="Gdansk Polytechnic"),
)


def answering(*told: dict[str, dict[str, str]]) -> Reply:
    return Reply(json.dumps({"head": {"vars": ["person"]}, "results": {"bindings": told}}), JSON)


def by_question(request: Request) -> Reply:
    other = {"kind": "work", "what": "http://www.wikidata.org/entity/Q6", "whatLabel": "Mill Institute"}
    namesake = rows("Q900002", "Iris Marin", {"kind": "self"}, other)
    answers = {query_about(ORCID): answering(*IRIS), query_about(PERSON): answering(*IRIS, *namesake)}
    return answers.get(request.get_data(as_text=True), answering())


class TestWikidata(ConnectorContract):
    connector = Wikidata
    options: ClassVar = {"base": "{site}"}
    ask = ORCID
    replies: ClassVar = {
        "/sparql": by_question,
        "/sparql?query=ASK%7B%7D": Reply('{"boolean": true}', JSON),
    }

    def test_reads_the_public_career(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile, date = found.profile, PartialDate
        assert (found.key, found.url) == ("Q900001", "https://www.wikidata.org/wiki/Q900001")
        assert (profile.name, profile.headline) == ("Iris Marin", "engineer")
        assert [link.network for link in profile.links] == ["wikidata", "orcid"]
        assert profile.work == (
            Work("Gdansk Polytechnic", "professor", date("2019-10")),
            Work("", "rector", date("2024"), date("2025-06-30")),
        )
        assert profile.education == (Education("", "doctorate", "physics"),)

    def test_by_name_and_employer_only_who_fits(self, site: FakeSite, web: Web) -> None:
        assert [found.key for found in self.made(site, web).lookup(PERSON)] == ["Q900001#maybe"]

    def test_nothing_asked_for_can_change_the_question(self) -> None:
        hostile = '" } ?x ?y ?z . { "\\\n'
        for ask in (Ask(name=hostile), Ask(network="x", handle=hostile)):
            assert json.dumps(hostile) in query_about(ask)
        assert "wd:Q42 }" in query_about(Ask(network="wikidata", handle="q4}2"))
