"""Changed records -> stored matches: features and keys, whom that concerns, the pairs that share a key, their weights."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np
from sqlalchemy.engine import Connection

from enrich.model import RecordId
from enrich.ports import Bools, KeyTable, Matcher, Matches, Pairs, Prepared
from enrich.store import derived
from enrich.store.derived import Block

BULK = 4_000  # from so many pending records on, whole tables are read instead of neighbourhoods
CHUNK = 250_000  # pairs weighed at once


def store_prepared(
    connection: Connection, matcher: Matcher, current: Mapping[RecordId, Prepared], new: int
) -> None:
    """Stores the features and keys of records whose content changed; they and all whom that concerns become pending.

    `new`: how many of them were never seen before.
    """
    first_load = derived.nothing_settled(connection)
    known = current.keys() if new < len(current) else ()
    before = derived.own_blocks(connection, known)
    derived.store_prepared(connection, current, known, indexed=not first_load)
    concerned = set(current)
    if not first_load:
        concerned |= members_of_changed_blocks(connection, matcher, current, before)
    derived.mark_pending(connection, concerned)


def members_of_changed_blocks(
    connection: Connection,
    matcher: Matcher,
    current: Mapping[RecordId, Prepared],
    before: set[tuple[int, int]],
) -> set[RecordId]:
    """Records whose weights depend on who else shares a value with them, and records of a block that crossed the limit."""
    changed = len(current)
    blocks = [
        (block.rule, block.value)
        for block in derived.blocks_of(connection, current)
        if matters(block, matcher, changed)
    ]
    rows = derived.rows_of_blocks(connection, {*blocks, *before}, max(matcher.block_limits) + changed)
    return {RecordId(row[0]) for row in rows}


def matters(block: Block, matcher: Matcher, changed: int) -> bool:
    """Whether the change of so many records can have changed the weights of the whole block."""
    limit = matcher.block_limits[block.rule]
    if block.rule in matcher.shared_rules and block.people - changed <= matcher.shared_limit:
        return block.records - changed <= limit
    return block.records > limit >= block.records - changed


def weigh_pending(
    connection: Connection, matcher: Matcher, focus: Collection[RecordId] | None
) -> set[RecordId] | None:
    """Weighs every pair of these records again (of all records for None) and stores those of at least `review_at` bits.

    Returns the records whose matches may have changed, None for all.
    """
    others = derived.drop_matches(connection, focus)
    partners: set[RecordId] = set()
    for kept in weighed(connection, matcher, focus):
        derived.store_matches(connection, kept)
        partners.update(kept.a.tolist(), kept.b.tolist())
    return None if focus is None else {*focus, *others, *partners}


def weighed(
    connection: Connection, matcher: Matcher, focus: Collection[RecordId] | None
) -> Iterator[Matches]:
    """The matches of at least `review_at` bits with one of these records in them (all for None), some at a time."""
    keys = derived.keys_around(connection, focus, max(matcher.block_limits))
    pairs = matcher.pairs(keys, None if focus is None else derived.as_ints(sorted(focus)))
    features = derived.features(connection, None) if focus is None else {}
    for part in parts(pairs):
        ends = {*part.a.tolist(), *part.b.tolist()}
        known = features if focus is None else derived.features(connection, ends)
        yield at_least(matcher.weigh(part, known, keys), matcher.review_at)


def parts(pairs: Pairs) -> Iterable[Pairs]:
    for start in range(0, len(pairs.a), CHUNK):
        some = slice(start, start + CHUNK)
        yield Pairs(pairs.a[some], pairs.b[some], pairs.rules[some])


def at_least(matches: Matches, weight: float) -> Matches:
    return where(matches, matches.weight >= weight)


def where(matches: Matches, keep: Bools) -> Matches:
    return Matches(
        matches.a[keep], matches.b[keep], matches.weight[keep], matches.levels[keep],
        matches.contradicts[keep], matches.rules[keep],
    )  # fmt: skip


def weigh_unlinked(
    connection: Connection,
    matcher: Matcher,
    groups: Iterable[Collection[RecordId]],
    linked: set[tuple[int, int]],
) -> Matches | None:
    """The weights of pairs inside these groups that have no stored match: do any two records of a group contradict?"""
    missing = sorted(
        (a, b) for group in groups for a in group for b in group if a < b and (a, b) not in linked
    )
    if not missing:
        return None
    a, b = np.array(missing, dtype=np.int64).T
    records = {RecordId(number) for pair in missing for number in pair}
    whole = len(records) > BULK
    features = derived.features(connection, None if whole else records)
    keys = shared_keys(connection, matcher, None if whole else records)
    return matcher.weigh(Pairs(a, b, np.zeros(len(a), dtype=np.int64)), features, keys)


def shared_keys(connection: Connection, matcher: Matcher, records: Collection[RecordId] | None) -> KeyTable:
    """The rows of the keys by which the matcher counts how many people share a value."""
    return derived.keys_around(connection, records, max(matcher.block_limits), matcher.shared_rules)
