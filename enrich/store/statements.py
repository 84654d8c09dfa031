"""Statements that are made once and executed with any number of values.

Making a statement costs three times what executing it costs; an IN list with a parameter for each of its values makes
the database read the statement anew for every number of values. So lists of values travel as one parameter. And where
one record is taken in by forty statements, what SQLAlchemy does around each of them costs more than the database: `fetch`
hands the finished text to the driver.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

T = TypeVar("T")

AT_ONCE = 5_000  # values sent with one statement
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
    """A statement as the driver takes it. `names`: its parameters in their order; `written`: how a value is written, where that
    takes more than the driver does; `flags`: columns that are truth values and come as numbers; `few`: how many values it
    takes one by one."""

    text: str
    names: Sequence[str]
    defaults: Mapping[str, Any]
    written: Mapping[str, Callable[[Any], Any]]
    flags: tuple[int, ...]
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
    text, names = (
        (str(compiled), compiled.positiontup or []) if compiled.positional else numbered(str(compiled))
    )
    return Ready(
        text,
        names,
        compiled.params,
        {name: process for name, process in processors.items() if process is not None},
        tuple(flags) if not dialect.supports_native_boolean else (),
    )


def numbered(text: str) -> tuple[str, list[str]]:
    """A statement with its parameters as $1, $2, ..., and their names in this order."""
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", text)))
    places = {name: f"${place}" for place, name in enumerate(names, start=1)}
    return re.sub(r"%\((\w+)\)s", lambda found: places[found.group(1)], text).replace("%%", "%"), names


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
    return fetch_together(connection, (query, told))[0]


Question = tuple[sa.Executable, Mapping[str, Any]]


def fetch_together(connection: Connection, *questions: Question) -> list[list[tuple[Any, ...]]]:
    """The rows of several statements that do not wait for each other: one journey to a server."""
    statements = [asked(connection, *question) for question in questions]
    if not statements:
        return []
    with reported(connection, statements[0][0].text if len(statements) == 1 else "several statements"):
        if connection.dialect.name == "sqlite":
            raw = driver(connection)
            found = [raw.execute(known.text, values).fetchall() for known, values in statements]
            return [with_flags(rows, known) for rows, (known, _) in zip(found, statements, strict=True)]
        wire = wire_of(connection)
        answers = [wire.ask(known.text, values) for known, values in statements]
        if any(answer.result is None for answer in answers):
            wire.listen()
        return [answer.rows() for answer in answers]


def ask_ahead(connection: Connection, *questions: Question) -> None:
    """Has a server answer already, with what is fetched next, what is going to be fetched in this transaction, once."""
    if connection.dialect.name != "sqlite":
        for question in questions:
            known, values = asked(connection, *question)
            wire_of(connection).ask_ahead(known.text, values)


def arguments(known: Ready, told: Mapping[str, Any]) -> list[Any]:
    """Values as the driver takes them."""
    values = {**known.defaults, **told}
    for name, write in known.written.items():
        values[name] = write(values[name])
    if known.few:
        return [one for name in known.names for one in (values[name] if name == SOME else (values[name],))]
    return [values[name] for name in known.names]


def with_flags(rows: list[tuple[Any, ...]], known: Ready) -> list[tuple[Any, ...]]:
    for place in known.flags:
        rows = [(*row[:place], bool(row[place]), *row[place + 1 :]) for row in rows]
    return rows


def tell(connection: Connection, text: str, rows: Sequence[Sequence[Any]]) -> None:
    """Executes a statement that gives no rows, for each of these rows of values. A server is not waited for."""
    with reported(connection, text):
        if connection.dialect.name != "sqlite":
            wire = wire_of(connection)
            for row in rows:
                wire.tell(text, row)
        elif len(rows) == 1:
            driver(connection).execute(text, rows[0])
        else:
            driver(connection).executemany(text, rows)


# --- the driver ---

WIRE = "onefold_wire"  # where a connection to a server keeps how statements go there
WRITES = "onefold_write"  # the execution option of transactions that write


def driver(connection: Connection) -> Any:
    """The driver's connection."""
    return connection.connection.dbapi_connection


def wire_of(connection: Connection) -> Any:
    """How statements go to a PostgreSQL server. SQLAlchemy knows nothing of it: see `answered`."""
    wire = connection.info.get(WIRE)
    if wire is None:
        made = import_module("enrich.store.wire")  # with a driver that SQLite does without
        wire = connection.info[WIRE] = made.Wire(driver(connection))
    return wire


def answered(connection: Connection) -> None:
    """Waits for what the server was told; an error of it is raised here. From here on SQLAlchemy can speak to it."""
    if (wire := connection.info.get(WIRE)) is not None:
        with reported(connection, "several statements"):
            wire.close()


def committed(connection: Connection) -> None:
    """The same, and the transaction ends in the same journey."""
    if (wire := connection.info.get(WIRE)) is not None:
        with reported(connection, "several statements"):
            wire.commit()


def given_up(connection: Connection) -> None:
    """The same before all of it is taken back: what went wrong does not matter any more, nor what a lost connection was told."""
    if connection.invalidated:
        return
    if (wire := connection.info.get(WIRE)) is not None:
        with suppress(connection.dialect.loaded_dbapi.Error):
            wire.close()


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
