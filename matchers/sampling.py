"""Which pairs a model is learned from: the same ones whether all pairs lie in one table or in parts on many machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from enrich.ports import Bools, Floats, Ints, Pairs

Marks = npt.NDArray[np.uint64]
BLOCKED, RANDOM = 80_000, 40_000  # pairs looked at
_AT_A_TIME = 1 << 16  # pairs whose marks are made at a time, near the processor
_MORE, _HIGHEST = 1.2, 2.0**64 * (1 - 2.0**-50)


class Sample(NamedTuple):
    """Pairs to learn from: rows a and b, blocked ones first; what each stands for; `rules` of the blocked ones."""

    a: Ints
    b: Ints
    stands_for: Floats
    rules: Ints


def sampled(pairs: Pairs, n: int, seed: int) -> Sample:
    """A sample of the blocked pairs, and random pairs that are not blocked."""
    several = np.bitwise_count(pairs.rules) > 1
    strata = np.flatnonzero(several), np.flatnonzero(~several)
    parts = [lowest(pairs, some, seed) for some in strata]
    a, b = random_pairs(n, seed)
    other = ~among(a, b, pairs, n)
    return sample_of(parts, (len(strata[0]), len(strata[1])), (a[other], b[other]), n)


def among(a: Ints, b: Ints, pairs: Pairs, n: int) -> Bools:
    """Whether each of a few pairs of rows is one of many pairs."""
    asked = np.zeros(n, np.bool_)
    asked[a] = True
    near = np.flatnonzero(asked[pairs.a])
    known = np.sort(pairs.a[near] * n + pairs.b[near])
    code = a * n + b
    return np.searchsorted(known, code, "right") > np.searchsorted(known, code)


def lowest(pairs: Pairs, at: Ints, seed: int, most: int = BLOCKED // 2) -> Pairs:
    """Of the pairs at these places the `most` whose marks are lowest: the same ones however the pairs lie, in one table or
    in many."""
    if len(at) > most:
        found = [
            _low(pairs, at[first : first + _AT_A_TIME], seed, most / len(at))
            for first in range(0, len(at), _AT_A_TIME)
        ]
        near, marks = (np.concatenate(part) for part in zip(*found, strict=True))
        if len(near) < most:  # by an odd chance
            near, marks = at, marks_of(_some(pairs, at), seed)
        at = near[np.sort(np.argpartition(marks, most - 1)[:most])]
    return _some(pairs, at)


def _low(pairs: Pairs, at: Ints, seed: int, share: float) -> tuple[Ints, Marks]:
    """Those of these places whose marks are low, and the marks: some more than this share of all."""
    marks = marks_of(_some(pairs, at), seed)
    low = marks <= np.uint64(min(_MORE * share, 1.0) * _HIGHEST)
    return at[low], marks[low]


def _some(pairs: Pairs, at: Ints) -> Pairs:
    return Pairs(pairs.a[at], pairs.b[at], pairs.rules[at])


def marks_of(pairs: Pairs, seed: int) -> Marks:
    """A number that looks random (SplitMix64) but depends on nothing but the two rows and the seed."""
    value = (
        pairs.a.astype(np.uint64) << np.uint64(32)
        ^ pairs.b.astype(np.uint64)
        ^ np.uint64(seed) << np.uint64(56)
    )
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        value = (value ^ value >> np.uint64(shift)) * np.uint64(factor)
    return value ^ value >> np.uint64(31)


def sample_of(parts: Sequence[Pairs], sizes: Sequence[int], others: tuple[Ints, Ints], n: int) -> Sample:
    """`parts`: pairs chosen from strata of these sizes; `others`: random pairs that are not blocked, which stand for all
    such pairs of n rows."""
    share = [
        np.full(len(part.a), size / max(len(part.a), 1)) for part, size in zip(parts, sizes, strict=True)
    ]
    rest = max(n * (n - 1) / 2 - sum(sizes), 0.0)
    share.append(np.full(len(others[0]), rest / max(len(others[0]), 1)))
    return Sample(
        np.concatenate([*(part.a for part in parts), others[0]]),
        np.concatenate([*(part.b for part in parts), others[1]]),
        np.concatenate(share),
        np.concatenate([part.rules for part in parts]),
    )


def random_pairs(n: int, seed: int) -> tuple[Ints, Ints]:
    generator = np.random.default_rng(seed)
    a, b = generator.integers(0, n, RANDOM), generator.integers(0, n - 1, RANDOM)
    b += b >= a
    return np.minimum(a, b), np.maximum(a, b)
