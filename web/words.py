"""How numbers, dates and states are put into words on a page."""

from __future__ import annotations

import datetime as dt
from typing import Final

from enrich.golden import DAY
from enrich.model import Instant, PartialDate

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_words(date: str) -> str:
    """A partial date at the precision it has: "2019", "Mar 2019", "14 Mar 2019"; other text as it is."""
    parts = date.split("-")
    try:
        numbers = [int(part) for part in parts]
        month = MONTHS[numbers[1] - 1] if len(numbers) > 1 else ""
    except (ValueError, IndexError):
        return date
    return " ".join([*(str(n) for n in numbers[2:3]), *filter(None, [month]), parts[0]])


def span_words(start: PartialDate, end: PartialDate, current: bool) -> str:
    """ "Mar 2019 – now", "2015 – 2018", "until 2018", "since 2018" where no end is known, "" where nothing is."""
    if start and (end or current):
        return f"{date_words(start)} – {'now' if current else date_words(end)}"
    if end:
        return f"until {date_words(end)}"
    if start:
        return f"from {date_words(start)}, end not known"
    return "now, start not known" if current else ""


def day_words(instant: Instant) -> str:
    """The UTC day of an instant: "14 Mar 2026"."""
    return date_words(iso_day(instant))


def iso_day(instant: Instant) -> str:
    return moment(instant).date().isoformat()


def moment(instant: Instant) -> dt.datetime:
    return dt.datetime.fromtimestamp(instant / 1e6, dt.UTC)


def time_words(instant: Instant) -> str:
    """Day and minute, UTC: "14 Mar 2026, 09:30 UTC"."""
    return f"{day_words(instant)}, {moment(instant):%H:%M} UTC"


def age_words(days: float) -> str:
    """How long ago, as people say it: "today", "12 d ago", "5 months ago", "3 years ago"."""
    if days < 1:
        return "today"
    if days < 60:
        return f"{int(days)} d ago"
    if days < 730:
        return f"{round(days / 30.44)} months ago"
    return f"{round(days / 365.25)} years ago"


def ago(instant: Instant, now: Instant) -> str:
    """The time between two instants; minutes and hours count within a day, also ahead: "in 5 min"."""
    seconds = (now - instant) / 1e6
    if seconds < 0:
        return f"in {short_time(-seconds)}"
    if seconds < 60:
        return "just now"
    return f"{short_time(seconds)} ago" if seconds < 86_400 else age_words((now - instant) / DAY)


def short_time(seconds: float) -> str:
    if seconds < 90:
        return f"{round(seconds)} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    if seconds < 129_600:
        return f"{round(seconds / 3600)} h"
    return f"{round(seconds / 86_400)} d"


def bits_words(bits: float) -> str:
    """A weight with its sign and a true minus: "+9.1", "−2.5"."""
    return f"{bits:+.1f}".replace("-", "−")


def percent_words(share: float) -> str:
    """A probability that never claims certainty: "61 %", "99.8 %", "over 99.99 %"."""
    if share > 0.9999:
        return "over 99.99 %"
    if share < 0.0001:
        return "under 0.01 %"
    if share > 0.99 or share < 0.01:
        return f"{share * 100:.2f} %" if share > 0.999 or share < 0.001 else f"{share * 100:.1f} %"
    return f"{round(share * 100)} %"


def share_words(share: float) -> str:
    """A share in whole percent: "61 %", "under 1 %", "over 99 %"."""
    return "under 1 %" if share < 0.01 else "over 99 %" if share > 0.99 else f"{round(share * 100)} %"


def probability_of(bits: float) -> float:
    """P(same person) of a match weight: 2^w / (1 + 2^w)."""
    return float(1.0 / (1.0 + 2.0 ** -max(-1000.0, min(1000.0, bits))))


def count_words(number: int, one: str, many: str = "") -> str:
    """ "1 identity", "3 identities"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
