"""What every kind of feed comes down to."""

from __future__ import annotations

import email.utils
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from enrich.values.contacts import clean_email
from enrich.values.dates import clean_date

LONGEST_SUMMARY, MOST_ENTRIES = 300, 1000
_LONGEST_DATE = 100
_STAMP = "%Y-%m-%dT%H:%M:%SZ"
_NOBODY = frozenset({"admin", "administrator", "anonymous", "author", "editor", "editors", "guest", "newsroom", "redaktion",
                     "root", "staff", "team", "unknown", "user", "webmaster"})  # fmt: skip


class Author(NamedTuple):
    """Who wrote an entry; `uri` is their page, "" where the feed names none."""

    name: str
    uri: str = ""
    email: str = ""


class Entry(NamedTuple):
    """One entry. `stamp` is when it was last touched, `published` when it came out: UTC ("2026-11-22T10:00:00Z"), or as
    much of the date as is known, or ""."""

    url: str
    title: str
    summary: str
    stamp: str
    published: str
    authors: tuple[Author, ...]


class FeedDocument(NamedTuple):
    """A feed with its entries as they stand in it; `home` is the page it belongs to, "" where it names none."""

    title: str
    home: str
    entries: tuple[Entry, ...]


def people(authors: Iterable[Author]) -> tuple[Author, ...]:
    """Those with a name of their own; "admin" and "staff" are nobody."""
    return tuple(
        dict.fromkeys(
            author._replace(email=clean_email(author.email))
            for author in authors
            if author.name and author.name.lower() not in _NOBODY
        )
    )


def moment(text: str) -> str:
    """A date as UTC, which it is taken for where the offset is missing: ISO 8601, RFC 822, or any date that tells its day."""
    text = text[:_LONGEST_DATE]
    try:
        when = datetime.fromisoformat(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).strftime(_STAMP)
    except (ValueError, OverflowError):
        return _rfc822(text) or clean_date(text)


def _rfc822(text: str) -> str:
    parts = email.utils.parsedate_tz(text)
    if parts is None:
        return ""
    try:
        return datetime.fromtimestamp(email.utils.mktime_tz(parts), UTC).strftime(_STAMP)
    except (ValueError, OverflowError, OSError):
        return ""
