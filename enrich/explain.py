"""Why two records, or two persons, are together or apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.bridges import weak_bridges
from enrich.identity import REASONS, Groups, Link, Reason, latest_by_pair
from enrich.model import Judgement, RecordId, Value
from enrich.ports import Explanation, Matcher
from enrich.store import derived
from enrich.store.facts import histories
from enrich.store.judgements import judgements
from enrich.store.suggestions import suggested
from enrich.store.tables import membership, review_item
from enrich.weighing import shared_keys

JUDGED = 1_000.0  # bits: more than any evidence


class Why(Value, frozen=True):
    """The whole reason for one pair: the evidence, what people said, and what came of it. `path`: how they are together through
    other records, the firmest way there is."""

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
    verdict = verdict_of(connection, matcher, explanation, said, (a, b), together)
    path = path_between(connection, a, b) if together and explanation.weight < explanation.merge_at else ()
    return Why(a, b, together, verdict, explanation, said, path)


def verdict_of(
    connection: Connection,
    matcher: Matcher,
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
        return f"not merged although they weigh {bits}: {reason_apart(connection, matcher, pair)}"
    if together:
        return f"together through other records; by themselves they weigh {bits}, merging takes {explanation.merge_at:.1f}"
    if explanation.weight >= explanation.review_at:
        return (
            f"waits for a person: {bits}, between {explanation.review_at:.1f} and {explanation.merge_at:.1f}"
        )
    return f"apart: {bits}, below the {explanation.review_at:.1f} that would ask a person"


def reason_apart(connection: Connection, matcher: Matcher, pair: tuple[RecordId, RecordId]) -> str:
    """Why two records are not one person although they agree well enough to be."""
    homes = derived.persons_of(connection, pair)
    if reason := reason_in_queue(connection, {homes[record_id] for record_id in pair}):
        return REASONS[reason]
    if suggested(connection, pair):
        return "one was found by a name and an employer only, and waits for a person's word"
    if not {pair} & {link[:2] for link in derived.links_of(connection, pair)}:
        return "no rule compared them: they share no key, or only such as a crowd shares"
    members = derived.members_of(connection, set(homes.values()))
    left, right = (set(members[homes[record_id]]) for record_id in pair)
    for said in latest_by_pair(judgements(connection, left)).values():
        if said.verdict == "different" and {said.a, said.b} & left and {said.a, said.b} & right:
            return f"{said.by} judged records {said.a} and {said.b} of the two to be different"
    return "the other records of the two do not agree"


def reason_in_queue(connection: Connection, persons: Collection[int]) -> Reason | None:
    """Why these two persons wait for review, None where they do not."""
    low, high = min(persons), max(persons)
    item = review_item.c
    query = sa.select(item.reason).where(
        sa.or_(
            sa.and_(item.person_a == low, item.person_b == high),
            sa.and_(item.person_a == high, item.person_b == low),
        )
    )
    reason: Reason | None = connection.execute(query).scalar()
    return reason


def path_between(connection: Connection, a: RecordId, b: RecordId) -> tuple[Link, ...]:
    """The links of one person that lead from one record to another, over its firmest weakest link. A judgement that two are the
    same is firmer than any weight."""
    homes = derived.persons_of(connection, [a])
    members = set(derived.members_of(connection, set(homes.values()))[homes[a]])
    links = [
        link for link in derived.links_of(connection, members) if link.a in members and link.b in members
    ]
    links += [
        Link(said.a, said.b, JUDGED, False)
        for said in latest_by_pair(judgements(connection, members)).values()
        if said.verdict == "same" and said.a in members and said.b in members
    ]
    groups = Groups(members)
    tree: dict[RecordId, list[Link]] = {record_id: [] for record_id in members}
    for link in sorted(links, key=lambda link: -link.weight):
        if not groups.together(link.a, link.b):
            groups.join(link.a, link.b)
            tree[link.a].append(link)
            tree[link.b].append(link)
    return walk(tree, a, b)


def walk(tree: Mapping[RecordId, Sequence[Link]], a: RecordId, b: RecordId) -> tuple[Link, ...]:
    """The way through a tree of links; () where there is none."""
    ways: dict[RecordId, tuple[Link, ...]] = {a: ()}
    frontier = [a]
    while frontier and b not in ways:
        here = frontier.pop()
        for link in tree[here]:
            end = link.b if link.a == here else link.a
            if end not in ways:
                ways[end] = (*ways[here], link)
                frontier.append(end)
    return ways.get(b, ())


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
