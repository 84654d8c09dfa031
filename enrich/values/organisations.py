"""Employers, job titles, schools and degrees (and, from `skills`, skills) in forms in which equal ones are equal.

All are folded (see `text.fold`), so they are keys to compare, not text to show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal

from enrich.values.lexicon import read_toml, spellings
from enrich.values.skills import fold_skill as fold_skill
from enrich.values.skills import spelled_signs
from enrich.values.text import fold

Degree = Literal["", "school", "vocational", "associate", "bachelor", "master", "mba", "doctorate"]
Phrase = tuple[str, ...]

_WORDS = read_toml("organisation_words")
_CACHED = 1 << 15

_LETTER_DOTS = re.compile(r"(?<=\b\w)\.\s?(?=\w\b)")
_FORMERLY = re.compile(
    r"\(\s*(?:formerly|previously|ex|früher|vormals|anciennement|antes|now|fka|acquired)\b[^)]*\)", re.I
)


class Phrases:
    """Words of several languages and what stands for them, looked up as runs of tokens, longest first."""

    def __init__(self, pairs: Iterable[tuple[str, str]], dropped: frozenset[str]) -> None:
        self._dropped = dropped
        self._found = {
            self._kept(tuple(fold(source).split())): tuple(fold(target).split()) for source, target in pairs
        }
        self._sizes = sorted({len(phrase) for phrase in self._found}, reverse=True)
        self._first = frozenset(phrase[0] for phrase in self._found)

    def replace(self, tokens: Phrase) -> Phrase:
        """The tokens without the dropped ones and with every known run replaced, once."""
        tokens, place = self._kept(tokens), 0
        replaced: list[str] = []
        while place < len(tokens):
            size, found = self._at(tokens, place)
            replaced.extend(found)
            place += size
        return tuple(replaced)

    def _kept(self, tokens: Phrase) -> Phrase:
        return tuple(token for token in tokens if token not in self._dropped) or tokens

    def _at(self, tokens: Phrase, place: int) -> tuple[int, Phrase]:
        if tokens[place] in self._first:
            for size in self._sizes:
                found = self._found.get(tokens[place : place + size])
                if found is not None and place + size <= len(tokens):
                    return size, found
        return 1, tokens[place : place + 1]


def _pairs(text: str) -> list[tuple[str, str]]:
    """ "a=b|c=d" over several lines."""
    cells = (cell.partition("=") for line in text.splitlines() for cell in spellings(line))
    return [(source, target) for source, _, target in cells]


def _phrases(text: str) -> frozenset[Phrase]:
    found = {tuple(fold(cell).split()) for line in text.splitlines() for cell in spellings(line)}
    return frozenset(found - {()})


# --- employers ---

_EMPLOYERS: Mapping[str, Any] = _WORDS["employers"]
LEGAL_END = _phrases(_EMPLOYERS["legal_end"])
LEGAL_START = _phrases(_EMPLOYERS["legal_start"])
_LEGAL_RAW = re.compile("|".join(map(re.escape, _EMPLOYERS["legal_raw"].split())))
ANDS = frozenset(_EMPLOYERS["ands"].split())
_LONGEST_FORM = max(map(len, LEGAL_END))


@lru_cache(maxsize=_CACHED)
def fold_employer(text: str) -> str:
    """An employer's name without its legal form and "the"; "&" is "and"; dotted letters are one word ("I.B.M.")."""
    if not text.isascii():
        text = _LEGAL_RAW.sub(" ", text).strip() or text
    text = _LETTER_DOTS.sub("", _FORMERLY.sub(" ", text))
    words = fold(text.replace("&", " and ").replace("+", " and ")).split()
    joined = tuple("and" if word in ANDS and place else word for place, word in enumerate(words))
    return " ".join(_without_form(joined))


