"""What people set aside of what sources said: added, taken back, never deleted. What is derived passes over it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.model import Instant, RecordId
from enrich.store.statements import NOTHING, Among, everywhere_or_within
from enrich.store.tables import aside, record_version

Content = tuple[RecordId, str]  # a record, and the hash of something that its source said of it


class Span(NamedTuple):
    """Said from `since` until `until` (None: and ever after), it does not count."""

    since: Instant
    until: Instant | None


Asides = Mapping[Content, Sequence[Span]]


def query(some: bool, as_of: bool) -> sa.Select[Any]:
    """All that is set aside; of some records only; what was set aside at an instant."""
    instant: sa.BindParameter[Any] = sa.bindparam("as_of")
    stands: sa.ColumnElement[bool] = aside.c.revoked_at.is_(None)
    if as_of:
        stands = sa.and_(aside.c.made_at <= instant, sa.or_(stands, aside.c.revoked_at > instant))
    version = record_version.c
    found = (
        sa.select(version.record_id, version.content_hash, aside.c.since, aside.c.until)
        .join_from(aside, record_version, aside.c.version_id == version.version_id)
        .where(stands)
    )
    return found.where(Among(version.record_id)) if some else found


STANDING = {(some, as_of): query(some, as_of) for some in (False, True) for as_of in (False, True)}


def asides_of(
    connection: Connection, records: Collection[RecordId] | None, as_of: Instant | None = None
) -> Asides:
    """What of these records (all for None) is set aside, or was at `as_of`."""
    then = as_of is not None
    told = {"as_of": as_of} if then else NOTHING
    return asides_in(
        everywhere_or_within(connection, STANDING[False, then], STANDING[True, then], records, told)
    )


def asides_in(rows: Iterable[tuple[Any, ...]]) -> Asides:
    found: dict[Content, list[Span]] = defaultdict(list)
    for record_id, content_hash, since, until in rows:
        found[RecordId(record_id), content_hash].append(Span(since, until))
    return found


def is_aside(spans: Sequence[Span], observed_at: Instant) -> bool:
    return any(
        span.since <= observed_at and (span.until is None or observed_at <= span.until) for span in spans
    )


def set_aside(connection: Connection, version_id: int, span: Span, by: str, at: Instant, note: str) -> int:
    row = {
        "version_id": version_id, "since": span.since, "until": span.until, "by": by, "made_at": at, "note": note,
    }  # fmt: skip
    inserted = connection.execute(sa.insert(aside).values(row).returning(aside.c.aside_id))
    return int(inserted.scalar_one())


def take_back(connection: Connection, numbers: Collection[int], by: str, at: Instant) -> None:
    """It counts again; that it was set aside stays on record."""
    stands = aside.c.aside_id.in_(sorted(numbers)), aside.c.revoked_at.is_(None)
    connection.execute(sa.update(aside).where(*stands).values(revoked_at=at, revoked_by=by))
