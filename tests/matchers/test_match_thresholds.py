"""Thresholds without truth: precision is kept where weights mean what they say, and the queue is bounded."""

from __future__ import annotations

import numpy as np
import pytest

from enrich.ports import Matches
from matchers.frequencies import probability
from matchers.thresholds import (
    LEAST,
    MERGE_FROM,
    MERGE_TO,
    MISSED,
    QUEUE,
    SOBER,
    WRONG,
    Estimate,
    around,
    estimated,
    queue_of,
    sobered,
    thresholds,
    unseen,
)


def sample(seed: int, size: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Weights of many strangers and of persons most of whom are easily told, and who is who, with odds of 2^(SOBER * weight)."""
    generator = np.random.default_rng(seed)
    weight = np.concatenate([generator.normal(-7, 3, size), generator.normal(18, 3, size // 2)])
    return weight, generator.random(len(weight)) < sobered(weight, SOBER)


@pytest.mark.parametrize("precision", [0.9, 0.99, 0.995])
def test_what_is_merged_is_as_right_as_asked_for(precision: float) -> None:
    weight, true = sample(1)
    merge_at = thresholds(weight, np.ones(len(weight)), 10_000, precision).merge_at
    assert true[weight >= merge_at].mean() >= precision - 0.004
    assert merge_at == MERGE_FROM or true[weight >= merge_at - 1].mean() < precision + 0.01


def test_the_more_strangers_look_alike_the_higher_the_threshold() -> None:
    weight, _ = sample(2)
    few = thresholds(weight, np.ones(len(weight)), 10_000)
    many = thresholds(weight, np.where(weight < 9, 2.0, 1.0), 10_000)
    assert many.merge_at > few.merge_at


def test_the_queue_is_no_longer_than_promised() -> None:
    weight, _ = sample(3)
    for n in (1_000, 10_000, 100_000):
        merge_at, review_at = thresholds(weight, np.ones(len(weight)), n)
        assert review_at <= merge_at
        assert ((weight >= review_at) & (weight < merge_at)).sum() <= QUEUE * n


def test_where_records_say_little_most_people_are_still_found() -> None:
    """No weight is high enough for 99.5 %: what is right in nine of ten cases is merged all the same."""
    generator = np.random.default_rng(8)
    weight = np.concatenate([generator.normal(-8, 2, 20_000), generator.normal(7, 1, 5_000)])
    merge_at = thresholds(weight, np.ones(len(weight)), 10_000).merge_at
    chance = sobered(weight[weight >= merge_at], SOBER)
    assert LEAST <= chance.mean() < 0.995
    assert (weight >= merge_at).sum() > 4_000


@pytest.mark.parametrize("left", [600, 1_200])
def test_care_that_costs_one_person_in_fifty_is_too_much(left: int) -> None:
    """Some weights are high enough for 99.5 %, but what care would leave apart is mostly right."""
    generator = np.random.default_rng(9)
    weight = np.concatenate(
        [generator.normal(-8, 3, 20_000), generator.normal(16, 3, 8_800), generator.normal(4, 1, left)]
    )
    merge_at = thresholds(weight, np.ones(len(weight)), 10_000).merge_at
    assert (weight[20_000:] >= merge_at).mean() > 0.95
    assert LEAST <= sobered(weight[weight >= merge_at], SOBER).mean() < 0.995


def test_where_nothing_is_sure_nothing_is_merged() -> None:
    assert thresholds(np.full(100, 2.0), np.ones(100), 100).merge_at > 2.0
    assert thresholds(np.empty(0), np.empty(0), 100).merge_at == MERGE_TO


def test_the_order_of_the_pairs_does_not_matter() -> None:
    weight, _ = sample(4)
    mixed = np.random.default_rng(5).permutation(len(weight))
    ones = np.ones(len(weight))
    assert thresholds(weight, ones, 10_000) == thresholds(weight[mixed], ones, 10_000)


def test_pairs_that_no_rule_found_are_estimated_from_those_that_few_found() -> None:
    """Ten rules that each find a pair with chance 0.2: about 0.8^10 = 11 % are found by none."""
    generator = np.random.default_rng(6)
    found_by = generator.binomial(10, 0.2, 20_000).astype(np.uint8)
    seen = found_by > 0
    missed = unseen(np.ones(int(seen.sum())), found_by[seen])
    assert missed == pytest.approx(float((~seen).sum()), rel=0.25)
    assert unseen(np.ones(50), np.full(50, 6, np.uint8)) == 0.0


def test_the_estimates_lie_in_their_intervals_and_tell_good_from_bad() -> None:
    def told(weight: float) -> tuple[float, float]:
        n = 100
        a, b = np.arange(0, 2 * n, 2), np.arange(1, 2 * n, 2)
        matches = Matches(
            a, b, np.full(n, weight), np.empty((n, 0), np.int8), np.zeros(n, np.bool_), np.full(n, 7)
        )
        precision, recall = estimated(matches, np.ones(n, np.bool_))
        for estimate in (precision, recall):
            assert 0.0 <= estimate.low <= estimate.value <= estimate.high <= 1.0
        return precision.value, recall.value

    assert told(15.0)[0] > 0.999 > told(4.0)[0] > told(1.0)[0]


def test_probability_is_the_odds_behind_the_bits() -> None:
    assert probability(np.array([0.0, 1.0, -1.0, 500.0])).tolist() == pytest.approx([0.5, 2 / 3, 1 / 3, 1.0])


def test_fewer_cases_make_wider_intervals() -> None:
    for times in (WRONG, MISSED):
        few, many = (around(0.97, times, seen) for seen in (60.0, 6000.0))
        assert few.low < many.low < 0.97 < many.high < few.high <= 1.0
    assert around(1.0, WRONG, 0.0) == Estimate(1.0, 0.0, 1.0), "nothing seen, nothing known"
    assert around(1.0, WRONG, 5000.0).low > 0.99


def test_people_are_asked_about_one_pair_for_twenty_records_and_of_few_records_about_some() -> None:
    assert (queue_of(10_000), queue_of(1_000), queue_of(30)) == (500, 50, 20)
