"""Durable tasks: rows that workers claim by lease, so that a killed worker loses nothing and no effect happens twice.

waiting -> running -> done
   ^          |-----> waiting     it failed and is tried again later, or its worker stopped
   |          '-----> dead        it failed for good, until a person says `retry`
   '--- dead                      waiting, running or dead -> cancelled, when a person says so
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from enrich.errors import ConfigError, NotFound, Refused, RetryLater
from enrich.model import Instant
from enrich.store.database import Database
from enrich.store.tables import task as table
from jobs import claims
from jobs.claims import MAX_ATTEMPTS, as_task
from jobs.model import (
    SECOND,
    Clock,
    LeaseLost,
    RunId,
    Step,
    Task,
    TaskId,
    TaskState,
    describe,
    to_json,
    wall_clock,
)
from jobs.runs import close_run, reopen_run

BACKOFF_FACTOR = 8.0
# How long a task goes on asking a source that says "later", counted from when it was asked for.
PATIENCE = 3 * 24 * 3600 * SECOND
# Trying again does not help: the input, the settings or the thing itself must change first.
HOPELESS = (Refused, ConfigError, NotFound)


class Tasks:
    """The queue. Every method is safe to call from many threads and processes at once.

    A task that fails is tried again after `backoff_seconds`, then eight times that, each give or take a half; the
    third failure makes it dead. So does the third worker that dies of it. `Refused`, `ConfigError` and `NotFound` make
    it dead at once. `RetryLater` is obeyed to the second and does not count as an attempt, for three days.

    The clocks of machines that share a database must agree to within the length of a lease.
    """

    def __init__(
        self, database: Database, clock: Clock = wall_clock, *, backoff_seconds: float = 15.0
    ) -> None:
        self.database = database
        self.clock = clock
        self._backoff = backoff_seconds

    def enqueue(
        self,
        kind: str,
        subject: str,
        payload: dict[str, Any],
        due_at: Instant | None = None,
        run_id: RunId | None = None,
        connection: Connection | None = None,
    ) -> TaskId:
        """The open task of this kind and subject: a new one, or the one already there.

        A second request joins the first, whose payload and run stay. A `due_at` earlier than that of a waiting task
        brings it forward. With `connection` the task exists if and only if that transaction commits. Joining a
        *running* task does not make it look again at what it has already read.
        """
        if connection is None:
            with self.database.write() as own:
                return self.enqueue(kind, subject, payload, due_at, run_id, own)
        task_id = None
        while task_id is None:
            task_id = self._insert(connection, kind, subject, payload, due_at, run_id)
            task_id = task_id or self._join(connection, kind, subject, due_at)
        return TaskId(task_id)

    def claim(
        self, worker: str, kinds: Collection[str] | None = None, lease_seconds: float = 30.0
    ) -> Task | None:
        """The next task for `worker`, who must renew the lease or finish before it ends; None when nothing is due.

        Tasks whose worker died come first. One that has cost its worker three times is made dead on the way.
        """
        while True:
            with self.database.write() as connection:
                now = self.clock()
                until = now + int(lease_seconds * SECOND)
                claim = {"now": now, "claimed_by": worker, "leased_until": until}
                row = connection.execute(claims.claim(as_kinds(kinds)), claim).one_or_none()
                if row is not None and row.state == "dead":
                    lay_to_rest(connection, as_task(row), now)
            if row is None or row.state == "running":
                return None if row is None else as_task(row)

    def due(self, kinds: Collection[str] | None = None) -> bool:
        """Is there anything to claim? Only reads, so that an idle worker takes no write lock."""
        with self.database.read() as connection:
            return bool(
                connection.execute(claims.anything_due(as_kinds(kinds)), {"now": self.clock()}).scalar()
            )

    def heartbeat(self, task: Task) -> None:
        """Renews the lease for its full length. Raises LeaseLost."""
        self._renew(task, {})

    def progress(self, task: Task, stage: str, done: int, total: int | None = None) -> None:
        """Stores how far the task has come, for everybody to see, and renews the lease. Raises LeaseLost."""
        self._renew(task, {"progress": to_json.encode(Step(stage, done, total)).decode()})

    def complete(self, connection: Connection, task: Task, result: dict[str, Any] | None = None) -> None:
        """Ends the task inside the transaction of its effect: both are committed, or neither.

        Raises LeaseLost when the task is no longer in this worker's hands; let it out, so that the effect is undone.
        Call it last: until the commit, tasks of the same run that end at the same time wait here.
        """
        now = self.clock()
        encoded = "" if result is None else to_json.encode(result).decode()
        values = {"state": "done", "result": encoded, "error": "", "lease_until": None, "finished_at": now}
        self._change(connection, task, values)
        if task.run_id is not None:
            close_run(connection, task.run_id, now)

    def fail(self, task: Task, error: BaseException, retry_after: float | None = None) -> TaskState:
        """Puts the task back to be tried again later, or makes it dead; says which. Raises LeaseLost.

        With `retry_after` (seconds; by default what a RetryLater asks for) the attempt does not count.
        """
        now = self.clock()
        if retry_after is None and isinstance(error, RetryLater):
            retry_after = error.after_seconds
        delay = self._delay(task, error, retry_after, now)
        values: dict[str, Any] = {"error": describe(error), "lease_until": None}
        if delay is None:
            values |= {"state": "dead", "finished_at": now}
        else:
            values |= {"state": "waiting", "due_at": now + int(delay * SECOND), "worker": ""}
            values |= {} if retry_after is None else {"attempts": task.attempts - 1}
        with self.database.write() as connection:
            self._change(connection, task, values)
            if delay is None:
                lay_to_rest(connection, task, now)
        return "dead" if delay is None else "waiting"

    def release(self, task: Task) -> None:
        """Gives the task back untried: its worker is stopping. Raises LeaseLost."""
        values = {
            "state": "waiting", "due_at": self.clock(), "attempts": task.attempts - 1, "lease_until": None, "worker": "",
        }  # fmt: skip
        with self.database.write() as connection:
            self._change(connection, task, values)

    def get(self, task_id: TaskId) -> Task:
        """Raises NotFound."""
        with self.database.read() as connection:
            row = connection.execute(sa.select(table).where(table.c.task_id == task_id)).one_or_none()
        if row is None:
            raise NotFound(f"there is no task {task_id}")
        return as_task(row)

    def find(self, kind: str, subject: str) -> Task | None:
        """The open task of this kind and subject."""
        with self.database.read() as connection:
            row = open_task(connection, kind, subject)
        return None if row is None else as_task(row)

    def list(
        self, state: TaskState | None = None, limit: int = 50, before: TaskId | None = None
    ) -> Sequence[Task]:
        """The newest first; `before` is the last task of the page before."""
        statement = sa.select(table).order_by(table.c.task_id.desc()).limit(limit)
        if state is not None:
            statement = statement.where(table.c.state == state)
        if before is not None:
            statement = statement.where(table.c.task_id < before)
        with self.database.read() as connection:
            return [as_task(row) for row in connection.execute(statement)]

    def counts(self) -> dict[TaskState, int]:
        """How many tasks there are in each state that any is in."""
        statement = sa.select(table.c.state, sa.func.count()).group_by(table.c.state)
        with self.database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(statement)}

    def retry(self, task_id: TaskId) -> TaskId:
        """Tries a dead task again, with all its attempts and at once; its run goes on.

        Where the same work has been asked for again since, that task is brought forward instead, and its id returned.
        Raises NotFound for a task that is not dead.
        """
        try:
            with self.database.write() as connection:
                return self._revive(connection, task_id)
        except IntegrityError:
            dead = self.get(task_id)
            return self.enqueue(dead.kind, dead.subject, dead.payload, due_at=self.clock())

    def cancel(self, task_id: TaskId) -> None:
        """Ends a task that is not done, or puts a dead one aside. Raises NotFound.

        A worker that is at it finds out and undoes what it has not committed.
        """
        now = self.clock()
        values = {"state": "cancelled", "lease_until": None, "finished_at": now}
        not_done = table.c.task_id == task_id, table.c.state.in_(["waiting", "running", "dead"])
        statement = sa.update(table).where(*not_done).values(values)
        with self.database.write() as connection:
            row = connection.execute(statement.returning(table.c.run_id)).one_or_none()
            if row is None:
                raise NotFound(f"there is no waiting, running or dead task {task_id}")
            if row.run_id is not None:
                close_run(connection, row.run_id, now)

    def prune(self, before: Instant) -> int:
        """Forgets tasks that ended well, or were cancelled, before an instant; says how many. Dead ones stay."""
        ended = table.c.state.in_(["done", "cancelled"]), table.c.finished_at < before
        with self.database.write() as connection:
            return connection.execute(sa.delete(table).where(*ended)).rowcount

    def _insert(
        self,
        connection: Connection,
        kind: str,
        subject: str,
        payload: dict[str, Any],
        due_at: Instant | None,
        run_id: RunId | None,
    ) -> int | None:
        now = self.clock()
        values = {
            "kind": kind, "subject": subject, "payload": to_json.encode(payload).decode(), "state": "waiting",
            "due_at": now if due_at is None else due_at, "run_id": run_id, "created_at": now,
        }  # fmt: skip
        made: int | None = connection.execute(claims.insert_or_join(connection.dialect.name), values).scalar()
        return made

    def _join(self, connection: Connection, kind: str, subject: str, due_at: Instant | None) -> int | None:
        """The open task, brought forward; None when it ended a moment ago."""
        if due_at is not None:
            earlier = {"due_at": due_at, "later_than": due_at}
            connection.execute(claims.SOONER, same_work(kind, subject) | earlier)
        row = open_task(connection, kind, subject)
        return None if row is None else row.task_id

    def _revive(self, connection: Connection, task_id: TaskId) -> TaskId:
        now = self.clock()
        values = {
            "state": "waiting", "due_at": now, "created_at": now, "attempts": 0, "error": "", "progress": "",
            "worker": "", "finished_at": None,
        }  # fmt: skip
        dead = table.c.task_id == task_id, table.c.state == "dead"
        row = connection.execute(
            sa.update(table).where(*dead).values(values).returning(table.c.run_id)
        ).one_or_none()
        if row is None:
            raise NotFound(f"there is no dead task {task_id}")
        if row.run_id is not None:
            reopen_run(connection, row.run_id)
        return task_id

    def _delay(
        self, task: Task, error: BaseException, retry_after: float | None, now: Instant
    ) -> float | None:
        """Seconds until the next attempt; None when there is to be none."""
        if isinstance(error, HOPELESS):
            return None
        if retry_after is not None:
            return max(1.0, retry_after) if now - task.created_at < PATIENCE else None
        if task.attempts >= MAX_ATTEMPTS:
            return None
        return self._backoff * BACKOFF_FACTOR ** (task.attempts - 1) * random.uniform(0.5, 1.5)  # noqa: S311

    def _renew(self, task: Task, values: dict[str, Any]) -> None:
        lease = (task.lease_until or 0) - (task.started_at or 0)
        with self.database.write() as connection:
            self._change(connection, task, values | {"lease_until": self.clock() + lease})

    def _change(self, connection: Connection, task: Task, values: dict[str, Any]) -> None:
        if connection.execute(claims.HELD, claims.held(task) | values).rowcount == 0:
            raise LeaseLost


def lay_to_rest(connection: Connection, task: Task, now: Instant) -> None:
    """What follows from a death: its run may be over, and it stands for earlier deaths of the same work."""
    same_work = table.c.kind == task.kind, table.c.subject == task.subject
    earlier = table.c.state == "dead", table.c.task_id < task.task_id, *same_work
    connection.execute(sa.delete(table).where(*earlier))
    if task.run_id is not None:
        close_run(connection, task.run_id, now)


def open_task(connection: Connection, kind: str, subject: str) -> sa.Row[Any] | None:
    return connection.execute(claims.OPEN_TASK, same_work(kind, subject)).one_or_none()


def same_work(kind: str, subject: str) -> dict[str, Any]:
    return {"same_kind": kind, "same_subject": subject}


def as_kinds(kinds: Collection[str] | None) -> claims.Kinds:
    return None if kinds is None else frozenset(kinds)
