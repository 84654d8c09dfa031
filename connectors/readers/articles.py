"""Articles: the people they are about, and the people who wrote them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from connectors.readers.jsonld import Graph, Node, is_a
from connectors.readers.likeness import unsure
from connectors.readers.pages import Page, metas
from connectors.readers.persons import instant, person
from enrich.model import Found, Item, ItemKind
from enrich.values.dates import clean_date
from enrich.values.text import fold

_ARTICLES = (
    "Article",
    "NewsArticle",
    "BlogPosting",
    "ReportageNewsArticle",
    "TechArticle",
    "ScholarlyArticle",
)
_KINDS: dict[str, ItemKind] = {"BlogPosting": "post", "ScholarlyArticle": "publication"}
_MOST_PEOPLE = 20


def article_of(graph: Graph) -> Node | None:
    """The article a page is; None where it is something else."""
    return next(iter(graph.of_type(*_ARTICLES)), None)


def people_of(page: Page, graph: Graph, article: Node) -> Iterator[Found]:
    """A record for each person the article names as its subject or mentions, and for each author who can be told apart.

    Who is only named, however much is said of them, may be a namesake. What an article says was true when it was published, so that is when its records are observed.
    """
    subjects = _people(page, graph, article, "about", "mentions")
    authors = [
        author for author in _people(page, graph, article, "author", "creator") if author.profile.links
    ]
    item = _item(page, graph, article)
    published = instant(graph.text(article, "datePublished", "dateModified"))
    for found, about in [*((each, True) for each in subjects), *((each, False) for each in authors)]:
        shown = msgspec.structs.replace(item, about=about, kind="article" if about else item.kind)
        told = found.profile if found.profile.links or found.profile.emails else unsure(found.profile)
        profile = msgspec.structs.replace(told, items=(shown,))
        yield msgspec.structs.replace(
            found, key=f"{page.url}#{found.key}", profile=profile, observed_at=published, url=page.url
        )


def _people(page: Page, graph: Graph, article: Node, *keys: str) -> list[Found]:
    """The named Persons a property leads to, each once, keyed by the property's part and their name."""
    part = "about" if "about" in keys else "author"
    found: dict[str, Found] = {}
    for thing in graph.things(article, *keys)[:_MOST_PEOPLE]:
        profile = person(graph, thing, page.base) if is_a(thing, "Person") else None
        slug = fold(profile.name).replace(" ", "-") if profile else ""
        if profile and slug:
            found.setdefault(slug, Found(key=f"{part}-{slug}", profile=profile))
    return list(found.values())


def _item(page: Page, graph: Graph, article: Node) -> Item:
    meta = metas(page)
    kinds: list[ItemKind] = [kind for name, kind in _KINDS.items() if is_a(article, name)]
    return Item(
        kind=kinds[0] if kinds else "article",
        title=graph.text(article, "headline", "name") or meta.get("og:title", ""),
        date=clean_date(graph.text(article, "datePublished", "dateCreated")),
        url=page.url,
        publisher=graph.text(article, "publisher", "isPartOf") or meta.get("og:site_name", ""),
        summary=graph.text(article, "description", "abstract") or meta.get("description", ""),
    )
