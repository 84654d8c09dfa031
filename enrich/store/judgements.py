"""What people judged about pairs of records: added, taken back, never deleted."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.errors import NotFound
from enrich.model import Instant, Judgement, RecordId, Verdict
from enrich.store.facts import chunks
from enrich.store.tables import judgement


def add_judgement(
    connection: Connection, a: RecordId, b: RecordId, verdict: Verdict, by: str, at: Instant, note: str = ""
) -> int:
    row = {"a": min(a, b), "b": max(a, b), "verdict": verdict, "by": by, "made_at": at, "note": note}
    inserted = connection.execute(sa.insert(judgement).values(row).returning(judgement.c.judgement_id))
    return int(inserted.scalar_one())


def revoke_judgement(connection: Connection, judgement_id: int, by: str, at: Instant) -> Judgement:
    """Takes a decision back; it stays on record. Raises NotFound when there is no such open judgement."""
    update = (
        sa.update(judgement)
        .where(judgement.c.judgement_id == judgement_id, judgement.c.revoked_at.is_(None))
        .values(revoked_at=at, revoked_by=by)
        .returning(*judgement.c)
    )
    row = connection.execute(update).first()
    if row is None:
        raise NotFound(f"judgement {judgement_id} does not stand: it was taken back, or never made")
    return Judgement(*row)


def judgements(
    connection: Connection, records: Collection[RecordId] | None = None, as_of: Instant | None = None
) -> list[Judgement]:
    """The judgements that stand (stood, at `as_of`), all of them or those that touch these records."""
    query = sa.select(judgement).order_by(judgement.c.judgement_id)
    if as_of is None:
        query = query.where(judgement.c.revoked_at.is_(None))
    else:
        query = query.where(
            judgement.c.made_at <= as_of,
            sa.or_(judgement.c.revoked_at.is_(None), judgement.c.revoked_at > as_of),
        )
    if records is None:
        return [Judgement(*row) for row in connection.execute(query)]
    found: dict[int, Judgement] = {}
    for some in chunks(sorted(records)):
        touching = query.where(sa.or_(judgement.c.a.in_(some), judgement.c.b.in_(some)))
        for row in connection.execute(touching):
            found[row.judgement_id] = Judgement(*row)
    return [found[number] for number in sorted(found)]


def recent_judgements(connection: Connection, limit: int = 50) -> list[Judgement]:
    """Newest first, the revoked ones included."""
    query = sa.select(judgement).order_by(judgement.c.judgement_id.desc()).limit(limit)
    return [Judgement(*row) for row in connection.execute(query)]
