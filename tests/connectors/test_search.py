"""What a search on the open web finds of somebody, and what it makes of namesakes."""

from __future__ import annotations

import json
import tomllib
from typing import Any, ClassVar

import pytest

from connectors.kit.http import Http, Web
from connectors.registry import configure
from connectors.search import Search, SearchOptions
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.errors import ConfigError
from enrich.model import Found, Item, PartialDate, Profile, Work
from enrich.ports import Ask, KeyTable
from matchers.matcher import PersonMatcher
from matchers.model import model_of

JSON = "application/json"
QUERY = "q=%22Mara+Velde%22+%22Kite+Works+Ltd%22"
WORDS = (
    "The house was founded in 1901 and has forty people. It sits by the river, and prints what others do not dare to "
    "print, on paper that is made two streets away from there by hand, as it always was. Visitors come on Sundays."
)


def article(title: str, text: str, head: str = "") -> Reply:
    return Reply(
        f"""<html><head><title>{title}</title><meta property="og:site_name" content="Ghent Post">{head}
        <meta property="article:published_time" content="2024-03-01T10:00:00Z"></head><body><nav><a href="/">home</a></nav>
        <article><h1>{title}</h1><p>{text}</p><p>{WORDS}</p></article><footer>Cookies</footer></body></html>"""
    )


ABOUT = article(
    "New head of the press", "Kite Works has made Mara Velde its new editor, after nine years at the bench."
)
BY = article("How to sew", "At Kite Works we sew by hand.", '<meta name="author" content="Mara Velde">')
NAMESAKE = article("Chess", "Mara Velde of the rowing club has won the cup again, against all odds.")
ELSEWHERE = article(
    "Kite Works grows", "Kite Works takes on ten people, said its owner, who would not be named."
)
HIDDEN = article("Not for robots", "Mara Velde of Kite Works.", '<meta name="robots" content="noindex">')
PAGES = ["about", "by", "namesake", "elsewhere", "hidden", "forbidden", "gone", "about"]


def results(name: str = "url") -> list[dict[str, Any]]:
    hits = [{"title": page, name: "{site}/" + page, "content": "...", "snippet": "..."} for page in PAGES]
    return [
        {"title": "in", name: "https://www.linkedin.com/in/mara-velde"},
        {"title": "odd", name: "ftp://x.example"},
        *hits,
    ]


SITE = {
    "/about": ABOUT, "/by": BY, "/namesake": NAMESAKE, "/elsewhere": ELSEWHERE, "/hidden": HIDDEN,
    "/forbidden": article("Forbidden", "Mara Velde of Kite Works."),
    "/robots.txt": Reply("User-agent: *\nDisallow: /forbidden\n", "text/plain"),
}  # fmt: skip


def declared(**options: object) -> tuple[type[Search], dict[str, object]]:
    engine: Any = options["provider"]
    return Search.declared(SearchOptions(provider=engine, base="x", key=Any, engine="x")), options  # type: ignore[arg-type]


class _Mentions(ConnectorContract):
    ask = Ask(name="Mara Velde", employer="Kite Works Ltd")

    def test_keeps_a_snippet_of_pages_that_name_both(self, site: FakeSite, web: Web) -> None:
        about, by = self.told(self.made(site, web), site)
        assert isinstance(about, Found) and isinstance(by, Found)
        [item] = about.profile.items
        assert (item.kind, item.title, item.date, item.publisher) == (
            "article", "New head of the press", "2024-03-01", "Ghent Post",
        )  # fmt: skip
        assert "has made Mara Velde its new editor" in item.summary and len(item.summary) < 300
        assert item.about and item.url == about.url == f"{site.url}/about"
        assert not by.profile.items[0].about and by.profile.items[0].title == "How to sew"
        assert (
            "/forbidden" not in site.paths() and len([path for path in site.paths() if path == "/about"]) == 1
        )

    def test_a_busy_host_does_not_cost_what_was_found(self, site: FakeSite, web: Web) -> None:
        site.replies["/namesake"] = Reply("later", status=429, headers={"Retry-After": "99"})
        assert len(self.told(self.made(site, web), site)) == 2
        assert "/elsewhere" not in site.paths()

    def test_an_engine_that_finds_nothing_and_a_person_without_employer(
        self, site: FakeSite, web: Web
    ) -> None:
        connector = self.made(site, web)
        assert list(connector.lookup(Ask(name="Mara Velde"))) == []
        assert list(connector.lookup(Ask(name="No Body", employer="Nowhere"))) == []

    def test_what_is_missing_is_not_found(self, site: FakeSite, web: Web) -> None:
        """Pages may be gone; the engine may not."""
        for page in PAGES:
            site.replies.pop(f"/{page}", None)
        assert self.told(self.made(site, web), site) == []


