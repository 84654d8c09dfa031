"""robots.txt (RFC 9309): what a site lets a robot read, and how often."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import httpx2
from protego import Protego

from connectors.kit.answers import Answer
from enrich.errors import Refused

_KEPT_SECONDS = 3600.0
_KEPT_SITES = 1000
_READ_CHARACTERS = 500_000


class Robots:
    """The rules of the sites asked lately. `fetch` gets a URL, `agent` is the name robots.txt may speak of."""

    def __init__(self, source: str, agent: str, fetch: Callable[[str], Answer | None]) -> None:
        self._source, self._agent, self._fetch = source, agent, fetch
        self._rules: dict[str, tuple[float, Protego]] = {}

    def check(self, url: httpx2.URL) -> float:
        """Seconds the site wants between two requests, 0 where it does not say.

        Raises Refused where robots.txt forbids the page, SourceDown where robots.txt cannot be had (which forbids all).
        """
        rules = self._of(f"{url.scheme}://{url.netloc.decode('ascii')}")
        if not rules.can_fetch(str(url), self._agent):
            raise Refused("robots.txt does not let us read this page", where=self._source)
        return float(rules.crawl_delay(self._agent) or 0.0)

    def _of(self, site: str) -> Protego:
        expires, rules = self._rules.get(site, (0.0, None))
        if rules is None or expires < monotonic():
            rules = self._read(site)
            self._rules.pop(site, None)
            self._rules[site] = (monotonic() + _KEPT_SECONDS, rules)
            if len(self._rules) > _KEPT_SITES:
                del self._rules[next(iter(self._rules))]
        return rules

    def _read(self, site: str) -> Protego:
        """A site that refuses or lacks robots.txt forbids nothing (RFC 9309, 2.3.1.3)."""
        try:
            answer = self._fetch(f"{site}/robots.txt")
        except Refused:
            answer = None
        return Protego.parse(answer.text[:_READ_CHARACTERS] if answer else "")
