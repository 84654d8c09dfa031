"""A process of its own that works or keeps a schedule, for tests that kill it.

daemon.py worker URL LEASE_SECONDS
daemon.py schedule URL NAME=SECONDS...
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from enrich.store.database import Database
from jobs.model import RunId
from jobs.tasks import Tasks
from jobs.worker import Work, Worker

EFFECT = sa.table("effect", sa.column("task_id"))
terminated = threading.Event()


class Handlers:
    def __init__(self, database: Database) -> None:
        self.database = database

    def effect(self, work: Work) -> None:
        """Its effect is a row; as many rows as effects."""
        with self.database.write() as connection:
            connection.execute(sa.insert(EFFECT).values(task_id=work.task.task_id))
            work.finish(connection, {"effects": 1})

    def poison(self, work: Work) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def slow(self, work: Work) -> dict[str, Any]:
        """Says how far it is, then goes on when a file appears."""
        work.step("reading", 3, 10)
        while not Path(work.task.payload["until"]).exists():
            terminated.wait(0.02)
        return {"read": 10}


def work(database: Database, lease_seconds: float) -> None:
    handlers = Handlers(database)
    known = {"effect": handlers.effect, "poison": handlers.poison, "slow": handlers.slow}
    worker = Worker(Tasks(database), known, threads=1, lease_seconds=lease_seconds, poll_seconds=0.05)
    worker.start()
    ready()
    worker.stop()


def schedule(database: Database, jobs: list[str]) -> None:
    from jobs.schedule import JobSpec, Schedule

    tasks = Tasks(database)

    def spec(name: str, seconds: str) -> JobSpec:
        def enqueue(connection: sa.Connection, run_id: RunId) -> None:
            tasks.enqueue("effect", f"{name} {run_id}", {}, run_id=run_id, connection=connection)

        return JobSpec(name, "A job of a test.", enqueue, every=timedelta(seconds=float(seconds)))

    kept = Schedule(database, [spec(*job.split("=")) for job in jobs])
    kept.start()
    ready()
    kept.stop()


def ready() -> None:
    """Says so, and waits to be told to stop."""
    print("ready", flush=True)
    terminated.wait()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: terminated.set())
    role, url, *rest = sys.argv[1:]
    shared = Database(url)
    if role == "worker":
        work(shared, float(rest[0]))
    else:
        schedule(shared, rest)
    shared.close()
