"""The review queue: pairs of persons that may be one, each carried by its strongest pair of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from enrich.identity import Doubt, Link, Pair, Reason
from enrich.model import Judgement, RecordId


class Item(NamedTuple):
    """Two persons to be looked at. `a`, `b`: the pair of records that speaks loudest for them; `against`: what stands in
    the way, for a contradiction."""

    a: RecordId
    b: RecordId
    person_a: int
    person_b: int
    weight: float
    reason: Reason
    against: Pair | None


def queue(
    links: Iterable[Link],
    doubts: Iterable[Doubt],
    judgements: Iterable[Judgement],
    persons: Mapping[RecordId, int],
) -> list[Item]:
    """One item per pair of persons that no person has judged; a doubt that `resolve` raised tells the reason.

    links: pairs of at least `review_at` bits; persons: record -> person, for every record named in the others.
    """
    settled = {
        apart(persons[judgement.a], persons[judgement.b])
        for judgement in judgements
        if judgement.verdict != "same" and judgement.a in persons and judgement.b in persons
    }
    raised = {(doubt.a, doubt.b): doubt for doubt in doubts}
    offered = [*raised.values(), *(Doubt(*link[:3], "unsure") for link in links if link[:2] not in raised)]
    strongest: dict[Pair, Doubt] = {}
    for doubt in sorted(offered, key=loudest_first):
        between = apart(persons[doubt.a], persons[doubt.b])
        if between[0] != between[1] and (doubt.reason == "people_disagree" or between not in settled):
            strongest.setdefault(between, doubt)
    return [
        Item(doubt.a, doubt.b, persons[doubt.a], persons[doubt.b], doubt.weight, doubt.reason, doubt.against)
        for doubt in strongest.values()
    ]


def apart(one: int, other: int) -> Pair:
    return RecordId(min(one, other)), RecordId(max(one, other))


def loudest_first(doubt: Doubt) -> tuple[bool, float, int, int]:
    """What `resolve` stumbled over comes before what is merely unsure; then by weight."""
    return (doubt.reason == "unsure", -round(doubt.weight, 6), doubt.a, doubt.b)


def counts(items: Sequence[Item]) -> dict[Reason, int]:
    found: dict[Reason, int] = {}
    for item in items:
        found[item.reason] = found.get(item.reason, 0) + 1
    return found
