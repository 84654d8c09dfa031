"""Clusters from weighed pairs: no chains through a weak record, whatever the order of the pairs."""

from __future__ import annotations

from itertools import combinations

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from enrich.ports import Matches
from matchers.clustering import Clusters, agglomerated, cluster, components
from matchers.comparisons import COMPARISONS
from matchers.comparisons.base import Comparison
from matchers.comparisons.circumstances import BirthDate, Street
from matchers.comparisons.names import Generation, GivenName
from matchers.model import Model

MODEL = Model(merge_at=3.0, review_at=0.0)


def matches_of(pairs: dict[tuple[int, int], float]) -> Matches:
    a = np.array([min(pair) for pair in pairs], np.int64)
    b = np.array([max(pair) for pair in pairs], np.int64)
    weight = np.array(list(pairs.values()), np.float64)
    n = len(pairs)
    return Matches(a, b, weight, np.empty((n, 0), np.int8), np.zeros(n, np.bool_), np.full(n, 3))


def persons(clusters: Clusters) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(clusters.label == k).tolist()) for k in np.unique(clusters.label)}


# Two persons of three records each; record 2 and record 3 look alike, and no other two across do.
CHAIN = {(a, b): 9.0 for group in ((0, 1, 2), (3, 4, 5)) for a, b in combinations(group, 2)}
CHAIN |= {(a, b): -8.0 for a in (0, 1, 2) for b in (3, 4, 5)} | {(2, 3): 4.0}


def test_one_namesake_does_not_chain_two_persons() -> None:
    clusters = cluster(6, matches_of(CHAIN), MODEL)
    assert persons(clusters) == {frozenset({0, 1, 2}), frozenset({3, 4, 5})}
    assert [(int(matches_of(CHAIN).a[k]), int(matches_of(CHAIN).b[k])) for k in clusters.review] == [(2, 3)]


def test_pairs_that_no_rule_found_speak_weakly_against() -> None:
    line = {(0, 1): 4.0, (1, 2): 4.0, (2, 3): 4.0}
    assert persons(cluster(4, matches_of(line), MODEL)) == {frozenset({0, 1}), frozenset({2, 3})}
    strong = {(0, 1): 12.0, (1, 2): 12.0, (2, 3): 12.0}
    assert persons(cluster(4, matches_of(strong), MODEL)) == {frozenset(range(4))}


def test_a_record_of_little_evidence_follows_its_best_cluster() -> None:
    pairs = CHAIN | {(6, k): 3.5 for k in (0, 1)} | {(6, 2): 1.0, (6, 4): 3.2, (3, 6): -4.0, (5, 6): -4.0}
    assert frozenset({0, 1, 2, 6}) in persons(cluster(7, matches_of(pairs), MODEL))


@given(st.permutations(sorted(CHAIN)), st.permutations(range(6)))
def test_the_order_of_pairs_and_records_does_not_matter(
    order: list[tuple[int, int]], names: list[int]
) -> None:
    renamed = {tuple(sorted((names[a], names[b]))): CHAIN[a, b] for a, b in order}
    expected = {frozenset(names[k] for k in group) for group in ((0, 1, 2), (3, 4, 5))}
    assert persons(cluster(6, matches_of(renamed), MODEL)) == expected


def test_labels_follow_the_first_row() -> None:
    clusters = cluster(5, matches_of({(3, 4): 9.0, (0, 2): 9.0}), MODEL)
    assert clusters.label.tolist() == [0, 1, 0, 2, 2]


def test_no_pairs_are_all_different_people() -> None:
    nothing = matches_of({})
    clusters = cluster(3, nothing, MODEL)
    assert clusters.label.tolist() == [0, 1, 2]
    assert clusters.confidence.tolist() == [1.0, 1.0, 1.0]
    assert clusters.precision.value == 1.0


def test_confidence_falls_with_the_weakest_bond() -> None:
    clusters = cluster(4, matches_of({(0, 1): 12.0, (2, 3): 3.2}), MODEL)
    assert clusters.confidence[0] > 0.99 > clusters.confidence[2] > 0.85


def test_a_weak_link_that_alone_holds_a_cluster_is_named() -> None:
    pairs = {(0, 1): 15.0, (1, 2): 15.0, (0, 2): 15.0, (2, 3): 3.5, (1, 3): 1.0, (0, 3): 1.0}
    clusters = cluster(4, matches_of(pairs), MODEL)
    assert persons(clusters) == {frozenset(range(4))}
    assert [list(pairs)[k] for k in clusters.bridges.tolist()] == [(2, 3)]


def test_a_source_without_duplicates_of_its_own_is_not_deduplicated() -> None:
    """200 persons in two sources, each once; two namesakes of one source must not be merged."""
    pairs = {(k, 200 + k): 12.0 for k in range(200)} | {
        (0, 1): 6.0,
        (0, 201): 7.0,
        (1, 200): 7.0,
        (200, 201): 6.0,
    }
    source = np.repeat([0, 1], 200).astype(np.int32)
    together = cluster(400, matches_of(pairs), MODEL)
    linked = cluster(400, matches_of(pairs), MODEL, source)
    assert frozenset({0, 1, 200, 201}) in persons(together)
    assert linked.apart == (0, 1)
    assert {frozenset({0, 200}), frozenset({1, 201})} <= persons(linked)


