"""Runs: one execution of a job. A run begins with its tasks and ends with the last of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from enrich.model import Instant
from enrich.store.tables import run, task
from jobs.claims import INSERT, IS_OPEN
from jobs.model import Run, RunId, RunState, to_json

LOCK_RUNNING = (
    sa.select(run.c.run_id)
    .where(run.c.run_id == bindparam("closing"), run.c.state == "running")
    .with_for_update()
)
STILL_OPEN = sa.select(task.c.task_id).where(task.c.run_id == bindparam("closing"), IS_OPEN).limit(1)


def open_run(connection: Connection, job: str, scheduled_for: Instant, now: Instant) -> RunId | None:
    """A new run; None when this firing already made one, here or in another daemon."""
    statement = (
        INSERT[connection.dialect.name](run)
        .values(job=job, scheduled_for=scheduled_for, started_at=now, state="running")
        .on_conflict_do_nothing(index_elements=["job", "scheduled_for"])
        .returning(run.c.run_id)
    )
    made = connection.execute(statement).scalar()
    return None if made is None else RunId(made)


def close_run(connection: Connection, run_id: RunId, now: Instant) -> None:
    """Ends the run if none of its tasks is open.

    The run's row is locked first: of two transactions that each finish one of the last two tasks, the second
    then sees what the first has done.
    """
    if connection.execute(LOCK_RUNNING, {"closing": run_id}).scalar() is None:
        return
    if connection.execute(STILL_OPEN, {"closing": run_id}).scalar() is not None:
        return
    rows = connection.execute(sa.select(task.c.state, task.c.result).where(task.c.run_id == run_id))
    summary = summary_of((row.state, row.result) for row in rows)
    state: RunState = "failed" if "dead" in summary["tasks"] else "done"
    end_run(connection, run_id, state, summary, now)


def end_run(
    connection: Connection, run_id: RunId, state: RunState, summary: dict[str, Any], now: Instant
) -> None:
    values = {"state": state, "finished_at": now, "summary": to_json.encode(summary).decode()}
    connection.execute(sa.update(run).where(run.c.run_id == run_id).values(values))


def reopen_run(connection: Connection, run_id: RunId) -> None:
    """The run goes on: one of its tasks is to be tried again."""
    values = {"state": "running", "finished_at": None, "summary": ""}
    connection.execute(sa.update(run).where(run.c.run_id == run_id).values(values))


def summary_of(tasks: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """(state, result as JSON) of every task -> how many ended how, and the sums of their integer results."""
    states: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for state, result in tasks:
        states[state] += 1
        numbers = msgspec.json.decode(result) if result else {}
        totals.update({key: n for key, n in numbers.items() if type(n) is int})
    return {"tasks": dict(states), "totals": dict(totals)}


def list_runs(connection: Connection, job: str | None, limit: int) -> list[Run]:
    """The newest runs first; of every job when `job` is None."""
    statement = sa.select(run).order_by(run.c.run_id.desc()).limit(limit)
    if job is not None:
        statement = statement.where(run.c.job == job)
    return [as_run(row) for row in connection.execute(statement)]


def running_run(connection: Connection, job: str) -> RunId | None:
    """The newest run of the job that has not ended."""
    statement = sa.select(sa.func.max(run.c.run_id)).where(run.c.job == job, run.c.state == "running")
    found = connection.execute(statement).scalar()
    return None if found is None else RunId(found)


def as_run(row: sa.Row[Any]) -> Run:
    values = dict(row._mapping)
    return Run(**values | {"summary": msgspec.json.decode(row.summary) if row.summary else {}})
