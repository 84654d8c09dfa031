"""What the matcher and `resolve` made of the records: features, blocking keys, matches, memberships."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.identity import Link
from enrich.model import Instant, RecordId
from enrich.ports import Ints, KeyTable, Matches, Prepared
from enrich.store.statements import Among, chunks, everywhere_or_within, insert_rows, within
from enrich.store.tables import blocking_key, feature, match, membership, past_membership, pending, record

NO_INTS = np.empty(0, dtype=np.int64)

FEATURES = sa.select(feature.c.record_id, feature.c.features)
FEATURES_OF = FEATURES.where(Among(feature.c.record_id))
DROP_FEATURES = sa.delete(feature).where(Among(feature.c.record_id))
DROP_KEYS = sa.delete(blocking_key).where(Among(blocking_key.c.record_id))
KEYS = sa.select(feature.c.record_id, feature.c.blocking_keys)
KEY_ROWS = sa.select(blocking_key.c.record_id, blocking_key.c.rule, blocking_key.c.value, blocking_key.c.who)
BLOCK = KEY_ROWS.where(
    blocking_key.c.rule == sa.bindparam("rule"), blocking_key.c.value == sa.bindparam("value")
).limit(sa.bindparam("most"))
BLOCKS_OF = sa.select(blocking_key.c.rule, blocking_key.c.value).where(Among(blocking_key.c.record_id))
PENDING = sa.select(pending.c.record_id).order_by(pending.c.record_id).limit(sa.bindparam("most"))
DROP_PENDING = sa.delete(pending).where(Among(pending.c.record_id))
DROP_MATCHES = (
    sa.delete(match).where(sa.or_(Among(match.c.a), Among(match.c.b))).returning(match.c.a, match.c.b)
)
LINKS = sa.select(match.c.a, match.c.b, match.c.weight, match.c.contradicts).where(
    match.c.weight >= sa.bindparam("at_least")
)
LINKS_OF = LINKS.where(sa.or_(Among(match.c.a), Among(match.c.b)))
MEMBERS_OF = (
    sa.select(membership.c.person_id, membership.c.record_id)
    .where(Among(membership.c.person_id))
    .order_by(membership.c.record_id)
)
ANYBODY = sa.select(membership.c.record_id).limit(1)
PERSONS = sa.select(membership.c.record_id, membership.c.person_id)
PERSONS_OF = PERSONS.where(Among(membership.c.record_id))
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
    for some in chunks(known):
        connection.execute(DROP_FEATURES, {"some": some})
        connection.execute(DROP_KEYS, {"some": some})
    rows = [(record_id, item.features, item.keys) for record_id, item in prepared.items()]
    insert_rows(connection, feature, ("record_id", "features", "blocking_keys"), rows)
    if indexed:
        store_keys(connection, KeyTable.unpacked(list(prepared), [item.keys for item in prepared.values()]))


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
    rows = connection.execute(KEYS).all()
    return KeyTable.unpacked([row[0] for row in rows], [row[1] for row in rows])


def features(connection: Connection, records: Collection[RecordId] | None) -> dict[int, bytes]:
    rows = everywhere_or_within(connection, FEATURES, FEATURES_OF, records)
    return {row.record_id: row.features for row in rows}


def key_table(rows: Iterable[Sequence[int]]) -> KeyTable:
    """Columns of (record, rule, value, who) rows."""
    table = np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, 4)
    return KeyTable(*(np.ascontiguousarray(table[:, column]) for column in range(4)))


def keys_around(
    connection: Connection,
    records: Collection[RecordId] | None,
    block_limit: int,
    rules: Collection[int] | None = None,
) -> KeyTable:
    """Every key row that shares a key with one of these records (all rows for None), under these rules (None: all).

    Of a block of more than `block_limit` records only `block_limit` + 1 rows are read: enough to see that it is too large.
    """
    if records is None:
        keys = all_keys(connection)
        return keys if rules is None else keys.under(rules)
    blocks = own_blocks(connection, records)
    wanted = blocks if rules is None else {block for block in blocks if block[0] in rules}
    return key_table(rows_of_blocks(connection, wanted, block_limit))


def rows_of_blocks(
    connection: Connection, blocks: Iterable[tuple[int, int]], block_limit: int
) -> list[Sequence[int]]:
    """The rows of these (rule, value) blocks, at most `block_limit` + 1 of each."""
    rows: list[Sequence[int]] = []
    for rule, value in sorted(blocks):
        told = {"rule": rule, "value": value, "most": block_limit + 1}
        rows.extend(tuple(row) for row in connection.execute(BLOCK, told))
    return rows


def crowds_of() -> sa.Select[Any]:
    """The blocks of several records that some records are in, with their sizes."""
    near, far = blocking_key.alias("near"), blocking_key.alias("far")
    mine = sa.select(near.c.rule, near.c.value).where(Among(near.c.record_id)).distinct().subquery()
    return (
        sa.select(far.c.rule, far.c.value, sa.func.count(), sa.func.count(far.c.who.distinct()))
        .join(mine, sa.and_(mine.c.rule == far.c.rule, mine.c.value == far.c.value))
        .group_by(far.c.rule, far.c.value)
        .having(sa.func.count() > 1)
    )


CROWDS_OF = crowds_of()


class Block(NamedTuple):
    """How many records share a blocking key, and how many people (`who`) they name."""

    rule: int
    value: int
    records: int
    people: int


def own_blocks(connection: Connection, records: Collection[RecordId]) -> set[tuple[int, int]]:
    """The (rule, value) of every key that these records have."""
    return {(rule, value) for rule, value in within(connection, BLOCKS_OF, records)}


def blocks_of(connection: Connection, records: Collection[RecordId]) -> list[Block]:
    """The blocks of more than one record that these records are in."""
    rows = within(connection, CROWDS_OF, records)
    return list({(row[0], row[1]): Block(*row) for row in rows}.values())


# --- pending ---


def mark_pending(connection: Connection, records: Collection[RecordId]) -> None:
    insert_rows(
        connection, pending, ("record_id",), [(n,) for n in sorted(records)], "ON CONFLICT DO NOTHING"
    )


def mark_all_pending(connection: Connection) -> None:
    connection.execute(sa.delete(pending))
    connection.execute(sa.insert(pending).from_select(["record_id"], sa.select(record.c.record_id)))


def pending_records(connection: Connection, limit: int) -> list[RecordId]:
    """At most so many of the records that wait to be settled, the oldest first."""
    return [RecordId(number) for number in connection.execute(PENDING, {"most": limit}).scalars()]


def nothing_settled(connection: Connection) -> bool:
    """Whether no record has a person yet, as during a first load: all of them are pending anyway."""
    return connection.execute(ANYBODY).first() is None


def clear_pending(connection: Connection, records: Sequence[RecordId] | None) -> None:
    if records is None:
        connection.execute(sa.delete(pending))
        return
    for some in chunks(records):
        connection.execute(DROP_PENDING, {"some": some})


# --- matches ---


def drop_matches(connection: Connection, records: Collection[RecordId] | None) -> set[RecordId]:
    """Forgets the matches of these records (all for None); gives the records at both ends of them."""
    if records is None:
        connection.execute(sa.delete(match))
        return set()
    gone = within(connection, DROP_MATCHES, records)
    return {RecordId(end) for row in gone for end in row}


def store_matches(connection: Connection, matches: Matches) -> None:
    names = ("a", "b", "weight", "contradicts", "rules", "levels")
    columns = (matches.a, matches.b, matches.weight, matches.contradicts, matches.rules)
    plain = (column.tolist() for column in columns)
    rows = list(zip(*plain, (levels.tobytes() for levels in matches.levels), strict=True))
    insert_rows(connection, match, names, rows)


def links_of(
    connection: Connection, records: Collection[RecordId] | None, at_least: float = -1e9
) -> list[Link]:
    """The stored matches with at least one of these records in them (all for None), each once, in a fixed order."""
    told = {"at_least": at_least}
    rows = everywhere_or_within(connection, LINKS, LINKS_OF, records, told)
    return sorted({Link(*row) for row in rows})


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
    rows = everywhere_or_within(connection, PERSONS, PERSONS_OF, records)
    return {RecordId(number): person_id for number, person_id in rows}


def move(connection: Connection, moves: Sequence[Move], at: Instant) -> None:
    """Writes the new memberships and keeps the old ones, with the time in which they held."""
    for some in chunks([m.record_id for m in moves if m.before is not None]):
        connection.execute(END_MEMBERSHIPS, {"some": some, "at": at})
        connection.execute(DROP_MEMBERSHIPS, {"some": some})
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
