"""Jobs told as "with Acme Ltd. as Engineer" beside their dates."""

from __future__ import annotations

import re
from typing import NamedTuple

from parsers.entries import Entry
from parsers.places import place_at_end
from parsers.titles import title_score

_JOINED = re.compile(
    r"^\W*(?:(?:working|worked|employed|associated)\s+)?(?:(?:with|at|in)\s+)?(?:M/[sS]\.?\s*)?(?P<firm>[A-Z].{1,80}?),?\s+as\s+(?:an?\s+|the\s+)?(?P<title>[^\W\d_].{2,60}?)\W*$"
)


class Joined(NamedTuple):
    """What such a line names; `place` is "" where it names none."""

    title: str
    firm: str
    place: str


def joined_as(entry: Entry) -> Joined | None:
    """ "Since Apr'17 with Acme Ltd., Surat as Engineer"; None where the entry's one line is not put so."""
    if entry.dates is None or entry.dated is None or len(entry.header) > 1:
        return None
    start, end = entry.dates.at
    match = _JOINED.match(f"{entry.dated.text[:start]} {entry.dated.text[end:]}")
    if match is None or title_score(match["title"]) <= 0 or title_score(match["firm"].partition(",")[0]) > 0:
        return None
    firm, place = place_at_end(match["firm"].strip(" ,"))
    title = match["title"] + ")" * (match["title"].count("(") > match["title"].count(")"))
    return Joined(title, firm, place)
