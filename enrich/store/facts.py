"""Facts: what sources said (records, versions, sightings), what people judged, what could not be taken."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.errors import NotFound
from enrich.model import Found, Instant, Profile, RecordId, RecordKey, RecordVersion
from enrich.ports import Prepared
from enrich.store.asides import STANDING, Content, asides_in, asides_of
from enrich.store.rows import insert_new, insert_rows
from enrich.store.sightings import SIGHTINGS, Sighting, all_sightings, counting, sightings_in, that_count
from enrich.store.statements import (
    NOTHING,
    Among,
    Question,
    as_array,
    chunks,
    everywhere_or_within,
    fetch,
    fetch_together,
    within,
)
from enrich.store.tables import change, record, record_version, sighting

T = TypeVar("T")


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
    """Where a batch of records comes from: its source, when it was taken in, by which reader, out of which file, and in
    which refresh of a person."""

    source: str
    recorded_at: Instant
    reader: str = ""
    original: str = ""
    refresh: int | None = None


class Taken(NamedTuple):
    """What a batch did: records never seen before, records that now say something else, and all others.

    `current`: those whose current content came with this batch; `seen`: those of which there is a new sighting; `fresh`:
    those never seen before, `known`: the others; `told`: the new sightings; `first`: the contents that no sighting had before.
    """

    new: int
    changed: int
    same: int
    current: dict[RecordId, Prepared]
    seen: set[RecordId]
    fresh: set[RecordId]
    known: set[RecordId]
    told: set[Sighting]
    first: set[Content]


HIGHEST_IDS = sa.select(
    sa.select(sa.func.max(record.c.record_id)).scalar_subquery(),
    sa.select(sa.func.max(change.c.person_id)).scalar_subquery(),
)
NEW_IDS = sa.text(
    "INSERT INTO record (source, key) SELECT CAST(:source AS text), key "
    "FROM unnest(CAST(:keys AS text[])) WITH ORDINALITY AS asked (key, place) "
    "WHERE NOT EXISTS (SELECT FROM record WHERE record.source = :source AND record.key = asked.key) ORDER BY place "
    "RETURNING key, record_id"
)
IDS_OF = sa.select(record.c.key, record.c.record_id).where(
    record.c.source == sa.bindparam("source"), Among(record.c.key)
)
VERSIONS_OF = sa.select(
    record_version.c.record_id, record_version.c.content_hash, record_version.c.version_id
).where(Among(record_version.c.record_id))
KEYS = sa.select(record.c.record_id, record.c.source, record.c.key)
KEYS_OF = KEYS.where(Among(record.c.record_id))
CONTENTS_OF = (
    sa.select(
        record_version.c.record_id, record_version.c.content_hash, record.c.source, record.c.key,
        record_version.c.recorded_at, record_version.c.content, record_version.c.url,
    )
    .join_from(record_version, record)
    .where(Among(record_version.c.record_id))
)  # fmt: skip

HISTORIES_OF = (CONTENTS_OF, SIGHTINGS[True, False], STANDING[True, False])
Rows = Sequence[tuple[Any, ...]]


def draft(found: Found, prepared: Prepared, now: Instant) -> Draft:
    content = encode(found.profile)
    digest = hashlib.blake2b(content, digest_size=16).hexdigest()
    observed_at = found.observed_at if found.observed_at is not None else now
    return Draft(found.key, content.decode(), digest, observed_at, found.url, prepared)


def take(connection: Connection, origin: Origin, drafts: Sequence[Draft]) -> Taken:
    """Stores a batch of one source's records; what is known already changes nothing."""
    ids, fresh = record_ids(connection, origin.source, {item.key for item in drafts})
    known = all_sightings(connection, set(ids.values()) - fresh)
    asides = asides_of(connection, known) if known else {}
    stored = {(one.record_id, one.content_hash) for told in known.values() for one in told}
    said = {(ids[item.key], item.content_hash): item for item in reversed(drafts)}
    first = {content: item for content, item in said.items() if content not in stored}
    news: dict[RecordId, set[Sighting]] = defaultdict(set)
    for item in drafts:
        one = Sighting(ids[item.key], item.observed_at, origin.reader, item.content_hash)
        if is_news(one, known.get(one.record_id, ())):
            news[one.record_id].add(one)
    store_versions(connection, origin, first)
    again = {one for told in news.values() for one in told if not came_with_version(one, first)}
    store_sightings(connection, origin, again)
    current = {
        record_id: said[record_id, latest.content_hash].prepared
        for record_id, told in news.items()
        if (latest := newly_current(counting(known.get(record_id, ()), asides), counting(told, asides)))
        is not None
    }
    return Taken(
        len(fresh), len(current.keys() - fresh), len(set(ids.values()) - current.keys()), current, set(news),
        fresh, set(ids.values()) - fresh, {one for told in news.values() for one in told}, set(first),
    )  # fmt: skip


