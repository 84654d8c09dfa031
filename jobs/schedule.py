"""The schedule: APScheduler decides when a job is due; being due means a run and its tasks, made in one transaction.

A firing is named by the instant it was scheduled for. The run table takes each name once, so that daemons that share a
database, a clock that was set back or a crash between two commits make no second run of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

import msgspec
import sqlalchemy as sa
from apscheduler.executors.base import BaseExecutor
from apscheduler.job import Job
from apscheduler.jobstores.base import ConflictingIdError, JobLookupError
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.util import datetime_to_utc_timestamp, utc_timestamp_to_datetime
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from enrich.errors import ConfigError, NotFound, OnefoldError
from enrich.model import Instant
from enrich.store.database import Database
from jobs.model import Clock, Run, RunId, wall_clock
from jobs.runs import close_run, end_run, list_runs, open_run, running_run
from jobs.triggers import Cron, Every, to_instant

TABLE = "schedule"
# The clock may jump and a sleeping computer's timers stand still, so the time is looked at this often.
LOOK_SECONDS = 30.0
RETRY_SECONDS = 2.0

log = logging.getLogger(__name__)


class JobSpec(msgspec.Struct, frozen=True):
    """A job: its name, what people are told it does, when it is due, and the tasks a run of it consists of.

    Either `every` (1 second or more) or `cron` (crontab fields in local time). `enqueue` is called with the transaction
    that makes the run; it enqueues tasks with that connection and run id, and does nothing that takes long.
    """

    name: str
    about: str
    enqueue: Callable[[Connection, RunId], None]
    every: timedelta | None = None
    cron: str = ""


class Schedule:
    """Runs jobs when they are due. After any downtime each overdue job runs once, however often it was missed.

    A new `every` job is due at once, a new `cron` job at its time. Raises ConfigError for a job without a proper time.
    """

    def __init__(
        self,
        database: Database,
        specs: Iterable[JobSpec],
        clock: Clock = wall_clock,
        *,
        timezone: tzinfo | None = None,
    ) -> None:
        self.database = database
        self.specs = {spec.name: spec for spec in specs}
        self._triggers = {spec.name: trigger_of(spec, timezone) for spec in self.specs.values()}
        self._clock = clock
        self._store = Store(database, self.specs)
        self._ticker: Ticker | None = None

    def start(self) -> None:
        """Begins to run jobs, from a thread of its own."""
        self._ticker = Ticker(
            timezone=UTC,
            jobstores={"default": self._store},
            executors={"default": Firing(self.fire, self._store.hold)},
        )
        self._ticker.start(paused=True)
        self._sync(self._ticker)
        self._ticker.resume()

    def stop(self) -> None:
        """Makes no more runs; tasks already made are the workers' business."""
        if self._ticker is not None:
            self._ticker.shutdown()
            self._ticker = None

    def fire(self, name: str, scheduled_for: Instant) -> RunId | None:
        """Makes the run of this firing, with its tasks; None when it has been made before.

        A job that cannot enqueue its tasks leaves a failed run that says why.
        """
        now = self._clock()
        try:
            with self.database.write() as connection:
                run_id = open_run(connection, name, scheduled_for, now)
                if run_id is not None:
                    self.specs[name].enqueue(connection, run_id)
                    close_run(connection, run_id, now)
                return run_id
        except OnefoldError as error:
            with self.database.write() as connection:
                run_id = open_run(connection, name, scheduled_for, now)
                if run_id is not None:
                    end_run(connection, run_id, "failed", {"error": str(error)}, now)
                return run_id

    def run_now(self, name: str) -> RunId:
        """A run at once, whatever the schedule says; the one that is going on where there is one. Raises NotFound."""
        if name not in self.specs:
            raise NotFound(f"there is no job {name!r}; there are {', '.join(sorted(self.specs))}")
        with self.database.read() as connection:
            running = running_run(connection, name)
        while running is None:
            running = self.fire(name, self._clock())
        return running

    def next_runs(self) -> dict[str, Instant]:
        """When each job is due next, also while no daemon is running."""
        stored = self._store.next_run_times()
        now = datetime.now(UTC)
        due = {name: stored.get(name) or trigger.first(now) for name, trigger in self._triggers.items()}
        return {name: to_instant(moment) for name, moment in due.items() if moment is not None}

    def runs(self, job: str | None = None, limit: int = 20) -> Sequence[Run]:
        """The newest runs first."""
        with self.database.read() as connection:
            return list_runs(connection, job, limit)

    def _sync(self, ticker: Ticker) -> None:
        """Makes the stored jobs those of the specs; a job that is overdue stays so."""
        stored = {job.id: job for job in ticker.get_jobs()}
        for name in stored.keys() - self.specs.keys():
            forget(ticker, name)
        for name, trigger in self._triggers.items():
            if name not in stored:
                add(ticker, name, trigger)
            else:
                update(ticker, stored[name], trigger)


