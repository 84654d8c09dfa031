"""What the open web says about somebody, found by a search engine and read where it stands."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal, NamedTuple, Protocol

import msgspec
from msgspec import structs

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Auth, Bearer, Header, Param, Secret
from connectors.readers.pages import read_page
from connectors.readers.prose import names, prose_of, snippet
from enrich.errors import Refused, RetryLater
from enrich.model import Found, Item, Profile
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate
from enrich.values.links import link_of
from enrich.values.organisations import fold_employer
from enrich.values.text import fold

_log = logging.getLogger(__name__)


class Hit(msgspec.Struct):
    url: str = ""
    link: str = ""


class Hits(Protocol):
    """An engine's answer."""

    def all(self) -> list[Hit]: ...


class SearXNG(msgspec.Struct):
    results: list[Hit]

    def all(self) -> list[Hit]:
        return self.results


class Google(msgspec.Struct):
    """`items` is left out where nothing is found."""

    kind: str
    items: list[Hit] = []

    def all(self) -> list[Hit]:
        return self.items


class BraveWeb(msgspec.Struct):
    results: list[Hit] = []


class Brave(msgspec.Struct):
    """`web` is left out where nothing is found."""

    type: str
    web: BraveWeb = msgspec.field(default_factory=BraveWeb)

    def all(self) -> list[Hit]:
        return self.web.results


class Engine(NamedTuple):
    """A search engine: where it is asked, with which further parameters, how it is paid."""

    base: str
    path: str
    params: Mapping[str, object]
    answer: Any
    auth: Auth
    limits: Limits


_ENGINES = {
    "searxng": Engine("", "/search", {"format": "json"}, SearXNG, Bearer("key"), Limits((Rate(30, 60),))),
    "brave": Engine(
        "https://api.search.brave.com", "/res/v1/web/search", {"count": 20}, Brave,
        Header("X-Subscription-Token", "key"), Limits((Rate(20, 1),), cost=0.005),
    ),
    "google": Engine(
        "https://customsearch.googleapis.com", "/customsearch/v1", {"num": 10}, Google,
        Param("key", "key"), Limits((Rate(100, 60), Rate(10_000, 86_400)), cost=0.005),
    ),
}  # fmt: skip


class SearchOptions(SourceOptions, frozen=True):
    """provider: searxng (one of your own, at base), brave or google (for who has it: it ends in January 2027). key: its API
    key. engine: the number of a Google engine (cx). most: so many pages are read for one person."""

    provider: Literal["searxng", "brave", "google"]
    base: str = ""
    key: Secret | None = None
    engine: str = ""
    most: int = 10

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.base and self.provider == "searxng":
            raise ValueError("base is missing: the address of your SearXNG, with JSON among its formats")
        if self.key is None and self.provider != "searxng":
            raise ValueError(f"key is missing: the API key of {self.provider}")
        if not self.engine and self.provider == "google":
            raise ValueError("engine is missing: the number of your Google search engine (cx)")
        structs.force_setattr(self, "base", self.base or _ENGINES[self.provider].base)


class Search(BaseConnector[SearchOptions]):
    """Articles on the open web that name somebody together with their employer. What is found is no more than maybe theirs:
    a namesake may work there too."""

    name = "search"
    title = "Web search"
    needs = "a SearXNG of yours, or an API key of Brave Search or Google Programmable Search"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("name+employer",)
    auth: ClassVar[Auth | None] = Bearer("key")
    policy = Policy(
        "Of each page that robots.txt lets us read and that does not ask for noindex: link, title, date and a short snippet. "
        "What the engine answers is not kept. The person's name and employer go out to the engine.",
        fields=("name", "items"),
        keep_days=365,
        attribution="Show the link to the article.",
        delete_when_gone=True,
        basis="legitimate interest in what was published about somebody's work",
        terms_url="https://brave.com/search/api/",
    )
    options_type = SearchOptions

    @classmethod
    def declared(cls, options: SearchOptions) -> type[Search]:
        """The connector with its engine's credentials and prices."""
        engine = _ENGINES[options.provider]
        said = {"__doc__": cls.__doc__, "auth": engine.auth, "limits": engine.limits}
        return type(cls.__name__, (cls,), said)

    def find(self, ask: Ask) -> Iterator[Found]:
        if not (ask.name and ask.employer):
            return
        followed, down = set[str](), set[str]()
        for url in self._pages(f'"{_bare(ask.name)}" "{_bare(ask.employer)}"'):
            host = url.split("/")[2]
            if url in followed or host in down:
                continue
            followed.add(url)
            try:
                found = self._mention(url, ask)
            except RetryLater:
                down.add(host)
            except Refused as refused:
                _log.info("%s: a page was passed over: %s", self.http.source, refused.reason)
            else:
                yield from found
            if len(followed) == self.options.most:
                return

    def check(self) -> str:
        """A search for nobody."""
        return f"{len(self._pages('onefold'))} pages found for a trial word"

    def _pages(self, words: str) -> list[str]:
        """The pages that the engine knows; accounts on networks are none: they have sources of their own."""
        engine = _ENGINES[self.options.provider]
        asked = {"q": words, **engine.params, "cx": self.options.engine}
        told: Hits = self.api.need(engine.path, engine.answer, asked)
        urls = [hit.url or hit.link for hit in told.all()]
        return [url for url in urls if url.startswith(("https://", "http://")) and not link_of(url).network]

    def _mention(self, url: str, ask: Ask) -> list[Found]:
        """The record of an article that names both. It says no employer: that was the question, and proves nothing."""
        answer = self.http.page(url)
        page = read_page(answer) if answer else None
        prose = prose_of(page, answer.text) if answer and page else None
        if (
            page is None
            or prose is None
            or not _names_both(f"{prose.title} {prose.text} {prose.author}", ask)
        ):
            return []
        by = names(prose.author, ask.name)
        if not by and not names(f"{prose.title} {prose.text}", ask.name):
            return []
        item = Item(
            "article",
            prose.title,
            prose.published,
            page.url,
            prose.publisher,
            snippet(prose.text, ask.name),
            about=not by,
        )
        key = f"{page.url}#{fold(ask.name).replace(' ', '-')}"
        return [Found(key, Profile(name=ask.name, items=(item,)), url=page.url)]


def _names_both(text: str, ask: Ask) -> bool:
    employers = {fold(ask.employer), fold_employer(ask.employer)} - {""}
    return names(text, ask.name) and any(names(text, employer) for employer in employers)


def _bare(text: str) -> str:
    """A phrase may hold no quotes."""
    return " ".join(text.replace('"', " ").split())
