"""Names of people: one comparable form, their parts, and the names that short forms stand for."""

from __future__ import annotations

import re
from functools import lru_cache

from enrich.model import Value
from enrich.values.family_first import Word, is_vietnamese
from enrich.values.name_order import (
    TELLING_WORDS,
    family_tokens,
    given_tokens,
    is_surely_slavic,
    split_name,
    with_initials,
    with_servants,
)
from enrich.values.name_reading import ONLY_TITLES, SURROUNDING_WORDS, Reading, read_name, take_asides
from enrich.values.name_scripts import (
    EAST_ASIAN,
    Split,
    other_readings,
    readings_of_part,
    split_east_asian,
)
from enrich.values.name_style import display_name
from enrich.values.nicknames import nickname_roots
from enrich.values.text import fold

__all__ = [
    "NameParts",
    "as_compared",
    "display_name",
    "fold",
    "former_family",
    "nickname_roots",
    "parse_name",
    "parts_of",
    "read_otherwise",
]


class NameParts(Value, frozen=True):
    """A name in folded tokens; particles belong to `family`; titles and credentials are gone."""

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    suffix: str = ""
    nickname: str = ""


# The common case, which needs none of the rules: "John Smith", "Jürgen R. Müller", with no word that tells more.
_WORD = "[A-ZÀ-ÖØ-ÞĀ-ſ][a-zß-öø-ſ]+"
_PLAIN = re.compile(rf"({_WORD}(?: (?:[A-Z]\.?|{_WORD}))?) ({_WORD})")
_TELLING = TELLING_WORDS | SURROUNDING_WORDS
# A British peer or baronet by number ("John Smith, 2nd Baronet"); what follows "of" is a place, not a name.
_PEERAGE = re.compile(
    r"(?:,\s*(?:\d+(?:st|nd|rd|th)\s+)?|\s+\d+(?:st|nd|rd|th)\s+)(?:baronet|bart|bt|baron|baroness|earl|viscount|duke|marquess)\b(?:,?\s+of\b.*)?\s*$",
    re.IGNORECASE,
)
_PEER = frozenset(
    [
        "baronet",
        "bart",
        "bt",
        "1st",
        "2nd",
        "3rd",
        "4th",
        "5th",
        "6th",
        "7th",
        "8th",
        "9th",
        "10th",
        "11th",
        "12th",
        "of",
    ]
)


# Digits that scanners read for letters: "8ARCZ", "SC0TT", "ME1INDA"; one at the end may be a number ("Smith1"), but for a 0.
_MISREAD = re.compile(r"(?<![0-9])[0158](?=[^\W\d_])|(?<=[^\W\d_])0\b")
_MEANT = {"0": "o", "1": "l", "5": "s", "8": "b"}
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)\W*", re.IGNORECASE)


def _with_letters(name: str) -> str:
    """The name with letters for digits that were misread; ordinals ("1st") and numbers stay."""
    if not _MISREAD.search(name):
        return name
    return " ".join(
        word if _ORDINAL.fullmatch(word) else _MISREAD.sub(lambda digit: _MEANT[digit[0]], word)
        for word in name.split(" ")
    )


@lru_cache(maxsize=1 << 17)
def parse_name(full: str, given: str = "", family: str = "") -> NameParts:
    """The parts of a name.

    `given` and `family`, where a source keeps them apart, are believed; what one of them lacks is taken from `full`.
    One word alone is a given name, but a family name after a title ("Mr Smith", "Dr. Smith"). Where a former family name is told too,
    only the present one is given here (see `former_family`).
    """
    full, given, family = _with_letters(full), _with_letters(given), _with_letters(family)
    if full and (" " in full):
        full = _PEERAGE.sub("", full) or full
        given, family = _unless_title(given), _unless_title(family)
    if given and family:
        return _parse_apart(given, family)
    if family:
        first = _without(full, family)
        return _parse_apart(first, family) if first else NameParts(family=_parse_apart("", family).family)
    if given and full and fold(given) != fold(full):
        last = _without(full, given)
        return _parse_apart(given, last) if last else _parse_full(given)
    if given and not full and EAST_ASIAN.search(given):
        return _parse_apart(given, "")
    return _parse_full(given or full)


