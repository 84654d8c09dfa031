"""What people judged about pairs of records: added, taken back, never deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.errors import NotFound
from enrich.model import Instant, Judgement, RecordId, Verdict
from enrich.store.statements import NOTHING, Among, everywhere_or_within
from enrich.store.tables import judgement


def query(some: bool, as_of: bool) -> sa.Executable:
    """All judgements that stand; those that touch some records only, twice where both ends do; those that stood at an instant."""
    instant: sa.BindParameter[Any] = sa.bindparam("as_of")
    stands: sa.ColumnElement[bool] = judgement.c.revoked_at.is_(None)
    if as_of:
        stands = sa.and_(judgement.c.made_at <= instant, sa.or_(stands, judgement.c.revoked_at > instant))
    found = sa.select(judgement).where(stands)
    if not some:
        return found
    return sa.union_all(*(found.where(Among(end)) for end in (judgement.c.a, judgement.c.b)))


STANDING = {(some, as_of): query(some, as_of) for some in (False, True) for as_of in (False, True)}


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
    then = as_of is not None
    told = {"as_of": as_of} if then else NOTHING
    rows = everywhere_or_within(connection, STANDING[False, then], STANDING[True, then], records, told)
    return judgements_in(rows)


def judgements_in(rows: Iterable[tuple[Any, ...]]) -> list[Judgement]:
    return sorted({Judgement(*row) for row in rows}, key=lambda one: one.judgement_id)


def recent_judgements(connection: Connection, limit: int = 50) -> list[Judgement]:
    """Newest first, the revoked ones included."""
    query = sa.select(judgement).order_by(judgement.c.judgement_id.desc()).limit(limit)
    return [Judgement(*row) for row in connection.execute(query)]
