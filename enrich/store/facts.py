"""Facts: what sources said (records, versions, sightings), what people judged, what could not be taken."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from enrich.errors import NotFound
from enrich.model import Found, Instant, Profile, RecordId, RecordKey, RecordVersion
from enrich.ports import Prepared
from enrich.store.tables import record, record_version, sighting

T = TypeVar("T")

IN_LIST = 2_000  # values in one IN list

encode = msgspec.json.Encoder().encode
decode_profile = msgspec.json.Decoder(Profile).decode


class Draft(NamedTuple):
    """A record ready to be stored: its content as JSON, and what the matcher made of it."""

    key: str
    content: str
    content_hash: str
    observed_at: Instant
    url: str
    prepared: Prepared


class Origin(NamedTuple):
    """Where a batch of records comes from: its source, when it was taken in, by which reader, out of which file."""

    source: str
    recorded_at: Instant
    reader: str = ""
    original: str = ""


class Taken(NamedTuple):
    """What a batch did: records never seen before, records that now say something else, and all others."""

    new: int
    changed: int
    same: int
    current: dict[RecordId, Prepared]


class Sighting(NamedTuple):
    """A source said a version's content at `observed_at`. Of two contents said at once the better reader's is believed,
    then the greater hash: whichever came first does not matter."""

    record_id: RecordId
    observed_at: Instant
    reader: str
    content_hash: str
    version_id: int


def draft(found: Found, prepared: Prepared, now: Instant) -> Draft:
    content = encode(found.profile)
    digest = hashlib.blake2b(content, digest_size=16).hexdigest()
    observed_at = found.observed_at if found.observed_at is not None else now
    return Draft(found.key, content.decode(), digest, observed_at, found.url, prepared)


def chunks(values: Iterable[T], size: int = IN_LIST) -> Iterator[list[T]]:
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk


def insert_new(
    connection: Connection,
    table: sa.Table,
    rows: Sequence[dict[str, Any]],
    update: dict[str, Any] | None = None,
) -> None:
    """Inserts rows; those whose key is taken stay as they are, but for the columns that `update` sets."""
    if not rows:
        return
    insert: Any = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    if update is None:
        connection.execute(insert.on_conflict_do_nothing(), rows)
        return
    unique = [column for column in table.constraints if isinstance(column, sa.UniqueConstraint)]
    key = [column.name for column in (unique[0].columns if unique else table.primary_key.columns)]
    connection.execute(insert.on_conflict_do_update(index_elements=key, set_=update), rows)


def take(connection: Connection, origin: Origin, drafts: Sequence[Draft]) -> Taken:
    """Stores a batch of one source's records; what is known already changes nothing.

    `Taken.current` holds the records whose current content is one that came with this batch and was not current before.
    """
    ids, fresh = record_ids(connection, origin.source, {item.key for item in drafts})
    before = current_hashes(connection, set(ids.values()) - fresh)
    by_content = {(ids[item.key], item.content_hash): item for item in drafts}
    store_versions(connection, origin, by_content)
    store_sightings(connection, origin, ids, drafts)
    touched = {record_id for record_id, _ in by_content}
    if len(by_content) == len(touched) and touched == fresh:  # nothing to choose from: the usual first load
        after = dict(by_content.keys())
    else:
        after = current_hashes(connection, touched)
    now_current = {
        record_id: by_content[record_id, content_hash].prepared
        for record_id, content_hash in after.items()
        if before.get(record_id) != content_hash and (record_id, content_hash) in by_content
    }
    changed = len(now_current) - len(fresh & now_current.keys())
    return Taken(len(fresh), changed, len(touched) - len(now_current), now_current)


def record_ids(
    connection: Connection, source: str, keys: Collection[str]
) -> tuple[dict[str, RecordId], set[RecordId]]:
    """The ids of these records, made where there is none yet; and the set of those that were made."""
    known: dict[str, RecordId] = {}
    query = sa.select(record.c.key, record.c.record_id).where(record.c.source == source)
    for some in chunks(sorted(keys)):
        known.update(
            (key, RecordId(number)) for key, number in connection.execute(query.where(record.c.key.in_(some)))
        )
    missing = [{"source": source, "key": key} for key in keys if key not in known]
    if not missing:
        return known, set()
    statement = sa.insert(record).returning(record.c.key, record.c.record_id)
    made = {key: RecordId(number) for key, number in connection.execute(statement, missing)}
    return known | made, set(made.values())


def store_versions(
    connection: Connection, origin: Origin, by_content: dict[tuple[RecordId, str], Draft]
) -> None:
    rows = [
        {
            "record_id": record_id, "content_hash": content_hash, "observed_at": item.observed_at,
            "recorded_at": origin.recorded_at, "content": item.content, "url": item.url,
            "original": origin.original, "reader": origin.reader,
        }
        for (record_id, content_hash), item in by_content.items()
    ]  # fmt: skip
    insert_new(connection, record_version, rows)


def store_sightings(
    connection: Connection, origin: Origin, ids: dict[str, RecordId], drafts: Sequence[Draft]
) -> None:
    """Notes when a source said a known thing again."""
    seen = {(ids[item.key], item.content_hash, item.observed_at) for item in drafts}
    rows = []
    version = record_version.c
    for some in chunks({record_id for record_id, _, _ in seen}):
        query = sa.select(version.version_id, version.record_id, version.content_hash, version.observed_at)
        stored = {
            (r, h): (v, at) for v, r, h, at in connection.execute(query.where(version.record_id.in_(some)))
        }
        for record_id, content_hash, observed_at in seen:
            version_id, first = stored.get((record_id, content_hash), (None, None))
            if version_id is not None and first != observed_at:
                rows.append(
                    {"version_id": version_id, "observed_at": observed_at, "recorded_at": origin.recorded_at}
                )
    insert_new(connection, sighting, rows)


def sightings(
    connection: Connection, some: list[RecordId] | None, as_of: Instant | None = None
) -> Iterable[Sighting]:
    """Every sighting: those that came with a version, and the later ones."""
    version, seen = record_version.c, sighting.c
    columns = (version.record_id, version.version_id, version.reader, version.content_hash)
    first = sa.select(*columns, version.observed_at)
    again = sa.select(*columns, seen.observed_at).join_from(
        sighting, record_version, version.version_id == seen.version_id
    )
    if some is not None:
        first, again = first.where(version.record_id.in_(some)), again.where(version.record_id.in_(some))
    if as_of is not None:
        first, again = first.where(version.recorded_at <= as_of), again.where(seen.recorded_at <= as_of)
    for row in connection.execute(sa.union_all(first, again)):
        record_id, version_id, reader, content_hash, observed_at = row
        yield Sighting(RecordId(record_id), Instant(observed_at), reader, content_hash, version_id)


def current_hashes(connection: Connection, records: Collection[RecordId]) -> dict[RecordId, str]:
    """The content that each record has now: the one seen last."""
    latest: dict[RecordId, Sighting] = {}
    for some in chunks(sorted(records)):
        for seen in sightings(connection, some):
            latest[seen.record_id] = max(seen, latest.get(seen.record_id, seen))
    return {record_id: seen.content_hash for record_id, seen in latest.items()}


History = tuple[RecordVersion, ...]


def histories(
    connection: Connection, records: Collection[RecordId] | None = None, as_of: Instant | None = None
) -> dict[RecordId, History]:
    """Each record's versions in the order in which its source said them; the last one is current.

    A version that came back later stands twice. With `as_of`, only what was stored by that instant.
    """
    found: dict[RecordId, History] = {}
    parts: Iterable[list[RecordId] | None] = [None] if records is None else chunks(sorted(records))
    for some in parts:
        found.update(histories_of(connection, some, as_of))
    return found


def histories_of(
    connection: Connection, some: list[RecordId] | None, as_of: Instant | None
) -> dict[RecordId, History]:
    contents = sa.select(
        record_version.c.version_id, record.c.source, record.c.key, record_version.c.recorded_at,
        record_version.c.content, record_version.c.url,
    ).join_from(record_version, record)  # fmt: skip
    if some is not None:
        contents = contents.where(record_version.c.record_id.in_(some))
    rows = {row.version_id: row for row in connection.execute(contents)}
    seen: dict[RecordId, list[Sighting]] = defaultdict(list)
    for one in sightings(connection, some, as_of):
        seen[one.record_id].append(one)
    return {record_id: tuple(episodes(sorted(told), rows)) for record_id, told in seen.items()}


def episodes(told: Sequence[Sighting], rows: dict[int, Any]) -> Iterator[RecordVersion]:
    """One record's sightings in time order; those of one content that follow each other are one version."""
    for number, (version_id, run) in enumerate(groupby(told, key=attrgetter("version_id")), start=1):
        together, row = list(run), rows[version_id]
        yield RecordVersion(
            record_id=together[0].record_id,
            record=RecordKey(row.source, row.key),
            version=number,
            observed_at=together[0].observed_at,
            recorded_at=row.recorded_at,
            seen_at=together[-1].observed_at,
            profile=decode_profile(row.content),
            url=row.url,
        )


def find_record(connection: Connection, key: RecordKey) -> RecordId:
    """Raises NotFound where no source ever spoke of it."""
    query = sa.select(record.c.record_id).where(record.c.source == key.source, record.c.key == key.key)
    number = connection.execute(query).scalar()
    if number is None:
        raise NotFound(f"source {key.source} has no such record")
    return RecordId(number)


def keys_of(connection: Connection, records: Collection[RecordId] | None = None) -> dict[RecordId, RecordKey]:
    query = sa.select(record.c.record_id, record.c.source, record.c.key)
    found: dict[RecordId, RecordKey] = {}
    parts = (
        [query]
        if records is None
        else [query.where(record.c.record_id.in_(some)) for some in chunks(sorted(records))]
    )
    for part in parts:
        found.update(
            (RecordId(number), RecordKey(source, key)) for number, source, key in connection.execute(part)
        )
    return found
