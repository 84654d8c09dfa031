"""Dates and spans of time in running text, in the languages of data/languages."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from enrich.model import PartialDate
from enrich.values.dates import NATIVE_DATE, clean_date
from parsers.datetypos import typed
from parsers.datewords import Spelling, alternatives, by_class, marked
from parsers.words import MARKS, months, soften, words


class DateRange(NamedTuple):
    """A span of time found in a text; `at` is its character span there. A single date has `end` empty and `lone` True;
    `open` is a beginning with a dash and nothing behind it."""

    start: PartialDate
    end: PartialDate
    current: bool
    at: tuple[int, int]
    lone: bool = False
    open: bool = False


LONGEST_SPAN = 45
_YEAR = r"(?:19[4-9]\d|20[0-4]\d)"
_DASH = r"[-‐‑‒–—−~〜～→]|/(?!\d)|(?<=\d{4})/(?=(?:19|20)\d\d(?!\d))"
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = "|".join(sorted(_ROMANS, key=len, reverse=True))
_YEAR_MARK = r"(?:\s?(?:гг?|год[ау]?|рр?|рок[иу]?|rr?)(?![^\W\d_]|&)\.?|[.])?"  # "2016 г.", "2016 года", "2012 r.", "2016."


def _date_pattern(spelling: Spelling) -> str:
    month = rf"(?:{spelling.month})(?![^\W\d_])"
    now = rf"(?:{spelling.now})(?!\w)"
    season = rf"(?<!\w)(?:{alternatives(words('seasons').spaced)})"
    between = rf"\b(?:{alternatives(words('range_words').spaced)})\s+\d"
    to = rf"(?:\s*{_DASH}|,?\s*(?<![^\W\d_])(?:{alternatives(words('range_words').spaced)})(?=[\s\d-]))"
    day = r"\d{1,2}(?:st|nd|rd|th|\.)?"
    before = r"(?:(?<!\d)\d{1,2}(?:st|nd|rd|th|er|\.)?[\s.,'’/-]{0,6}(?:de )?)?(?<![^\W\d_])"
    short = r"[.]?\s?[,'’-]?\s?\d\d(?!\d|[.:]\d|%)"
    whole_day = rf"(?:{month}[.]?\s?{day},?\s+{_YEAR}|{day}\s{{0,5}}{month}[.,'’-]{{0,2}}\s*{_YEAR})"
    slashed_day = r"(?:0?[1-9]|[12]\d|3[01])\s?[./-]\s?(?:0?[1-9]|1[0-2])\s?[./-]\s?"
    slashed_short = r"(?:0?[1-9]|[12]\d|3[01])(?:/\d{1,2}/|\.\d{1,2}\.|-\d{1,2}-)\d\d(?!\d)"
    return (
        rf"(?:{NATIVE_DATE}"
        rf"|(?<![\d.]){day}\s{{0,5}}{month}{short}(?=\s*{to}\s*{whole_day})"
        rf"|(?<![^\W\d_])(?:{month}[.]?\s?{day}|{day}\s{{0,5}}{month}\.?)(?={to}\s*{whole_day})"
        rf"|(?<![^\W\d_]){month}[.]?[\s'’-]{{0,2}}\d{{1,2}}(?:st|nd|rd|th)?[\s,.'’-]{{1,3}}{_YEAR}"
        rf"|{before}{month}\s?[.,]?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?,)?[\s,/'’–-]*(?:de |del |of )?{_YEAR}"
        rf"|{before}{month}\s?\(\s?{_YEAR}\s?\)"
        rf"|{before}{month}[.]?\s?['’-]\s?\d\d(?!\d)"
        rf"|{_YEAR}[ ]?[年년][ ]?\d{{1,2}}[ ]?[月월](?:[ ]?\d{{1,2}}[ ]?[日일])?|{_YEAR}[년年]"
        rf"|(?<!\d){_YEAR}\.[ ](?:0[1-9]|1[0-2]|[1-9](?=\.|\s?[~〜～–—-]|\s*$))(?:\.[ ]?(?:0?[1-9]|[12]\d|3[01])(?!\d))?(?!\d)"
        rf"|(?<!\d){_YEAR}[-/.](?:0?[1-9]|1[0-2])(?:[-/.](?:0?[1-9]|[12]\d|3[01]))?(?![\d])"
        rf"|(?<!\d)\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}(?!\d)|(?<![\d/.-]){slashed_day}{_YEAR}(?!\d)"
        rf"|(?<![\d/.-]){slashed_short}(?={to}\s*(?:{slashed_short}|{slashed_day}{_YEAR}|{now}))|(?:(?<=[-–—])\s?|(?<=[-–—]\s)|(?<=\bto\s)){slashed_short}"
        rf"|(?<!\d)(?:0?[1-9]|1[0-2])\s?[./-]\s?{_YEAR}(?!\d)"
        rf"|{season}\s+(?:of )?{_YEAR}(?:/\d\d(?!\d))?"
        rf"|(?<!\d){_YEAR}(?:,\s+{day}\s|\.?\s+(?:{day}\s)?){month}(?:\.(?=\s)|\s(?:0?[1-9]|[12]\d|3[01])(?![\d.%:]))?(?!\s*{_YEAR})|(?<!\d){_YEAR}-{month}(?![.]?[,'’\s-]*\d)"
        rf"|(?<![^\W\d_] )(?<!\w)(?:{_ROMAN})[ ./]\s?{_YEAR}"
        rf"|{before}{month}{short}(?=\s*(?:{to}\s*(?:{day}\s*)?(?:{month}|{now})|{now}))"
        rf"|(?<![^\W\d_]){month}[.]?\s?[4-9]\d(?=\s*(?:{_DASH}|{between}))|(?:(?<=[-–—])\s?|(?<=[-–—]\s)|(?<=\bto\s)){before}{month}{short}"
        rf"|(?<!\d)(?:0?[1-9]|1[0-2])/\d\d(?=\s*(?:{to})\s*(?:(?:0?[1-9]|1[0-2])/\d\d(?!\d)|{now}))|(?:(?<=[-–—])\s?|(?<=[-–—]\s)|(?<=\bto\s))(?:0?[1-9]|1[0-2])/\d\d(?![\d/])"
        rf"|(?<![\d+.]){_YEAR}(?={_YEAR}(?!\d))|(?<![\d+.]){_YEAR}(?![\d])|(?<=(?<!\d)\d{{4}}){_YEAR}(?!\d))"
    )


def range_pattern(spelling: Spelling) -> str:
    """A date, and what makes a span of it: for a softened text in which words of dates stand as `spelling` says."""
    present = f"{spelling.now}|{alternatives(words('present').cjk)}"
    to = alternatives(words("range_words").spaced)
    glued = alternatives([word for word in words("range_words").spaced if len(word) > 1])
    name = rf"(?:{spelling.month})(?![^\W\d_])"
    joiner = rf"(?:{_DASH}|(?:,\s*(?<![^\W\d_])(?:{to})(?=[:,]?\s*(?:\d|{name}.{{0,3}}\d))|(?<![^\W_])(?:{to})|(?<=\d)(?:{glued}))(?=[\s\d:,(-]|$)(?:\s?[:,])?|{alternatives(words('range_words').cjk)})"
    since = alternatives(words("since_words").spaced)
    awaited = alternatives(words("awaited_words").spaced)
    date = _date_pattern(spelling)
    return (
        rf"(?P<year>(?<!\d){_YEAR})(?:[.,]?\s+(?P<first>{name})|(?:[.,]\s+|(?P<han>\s?年\s?))(?P<nth>0?[1-9]|1[0-2])(?(han)\s?月))[.]?\s*(?:{_DASH}|[至到])\s*(?P<last>(?(nth)(?:0?[1-9]|1[0-2])(?![\d/-])|{name}))(?(han)\s?月)(?![.]?\s*['’]?\d)|"
        rf"(?P<from>(?<!\w)(?:{since})\s+)?(?P<a>{date}|(?<!\w)(?:{spelling.month})(?=[.]?\s*(?:{_DASH})|\s(?:{to})\s(?:\d\d?\s)?(?:{name}).{{0,3}}{_YEAR})){_YEAR_MARK}"
        rf"(?:(?:\s*(?P<join>{joiner})){{1,3}}\s*[(]?(?:(?:(?:{awaited})\.?:?\s*)?(?P<b>{date}){_YEAR_MARK}|(?P<now>(?:{present})(?![\w]))|(?<![(])(?P<short>\d\d)(?!\d|%|[/.]\d|-|\s?{name})|(?P<open>(?:…|\.{{3}}|\?)?(?=\s*$|\s*[|·•,()）]))|(?P<left>(?<=\d[-–—])(?=\s+[^\W\d_])))"
        rf"|\s*(?P<now2>(?:{present})(?![\w]))|(?:\s+|(?<=\d{{4}})(?={_YEAR}(?!\d)))(?P<beside>{date}))?"
    )


@cache
def _range() -> re.Pattern[str]:
    return re.compile(range_pattern(by_class()))


_NO_OPENING = frozenset(
    {"a", "à", "o", "и", "through", "thru"}
)  # "2011 A" and "in 2008 through" go on otherwise
_NATIVE = re.compile(NATIVE_DATE)
_MONTH_NAME = re.compile(rf"(?:[^\W\d_]|[{MARKS}])+")
_NUMBERS = re.compile(r"\d+")
SLASHED = re.compile(r"(?<![\d/.-])(\d{1,2})\s?[/-]\s?(\d{1,2})\s?[/-]\s?(?:19|20)\d\d(?!\d)")
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th|\.)?")
_DAY_OF_MONTH = re.compile(
    rf"(?<!\d)\d{{1,2}}(?!\d).*[^\W\d_].*{_YEAR}|[^\W\d_].*(?<!\d)\d{{1,2}}(?!\d).*{_YEAR}"
)
LONGEST_MONTH = 31


def month_first(slashed: Iterable[tuple[str, str]], known: bool | None = None) -> bool | None:
    """Whether the first two numbers of dates are month and day: told where one of them can be no month; else what is `known`; else
    not, unless all could be the first of a month."""
    pairs = [(int(first), int(second)) for first, second in slashed]
    told = {second > len(_ROMANS) for first, second in pairs if len(_ROMANS) < max(first, second)}
    if told or known is not None:
        return told.pop() if len(told) == 1 else known
    return False if any(second != 1 for _, second in pairs) else None


def to_date(softened: str, order: bool | None = None) -> PartialDate:
    """A date as `_date_pattern` finds it, to ISO at its own precision; "" when the numbers make no date. `order` is of `month_first`."""
    if _NATIVE.fullmatch(softened):
        return clean_date(softened.upper())
    numbers = [int(n) for n in _NUMBERS.findall(softened)]
    name = next((months()[w] for w in _MONTH_NAME.findall(softened) if w in months()), 0)
    name = name or _roman_month(softened)
    if name:
        year = max(numbers, default=0)
        year = year if year > LONGEST_MONTH else numbers[-1] if numbers else 0
        return _iso(year if year > 99 else _century(year) if numbers else 0, name)
    if len(numbers) == 3 and max(numbers) < 100:
        numbers[2] = _century(numbers[2])
    years = [n for n in numbers if n > 1900]
    if not years:
        return _iso(_century(numbers[1]), numbers[0]) if len(numbers) == 2 else PartialDate("")
    rest = [n for n in numbers if n != years[0]]
    if re.search(r"[a-z]", softened):
        rest = []
    return _numeric(
        years[0],
        rest,
        numbers[0] == years[0],
        order if order is not None else _is_first_of_month(rest, softened),
    )


def _roman_month(softened: str) -> int:
    """ "ix 2010" -> 9."""
    head = re.match(rf"({_ROMAN})[ ./]", softened)
    return _ROMANS.index(head[1]) + 1 if head else 0


def _is_first_of_month(rest: list[int], softened: str) -> bool:
    """Days come first; "12/1/2009" with slashes is the first of a month, as forms of the US fill it in."""
    return "/" in softened and len(rest) == 2 and rest[1] == 1


def _numeric(year: int, rest: list[int], year_first: bool, order: bool) -> PartialDate:
    if not rest:
        return _iso(year, 0)
    if len(rest) == 1:
        return _iso(year, rest[0])
    if year_first:
        return _iso(year, rest[0], rest[1])
    swapped = rest[1] > len(_ROMANS) or (order and rest[0] <= len(_ROMANS))
    day, month = (rest[1], rest[0]) if swapped else (rest[0], rest[1])
    return _iso(year, month, day)


def _century(two_digits: int) -> int:
    return 2000 + two_digits if two_digits < 50 else 1900 + two_digits


def _iso(year: int, month: int, day: int = 0) -> PartialDate:
    if not 1900 <= year <= 2099:
        return PartialDate("")
    if not 1 <= month <= 12:
        return PartialDate(f"{year}")
    real = 1 <= day <= monthrange(year, month)[1]
    return PartialDate(f"{year}-{month:02d}" + (f"-{day:02d}" if real else ""))


def date_ranges(text: str, order: bool | None = None) -> list[DateRange]:
    """Every span or single date of the text, in order; `order` is of `month_first`."""
    return list(_ranges(text, order))


@lru_cache(maxsize=1 << 12)
def _ranges(text: str, order: bool | None) -> tuple[DateRange, ...]:
    if "年" not in text and not any(map(str.isdigit, text)):
        return ()
    softened = typed(_western(soften(text)))
    return ranges_by(_range(), marked(softened), softened, order)


def ranges_by(
    pattern: re.Pattern[str], signs: str, softened: str, order: bool | None = None
) -> tuple[DateRange, ...]:
    """The spans a pattern of `range_pattern` finds in `signs`, which is the softened text in the pattern's spelling."""
    matches = pattern.finditer(signs)
    return tuple(
        found
        for m in matches
        if (found := _from_match(m, softened, month_first(SLASHED.findall(m.group()), order))) is not None
    )


