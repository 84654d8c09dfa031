"""Weights of all pairs of a batch, chunk by chunk on all cores; pairs of no interest are not kept."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from enrich.ports import Matches, Pairs
from matchers.scene import Batch, Scene
from matchers.scoring import weigh_batch

_THREADS = 2
_CHUNK = 65_536


def weigh_rows(
    scene: Scene,
    pairs: Pairs,
    prior: float,
    review_at: float,
    floor: float,
    told: Callable[[int, int], None] | None = None,
) -> Matches:
    """The pairs that weigh at least `floor` bits, as `scoring.weigh_pairs` weighs them; `a` and `b` are rows."""
    parts = [slice(at, at + _CHUNK) for at in range(0, len(pairs.a), _CHUNK)]

    def weigh(part: slice) -> Matches:
        a, b = pairs.a[part], pairs.b[part]
        weighed = weigh_batch(Batch(scene, a, b))
        weight = prior + weighed.bits
        kept = weight >= floor
        contradicts = weighed.contradicts & (weight < review_at)
        return Matches(
            a[kept], b[kept], weight[kept], weighed.levels[kept], contradicts[kept], pairs.rules[part][kept]
        )

    found: list[Matches] = []
    with ThreadPoolExecutor(_THREADS) as pool:
        for match in pool.map(weigh, parts):
            found.append(match)
            if told:
                told(min(len(found) * _CHUNK, len(pairs.a)), len(pairs.a))
    return _all(found)


def _all(found: list[Matches]) -> Matches:
    if not found:
        nothing = np.empty(0, np.int64)
        return Matches(
            nothing, nothing, np.empty(0), np.empty((0, 0), np.int8), np.empty(0, np.bool_), nothing
        )
    return Matches(
        *(
            np.concatenate([getattr(one, name) for one in found])
            for name in ("a", "b", "weight", "levels", "contradicts", "rules")
        )
    )
