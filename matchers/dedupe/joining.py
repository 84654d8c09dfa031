"""Connected components of strong pairs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from enrich.ports import Floats, Ints, Matches
from matchers.columns import Codes
from matchers.model import Model


class Clusters(NamedTuple):
    label: Codes
    confidence: Floats
    review: Ints
    estimated_precision: float | None
    estimated_recall: float | None


def cluster(n: int, matches: Matches, model: Model, source: Codes | None = None) -> Clusters:
    strong = matches.weight >= model.merge_at
    ones = np.ones(int(strong.sum()), np.int8)
    _, label = connected_components(
        coo_matrix((ones, (matches.a[strong], matches.b[strong])), (n, n)), directed=False
    )
    review = np.flatnonzero((matches.weight >= model.review_at) & ~strong)
    return Clusters(label.astype(np.int32), np.ones(n), review, None, None)
