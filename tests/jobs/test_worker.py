"""Workers in this process, on real databases and the real clock."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from enrich.errors import Refused
from jobs.model import LeaseLost, Step
from jobs.tasks import Tasks
from jobs.worker import Stopping, Worker


@pytest.fixture
def tasks(database) -> Tasks:
    return Tasks(database, backoff_seconds=0.01)


@contextmanager
def working(tasks, handlers, **options):
    worker = Worker(tasks, handlers, poll_seconds=0.01, **options)
    worker.start()
    yield worker
    worker.stop()


class Watcher:
    def __init__(self) -> None:
        self.steps: list[tuple[str, int, int | None]] = []

    def step(self, stage: str, done: int, total: int | None = None) -> None:
        self.steps.append((stage, done, total))


def test_a_handler_finishes_in_its_own_transaction(tasks, effects):
    def add(work):
        with tasks.database.write() as connection:
            effects.add(connection, work.task.task_id)
            work.finish(connection, {"new": 1})
        return {"ignored": True}

    task_id = tasks.enqueue("add", "a", {})
    assert Worker(tasks, {"add": add}).run_until_idle() == 1
    assert (effects.all(), tasks.get(task_id).state, tasks.get(task_id).result) == (
        [task_id],
        "done",
        {"new": 1},
    )


def test_what_a_handler_returns_is_the_result(tasks):
    ids = [tasks.enqueue(kind, "a", {}) for kind in ("count", "nothing")]
    worker = Worker(tasks, {"count": lambda work: {"new": 3}, "nothing": lambda work: None})
    assert worker.run_until_idle() == 2
    assert [tasks.get(task_id).result for task_id in ids] == [{"new": 3}, None]
    tasks.enqueue("count", "b", {})
    assert worker.run_until_idle() == 1


def test_tasks_of_unknown_kinds_are_left_alone(tasks):
    tasks.enqueue("new-kind", "a", {})
    assert Worker(tasks, {"pull": lambda work: None}).run_until_idle() == 0
    assert tasks.counts() == {"waiting": 1}


def test_every_step_is_told_to_who_watches(tasks):
    def read(work):
        for n in (1, 2):
            work.step("reading", n, 2)

    tasks.enqueue("read", "a", {})
    watcher = Watcher()
    Worker(tasks, {"read": read}).run_until_idle(watcher)
    assert watcher.steps == [("reading", 1, 2), ("reading", 2, 2)]


def test_steps_inside_a_write_transaction_wait_for_nobody_and_are_stored_after_it(tasks, effects, until):
    go_on = threading.Event()

    def add(work):
        with tasks.database.write() as connection:
            effects.add(connection, work.task.task_id)
            for n in range(1000):
                work.step("adding", n, 1000)
        go_on.wait()

    task_id = tasks.enqueue("add", "a", {})
    with working(tasks, {"add": add}, lease_seconds=1):
        until(lambda: tasks.get(task_id).progress == Step("adding", 999, 1000), "the last step was stored")
        go_on.set()


def test_a_long_task_keeps_its_lease_without_saying_anything(tasks, until):
    go_on = threading.Event()
    task_id = tasks.enqueue("think", "a", {})
    with working(tasks, {"think": lambda work: {"thought": go_on.wait()}}, lease_seconds=0.4, threads=2):
        until(lambda: tasks.get(task_id).state == "running", "it ran")
        claimed = tasks.get(task_id)
        until(lambda: tasks.clock() > claimed.lease_until + 1_000_000, "the first lease had long run out")
        go_on.set()
        until(lambda: tasks.get(task_id).state == "done", "it was done")
    done = tasks.get(task_id)
    assert (done.attempts, done.worker) == (1, claimed.worker)


def test_a_failing_task_is_parked_and_the_rest_goes_on(tasks, until):
    def fail(work):
        raise {"key": KeyError("jane@example.org"), "bad": Refused("too big")}[work.task.subject]

    for subject in ("key", "bad"):
        tasks.enqueue("fail", subject, {})
    for n in range(5):
        tasks.enqueue("work", str(n), {})
    with working(tasks, {"fail": fail, "work": lambda work: None}):
        until(lambda: tasks.counts() == {"done": 5, "dead": 2}, "all were dealt with")
    errors = {task.subject: (task.attempts, task.error) for task in tasks.list("dead")}
    assert errors["bad"] == (1, "too big")
    assert errors["key"][0] == 3
    assert errors["key"][1].startswith("KeyError at ")
    assert "jane" not in errors["key"][1]


def test_a_cancelled_task_is_told_so_at_its_next_step_and_has_no_effect(tasks, effects, until):
    started, outcome = threading.Event(), []

    def add(work):
        started.set()
        try:
            while True:
                work.step("adding", 0)
        except LeaseLost as error:
            outcome.append(type(error).__name__)
            with tasks.database.write() as connection:
                effects.add(connection, work.task.task_id)
                work.finish(connection)

    task_id = tasks.enqueue("add", "a", {})
    with working(tasks, {"add": add}, lease_seconds=1):
        started.wait()
        tasks.cancel(task_id)
        until(lambda: outcome, "the handler was told")
    assert (outcome, effects.all(), tasks.get(task_id).state) == (["LeaseLost"], [], "cancelled")


def test_a_stopping_worker_finishes_what_it_has_and_takes_no_more(tasks, until):
    started, go_on = threading.Event(), threading.Event()

    def wait(work):
        started.set()
        go_on.wait()

    for subject in ("a", "b"):
        tasks.enqueue("wait", subject, {})
    worker = Worker(tasks, {"wait": wait}, threads=1)
    worker.start()
    started.wait()
    stopping = threading.Thread(target=worker.stop)
    stopping.start()
    go_on.set()
    stopping.join()
    assert tasks.counts() == {"done": 1, "waiting": 1}


def test_work_that_takes_too_long_for_a_stop_goes_back_untried(tasks):
    started = threading.Event()

    def step_on(work):
        while True:
            work.step("stepping", 0)
            started.set()

    task_id = tasks.enqueue("step", "a", {})
    worker = Worker(tasks, {"step": step_on}, threads=1)
    worker.start()
    started.wait()
    assert worker.stop(grace_seconds=0)
    assert (tasks.get(task_id).state, tasks.get(task_id).attempts) == ("waiting", 0)


def test_a_task_interrupted_at_the_keyboard_goes_back_untried(tasks):
    def interrupt(work):
        raise KeyboardInterrupt

    task_id = tasks.enqueue("step", "a", {})
    with pytest.raises(KeyboardInterrupt):
        Worker(tasks, {"step": interrupt}).run_until_idle()
    assert (tasks.get(task_id).state, tasks.get(task_id).attempts) == ("waiting", 0)


def test_stopping_is_no_failure_of_the_task():
    assert "goes back to the queue" in str(Stopping())


def test_a_worker_outlives_its_database_connections(postgresql_database, postgresql_server, until):
    tasks = Tasks(postgresql_database, backoff_seconds=0.01)
    broken = sa.text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
    ).bindparams(name=postgresql_database.url.database)
    server = sa.create_engine(postgresql_server)
    with working(tasks, {"work": lambda work: None}, threads=3):
        for round_ in range(1, 6):
            for n in range(20):
                tasks.enqueue("work", f"{round_} {n}", {})
            with server.connect() as connection:
                connection.execute(broken)
            until(lambda done=round_ * 20: tasks.counts().get("done") == done, "all were done")
    server.dispose()
