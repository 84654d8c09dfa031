"""References to publications, as people write them: whose, what, where, when."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = re.compile(r"^(?:\[\w{1,6}\]|\(?\d{1,3}[.)])\s+")
_QUOTED = re.compile(r"[“„”«\"‟]\s?([^“”„«»\"]{8,}?)[,.]?\s?[”“»\"]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATED = re.compile(r"\((?:19|20)\d\d[^()]{0,20}\)[.:,]?\s*")
_STOP = re.compile(
    r"(?<=[\w)\]?!”\"])(?<!\b[A-Z])(?<!\bal)(?<!\bvol)(?<!\bno)(?<!\bpp)(?<!\bVol)(?<!\bNo)\.\s+(?=[^a-z])|[?!]\s+(?=[A-Z])"
)
_INITIALS = re.compile(r"\b[A-Z]\.|,\s?[A-Z](?:,|\b(?!\w))|\bet al\b")
_IN = re.compile(r"^(?:in|at|presented at|published in)[:\s]+", re.I)
_EDGE = " .,;:|•·-–—()\t"
MAX_TITLE = 300


class Cited(NamedTuple):
    """`venue`: the journal, conference or publisher; `year` "" where none is told."""

    title: str
    venue: str
    year: str


def cited(text: str) -> Cited | None:
    """A reference taken apart; None when it does not read as one.

    Knows titles in quotation marks; "Authors (2021). Title. Journal"; "Authors. Title. Journal, 2021".
    """
    text = _NUMBER.sub("", " ".join(text.split()))
    years = _YEAR.findall(text)
    year = years[-1] if years else ""
    if quoted := _QUOTED.search(text):
        return Cited(quoted[1].strip(_EDGE), _venue(text[quoted.end() :]), year)
    if dated := _DATED.search(text):
        year = _YEAR.findall(dated[0])[0]
        if _INITIALS.search(text[: dated.start()]):
            title, _, rest = _sentence(text[dated.end() :])
            return Cited(title, _venue(rest), year) if title else None
    authors, stop, rest = _sentence(text)
    if stop and _INITIALS.search(authors):
        title, _, rest = _sentence(rest)
        return Cited(title, _venue(rest), year) if len(title) >= 4 else None
    return None


def _sentence(text: str) -> tuple[str, str, str]:
    """(first sentence, its stop, the rest); initials and "et al." end none."""
    stop = _STOP.search(text)
    if stop is None:
        return text.strip(_EDGE)[:MAX_TITLE], "", ""
    return text[: stop.start()].strip(_EDGE)[:MAX_TITLE], stop[0], text[stop.end() :]


def _venue(rest: str) -> str:
    """The words up to a comma, a number of volume or a date."""
    rest = _IN.sub("", rest.strip(_EDGE))
    venue = re.split(r",|\.\s|\s[(\[]|\b(?:vol|no|pp|doi|https?)\b|\d{2,}", rest, maxsplit=1, flags=re.I)[0]
    return venue.strip(_EDGE)[:120] if any(c.isalpha() for c in venue) else ""