def trigger_of(spec: JobSpec, timezone: tzinfo | None) -> Every | Cron:
    if (spec.every is None) == (not spec.cron):
        raise ConfigError("a job runs either at an interval or at crontab times", key=spec.name)
    trigger = Every(spec.every) if spec.every is not None else Cron.parse(spec.cron, timezone)
    if trigger.first(datetime.now(UTC)) is None:
        raise ConfigError("this time never comes", key=spec.name, found=spec.cron)
    return trigger


def add(ticker: BackgroundScheduler, name: str, trigger: Every | Cron) -> None:
    first = trigger.first(datetime.now(UTC))
    options = {"next_run_time": first, "coalesce": True, "misfire_grace_time": None}
    try:
        ticker.add_job(nothing, trigger, id=name, name=name, **options)
    except ConflictingIdError:
        log.debug("job %s was added by another daemon", name)


def update(ticker: BackgroundScheduler, job: Job, trigger: Every | Cron) -> None:
    """Gives the stored job its present trigger. Its next time is worked out anew unless it has passed already.

    A next time too far ahead, left there by a clock that was wrong, is corrected on the way.
    """
    now = datetime.now(UTC)
    due = job.next_run_time if job.next_run_time <= now else trigger.get_next_fire_time(None, now)
    if repr(job.trigger) != repr(trigger) or due != job.next_run_time:
        ticker.modify_job(job.id, trigger=trigger, next_run_time=due)


def forget(ticker: BackgroundScheduler, name: str) -> None:
    try:
        ticker.remove_job(name)
    except JobLookupError:
        log.debug("job %s was removed by another daemon", name)


def nothing() -> None:
    """What APScheduler is told to call; firings go through `Firing`, which knows the scheduled instant."""


class Firing(BaseExecutor):  # type: ignore[misc]
    """Fires jobs in the scheduler's own thread, so that a job's next time moves on only after its run was made."""

    def __init__(
        self,
        fire: Callable[[str, Instant], RunId | None],
        hold: Callable[[str, SQLAlchemyError], None],
    ) -> None:
        super().__init__()
        self._fire, self._hold = fire, hold

    def _do_submit_job(self, job: Job, run_times: list[datetime]) -> None:
        try:
            self._fire(job.id, to_instant(run_times[-1]))
        except SQLAlchemyError as error:
            self._hold(job.id, error)
        self._run_job_success(job.id, [])


class Store(SQLAlchemyJobStore):  # type: ignore[misc]
    """APScheduler's job store on our database. Jobs that this daemon has no spec for are left to those that have."""

    def __init__(self, database: Database, names: Iterable[str]) -> None:
        super().__init__(engine=database.engine, tablename=TABLE)
        self._database = database
        self._ours = self.jobs_t.c.id.in_(sorted(names))
        self._held: dict[str, SQLAlchemyError] = {}

    def start(self, scheduler: BackgroundScheduler, alias: str) -> None:
        """Daemons that start together make the table one after another."""
        with self._database.write(identity=True) as connection:
            self.jobs_t.create(connection, checkfirst=True)
        super().start(scheduler, alias)

    def shutdown(self) -> None:
        """The engine belongs to the database, which goes on."""

    def hold(self, name: str, error: SQLAlchemyError) -> None:
        """The run could not be stored: the job's next time stays where it is, and the firing is tried again."""
        self._held[name] = error

    def update_job(self, job: Job) -> None:
        if job.id in self._held:
            raise self._held.pop(job.id)
        super().update_job(job)

    def get_due_jobs(self, now: datetime) -> list[Job]:
        due: list[Job] = self._get_jobs(
            self.jobs_t.c.next_run_time <= datetime_to_utc_timestamp(now), self._ours
        )
        return due

    def get_next_run_time(self) -> datetime | None:
        return min(self.next_run_times().values(), default=None)

    def next_run_times(self) -> dict[str, datetime]:
        """Of every job of ours that is stored; empty before the first daemon has made the table."""
        columns = self.jobs_t.c.id, self.jobs_t.c.next_run_time
        with self._database.read() as connection:
            if not sa.inspect(connection).has_table(TABLE):
                return {}
            rows = connection.execute(sa.select(*columns).where(self._ours))
            return {row.id: utc_timestamp_to_datetime(row.next_run_time) for row in rows}


class Ticker(BackgroundScheduler):  # type: ignore[misc]
    """Looks at the clock often, and survives a database that is away for a while."""

    def _process_jobs(self) -> float | None:
        try:
            seconds: float | None = super()._process_jobs()
        except SQLAlchemyError as error:
            log.warning("the schedule could not be read or moved on: %s", type(error).__name__)
            return RETRY_SECONDS
        return LOOK_SECONDS if seconds is None else min(seconds, LOOK_SECONDS)
