"""Statements that are made once and executed with any number of values, and rows written in bulk.

Making a statement costs three times what executing it costs; an IN list with a parameter for each of its values makes
the database read the statement anew for every number of values. So lists of values travel as one parameter. And where
one record is taken in by forty statements, what SQLAlchemy does around each of them costs more than the database: `fetch`
hands the finished text to the driver.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

T = TypeVar("T")

AT_ONCE = 5_000  # values sent with one statement
COPIED = 50  # rows from which on PostgreSQL is sent a stream of them
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


class Ready(NamedTuple):
    """A statement as the driver takes it. `names`: its parameters in their order, for drivers that know them by place;
    `written`: how a value is written, where that takes more than the driver does; `flags`: columns that are truth values
    and come as numbers."""

    text: str
    names: Sequence[str] | None
    defaults: Mapping[str, Any]
    written: Mapping[str, Callable[[Any], Any]]
    flags: tuple[int, ...]


@lru_cache(maxsize=500)
def ready(query: sa.Executable, dialect: Dialect) -> Ready:
    compiled = query.compile(dialect=dialect)  # type: ignore[attr-defined]
    processors = {
        name: bound.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bound in compiled.binds.items()
    }
    columns = getattr(query, "exported_columns", ())
    flags = [place for place, column in enumerate(columns) if isinstance(column.type, sa.Boolean)]
    return Ready(
        str(compiled),
        compiled.positiontup if compiled.positional else None,
        compiled.params,
        {name: process for name, process in processors.items() if process is not None},
        tuple(flags) if not dialect.supports_native_boolean else (),
    )


def fetch(
    connection: Connection, query: sa.Executable, told: Mapping[str, Any] = NOTHING
) -> list[tuple[Any, ...]]:
    """Executes a statement made once, and gives its rows if it has any."""
    known = ready(query, connection.dialect)
    values = {**known.defaults, **told}
    for name, write in known.written.items():
        values[name] = write(values[name])
    given = values if known.names is None else [values[name] for name in known.names]
    with driver(connection, known.text) as cursor:
        cursor.execute(known.text, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
    for place in known.flags:
        rows = [(*row[:place], bool(row[place]), *row[place + 1 :]) for row in rows]
    return rows


@contextmanager
def driver(connection: Connection, text: str) -> Iterator[Any]:
    """A cursor of the driver; its errors come as SQLAlchemy's, without the values that were sent."""
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except connection.dialect.loaded_dbapi.Error as wrong:
        raise sa.exc.DBAPIError.instance(
            text,
            None,
            wrong,
            connection.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=connection.dialect,
        ) from wrong
    finally:
        cursor.close()


def within(
    connection: Connection, query: sa.Executable, values: Iterable[Any], told: Mapping[str, Any] = NOTHING
) -> Iterator[tuple[Any, ...]]:
    """The rows that a statement with `Among` in it gives for these values, however many; `told`: its other parameters."""
    for some in chunks(sorted(values)):
        yield from fetch(connection, query, {**told, "some": some})


def everywhere_or_within(
    connection: Connection,
    everywhere: sa.Executable,
    of_some: sa.Executable,
    values: Iterable[Any] | None,
    told: Mapping[str, Any] = NOTHING,
) -> Iterable[tuple[Any, ...]]:
    """The rows for these values, or for None all rows."""
    if values is None:
        return fetch(connection, everywhere, told)
    return within(connection, of_some, values, told)


def change_within(
    connection: Connection, change: sa.Executable, values: Iterable[Any], told: Mapping[str, Any] = NOTHING
) -> None:
    """Executes a statement with `Among` in it, that gives no rows, for these values."""
    for some in chunks(sorted(values)):
        fetch(connection, change, {**told, "some": some})


@lru_cache(maxsize=100)
def insertion(table: sa.Table, names: tuple[str, ...], conflict: str, dialect: Dialect) -> str:
    quote = dialect.identifier_preparer.quote
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    columns, marks = ", ".join(quote(name) for name in names), ", ".join([mark] * len(names))
    return f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks}) {conflict}"  # noqa: S608


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
    text = insertion(table, tuple(names), conflict, connection.dialect)
    with driver(connection, text) as cursor:
        if len(rows) == 1:
            cursor.execute(text, rows[0])
        elif hasattr(cursor, "copy") and len(rows) >= COPIED and not conflict:
            copy_rows(cursor, table, names, rows, connection.dialect)
        else:
            cursor.executemany(text, rows)


def copy_rows(
    cursor: Any, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]], dialect: Dialect
) -> None:
    """Many rows at once, as PostgreSQL takes them fastest."""
    quote = dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in names)
    with cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy:
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
    conflict = f"ON CONFLICT ({key}) DO UPDATE SET {changes}" if update else "ON CONFLICT DO NOTHING"
    names = list(rows[0])
    insert_rows(connection, table, names, [[row[name] for name in names] for row in rows], conflict)


def delete_rows(
    connection: Connection, table: sa.Table, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Deletes the rows that have these values in these columns."""
    if not rows:
        return
    quote = connection.dialect.identifier_preparer.quote
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    where = " AND ".join(f"{quote(name)} = {mark}" for name in names)
    text = f"DELETE FROM {quote(table.name)} WHERE {where}"  # noqa: S608
    with driver(connection, text) as cursor:
        cursor.executemany(text, rows)
