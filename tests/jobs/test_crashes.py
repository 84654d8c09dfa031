"""Daemons as real processes, killed at any moment."""

from __future__ import annotations

import itertools
import random
import signal
import subprocess
import time
from datetime import timedelta

import sqlalchemy as sa

from enrich.model import Instant
from enrich.store.database import Database
from jobs.model import RunId, Step, wall_clock
from jobs.runs import open_run
from jobs.schedule import JobSpec, Schedule
from jobs.tasks import SECOND, Tasks

RUNS, IN_A_RUN = 10, 100


def enqueue_load(tasks: Tasks, count: int) -> None:
    """Asks for work, some of it in runs, and does what a database does by itself in time: learns how much there is."""
    with tasks.database.write() as connection:
        runs = {n: open_run(connection, "load", Instant(n), tasks.clock()) for n in range(RUNS)}
        for number in range(count):
            run_id = runs.get(number // IN_A_RUN)
            tasks.enqueue("effect", str(number), {}, run_id=run_id, connection=connection)
        connection.exec_driver_sql("ANALYZE task")


def work_under_fire(tasks, effects, processes, until, workers: int, kills: int) -> None:
    """Lets workers do everything, while at `kills` moments, spread over the work, one of them dies.

    Every other one dies in the middle of a task, the rest wherever they are.
    """
    count = tasks.counts()["waiting"]
    running = [processes.start("worker", tasks.database, "2") for _ in range(workers)]
    for kill in range(1, kills + 1):
        so_far = random.randint(count * (kill - 1) // kills, count * kill // kills - 1)
        until(lambda done=so_far: effects.count() >= done, f"{so_far} tasks were done")
        victim = stopped_at_work(tasks, running) if kill % 2 else random.choice(running)
        running.remove(victim)
        processes.kill(victim)
        running.append(processes.start("worker", tasks.database, "2"))
    until(lambda: effects.count() >= count, "everything was done")


def stopped_at_work(tasks: Tasks, running: list[subprocess.Popen[str]]) -> subprocess.Popen[str]:
    """A worker that stands still with a task in its hands; any one when nothing is left to do."""
    for process in itertools.cycle(random.sample(running, len(running))):
        process.send_signal(signal.SIGSTOP)
        at_work = any(f"-{process.pid}-" in task.worker for task in tasks.list("running"))
        if at_work or not tasks.due():
            return process
        process.send_signal(signal.SIGCONT)
    raise AssertionError("there are no workers")


def assert_every_effect_happened_once(tasks: Tasks, effects, count: int) -> None:
    assert tasks.counts() == {"done": count}
    done = effects.all()
    assert len(done) == len(set(done)) == count
    with tasks.database.read() as connection:
        states = connection.exec_driver_sql("SELECT state, count(*) FROM run GROUP BY state").all()
    assert states == [("done", RUNS)]


def test_killed_workers_lose_nothing_and_do_nothing_twice(database, effects, processes, until):
    count, workers, kills = (1_000, 2, 6) if database.is_sqlite else (10_000, 4, 10)
    tasks = Tasks(database)
    enqueue_load(tasks, count)
    work_under_fire(tasks, effects, processes, until, workers, kills)
    assert_every_effect_happened_once(tasks, effects, count)
    assert any(task.attempts > 1 for task in tasks.list(limit=count)), "no kill hit a task"


def test_a_task_that_kills_its_worker_is_parked_after_three_tries(database, effects, processes, until):
    tasks = Tasks(database)
    poison = tasks.enqueue("poison", "p", {}, due_at=tasks.clock() - SECOND)
    others = [tasks.enqueue("effect", str(n), {}) for n in range(50)]
    lives = 0
    while tasks.get(poison).state != "dead":
        worker = processes.start("worker", database, "0.5")
        lives += 1
        until(
            lambda w=worker: w.poll() is not None or tasks.get(poison).state == "dead",
            "the poison had worked",
        )
    until(lambda: len(effects.all()) == len(others), "the others were done")
    assert lives == 4
    assert (tasks.get(poison).attempts, tasks.counts()) == (3, {"dead": 1, "done": len(others)})
    assert "killed" in tasks.get(poison).error


def test_progress_is_seen_by_other_processes_and_survives_a_reload(database, processes, until, tmp_path):
    tasks = Tasks(database)
    go_on = tmp_path / "go on"
    task_id = tasks.enqueue("slow", "a", {"until": str(go_on)})
    processes.start("worker", database, "30")
    until(lambda: tasks.get(task_id).progress == Step("reading", 3, 10), "progress was seen")
    again = Database(database.url.render_as_string(hide_password=False))
    assert Tasks(again).get(task_id).progress == Step("reading", 3, 10)
    assert Tasks(again).enqueue("slow", "a", {}) == task_id
    again.close()
    go_on.touch()
    until(lambda: tasks.get(task_id).state == "done", "it was done")
    assert tasks.get(task_id).result == {"read": 10}


def test_a_worker_that_is_told_to_stop_ends_its_work_first(database, effects, processes, until):
    tasks = Tasks(database)
    for n in range(200):
        tasks.enqueue("effect", str(n), {})
    worker = processes.start("worker", database, "30")
    until(effects.all, "it had begun")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    assert "running" not in tasks.counts()
    assert len(effects.all()) == tasks.counts()["done"]


def calm(*hours: float) -> int:
    """Seconds of a period of which no multiple comes up while the tests run."""
    return next(int(h * 3600) for h in hours if time.time() % int(h * 3600) < (h - 0.2) * 3600)


def nothing(connection: sa.Connection, run_id: RunId) -> None:
    """What a job does in a schedule that is only looked at."""


def looked_at(database: Database, jobs: dict[str, int]) -> Schedule:
    return Schedule(
        database, [JobSpec(name, "", nothing, every=timedelta(seconds=every)) for name, every in jobs.items()]
    )


def arguments(jobs: dict[str, int]) -> list[str]:
    return [f"{name}={every}" for name, every in jobs.items()]


def test_a_day_of_downtime_is_one_run_of_each_job(database, processes, until, age_schedule):
    jobs = {"quick": calm(1, 1.3, 1.7, 1.9), "slow": calm(5, 5.3, 7, 7.9)}
    schedule = looked_at(database, jobs)
    for had in (0, 1):
        for _ in range(2):
            daemon = processes.start("schedule", database, *arguments(jobs))
            processes.ready(daemon)
            until(lambda: min(schedule.next_runs().values()) > wall_clock(), "nothing was due any more")
            processes.kill(daemon)
            assert [len(schedule.runs(name)) for name in jobs] == [had + 1, had + 1]
        age_schedule(database, 24 * 3600 * SECOND)
        assert max(schedule.next_runs().values()) < wall_clock()
    assert len(Tasks(database).list()) == 4


def test_two_daemons_on_one_database_make_one_run_of_each_firing(postgresql_database, processes, until):
    jobs = {"a": 1, "b": 1}
    schedule = looked_at(postgresql_database, jobs)
    daemons = [processes.start("schedule", postgresql_database, *arguments(jobs)) for _ in range(2)]
    for daemon in daemons:
        processes.ready(daemon)
    both = len(schedule.runs("a"))
    until(lambda: len(schedule.runs("a")) >= both + 3, "both had fired for a while")
    processes.kill(daemons[0])
    one = len(schedule.runs("b"))
    until(lambda: len(schedule.runs("b")) >= one + 2, "the other went on")
    processes.kill(daemons[1])
    runs = schedule.runs(limit=1000)
    assert len({(run.job, run.scheduled_for) for run in runs}) == len(runs)
    tasks = Tasks(postgresql_database).list(limit=1000)
    assert sorted(task.run_id for task in tasks) == sorted(run.run_id for run in runs)