def _without_form(tokens: Phrase) -> Phrase:
    """Drops legal forms from both ends; a name of nothing else stays."""
    while len(tokens) > 1 and tokens[:1] in LEGAL_START:
        tokens = tokens[1:]
    while size := next(
        (n for n in range(_LONGEST_FORM, 0, -1) if len(tokens) > n and tokens[-n:] in LEGAL_END), 0
    ):
        tokens = tokens[:-size]
        while len(tokens) > 1 and tokens[-1] == "and":
            tokens = tokens[:-1]
    return tokens


# --- titles ---

_TITLE_PHRASES = Phrases(_pairs(_WORDS["titles"]["words"]), frozenset(_WORDS["titles"]["drop"].split()))
_GENDER_MARK = re.compile(r"(?<=\w)(?:[:*_·]|[/(]-?)(?:in|innen|e|a|trice|euse|frau|ka)\b\)?", re.IGNORECASE)
_GENDERS = re.compile(
    r"[(\[]\s*(?:[mwfdxhgn]|div|all genders?|gn|a)(?:\s*[/|,*-]\s*(?:[mwfdxhgn]|div|a))*\s*[)\]]|\b[HF]/[FH]\b",
    re.I,
)


@lru_cache(maxsize=_CACHED)
def fold_title(text: str) -> str:
    """A job title with abbreviations spelled out ("sr" is senior, "vp" vice president) and usual words in English.

    Prepositions and marks of gender are dropped: "VP of Sales" is "vice president sales".
    """
    text = _LETTER_DOTS.sub("", _GENDER_MARK.sub("", _GENDERS.sub(" ", text)))
    return " ".join(_TITLE_PHRASES.replace(tuple(fold(spelled_signs(text)).split())))


# --- schools ---

_SCHOOL_PHRASES = Phrases(_pairs(_WORDS["schools"]["words"]), frozenset(_WORDS["schools"]["drop"].split()))
_SCHOOL_ALIASES = dict(_pairs(_WORDS["schools"]["aliases"]))
_HAN_SCHOOL = re.compile("(大学|大學|学院|學院|대학교|대학원)")


@lru_cache(maxsize=_CACHED)
def fold_school(text: str) -> str:
    """A school's name with its usual words in English and well-known short names spelled out.

    "Univ. Wien" is "university vienna", "TU München" and "TUM" are "technical university munich".
    """
    if not text.isascii():
        text = _HAN_SCHOOL.sub(r" \1 ", text)
    text = fold(_LETTER_DOTS.sub("", text))
    if alias := _SCHOOL_ALIASES.get(text):
        return alias
    spelled = " ".join(_SCHOOL_PHRASES.replace(tuple(text.split())))
    return _SCHOOL_ALIASES.get(spelled, spelled)


# --- degrees ---

_DEGREES = _WORDS["degrees"]
_LEVELS: dict[Degree, frozenset[Phrase]] = {level: _phrases(_DEGREES[level]) for level in _DEGREES["order"]}
_LEVEL_OF = {phrase: level for level, phrases in reversed(_LEVELS.items()) for phrase in phrases}
_LONGEST_DEGREE = max(map(len, _LEVEL_OF))
_HAN_DEGREE = re.compile("(博士|硕士|碩士|修士|学士|學士|本科|大专|专科|高中|박사|석사|학사)")


@lru_cache(maxsize=_CACHED)
def fold_degree(text: str) -> Degree:
    """The level of a degree in any of the known languages: the highest its words name; "" when they name none."""
    if not text.isascii():
        text = _HAN_DEGREE.sub(r" \1 ", text)
    named = set(_levels(tuple(fold(text).split())))
    return next((level for level in _LEVELS if level in named), "")


def _levels(tokens: Phrase) -> Iterator[Degree]:
    """The level of every known phrase; a token is read as a part of the longest one only."""
    free = [True] * len(tokens)
    for size in range(_LONGEST_DEGREE, 0, -1):
        for place in range(len(tokens) - size + 1):
            level = _LEVEL_OF.get(tokens[place : place + size])
            if level and all(free[place : place + size]):
                free[place : place + size] = [False] * size
                yield level
