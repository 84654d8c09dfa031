"""Times as sources write them -> instants (microseconds since 1970-01-01 UTC)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from enrich.model import Instant, PartialDate

_UNIX = re.compile(r"\d{10}(?:\d{3}){0,2}")


def instant_of(text: str) -> Instant | None:
    """ISO 8601 or Unix time (seconds, milliseconds, microseconds); a time without a zone is UTC. None when it is neither."""
    text = text.strip()
    if _UNIX.fullmatch(text):
        return Instant(int(text) * 10 ** (16 - len(text)))
    try:
        when = datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except ValueError:
        return None
    return to_instant(when)


def to_instant(when: datetime) -> Instant:
    """An instant; a time without a zone is UTC."""
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return Instant(int(aware.timestamp() * 1_000_000))


def instant_of_date(date: PartialDate) -> Instant:
    """The first moment of a date."""
    year, month, day = [*map(int, date.split("-")), 1, 1][:3]
    return to_instant(datetime(year, month, day, tzinfo=UTC))
