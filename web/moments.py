"""Past days as people ask for them: "as of 2025-03-14" means the end of that day, UTC."""

from __future__ import annotations

import datetime as dt

from enrich.errors import Refused
from enrich.model import Instant

DAY_LENGTH = dt.timedelta(days=1)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def as_of_instant(text: str, now: Instant) -> Instant | None:
    """The last microsecond of the day, None for no day or today. Raises Refused for what is no day, or not yet over."""
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise wrong() from error
    today = today_of(now)
    if day > today or day.year < 1970:
        raise wrong()
    if day == today:
        return None
    end = dt.datetime.combine(day, dt.time(), dt.UTC) + DAY_LENGTH
    return Instant((end - EPOCH) // dt.timedelta(microseconds=1) - 1)


def today_of(now: Instant) -> dt.date:
    return (EPOCH + dt.timedelta(microseconds=now)).date()


def wrong() -> Refused:
    return Refused("not a day to look back to", where="as_of", allowed="a past day such as 2025-03-14")
