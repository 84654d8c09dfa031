"""Everything derived, made again from the facts; and whether what is stored is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.changes import Change
from enrich.pipeline import Engine, deciding, settle_records
from enrich.ports import Progress, Silent
from enrich.store import derived
from enrich.store.facts import histories
from enrich.store.statements import chunks
from enrich.store.tables import (
    blocking_key,
    feature,
    match,
    membership,
    pending,
    person,
    posting,
    record,
    record_version,
    review_item,
    term,
    timeline_entry,
)

REBUILT = (feature, blocking_key, match, membership, person, timeline_entry, review_item)
AT_ONCE = 5_000


def rebuild(engine: Engine, progress: Progress | None = None) -> list[Change]:
    """Derives everything again from records and judgements, in one transaction. Returns what that changed: nothing, when
    all was well and the model is the same."""
    progress = progress or Silent()
    with deciding(engine) as connection:
        records = list(
            connection.execute(sa.select(record.c.record_id).order_by(record.c.record_id)).scalars()
        )
        for some in chunks(records, AT_ONCE):
            told = histories(connection, some)
            fresh = {
                number: engine.matcher.prepare(told[number][-1].profile) for number in some if number in told
            }
            derived.store_prepared(connection, fresh, some, indexed=False)
            progress.step("reading records", len(told), len(records))
        derived.index_keys(connection)
        for table in (timeline_entry, posting, term, review_item):
            connection.execute(sa.delete(table))
        return settle_records(connection, engine, None, progress, rewrite=True)


def fingerprint(connection: Connection) -> dict[str, str]:
    """Table -> a hash of all its rows in key order: equal bytes, equal hash. The time since when a membership holds is
    history and stays out of it."""
    hashes = {}
    for table in REBUILT:
        columns = [column for column in table.c if column.name != "since"]
        digest = hashlib.blake2b(digest_size=12)
        for row in connection.execute(sa.select(*columns).order_by(*table.primary_key.columns)):
            digest.update(repr(tuple(row)).encode())
        hashes[table.name] = digest.hexdigest()
    return hashes


def check(connection: Connection) -> list[str]:
    """What is wrong with the stored state, in words; empty when all invariants hold."""
    return [complaint for rule in INVARIANTS for complaint in rule(connection)]


def count(connection: Connection, query: sa.Select[Any]) -> int:
    return int(connection.execute(query).scalar_one())


def settled_records_belong(connection: Connection) -> Iterable[str]:
    homeless = (
        sa.select(sa.func.count())
        .select_from(record)
        .where(
            record.c.record_id.not_in(sa.select(membership.c.record_id)),
            record.c.record_id.not_in(sa.select(pending.c.record_id)),
        )
    )
    if number := count(connection, homeless):
        yield f"{number} records are neither settled nor pending"


def records_have_versions(connection: Connection) -> Iterable[str]:
    empty = sa.select(sa.func.count()).select_from(record)
    if number := count(
        connection, empty.where(record.c.record_id.not_in(sa.select(record_version.c.record_id)))
    ):
        yield f"{number} records have no version"
    if number := count(connection, empty.where(record.c.record_id.not_in(sa.select(feature.c.record_id)))):
        yield f"{number} records have no features"


def persons_are_their_oldest_record(connection: Connection) -> Iterable[str]:
    oldest = sa.select(membership.c.person_id).group_by(membership.c.person_id)
    wrong = oldest.having(sa.func.min(membership.c.record_id) != membership.c.person_id).subquery()
    if number := count(connection, sa.select(sa.func.count()).select_from(wrong)):
        yield f"{number} persons do not bear the id of their oldest record"


def persons_have_rows(connection: Connection) -> Iterable[str]:
    members = sa.select(membership.c.person_id)
    rows = sa.select(person.c.person_id)
    without_row = sa.select(sa.func.count(membership.c.person_id.distinct())).where(
        membership.c.person_id.not_in(rows)
    )
    without_members = sa.select(sa.func.count()).select_from(person).where(person.c.person_id.not_in(members))
    if number := count(connection, without_row):
        yield f"{number} persons have records but no page"
    if number := count(connection, without_members):
        yield f"{number} persons have a page but no records"
    for table in (timeline_entry, posting):
        stray = sa.select(sa.func.count()).select_from(table).where(table.c.person_id.not_in(rows))
        if number := count(connection, stray):
            yield f"{number} rows of {table.name} belong to nobody"


def queue_names_persons(connection: Connection) -> Iterable[str]:
    for column, end in ((review_item.c.person_a, review_item.c.a), (review_item.c.person_b, review_item.c.b)):
        home = sa.select(membership.c.person_id).where(membership.c.record_id == end).scalar_subquery()
        stray = sa.select(sa.func.count()).select_from(review_item).where(home != column)
        if number := count(connection, stray):
            yield f"{number} review items name a person that the record does not belong to"


def keys_can_be_looked_up(connection: Connection) -> Iterable[str]:
    if not derived.nothing_settled(connection) and derived.unlisted_keys(connection):
        yield "the blocking keys that can be looked up are not those of the records"


def matches_have_records(connection: Connection) -> Iterable[str]:
    misplaced = sa.select(sa.func.count()).select_from(match).where(match.c.a >= match.c.b)
    if number := count(connection, misplaced):
        yield f"{number} matches are written the wrong way round"


INVARIANTS: tuple[Callable[[Connection], Iterable[str]], ...] = (
    records_have_versions,
    settled_records_belong,
    persons_are_their_oldest_record,
    persons_have_rows,
    queue_names_persons,
    matches_have_records,
    keys_can_be_looked_up,
)
