"""A fetched page -> the records of the people it tells of."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.kit.answers import Answer
from connectors.readers.articles import article_of, people_of
from connectors.readers.jsonld import Graph
from connectors.readers.pages import Page, read_page
from connectors.readers.subjects import page_person
from enrich.model import Found


def people_on(answer: Answer) -> tuple[Found, ...]:
    """The page's person; for an article, the people it is about and the authors who can be told apart.

    Raises ChangedAnswer for what is no page or cannot be read, Refused for a page that asks not to be kept.
    """
    page = read_page(answer)
    graph = Graph(page)
    found = tuple(_records(page, graph))
    if graph.broken and not found:
        raise answer.changed("the page's JSON-LD cannot be read", allowed="JSON")
    return found


def _records(page: Page, graph: Graph) -> Iterator[Found]:
    article = article_of(graph)
    if article is not None:
        yield from people_of(page, graph, article)
        return
    found = page_person(page, graph)
    if found is not None:
        yield found
