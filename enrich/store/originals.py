"""Kept files, and which reader read them last: what a better one has to read again."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.files import Document
from enrich.model import Instant
from enrich.store.tables import intake, original, reading

FETCHED = 200  # what is read ahead of the files that are being read


class Readings(NamedTuple):
    """How many originals of a source a reader read last, and their bytes."""

    source: str
    reader: str
    originals: int
    size: int


class Kept(NamedTuple):
    """An original as a source's document; its content is fetched when it is its turn."""

    document: str
    original: str
    modified_at: Instant


def readings(connection: Connection) -> list[Readings]:
    """By source and reader."""
    columns = reading.c
    query = (
        sa.select(columns.source, columns.reader, sa.func.count(), sa.func.sum(original.c.size))
        .join_from(reading, original)
        .group_by(columns.source, columns.reader)
        .order_by(columns.source, columns.reader)
    )
    return [Readings(source, by, number, int(size)) for source, by, number, size in connection.execute(query)]


def sources_read(connection: Connection) -> dict[str, set[str]]:
    """source -> the readers that read its originals last."""
    found: dict[str, set[str]] = {}
    columns = reading.c
    for source, by in connection.execute(sa.select(columns.source, columns.reader).distinct()):
        found.setdefault(source, set()).add(by)
    return found


def read_by(connection: Connection, source: str, readers: Collection[str]) -> list[Kept]:
    """The next originals that these readers read last, the oldest documents first."""
    columns = reading.c
    query = (
        sa.select(columns.document, columns.original, columns.modified_at)
        .where(columns.source == source, columns.reader.in_(sorted(readers)))
        .order_by(columns.modified_at, columns.document, columns.original)
        .limit(FETCHED)
    )
    return [Kept(*row) for row in connection.execute(query)]


def document_of(connection: Connection, kept: Kept) -> Document:
    query = sa.select(original.c.content).where(original.c.sha256 == kept.original)
    content: bytes = connection.execute(query).scalar_one()
    return Document(kept.document, Path(), kept.modified_at, content)


def not_kept(connection: Connection, source: str, readers: Collection[str]) -> list[str]:
    """The documents that these readers read and of which no copy was kept, because they were too large."""
    columns = intake.c
    kept = sa.exists().where(
        reading.c.source == columns.source,
        reading.c.document == columns.document,
        reading.c.modified_at == columns.modified_at,
    )
    query = sa.select(columns.document).where(
        columns.source == source, columns.reader.in_(sorted(readers)), ~kept
    )
    return list(connection.execute(query.order_by(columns.document)).scalars())


def note_intake_reread(connection: Connection, source: str, kept: Kept, size: int, reader: str) -> None:
    """A file that still lies in its folder as it was kept need not be read there again."""
    columns = intake.c
    connection.execute(
        sa.update(intake)
        .where(
            columns.source == source,
            columns.document == kept.document,
            columns.modified_at == kept.modified_at,
            columns.size == size,
        )
        .values(reader=reader)
    )
