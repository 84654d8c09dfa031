"""A clock to turn, a table of effects to count, and processes to kill."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from enrich.model import Instant
from enrich.store.database import Database
from enrich.store.tables import run
from jobs.schedule import TABLE
from jobs.tasks import Tasks

ROOT = Path(__file__).parents[2]
DAEMON = Path(__file__).with_name("daemon.py")
SECONDS = 1_000_000
PATIENCE_SECONDS = 300


class FakeClock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.now = 1_800_000_000 * SECONDS

    def __call__(self) -> Instant:
        return Instant(self.now)

    def turn(self, seconds: float) -> None:
        self.now += round(seconds * SECONDS)


class Effects:
    """A table to which tasks add a row as their effect, in a database that also holds the tasks."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.table = sa.Table("effect", sa.MetaData(), sa.Column("task_id", sa.BigInteger))
        with database.write() as connection:
            self.table.create(connection)

    def add(self, connection: sa.Connection, task_id: int) -> None:
        connection.execute(sa.insert(self.table).values(task_id=task_id))

    def count(self) -> int:
        with self.database.read() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(self.table)).scalar_one()

    def all(self) -> list[int]:
        with self.database.read() as connection:
            return sorted(connection.execute(sa.select(self.table.c.task_id)).scalars())


class Processes:
    """Starts daemons (see daemon.py) on a database, and leaves none behind."""

    def __init__(self, errors: Path) -> None:
        self._errors = errors.open("w")
        self.started: list[subprocess.Popen[str]] = []

    def start(self, role: str, database: Database, *arguments: str) -> subprocess.Popen[str]:
        url = database.url.render_as_string(hide_password=False)
        process = subprocess.Popen(
            [sys.executable, str(DAEMON), role, url, *arguments],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self.started.append(process)
        return process

    def ready(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"

    def kill(self, process: subprocess.Popen[str]) -> None:
        with process:
            process.kill()

    def close(self) -> None:
        for process in self.started:
            self.kill(process)
        self._errors.close()


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Polls until the condition holds; fails when it never does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)


def age(database: Database, microseconds: int) -> None:
    """Makes all runs and next times so much earlier, as if nothing had happened since."""
    store = SQLAlchemyJobStore(engine=database.engine, tablename=TABLE)
    store.start(BackgroundScheduler(timezone=UTC), "default")
    for job in store.get_all_jobs():
        job._modify(next_run_time=job.next_run_time - timedelta(microseconds=microseconds))
        store.update_job(job)
    with database.write() as connection:
        connection.execute(sa.update(run).values(scheduled_for=run.c.scheduled_for - microseconds))


@pytest.fixture
def age_schedule() -> Callable[[Database, int], None]:
    return age


@pytest.fixture
def until() -> Callable[[Callable[[], object], str], None]:
    return wait_until


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def tasks(database: Database, clock: FakeClock) -> Tasks:
    """A queue whose time stands still."""
    return Tasks(database, clock)


@pytest.fixture
def effects(database: Database) -> Effects:
    return Effects(database)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    started = Processes(tmp_path / "stderr.txt")
    yield started
    started.close()