def is_news(one: Sighting, known: Collection[Sighting]) -> bool:
    """Whether nobody knew it. That another reader reads the same out of the same is no news, unless one in between did not."""
    if not known or one in known:
        return not known
    at_once = [other for other in known if other.observed_at == one.observed_at]
    if all(other.content_hash != one.content_hash for other in at_once):
        return True
    believed = max(at_once)
    return one > believed and one.content_hash != believed.content_hash


def came_with_version(one: Sighting, first: dict[Content, Draft]) -> bool:
    version = first.get((one.record_id, one.content_hash))
    return version is not None and version.observed_at == one.observed_at


def newly_current(before: Collection[Sighting], news: Collection[Sighting]) -> Sighting | None:
    """The sighting that makes another content current than before; None when the same one stays."""
    if not news:
        return None
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
    if connection.dialect.name != "sqlite":
        return record_ids_in_one_journey(connection, source, keys)
    known = known_ids(connection, source, keys)
    missing = sorted(set(keys) - known.keys())
    made = (
        {key: RecordId(number) for number, key in enumerate(missing, next_id(connection))} if missing else {}
    )
    insert_rows(
        connection,
        record,
        ("record_id", "source", "key"),
        [(number, source, key) for key, number in made.items()],
    )
    return known | made, set(made.values())


def record_ids_in_one_journey(
    connection: Connection, source: str, keys: Collection[str]
) -> tuple[dict[str, RecordId], set[RecordId]]:
    found: dict[str, RecordId] = {}
    fresh: set[RecordId] = set()
    for questions in questions_of_ids(source, keys):
        known, made = fetch_together(connection, *questions)
        found.update((key, RecordId(number)) for key, number in (*known, *made))
        fresh.update(RecordId(number) for _, number in made)
    return found, fresh


def questions_of_ids(source: str, keys: Collection[str]) -> Iterator[tuple[Question, Question]]:
    """For some of these records at a time: the ids of those that there are, then the ids made for the others."""
    for some in chunks(sorted(keys)):
        told = {"source": source}
        yield (IDS_OF, {**told, "some": some}), (NEW_IDS, {**told, "keys": as_array(some)})


def known_ids(connection: Connection, source: str, keys: Collection[str]) -> dict[str, RecordId]:
    return {key: RecordId(number) for key, number in within(connection, IDS_OF, keys, {"source": source})}


def next_id(connection: Connection) -> int:
    """The first id that no record has and no person ever had: SQLite would give that of a forgotten record out again."""
    return 1 + max(highest or 0 for highest in fetch(connection, HIGHEST_IDS)[0])


def store_versions(connection: Connection, origin: Origin, first: dict[Content, Draft]) -> None:
    names = (
        "record_id",
        "content_hash",
        "observed_at",
        "recorded_at",
        "content",
        "url",
        "original",
        "reader",
    )
    rows = [
        (
            *content,
            item.observed_at,
            origin.recorded_at,
            item.content,
            item.url,
            origin.original,
            origin.reader,
        )
        for content, item in first.items()
    ]
    insert_rows(connection, record_version, names, rows)