_THAI_YEAR = re.compile(r"(?<![\u0e00-\u0e7f.]\s)(?<![\u0e00-\u0e7f.\d/-])2[45]\d\d(?![\d/-])")
_PERSIAN_YEAR = re.compile(r"(?<![\d/.-])1[34]\d\d(?!\d)")
_THAI, _ARABIC_LETTERS = re.compile(r"[\u0e01-\u0e4e]"), re.compile(r"[\u0621-\u06cc]")
BEFORE_BUDDHA, AFTER_HIJRA = 543, 621


def _western(softened: str) -> str:
    """Years that stand alone in the calendars of Thailand and Iran as Western ones, character for character; a year of
    Iran is taken for the one in which it began."""
    if _THAI.search(softened):
        return _THAI_YEAR.sub(lambda m: str(int(m.group()) - BEFORE_BUDDHA), softened)
    if _ARABIC_LETTERS.search(softened):
        return _PERSIAN_YEAR.sub(lambda m: str(int(m.group()) + AFTER_HIJRA), softened)
    return softened


def _from_match(m: re.Match[str], softened: str, order: bool | None) -> DateRange | None:
    if m["year"]:
        return _year_first(m, softened)
    if m["beside"]:
        return _beside(m, softened, order)
    if m["left"] is not None and m.start():
        start = to_date(_words_of(m, "a", softened), order)
        return DateRange(start, PartialDate(""), False, (m.start("a"), m.end("a")), True)
    since = bool(m["from"])
    written_end = _words_of(m, "b", softened)
    start, end = _with_year(_words_of(m, "a", softened), written_end, order), to_date(written_end, order)
    if end and end < start and order is not None:
        return _from_match(m, softened, None)
    if m["short"]:
        end = PartialDate(start[:2] + m["short"]) if len(start) == 4 and m["short"] >= start[2:] else end
    if not start:
        return None
    now = bool(m["now"] or m["now2"])
    lone = m["join"] is None and not now and not since
    if end and end[:4] < start[:4]:
        return None
    opened = m["open"] is not None
    if opened and m["join"].strip(" ,:") in _NO_OPENING:
        return DateRange(start, end, since, (m.start(), m.end("a")), not since)
    return DateRange(start, end, now or (since and not end), (m.start(), m.end()), lone, opened)


