"""How alike two addresses are: the street by its letters, the house by its number."""

from __future__ import annotations

import re

import numpy as np
from rapidfuzz.distance import OSA

from enrich.values.streets import STREET_WORDS
from matchers.kernel import SIMILAR, TYPO, Classes, text_likeness

_NUMBER = re.compile(r"\d+")


def street_likeness(left: list[str], right: list[str]) -> Classes:
    """Of streets with numbers: other numbers are another house, so that a slip counts as SIMILAR only; one that is left out says
    nothing."""
    answer = text_likeness(left, right)
    for place in np.flatnonzero((answer == SIMILAR) | (answer == TYPO)).tolist():
        answer[place] = settled(int(answer[place]), left[place], right[place])
    return answer


def settled(like: int, one: str, other: str) -> int:
    """The likeness of two addresses whose texts are as alike as told."""
    if like == SIMILAR and _one_word_mistyped(one.split(), other.split()):
        like = TYPO
    if like == TYPO:
        numbers, others = _NUMBER.findall(one), _NUMBER.findall(other)
        if numbers and others and not _one_house(numbers, others):
            return SIMILAR
    return like


def _one_house(one: list[str], other: list[str]) -> bool:
    """The same numbers, or one of them with two digits swapped, or one digit wrong in a long one."""
    if len(one) != len(other):
        return set(one) <= set(other) or set(other) <= set(one)
    return all(x == y or sorted(x) == sorted(y) or _one_wrong(x, y) for x, y in zip(one, other, strict=True))


def _one_wrong(one: str, other: str) -> bool:
    return len(one) == len(other) > 2 and sum(x != y for x, y in zip(one, other, strict=True)) == 1


def _one_word_mistyped(one: list[str], other: list[str]) -> bool:
    """Whether all words agree but one, which is shortened here and has a slip there: st, steret."""
    apart = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    if len(one) != len(other) or len(apart) != 1:
        return False
    short, long = sorted(apart[0], key=len)
    return any(OSA.distance(long, word, score_cutoff=1) <= 1 for word in _WRITTEN.get(short, ()))


_LONG = 5  # letters of a word that is known with a slip
_WRITTEN: dict[str, list[str]] = {}
for _word, _short in STREET_WORDS.items():
    if len(_word) >= _LONG:
        _WRITTEN.setdefault(_short, []).append(_word)
