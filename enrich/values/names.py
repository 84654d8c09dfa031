"""Names of people: one comparable form, their parts, and the names that short forms stand for."""

from __future__ import annotations

import re
from functools import lru_cache

from enrich.model import Value
from enrich.values.lexicon import read_toml
from enrich.values.name_order import family_tokens, given_tokens, split_name
from enrich.values.name_scripts import EAST_ASIAN, split_east_asian
from enrich.values.text import fold

__all__ = ["NameParts", "display_name", "fold", "former_family", "nickname_roots", "parse_name"]


class NameParts(Value, frozen=True):
    """A name in folded tokens; particles belong to `family`; titles and credentials are gone."""

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    suffix: str = ""
    nickname: str = ""


_WORDS = read_toml("name_words")
_TITLES = frozenset(_WORDS["titles"].split())
_TITLES_WITH_DOT = frozenset(_WORDS["titles_with_dot"].split())
_ADDRESSES = frozenset(_WORDS["addresses"].split())
_CREDENTIALS = frozenset(_WORDS["credentials"].split())
_IN_CAPITALS = frozenset(_WORDS["credentials_in_capitals"].split())
_IGNORED = frozenset(_WORDS["ignored"].split())
_FORMER = frozenset(_WORDS["former"]["markers"].split("|"))
_FORMER_BARE = frozenset(_WORDS["former"]["bare"].split("|"))
_SUFFIXES: dict[str, str] = _WORDS["suffixes"]["any"]
_LATE_SUFFIXES: dict[str, str] = _WORDS["suffixes"]["third"]

_QUOTED = re.compile(
    r"""[(\[（【「]([^()\[\]（）【】「」]*)[)\]）】」]|["“”„«]([^"“”„«»]*)["“”»]|(?<!\w)['‘]([^'‘’]+)['’](?!\w)"""
)
_HEADLINE = re.compile(r"\s[|•·–—/@-]\s|[|•\n\r;]")
_WIDE_COMMA = re.compile("[،，、]")


@lru_cache(maxsize=1 << 17)
def parse_name(full: str, given: str = "", family: str = "") -> NameParts:
    """The parts of a name.

    `given` and `family`, where a source keeps them apart, are believed; what one of them lacks is taken from `full`.
    One word alone is a given name, but a family name after "Mr" or "Frau". Of a name with a former family name in
    brackets only the present one is told here (see `former_family`).
    """
    if not given and not family:
        return _parse_full(full)
    if not family:
        return _complete(_parse_full(given), _parse_full(full))
    first, last = _Reading(given), _Reading(family)
    tokens = family_tokens(last.words)
    if not first.words:
        rest = tuple(token for token in _tokens(_Reading(full).words) if token not in tokens)
        return NameParts(rest, tokens, last.suffix, last.nickname)
    names = given_tokens(first.words, tokens)
    return NameParts(names, tokens, last.suffix or first.suffix, first.nickname or last.nickname)


def former_family(full: str) -> tuple[str, ...]:
    """Folded tokens of the family name a person had before: "Anna Nowak (née Kowalska)"; () where none is told."""
    return _Reading(full).former


def _complete(given: NameParts, full: NameParts) -> NameParts:
    """A given name with the family name that only the full one tells."""
    if given.family:
        return given
    known = set(given.given)
    rest = tuple(token for token in full.given + full.family if token not in known)
    return NameParts(
        given.given, full.family if full.family != given.given else rest, full.suffix, full.nickname
    )


def _parse_full(full: str) -> NameParts:
    asian = split_east_asian(_without_quotes(full)) if EAST_ASIAN.search(full) else None
    if asian:
        return NameParts(*asian)
    reading = _Reading(full)
    if reading.inverted:
        names, family = reading.words, reading.inverted
    elif len(reading.words) == 1 and reading.addressed:
        names, family = [], reading.words
    else:
        names, family = split_name(reading.words)
    tokens = family_tokens(family)
    return NameParts(given_tokens(names, tokens), tokens, reading.suffix, reading.nickname)
