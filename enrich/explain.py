"""Why two records, or two persons, are together or apart."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.bridges import weak_bridges
from enrich.identity import REASONS, Link, Reason
from enrich.model import Judgement, RecordId, Value
from enrich.ports import Explanation, Matcher
from enrich.store import derived
from enrich.store.facts import histories
from enrich.store.judgements import judgements
from enrich.store.tables import membership, review_item
from enrich.weighing import shared_keys


class Why(Value, frozen=True):
    """The whole reason for one pair: the evidence, what people said, and what came of it."""

    a: RecordId
    b: RecordId
    together: bool
    verdict: str
    explanation: Explanation
    judgements: tuple[Judgement, ...] = ()
    path: tuple[Link, ...] = ()


def why_records(connection: Connection, matcher: Matcher, a: RecordId, b: RecordId) -> Why:
    """Why these two records are one person, or are not."""
    features = derived.features(connection, [a, b])
    explanation = matcher.explain(features[a], features[b], shared_keys(connection, matcher, [a, b]))
    said = tuple(j for j in judgements(connection, [a]) if {j.a, j.b} == {a, b})
    homes = derived.persons_of(connection, [a, b])
    together = homes.get(a) == homes.get(b)
    return Why(a, b, together, verdict_of(connection, explanation, said, (a, b), together), explanation, said)


def verdict_of(
    connection: Connection,
    explanation: Explanation,
    said: Collection[Judgement],
    pair: tuple[RecordId, RecordId],
    together: bool,
) -> str:
    """One sentence: what was decided about the pair, and by what."""
    if said:
        newest = max(said, key=lambda judgement: (judgement.made_at, judgement.judgement_id))
        return f"{newest.by} judged them {newest.verdict}; that holds"
    bits = f"{explanation.weight:+.1f} bits"
    if explanation.weight >= explanation.merge_at:
        if together:
            return f"merged: {bits}, at least the {explanation.merge_at:.1f} that merging takes"
        return f"not merged although they weigh {bits}: {reason_in_queue(connection, pair)}"
    if together:
        return f"together through other records; by themselves they weigh {bits}, merging takes {explanation.merge_at:.1f}"
    if explanation.weight >= explanation.review_at:
        return (
            f"waits for a person: {bits}, between {explanation.review_at:.1f} and {explanation.merge_at:.1f}"
        )
    return f"apart: {bits}, below the {explanation.review_at:.1f} that would ask a person"


def reason_in_queue(connection: Connection, pair: tuple[RecordId, RecordId]) -> str:
    homes = derived.persons_of(connection, pair)
    ends = sorted(homes[record_id] for record_id in pair)
    item = review_item.c
    query = sa.select(item.reason).where(
        sa.or_(
            sa.and_(item.person_a == ends[0], item.person_b == ends[1]),
            sa.and_(item.person_a == ends[1], item.person_b == ends[0]),
        )
    )
    reason: Reason | None = connection.execute(query).scalar()
    return REASONS[reason] if reason else "a person judged other records of the two to be different"


def strongest_pair(
    connection: Connection, matcher: Matcher, person_a: int, person_b: int
) -> tuple[RecordId, RecordId]:
    """The pair of records, one of each person, that speaks loudest for them being one; the oldest two where none does."""
    members = derived.members_of(connection, [person_a, person_b])
    left, right = set(members[person_a]), set(members[person_b])
    links = [
        link
        for link in derived.links_of(connection, left)
        if (link.a in left and link.b in right) or (link.a in right and link.b in left)
    ]
    if not links:
        return RecordId(person_a), RecordId(person_b)
    best = max(links, key=lambda link: (link.weight, -link.a, -link.b))
    return best.a, best.b


class Bond(Value, frozen=True):
    """A link inside a person; `bridge`: without it the person would fall apart into two."""

    a: RecordId
    b: RecordId
    weight: float
    bridge: bool


def bonds(connection: Connection, matcher: Matcher, person_id: int) -> list[Bond]:
    """What holds a person's records together, weakest bridges first."""
    members = derived.members_of(connection, [person_id]).get(person_id, [])
    inside = set(members)
    links = [link for link in derived.links_of(connection, inside) if link.a in inside and link.b in inside]
    bridges = weak_bridges(members, links, matcher.merge_at)
    weak = {link[:2] for link in bridges}
    ordered = sorted(links, key=lambda link: (link[:2] not in weak, link.weight))
    return [Bond(link.a, link.b, link.weight, link[:2] in weak) for link in ordered]


def oldest_member(connection: Connection, person_id: int) -> RecordId:
    query = sa.select(sa.func.min(membership.c.record_id)).where(membership.c.person_id == person_id)
    return RecordId(int(connection.execute(query).scalar_one()))


def names_of(connection: Connection, records: Collection[RecordId]) -> dict[RecordId, str]:
    """How each record's person is called by that record itself."""
    return {record_id: told[-1].profile.name for record_id, told in histories(connection, records).items()}