def _year_first(m: re.Match[str], softened: str) -> DateRange | None:
    """ "2020, Jul - Oct" and "2025. 01-06."."""
    year = _words_of(m, "year", softened)
    start, end = (
        _iso(int(year), int(part)) if part.isdigit() else to_date(f"{part} {year}")
        for part in (
            _words_of(m, "first", softened) or _words_of(m, "nth", softened),
            _words_of(m, "last", softened),
        )
    )
    return DateRange(start, end, False, (m.start(), m.end())) if start < end else None


def _words_of(m: re.Match[str], group: str, softened: str) -> str:
    """What stands in the text where a group matched its signs."""
    return softened[m.start(group) : m.end(group)] if m[group] else ""


def _beside(m: re.Match[str], softened: str, order: bool | None) -> DateRange | None:
    """Two dates of one precision side by side, the earlier one first, are a span whose dash was lost or drawn."""
    start, end = (to_date(_words_of(m, part, softened), order) for part in ("a", "beside"))
    if not start:
        return None
    if len(start) == len(end) and start < end and int(end[:4]) - int(start[:4]) <= LONGEST_SPAN:
        return DateRange(start, end, False, (m.start(), m.end()))
    return DateRange(start, PartialDate(""), False, (m.start("a"), m.end("a")), True)