def as_compared(parts: NameParts) -> NameParts:
    """The parts as names are compared: "Abd al-Rahman" is one word, and the name by which somebody is called comes first; of
    several Vietnamese given names that is the last."""
    if len(parts.given) + len(parts.family) < 3:
        return parts
    given, family = with_servants(parts.given), with_servants(parts.family)
    if len(given) > 1 and is_vietnamese(given, family):
        given = (given[-1], *given[:-1])
    return NameParts(given, family, parts.suffix, parts.nickname)


def read_otherwise(full: str, given: str = "", family: str = "") -> tuple[NameParts, ...]:
    """The parts of a name in Han characters in its less usual readings: 裕樹 is Yuki first, and Hiroki here."""
    text = f"{family} {given}" if given and family else full or given or family
    if not EAST_ASIAN.search(text):
        return ()
    if not full and not (given and family) and (part := readings_of_part(text, is_family=not given)):
        return tuple(NameParts(*parts) for parts in part[1:])
    return tuple(NameParts(*parts) for parts in other_readings(take_asides(text).text.strip()))


def _unless_title(part: str) -> str:
    """A part of a name, "" where it is no name but a title ("sir", "baronet"): the full name tells more."""
    word = fold(part)
    return "" if word in _PEER or word in ONLY_TITLES else part


def former_family(full: str) -> tuple[str, ...]:
    """Folded tokens of the family name a person had before: "Anna Nowak (née Kowalska)"; () where none is told."""
    return read_name(full).former


def _without(full: str, part: str) -> str:
    """The words of a full name that are not in one part of it, without brackets and commas."""
    known = set(fold(part).split())
    words = take_asides(full).text.replace(",", " ").split()
    return " ".join(word for word in words if not known.issuperset(fold(word).split()))


def _parse_apart(given: str, family: str) -> NameParts:
    asian = _asian_apart(given, family) if EAST_ASIAN.search(given + family) else None
    if asian:
        return NameParts(*asian)
    if (found := _PLAIN.fullmatch(f"{given} {family}")) and (plain := _plain(*found.groups())):
        return plain
    first, last = read_name(given), read_name(family)
    tokens = family_tokens(_all_words(last))
    names = given_tokens(_all_words(first), tokens)
    return NameParts(names, tokens, last.suffix or first.suffix, first.nickname or last.nickname)


def _asian_apart(given: str, family: str) -> Split | None:
    if given and family:
        return split_east_asian(f"{family} {given}")
    part = readings_of_part(given or family, is_family=not given)
    return part[0] if part else split_east_asian(given or family)


def _all_words(reading: Reading) -> list[Word]:
    return reading.words + reading.family


def _plain(given: str, family: str) -> NameParts | None:
    names, last = tuple(fold(given).split()), fold(family)
    if last in _TELLING or not _TELLING.isdisjoint(names) or is_surely_slavic(names[0]):
        return None
    return NameParts(names, (last,))


def _parse_full(full: str) -> NameParts:
    if (found := _PLAIN.fullmatch(full)) and (plain := _plain(*found.groups())):
        return plain
    asian = split_east_asian(take_asides(full).text.strip()) if EAST_ASIAN.search(full) else None
    if asian:
        return NameParts(*asian)
    return parts_of(read_name(full))


def parts_of(reading: Reading) -> NameParts:
    """The parts of a name written whole."""
    names, family = with_initials(reading.words), reading.family
    if not family:
        names, family = ([], names) if reading.addressed and len(names) == 1 else split_name(names)
    tokens = family_tokens(family)
    return NameParts(given_tokens(names, tokens), tokens, reading.suffix, reading.nickname)
