"""Rows written and deleted in bulk, through the driver: statements with named parameters take three times as long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

from enrich.store.statements import answered, as_array, driver, reported, tell

COPIED = 500  # rows from which on PostgreSQL is sent a stream of them


@lru_cache(maxsize=100)
def insertion(table: sa.Table, names: tuple[str, ...], conflict: str, dialect: Dialect) -> str:
    """Inserts one row."""
    quote = dialect.identifier_preparer.quote
    places = range(1, len(names) + 1)
    marks = ", ".join("?" if dialect.name == "sqlite" else f"${place}" for place in places)
    columns = ", ".join(quote(name) for name in names)
    return f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks}) {conflict}"  # noqa: S608


@lru_cache(maxsize=100)
def insertion_of_columns(table: sa.Table, names: tuple[str, ...], conflict: str, dialect: Dialect) -> str:
    """Inserts rows that are told as an array for each column."""
    quote = dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in names)
    rows = arrays(table, names, dialect)
    return f"INSERT INTO {quote(table.name)} ({columns}) SELECT * FROM {rows} {conflict}"  # noqa: S608


@lru_cache(maxsize=100)
def deletion(table: sa.Table, names: tuple[str, ...], dialect: Dialect) -> str:
    """Deletes the row with these values; on PostgreSQL the rows whose values are told as an array for each column."""
    quote = dialect.identifier_preparer.quote
    if dialect.name == "sqlite":
        where = " AND ".join(f"{quote(name)} = ?" for name in names)
        return f"DELETE FROM {quote(table.name)} WHERE {where}"  # noqa: S608
    columns = ", ".join(quote(name) for name in names)
    where = " AND ".join(f"gone.{quote(name)} = {quote(table.name)}.{quote(name)}" for name in names)
    rows = arrays(table, names, dialect)
    return f"DELETE FROM {quote(table.name)} USING {rows} AS gone ({columns}) WHERE {where}"  # noqa: S608


def arrays(table: sa.Table, names: tuple[str, ...], dialect: Dialect) -> str:
    types = (table.c[name].type.compile(dialect) for name in names)
    return f"unnest({', '.join(f'CAST(${place} AS {kind}[])' for place, kind in enumerate(types, start=1))})"


def columns_of(rows: Sequence[Sequence[Any]]) -> list[str | None]:
    """Rows as an array for each column."""
    return [as_array(column) for column in zip(*rows, strict=True)]


UPDATES = "DO UPDATE"  # says of a conflict that the row there is changed: by one statement only once


def insert_rows(
    connection: Connection,
    table: sa.Table,
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    conflict: str = "",
) -> None:
    """Inserts plain rows through the driver.

    `conflict`: what becomes of a row whose key is taken, as SQL; an error where it is left out.
    """
    if not rows:
        return
    dialect = connection.dialect
    if dialect.name == "sqlite" or len(rows) == 1 or UPDATES in conflict:
        tell(connection, insertion(table, tuple(names), conflict, dialect), rows)
    elif len(rows) >= COPIED and not conflict:
        copy_rows(connection, table, names, rows)
    else:
        tell(connection, insertion_of_columns(table, tuple(names), conflict, dialect), [columns_of(rows)])


def copy_rows(
    connection: Connection, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Many rows at once, as PostgreSQL takes them fastest."""
    answered(connection)
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in names)
    text = f"COPY {quote(table.name)} ({columns}) FROM STDIN"
    raw = driver(connection)
    with reported(connection, text), raw.cursor() as cursor, cursor.copy(text) as copy:
        for row in rows:
            copy.write_row(row)


def insert_new(
    connection: Connection, table: sa.Table, rows: Sequence[dict[str, Any]], update: Sequence[str] = ()
) -> None:
    """Inserts rows; those whose key is taken stay as they are, but for the columns named in `update`."""
    if not rows:
        return
    unique = [found for found in table.constraints if isinstance(found, sa.UniqueConstraint)]
    key = ", ".join(
        f'"{column.name}"' for column in (unique[0].columns if unique else table.primary_key.columns)
    )
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in update)
    conflict = f"ON CONFLICT ({key}) {UPDATES} SET {changes}" if update else "ON CONFLICT DO NOTHING"
    names = list(rows[0])
    insert_rows(connection, table, names, [[row[name] for name in names] for row in rows], conflict)


def delete_rows(
    connection: Connection, table: sa.Table, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Deletes the rows that have these values in these columns."""
    if not rows:
        return
    text = deletion(table, tuple(names), connection.dialect)
    tell(connection, text, rows if connection.dialect.name == "sqlite" else [columns_of(rows)])
