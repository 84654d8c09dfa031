"""How alike two words are. Asked one pair at a time, the answers are those of the likenesses that arrays of words are given
to: `kernel.name_likeness` and the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import inf, nextafter

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from matchers.comparisons.houses import settled
from matchers.kernel import CLIPPED, DIFFERENT, EQUAL, SIMILAR, TYPO

_REMEMBERED = 1 << 15  # word pairs of each likeness
Like = Callable[[str, str], int]


def in_single(least: float) -> float:
    """The least number that is no less than `least` where both are rounded to single precision, as arrays hold them."""
    bound = np.float32(least)
    middle = (float(bound) + float(np.nextafter(bound, np.float32(0)))) / 2
    return middle if np.float32(middle) >= bound else nextafter(middle, inf)


def remembered(ask: Like) -> Like:
    """Equal words are EQUAL; others are asked for in alphabetical order, and remembered."""
    known = lru_cache(maxsize=_REMEMBERED)(ask)

    def like(x: str, y: str) -> int:
        if x == y:
            return EQUAL
        return known(x, y) if x < y else known(y, x)

    return like


_NEAR = 0.75
_NAME, _TEXT = in_single(0.86), in_single(0.92)


def _slips(x: str, y: str, least: int, two_from: int, similar: float) -> int:
    alike = JaroWinkler.similarity(x, y, score_cutoff=_NEAR)
    if alike > 0:
        edits, shorter = OSA.distance(x, y, score_cutoff=3), min(len(x), len(y))
        if (edits == 1 and shorter >= least) or (edits == 2 and shorter >= two_from):
            return TYPO
    return SIMILAR if alike >= similar else DIFFERENT


@remembered
def name_like(x: str, y: str) -> int:
    """`kernel.name_likeness` of two words."""
    answer = _slips(x, y, least=4, two_from=7, similar=_NAME)
    if answer >= CLIPPED:
        return answer
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    clipped = (len(short) > 1 and long.startswith(short)) or (len(short) > 2 and long.endswith(short))
    return CLIPPED if clipped else answer


@remembered
def text_like(x: str, y: str) -> int:
    """`kernel.text_likeness` of two texts."""
    return _slips(x, y, least=5, two_from=9, similar=_TEXT)


@remembered
def street_like(x: str, y: str) -> int:
    """`houses.street_likeness` of two addresses."""
    return settled(text_like(x, y), x, y)


_SAME, _NEARLY, _HELD = in_single(92), in_single(84), in_single(98)


@remembered
def phrase_like(x: str, y: str) -> int:
    """`career.phrase_likeness` of two phrases."""
    whole = fuzz.token_sort_ratio(x, y, score_cutoff=70)
    if whole >= _SAME:
        return TYPO
    held = whole >= _NEARLY or fuzz.token_set_ratio(x, y, score_cutoff=90) >= _HELD
    return SIMILAR if held else DIFFERENT


def _one_edit(x: str, y: str, least: int) -> int:
    return TYPO if min(len(x), len(y)) >= least and OSA.distance(x, y, score_cutoff=1) == 1 else DIFFERENT


@remembered
def digits_like(x: str, y: str) -> int:
    """`contacts.digit_likeness` of two numbers."""
    return _one_edit(x, y, 6)


@remembered
def host_like(x: str, y: str) -> int:
    """`contacts.one_slip` of two hosts."""
    return _one_edit(x, y, 8)


@remembered
def postcode_like(x: str, y: str) -> int:
    """`circumstances.postcode_likeness` of two postcodes."""
    one = len(x) == len(y) and sum(a != b for a, b in zip(x, y, strict=True)) == 1
    if one or sorted(x) == sorted(y):
        return TYPO
    return SIMILAR if x[: max(2, len(x) - 3)] == y[: max(2, len(y) - 3)] else DIFFERENT