def store_sightings(connection: Connection, origin: Origin, again: Collection[Sighting]) -> None:
    """Notes when a source said a stored content at other times too."""
    rows = within(connection, VERSIONS_OF, {one.record_id for one in again})
    numbers = {(record_id, content_hash): version_id for record_id, content_hash, version_id in rows}
    insert_new(
        connection,
        sighting,
        [
            {
                "version_id": numbers[one.record_id, one.content_hash], "observed_at": one.observed_at,
                "reader": one.reader, "recorded_at": origin.recorded_at,
            }
            for one in sorted(again)
        ],
    )  # fmt: skip


History = tuple[RecordVersion, ...]


class Episode(NamedTuple):
    """A record version as it is stored: what `RecordVersion` is before its content is decoded."""

    record_id: RecordId
    source: str
    key: str
    version: int
    observed_at: Instant
    recorded_at: Instant
    seen_at: Instant
    content: str
    url: str
    reader: str
    last_reader: str

    def decoded(self) -> RecordVersion:
        return RecordVersion(
            self.record_id, RecordKey(self.source, self.key), self.version, self.observed_at, self.recorded_at,
            self.seen_at, decode_profile(self.content), self.url, self.reader, self.last_reader,
        )  # fmt: skip


def histories(
    connection: Connection, records: Collection[RecordId], as_of: Instant | None = None
) -> dict[RecordId, History]:
    """Each record's versions in the order in which its source said them; the last one is current.

    A version that came back later stands twice. With `as_of`, only what was stored by that instant.
    """
    stored = stored_histories(connection, records, as_of)
    return {record_id: tuple(one.decoded() for one in told) for record_id, told in stored.items()}


def stored_histories(
    connection: Connection, records: Collection[RecordId], as_of: Instant | None = None
) -> dict[RecordId, list[Episode]]:
    """The same, not yet decoded."""
    found: dict[RecordId, list[Episode]] = {}
    then = as_of is not None
    when = {"as_of": as_of} if then else NOTHING
    for some in chunks(sorted(records)):
        told = {**when, "some": some}
        found.update(
            histories_in(
                *fetch_together(
                    connection,
                    (CONTENTS_OF, {"some": some}),
                    (SIGHTINGS[True, then], told),
                    (STANDING[True, then], told),
                )
            )
        )
    return found


def histories_in(contents: Rows, seen: Rows, aside: Rows) -> dict[RecordId, list[Episode]]:
    """What the answers to HISTORIES_OF tell."""
    rows = {row[:2]: row for row in contents}
    counting = that_count(sightings_in(seen), asides_in(aside))
    return {record_id: list(episodes(sorted(told), rows)) for record_id, told in counting.items()}


def episodes(told: Sequence[Sighting], rows: Mapping[tuple[Any, ...], Any]) -> Iterator[Episode]:
    """One record's sightings in time order; those of one content that follow each other are one version."""
    for number, (content_hash, run) in enumerate(groupby(told, key=attrgetter("content_hash")), start=1):
        together = list(run)
        record_id = together[0].record_id
        _, _, source, key, recorded_at, content, url = rows[record_id, content_hash]
        yield Episode(
            record_id,
            source,
            key,
            number,
            together[0].observed_at,
            recorded_at,
            together[-1].observed_at,
            content,
            url,
            together[0].reader,
            together[-1].reader,
        )


def keys_held(connection: Connection, source: str) -> set[str]:
    """The keys of all records of a source."""
    return set(connection.execute(sa.select(record.c.key).where(record.c.source == source)).scalars())


def find_record(connection: Connection, key: RecordKey) -> RecordId:
    """Raises NotFound where no source ever spoke of it."""
    query = sa.select(record.c.record_id).where(record.c.source == key.source, record.c.key == key.key)
    number = connection.execute(query).scalar()
    if number is None:
        raise NotFound(f"source {key.source} has no such record")
    return RecordId(number)


def keys_of(connection: Connection, records: Collection[RecordId] | None = None) -> dict[RecordId, RecordKey]:
    return keys_in(everywhere_or_within(connection, KEYS, KEYS_OF, records))


def keys_in(rows: Iterable[tuple[Any, ...]]) -> dict[RecordId, RecordKey]:
    return {RecordId(number): RecordKey(source, key) for number, source, key in rows}
