"""The schedule: firings become runs with tasks, once each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from enrich.errors import ConfigError, NotFound, Refused
from enrich.model import Instant
from enrich.store.database import Database
from enrich.store.tables import run as run_table
from enrich.store.tables import task as task_table
from jobs.model import RunId, wall_clock
from jobs.schedule import JobSpec, Schedule
from jobs.tasks import SECOND, Tasks
from jobs.triggers import to_instant

HOUR = 3600 * SECOND
DAY = 24 * HOUR
# A period of which no multiple comes up while the tests run: of several, the one with the longest time to its next multiple.
HOURS = max((5, 7, 11, 13), key=lambda hours: hours * HOUR - wall_clock() % (hours * HOUR))
PERIOD = HOURS * HOUR
HALF_AN_HOUR_ON = (datetime.now(UTC).minute + 30) % 60


@pytest.fixture
def tasks(database) -> Tasks:
    return Tasks(database)


def per_run(tasks: Tasks):
    """Each run has a task of its own."""

    def enqueue(connection: sa.Connection, run_id: RunId) -> None:
        tasks.enqueue("effect", str(run_id), {}, run_id=run_id, connection=connection)

    return enqueue


def per_job(tasks: Tasks):
    """All runs want the same task."""

    def enqueue(connection: sa.Connection, run_id: RunId) -> None:
        tasks.enqueue("effect", "all", {}, run_id=run_id, connection=connection)

    return enqueue


def regular(name: str, enqueue) -> JobSpec:
    return JobSpec(name, "A job of a test.", enqueue, every=timedelta(hours=HOURS))


def wait_for_runs(schedule: Schedule, until, **wanted: int) -> None:
    until(lambda: all(len(schedule.runs(job)) >= n for job, n in wanted.items()), f"there were {wanted} runs")


def ended(tasks: Tasks) -> None:
    while (task := tasks.claim("w")) is not None:
        with tasks.database.write() as connection:
            tasks.complete(connection, task)


def counted(database: Database) -> tuple[int, int]:
    """How many runs and tasks there are."""
    with database.read() as connection:
        runs = connection.execute(sa.select(sa.func.count()).select_from(run_table)).scalar_one()
        return runs, connection.execute(sa.select(sa.func.count()).select_from(task_table)).scalar_one()


def test_a_new_job_of_an_interval_runs_at_once_and_then_at_its_multiples(database, tasks, until):
    schedule = Schedule(database, [regular("pull", per_run(tasks))])
    schedule.start()
    wait_for_runs(schedule, until, pull=1)
    schedule.stop()
    (run,) = schedule.runs()
    assert (run.job, run.state, run.finished_at, run.summary) == ("pull", "running", None, {})
    assert run.scheduled_for % PERIOD == 0
    assert run.scheduled_for <= run.started_at < run.scheduled_for + PERIOD
    assert schedule.next_runs() == {"pull": run.scheduled_for + PERIOD}
    (task,) = tasks.list()
    assert (task.run_id, task.subject) == (run.run_id, str(run.run_id))


def test_a_cron_job_waits_for_its_time(database, tasks):
    tomorrow = datetime.now(UTC) + timedelta(hours=23)
    line = f"{tomorrow.minute} {tomorrow.hour} * * *"
    schedule = Schedule(database, [JobSpec("tidy", "", per_run(tasks), cron=line)], timezone=UTC)
    schedule.start()
    schedule.stop()
    assert counted(database) == (0, 0)
    assert schedule.next_runs() == {"tidy": to_instant(tomorrow.replace(second=0, microsecond=0))}


def test_next_runs_are_known_without_a_daemon(database, tasks):
    schedule = Schedule(database, [regular("pull", per_run(tasks))])
    now = tasks.clock()
    assert now - PERIOD <= schedule.next_runs()["pull"] <= tasks.clock()


def test_a_firing_makes_one_run_and_its_tasks_once(database, tasks):
    schedule = Schedule(database, [regular("pull", per_run(tasks))])
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: schedule.fire("pull", Instant(n % 4 * HOUR)), range(40)))
    assert len([run_id for run_id in made if run_id is not None]) == 4
    assert counted(database) == (4, 4)


def test_a_run_without_tasks_is_done_at_once(database, tasks):
    schedule = Schedule(database, [regular("pull", lambda connection, run_id: None)])
    schedule.fire("pull", Instant(HOUR))
    (run,) = schedule.runs()
    assert (run.state, run.summary) == ("done", {"tasks": {}, "totals": {}})


def test_a_run_whose_work_is_under_way_in_another_is_done_at_once(database, tasks):
    schedule = Schedule(database, [regular("pull", per_job(tasks))])
    schedule.fire("pull", Instant(HOUR))
    schedule.fire("pull", Instant(2 * HOUR))
    assert [run.state for run in schedule.runs()] == ["done", "running"]
    assert counted(database) == (2, 1)
    ended(tasks)
    assert [run.state for run in schedule.runs()] == ["done", "done"]


def test_run_now_joins_a_run_that_is_going_on(database, tasks):
    schedule = Schedule(database, [regular("pull", per_run(tasks)), regular("other", per_run(tasks))])
    first = schedule.run_now("pull")
    assert schedule.run_now("pull") == first
    assert schedule.run_now("other") != first
    ended(tasks)
    assert schedule.run_now("pull") != first
    assert [run.job for run in schedule.runs()] == ["pull", "other", "pull"]
    assert [run.job for run in schedule.runs("other")] == ["other"]
    assert len(schedule.runs(limit=2)) == 2
    with pytest.raises(NotFound, match="no job 'push'; there are other, pull"):
        schedule.run_now("push")


def test_a_job_that_cannot_say_what_to_do_leaves_a_failed_run(database, tasks):
    def enqueue(connection: sa.Connection, run_id: RunId) -> None:
        tasks.enqueue("effect", "half", {}, run_id=run_id, connection=connection)
        raise Refused("source crm is not configured")

    schedule = Schedule(database, [regular("pull", enqueue)])
    assert schedule.run_now("pull")
    (run,) = schedule.runs()
    assert (run.state, run.summary) == ("failed", {"error": "source crm is not configured"})
    assert counted(database) == (1, 0)


def test_a_job_with_a_bug_does_not_stop_the_others(database, tasks, until, caplog):
    def buggy(connection: sa.Connection, run_id: RunId) -> None:
        raise ZeroDivisionError

    schedule = Schedule(database, [regular("a-buggy", buggy), regular("b-good", per_run(tasks))])
    schedule.start()
    wait_for_runs(schedule, until, **{"b-good": 1})
    until(lambda: schedule.next_runs()["a-buggy"] > tasks.clock(), "the buggy job waits for its next time")
    schedule.stop()
    assert [run.job for run in schedule.runs()] == ["b-good"]
    assert "ZeroDivisionError" in caplog.text


def test_a_firing_that_the_database_refused_is_made_good(database, tasks, until):
    refused = []

    def enqueue(connection: sa.Connection, run_id: RunId) -> None:
        if not refused:
            refused.append(run_id)
            connection.execute(sa.insert(task_table).values(kind="effect"))
        tasks.enqueue("effect", str(run_id), {}, run_id=run_id, connection=connection)

    schedule = Schedule(database, [regular("pull", enqueue)])
    due = schedule.next_runs()["pull"]
    schedule.start()
    wait_for_runs(schedule, until, pull=1)
    schedule.stop()
    assert refused
    assert [run.scheduled_for for run in schedule.runs()] == [due]
    assert counted(database) == (1, 1)


def start_and_stop(schedule: Schedule, until) -> None:
    """Lets a schedule do what is due."""
    schedule.start()
    until(lambda: min(schedule.next_runs().values()) > to_instant(datetime.now(UTC)), "nothing was due")
    schedule.stop()


def test_a_restart_runs_nothing_that_is_not_due(database, tasks, until):
    specs = [regular("pull", per_run(tasks)), regular("settle", per_run(tasks))]
    for _ in range(3):
        start_and_stop(Schedule(database, specs), until)
    assert counted(database) == (2, 2)


def test_downtime_costs_one_run_of_each_job_also_when_the_configuration_changed(
    database, tasks, until, age_schedule
):
    every = per_run(tasks)
    before = [
        regular("same", every),
        regular("slower", every),
        regular("gone", every),
        JobSpec("cron", "", every, cron=f"{HALF_AN_HOUR_ON} * * * *"),
    ]
    start_and_stop(Schedule(database, before), until)
    had = {job: len(Schedule(database, []).runs(job)) for job in ("same", "slower", "gone", "cron")}
    assert had == {"same": 1, "slower": 1, "gone": 1, "cron": 0}
    age_schedule(database, DAY)
    after = Schedule(
        database,
        [
            regular("same", every),
            JobSpec("slower", "", every, every=timedelta(hours=11)),
            JobSpec("cron", "", every, cron=f"{HALF_AN_HOUR_ON} * * * *"),
            regular("new", every),
        ],
    )
    start_and_stop(after, until)
    start_and_stop(after, until)
    runs = {job: len(after.runs(job)) for job in ("same", "slower", "gone", "cron", "new")}
    assert runs == {"same": 2, "slower": 2, "gone": 1, "cron": 1, "new": 1}
    assert set(after.next_runs()) == {"same", "slower", "cron", "new"}
    assert after.next_runs()["slower"] % (11 * HOUR) == 0


def test_a_changed_time_takes_effect_without_a_run(database, tasks, until):
    start_and_stop(Schedule(database, [regular("pull", per_run(tasks))]), until)
    changed = Schedule(database, [JobSpec("pull", "", per_run(tasks), every=timedelta(hours=11))])
    start_and_stop(changed, until)
    assert changed.next_runs()["pull"] % (11 * HOUR) == 0
    assert counted(database) == (1, 1)


def test_a_next_time_left_by_a_clock_that_was_far_ahead_is_corrected(database, tasks, until, age_schedule):
    schedule = Schedule(database, [regular("pull", per_run(tasks))])
    start_and_stop(schedule, until)
    age_schedule(database, -400 * DAY)
    assert schedule.next_runs()["pull"] > tasks.clock() + 300 * DAY
    start_and_stop(schedule, until)
    assert schedule.next_runs()["pull"] <= tasks.clock() + PERIOD


def test_a_daemon_leaves_jobs_it_does_not_know_to_others(database, tasks, until, age_schedule):
    knows, knows_not = regular("known", per_run(tasks)), regular("unknown", per_run(tasks))
    old = Schedule(database, [knows])
    old.start()
    wait_for_runs(old, until, known=1)
    new = Schedule(database, [knows, knows_not])
    start_and_stop(new, until)
    age_schedule(database, DAY)
    wait_for_runs(new, until, unknown=1)
    overdue = new.next_runs()["unknown"]
    old.stop()
    assert overdue == new.next_runs()["unknown"] < tasks.clock()
    start_and_stop(new, until)
    assert len(new.runs("unknown")) == 2


@pytest.mark.parametrize(
    ("timing", "reason"),
    [
        ({}, "either at an interval or at crontab times"),
        ({"every": timedelta(hours=1), "cron": "0 5 * * *"}, "either at an interval or at crontab times"),
        ({"cron": "0 5 30 2 *"}, "never comes"),
        ({"cron": "soon"}, "no crontab line"),
    ],
)
def test_a_job_without_a_proper_time_is_refused(sqlite_database, timing, reason):
    with pytest.raises(ConfigError, match=reason):
        Schedule(sqlite_database, [JobSpec("pull", "", lambda connection, run_id: None, **timing)])
