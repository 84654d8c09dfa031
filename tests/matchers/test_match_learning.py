"""What judgements teach: bounded, smooth, and forgiving."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.optimize import check_grad

from enrich.foretelling import NOISE, likely_noise, surprise
from enrich.ports import Matches
from enrich.weighing import where
from matchers.comparisons import COMPARISONS
from matchers.expectations import most_bits
from matchers.learning import FURTHEST, NAME, Task, shifts, taught
from matchers.matcher import PersonMatcher
from matchers.model import Model

N, K = 1200, len(COMPARISONS)


@cache
def pairs() -> Matches:
    """Pairs at random levels; their weights follow from these."""
    chance = np.random.default_rng(3)
    sizes = np.array([len(c.levels) for c in COMPARISONS])
    levels = chance.integers(-1, sizes, (N, K)).astype(np.int8)
    model = Model()
    bits = [[*(model.weights[c.name][level.name] for level in c.levels), 0.0] for c in COMPARISONS]
    weight = chance.normal(0.0, 3.0, N) + 0.05 * sum(
        np.array(row)[levels[:, place]] for place, row in enumerate(bits)
    )
    none = np.zeros(N, np.int64)
    return Matches(np.arange(N), np.arange(N) + N, weight, levels, none > 0, none)


def some(count: int, start: int = 0) -> Matches:
    return where(pairs(), (np.arange(N) >= start) & (np.arange(N) < start + count))


def labels(count: int, shift: float = 0.0, noise: float = 0.0) -> np.ndarray:
    """Judgements of pairs whose weights are `shift` bits too low."""
    chance = np.random.default_rng(5)
    certain = 1.0 / (1.0 + np.exp2(-(pairs().weight[:count] + shift)))
    return (chance.random(count) < certain) != (chance.random(count) < noise)


def test_the_slope_is_that_of_the_surprise() -> None:
    task = Task(some(60), labels(60), np.ones(60), some(40, 60))
    at = np.random.default_rng(1).normal(0.0, 1.0, task.told.shape[1])
    for noise in (0.01, 0.2):
        assert (
            check_grad(lambda x, n=noise: task.cost(x, n)[0], lambda x, n=noise: task.cost(x, n)[1], at)
            < 1e-4
        )


@pytest.mark.parametrize("shift", [-3.0, 3.0])
def test_judgements_move_weights_their_way(shift: float) -> None:
    model, noise = taught(Model(), some(300), labels(300, shift), np.ones(300), some(100, 300))
    moved = {(one.comparison, one.level): one.after - one.before for one in shifts(Model(), model)}
    assert moved["prior", ""] * shift > 0
    assert noise <= 0.06
    assert model.name == NAME
    assert (model.merge_at, model.review_at) == (Model().merge_at, Model().review_at)


def test_one_judgement_moves_next_to_nothing() -> None:
    model, _ = taught(Model(), some(1), labels(1), np.ones(1), some(100, 1))
    assert max((abs(one.after - one.before) for one in shifts(Model(), model)), default=0.0) < 0.6


def test_a_fifth_of_wrong_judgements_is_seen_and_moves_little() -> None:
    """Among 900: of 300 wrong ones most are explained by chance, for these pairs reach their levels at random."""
    true = labels(900)
    flipped = true ^ (np.random.default_rng(9).random(900) < 0.2)
    clean, none = taught(Model(), some(900), true, np.ones(900), some(300, 900))
    noisy, noise = taught(Model(), some(900), flipped, np.ones(900), some(300, 900))
    assert none <= 0.06
    assert 0.1 <= noise <= 0.3
    there = [one.after - one.before for one in shifts(clean, noisy)]
    assert np.mean(np.abs(there)) < 0.5


def test_no_number_moves_further_than_it_may() -> None:
    same = np.ones(N, np.bool_)
    model, _ = taught(Model(), pairs(), same, np.full(N, 50.0), some(1))
    for comparison in COMPARISONS:
        most = most_bits(comparison)
        for level, bound in zip(comparison.levels, most.tolist(), strict=True):
            before, after = (
                Model().weights[comparison.name][level.name],
                model.weights[comparison.name][level.name],
            )
            assert abs(after - before) <= FURTHEST + 1e-3
            assert after <= max(bound, before) + 1e-3


def test_pairs_that_nobody_judged_hold_the_weights() -> None:
    free, held = (
        taught(Model(), some(200), labels(200, 4.0), np.ones(200), others)[0] for others in (some(0), pairs())
    )
    assert abs(held.prior - Model().prior) < abs(free.prior - Model().prior)


def test_the_matcher_tells_what_it_weighs_otherwise() -> None:
    told = PersonMatcher(Model()).taught(some(200), labels(200, 3.0), np.ones(200), some(50, 200))
    assert told.matcher.version.startswith("taught-")
    sizes = [abs(one.after - one.before) for one in told.shifts]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] > 0


def test_surprise_is_least_at_the_true_share_of_errors() -> None:
    weight = np.random.default_rng(2).normal(0.0, 6.0, 4_000)
    same = np.random.default_rng(3).random(4_000) < 1.0 / (1.0 + np.exp2(-weight))
    wrong = same ^ (np.random.default_rng(4).random(4_000) < 0.2)
    assert likely_noise(weight, wrong, np.ones(4_000)) == 0.2
    assert likely_noise(weight, same, np.ones(4_000)) == NOISE[0]
    assert surprise(np.array([0.0]), np.array([True]), 0.1) == pytest.approx(1.0)
    assert np.isfinite(surprise(np.array([900.0, -900.0]), np.array([False, True]), 0.01)).all()
