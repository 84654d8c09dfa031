"""Tables out of several sources: which of them list each person once."""

from __future__ import annotations

import numpy as np

from enrich.ports import Matches
from matchers.columns import Codes

_FEW = 0.005  # part of a source's rows that may match within it by mistake
_LINKED = 0.05  # part of all rows that must match another source


def duplicate_free(source: Codes, matches: Matches, merge_at: float) -> Codes | None:
    """The source of every row where no source holds duplicates, 0 for rows without a source; None for a table with one
    source, or with duplicates in some.

    A source that lists everybody once shows hardly any strong match within it while many lead to other sources.
    """
    if len(np.unique(source[source > 0])) < 2:
        return None
    strong = matches.weight >= merge_at
    a, b = matches.a[strong], matches.b[strong]
    one, two = source[a], source[b]
    within = (one == two) & (one > 0)
    rows = np.bincount(source)
    matched = np.bincount(source[np.unique(np.concatenate([a[within], b[within]]))], minlength=len(rows))
    across = len(np.unique(np.concatenate([a[~within], b[~within]])))
    if across < _LINKED * len(source) or np.any(matched[1:] > _FEW * np.maximum(rows[1:], 1)):
        return None
    return source
