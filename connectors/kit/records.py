"""Making records of what sources say: small words for links, dates and texts."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser

from enrich.model import Instant, Link, PartialDate
from enrich.values.links import link_of

_LONGEST_MARKUP = 200_000
_MILLISECONDS_FROM = 100_000_000_000
_ISO_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def links(*urls: str | None) -> tuple[Link, ...]:
    """Each address once, with its network and user name where it is an account somewhere; empty ones are left out.

    Let the first one be the account that was read: it is what ties the record to others.
    """
    found = [link_of(url if "://" in url else f"https://{url}") for url in urls if url and url.strip()]
    return tuple(dict.fromkeys(link for link in found if link.url))


def account(network: str, username: str, url: str) -> Link:
    """An account that is known for sure, whatever its address looks like."""
    return Link(url, network, username)


def texts(*values: str | None) -> tuple[str, ...]:
    """Those that are not empty, each once."""
    return tuple(dict.fromkeys(value.strip() for value in values if value and value.strip()))


def day(value: str | float | None) -> PartialDate:
    """The date in ISO 8601 text ("2021-06-14T10:00:00Z", "2021-06", "2021"), or of seconds or milliseconds since 1970."""
    if isinstance(value, (int, float)):
        at = moment(value)
        return PartialDate("" if at is None else datetime.fromtimestamp(at / 1e6, UTC).date().isoformat())
    found = _ISO_DAY.match(value or "")
    return PartialDate(found[0] if found else "")


def moment(value: str | float | None) -> Instant | None:
    """The instant in ISO 8601 text, or of seconds or milliseconds since 1970; None where there is none."""
    if isinstance(value, (int, float)):
        seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else value
        return Instant(round(seconds * 1_000_000))
    try:
        at = datetime.fromisoformat(value) if value else None
    except ValueError:
        return None
    if at is None:
        return None
    return Instant(round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1_000_000))


def plain(markup: str | None, most: int = 2000) -> str:
    """The text of a piece of HTML, on one line, cut after so many characters."""
    if not markup:
        return ""
    body = LexborHTMLParser(markup[:_LONGEST_MARKUP])
    body.strip_tags(["script", "style"])
    text = " ".join(body.text(separator=" ").split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " ..."