def _with_year(start: str, end: str, order: bool | None) -> PartialDate:
    """The start date; "Jun - Aug 2019" and "1 June - 30 June 2019" borrow the year from the end."""
    if _MONTH_NAME.search(start) and _DAY_OF_MONTH.search(end):
        own = [int(n) for n in _NUMBERS.findall(start)]
        if len(own) == 1 and own[0] <= LONGEST_MONTH:
            start = _DAY.sub("", start)
    if not _NUMBERS.search(start) and not _NATIVE.fullmatch(start):
        year = next(iter(re.findall(_YEAR, end)), "")
        begun = to_date(f"{start} {year}")
        return to_date(f"{start} {int(year) - 1}") if year and begun > to_date(end) else begun
    return to_date(start, order)


def best_range(text: str) -> DateRange | None:
    """The one that most likely dates an entry: a span before a single date, the first before later ones."""
    found = date_ranges(text)
    return min(found, key=lambda r: (r.lone, r.at[0]), default=None)


def has_span(text: str) -> bool:
    """Whether a span of time stands in the text."""
    return any(not one.lone for one in date_ranges(text))


@cache
def durations() -> re.Pattern[str]:
    """ "2 years", "(3 yrs 4 mos)", "1 Jahr und 2 Monate" in a softened text."""
    units = "|".join(
        re.escape(w) for w in sorted((*words("units").spaced, *words("units").cjk), key=len, reverse=True)
    )
    joints = alternatives(words("and_words").spaced)
    one = rf"\d+(?:[.,]\d)?\+?\s*(?:{units})(?![^\W\d_])\.?"
    return re.compile(rf"[(\[]?(?<![\w.])(?:less than )?{one}(?:\s*(?:,|{joints})?\s*{one})?[)\]]?")


def is_duration(text: str) -> bool:
    """Whether the text is nothing but a duration."""
    return durations().fullmatch(soften(text.strip(" ·,;-–"))) is not None