class TestSearXNG(_Mentions):
    connector, options = declared(provider="searxng", base="{site}")
    replies: ClassVar = {
        f"/search?{QUERY}&format=json": Reply(json.dumps({"query": "x", "results": results()}), JSON),
        "/search?q=%22No+Body%22+%22Nowhere%22&format=json": Reply('{"results": []}', JSON),
        "/search?q=onefold&format=json": Reply('{"results": []}', JSON),
        **SITE,
    }


class TestBrave(_Mentions):
    connector, options = declared(provider="brave", base="{site}", key="env:ONEFOLD_TEST_SECRET", budget=1.0)
    replies: ClassVar = {
        f"/res/v1/web/search?{QUERY}&count=20": Reply(
            json.dumps({"type": "search", "web": {"results": results()}}), JSON
        ),
        "/res/v1/web/search?q=%22No+Body%22+%22Nowhere%22&count=20": Reply('{"type": "search"}', JSON),
        "/res/v1/web/search?q=onefold&count=20": Reply('{"type": "search"}', JSON),
        **SITE,
    }


class TestGoogle(_Mentions):
    connector, options = declared(
        provider="google", base="{site}", key="env:ONEFOLD_TEST_SECRET", engine="cx1", budget=1.0
    )
    replies: ClassVar = {
        f"/customsearch/v1?{QUERY}&num=10&cx=cx1": Reply(
            json.dumps({"kind": "customsearch#search", "items": results("link")}), JSON
        ),
        "/customsearch/v1?q=%22No+Body%22+%22Nowhere%22&num=10&cx=cx1": Reply(
            '{"kind": "customsearch#search"}', JSON
        ),
        "/customsearch/v1?q=onefold&num=10&cx=cx1": Reply('{"kind": "customsearch#search"}', JSON),
        **SITE,
    }


def test_no_mention_alone_makes_anybody_the_same_person() -> None:
    """However rare the name: a mention is weighed by the name alone, which is below what merges."""
    matcher = PersonMatcher(model_of({}, ""))
    for name in ("Mara Velde", "Xanthippe Oduya-Brzeski", "John Smith", "李小龍"):
        known = Profile(
            name=name, emails=("a@b.example",), work=(Work("Kite Works", "Editor", current=True),)
        )
        item = Item("article", "Chess", PartialDate("2024"), "https://news.example/1", about=True)
        one, other = matcher.prepare(known), matcher.prepare(Profile(name=name, items=(item,)))
        keys = KeyTable.unpacked([1, 2], [one.keys, other.keys])
        assert matcher.explain(one.features, other.features, keys).weight < matcher.merge_at


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ('provider = "searxng"', "base is missing"),
        ('provider = "brave"', "key is missing: the API key of brave"),
        ('provider = "google"\nkey = "env:K"', "engine is missing"),
        ('provider = "bing"', "provider"),
    ],
)
def test_what_an_engine_needs_is_told(options: str, line: str) -> None:
    web = Web()
    with pytest.raises(ConfigError, match=line):
        configure(Search, tomllib.loads(options), Http(web), "press")
    web.close()
