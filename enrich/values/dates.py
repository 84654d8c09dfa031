"""Dates as people write them, at the precision they give."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import Literal

from enrich.model import PartialDate
from enrich.values.lexicon import read_toml, spellings
from enrich.values.text import fold

Precision = Literal["year", "month", "day"]
_MONTHS = {
    fold(word): number
    for names in read_toml("months")["months"].values()
    for number, cell in enumerate(names, start=1)
    for word in spellings(cell)
}
_ISO = re.compile(r"((?:19|20)\d\d)(?:-(\d\d))?(?:-(\d\d))?(?:[T ].*)?$")


@lru_cache(maxsize=1 << 16)
def clean_date(text: str, *, month_first: bool = False) -> PartialDate:
    """The date the text names; "" when it names none."""
    text = text.strip()
    if found := _ISO.match(text):
        return PartialDate("-".join(part for part in found.groups() if part))
    words = fold(text).split()
    year = next((word for word in words if re.fullmatch(r"(19|20)\d\d", word)), "")
    month = next((_MONTHS[word] for word in words if word in _MONTHS), 0)
    return PartialDate(f"{year}-{month:02}" if year and month else year)


def is_present(text: str) -> bool:
    """Whether the text says "until now" in one of the known languages."""
    return fold(text) in {"present", "now", "current", "heute", "aujourdhui", "zhijin", "actualidad", "atual"}


def precision(when: PartialDate) -> Precision:
    """How much of the date is known."""
    return "year" if len(when) <= 4 else "month" if len(when) <= 7 else "day"


def first_day(when: PartialDate) -> date:
    """The first day the date may mean; date.min for an unknown one."""
    if not when:
        return date.min
    year, month, day = (int(part) for part in f"{when}-01-01"[:10].split("-"))
    return date(year, month, day)


def last_day(when: PartialDate) -> date:
    """The last day the date may mean; date.max for an unknown one."""
    start = first_day(when)
    if not when:
        return date.max
    if precision(when) == "day":
        return start
    month = 12 if precision(when) == "year" else start.month
    return date(start.year, month, calendar.monthrange(start.year, month)[1])


def overlap_months(a_start: PartialDate, a_end: PartialDate, b_start: PartialDate, b_end: PartialDate) -> int:
    """Calendar months that both periods touch."""
    start = max(first_day(a_start), first_day(b_start))
    end = min(last_day(a_end), last_day(b_end))
    return max(0, (end.year - start.year) * 12 + end.month - start.month + 1)
