"""Statements that are made once and executed with any number of values, and rows written in bulk.

Making a statement costs three times what executing it costs; an IN list with a parameter for each of its values makes
the database read the statement anew for every number of values. So lists of values travel as one parameter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

T = TypeVar("T")

AT_ONCE = 5_000  # values sent with one statement
NOTHING: Mapping[str, Any] = {}


class Values(sa.types.TypeDecorator[list[Any]]):
    """A list of numbers or texts as one parameter."""

    impl = sa.types.NullType
    cache_ok = True

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        return json.dumps(value) if dialect.name == "sqlite" else value


class Among(sa.ColumnElement[bool]):
    """Whether a column is one of the values given with the statement as `some`."""

    inherit_cache = True
    type = sa.Boolean()
    _traverse_internals = [  # noqa: RUF012
        ("column", sa.sql.visitors.InternalTraversal.dp_clauseelement),
        ("values", sa.sql.visitors.InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: sa.ColumnElement[Any]) -> None:
        self.column = column
        self.values: sa.BindParameter[Any] = sa.bindparam("some", type_=Values())

    def self_group(self, against: Any = None) -> Among:
        """Stands as it is: `(...) = 1`, which SQLAlchemy writes of truth values, would hide the column from its index."""
        return self


@compiles(Among)
def compare_with_array(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = compiler.process(element.column, **options), compiler.process(element.values, **options)
    return f"{column} = ANY ({values})"


@compiles(Among, "sqlite")
def compare_with_json(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = compiler.process(element.column, **options), compiler.process(element.values, **options)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608


def chunks(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk


def within(
    connection: Connection, query: sa.Executable, values: Iterable[Any], told: Mapping[str, Any] = NOTHING
) -> Iterator[Any]:
    """The rows that a statement with `Among` in it gives for these values, however many; `told`: its other parameters."""
    for some in chunks(sorted(values)):
        yield from connection.execute(query, {**told, "some": some}).all()


def everywhere_or_within(
    connection: Connection,
    everywhere: sa.Executable,
    of_some: sa.Executable,
    values: Iterable[Any] | None,
    told: Mapping[str, Any] = NOTHING,
) -> Iterable[Any]:
    """The rows for these values, or for None all rows."""
    if values is None:
        return connection.execute(everywhere, told)
    return within(connection, of_some, values, told)


def insert_rows(
    connection: Connection,
    table: sa.Table,
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    conflict: str = "",
) -> None:
    """Inserts plain rows through the driver, which for many rows costs a third of what statements with names cost.

    `conflict`: what becomes of a row whose key is taken, as SQL; an error where it is left out.
    """
    if not rows:
        return
    quote = connection.dialect.identifier_preparer.quote
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    columns, marks = ", ".join(quote(name) for name in names), ", ".join([mark] * len(names))
    text = f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks}) {conflict}"  # noqa: S608
    connection.exec_driver_sql(text, list(map(tuple, rows)))


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
    conflict = f"ON CONFLICT ({key}) DO UPDATE SET {changes}" if update else "ON CONFLICT DO NOTHING"
    names = list(rows[0])
    insert_rows(connection, table, names, [[row[name] for name in names] for row in rows], conflict)
