"""Records that were found by a name and an employer only: suggestions, until somebody judges or something surer finds them."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.model import Instant, RecordId
from enrich.store.rows import insert_new
from enrich.store.statements import Among, everywhere_or_within, within
from enrich.store.tables import suggestion

SUGGESTED = sa.select(suggestion.c.record_id).where(suggestion.c.confirmed_at.is_(None))
SUGGESTED_OF = SUGGESTED.where(Among(suggestion.c.record_id))
CONFIRM = (
    sa.update(suggestion)
    .where(Among(suggestion.c.record_id), suggestion.c.confirmed_at.is_(None))
    .values(confirmed_at=sa.bindparam("at"))
    .returning(suggestion.c.record_id)
)


def suggest(connection: Connection, records: Collection[RecordId], at: Instant) -> None:
    """These records were never seen before, and were found by a weak key."""
    rows = [{"record_id": record_id, "found_at": at, "confirmed_at": None} for record_id in sorted(records)]
    insert_new(connection, suggestion, rows)


def confirm(connection: Connection, records: Collection[RecordId], at: Instant) -> set[RecordId]:
    """These records were found by something surer; gives those that were suggestions until now."""
    return {RecordId(row[0]) for row in within(connection, CONFIRM, records, {"at": at})}


def suggested(connection: Connection, records: Collection[RecordId] | None) -> set[RecordId]:
    """Which of these (all for None) are suggestions."""
    rows = everywhere_or_within(connection, SUGGESTED, SUGGESTED_OF, records)
    return {RecordId(row[0]) for row in rows}
