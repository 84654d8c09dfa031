"""What is read of an author at OpenAlex, and how one is found."""

from __future__ import annotations

from typing import ClassVar

from connectors.kit.http import Web
from connectors.openalex import OpenAlex
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Identifier, Item, PartialDate, Skill, Work
from enrich.ports import Ask

JSON = "application/json"
IRIS = "0000-0002-1825-0097"


def author(number: str, name: str = "Iris Marin", school: str = "Gdansk Polytechnic") -> str:
    return f"""{{"id": "https://openalex.org/{number}", "orcid": "https://orcid.org/{IRIS}", "display_name": "{name}",
    "display_name_alternatives": ["I. M. Marin", "{name}"], "works_count": 2, "cited_by_count": 7, "ids": {{}}, "affiliations": [
    {{"institution": {{"id": "https://openalex.org/I1", "display_name": "{school}", "country_code": "PL"}}, "years": [2021, 2019]}},
    {{"institution": {{"id": "https://openalex.org/I2", "display_name": "Mill Institute"}}, "years": [2016, 2015]}}],
    "last_known_institutions": [{{"id": "https://openalex.org/I1", "display_name": "{school}"}}], "topics": [{{"id": "https:\
//openalex.org/T1", "display_name": "Power System Optimization", "count": 2}}], "updated_date": "2026-05-01T00:00:00"}}"""


def works(number: str) -> str:
    return f"/works?filter=author.id%3A{number}&sort=publication_date%3Adesc&per-page=100&page=1"


WORKS = """{"meta": {"count": 2, "page": 1, "per_page": 100}, "results": [{"id": "https://openalex.org/W1", "doi":
"https://doi.org/10.5555/9", "display_name": "On load flow", "publication_date": "2020-03-01", "type": "article",
"primary_location": {"is_oa": true, "source": {"id": "https://openalex.org/S1", "display_name": "Grids"}}},
{"id": "https://openalex.org/W2", "doi": null, "display_name": "Notes", "publication_date": "2016-01-01",
"primary_location": null}, {"id": "https://openalex.org/W3", "display_name": null}]}"""
SEARCH = "/authors?search=Iris+Marin&per-page=25"


class TestOpenAlex(ConnectorContract):
    connector = OpenAlex
    options: ClassVar = {"base": "{site}", "key": "env:ONEFOLD_TEST_SECRET"}
    ask = Ask(network="orcid", handle=IRIS)
    replies: ClassVar = {
        f"/authors/orcid:{IRIS}": Reply(author("A50"), JSON),
        "/authors/A50": Reply(author("A50"), JSON),
        works("A50"): Reply(WORKS, JSON),
        "/authors?per-page=1&select=id": Reply('{"results": []}', JSON),
    }

    def test_reads_works_and_the_institutions_they_name(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile = found.profile
        assert (found.key, found.url) == ("A50", "https://openalex.org/A50")
        assert profile.identifiers == (Identifier("openalex", "A50"),)
        assert [link.network for link in profile.links] == ["orcid", ""]
        assert profile.aliases == ("I. M. Marin",)
        assert profile.work == (
            Work("Gdansk Polytechnic", start=PartialDate("2019")),
            Work("Mill Institute", start=PartialDate("2015"), end=PartialDate("2016")),
        )
        assert profile.skills == (Skill("Power System Optimization", implied=True),)
        assert profile.items == (
            Item(
                "publication", "On load flow", PartialDate("2020-03-01"), "https://doi.org/10.5555/9", "Grids"
            ),
            Item("publication", "Notes", PartialDate("2016-01-01"), "https://openalex.org/W2"),
        )

    def test_is_asked_again_by_its_own_number(self, site: FakeSite, web: Web) -> None:
        (found,) = self.made(site, web).lookup(Ask(network="openalex", handle="A50"))
        assert found.key == "A50"

    def test_by_name_and_employer_only_who_fits(self, site: FakeSite, web: Web) -> None:
        ask = Ask(name="Iris Marin", employer="Gdansk Polytechnic")
        others = [
            author("A51", name="Ilie Marin").replace('"I. M. Marin", ', ""),
            author("A52", school="Other School"),
        ]
        site.replies[SEARCH] = Reply(
            f'{{"meta": {{}}, "results": [{author("A50")}, {",".join(others)}]}}', JSON
        )
        assert [found.key for found in self.made(site, web).lookup(ask)] == ["A50#maybe"]
        crowd = ",".join(author(f"A6{number}") for number in range(4))
        site.replies[SEARCH] = Reply(f'{{"meta": {{}}, "results": [{crowd}]}}', JSON)
        assert list(self.made(site, web).lookup(ask)) == []
