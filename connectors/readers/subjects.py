"""Whose page is this, and what does it say about them in all its formats together?"""

from __future__ import annotations

from functools import reduce

from connectors.readers.jsonld import Graph, Node, is_a
from connectors.readers.microformats import Card, page_card
from connectors.readers.pages import Page, metas, rel_links, web_url
from connectors.readers.persons import instant, links, person
from connectors.readers.union import united
from enrich.model import Found, Instant, Link, Profile
from enrich.values.text import fold

_ABOUT_PAGES = ("ProfilePage", "AboutPage", "ContactPage", "WebPage")


def page_person(page: Page, graph: Graph) -> Found | None:
    """The one person a page is about, out of JSON-LD, microformats, rel=me links and OpenGraph; None where it is nobody's.

    The page itself is the first of the person's links.
    """
    card = page_card(page)
    found = [profile for profile in (_described(page, graph), card.profile) if profile.name]
    # A card beside the JSON-LD may be somebody else's, the designer's say.
    alike = [
        profile for profile in found if set(fold(profile.name).split()) & set(fold(found[0].name).split())
    ]
    known = [*alike, _open_graph(page)]
    if not any(profile.name for profile in known):
        return None
    own = Profile(links=links(page.url, [page.url, *rel_links(page, "me")]))
    warnings = ("part of the page's JSON-LD cannot be read",) if graph.broken else ()
    return Found(page.url, reduce(united, known, own), _changed_at(graph, card), page.url, warnings)


def _changed_at(graph: Graph, card: Card) -> Instant | None:
    """When the page says it was last changed."""
    dates = [graph.text(node, "dateModified") for node in graph.of_type(*_ABOUT_PAGES)]
    return next((instant(date) for date in [*dates, card.revised] if date), None)


def _described(page: Page, graph: Graph) -> Profile:
    """The Person that JSON-LD makes the page's subject: named as such, at the page's address, or the only one."""
    subjects = [
        thing
        for node in graph.of_type(*_ABOUT_PAGES)
        for thing in graph.things(node, "mainEntity", "about")
        if is_a(thing, "Person")
    ]
    people = graph.of_type("Person")
    here = [node for node in people if _is_here(page, graph, node)]
    only = people if len(people) == 1 else []
    for node in subjects + here + only:
        return person(graph, node, page.base)
    return Profile()


def _is_here(page: Page, graph: Graph, node: Node) -> bool:
    addresses = [str(node.get("@id", "")), *graph.texts(node, "url", "mainEntityOfPage")]
    return page.url in {web_url(page.base, address).partition("#")[0] for address in addresses if address}


def _open_graph(page: Page) -> Profile:
    """og:type=profile (https://ogp.me/#type_profile); other types describe things, not people."""
    meta = metas(page)
    if meta.get("og:type", "").lower() != "profile":
        return Profile()
    given, family = meta.get("profile:first_name", ""), meta.get("profile:last_name", "")
    return Profile(
        name=f"{given} {family}".strip() or meta.get("og:title", ""),
        given_name=given,
        family_name=family,
        summary=meta.get("og:description", ""),
        links=_open_graph_links(page, meta),
    )


def _open_graph_links(page: Page, meta: dict[str, str]) -> tuple[Link, ...]:
    return links(page.base, [meta[name] for name in ("og:see_also", "og:url") if name in meta])
