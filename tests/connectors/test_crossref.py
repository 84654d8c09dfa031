"""What is read of the works that Crossref knows by an ORCID iD."""

from __future__ import annotations

from typing import ClassVar

from connectors.crossref import Crossref
from connectors.kit.http import Http, Web
from connectors.registry import configure
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Item, PartialDate
from enrich.ports import Ask

JSON = "application/json"
IRIS = "0000-0002-1825-0097"
ASKED = (
    f"/works?filter=orcid%3A{IRIS}&select=DOI%2Ctitle%2Cauthor%2Cissued%2Ccontainer-title&rows=200&offset="
)


def answer(total: int, *items: str) -> Reply:
    return Reply(
        f"""{{"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": {{"facets": {{}},
        "total-results": {total}, "items": [{",".join(items)}], "items-per-page": 200, "query": {{}}}}}}""",
        JSON,
    )


FLOW = f"""{{"DOI": "10.5555/9", "issued": {{"date-parts": [[2020, 3]]}}, "title": ["On load flow"], "container-title": ["Grids"],
"author": [{{"given": "Max", "family": "Marin", "sequence": "first", "affiliation": []}}, {{"ORCID": "http://orcid.org/{IRIS}",
"authenticated-orcid": false, "given": "Iris", "family": "Marin", "sequence": "additional", "affiliation": []}}]}}"""
NOTES = f"""{{"DOI": "10.5555/10", "issued": {{"date-parts": [[null]]}}, "title": ["Notes"], "container-title": [], "author":
[{{"ORCID": "https://orcid.org/{IRIS}", "given": "I. M.", "family": "Marin"}}]}}"""


class TestCrossref(ConnectorContract):
    connector = Crossref
    options: ClassVar = {"base": "{site}"}
    ask = Ask(network="orcid", handle=IRIS)
    replies: ClassVar = {
        f"{ASKED}0": answer(1, FLOW),
        "/types/journal-article": Reply('{"status": "ok"}', JSON),
    }
    endless: ClassVar = {f"{ASKED}0": answer(9, FLOW), f"{ASKED}1": answer(9, FLOW)}

    def test_reads_the_works_page_by_page(self, site: FakeSite, web: Web) -> None:
        site.replies |= {f"{ASKED}0": answer(2, FLOW), f"{ASKED}1": answer(2, NOTES)}
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile = found.profile
        assert (profile.name, profile.aliases) == ("Iris Marin", ("I. M. Marin",))
        assert profile.items == (
            Item("publication", "On load flow", PartialDate("2020-03"), "https://doi.org/10.5555/9", "Grids"),
            Item("publication", "Notes", url="https://doi.org/10.5555/10"),
        )

    def test_says_who_asks(self, site: FakeSite, web: Web) -> None:
        options = self._options(site) | {"mailto": "team@onefold.example"}
        list(configure(Crossref, options, Http(web), "tested").lookup(self.ask))
        assert site.asked[-1].args["mailto"] == "team@onefold.example"
