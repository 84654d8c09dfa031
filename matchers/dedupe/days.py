"""Dates as tables have them: text in any order, numbers, parts in columns of their own -> ISO text."""

from __future__ import annotations

import re
from collections.abc import Iterable

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


def month_comes_first(texts: Iterable[str]) -> bool:
    """Whether dates such as 06/07/2021 name the month first: some second number can only be a day, and no first one."""
    found = [(int(date[1]), int(date[2])) for text in texts if (date := _SLASHED.fullmatch(text))]
    first, second = sum(a > 12 for a, _ in found), sum(b > 12 for _, b in found)
    return second > first


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
