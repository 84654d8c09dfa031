"""What is read of a maintainer of JavaScript packages."""

from __future__ import annotations

from typing import ClassVar

from connectors.kit.http import Web
from connectors.npm import Npm
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Identifier, Item, PartialDate, Skill
from enrich.ports import Ask

JSON = "application/json"
OWN = """{"package": {"name": "loadflow", "scope": "unscoped", "version": "2.1.0", "description": "Load flow", "keywords": ["grid"],
"date": "2024-03-03T10:00:00.000Z", "links": {"npm": "https://index.example/package/loadflow", "repository":
"git+https://github.com/janakow/loadflow"}, "author": {"name": "Jana Kowalczyk", "email": "jana@kowalczyk.example"}, "publisher":
{"username": "otto", "email": "otto@maler.example"}, "maintainers": [{"username": "janakow", "email": "jana@kowalczyk.example"},
{"username": "otto", "email": "otto@maler.example"}]}, "score": {"final": 0.5, "detail": {}}, "searchScore": 1.0}"""
SHARED = """{"package": {"name": "meters", "version": "1.0.0", "date": "2020-01-01T00:00:00.000Z", "links": {"npm":
"https://index.example/package/meters"}, "author": {"name": "Otto Maler", "email": "otto@maler.example"}, "publisher": {"username":
"janakow"}, "maintainers": [{"username": "janakow", "email": "jana@kowalczyk.example"}]}}"""
OTHERS = SHARED.replace("janakow", "janakowalska").replace("meters", "others")


def search(user: str = "janakow") -> str:
    return f"/-/v1/search?text=maintainer%3A{user}&size=250&from=0"


HITS = Reply(
    f'{{"objects": [{OWN}, {SHARED}, {OTHERS}], "total": 3, "time": "2026-01-01T00:00:00.000Z"}}', JSON
)


class TestNpm(ConnectorContract):
    connector = Npm
    options: ClassVar = {"base": "{site}", "site": "https://index.example"}
    ask = Ask(network="npm", handle="janakow")
    replies: ClassVar = {search(): HITS, "/-/ping": Reply("{}", JSON)}

    def test_reads_who_maintains_what(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile, date = found.profile, PartialDate
        assert (profile.name, profile.emails) == ("Jana Kowalczyk", ())
        assert found.url == profile.links[0].url == "https://index.example/~janakow"
        assert profile.identifiers == (Identifier("npm", "janakow"),)
        assert profile.skills == (Skill("grid", implied=True),)
        assert profile.items == (
            Item(
                "release",
                "loadflow",
                date("2024-03-03"),
                "https://github.com/janakow/loadflow",
                "npm",
                "Load flow",
            ),
            Item("release", "meters", date("2020-01-01"), "https://index.example/package/meters", "npm"),
        )

    def test_follows_links_to_its_own_pages_only(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        (found,) = connector.lookup(Ask(url="https://index.example/~janakow"))
        assert found.key == "janakow"
        site.asked.clear()
        assert list(connector.lookup(Ask(url="https://kowalczyk.example/~janakow"))) == []
        assert site.asked == []
