"""Files as they came, and the inputs that could not be taken."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.errors import NotFound, Refused
from enrich.files import Document
from enrich.model import Instant, Value
from enrich.store.facts import Origin
from enrich.store.rows import insert_new
from enrich.store.tables import intake, original, reading, refusal


def store_original(connection: Connection, document: Document, content: bytes, at: Instant) -> str:
    """Keeps a file as it came; returns its SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    row = {
        "sha256": digest, "name": document.name, "size": len(content), "modified_at": document.modified_at,
        "stored_at": at, "content": content,
    }  # fmt: skip
    insert_new(connection, original, [row])
    return digest


def note_reading(
    connection: Connection, source: str, document: Document, original: str, reader: str, at: Instant
) -> None:
    """This reader has read an original to its end; with "" it is only known that it has to be read."""
    row = {
        "source": source, "document": document.name, "original": original, "modified_at": document.modified_at,
        "reader": reader, "read_at": at,
    }  # fmt: skip
    insert_new(connection, reading, [row], update=("reader", "read_at") if reader else ())


def store_refusals(connection: Connection, origin: Origin, document: str, refused: Sequence[Refused]) -> None:
    """Keeps what could not be taken, once, however often it is tried; one that was put aside comes back."""
    rows = [
        {
            "source": origin.source, "document": document, "place": item.where.removeprefix(document).lstrip(", "), "reason": item.reason,
            "found": item.found, "allowed": item.allowed, "original": origin.original, "refused_at": origin.recorded_at,
            "dismissed_at": None,
        }
        for item in refused
    ]  # fmt: skip
    insert_new(connection, refusal, rows, update=("dismissed_at", "original"))


class FileState(NamedTuple):
    """How a file stood when it was read, and by which reader; the same again need not be read again."""

    size: int
    modified_at: int
    reader: str


def intakes(connection: Connection, source: str) -> dict[str, FileState]:
    """document -> the state in which it was last read."""
    columns = intake.c
    query = sa.select(columns.document, columns.size, columns.modified_at, columns.reader)
    rows = connection.execute(query.where(columns.source == source))
    return {name: FileState(size, modified_at, reader) for name, size, modified_at, reader in rows}


def note_intake(connection: Connection, source: str, document: str, state: FileState, at: Instant) -> None:
    """The document has been read in this state."""
    row = {"source": source, "document": document, **state._asdict(), "taken_at": at}
    insert_new(connection, intake, [row], update=(*state._fields, "taken_at"))


def forget_refusals(
    connection: Connection, source: str, document: str, at: Instant, original: str | None = None
) -> None:
    """Puts aside what was refused in earlier readings of a document, or of one original of it, which is about to be read
    again."""
    columns = refusal.c
    these = [columns.source == source, columns.document == document, columns.dismissed_at.is_(None)]
    if original is not None:
        these.append(columns.original == original)
    connection.execute(sa.update(refusal).where(*these).values(dismissed_at=at))


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
