"""What people's judgements teach: a challenger of the model in force.

A pair's judgement is foretold by its weight: P(same) = 2^w / (1 + 2^w), but for a share of wrong judgements (Hausman,
Abrevaya and Scott-Morton, 1998). The challenger moves the prior and the weights of levels so that judgements are foretold
better. Each number stays near the one in force (a normal belief of BELIEF bits), so a few judgements move little; and pairs
that nobody judged and that the model in force is sure of should keep their weights, so nothing that people left alone is
torn down. Thresholds stay: what changes is which pairs reach them.
"""

from __future__ import annotations

import msgspec
import numpy as np
from scipy.optimize import minimize

from enrich.foretelling import NOISE, belief, chance_same, surprise
from enrich.ports import Bools, Floats, Levels, Matches, Shift
from matchers.comparisons import COMPARISONS
from matchers.expectations import most_bits
from matchers.model import Model

NAME = "taught"
BELIEF = 1.0  # bits by which a number is expected to be wrong
FURTHEST = 8.0  # bits that a number may move in one lesson
KEPT = 0.01  # of a judgement's worth in bits, what it costs per judgement to move unjudged pairs by one bit

_FIRST = np.cumsum(
    [1] + [len(c.levels) for c in COMPARISONS]
)  # place of each comparison's first level; the prior's is 0


def taught(model: Model, judged: Matches, same: Bools, share: Floats, others: Matches) -> tuple[Model, float]:
    """(challenger, share of judgements that are probably wrong). `judged`, `others`: pairs as the model in force weighs them;
    `share`: how much each judgement counts. The same input gives the same challenger."""
    task = Task(judged, same, share, others)
    bounds = bounds_of(model)
    found = [(noise, *task.solved(noise, bounds)) for noise in NOISE]
    noise, _, moves = min(found, key=lambda one: (one[1], one[0]))
    return moved(model, moves), noise


class Task:
    """The moves that explain the judgements best, by penalised likelihood; all in bits."""

    def __init__(self, judged: Matches, same: Bools, share: Floats, others: Matches) -> None:
        self.weight, self.same, self.share = judged.weight, same, share
        self.told = design(judged.levels)
        kept = design(others.levels)
        cost = KEPT * float(share.sum()) / max(len(kept), 1)
        # the sum of squared moves of unjudged pairs, as one matrix
        self.stiff = np.eye(self.told.shape[1]) / BELIEF**2 + cost * (kept.T @ kept)

    def solved(self, noise: float, bounds: list[tuple[float, float]]) -> tuple[float, Floats]:
        """(surprise left, moves) at this share of wrong judgements."""
        start = np.zeros(self.told.shape[1])
        answer = minimize(self.cost, start, (noise,), method="L-BFGS-B", jac=True, bounds=bounds)
        return float(answer.fun) + belief(noise), np.asarray(answer.x)

    def cost(self, moves: Floats, noise: float) -> tuple[float, Floats]:
        """Surprise and its slope."""
        weight, pull = self.weight + self.told @ moves, self.stiff @ moves
        certain, chance = chance_same(weight, 0.0), chance_same(weight, noise)
        wrong = np.where(self.same, -1.0 / chance, 1.0 / (1.0 - chance))
        slope = self.share * wrong * (1.0 - 2.0 * noise) * certain * (1.0 - certain)
        left = float(self.share @ surprise(weight, self.same, noise)) + 0.5 * float(moves @ pull)
        return left, self.told.T @ slope + pull


def design(levels: Levels) -> Floats:
    """(n, numbers of the model): 1 where a pair's weight holds the number."""
    rows = np.zeros((len(levels), int(_FIRST[-1])))
    rows[:, 0] = 1.0
    for place, first in enumerate(_FIRST[:-1].tolist()):
        spoken = np.flatnonzero(levels[:, place] >= 0)
        rows[spoken, first + levels[spoken, place].astype(np.int64)] = 1.0
    return rows


def bounds_of(model: Model) -> list[tuple[float, float]]:
    """How far each number may move: agreement on a name never counts more than the name is rare."""
    bounds = [(-FURTHEST, FURTHEST)]
    for comparison in COMPARISONS:
        for level, most in zip(comparison.levels, most_bits(comparison).tolist(), strict=True):
            room = max(most - model.weights[comparison.name][level.name], 0.0)
            bounds.append((-FURTHEST, min(FURTHEST, room)))
    return bounds


def moved(model: Model, moves: Floats) -> Model:
    """The model with these moves, to three decimals."""
    steps = iter(moves[1:].tolist())
    weights = {
        c.name: {level.name: round(model.weights[c.name][level.name] + next(steps), 3) for level in c.levels}
        for c in COMPARISONS
    }
    return msgspec.structs.replace(
        model, name=NAME, prior=round(model.prior + float(moves[0]), 3), weights=weights
    )


def shifts(before: Model, after: Model) -> tuple[Shift, ...]:
    """What is different, the largest first."""
    found = [Shift("prior", "", before.prior, after.prior)]
    found += [
        Shift(comparison, level, bits, after.weights[comparison][level])
        for comparison, levels in before.weights.items()
        for level, bits in levels.items()
    ]
    return tuple(
        sorted(
            (one for one in found if one.before != one.after), key=lambda one: -abs(one.after - one.before)
        )
    )