def test_a_source_with_duplicates_is_deduplicated() -> None:
    pairs = {(2 * k, 2 * k + 1): 12.0 for k in range(100)} | {(2 * k, 200 + k): 12.0 for k in range(100)}
    pairs |= {(2 * k + 1, 200 + k): 12.0 for k in range(100)}
    source = np.repeat([0, 1], [200, 100]).astype(np.int32)
    clusters = cluster(300, matches_of(pairs), MODEL, source)
    assert clusters.apart == (1,)
    assert clusters.label.max() == 99


def test_a_higher_threshold_never_joins_more() -> None:
    sizes = [
        int(cluster(6, matches_of(CHAIN), msgspec.structs.replace(MODEL, merge_at=at)).label.max())
        for at in (1.0, 5.0, 8.0, 10.0)
    ]
    assert sizes == sorted(sizes)
    assert sizes[-1] == 5


Told = dict[type[Comparison], str]
FIT, ALIKE, APART = 8.0, {GivenName: "initial"}, {GivenName: "different"}


def told_matches(pairs: dict[tuple[int, int], tuple[float, Told]]) -> Matches:
    found = matches_of({pair: weight for pair, (weight, _) in pairs.items()})
    names = [c.name for c in COMPARISONS]
    levels = np.full((len(pairs), len(names)), -1, np.int8)
    for row, (_, told) in enumerate(pairs.values()):
        for comparison, level in told.items():
            levels[row, names.index(comparison.name)] = comparison.at(level)
    return Matches(found.a, found.b, found.weight, levels, found.contradicts, found.rules)


def test_what_fits_two_people_equally_well_goes_to_neither() -> None:
    """0 is John, 1 is Jane, 2 is "J.", who has all else in common with both."""
    told = told_matches({(0, 1): (1.0, APART), (0, 2): (FIT, ALIKE), (1, 2): (FIT + 1.0, ALIKE)})
    clusters = cluster(3, told, MODEL)
    assert len(persons(clusters)) == 3
    assert {(int(told.a[k]), int(told.b[k])) for k in clusters.review} == {(0, 2), (1, 2), (0, 1)}


def test_what_fits_one_of_two_people_clearly_better_is_that_one() -> None:
    told = told_matches({(0, 1): (1.0, APART), (0, 2): (FIT, ALIKE), (1, 2): (FIT + 9.0, ALIKE)})
    assert persons(cluster(3, told, MODEL)) == {frozenset({0}), frozenset({1, 2})}


def test_a_name_alone_goes_to_neither_father_nor_son() -> None:
    home: Told = {Street: "same"}
    two = {**home, BirthDate: "generation"}
    told = told_matches({(0, 1): (-1.0, two), (0, 2): (FIT, home), (1, 2): (FIT, home)})
    assert len(persons(cluster(3, told, MODEL))) == 3
    elsewhere = told_matches(
        {(0, 1): (-1.0, {BirthDate: "generation"}), (0, 2): (FIT, {}), (1, 2): (FIT, {})}
    )
    assert persons(cluster(3, elsewhere, MODEL)) == {frozenset(range(3))}  # a date may be wrong
    named = told_matches({(0, 1): (-1.0, {Generation: "different"}), (0, 2): (FIT, {}), (1, 2): (FIT, {})})
    assert len(persons(cluster(3, named, MODEL))) == 3


def test_nobody_is_joined_by_what_is_no_match() -> None:
    """0 and 1 agree a little, which the refused "J." must not turn into one person."""
    told = told_matches(
        {(0, 1): (2.5, APART), (0, 2): (FIT, ALIKE), (1, 2): (FIT, ALIKE), (2, 3): (20.0, {})}
    )
    assert persons(cluster(4, told, MODEL)) == {frozenset({0}), frozenset({1}), frozenset({2, 3})}


EVERY_PAIR = list(combinations(range(5), 2))
_bits = st.sampled_from([-9.0, 0.0, 0.5, 2.0, 3.0, 5.0, 14.0])


@given(
    st.fixed_dictionaries(dict.fromkeys(EVERY_PAIR, _bits), optional=dict.fromkeys([(5, 6), (4, 5)], _bits))
)
def test_what_joins_at_once_is_what_joins_step_by_step(pairs: dict[tuple[int, int], float]) -> None:
    matches = matches_of(pairs)
    found = cluster(7, matches, MODEL)
    within = components(7, matches.a, matches.b, matches.weight >= MODEL.merge_at)
    expected: set[frozenset[int]] = set()
    for one in np.unique(within):
        rows = np.flatnonzero(within == one).tolist()
        told = {pair: bits for pair, bits in pairs.items() if set(pair) <= set(rows)}
        left, right = [a for a, _ in told], [b for _, b in told]
        built = agglomerated(left, right, list(told.values()), MODEL.merge_at) if told else [rows]
        expected |= set(map(frozenset, built))
    assert persons(found) == expected


def test_confidence_is_that_of_the_strongest_bond() -> None:
    pairs = {(0, 1): 4.0, (1, 2): 6.0, (0, 2): 5.0, (2, 3): -1.0, (3, 4): 1.0}
    found = cluster(6, matches_of(pairs), MODEL)
    strongest = [5.0, 6.0, 6.0]
    np.testing.assert_allclose(found.confidence[:3], [1 / (1 + 2.0**-bits) for bits in strongest])
    np.testing.assert_allclose(found.confidence[3:5], [1 - 1 / (1 + 2.0**-1.0)] * 2)
    assert found.confidence[5] > 0.999
