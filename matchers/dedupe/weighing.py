"""Weights of all pairs of a batch, chunk by chunk on all cores; pairs of no interest are not kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from enrich.ports import Bools, Ints, Matches, Pairs
from matchers.cascade import Cascade
from matchers.scene import Batch, Scene
from matchers.scoring import Weighed, weigh_batch
from matchers.workers import forked

_FIRST, _AT_A_TIME = 8_192, 65_536  # pairs
_NAMED = 1 << 19  # pairs whose names are compared at a time: the more, the oftener two names meet again
_MANY = (
    2_000_000  # pairs, from which on twice as many at a time are quicker, and the room they take matters less
)
Told = Callable[[int, int], None]


class Weigher:
    """Weighs pairs of rows of one scene under one model's prior; below `review_at` a contradicting level is one.

    `workers`: processes, by default one per core.
    """

    def __init__(self, scene: Scene, prior: float, review_at: float, workers: int = 0) -> None:
        self._scene, self._prior, self._review_at, self._workers = scene, prior, review_at, workers

    def strong(self, pairs: Pairs, floor: float, told: Told) -> Matches:
        """The pairs that weigh at least `floor` bits, as `scoring.weigh_pairs` weighs them."""
        cascade = Cascade(self._scene, self._prior)

        most = _AT_A_TIME if len(pairs.a) < _MANY else 2 * _AT_A_TIME

        def look(part: slice) -> Matches:
            some = _some(pairs, part)
            at, weighed = cascade.above(some.a, some.b, floor, most)
            return self._matches(_some(some, at), weighed)

        found = [look(slice(_FIRST))]  # tables are made once, not in every process
        parts = _parts(_FIRST, len(pairs.a), min(max(len(pairs.a) >> 3, _AT_A_TIME), _NAMED))
        for part, seen in zip(parts, forked(look, parts, self._workers), strict=True):
            found.append(seen)
            told(min(part.stop, len(pairs.a)), len(pairs.a))
        return _joined(found)

    def all(self, pairs: Pairs) -> Matches:
        """All these pairs, weighed."""

        def look(part: slice) -> Matches:
            return self._weigh(_some(pairs, part))

        return _joined(
            [look(slice(_FIRST)), *forked(look, _parts(_FIRST, len(pairs.a), _AT_A_TIME), self._workers)]
        )

    def _weigh(self, pairs: Pairs) -> Matches:
        return self._matches(pairs, weigh_batch(Batch(self._scene, pairs.a, pairs.b)))

    def _matches(self, pairs: Pairs, weighed: Weighed) -> Matches:
        weight = self._prior + weighed.bits
        contradicts = weighed.contradicts & (weight < self._review_at)
        return Matches(pairs.a, pairs.b, weight, weighed.levels, contradicts, pairs.rules)

    def with_inner(self, matches: Matches, pairs: Pairs, merge_at: float) -> Matches:
        """The matches, and all pairs that lie within a component of pairs of `merge_at` bits, however little they weigh:
        what speaks against a cluster must be known."""
        n = int(pairs.b.max(initial=-1)) + 1
        strong = matches.weight >= merge_at
        edges = coo_matrix(
            (np.ones(int(strong.sum()), np.int8), (matches.a[strong], matches.b[strong])), (n, n)
        )
        component = connected_components(edges, directed=False)[1]
        inside = np.flatnonzero(component[pairs.a] == component[pairs.b])
        known = np.isin(pairs.a[inside] * n + pairs.b[inside], matches.a * n + matches.b, assume_unique=True)
        more = self.all(_some(pairs, inside[~known]))
        return in_order(matches, more, n)


def _parts(first: int, n: int, size: int) -> list[slice]:
    return [slice(at, at + size) for at in range(first, n, size)]


def _joined(parts: list[Matches]) -> Matches:
    return Matches(
        *(
            np.concatenate([getattr(one, name) for one in parts])
            for name in ("a", "b", "weight", "levels", "contradicts", "rules")
        )
    )


def _some(pairs: Pairs, at: Ints | slice) -> Pairs:
    return Pairs(pairs.a[at], pairs.b[at], pairs.rules[at])


def chosen(matches: Matches, at: Bools | Ints) -> Matches:
    return Matches(
        matches.a[at],
        matches.b[at],
        matches.weight[at],
        matches.levels[at],
        matches.contradicts[at],
        matches.rules[at],
    )


def in_order(one: Matches, two: Matches, n: int) -> Matches:
    """Both together, sorted by (a, b)."""
    both = _joined([one, two])
    return chosen(both, np.argsort(both.a * n + both.b))
