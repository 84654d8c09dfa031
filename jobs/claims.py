"""The SQL by which tasks are made, taken and held. Each statement is built once: building costs more than running."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from enrich.store.tables import task
from jobs.model import Step, Task

MAX_ATTEMPTS = 3
LOST_EACH_TIME = f"its worker was killed or stopped answering in each of {MAX_ATTEMPTS} attempts"

Kinds = frozenset[str] | None

# Written out, not bound, so that PostgreSQL can prove that the partial index over open tasks may be used.
IS_OPEN = sa.text("state IN ('waiting', 'running')")
INSERT: dict[str, Callable[[sa.Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

NOW = bindparam("now", type_=sa.BigInteger)
WAITING = sa.literal("waiting")

# The open task of a kind and subject.
SAME_WORK = (task.c.kind == bindparam("same_kind"), task.c.subject == bindparam("same_subject"), IS_OPEN)
OPEN_TASK = sa.select(task).where(*SAME_WORK)
SOONER = sa.update(task).where(*SAME_WORK, task.c.state == "waiting", task.c.due_at > bindparam("later_than"))

# A running task in the hands of one claim; what is to be set comes with the parameters.
HELD = sa.update(task).where(
    task.c.task_id == bindparam("held_id"),
    task.c.state == "running",
    task.c.worker == bindparam("held_by"),
    task.c.started_at == bindparam("held_since"),
)


@cache
def insert_or_join(dialect: str) -> ReturningInsert[Any]:
    """Makes a task and returns its id; nothing where one like it is open."""
    made: ReturningInsert[Any] = (
        INSERT[dialect](task)
        .on_conflict_do_nothing(index_elements=["kind", "subject"], index_where=IS_OPEN)
        .returning(task.c.task_id)
    )
    return made


@cache
def claim(kinds: Kinds) -> ReturningUpdate[Any]:
    """Takes the next task, or makes it dead if it has cost its workers all its attempts.

    Parameters: now, claimed_by, leased_until.
    """
    worn_out = task.c.attempts >= MAX_ATTEMPTS
    lease = bindparam("leased_until", type_=sa.BigInteger)
    values = {
        "state": sa.case((worn_out, "dead"), else_="running"),
        "error": sa.case((worn_out, LOST_EACH_TIME), else_=task.c.error),
        "attempts": sa.case((worn_out, task.c.attempts), else_=task.c.attempts + 1),
        "finished_at": sa.case((worn_out, NOW), else_=sa.null()),
        "lease_until": sa.case((worn_out, sa.null()), else_=lease),
        "worker": bindparam("claimed_by"),
        "started_at": NOW,
    }
    return sa.update(task).where(task.c.task_id == next_task(kinds)).values(values).returning(*task.c)


def next_task(kinds: Kinds) -> sa.ColumnElement[Any]:
    """The id of the task to do next: one whose lease ran out, else the waiting one that is longest due.

    Two walks along the index (state, due_at), each to its first fitting row; on PostgreSQL they lock at most that row
    and pass over locked ones. PostgreSQL never knows how many tasks wait just now. The conditions are written so that
    it believes many rows to fit: else it would fetch and sort all that wait instead of walking to the first.
    """
    choices = (
        sa.select(rows.c.task_id)
        .where(*condition(rows), *of_kinds(rows, kinds))
        .order_by(rows.c.state, rows.c.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
        for rows, condition in ((task.alias("lost"), is_lost), (task.alias("longest_due"), is_due))
    )
    return sa.func.coalesce(*choices)


@cache
def anything_due(kinds: Kinds) -> sa.Select[Any]:
    """Whether `claim` would find a task; takes no lock. Parameter: now."""
    found = (sa.exists().where(*condition(task), *of_kinds(task, kinds)) for condition in (is_lost, is_due))
    return sa.select(sa.or_(*found))


def is_lost(rows: sa.FromClause) -> tuple[sa.ColumnElement[bool], ...]:
    return (rows.c.state == "running", rows.c.lease_until < NOW)


def is_due(rows: sa.FromClause) -> tuple[sa.ColumnElement[bool], ...]:
    place = sa.tuple_(rows.c.state, rows.c.due_at)
    return (place >= sa.tuple_(WAITING, 0), place <= sa.tuple_(WAITING, NOW))


def of_kinds(rows: sa.FromClause, kinds: Kinds) -> tuple[sa.ColumnElement[bool], ...]:
    return () if kinds is None else (sa.case((rows.c.kind.in_(sorted(kinds)), 1), else_=0) > 0,)


def held(task: Task) -> dict[str, Any]:
    """The parameters of HELD that name a claim."""
    return {"held_id": task.task_id, "held_by": task.worker, "held_since": task.started_at}


def as_task(row: sa.Row[Any]) -> Task:
    values = dict(row._mapping)
    values["payload"] = msgspec.json.decode(row.payload)
    values["result"] = msgspec.json.decode(row.result) if row.result else None
    values["progress"] = msgspec.json.decode(row.progress, type=Step) if row.progress else None
    return Task(**values)
