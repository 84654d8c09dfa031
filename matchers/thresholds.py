"""Where to merge and where to ask, from the model's own weights: no truth, no hand.

A weight of w bits claims odds of 2^w. Evidence is never quite independent, so such claims are too bold: on labelled data
the logarithm of the true odds is 0.55 to 1.0 of what is claimed. Estimates here take SOBER for it, and the two ends of that
range for their interval.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from enrich.ports import Bools, Floats, Matches
from matchers.frequencies import probability

BOLD, SOBER, WARY = 1.0, 0.7, 0.55  # true over claimed bits: at best, as a rule, at worst
PRECISION = 0.995
MERGE_FROM, MERGE_TO = 1.0, 12.0  # bits: bounds for merge_at
REVIEW_FROM = -3.0  # bits: what weighs less is never asked about
QUEUE = 0.05  # the review queue holds at most so many pairs per record
_STEP = 0.25


Counts = npt.NDArray[np.uint8]


class Estimate(NamedTuple):
    """A share, and the ends of its interval."""

    value: float
    low: float
    high: float


class Thresholds(NamedTuple):
    merge_at: float
    review_at: float


def thresholds(weight: Floats, stands_for: Floats, n: int, precision: float = PRECISION) -> Thresholds:
    """merge_at: the least weight from which on pairs are right in `precision` of all cases. review_at: so that no more than
    QUEUE * n pairs lie between the two. `stands_for`: pairs that each of these stands for."""
    order = np.argsort(-weight, kind="stable")
    weight, stands_for = weight[order], stands_for[order]
    wrong = np.cumsum(stands_for * (1.0 - probability(SOBER * weight)))
    grid = np.arange(MERGE_FROM, MERGE_TO + _STEP, _STEP)
    above = np.searchsorted(-weight, -grid, side="right") - 1
    claimed = np.cumsum(stands_for)
    good = (above < 0) | (wrong[above] <= (1.0 - precision) * claimed[above])
    merge_at = float(grid[good][0]) if good.any() else MERGE_TO
    return Thresholds(merge_at, _review_at(weight, stands_for, merge_at, QUEUE * n))


def _review_at(weight: Floats, stands_for: Floats, merge_at: float, most: float) -> float:
    """`weight` falls from first to last."""
    grid = np.arange(REVIEW_FROM, merge_at, _STEP)
    waiting = [float(stands_for[(weight >= at) & (weight < merge_at)].sum()) for at in grid.tolist()]
    fits = [at for at, pairs in zip(grid.tolist(), waiting, strict=True) if pairs <= most]
    return min(fits, default=merge_at)


def estimated(matches: Matches, held: Bools) -> tuple[Estimate, Estimate]:
    """(precision, recall) of clusters, pairwise; `held`: the pair is in one cluster.

    A pair is believed as far as the weaker of its two records is bound to the cluster by its strongest link. True pairs that
    no blocking rule found are estimated from how many only one and only two found (Chao, 1987).
    """
    n = int(max(matches.a.max(initial=-1), matches.b.max(initial=-1))) + 1
    bound = np.full(n, -60.0)
    for rows in (matches.a, matches.b):
        np.maximum.at(bound, rows[held], matches.weight[held])
    weight = np.where(held, np.minimum(bound[matches.a], bound[matches.b]), matches.weight)
    found_by = np.bitwise_count(matches.rules)
    told = {trust: _shares(probability(trust * weight), held, found_by) for trust in (SOBER, WARY, BOLD)}
    precision, recall = (sorted(shares[k] for shares in told.values()) for k in (0, 1))
    return (
        Estimate(told[SOBER][0], precision[0], precision[-1]),
        Estimate(told[SOBER][1], recall[0], recall[-1]),
    )


def _shares(chance: Floats, held: Bools, found_by: Counts) -> tuple[float, float]:
    right, claimed = float(chance[held].sum()), float(held.sum())
    all_true = float(chance.sum()) + unseen(chance, found_by)
    return right / max(claimed, 1.0), right / max(all_true, 1e-9)


def unseen(chance: Floats, found_by: Counts) -> float:
    """True pairs that no rule found, at least: f1^2 / (2 f2), of those found by one rule and by two."""
    once, twice = float(chance[found_by == 1].sum()), float(chance[found_by == 2].sum())
    return once * once / (2.0 * max(twice, 1.0))
