"""The one kernel: weights of a handful of pairs or of millions, column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from enrich.ports import Bools, Floats, Ints, KeyTable, Levels, Matches, Pairs
from matchers.columns import columns_of
from matchers.comparisons import COMPARISONS, DEPENDENCES
from matchers.comparisons.career import Skills
from matchers.kernel import Outcome, silent
from matchers.sampling import random_pairs
from matchers.scene import Batch, Scene, Weights

# Pairs weighed at a time: bounds the memory that value pairs take.
CHUNK = 100_000

_READ = [comparison.reads for comparison in COMPARISONS]
CONTRADICTING = [
    (place, at)
    for place, c in enumerate(COMPARISONS)
    for at, level in enumerate(c.levels)
    if level.contradicts
]


class Weighed(NamedTuple):
    """Of n pairs: levels (n, k), sum of bits (n,), and where some level contradicts (n,)."""

    levels: Levels
    bits: Floats
    contradicts: Bools

    def at(self, where: Ints) -> Weighed:
        """The same of some of the pairs."""
        return Weighed(self.levels[where], self.bits[where], self.contradicts[where])


def outcomes_of(batch: Batch) -> dict[str, Outcome]:
    """What every comparison says of every pair."""
    nothing = silent(len(batch.a))  # one for all: nothing is ever made of what was not said
    outcomes = {
        comparison.name: comparison.compare(batch) if told else nothing
        for comparison, told in zip(COMPARISONS, batch.tell_of(_READ), strict=True)
    }
    for settle in DEPENDENCES:
        settle(batch, outcomes)
    return outcomes


_OF_WEIGHTS = (Skills.name,)  # their tables depend on the weights
_TRIED = 4_000  # pairs, which are enough that no table is still to be made


def tables_of(scene: Scene) -> dict[Any, Any]:
    """The tables of a scene that only depend on its records, made by comparing a few of them."""
    batch = Batch(scene, *(side[:_TRIED] for side in random_pairs(len(scene.columns.records), 1)))
    for comparison in COMPARISONS:
        if comparison.name not in _OF_WEIGHTS and scene.tells_of(comparison.reads):
            comparison.compare(batch)
    return scene.of_records()


def weigh_batch(batch: Batch) -> Weighed:
    return summed(outcomes_of(batch))


def summed(outcomes: Mapping[str, Outcome]) -> Weighed:
    """What all comparisons together say, each once and in the order of COMPARISONS."""
    told = [*outcomes.values()]
    n = len(told[0].level)
    bits, contradicts = np.zeros(n), np.zeros(n, np.bool_)
    for outcome in told:
        bits += outcome.bits
    for place, level in CONTRADICTING:
        contradicts |= told[place].level == level
    return Weighed(np.ascontiguousarray(np.array([outcome.level for outcome in told]).T), bits, contradicts)


def joined(parts: Sequence[Weighed]) -> Weighed:
    """One part behind the other."""
    return parts[0] if len(parts) == 1 else Weighed(*map(np.concatenate, zip(*parts, strict=True)))


def weigh_pairs(
    pairs: Pairs,
    features: Mapping[int, bytes],
    keys: KeyTable,
    weights: Weights,
    prior: float,
    review_at: float,
) -> Matches:
    """The match weight of every pair, in the order given.

    Where all evidence together still speaks for one person (`review_at` bits), a contradicting level is a doubt, not a
    contradiction.
    """
    columns = columns_of(_distinct(pairs.a, pairs.b), features)
    scene = Scene(columns, weights, keys)
    a, b = columns.rows(pairs.a), columns.rows(pairs.b)
    parts = [weigh_batch(Batch(scene, a[part], b[part])) for part in chunks(len(a))]
    weight = prior + np.concatenate([part.bits for part in parts])
    contradicts = np.concatenate([part.contradicts for part in parts]) & (weight < review_at)
    levels = np.concatenate([part.levels for part in parts])
    return Matches(pairs.a, pairs.b, weight, levels, contradicts, pairs.rules)


_FEW = 1_000


def _distinct(a: Ints, b: Ints) -> Ints:
    """The records of these pairs, each once, sorted."""
    if len(a) < _FEW:
        return np.array(sorted({*a.tolist(), *b.tolist()}), np.int64)
    return np.unique(np.concatenate([a, b]))


def chunks(n: int) -> list[slice]:
    """Slices of at most CHUNK that cover n; one empty slice for nothing."""
    return parts(n, CHUNK)


def parts(n: int, most: int) -> list[slice]:
    return [slice(at, min(at + most, n)) for at in range(0, max(n, 1), most)]
