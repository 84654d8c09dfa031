"""When the person of a resume was born."""

from __future__ import annotations

import re
from functools import cache

from enrich.model import PartialDate
from enrich.values.dates import NATIVE_DATE, clean_date
from parsers.dateranges import to_date
from parsers.lines import Line
from parsers.words import soften, words

REACH = 60
_DATE = re.compile(
    r"\d{4} ?[年년] ?\d{1,2} ?[月월](?: ?\d{1,2} ?[日일])?|\d{4}[-./] ?\d{1,2}[-./] ?\d{1,2}(?!\d)|\d{1,2}[-./] ?\d{1,2}[-./] ?\d{4}(?!\d)"
    r"|\d{1,2}(?:st|nd|rd|th|er|\.|º)?[ -](?:(?:de|of) )?[^\W\d_]{3,12}\.?,?[ -](?:(?:de|del) )?\d{4}(?!\d)"
    r"|[^\W\d_]{3,12} \d{1,2},? \d{4}(?!\d)"
)
_PLACE_BETWEEN = re.compile(r"[^\d|•·]{0,40}")


_BORN = re.compile(rf"({NATIVE_DATE}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日)\s?生")


def birth_date_of(lines: list[Line]) -> PartialDate:
    """A labelled date of birth, to the day where it is told; a town may stand between: "Nata a Bergamo il 30/09/1989"."""
    for line in lines:
        match = _label().search(soften(line.text))
        if match and len(date := _date_in(line.text[match.end() : match.end() + REACH])) > len("1990"):
            return date
        if (born := _BORN.search(line.text)) and len(date := clean_date(born[1])) > len("1990"):
            return date
    return PartialDate("")


def _date_in(text: str) -> PartialDate:
    found = _DATE.search(text)
    if found is None or not _PLACE_BETWEEN.fullmatch(text[: found.start()]):
        match = re.match(r"\W{0,4}(\d.{5,20})", soften(text))
        return to_date(match[1]) if match else PartialDate("")
    return max(clean_date(found.group()), to_date(soften(found.group())), key=len)


@cache
def _label() -> re.Pattern[str]:
    known = words("birth_labels")
    labels = "|".join(re.escape(w) for w in sorted((*known.spaced, *known.cjk), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{labels})(?![^\W\d_])")
