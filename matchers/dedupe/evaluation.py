"""How good clusters are against a known truth: pairwise and B-cubed figures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from enrich.ports import Ints
from matchers.columns import Codes


class Quality(NamedTuple):
    """Pairwise precision, recall and F1, and the F1 of B-cubed precision and recall (Bagga and Baldwin, 1998)."""

    precision: float
    recall: float
    f1: float
    bcubed_f1: float


def quality(found: Codes, truth: Codes) -> Quality:
    """Of clusters (a number per row) against the truth (a code per row; rows of code 0 are left out)."""
    known = truth > 0
    label, true = _numbered(found[known]), _numbered(truth[known])
    both, of_row = _sizes(label * (int(true.max(initial=0)) + 1) + true)
    claimed, claimed_of_row = _sizes(label)
    real, real_of_row = _sizes(true)
    shared = _pairs(both)
    precision, recall = share(shared, _pairs(claimed)), share(shared, _pairs(real))
    rows = max(len(label), 1)
    b_precision = float((of_row / claimed_of_row).sum()) / rows
    b_recall = float((of_row / real_of_row).sum()) / rows
    return Quality(precision, recall, mean(precision, recall), mean(b_precision, b_recall))


def _numbered(codes: Codes) -> Ints:
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def _sizes(groups: Ints) -> tuple[Ints, Ints]:
    """Size of every group, and for every row the size of its group."""
    _, which, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    return sizes, sizes[which]


def _pairs(sizes: Ints) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def share(part: float, whole: float) -> float:
    """The part of a whole; of nothing, all."""
    return part / whole if whole else 1.0


def mean(one: float, two: float) -> float:
    """The harmonic mean."""
    return 2 * one * two / (one + two) if one + two else 0.0
