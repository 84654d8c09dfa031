"""Edges of a graph of rows, as the driver gets them: sorted, whatever order they come in."""

from __future__ import annotations

import numpy as np

from enrich.ports import Ints, Levels, Matches
from matchers.comparisons import COMPARISONS
from matchers.rivals import PLACES
from matchers.spark.wire import gathered

_BITS = 5  # no comparison has more levels
_FIELDS = ("a", "b", "weight", "levels", "contradicts", "rules")


def matches_in(told: list[bytes]) -> Matches:
    """Edges, sorted; what clusters are not made of stays away."""
    a, b, weight, rules, signs = gathered(
        told, "edges", a="<i8", b="<i8", weight="<f8", rules="<i8", signs="<i8"
    )
    at = np.lexsort((b, a))
    return Matches(a[at], b[at], weight[at], levels_of(signs[at]), np.zeros(len(a), np.bool_), rules[at])


def signs_of(levels: Levels) -> Ints:
    """One number for the levels of each pair that clusters are made with."""
    parts = (levels[:, place].astype(np.int64) + 1 << _BITS * number for number, place in enumerate(PLACES))
    return sum(parts, start=np.zeros(len(levels), np.int64))


def levels_of(signs: Ints) -> Levels:
    """Those levels; all others are missing."""
    answer = np.full((len(signs), len(COMPARISONS)), -1, np.int8)
    for number, place in enumerate(PLACES):
        answer[:, place] = (signs >> _BITS * number & (1 << _BITS) - 1) - 1
    return answer


def in_order_of(one: Matches, two: Matches) -> Matches:
    """Both together, sorted."""
    both = Matches(*(np.concatenate([getattr(one, name), getattr(two, name)]) for name in _FIELDS))
    at = np.lexsort((both.b, both.a))
    return Matches(*(getattr(both, name)[at] for name in _FIELDS))
