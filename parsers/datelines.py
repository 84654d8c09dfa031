"""The dates of a whole document: broken by the end of a line, and read as its other dates are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from enrich.model import PartialDate
from parsers.dateranges import SLASHED, DateRange, date_ranges, month_first
from parsers.datewords import alternatives
from parsers.words import soften, words

REACH = 45
LONGEST_REST = 12
LONGEST_PAIR = 6
_PAIR = re.compile(r"(?<![\d./-])((?:19|20)\d\d)\s?[-–/]\s?(\d\d)(?![\d./-])")
_YEAR_AND_MONTH = re.compile(
    r"(?<![\d./-])(?:19|20)\d\d[-/](?:0\d|1[0-2])(?:[-/]\d\d(?!\d)|\s?[-–]\s?(?:19|20)\d\d[-/]\d\d)"
)
_FIRST = 3


def dates_of(texts: Sequence[str]) -> list[list[DateRange]]:
    """Per line its spans and single dates; what is broken over two lines stands on the first of them."""
    order = month_first(found for text in texts for found in SLASHED.findall(text))
    found = [date_ranges(text, order) for text in texts]
    if _has_pairs_of_years(texts):
        found = [[_of_years(one, text) for one in own] for own, text in zip(found, texts, strict=True)]
    for i, (above, below) in enumerate(pairwise(texts)):
        _join(above, below, found[i], found[i + 1], order)
    return found


def _has_pairs_of_years(texts: Sequence[str]) -> bool:
    """Whether "2009-10" is two years here: others like it can be nothing else, and none can only be a month."""
    pairs = [(int(a) % 100, int(b)) for text in texts for a, b in _PAIR.findall(text)]
    if not any(b > 12 for _, b in pairs) or any(_YEAR_AND_MONTH.search(text) for text in texts):
        return False
    return all(0 < (b - a) % 100 <= LONGEST_PAIR for a, b in pairs)


def _of_years(one: DateRange, text: str) -> DateRange:
    pair = _PAIR.fullmatch(text[one.at[0] : one.at[1]].strip())
    if pair is None or not one.lone:
        return one
    start = int(pair[1])
    end = start + (int(pair[2]) - start) % 100
    return DateRange(PartialDate(f"{start}"), PartialDate(f"{end}"), False, one.at)


def _join(above: str, below: str, over: list[DateRange], under: list[DateRange], order: bool | None) -> None:
    """Puts a span that goes on in the line below whole on the line above."""
    cut = max(0, len(above) - REACH)
    head = below[:REACH]
    joined = _across(above[cut:], head, order)
    if joined is not None:
        start, stop = joined.at[0] + cut, joined.at[1] - (len(above) - cut) - 1
        over[:] = [one for one in over if one.at[1] <= start]
        over.append(joined._replace(at=(start, len(above))))
        under[:] = [one for one in under if one.at[0] >= stop]
    elif over and under and _ends_below(over[0], above, under[0], below):
        over[0] = over[0]._replace(end=under[0].start, lone=False, open=False)
        del under[0]


def _across(tail: str, head: str, order: bool | None) -> DateRange | None:
    if not any(map(str.isdigit, tail + head)) or not _may_go_on().search(soften(f"{tail}\n{head}")):
        return None
    at = len(tail)
    joined = next((r for r in date_ranges(f"{tail} {head}", order) if r.at[0] < at < r.at[1] - 1), None)
    if joined is None or joined.lone or joined.open or _are_apart(tail, head, joined):
        return None
    taken, rest = head[: joined.at[1] - at - 1], head[joined.at[1] - at - 1 :]
    if not re.search(r"\d{4}|['’]\d\d|[^\W\d_]{3}", taken):
        return None
    return None if taken[0] in "-–—" and len(rest) > LONGEST_REST else joined


def _are_apart(tail: str, head: str, joined: DateRange) -> bool:
    """Whether two whole dates meet at the end of a line with nothing that joins them."""
    above, below = date_ranges(tail)[-1:], date_ranges(head)[:1]
    if not above or not below or below[0].at[0] > 1 or tail[above[0].at[1] :].strip(" .,)"):
        return False
    return above[0].lone and (above[0].start, below[0].start) == (joined.start, joined.end)


@cache
def _may_go_on() -> re.Pattern[str]:
    """A line that stops in the midst of a span, or one that goes on with it."""
    to = alternatives(words("range_words").spaced)
    return re.compile(
        rf"(?:[-–—]|(?<![^\W\d_])(?:{to})[:,]?|(?<=\d)(?:st|nd|rd|th))\s*\n|(?:[-–—]|(?<!\w)(?:{to})[\s:]|\bfrom\b).*[^\W\d_]{{3}}[.,'’-]?\s?(?:\d\d?)?,?\s*\n\W?(?:19|20)\d\d"
        rf"|(?<!\w)[^\W\d_]{{3,10}}[.,'’-]?\s*\n\W?(?:19|20)\d\d\)?\s*(?:[-–—]|(?:{to})\s)"
        rf"|(?:[-–—]|(?<!\w)(?:{to})[\s:]).*[./-]\s*\n\W?(?:19|20)\d\d"
        rf"|\d\d[.,)]?\s*\n(?:[-–—]|(?:{to})[\s:])"
    )


def _ends_below(begun: DateRange, above: str, ended: DateRange, below: str) -> bool:
    """ "06/2012 – Waiter, Acme" over "11/2012 Lisbon": the end of a narrow column stands under the beginning."""
    return (
        begun.at[0] < _FIRST
        and ended.at[0] < _FIRST
        and begun.lone
        and ended.lone
        and len(begun.start) == len(ended.start)
        and begun.start < ended.start
        and _begun().match(soften(above), begun.at[1]) is not None
        and below[ended.at[1] :].strip()[:1] not in ("-", "–", "—")
    )


@cache
def _begun() -> re.Pattern[str]:
    """What stands between the beginning and other words."""
    to = alternatives(words("range_words").spaced)
    return re.compile(rf"[.,)]?(?:\s*[-–—]\s+|\s+[-–—]|\s+(?:{to})\s+)(?=[^\W\d_])")
