"""What single words of a name can mean, as bits: for telling whole columns of names that need none of the rules.

`parse_name` reads one name with all its rules. Most names in a long list are plain: their last word is the family name
and nothing else stands around. A name is surely plain when no word has a bit that matters at its place.
"""

from __future__ import annotations

import re
from enum import IntFlag
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from enrich.values import name_order as order
from enrich.values import name_reading as reading
from enrich.values.family_first import SETS, Word
from enrich.values.name_scripts import EAST_ASIAN
from enrich.values.text import fold

Signs = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]


class Sign(IntFlag):
    """What a word can be; each is a reason for a rule to fire."""

    ODD = 1  # not a word of letters
    FIRST = 2  # at the beginning: a title, a particle, a family name of peoples who write it first
    LAST = 4  # at the end: a generation, a credential
    MIDDLE = 8  # in between: a particle, a link, a mark of a former name
    CAPITALS = 16
    NOBLE = 32  # part of a family name that is more than its words
    EAST_ASIAN = 64  # a family name whose given names may be two syllables
    IBERIAN = 128
    IBERIAN_GIVEN = 256
    SLAVIC_GIVEN = 512
    SLAVIC_ENDING = 1024
    PATRONYMIC = 2048
    AROUND = 4096  # a title or credential at either end of a part
    FORMER = 8192  # a mark of a former name
    PEER = 16384  # a peer's or baronet's rank
    SLAVIC = 65536  # surely a family name of Slavs
    INITIAL = 131072
    SERVANT = 262144  # "Abd al-": one word with what follows
    INITIALS = 524288  # two capitals: "Rice SV"
    LINK = 32768  # in between, but not second: "y" in Jose Ortega y Gasset


class WordSigns(NamedTuple):
    tokens: tuple[str, ...]
    signs: int


LONGEST_WORD = 40
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?")
_OTHER_SCRIPTS = re.compile("[^\u0000-\u024f\u0370-\u04ff\u1e00-\u1fff\u2019]")
_FAMILY_FIRST = frozenset().union(
    *(SETS[name] for name in ("chinese", "korean", "japanese", "hungarian", "vietnamese", "vietnamese_sure"))
)
_AT_START = _FAMILY_FIRST | reading._TITLES_WITH_DOT | order._LEADING | {"van"} | order.PARTICLES
_AT_END = frozenset().union(
    reading._SUFFIXES, reading._LATE_SUFFIXES, reading._CREDENTIALS, reading._IN_CAPITALS, reading._IGNORED
)
_FORMER = frozenset(word for marker in reading._FORMER_BARE for word in marker.split()[:1])
_PEERS = frozenset(
    ["baronet", "bart", "bt", "baron", "baroness", "earl", "viscount", "duke", "marquess", "of"]
)
_BETWEEN = order.PARTICLES | order._NOBLE | _FORMER
_NOBLE = order._NOBLE | order._JOINED
SLAVIC_ENDINGS, PATRONYMICS = order._SLAVIC_FAMILY, order._PATRONYMIC
SURE_ENDINGS, SHORTEST_SLAVIC, NOT_SLAVIC = order._SLAVIC_SURE, order._SHORTEST_SLAVIC, order._NOT_SLAVIC
_EAST_ASIAN = SETS["chinese"] | SETS["korean"] | SETS["vietnamese"]

_TABLE: tuple[tuple[Sign, frozenset[str]], ...] = (
    (Sign.FIRST, _AT_START),
    (Sign.LAST, _AT_END | SETS["vietnamese"]),
    (Sign.MIDDLE, _BETWEEN),
    (Sign.LINK, order._LINKS),
    (Sign.NOBLE, _NOBLE),
    (Sign.EAST_ASIAN, _EAST_ASIAN),
    (Sign.IBERIAN, order._IBERIAN),
    (Sign.IBERIAN_GIVEN, order._IBERIAN_GIVEN),
    (Sign.SLAVIC_GIVEN, order._SLAVIC_GIVEN),
    (Sign.AROUND, _AT_END | reading._TITLES_WITH_DOT | _FORMER | _PEERS),
    (Sign.FORMER, _FORMER),
    (Sign.PEER, _PEERS),
    (Sign.SERVANT, order.SERVANTS),
)


