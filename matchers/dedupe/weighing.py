"""Weights of all pairs of a batch, chunk by chunk on all cores; pairs of no interest are not kept."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from enrich.ports import Bools, Ints, Matches, Pairs
from matchers.dedupe.bounds import SMALL, Bounds
from matchers.scene import Batch, Scene
from matchers.scoring import weigh_batch

_THREADS = 2
_LOOK, _WEIGH = 32_768, 65_536  # pairs at a time
Told = Callable[[int, int], None]


class Weigher:
    """Weighs pairs of rows of one scene under one model's prior; below `review_at` a contradicting level is one."""

    def __init__(self, scene: Scene, prior: float, review_at: float) -> None:
        self._scene, self._prior, self._review_at = scene, prior, review_at

    def strong(self, pairs: Pairs, floor: float, told: Told) -> Matches:
        """The pairs that weigh at least `floor` bits, as `scoring.weigh_pairs` weighs them. Most are left out unweighed:
        they cannot weigh so much."""
        hopeful = np.flatnonzero(self._hopeful(pairs, floor, told))
        matches = self.all(_some(pairs, hopeful))
        return chosen(matches, matches.weight >= floor)

    def _hopeful(self, pairs: Pairs, floor: float, told: Told) -> Bools:
        bounds = Bounds(self._scene, self._prior)
        parts = [slice(at, at + _LOOK) for at in range(0, len(pairs.a), _LOOK)]

        def look(part: slice) -> Bools:
            return np.asarray(bounds.most(pairs.a[part], pairs.b[part], pairs.rules[part]) >= floor - SMALL)

        answer: list[Bools] = [np.empty(0, np.bool_)]
        with ThreadPoolExecutor(_THREADS) as pool:
            for seen in pool.map(look, parts):
                answer.append(seen)
                told(min((len(answer) - 1) * _LOOK, len(pairs.a)), len(pairs.a))
        return np.concatenate(answer)

    def all(self, pairs: Pairs) -> Matches:
        """All these pairs, weighed."""
        parts = [slice(at, at + _WEIGH) for at in range(0, max(len(pairs.a), 1), _WEIGH)]
        with ThreadPoolExecutor(_THREADS) as pool:
            found = list(pool.map(lambda part: self._weigh(_some(pairs, part)), parts))
        names = ("a", "b", "weight", "levels", "contradicts", "rules")
        return Matches(*(np.concatenate([getattr(one, name) for one in found]) for name in names))

    def _weigh(self, pairs: Pairs) -> Matches:
        weighed = weigh_batch(Batch(self._scene, pairs.a, pairs.b))
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
        known = np.isin(pairs.a[inside] * n + pairs.b[inside], matches.a * n + matches.b)
        more = self.all(_some(pairs, inside[~known]))
        return in_order(matches, more, n)


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
    names = ("a", "b", "weight", "levels", "contradicts", "rules")
    both = Matches(*(np.concatenate([getattr(one, name), getattr(two, name)]) for name in names))
    return chosen(both, np.argsort(both.a * n + both.b))
