"""The SQL by which workers take tasks, each in one statement."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningUpdate

from enrich.model import Instant
from enrich.store.tables import task
from jobs.model import SECOND, Step, Task

MAX_ATTEMPTS = 3
LOST_EACH_TIME = f"its worker was killed or stopped answering in each of {MAX_ATTEMPTS} attempts"

# Written out, not bound, so that PostgreSQL can prove that the partial index over open tasks may be used.
IS_OPEN = sa.text("state IN ('waiting', 'running')")
INSERT: dict[str, Callable[[sa.Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def next_task(now: Instant, kinds: Collection[str] | None) -> sa.ColumnElement[Any]:
    """The id of the task to do next: one whose lease ran out, else the waiting one that is longest due.

    Two look-ups in the index (state, due_at); on PostgreSQL each locks at most one row, and passes over locked ones.
    """
    lost, waiting = task.alias("lost"), task.alias("longest_due")
    choices = (
        sa.select(rows.c.task_id).where(*conditions, *of_kinds(rows, kinds)).order_by(rows.c.due_at).limit(1)
        for rows, conditions in ((lost, is_lost(lost, now)), (waiting, is_due(waiting, now)))
    )
    return sa.func.coalesce(
        *(choice.with_for_update(skip_locked=True).scalar_subquery() for choice in choices)
    )


def is_lost(rows: sa.FromClause, now: Instant) -> tuple[sa.ColumnElement[bool], ...]:
    return (rows.c.state == "running", rows.c.lease_until < now)


def is_due(rows: sa.FromClause, now: Instant) -> tuple[sa.ColumnElement[bool], ...]:
    return (rows.c.state == "waiting", rows.c.due_at <= now)


def of_kinds(rows: sa.FromClause, kinds: Collection[str] | None) -> tuple[sa.ColumnElement[bool], ...]:
    return () if kinds is None else (rows.c.kind.in_(sorted(kinds)),)


def anything_due(now: Instant, kinds: Collection[str] | None) -> sa.Select[tuple[bool]]:
    """Whether `claim` would find a task; takes no lock."""
    found = (
        sa.exists().where(*conditions, *of_kinds(task, kinds))
        for conditions in (is_lost(task, now), is_due(task, now))
    )
    return sa.select(sa.or_(*found))


def claim(
    worker: str, now: Instant, lease_seconds: float, kinds: Collection[str] | None
) -> ReturningUpdate[Any]:
    """Takes the next task for `worker`, or makes it dead if it has cost its workers all its attempts."""
    worn_out = task.c.attempts >= MAX_ATTEMPTS
    values = {
        "state": sa.case((worn_out, "dead"), else_="running"),
        "error": sa.case((worn_out, LOST_EACH_TIME), else_=task.c.error),
        "attempts": sa.case((worn_out, task.c.attempts), else_=task.c.attempts + 1),
        "finished_at": sa.case((worn_out, now), else_=sa.null()),
        "lease_until": sa.case((worn_out, sa.null()), else_=now + int(lease_seconds * SECOND)),
        "worker": worker,
        "started_at": now,
    }
    return sa.update(task).where(task.c.task_id == next_task(now, kinds)).values(values).returning(*task.c)


def as_task(row: sa.Row[Any]) -> Task:
    values = dict(row._mapping)
    values["payload"] = msgspec.json.decode(row.payload)
    values["result"] = msgspec.json.decode(row.result) if row.result else None
    values["progress"] = msgspec.json.decode(row.progress, type=Step) if row.progress else None
    return Task(**values)