def listed_words() -> dict[str, int]:
    """The signs of every word that a list knows."""
    found: dict[str, int] = {}
    for sign, listed in _TABLE:
        for word in listed:
            found[word] = found.get(word, 0) | int(sign)
    return found


def word_signs(raw: str) -> WordSigns:
    """The folded tokens of one word, and all it can mean."""
    folded = fold(raw)
    tokens = tuple(folded.split())
    if (
        not tokens
        or len(raw) > LONGEST_WORD
        or not _WORD.fullmatch(raw)
        or _OTHER_SCRIPTS.search(raw)
        or EAST_ASIAN.search(raw)
    ):
        return WordSigns(tokens, Sign.ODD)
    each = {folded, folded.replace(" ", ""), *tokens}
    signs = Sign(0)
    for sign, listed in _TABLE:
        if not listed.isdisjoint(each):
            signs |= sign
    if len(folded) > 2 and raw.isupper():
        signs |= Sign.CAPITALS
    if folded.endswith(SLAVIC_ENDINGS) and not raw.isascii():
        signs |= Sign.SLAVIC_ENDING
    if order.is_surely_slavic(folded):
        signs |= Sign.SLAVIC
    if order.is_two_initials(Word(raw, folded)):
        signs |= Sign.INITIALS
    if len(folded) == 1:
        signs |= Sign.INITIAL
    if folded.endswith(PATRONYMICS):
        signs |= Sign.PATRONYMIC
    return WordSigns(tokens, int(signs))


def plain_names(signs: Signs, start: Ints) -> npt.NDArray[np.bool_]:
    """Which whole names are given names and one family name at the end, with nothing around them.

    signs: of every word; start: where each name's words begin, and the end of the last name's (n + 1).
    """
    size = np.diff(start)
    spoken = size > 0
    if not len(signs):
        return spoken
    first, last = signs[np.where(spoken, start[:-1], 0)], signs[np.where(spoken, start[1:] - 1, 0)]
    before = signs[np.where(size > 1, start[1:] - 2, 0)]
    second = signs[np.where(size > 1, start[:-1] + 1, 0)]
    inner = signs.copy()
    inner[start[:-1][spoken]] = 0
    inner[start[1:][spoken] - 1] = 0
    any_of, any_inner = either(signs, start), either(inner, start)
    inner[start[:-1][size > 1] + 1] = 0
    telling = (
        has(first, Sign.FIRST)
        | has(last, Sign.LAST | Sign.NOBLE)
        | has(first ^ last, Sign.CAPITALS)
        | has(any_inner, Sign.MIDDLE)
        | has(either(inner, start), Sign.LINK)
        | (has(first, Sign.SLAVIC_ENDING) & has(last, Sign.SLAVIC_GIVEN | Sign.INITIAL))
        | has(first, Sign.SLAVIC)
        | has(last, Sign.INITIALS)
        | ((size > 2) & has(second & last, Sign.INITIAL))
        | ((size > 2) & has(before, Sign.IBERIAN))
        | ((size == 3) & has(before, Sign.SLAVIC_GIVEN) & has(last, Sign.PATRONYMIC))
        | ((size == 4) & has(first, Sign.IBERIAN_GIVEN) & has(second, Sign.IBERIAN_GIVEN))
    )
    return np.asarray(spoken & (size < 5) & ~has(any_of, Sign.ODD) & (~telling | (size == 1)))


def plain_parts(signs: Signs, start: Ints) -> npt.NDArray[np.bool_]:
    """Which parts of names, given names or family names alone, are only their words; an empty part is plain."""
    size = np.diff(start)
    any_of = either(signs, start)
    fits = ~has(any_of, Sign.ODD | Sign.NOBLE) & (~has(any_of, Sign.AROUND) | (size == 1))
    return np.asarray(fits & (size < 5))


def has(signs: Signs, wanted: int) -> npt.NDArray[np.bool_]:
    return np.asarray((signs & int(wanted)) != 0)


def either(signs: Signs, start: Ints) -> Signs:
    """All signs of each name's words together."""
    spoken = np.diff(start) > 0
    answer = np.zeros(len(start) - 1, np.int32)
    if len(signs):
        answer[spoken] = np.bitwise_or.reduceat(signs, start[:-1][spoken])
    return answer
