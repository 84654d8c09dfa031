"""Where to merge and where to ask, from the model's own weights: no truth, no hand.

A weight of w bits claims odds of 2^w. Evidence is never quite independent, so such claims are too bold: on labelled data
the logarithm of the true odds is 0.55 to 1.0 of what is claimed. Estimates here take SOBER for it. Their intervals say how far
such estimates were from the truth on 35 labelled tables of people of many kinds: in
six of seven the share of wrong pairs was at most WRONG times, and that of missed ones MISSED times, what was told; and how
far a table of this size may be off by chance.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from enrich.ports import Bools, Floats, Matches
from matchers.frequencies import probability

SOBER = 0.7  # true over claimed bits, as a rule
WRONG, MISSED = (0.05, 5.0), (0.4, 2.5)  # true over told share of errors: at best, at worst
CHANCE = 1.6  # standard deviations
OWN = 0.25  # of a pair's chance, what its own weight tells where its cluster tells the rest
PRECISION = 0.995
LEAST = 0.9
MERGE_FROM, MERGE_TO = 0.5, 12.0  # bits: bounds for merge_at
REVIEW_FROM = -3.0  # bits: what weighs less is never asked about
QUEUE = 0.05  # the review queue holds at most so many pairs per record
FEW = 20  # pairs that can be looked at, however few records there are
TELLING = 500  # records; fewer teach so little that more care is right
_STEP = 0.25


Counts = npt.NDArray[np.uint8]


class Care(NamedTuple):
    """`kept`: of the recall that balance would give, what care for precision must keep; `beta2`: squared beta of the F
    measure that balance is, 1/2 where precision counts for twice as much as recall; `merge_from`: the least merge_at, in bits."""

    kept: float
    beta2: float
    merge_from: float


USUAL, MORE = Care(kept=0.99, beta2=0.5, merge_from=MERGE_FROM), Care(kept=0.95, beta2=0.25, merge_from=1.0)


class Estimate(NamedTuple):
    """A share, and the ends of its interval."""

    value: float
    low: float
    high: float


class Thresholds(NamedTuple):
    merge_at: float
    review_at: float


def thresholds(weight: Floats, stands_for: Floats, n: int, precision: float = PRECISION) -> Thresholds:
    """merge_at: the least weight from which on pairs are right in `precision` of all cases. Where records say so little that
    this would leave people apart, it is the weight with the best balance (Care) and a precision of LEAST: clusters are
    right more often than the pairs they are made from, since what fits two rivals is cut. review_at: so that no more than
    QUEUE * n pairs lie between the two. `stands_for`: pairs that each of these stands for."""
    if not len(weight):
        return Thresholds(MERGE_TO, MERGE_TO)
    care = USUAL if n >= TELLING else MORE
    order = np.argsort(-weight, kind="stable")
    weight, stands_for = weight[order], stands_for[order]
    grid = np.arange(care.merge_from, MERGE_TO + _STEP, _STEP)
    above = np.searchsorted(-weight, -grid, side="right")
    right = np.append(0.0, np.cumsum(stands_for * sobered(weight, SOBER)))
    claimed = np.append(0.0, np.cumsum(stands_for))[above]
    recall = right[above] / max(float(right[-1]), 1e-9)
    shares = np.divide(right[above], claimed, out=np.ones(len(grid)), where=claimed > 0)
    good = np.flatnonzero(shares >= precision)
    careful = int(good[0]) if len(good) else len(grid) - 1
    score = (1.0 + care.beta2) * shares * recall / np.maximum(care.beta2 * shares + recall, 1e-9)
    fair = (shares >= LEAST) & (recall > 0)
    balanced = int(np.argmax(np.where(fair, score, 0.0))) if fair.any() else careful
    merge_at = float(grid[careful if recall[careful] >= care.kept * recall[balanced] else balanced])
    return Thresholds(merge_at, _review_at(weight, stands_for, merge_at, QUEUE * n))


def _review_at(weight: Floats, stands_for: Floats, merge_at: float, most: float) -> float:
    """`weight` falls from first to last."""
    grid = np.arange(REVIEW_FROM, merge_at, _STEP)
    waiting = [float(stands_for[(weight >= at) & (weight < merge_at)].sum()) for at in grid.tolist()]
    fits = [at for at, pairs in zip(grid.tolist(), waiting, strict=True) if pairs <= most]
    return min(fits, default=merge_at)


def queue_of(n: int) -> int:
    """The most pairs of n records that people are asked about."""
    return max(int(QUEUE * n), FEW)


def estimated(matches: Matches, held: Bools) -> tuple[Estimate, Estimate]:
    """(precision, recall) of clusters, pairwise; `held`: the pair is in one cluster.

    A pair is believed partly for its own weight and mostly as far as the weaker of its two records is bound to the cluster by
    its strongest link. True pairs that no blocking rule found are estimated from how many only one and only two found (Chao,
    1987). The fewer records are in clusters, the wider the intervals.
    """
    n = int(max(matches.a.max(initial=-1), matches.b.max(initial=-1))) + 1
    bound = np.full(n, -60.0)
    for rows in (matches.a, matches.b):
        np.maximum.at(bound, rows[held], matches.weight[held])
    claimed, seen = float(held.sum()), float((bound > -60.0).sum()) / 2.0
    right = _right(matches.weight[held], np.minimum(bound[matches.a], bound[matches.b])[held])
    refused = float(sobered(matches.weight[~held], SOBER).sum())
    unfound = unseen(sobered(matches.weight, SOBER), np.bitwise_count(matches.rules))
    found = right * claimed
    return around(right, WRONG, seen), around(found / max(found + refused + unfound, 1e-9), MISSED, seen)


def around(value: float, times: tuple[float, float], seen: float) -> Estimate:
    """An estimated share and its interval: `times` what is told to be wrong, and what chance adds where no more than `seen`
    cases tell."""
    best, worst = (min(factor * (1.0 - value), 1.0) for factor in times)
    n = max(seen, 1.0)
    best -= CHANCE * sqrt(best * (1.0 - best) / n) + 1.0 / n
    worst += CHANCE * sqrt(worst * (1.0 - worst) / n) + 2.0 / n
    return Estimate(value, max(1.0 - worst, 0.0), min(1.0 - best, 1.0))


def _right(own: Floats, bound: Floats) -> float:
    """Mean chance of the pairs inside clusters, from their own weights and their records' bonds."""
    if not len(own):
        return 1.0
    return float(np.mean(OWN * sobered(own, SOBER) + (1 - OWN) * sobered(bound, SOBER)))


def sobered(weight: Floats, trust: float) -> Floats:
    """The chance behind weights, with less trust in what speaks for one person."""
    return probability(np.where(weight > 0, trust * weight, weight))


def unseen(chance: Floats, found_by: Counts) -> float:
    """True pairs that no rule found, at least: f1^2 / (2 f2), of those found by one rule and by two."""
    once, twice = float(chance[found_by == 1].sum()), float(chance[found_by == 2].sum())
    return once * once / (2.0 * max(twice, 1.0))
