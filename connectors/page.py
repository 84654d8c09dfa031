"""Personal pages and articles about people, read from the open web."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.readers.people import people_on
from enrich.errors import NotFound
from enrich.model import Found
from enrich.ports import Ask, LookupBy, Policy
from enrich.values.links import link_of


class PageOptions(SourceOptions, frozen=True):
    """check_url: a page that is fetched to see whether the source works."""

    check_url: str = ""


class PersonalPage(BaseConnector[PageOptions]):
    """Reads a person's own web page, or an article about them: JSON-LD, h-card and h-resume, OpenGraph, rel=me links."""

    name = "personal page"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("url",)
    policy = Policy(
        terms="Public pages that robots.txt lets us read and that do not ask for noindex.",
        attribution="Show the link to the page.",
    )
    options_type = PageOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        """The page's person; for an article, the people it is about and its authors. Accounts on networks are not pages."""
        if not ask.url or link_of(ask.url).network:
            return
        answer = self.http.page(ask.url)
        if answer is not None:
            yield from people_on(answer)

    def check(self) -> str:
        """A page source has no address of its own: without a page to try, nothing can be said."""
        if not self.options.check_url:
            raise NotFound("set check_url to a page that is to be tried")
        answer = self.http.page(self.options.check_url)
        return (
            "the page is gone"
            if answer is None
            else f"{sum(1 for _ in people_on(answer))} people on the page"
        )
