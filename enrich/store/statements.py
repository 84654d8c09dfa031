"""Statements that are made once and executed with any number of values, and rows written in bulk.

Making a statement costs three times what executing it costs; an IN list with a parameter for each of its values makes
the database read the statement anew for every number of values. So lists of values travel as one parameter. And where
one record is taken in by forty statements, what SQLAlchemy does around each of them costs more than the database: `fetch`
hands the finished text to the driver.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

T = TypeVar("T")

AT_ONCE = 5_000  # values sent with one statement
COPIED = 500  # rows from which on PostgreSQL is sent a stream of them
SOME = "some"  # the parameter that holds the values of `Among`
LISTED = "(SELECT value FROM json_each(?))"  # such values, as SQLite is given many of them
FEW = (1, 2, 4, 8, 16, 32)  # values that SQLite is given one by one, which is twice as quick
NOTHING: Mapping[str, Any] = {}


class Values(sa.types.TypeDecorator[list[Any]]):
    """A list of numbers or texts as one parameter."""

    impl = sa.types.NullType
    cache_ok = True

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        return as_json(value) if dialect.name == "sqlite" else as_array(value)


def as_json(values: Sequence[Any] | None) -> str:
    """Numbers as msgspec writes them, ten times as fast; text as json does, which knows what to do with any of it."""
    if values and isinstance(values[0], int):
        return msgspec.json.encode(values).decode()
    return json.dumps(values)


def as_array(values: Sequence[Any] | None) -> str | None:
    """An array as PostgreSQL writes it, which takes the driver's own way ten times as long."""
    if values is None:
        return None
    return f"{{{','.join([WRITTEN[type(value)](value) for value in values])}}}"


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


