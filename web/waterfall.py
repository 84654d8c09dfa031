"""A match weight drawn as a waterfall: the prior, what each comparison adds or takes, and where that leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from enrich.ports import Contribution, Explanation

ROOM = 0.04  # of the width, left free at both ends


class Step(NamedTuple):
    """One bar. `x`, `width`: percent of the chart; `look`: a CSS class; `total`: the weight after this step."""

    contribution: Contribution
    x: float
    width: float
    look: str
    total: float


class Waterfall(NamedTuple):
    """`steps` sorted by how much they say; `merge_x`, `review_x`: where the thresholds stand, in percent."""

    prior: Step
    steps: tuple[Step, ...]
    weight: Step
    merge_x: float
    review_x: float


def waterfall(explanation: Explanation) -> Waterfall:
    ordered = sorted(explanation.contributions, key=lambda part: (-abs(part.bits), part.comparison))
    totals = [explanation.prior]
    for part in ordered:
        totals.append(totals[-1] + part.bits)
    low = min(0.0, *totals, explanation.review_at)
    high = max(0.0, *totals, explanation.merge_at)
    width = (high - low) / (1 - 2 * ROOM)

    def at(bits: float) -> float:
        return round(100 * (ROOM + (bits - low) / width), 2)

    def step(part: Contribution, start: float, end: float, look: str = "") -> Step:
        left, right = sorted((at(start), at(end)))
        return Step(part, left, max(0.4, right - left), look or ("for" if end >= start else "against"), end)

    steps = tuple(
        step(part, before, after) for part, before, after in zip(ordered, totals, totals[1:], strict=False)
    )
    prior = step(Contribution("before any evidence", "", explanation.prior), 0.0, explanation.prior, "prior")
    weight = step(Contribution("match weight", "", explanation.weight), 0.0, explanation.weight, "sum")
    return Waterfall(prior, steps, weight, at(explanation.merge_at), at(explanation.review_at))


def strongest(explanation: Explanation, number: int = 3) -> Sequence[Contribution]:
    """The comparisons that say most, either way."""
    return sorted(explanation.contributions, key=lambda part: -abs(part.bits))[:number]
