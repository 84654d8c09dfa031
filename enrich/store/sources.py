"""How each source is doing: where its pull goes on, when it last answered, whether it is paused."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.model import Instant, Value
from enrich.store.rows import insert_new
from enrich.store.tables import source_state


class SourceState(Value, frozen=True):
    """`failures`: how many tries in a row went wrong; `error`: the last one in a line, without personal data."""

    source: str
    cursor: str = ""
    last_try_at: Instant | None = None
    last_success_at: Instant | None = None
    failures: int = 0
    error: str = ""
    paused: bool = False


def source_states(connection: Connection, names: Collection[str]) -> dict[str, SourceState]:
    """The state of each named source; one that was never asked has an empty state."""
    stored = {row.source: SourceState(*row) for row in connection.execute(sa.select(source_state))}
    return {name: stored.get(name, SourceState(name)) for name in names}


def source_succeeded(connection: Connection, source: str, at: Instant, cursor: str | None = None) -> None:
    values: dict[str, object] = {"last_try_at": at, "last_success_at": at, "failures": 0, "error": ""}
    change(connection, source, values if cursor is None else values | {"cursor": cursor})


def source_failed(connection: Connection, source: str, at: Instant, error: str) -> None:
    change(connection, source, {"last_try_at": at, "failures": source_state.c.failures + 1, "error": error})


def note_check(connection: Connection, source: str, at: Instant, error: str) -> None:
    """A check went well (""), or told of an error."""
    if error:
        source_failed(connection, source, at, error)
    else:
        source_succeeded(connection, source, at)


def pause_source(connection: Connection, source: str, paused: bool) -> None:
    change(connection, source, {"paused": paused})


def change(connection: Connection, source: str, values: dict[str, object]) -> None:
    insert_new(connection, source_state, [{"source": source}])
    connection.execute(sa.update(source_state).where(source_state.c.source == source).values(values))
