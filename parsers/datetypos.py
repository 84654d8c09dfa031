"""Dates as people mistype them, put right character for character: misspelt months, glued words, marks of other keyboards."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from parsers.datewords import NOW, marked
from parsers.words import months

SHORTEST_MISSPELT = 6
_INITIALS = "jfmamjjasond"
_MARKS = str.maketrans("‘‛`´′\x96\x97\uf02d\u00ad－─━―‐‑\u200b_“”", "'''''----------    ")
_HAN_DASH = re.compile(r"(?<=[\d月])一(?=[至现現今]|(?:19|20)\d\d)")  # "2018.06一2019.04"
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)(?=[^\W\d_])")  # "3rdSep" is "3   Sep"
_QUOTED_YEAR = re.compile(r"[“”](?=\d\d(?!\w))")  # "Sep “16"
_OF = re.compile(r"(?<=\d)([\s'’]?)(st|nd|rd|th)(\s*)(of)?(?=[\s,.-]{0,3}([^\W\d_]{3,9}))")
_GLUED_OF = re.compile(r"(?<![^\W_])([^\W\d_]{4,12})(de|del)(?=(?:19|20)\d\d(?!\d))")  # "maiode2023"
_GLUED_TO = re.compile(r"(?<=\d)(\s?)to(?=([^\W\d_]{3,9}))")  # "2014toDec.2015"
_TO_TILL = re.compile(r"(?<=\bto)(\s+)till?(?![^\W_])(?=(?:\s+(\d|[^\W\d_]+))?)")
_PASSED_OUT = re.compile(r"(?:(?<=\bpass)|(?<=passed)|(?<=passing))([\s-])out\b")  # "out" is also October
_WORD_BY_YEAR = re.compile(
    rf"(?<![^\W_])[^\W\d_]{{{SHORTEST_MISSPELT},12}}(?=[.,]?[\s,'’/-]{{0,3}}(?:(?:19|20)\d\d(?!\d)|['’]\d\d(?!\d)))"
)


def typed(softened: str) -> str:
    """The softened text with what is mistyped in its dates put right, position for position."""
    softened = _QUOTED_YEAR.sub("'", softened).translate(_MARKS)
    softened = _HAN_DASH.sub("-", softened)
    softened = _OF.sub(_without_ordinal, softened)
    softened = _ORDINAL.sub(lambda m: " " * len(m.group()), softened)
    softened = _GLUED_OF.sub(_without_of, softened)
    softened = _PASSED_OUT.sub(r"\1   ", softened)
    softened = _TO_TILL.sub(_without_till, softened)
    softened = _GLUED_TO.sub(_without_glue, softened)
    return _WORD_BY_YEAR.sub(lambda m: _month_meant(m.group()), softened)


def _without_ordinal(m: re.Match[str]) -> str:
    """ "20th of july" as "20      july"."""
    return " " * len(m.group()) if m[5] in months() else m.group()


def _without_of(m: re.Match[str]) -> str:
    return m[1] + " " * len(m[2]) if m[1] in months() else m.group()


def _without_till(m: re.Match[str]) -> str:
    """ "to till 2014" as "to      2014", "to till" with no date behind it as "to now"."""
    size = len(m.group())
    if m[2] and (m[2].isdecimal() or m[2] in months()):
        return " " * size
    return m.group() if m[2] and (NOW in marked(m[2]) or m[2] == "the") else f"{m[1]}now".ljust(size)[:size]


def _without_glue(m: re.Match[str]) -> str:
    return f"{m[1]} -" if m[2] in months() or NOW in marked(m[2]) else m.group()


@cache
def _long_names() -> dict[str, int]:
    """The names that are much alike in many languages, "november" and "octubre", not "studeni"."""
    return {
        name: n
        for name, n in months().items()
        if len(name) >= SHORTEST_MISSPELT
        and name.isalpha()
        and months().get(name[:3]) == n
        and (not name.isascii() or name[0] == _INITIALS[n - 1])
    }


@cache
def _short_name(month: int) -> str:
    return next(name for name, n in months().items() if n == month and len(name) <= SHORTEST_MISSPELT)


def _month_meant(word: str) -> str:
    """A short name of the month that is one letter off, filled up with blanks to the length of the word."""
    if word in months():
        return word
    best = extractOne(word, _long_names().keys(), scorer=OSA.distance, score_cutoff=1)
    return word if best is None else _short_name(_long_names()[best[0]]).ljust(len(word))
