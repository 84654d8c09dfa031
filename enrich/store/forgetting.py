"""Facts that must not be kept any longer, and all that the database still says of them. What goes here is gone."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.model import Instant, RecordId
from enrich.store.derived import drop_keys
from enrich.store.rows import insert_new
from enrich.store.statements import Among, chunks, within
from enrich.store.tables import (
    change,
    confirmation,
    original,
    posting,
    record,
    record_version,
    refresh,
    refusal,
    review_item,
    sighting,
    term,
)

SAID_SINCE = sa.exists().where(
    sighting.c.version_id == record_version.c.version_id, sighting.c.recorded_at >= sa.bindparam("before")
)
OLD_VERSIONS = (
    sa.select(record_version.c.version_id, record_version.c.record_id, record_version.c.content_hash)
    .join_from(record, record_version)
    .where(
        record.c.source == sa.bindparam("source"),
        record_version.c.recorded_at < sa.bindparam("before"),
        ~SAID_SINCE,
    )
)
VERSIONS_OF = sa.select(record_version.c.version_id, record_version.c.record_id).where(
    Among(record_version.c.record_id)
)
CONFIRMED = sa.select(confirmation.c.record_id).where(
    Among(confirmation.c.record_id), confirmation.c.told_at >= sa.bindparam("before")
)
DROP_VERSIONS = sa.delete(record_version).where(Among(record_version.c.version_id))
DROP_RECORDS = sa.delete(record).where(Among(record.c.record_id))
DROP_ITEMS = sa.delete(review_item).where(sa.or_(Among(review_item.c.a), Among(review_item.c.b)))
WORDS_OF = sa.select(posting.c.term_id).distinct().where(Among(posting.c.person_id))
DROP_WORDS = sa.delete(term).where(
    Among(term.c.term_id), ~sa.exists().where(posting.c.term_id == term.c.term_id)
)
newer = change.alias("newer")
DROP_PAST_CHANGES = sa.delete(change).where(
    Among(change.c.person_id),
    sa.exists().where(newer.c.person_id == change.c.person_id, newer.c.seq > change.c.seq),
)
OLD_REFUSALS = (
    sa.delete(refusal)
    .where(refusal.c.source == sa.bindparam("source"), refusal.c.refused_at < sa.bindparam("before"))
    .returning(refusal.c.original)
)
DROP_ORIGINALS = sa.delete(original).where(
    Among(original.c.sha256),
    ~sa.exists().where(refusal.c.original == original.c.sha256),
    ~sa.exists().where(record_version.c.original == original.c.sha256),
)


def confirm(connection: Connection, records: Collection[RecordId], at: Instant) -> None:
    """The source has just told of these records, whether or not it said anything new."""
    rows = [{"record_id": record_id, "told_at": at} for record_id in sorted(records)]
    insert_new(connection, confirmation, rows, update=("told_at",))


def old_versions(connection: Connection, source: str, before: Instant) -> dict[int, tuple[RecordId, str]]:
    """version -> its record and content hash, of what this source has not said since `before`."""
    rows = connection.execute(OLD_VERSIONS, {"source": source, "before": before})
    return {number: (RecordId(record_id), digest) for number, record_id, digest in rows}


def confirmed(connection: Connection, records: Collection[RecordId], before: Instant) -> set[RecordId]:
    """Those of these records that their source has told of since."""
    return {RecordId(row[0]) for row in within(connection, CONFIRMED, records, {"before": before})}


def versions_of(connection: Connection, records: Collection[RecordId]) -> dict[int, RecordId]:
    return {number: RecordId(record_id) for number, record_id in within(connection, VERSIONS_OF, records)}


def drop_versions(connection: Connection, versions: Collection[int]) -> None:
    """With their sightings, and what people set aside of them."""
    for some in chunks(sorted(versions)):
        connection.execute(DROP_VERSIONS, {"some": some})


def drop_records(connection: Connection, records: Collection[RecordId]) -> None:
    """With all that was judged about them and derived from them, but for the persons they made up."""
    drop_keys(connection, records)
    for some in chunks(sorted(records)):
        connection.execute(DROP_ITEMS, {"some": some})
        connection.execute(DROP_RECORDS, {"some": some})


def rehome_refreshes(connection: Connection, person_id: RecordId, heir: RecordId) -> None:
    """The refreshes of a person whose oldest record goes are those of the record that is the oldest then."""
    connection.execute(sa.update(refresh).where(refresh.c.person_id == person_id).values(person_id=heir))


def words_of(connection: Connection, persons: Collection[int]) -> set[int]:
    """The numbers of the words under which these persons can be found."""
    return {int(row[0]) for row in within(connection, WORDS_OF, persons)}


def drop_unused_words(connection: Connection, words: Collection[int]) -> None:
    for some in chunks(sorted(words)):
        connection.execute(DROP_WORDS, {"some": some})


def drop_past_changes(connection: Connection, persons: Collection[int]) -> None:
    """What the feed told of these persons before it told the last thing; a neighbour needs only that."""
    for some in chunks(sorted(persons)):
        connection.execute(DROP_PAST_CHANGES, {"some": some})


def drop_refused(connection: Connection, source: str, before: Instant) -> int:
    """What could not be taken of a source before that, with the originals that nothing else needs; how many there were."""
    gone = connection.execute(OLD_REFUSALS, {"source": source, "before": before}).scalars().all()
    for some in chunks(sorted({digest for digest in gone if digest})):
        connection.execute(DROP_ORIGINALS, {"some": some})
    return len(gone)
