"""Dates as tables have them: text in any order, numbers, parts in columns of their own -> ISO text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from enrich.values.dates import clean_date

_ISO = re.compile(r"\d{4}(-\d\d){0,2}")
_SLASHED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})")
_FIRST_DAY = 25_569  # the spreadsheet's number of 1 January 1970


def day_of_parts(year: str, month: str, day: str) -> str:
    if not (year.isdecimal() and 1000 < int(year) < 2100):
        return ""
    known = [f"{int(year):04}"]
    for part, most in ((month, 12), (day, 31)):
        if not (part.isdecimal() and 0 < int(part) <= most):
            break
        known.append(f"{int(part):02}")
    return "-".join(known)


def year_of_age(age: str, day: str) -> str:
    """The year somebody of this age was born in, or the one before it; without a day, counted from today."""
    years = age.removesuffix(".0")
    if not years.isdecimal() or len(years) > 3:
        return ""
    return f"{int(day[:4] or date.today().year) - int(years):04}"


class DaysSeen(NamedTuple):
    """Of dates such as 06/07/2021: how many have a day in first, and in second place for sure."""

    first: int
    second: int


def days_seen(texts: Iterable[str], rows: Iterable[int]) -> DaysSeen:
    """`rows`: how many rows say each text."""
    found = [
        (int(date[1]) > 12, int(date[2]) > 12, size)
        for text, size in zip(texts, rows, strict=True)
        if (date := _SLASHED.fullmatch(text))
    ]
    return DaysSeen(
        sum(first * size for first, _, size in found), sum(second * size for _, second, size in found)
    )


_YEAR = re.compile(r"(?<!\d)([0-2]\d{3})(?!\d)")
_NEW_YEAR = re.compile(r"([0-2]\d{3})-0?1-0?1(?!\d).*|0?1([./-])0?1\2([0-2]\d{3})(?!\d).*")
_CROWD, _BEYOND = 10, 5  # rows; times as many rows as say any other day of that year and the two beside it


def years_seen(texts: Iterable[str], rows: Iterable[int]) -> Counter[str]:
    """How many rows say a day of each year ("born 1900"), and its first day ("new year 1900")."""
    seen: Counter[str] = Counter()
    for text, size in zip(texts, rows, strict=True):
        if year := _YEAR.search(text):
            seen[f"born {year[1]}"] += size
            seen[f"new year {year[1]}"] += size if _NEW_YEAR.fullmatch(text) else 0
    return seen


def no_days(seen: Mapping[str, int]) -> frozenset[str]:
    """First days of a year, as ISO text, that stand for "unknown": many rows say them, and hardly any a day near by.
    `seen`: sums of what `years_seen` counts."""
    found = set()
    for key, rows in seen.items():
        year = key.removeprefix("new year ")
        if year != key and rows >= _CROWD:
            near = sum(seen.get(f"born {int(year) + by:04}", 0) for by in (-1, 0, 1))
            if rows > _BEYOND * (near - rows):
                found.add(f"{year}-01-01")
    return frozenset(found)


def iso_day(text: str, month_first: bool) -> str:
    """A date as ISO text; "" when it is none. Years from 1000 on, and days as spreadsheets number them."""
    if _ISO.fullmatch(text):
        return text
    text = text.partition("T")[0] if "T" in text[8:12] else text.removesuffix(" 00:00:00").removesuffix(".0")
    if text.isdecimal():
        if len(text) == 8:
            return _eight_digits(text, month_first)
        if len(text) == 4:
            return text
        if len(text) == 5 and int(text) < 60_000:
            return str(np.datetime64(int(text) - _FIRST_DAY, "D"))
    return clean_date(text, month_first=month_first)


def _eight_digits(text: str, month_first: bool) -> str:
    if 1000 <= int(text[:4]) < 2100 and int(text[4:6]) <= 12 and int(text[6:]) <= 31:
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return clean_date(f"{text[:2]}/{text[2:4]}/{text[4:]}", month_first=month_first)
