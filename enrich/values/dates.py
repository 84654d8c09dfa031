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

_WORDS = read_toml("date_words")
_MONTHS = {
    fold(word): number
    for names in read_toml("months")["months"].values()
    for number, cell in enumerate(names, start=1)
    for word in spellings(cell)
}
_FILLER = frozenset(
    fold(word) for line in _WORDS["filler"].splitlines() for word in " ".join(spellings(line)).split()
)
_VAGUE = frozenset(fold(word) for line in _WORDS["vague"].splitlines() for word in spellings(line))
_PRESENT = frozenset(fold(word) for line in _WORDS["present"].splitlines() for word in spellings(line))

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:(?<=-\d\d-\d\d)[T ]\d\d:?\d\d[\d:.,+Zz -]*)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)?")
_TIME = re.compile(
    r"\b\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?(?:\s*[ap]\.?m\.?)?(?:\s*[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_TOKEN = re.compile(r"\d+|[a-z]+")
_SHORT_YEAR = re.compile(r"['’‘`]\s*(\d\d)(?!\d)")
_ERA_BEFORE = {
    "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民國": 1911, "民国": 1911, "R": 2018, "H": 1988, "S": 1925,
}  # fmt: skip
_BARE_YEAR = r"(?<![\d第])1[0-3]\d\s?年(?=\s?\d{1,2}\s?月)"  # "110年3月": of the Republic of China
_ERA_YEAR = rf"(?:(?:令和|平成|昭和|大正|民國|民国)\s*(?:元|\d{{1,3}}|[一二三四五六七八九十]{{1,3}})\s*年|{_BARE_YEAR})"
_HAN_DAY = r"(?:\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?月(?:\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?[日號号])?)?"
_THAI_MONTHS = (
    "มกราคม|ม.ค.", "กุมภาพันธ์|ก.พ.", "มีนาคม|มี.ค.", "เมษายน|เม.ย.", "พฤษภาคม|พ.ค.", "มิถุนายน|มิ.ย.", "กรกฎาคม|ก.ค.", "สิงหาคม|ส.ค.",
    "กันยายน|ก.ย.", "ตุลาคม|ต.ค.", "พฤศจิกายน|พ.ย.", "ธันวาคม|ธ.ค.",
)  # fmt: skip
_THAI_MONTH = {name: number for number, names in enumerate(_THAI_MONTHS, 1) for name in names.split("|")}
_IN_THAI = re.compile("|".join(map(re.escape, sorted(_THAI_MONTH, key=len, reverse=True))))
_BUDDHIST_YEAR = r"(?:(?:พ\.?ศ\.?|B\.E\.|b\.e\.)\s?)?(?<!\d)2[45]\d\d(?!\d)"
_BUDDHIST = re.compile(_BUDDHIST_YEAR)
_BUDDHIST_DAY = re.compile(r"\d{1,2}[/.-](?:\d{1,2}[/.-])?2[45]\d\d")
_THAI = re.compile("[\u0e01-\u0e4e]")
_BEFORE_BUDDHA = 543
# Dates in the calendars of Japan, Taiwan and Thailand, and in Han numerals, as they stand in running text.
NATIVE_DATE = (
    rf"(?:{_ERA_YEAR}{_HAN_DAY}|(?<![A-Za-z])[RHSrhs]\d{{1,2}}年\d{{1,2}}月|[〇零一二三四五六七八九]{{4}}年{_HAN_DAY}"
    rf"|(?:\d{{1,2}}\s?)?(?:{_IN_THAI.pattern})\s?{_BUDDHIST_YEAR}|(?:พ\.?ศ\.?|b\.e\.)\s?2[45]\d\d(?!\d)"
    rf"|(?<![\d/.-]){_BUDDHIST_DAY.pattern}(?![\d/.-]))"
)
_ERA = re.compile(
    r"(令和|平成|昭和|大正|民國|民国|(?<![A-Z])[RHS])\s*(元|\d{1,3}|[一二三四五六七八九十]{1,3})\s*年"
)
_REPUBLIC = re.compile(rf"(?<!民國)(?<!民国){_BARE_YEAR}")
_HAN_YEAR = re.compile("[〇零一二三四五六七八九]{4}(?=年)")
_HAN_NUMBER = re.compile("[一二三四五六七八九十]{1,3}(?=[月日號号])")
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_FIRST_YEAR, _LAST_YEAR, _CENTURY_TURN = 1900, 2100, 50
_LONGEST = 60
_NONE = PartialDate("")


@lru_cache(maxsize=1 << 16)
def clean_date(text: str, *, month_first: bool = False) -> PartialDate:
    """The one date the text names, "" when it names none, two, or one that is not in the calendar.

    Years from 1900 to 2100; two-digit ones are 1950 to 2049. All-numeric dates are day before month unless the second
    number can only be a day; `month_first` reads 06/07/2021 as the 7th of June. Of a season or quarter only the year
    is told. A zero month or day ("2021-00-00") is an unknown one.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return _NONE
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _written(*(int(part or 0) for part in found.groups()))
    if not text.isascii():
        text = _read_thai(_read_han(text))
    if _BUDDHIST_DAY.fullmatch(text):
        text = _BUDDHIST.sub(_years_of_buddha, text)
    text = _SHORT_YEAR.sub(lambda short: f" {_full_year(int(short[1]))} ", _TIME.sub(" ", text))
    return _read_words(fold(text), month_first)


def _read_han(text: str) -> str:
    """Chinese and Japanese years, months and days in digits: "二〇二一年六月", "令和3年"."""
    text = _HAN_YEAR.sub(lambda year: year.group().translate(_HAN_DIGITS), text)
    text = _REPUBLIC.sub(lambda year: f"民國{year.group()}", text)
    return _HAN_NUMBER.sub(_han_number, _ERA.sub(_western_year, text))


def _han_number(found: re.Match[str]) -> str:
    return str(_of_han(found.group()))


def _of_han(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int(numeral.translate(_HAN_DIGITS))
    return 10 * int(tens.translate(_HAN_DIGITS) or 1) + int(ones.translate(_HAN_DIGITS) or 0)


def _western_year(found: re.Match[str]) -> str:
    year = 1 if found[2] == "元" else int(found[2]) if found[2].isdecimal() else _of_han(found[2])
    return f"{_ERA_BEFORE[found[1]] + year}年"


def _read_thai(text: str) -> str:
    """Thai months and years of the Buddha in English: "15 มีนาคม พ.ศ. 2562" is "15 March 2019"."""
    if not _THAI.search(text):
        return text
    text = _IN_THAI.sub(lambda month: f" {calendar.month_name[_THAI_MONTH[month.group()]]} ", text)
    return _BUDDHIST.sub(_years_of_buddha, text)


def _years_of_buddha(found: re.Match[str]) -> str:
    return str(int(found.group()[-4:]) - _BEFORE_BUDDHA)


def _full_year(short: int) -> int:
    return short + (2000 if short < _CENTURY_TURN else 1900)


def _read_words(folded: str, month_first: bool) -> PartialDate:
    tokens = _TOKEN.findall(folded)
    numbers = [token for token in tokens if token.isdecimal()]
    words = [token for token in tokens if not token.isdecimal()]
    if not 0 < len(numbers) <= 3 or any(len(number) > 4 for number in numbers):
        return _NONE
    if any(word in _VAGUE for word in folded.split()):
        return _year_only(numbers)
    months = {_MONTHS[word] for word in words if word in _MONTHS and not _is_weekday(word, words)}
    if len(months) > 1 or any(word not in _MONTHS and word not in _FILLER for word in words):
        return _NONE
    if months:
        return _with_month(numbers, months.pop(), is_last=not tokens[-1].isdecimal())
    return _from_numbers(numbers, month_first)


def _is_weekday(word: str, words: list[str]) -> bool:
    """ "mar" is also a Tuesday when another word is a month's name."""
    return word in _FILLER and any(other in _MONTHS and other != word for other in words)


def _year_only(numbers: list[str]) -> PartialDate:
    years = [number for number in numbers if len(number) == 4]
    return _written(int(years[0]), 0, 0) if len(years) == 1 else _NONE


def _with_month(numbers: list[str], month: int, *, is_last: bool) -> PartialDate:
    years = [number for number in numbers if len(number) == 4]
    rest = [int(number) for number in numbers if len(number) <= 2]
    if len(years) + len(rest) != len(numbers) or len(years) > 1:
        return _NONE
    if not years:
        if is_last:
            return _NONE
        year = _full_year(rest.pop())
    else:
        year = int(years[0])
    return _written(year, month, rest[0] if rest else 0) if len(rest) <= 1 else _NONE


def _from_numbers(numbers: list[str], month_first: bool) -> PartialDate:
    sizes = tuple(4 if len(number) == 4 else 2 if len(number) <= 2 else 3 for number in numbers)
    values = [int(number) for number in numbers]
    match sizes:
        case (4,):
            return _written(values[0], 0, 0)
        case (4, 2):
            return _written(values[0], values[1], 0)
        case (2, 4):
            return _written(values[1], values[0], 0)
        case (2, 2):
            return (
                _written(_full_year(values[1]), values[0], 0) if values[0] and len(numbers[1]) == 2 else _NONE
            )
        case (4, 2, 2):
            return _written(*values)
        case (2, 2, 4) | (2, 2, 2):
            if len(numbers[2]) == 1:
                return _NONE
            year = values[2] if sizes[2] == 4 else _full_year(values[2])
            return _written(year, *_month_and_day(values[0], values[1], month_first))
    return _NONE


def _month_and_day(first: int, second: int, month_first: bool) -> tuple[int, int]:
    if second > 12 or (month_first and first <= 12):
        return first, second
    return second, first


def _written(year: int, month: int, day: int) -> PartialDate:
    if not _FIRST_YEAR <= year <= _LAST_YEAR or month > 12:
        return _NONE
    if not month:
        return PartialDate(f"{year}") if not day else _NONE
    if not day:
        return PartialDate(f"{year}-{month:02}")
    if day > calendar.monthrange(year, month)[1]:
        return _NONE
    return PartialDate(f"{year}-{month:02}-{day:02}")


@lru_cache(maxsize=1 << 12)
def is_present(text: str) -> bool:
    """Whether the text says "until now", in some twenty languages."""
    if len(text) > _LONGEST:
        return False
    return fold(text.partition("(")[0] or text.strip("()")) in _PRESENT


def precision(when: PartialDate) -> Precision:
    """How much of a date is known."""
    return "year" if len(when) <= 4 else "month" if len(when) <= 7 else "day"


def first_day(when: PartialDate) -> date:
    """The first day a date may mean; date.min for an unknown one."""
    return _bounds(when)[0]


def last_day(when: PartialDate) -> date:
    """The last day a date may mean; date.max for an unknown one."""
    return _bounds(when)[1]


@lru_cache(maxsize=1 << 14)
def _bounds(when: PartialDate) -> tuple[date, date]:
    clean = clean_date(when)
    if not clean:
        return date.min, date.max
    year, month, day = (int(part) for part in f"{clean}-00-00"[:10].split("-"))
    last_month = month or 12
    last = day or calendar.monthrange(year, last_month)[1]
    return date(year, month or 1, day or 1), date(year, last_month, last)


def overlap_months(a_start: PartialDate, a_end: PartialDate, b_start: PartialDate, b_end: PartialDate) -> int:
    """Calendar months that both periods touch, counted from the first day to the last that the dates may mean.

    An empty end is an open one; two open periods share at least one month, and one is what is counted. A period of
    which only the end is known lasts that long; one of which nothing is known overlaps nothing.
    """
    if not (a_start or a_end) or not (b_start or b_end):
        return 0
    start = max(first_day(a_start or a_end), first_day(b_start or b_end))
    end = min(last_day(a_end), last_day(b_end))
    if end == date.max:
        return 1
    return max(0, (end.year - start.year) * 12 + end.month - start.month + 1)
