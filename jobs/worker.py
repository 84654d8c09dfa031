"""Workers: threads that claim tasks and hand them to handlers."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from enrich.errors import OnefoldError
from enrich.ports import Progress, Silent
from jobs.model import LeaseLost, Step, Task, describe
from jobs.tasks import Tasks

PULSE_SECONDS = 0.5
# How long handlers that were told to stop have for getting to their next step.
LAST_STEP_SECONDS = 5.0

log = logging.getLogger(__name__)


class Stopping(OnefoldError):
    """The worker is stopping; the task goes back to the queue."""


class Work:
    """One task in the hands of its handler, which tells `step` how far it is and calls `finish` in its transaction."""

    def __init__(self, tasks: Tasks, task: Task, watcher: Progress) -> None:
        self.task = task
        self.finished = False
        self._tasks = tasks
        self._watcher = watcher
        self._step: Step | None = None
        self._told: Step | None = None
        self._beaten_at = time.monotonic()
        self._reason_to_stop: OnefoldError | None = None

    def step(self, stage: str, done: int, total: int | None = None) -> None:
        """Says how far the task has come; stored soon after. Cheap, and safe inside a write transaction.

        Raises LeaseLost or Stopping where going on makes no sense; let it out.
        """
        if self._reason_to_stop is not None:
            raise self._reason_to_stop
        self._step = Step(stage, done, total)
        self._watcher.step(stage, done, total)

    def finish(self, connection: Connection, result: dict[str, Any] | None = None) -> None:
        """Ends the task in the handler's own write transaction, as the last thing in it. Raises LeaseLost.

        The task is done if and only if that transaction commits.
        """
        self._tasks.complete(connection, self.task, result)
        self.finished = True

    def stop(self, reason: OnefoldError) -> None:
        """Lets the handler's next step raise `reason`."""
        self._reason_to_stop = reason

    def beat(self, lease_seconds: float) -> None:
        """Stores what was said since the last time, or just renews the lease when that is due."""
        step = self._step
        try:
            if step is not None and step != self._told:
                self._tasks.progress(self.task, step.stage, step.done, step.total)
            elif time.monotonic() - self._beaten_at >= lease_seconds / 3:
                self._tasks.heartbeat(self.task)
            else:
                return
        except LeaseLost as error:
            self.stop(error)
        self._told, self._beaten_at = step, time.monotonic()


Handler = Callable[[Work], dict[str, Any] | None]


