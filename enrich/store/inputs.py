"""Files as they came, and the inputs that could not be taken."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.errors import NotFound, Refused
from enrich.model import Instant, Value
from enrich.ports import Document
from enrich.store.facts import Origin, insert_new
from enrich.store.tables import original, refusal


def store_original(connection: Connection, document: Document, content: bytes, at: Instant) -> str:
    """Keeps a file as it came; returns its SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    row = {
        "sha256": digest, "name": document.name, "size": len(content), "modified_at": document.modified_at,
        "stored_at": at, "content": content,
    }  # fmt: skip
    insert_new(connection, original, [row])
    return digest


def store_refusals(connection: Connection, origin: Origin, document: str, refused: Sequence[Refused]) -> None:
    """Keeps what could not be taken, once, however often it is tried."""
    rows = [
        {
            "source": origin.source, "document": document, "place": item.where, "reason": item.reason,
            "found": item.found, "allowed": item.allowed, "original": origin.original, "refused_at": origin.recorded_at,
        }
        for item in refused
    ]  # fmt: skip
    insert_new(connection, refusal, rows)


class Refusal(Value, frozen=True):
    """One input that was not taken: a file, a row, a field."""

    refusal_id: int
    source: str
    document: str
    place: str
    reason: str
    found: str
    allowed: str
    refused_at: Instant
    has_original: bool


def refusals(connection: Connection, limit: int = 500) -> list[Refusal]:
    """What waits for somebody to deal with it, newest first."""
    columns = refusal.c
    query = (
        sa.select(
            columns.refusal_id, columns.source, columns.document, columns.place, columns.reason, columns.found,
            columns.allowed, columns.refused_at, (columns.original != "").label("has_original"),
        )
        .where(columns.dismissed_at.is_(None))
        .order_by(columns.refusal_id.desc())
        .limit(limit)
    )  # fmt: skip
    return [Refusal(**row) for row in connection.execute(query).mappings()]


def dismiss_refusal(connection: Connection, refusal_id: int, at: Instant) -> None:
    """Takes it off the list; it stays on record. Raises NotFound when it is not on the list."""
    update = (
        sa.update(refusal)
        .where(refusal.c.refusal_id == refusal_id, refusal.c.dismissed_at.is_(None))
        .values(dismissed_at=at)
    )
    if connection.execute(update).rowcount == 0:
        raise NotFound(f"there is no refused input {refusal_id}")


def original_known(connection: Connection, sha256: str) -> bool:
    return (
        connection.execute(sa.select(original.c.sha256).where(original.c.sha256 == sha256)).first()
        is not None
    )
