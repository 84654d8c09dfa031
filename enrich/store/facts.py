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
    """What a batch did: records never seen before, records that now say something else, and all others.

    `current`: those whose current content came with this batch; `seen`: those of which there is a new sighting.
    """

    new: int
    changed: int
    same: int
    current: dict[RecordId, Prepared]
    seen: set[RecordId]


class Sighting(NamedTuple):
    """A source said a version's content at `observed_at`. Of two contents said at once the better reader's is believed,
    then the greater hash: whichever came first does not matter."""

    record_id: RecordId
    observed_at: Instant
    reader: str
    content_hash: str


Content = tuple[RecordId, str]  # a record, and the hash of something that its source said of it


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
    """Stores a batch of one source's records; what is known already changes nothing."""
    ids, fresh = record_ids(connection, origin.source, {item.key for item in drafts})
    known = sightings_of(connection, set(ids.values()) - fresh)
    readers = {(one.record_id, one.content_hash): one.reader for told in known.values() for one in told}
    said = {(ids[item.key], item.content_hash): item for item in reversed(drafts)}
    first = {content: item for content, item in said.items() if content not in readers}
    news: dict[RecordId, set[Sighting]] = defaultdict(set)
    for item in drafts:
        content = ids[item.key], item.content_hash
        sighting_ = Sighting(content[0], item.observed_at, readers.get(content, origin.reader), content[1])
        if sighting_ not in known.get(content[0], ()):
            news[content[0]].add(sighting_)
    store_versions(connection, origin, first)
    again = {one for told in news.values() for one in told if not came_with_version(one, first)}
    store_sightings(connection, origin, again)
    current = {
        record_id: said[record_id, latest.content_hash].prepared
        for record_id, told in news.items()
        if (latest := newly_current(known.get(record_id, ()), told)) is not None
    }
    return Taken(
        len(fresh), len(current.keys() - fresh), len(set(ids.values()) - current.keys()), current, set(news)
    )


def came_with_version(one: Sighting, first: dict[Content, Draft]) -> bool:
    version = first.get((one.record_id, one.content_hash))
    return version is not None and version.observed_at == one.observed_at


def newly_current(before: Collection[Sighting], news: Collection[Sighting]) -> Sighting | None:
    """The sighting that makes another content current than before; None when the same one stays."""
    latest = max((*before, *news))
    return (
        None
        if before and max(before).content_hash == latest.content_hash
        else latest
        if latest in news
        else None
    )


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


def store_versions(connection: Connection, origin: Origin, first: dict[Content, Draft]) -> None:
    rows = [
        {
            "record_id": record_id, "content_hash": content_hash, "observed_at": item.observed_at,
            "recorded_at": origin.recorded_at, "content": item.content, "url": item.url,
            "original": origin.original, "reader": origin.reader,
        }
        for (record_id, content_hash), item in first.items()
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(record_version), rows)


def store_sightings(connection: Connection, origin: Origin, again: Collection[Sighting]) -> None:
    """Notes when a source said a stored content at other times too."""
    version = record_version.c
    query = sa.select(version.record_id, version.content_hash, version.version_id)
    numbers: dict[tuple[int, str], int] = {}
    for some in chunks({one.record_id for one in again}):
        rows = connection.execute(query.where(version.record_id.in_(some)))
        numbers.update(((row.record_id, row.content_hash), row.version_id) for row in rows)
    insert_new(
        connection,
        sighting,
        [
            {
                "version_id": numbers[one.record_id, one.content_hash], "observed_at": one.observed_at,
                "recorded_at": origin.recorded_at,
            }
            for one in sorted(again)
        ],
    )  # fmt: skip


def sightings_of(
    connection: Connection, records: Collection[RecordId] | None, as_of: Instant | None = None
) -> dict[RecordId, set[Sighting]]:
    """record -> its sightings: those that came with a version, and the later ones."""
    version, seen = record_version.c, sighting.c
    columns = (version.reader, version.content_hash)
    first = sa.select(version.record_id, version.observed_at, *columns)
    again = sa.select(version.record_id, seen.observed_at, *columns).join_from(
        sighting, record_version, version.version_id == seen.version_id
    )
    if as_of is not None:
        first, again = first.where(version.recorded_at <= as_of), again.where(seen.recorded_at <= as_of)
    found: dict[RecordId, set[Sighting]] = defaultdict(set)
    for some in [None] if records is None else chunks(sorted(records)):
        queries = (
            [first, again] if some is None else [q.where(version.record_id.in_(some)) for q in (first, again)]
        )
        for row in connection.execute(sa.union_all(*queries)):
            found[RecordId(row[0])].add(Sighting(*row))
    return found


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
    version = record_version.c
    contents = sa.select(
        version.record_id, version.content_hash, record.c.source, record.c.key, version.recorded_at, version.content,
        version.url,
    ).join_from(record_version, record)  # fmt: skip
    if some is not None:
        contents = contents.where(version.record_id.in_(some))
    rows = {(row.record_id, row.content_hash): row for row in connection.execute(contents)}
    seen = sightings_of(connection, some, as_of)
    return {record_id: tuple(episodes(sorted(told), rows)) for record_id, told in seen.items()}


def episodes(told: Sequence[Sighting], rows: dict[tuple[int, str], Any]) -> Iterator[RecordVersion]:
    """One record's sightings in time order; those of one content that follow each other are one version."""
    for number, (content_hash, run) in enumerate(groupby(told, key=attrgetter("content_hash")), start=1):
        together = list(run)
        row = rows[together[0].record_id, content_hash]
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
