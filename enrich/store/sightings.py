"""When sources said what: a version's content at an instant, without what people have set aside of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.model import Instant, RecordId
from enrich.store.asides import Asides, asides_of, is_aside
from enrich.store.statements import NOTHING, Among, everywhere_or_within
from enrich.store.tables import record_version, sighting


class Sighting(NamedTuple):
    """A source said a version's content at `observed_at`. Of two contents said at once the better reader's is believed,
    then the greater hash: whichever came first does not matter."""

    record_id: RecordId
    observed_at: Instant
    reader: str
    content_hash: str


def counting(told: Collection[Sighting], asides: Asides) -> Collection[Sighting]:
    """Those that nobody has set aside."""
    if not asides:
        return told
    return {
        one
        for one in told
        if not is_aside(asides.get((one.record_id, one.content_hash), ()), one.observed_at)
    }


def sightings_of(
    connection: Connection, records: Collection[RecordId] | None, as_of: Instant | None = None
) -> dict[RecordId, Collection[Sighting]]:
    """record -> its sightings that count: those that came with a version, and the later ones."""
    return that_count(all_sightings(connection, records, as_of), asides_of(connection, records, as_of))


def that_count(
    told: Mapping[RecordId, Collection[Sighting]], asides: Asides
) -> dict[RecordId, Collection[Sighting]]:
    return {record_id: left for record_id, seen in told.items() if (left := counting(seen, asides))}


def all_sightings(
    connection: Connection, records: Collection[RecordId] | None, as_of: Instant | None = None
) -> dict[RecordId, set[Sighting]]:
    """The same, with those that were set aside."""
    then = as_of is not None
    told = {"as_of": as_of} if then else NOTHING
    rows = everywhere_or_within(connection, SIGHTINGS[False, then], SIGHTINGS[True, then], records, told)
    return sightings_in(rows)


def sightings_in(rows: Iterable[tuple[Any, ...]]) -> dict[RecordId, set[Sighting]]:
    found: dict[RecordId, set[Sighting]] = defaultdict(set)
    for row in rows:
        found[RecordId(row[0])].add(Sighting(*row))
    return found


def sightings_query(some: bool, as_of: bool) -> sa.CompoundSelect[Any]:
    """All sightings; of some records only; only those stored by an instant."""
    version, seen = record_version.c, sighting.c
    first = sa.select(version.record_id, version.observed_at, version.reader, version.content_hash)
    again = sa.select(version.record_id, seen.observed_at, seen.reader, version.content_hash).join_from(
        sighting, record_version, version.version_id == seen.version_id
    )
    if as_of:
        instant: sa.BindParameter[Any] = sa.bindparam("as_of")
        first, again = first.where(version.recorded_at <= instant), again.where(seen.recorded_at <= instant)
    if some:
        first, again = (query.where(Among(version.record_id)) for query in (first, again))
    return sa.union_all(first, again)


SIGHTINGS = {(some, as_of): sightings_query(some, as_of) for some in (False, True) for as_of in (False, True)}
