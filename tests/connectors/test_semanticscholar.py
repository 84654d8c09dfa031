"""What is read of an author at Semantic Scholar, and how one is found."""

from __future__ import annotations

from typing import ClassVar

from connectors.kit.http import Web
from connectors.semanticscholar import SemanticScholar
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Item, PartialDate, Work
from enrich.ports import Ask

JSON = "application/json"
FIELDS = "name%2Caffiliations%2Chomepage%2Cpapers.title%2Cpapers.year%2Cpapers.publicationDate%2Cpapers.venue%2Cpapers.url"


def author(number: str, name: str, employer: str) -> str:
    return f"""{{"authorId": "{number}", "name": "{name}", "affiliations": ["{employer}"], "homepage": "https://marin.example",
    "papers": [{{"paperId": "a1", "title": "On load flow", "year": 2020, "publicationDate": "2020-03-01", "venue": "Grids", "url":
    "https://www.semanticscholar.org/paper/a1"}}, {{"paperId": "a2", "title": "Notes", "year": 2016, "publicationDate": null,
    "venue": "", "url": null}}, {{"paperId": "a3", "title": null, "year": null}}]}}"""


class TestSemanticScholar(ConnectorContract):
    connector = SemanticScholar
    options: ClassVar = {"base": "{site}", "key": "env:ONEFOLD_TEST_SECRET"}
    ask = Ask(network="semanticscholar", handle="1741101")
    replies: ClassVar = {
        f"/author/1741101?fields={FIELDS}": Reply(
            author("1741101", "Iris Marin", "Gdansk Polytechnic"), JSON
        ),
        "/author/search?query=a&limit=1": Reply('{"total": 0, "offset": 0, "data": []}', JSON),
    }

    def test_reads_the_author_and_the_papers(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile = found.profile
        assert [(link.network, link.username) for link in profile.links] == [
            ("semanticscholar", "1741101"),
            ("", ""),
        ]
        assert profile.work == (Work("Gdansk Polytechnic"),)
        assert profile.items == (
            Item(
                "publication",
                "On load flow",
                PartialDate("2020-03-01"),
                "https://www.semanticscholar.org/paper/a1",
                "Grids",
            ),
            Item("publication", "Notes", PartialDate("2016")),
        )

    def test_by_name_and_employer_only_who_fits(self, site: FakeSite, web: Web) -> None:
        people = [
            author("1", "I. Marin", "Gdansk Polytechnic"),
            author("2", "Ilie Marin", "Gdansk Polytechnic"),
            author("3", "Iris Marin", "Mill Institute").replace('["Mill Institute"]', "null"),
        ]
        site.replies[f"/author/search?query=Iris+Marin&limit=50&fields={FIELDS}"] = Reply(
            f'{{"total": 3, "offset": 0, "data": [{",".join(people)}]}}', JSON
        )
        ask = Ask(name="Iris Marin", employer="Gdansk Polytechnic")
        assert [found.key for found in self.made(site, web).lookup(ask)] == ["1#maybe"]
