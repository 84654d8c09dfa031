"""What the matcher and `resolve` made of the records: features, blocking keys, matches, memberships."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.identity import Link
from enrich.model import Instant, RecordId
from enrich.ports import Floats, Ints, KeyTable, Matches, Pairs, Prepared
from enrich.store.blocks import blocks_in, keys_of_blocks
from enrich.store.rows import delete_rows, insert_rows
from enrich.store.statements import (
    NOTHING,
    Among,
    Question,
    change_within,
    everywhere_or_within,
    fetch,
    fetch_together,
    within,
    within_together,
)
from enrich.store.tables import blocking_key, feature, match, membership, past_membership, pending, record

Due = Literal["everything", "pairs", "weights"]
Marks = dict[RecordId, Due]
URGENCY: dict[Due, int] = {"weights": 0, "pairs": 1, "everything": 2}

NO_INTS = np.empty(0, dtype=np.int64)

FEATURES = sa.select(feature.c.record_id, feature.c.features)
FEATURES_OF = FEATURES.where(Among(feature.c.record_id))
DROP_FEATURES = sa.delete(feature).where(Among(feature.c.record_id))
PREPARED_OF = sa.select(feature.c.record_id, feature.c.features, feature.c.blocking_keys).where(
    Among(feature.c.record_id)
)
KEYS = sa.select(feature.c.record_id, feature.c.blocking_keys)
KEYS_OF = KEYS.where(Among(feature.c.record_id))
PENDING = (
    sa.select(pending.c.record_id, pending.c.due).order_by(pending.c.record_id).limit(sa.bindparam("most"))
)
SHARE_PENDING = sa.select(
    sa.select(sa.func.count()).select_from(pending).where(pending.c.due != "weights").scalar_subquery(),
    sa.select(sa.func.max(record.c.record_id)).scalar_subquery(),
)
DROP_PENDING = sa.delete(pending).where(Among(pending.c.record_id))
EMPTY_PENDING = sa.text("TRUNCATE pending")
DROP_MATCHES = (
    sa.delete(match)
    .where(sa.or_(Among(match.c.a), Among(match.c.b)))
    .returning(match.c.a, match.c.b, match.c.weight)
)
MATCHES_OF = sa.select(match.c.a, match.c.b, match.c.rules, match.c.weight).where(
    sa.or_(Among(match.c.a), Among(match.c.b))
)
LINKS = sa.select(match.c.a, match.c.b, match.c.weight, match.c.contradicts)
LINKS_OF = LINKS.where(sa.or_(Among(match.c.a), Among(match.c.b)))
# In an order that is by chance, and the same every time.
MERGED_PAIRS = (
    sa.select(match.c.a, match.c.b)
    .where(match.c.weight >= sa.bindparam("at_least"))
    .order_by(
        (match.c.a * 7_919 + match.c.b * 104_729 + sa.bindparam("seed")) % 1_000_003, match.c.a, match.c.b
    )
    .limit(sa.bindparam("most"))
)
MEMBERS_OF = (
    sa.select(membership.c.person_id, membership.c.record_id)
    .where(Among(membership.c.person_id))
    .order_by(membership.c.record_id)
)
ANYBODY = sa.select(membership.c.record_id).limit(1)
PERSONS = sa.select(membership.c.record_id, membership.c.person_id)
PERSONS_OF = PERSONS.where(Among(membership.c.record_id))
OTHER = membership.alias("other")
HOUSEMATES_OF = (
    sa.select(OTHER.c.record_id, OTHER.c.person_id)
    .join_from(membership, OTHER, OTHER.c.person_id == membership.c.person_id)
    .where(Among(membership.c.record_id))
)
END_MEMBERSHIPS = sa.insert(past_membership).from_select(
    ["record_id", "since", "until", "person_id"],
    sa.select(
        membership.c.record_id,
        membership.c.since,
        sa.bindparam("at", type_=sa.BigInteger),
        membership.c.person_id,
    ).where(Among(membership.c.record_id), membership.c.since < sa.bindparam("at")),
)
DROP_MEMBERSHIPS = sa.delete(membership).where(Among(membership.c.record_id))


# --- features and keys ---


def store_prepared(
    connection: Connection,
    prepared: Mapping[RecordId, Prepared],
    known: Collection[RecordId],
    *,
    indexed: bool,
) -> None:
    """Replaces the features and keys of these records; `known` are those that had some before.

    `indexed`: whether the keys are to be found at once, or by `index_keys` later.
    """
    drop_keys(connection, known)
    change_within(connection, DROP_FEATURES, known)
    rows = [(record_id, item.features, item.keys) for record_id, item in prepared.items()]
    insert_rows(connection, feature, ("record_id", "features", "blocking_keys"), rows)
    if indexed:
        store_keys(connection, KeyTable.unpacked(list(prepared), [item.keys for item in prepared.values()]))


def drop_keys(connection: Connection, records: Collection[RecordId]) -> None:
    """These records are not to be found by their keys any more."""
    keys = keys_of(connection, records)
    rows = zip(keys.rule.tolist(), keys.value.tolist(), keys.record.tolist(), strict=True)
    delete_rows(connection, blocking_key, ("rule", "value", "record_id"), sorted(rows))


def index_keys(connection: Connection) -> None:
    """Makes the keys of all records ready to be looked up."""
    connection.execute(sa.delete(blocking_key))
    store_keys(connection, all_keys(connection))


def store_keys(connection: Connection, keys: KeyTable) -> None:
    """Writes keys in the order in which they are stored, which is the fastest."""
    order = np.lexsort((keys.record, keys.value, keys.rule))
    columns = [column[order].tolist() for column in (keys.rule, keys.value, keys.record, keys.who)]
    insert_rows(
        connection, blocking_key, ("rule", "value", "record_id", "who"), list(zip(*columns, strict=True))
    )


def unlisted_keys(connection: Connection) -> int:
    """By how many the keys of all records and those that can be looked up differ in number."""
    held = sa.select(sa.func.coalesce(sa.func.sum(sa.func.length(feature.c.blocking_keys)), 0))
    listed = sa.select(sa.func.count()).select_from(blocking_key)
    size = 3 * 8  # bytes of a packed key
    return abs(
        int(connection.execute(held).scalar_one()) // size - int(connection.execute(listed).scalar_one())
    )


def all_keys(connection: Connection) -> KeyTable:
    return keys_of(connection, None)


def keys_of(connection: Connection, records: Collection[RecordId] | None) -> KeyTable:
    """The keys of these records (None: of all)."""
    return keys_in(everywhere_or_within(connection, KEYS, KEYS_OF, records))


def keys_in(rows: Sequence[tuple[Any, ...]]) -> KeyTable:
    return KeyTable.unpacked([row[0] for row in rows], [row[1] for row in rows])


def features(connection: Connection, records: Collection[RecordId] | None) -> dict[int, bytes]:
    return dict(everywhere_or_within(connection, FEATURES, FEATURES_OF, records))


def prepared_of(connection: Connection, records: Collection[RecordId]) -> dict[RecordId, Prepared]:
    """Features and keys of these records."""
    return {RecordId(number): Prepared(*told) for number, *told in within(connection, PREPARED_OF, records)}


def keys_around(
    connection: Connection,
    records: Collection[RecordId] | None,
    limits: Sequence[int],
    rules: Collection[int] | None = None,
) -> KeyTable:
    """Every key row that shares a key with one of these records (all rows for None), under these rules (None: all);
    `limits`: rule -> records of a block, of a larger one not all rows are read."""
    keys = keys_of(connection, records)
    wanted = keys if rules is None else keys.under(rules)
    return wanted if records is None else keys_of_blocks(connection, blocks_in(wanted), limits)


def own_blocks(connection: Connection, records: Collection[RecordId]) -> set[tuple[int, int]]:
    """The (rule, value) of every key that these records have."""
    return blocks_in(keys_of(connection, records))


# --- pending ---


# What is due -> what becomes of a record that is pending already.
WEAKER: dict[Due, str] = {
    "everything": "ON CONFLICT (record_id) DO UPDATE SET due = excluded.due",
    "pairs": "ON CONFLICT (record_id) DO UPDATE SET due = excluded.due WHERE pending.due = 'weights'",
    "weights": "ON CONFLICT DO NOTHING",
}


def mark_pending(connection: Connection, records: Collection[RecordId], due: Due = "everything") -> None:
    """These records wait to be settled."""
    insert_rows(connection, pending, ("record_id", "due"), [(n, due) for n in sorted(records)], WEAKER[due])


def mark(marks: Marks, records: Iterable[RecordId], due: Due = "everything") -> None:
    """This is due of these records too."""
    for one in records:
        if (held := marks.get(one)) is None or URGENCY[held] < URGENCY[due]:
            marks[one] = due


def store_marks(connection: Connection, marks: Marks) -> None:
    """What is due waits to be settled."""
    for due in WEAKER:
        mark_pending(connection, [one for one, what in marks.items() if what == due], due)


def mark_all_pending(connection: Connection) -> None:
    connection.execute(sa.delete(pending))
    connection.execute(sa.insert(pending).from_select(["record_id"], sa.select(record.c.record_id)))


def pending_records(connection: Connection, limit: int) -> dict[RecordId, Due]:
    """At most so many of the records that wait to be settled, the oldest first, and what is due."""
    return {RecordId(number): due for number, due in fetch(connection, PENDING, {"most": limit})}


def share_pending(connection: Connection) -> float:
    """About how large a part of all records waits to be paired again."""
    [(waiting, newest)] = fetch(connection, SHARE_PENDING)
    return float(waiting / max(newest or 0, 1))


def nothing_settled(connection: Connection) -> bool:
    """Whether no record has a person yet, as during a first load: all of them are pending anyway."""
    return not fetch(connection, ANYBODY)


class Waits(NamedTuple):
    """`pending`: the oldest of the records that wait to be settled; `first_load`: whether no record has a person yet."""

    pending: dict[RecordId, Due]
    first_load: bool


def waits(connection: Connection, limit: int) -> Waits:
    """Both, of at most so many records, in one journey."""
    waiting, anybody = fetch_together(connection, *questions_of_waits(limit))
    return Waits({RecordId(number): due for number, due in waiting}, not anybody)


def questions_of_waits(limit: int) -> tuple[Question, Question]:
    return (PENDING, {"most": limit}), (ANYBODY, NOTHING)


def clear_pending(connection: Connection, records: Collection[RecordId] | None) -> None:
    if records is not None:
        change_within(connection, DROP_PENDING, records)
    elif connection.dialect.name == "sqlite":
        connection.execute(sa.delete(pending))
    else:
        connection.execute(
            EMPTY_PENDING
        )  # deleted rows would be read past again and again until they are cleared away


# --- matches ---


def drop_matches(
    connection: Connection, records: Collection[RecordId] | None, at_least: float = math.inf
) -> set[RecordId]:
    """Forgets the matches of these records (all for None); gives the records at both ends of those of `at_least` bits."""
    if records is None:
        connection.execute(sa.delete(match))
        return set()
    return strong_ends(within(connection, DROP_MATCHES, records), at_least)


class Dropped(NamedTuple):
    """`freed`: the ends of the strong matches that were forgotten; the pairs and weights of the matches found."""

    freed: set[RecordId]
    left: Pairs
    weights: Floats


def drop_matches_and_find(
    connection: Connection,
    records: Collection[RecordId],
    others: Collection[RecordId],
    rules: Collection[int],
    at_least: float,
) -> Dropped:
    """Forgets the matches of these records, and finds those of `others` that are left and that one of these rules found, in
    one journey."""
    gone, left = within_together(connection, (DROP_MATCHES, records), (MATCHES_OF, others))
    wanted = sum(1 << rule for rule in rules)
    return Dropped(strong_ends(gone, at_least), *matches_in(row for row in left if row[2] & wanted))


def strong_ends(rows: Iterable[tuple[Any, ...]], at_least: float) -> set[RecordId]:
    return {RecordId(end) for *ends, weight in rows if weight >= at_least for end in ends}


def drop_pairs(connection: Connection, pairs: Pairs) -> None:
    """Forgets the matches of these pairs."""
    delete_rows(connection, match, ("a", "b"), list(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)))


def matches_in(found: Iterable[tuple[Any, ...]]) -> tuple[Pairs, Floats]:
    """The pairs of stored matches, each once, and their weights."""
    rows = sorted(set(found))
    a, b, rules = (as_ints(row[column] for row in rows) for column in range(3))
    return Pairs(a, b, rules), np.array([row[3] for row in rows], dtype=np.float64)


def store_matches(connection: Connection, matches: Matches) -> None:
    names = ("a", "b", "weight", "contradicts", "rules", "levels")
    columns = (matches.a, matches.b, matches.weight, matches.contradicts, matches.rules)
    plain = (column.tolist() for column in columns)
    rows = list(zip(*plain, (levels.tobytes() for levels in matches.levels), strict=True))
    insert_rows(connection, match, names, rows)


def links_of(connection: Connection, records: Collection[RecordId] | None) -> list[Link]:
    """The stored matches with at least one of these records in them (all for None), each once, in a fixed order."""
    return sorted({Link(*row) for row in everywhere_or_within(connection, LINKS, LINKS_OF, records)})


def merged_pairs(connection: Connection, merge_at: float, most: int, seed: int) -> list[tuple[int, int]]:
    """Some of the matches of at least `merge_at` bits; the same for the same matches and seed."""
    told = {"at_least": merge_at, "most": most, "seed": seed}
    return [(row.a, row.b) for row in connection.execute(MERGED_PAIRS, told)]


# --- memberships ---


class Move(NamedTuple):
    """A record that now belongs to another person than before (None: to none yet)."""

    record_id: RecordId
    before: int | None
    after: int


def members_of(connection: Connection, persons: Collection[int]) -> dict[int, list[RecordId]]:
    found: dict[int, list[RecordId]] = {}
    for person_id, record_id in within(connection, MEMBERS_OF, persons):
        found.setdefault(person_id, []).append(RecordId(record_id))
    return found


def persons_of(connection: Connection, records: Collection[RecordId] | None) -> dict[RecordId, int]:
    return homes_in(everywhere_or_within(connection, PERSONS, PERSONS_OF, records))


def homes_in(rows: Iterable[tuple[Any, ...]]) -> dict[RecordId, int]:
    """record -> person."""
    return {RecordId(number): person_id for number, person_id in rows}


def move(connection: Connection, moves: Sequence[Move], at: Instant) -> None:
    """Writes the new memberships and keeps the old ones, with the time in which they held."""
    moved = [m.record_id for m in moves if m.before is not None]
    change_within(connection, END_MEMBERSHIPS, moved, {"at": at})
    change_within(connection, DROP_MEMBERSHIPS, moved)
    rows = [(m.record_id, m.after, at) for m in moves]
    insert_rows(connection, membership, ("record_id", "person_id", "since"), rows)


def members_at(connection: Connection, person_id: int, at: Instant) -> list[RecordId]:
    """The records that made up a person at a past instant."""
    now, past = membership.c, past_membership.c
    current = sa.select(now.record_id).where(now.person_id == person_id, now.since <= at)
    former = sa.select(past.record_id).where(past.person_id == person_id, past.since <= at, past.until > at)
    return sorted(RecordId(number) for number in connection.execute(sa.union(current, former)).scalars())


def person_at(connection: Connection, record_id: RecordId, at: Instant) -> int | None:
    """The person that a record belonged to at a past instant; None before the record was resolved."""
    now, past = membership.c, past_membership.c
    current = sa.select(now.person_id).where(now.record_id == record_id, now.since <= at)
    former = sa.select(past.person_id).where(past.record_id == record_id, past.since <= at, past.until > at)
    found = connection.execute(sa.union(current, former)).scalar()
    return int(found) if found is not None else None


def no_keys() -> KeyTable:
    return KeyTable(NO_INTS, NO_INTS, NO_INTS, NO_INTS)


def as_ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)
