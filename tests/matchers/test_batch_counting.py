"""Short ways of a batch (numbers of texts, lowest marks, people per value) give what the plain ways give."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.ports import Pairs
from matchers.blocking import RULES
from matchers.columns import Vocabulary
from matchers.dedupe.blocks import found_by, merged, pairs_of_term, people_of_values
from matchers.dedupe.terms import Term
from matchers.order import numbers_of
from matchers.pairing import people_of
from matchers.sampling import lowest, marks_of


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 4_000), st.integers(1, 3_000), st.randoms(use_true_random=False))
def test_texts_are_numbered_by_first_sight(n: int, kinds: int, chance: random.Random) -> None:
    texts = [f"text {number}" if number else "" for number in (chance.randrange(kinds) for _ in range(n))]
    number = Vocabulary({"": 0})
    expected = [number[text] for text in texts]
    found, known = numbers_of(texts)
    assert found.tolist() == expected
    assert known == list(number)


def some_pairs(n: int, seed: int) -> Pairs:
    draw = np.random.default_rng(seed)
    a = draw.integers(0, 5_000, n)
    return Pairs(a, a + draw.integers(1, 5_000, n), draw.integers(1, 1 << len(RULES), n))


@pytest.mark.parametrize("most", [1, 300, 40_000, 149_999, 150_000, 200_000])
def test_the_lowest_marks_are_those_of_all_pairs_together(most: int) -> None:
    pairs = some_pairs(160_000, most)
    at = np.flatnonzero(pairs.rules % 16 > 0)
    found = lowest(pairs, at, seed=7, most=most)
    marks = marks_of(Pairs(pairs.a[at], pairs.b[at], pairs.rules[at]), 7)
    expected = at[np.sort(np.argsort(marks, kind="stable")[:most])]
    assert sorted(marks_of(found, 7).tolist()) == sorted(marks.tolist())[:most]
    assert np.array_equal(found.a, pairs.a[expected])


def test_pairs_of_each_rule_are_counted_once() -> None:
    pairs = some_pairs(3_000, 1)
    assert found_by(pairs) == [int((pairs.rules >> number & 1).sum()) for number in range(len(RULES))]


def test_pairs_of_many_blocks_are_those_of_every_two_rows() -> None:
    n, bits = 4_000, 12
    row = np.arange(n)
    keys = {0: row // 70, 3: row % 40, 5: np.where(row < 300, row % 2, row)}  # two crowds
    found = {
        number: pairs_of_term(Term(row, value.astype(np.int64), n), 100, bits)
        for number, value in keys.items()
    }
    a, b = np.triu_indices(n, 1)
    rules = sum(
        (value[a] == value[b]).astype(np.int64) << number for number, value in keys.items() if number != 5
    )
    assert (found[5].crowds, found[5].crowded) == (2, 300)
    pairs = merged(found, bits)
    for told, expected in zip((pairs.a, pairs.b, pairs.rules), (a, b, rules), strict=True):
        np.testing.assert_array_equal(told, expected[rules > 0])


def test_no_pairs_become_none() -> None:
    assert len(merged({}, 5).a) == 0
    assert len(merged({1: pairs_of_term(Term(np.arange(3), np.arange(3), 3), 100, 5)}, 5).a) == 0


@pytest.mark.parametrize("known", [0, 1, 30])
def test_people_who_use_a_value_are_counted_alike_by_tables_and_by_sorting(known: int) -> None:
    draw = np.random.default_rng(known)
    value = np.minimum(draw.integers(0, 400, 6_000), 300)  # one value is shared by a crowd
    who = draw.integers(0, known + 1, 6_000)
    term = Term(np.arange(6_000), value, 400)
    assert np.array_equal(people_of_values(term, who), people_of(value, who))