class Worker:
    """Works on the tasks that `handlers` (by kind) are there for; tasks of other kinds are left to other workers.

    A handler that has an effect on the database calls `work.finish` in the transaction of the effect. One that does
    not is finished by the worker, with what it returns as the result, and may be run twice when its worker is killed.
    """

    def __init__(
        self,
        tasks: Tasks,
        handlers: Mapping[str, Handler],
        *,
        threads: int = 2,
        lease_seconds: float = 30.0,
        poll_seconds: float = 0.25,
    ) -> None:
        self.name = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
        self._tasks = tasks
        self._handlers = handlers
        self._lease_seconds = lease_seconds
        self._poll_seconds = poll_seconds
        self._stopping, self._quiet = threading.Event(), threading.Event()
        self._works: set[Work] = set()
        self._pulse: threading.Thread | None = None
        self._threads = [
            threading.Thread(target=self._loop, args=(f"{self.name}-{n}",), name=f"onefold-worker-{n}", daemon=True)
            for n in range(threads)
        ]  # fmt: skip

    def start(self) -> None:
        """Begins to work, in the background. A worker is started once."""
        self._start_pulse()
        for thread in self._threads:
            thread.start()

    def stop(self, grace_seconds: float = 20.0) -> bool:
        """Claims no more tasks, and waits for those at hand; says whether they all came to an end.

        After `grace_seconds` their next step puts them back into the queue. A handler that does not come to one is left
        alone; it may still finish, and if it does not, its task is taken over once the lease has run out.
        """
        self._stopping.set()
        if not join(self._threads, grace_seconds):
            for work in tuple(self._works):
                work.stop(Stopping())
        ended = join(self._threads, LAST_STEP_SECONDS)
        if ended:
            self._stop_pulse()
        return ended

    def run_until_idle(self, progress: Progress | None = None) -> int:
        """Works in this thread until nothing is due any more; says how many attempts it made. Not for a started worker.

        `progress` is told every step of every task. Tasks that other workers have, or that wait for their next
        attempt, are not waited for.
        """
        attempts = 0
        self._start_pulse()
        try:
            while (task := self._tasks.claim(self.name, self._handlers, self._lease_seconds)) is not None:
                self._attempt(task, progress or Silent())
                attempts += 1
        finally:
            self._stop_pulse()
        return attempts

    def _loop(self, name: str) -> None:
        while not self._stopping.is_set():
            try:
                task = self._tasks.claim(name, self._handlers, self._lease_seconds)
                if task is None:
                    self._wait_until_due()
                    continue
            except SQLAlchemyError as error:
                log.warning("no task could be claimed: %s", describe(error))
                self._stopping.wait(1.0)
                continue
            self._attempt(task, Silent())

    def _wait_until_due(self) -> None:
        while not self._stopping.wait(self._poll_seconds):
            if self._tasks.due(self._handlers):
                return

    def _attempt(self, task: Task, watcher: Progress) -> None:
        """One attempt at one task. Whatever goes wrong in it is stored with the task, and the next one is taken."""
        work = Work(self._tasks, task, watcher)
        with self._alive(work):
            try:
                result = self._handlers[task.kind](work)
                if not work.finished:
                    with self._tasks.database.write() as connection:
                        work.finish(connection, result)
            except KeyboardInterrupt:
                self._give_back(task, Stopping())
                raise
            except LeaseLost:
                log.info("task %d (%s) was taken over or cancelled", task.task_id, task.kind)
            except Exception as error:  # noqa: BLE001
                self._give_back(task, error)

    def _give_back(self, task: Task, error: Exception) -> None:
        try:
            if isinstance(error, Stopping):
                self._tasks.release(task)
                return
            state = self._tasks.fail(task, error)
            log.warning(
                "task %d (%s) failed and is now %s: %s", task.task_id, task.kind, state, describe(error)
            )
        except (LeaseLost, SQLAlchemyError) as trouble:
            log.warning(
                "task %d (%s) could not be given back: %s", task.task_id, task.kind, describe(trouble)
            )

    @contextmanager
    def _alive(self, work: Work) -> Iterator[None]:
        """While inside, the lease of this task is renewed."""
        self._works.add(work)
        try:
            yield
        finally:
            self._works.discard(work)

    def _start_pulse(self) -> None:
        self._quiet.clear()
        self._pulse = threading.Thread(target=self._beat, name="onefold-pulse", daemon=True)
        self._pulse.start()

    def _stop_pulse(self) -> None:
        self._quiet.set()
        if self._pulse is not None:
            self._pulse.join()

    def _beat(self) -> None:
        """Keeps the leases of running tasks and stores their steps, for as long as any handler is at work.

        It has a thread to itself because a handler may be inside a write transaction: there it could not tell others
        how far it is, and on SQLite would wait for itself.
        """
        pulse = min(PULSE_SECONDS, self._lease_seconds / 4)
        while not self._quiet.wait(pulse):
            for work in tuple(self._works):
                if not work.finished:
                    self._beat_once(work)

    def _beat_once(self, work: Work) -> None:
        try:
            work.beat(self._lease_seconds)
        except SQLAlchemyError as error:
            log.warning("the lease of task %d was not renewed: %s", work.task.task_id, describe(error))


def join(threads: list[threading.Thread], seconds: float) -> bool:
    """Waits for threads to end, `seconds` altogether; says whether they have."""
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return not any(thread.is_alive() for thread in threads)
