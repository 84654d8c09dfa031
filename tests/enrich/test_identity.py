"""What `resolve` joins, and what it leaves to a person."""

from __future__ import annotations

import random
from itertools import combinations

from enrich.identity import Limits, Link, resolve
from enrich.model import Instant, Judgement, RecordId

LIMITS = Limits(merge_at=5.0, review_at=0.0)


def links(*told: tuple[int, int, float]) -> list[Link]:
    return [Link(RecordId(a), RecordId(b), weight, False) for a, b, weight in told]


def keys(number: int) -> dict[RecordId, str]:
    return {RecordId(n): f"crm\0{n}" for n in range(1, number + 1)}


def two_families(bridge: float) -> list[Link]:
    """Records 1 to 3 and 4 to 6 agree among themselves; 3 and 4 agree by `bridge` bits, all else across speaks against."""
    inside = [(a, b, 9.0) for side in ((1, 2, 3), (4, 5, 6)) for a, b in combinations(side, 2)]
    across = [(a, b, -7.0) for a in (1, 2, 3) for b in (4, 5, 6) if (a, b) != (3, 4)]
    return links(*inside, *across, (3, 4, bridge))


def test_one_pair_does_not_join_two_families() -> None:
    found = resolve(keys(6), two_families(8.0), [], LIMITS)
    assert found.clusters == ((1, 2, 3), (4, 5, 6))
    assert [(doubt.a, doubt.b, doubt.reason) for doubt in found.doubts] == [(3, 4, "outvoted")]


def test_a_cluster_holds_where_most_of_it_agrees() -> None:
    told = links(*((a, b, 9.0) for a, b in combinations(range(1, 6), 2) if (a, b) != (1, 5)), (1, 5, -4.0))
    assert resolve(keys(5), told, [], LIMITS).clusters == ((1, 2, 3, 4, 5),)


def test_what_a_person_said_counts_more() -> None:
    said = Judgement(1, RecordId(2), RecordId(5), "same", "ana", Instant(1))
    clusters = resolve(keys(6), two_families(8.0), [said], LIMITS).clusters
    assert any({2, 5} <= set(cluster) for cluster in clusters)


def test_a_note_that_hangs_on_a_record_does_not_tear_its_person_apart() -> None:
    told = links((1, 2, 9.0), (1, 3, -9.0), (2, 3, -9.0))
    said = Judgement(1, RecordId(2), RecordId(3), "same", "ana", Instant(1))
    assert resolve(keys(3), told, [said], LIMITS).clusters == ((1, 2, 3),)


def test_order_and_ids_do_not_matter() -> None:
    chance, told = random.Random(1), two_families(8.0)
    first = resolve(keys(6), told, [], LIMITS)
    for _ in range(20):
        chance.shuffle(told)
        assert resolve(keys(6), told, [], LIMITS) == first


def test_where_all_agree_one_strong_link_to_each_is_enough() -> None:
    chance = random.Random(2)
    for size in range(2, 8):
        chain = {(n, n + 1): 5.0 + chance.random() for n in range(1, size)}
        rest = {p: 0.1 + 4 * chance.random() for p in combinations(range(1, size + 1), 2) if p not in chain}
        told = links(*((a, b, weight) for (a, b), weight in (chain | rest).items()))
        assert resolve(keys(size), told, [], LIMITS).clusters == (tuple(range(1, size + 1)),)


def test_no_more_records_than_one_person_may_have() -> None:
    told = links(*((a, b, 9.0) for a, b in combinations(range(1, 7), 2)))
    small = Limits(merge_at=5.0, review_at=0.0, max_cluster=4)
    assert max(map(len, resolve(keys(6), told, [], small).clusters)) <= 4
