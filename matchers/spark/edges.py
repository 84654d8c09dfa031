"""Edges of a graph of rows, as the driver gets them: sorted, whatever order they come in."""

from __future__ import annotations

import numpy as np

from enrich.ports import Matches
from matchers.spark.wire import gathered

_FIELDS = ("a", "b", "weight", "levels", "contradicts", "rules")


def matches_in(told: list[bytes]) -> Matches:
    """Edges, sorted; what clusters are not made of stays away."""
    a, b, weight, rules = gathered(told, "edges", a="<i8", b="<i8", weight="<f8", rules="<i8")
    at = np.lexsort((b, a))
    nothing = np.empty((len(a), 0), np.int8)
    return Matches(a[at], b[at], weight[at], nothing, np.zeros(len(a), np.bool_), rules[at])


def in_order_of(one: Matches, two: Matches) -> Matches:
    """Both together, sorted."""
    both = Matches(*(np.concatenate([getattr(one, name), getattr(two, name)]) for name in _FIELDS))
    at = np.lexsort((both.b, both.a))
    return Matches(*(getattr(both, name)[at] for name in _FIELDS))