# How a value stands in an array.
WRITTEN: Mapping[type, Callable[[Any], str]] = {
    int: str,
    float: repr,
    bool: str,
    str: quoted,
    bytes: lambda value: f'"\\\\x{value.hex()}"',
    type(None): lambda _: "NULL",
}


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
        self.values: sa.BindParameter[Any] = sa.bindparam(SOME, type_=Values())

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
    and come as numbers; `gives_rows`: whether there is anything to fetch; `few`: how many values it takes one by one."""

    text: str
    names: Sequence[str] | None
    defaults: Mapping[str, Any]
    written: Mapping[str, Callable[[Any], Any]]
    flags: tuple[int, ...]
    gives_rows: bool
    few: int = 0


@lru_cache(maxsize=2_000)
def ready(query: sa.Executable, dialect: Dialect, few: int = 0) -> Ready:
    if few:
        known = ready(query, dialect)
        written = {name: write for name, write in known.written.items() if name != SOME}
        text = known.text.replace(LISTED, f"({', '.join('?' * few)})")
        return known._replace(text=text, written=written, few=few)
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
        isinstance(query, sa.TextClause) or query.is_select or bool(getattr(query, "_returning", ())),
    )


def asked(connection: Connection, query: sa.Executable, told: Mapping[str, Any]) -> tuple[Ready, Any]:
    """The statement that takes these values, and the values as the driver takes them."""
    dialect = connection.dialect
    if SOME not in told or dialect.name != "sqlite" or not 0 < len(told[SOME]) <= FEW[-1]:
        known = ready(query, dialect)
        return known, arguments(known, told)
    some = told[SOME]
    few = FEW[bisect_left(FEW, len(some))]
    known = ready(query, dialect, few)
    return known, arguments(known, {**told, SOME: [*some, *some[-1:] * (few - len(some))]})


def fetch(
    connection: Connection, query: sa.Executable, told: Mapping[str, Any] = NOTHING
) -> list[tuple[Any, ...]]:
    """Executes a statement made once, and gives its rows if it has any."""
    known, values = asked(connection, query, told)
    with reported(connection, known.text):
        return rows_of(driver(connection).execute(known.text, values), known)


Question = tuple[sa.Executable, Mapping[str, Any]]


def fetch_together(connection: Connection, *questions: Question) -> list[list[tuple[Any, ...]]]:
    """The rows of several statements that do not wait for each other: one journey to a server."""
    told: list[tuple[Any, Ready]] = []
    with reported(connection, "several statements"):
        raw = driver(connection)
        for question in questions:
            known, values = asked(connection, *question)
            told.append((raw.execute(known.text, values), known))
        return [rows_of(cursor, known) for cursor, known in told]


def arguments(known: Ready, told: Mapping[str, Any]) -> Any:
    """Values as the driver takes them."""
    values = {**known.defaults, **told}
    for name, write in known.written.items():
        values[name] = write(values[name])
    if known.names is None:
        return values
    if known.few:
        return [one for name in known.names for one in (values[name] if name == SOME else (values[name],))]
    return [values[name] for name in known.names]


def rows_of(cursor: Any, known: Ready) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = cursor.fetchall() if known.gives_rows else []
    for place in known.flags:
        rows = [(*row[:place], bool(row[place]), *row[place + 1 :]) for row in rows]
    return rows


def tell(connection: Connection, text: str, rows: Sequence[Sequence[Any]]) -> None:
    """Executes a statement that gives no rows, for each of these rows of values. A server is not waited for."""
    with reported(connection, text):
        raw = driver(connection)
        if len(rows) == 1:
            raw.execute(text, rows[0])
        elif connection.dialect.name == "sqlite":
            raw.executemany(text, rows)
        else:
            raw.cursor().executemany(text, rows)


# --- the driver ---

PIPELINE = "onefold_pipeline"  # where a connection keeps what was told and not yet answered
WRITES = "onefold_write"  # the execution option of transactions that write


def driver(connection: Connection) -> Any:
    """The driver's connection.

    What a transaction that writes tells a PostgreSQL server goes through a pipeline: answers come when they are asked for, so
    that twenty statements take one journey. SQLAlchemy knows nothing of pipelines: see `answered`.
    """
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" and PIPELINE not in connection.info:
        if not connection.get_execution_options().get(WRITES, False):
            return raw
        connection.info[PIPELINE] = pipeline = ExitStack()
        pipeline.enter_context(raw.pipeline())
    return raw


def answered(connection: Connection) -> None:
    """Waits for what the server was told; an error of it is raised here. From here on SQLAlchemy can speak to it."""
    if (pipeline := connection.info.pop(PIPELINE, None)) is not None:
        with reported(connection, "several statements"):
            pipeline.close()


def given_up(connection: Connection) -> None:
    """The same before all of it is taken back: what went wrong does not matter any more."""
    if (pipeline := connection.info.pop(PIPELINE, None)) is not None:
        with suppress(connection.dialect.loaded_dbapi.Error):
            pipeline.close()


class reported:  # noqa: N801
    """The driver's errors come as SQLAlchemy's, without the values that were sent."""

    def __init__(self, connection: Connection, text: str) -> None:
        self.connection, self.text = connection, text

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, trace: object) -> None:
        if wrong is None:
            return
        dialect = self.connection.dialect
        errors = dialect.loaded_dbapi.Error
        if isinstance(wrong, errors):
            raise sa.exc.DBAPIError.instance(
                self.text, None, wrong, errors, hide_parameters=True, dialect=dialect
            ) from wrong


def within(
    connection: Connection, query: sa.Executable, values: Iterable[Any], told: Mapping[str, Any] = NOTHING
) -> list[tuple[Any, ...]]:
    """The rows that a statement with `Among` in it gives for these values, however many; `told`: its other parameters."""
    ordered = sorted(values)
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(ordered), AT_ONCE):
        rows += fetch(connection, query, {**told, SOME: ordered[start : start + AT_ONCE]})
    return rows


def within_together(
    connection: Connection, *asked: tuple[sa.Executable, Iterable[Any]]
) -> list[list[tuple[Any, ...]]]:
    """The same for several statements that do not wait for each other, each with its values."""
    places = [
        (place, query, some) for place, (query, values) in enumerate(asked) for some in chunks(sorted(values))
    ]
    answers = fetch_together(connection, *((query, {SOME: some}) for _, query, some in places))
    found: list[list[tuple[Any, ...]]] = [[] for _ in asked]
    for (place, _, _), rows in zip(places, answers, strict=True):
        found[place] += rows
    return found


def everywhere_or_within(
    connection: Connection,
    everywhere: sa.Executable,
    of_some: sa.Executable,
    values: Iterable[Any] | None,
    told: Mapping[str, Any] = NOTHING,
) -> list[tuple[Any, ...]]:
    """The rows for these values, or for None all rows."""
    if values is None:
        return fetch(connection, everywhere, told)
    return within(connection, of_some, values, told)


def change_within(
    connection: Connection, change: sa.Executable, values: Iterable[Any], told: Mapping[str, Any] = NOTHING
) -> None:
    """Executes a statement with `Among` in it, that gives no rows, for these values."""
    for some in chunks(sorted(values)):
        known, written = asked(connection, change, {**told, SOME: some})
        tell(connection, known.text, [written])


@lru_cache(maxsize=100)
def insertion(table: sa.Table, names: tuple[str, ...], conflict: str, dialect: Dialect) -> str:
    """Inserts one row."""
    quote = dialect.identifier_preparer.quote
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    columns, marks = ", ".join(quote(name) for name in names), ", ".join([mark] * len(names))
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
    return f"unnest({', '.join(f'CAST(%s AS {kind}[])' for kind in types)})"


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
    raw: Any = connection.connection.dbapi_connection
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
