"""The queue, on both databases, with a clock that stands still."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from enrich.errors import ConfigError, NotFound, Refused, RetryLater, SourceDown
from enrich.store.database import Database
from jobs.model import LeaseLost, Step, Task, describe
from jobs.runs import list_runs, open_run
from jobs.tasks import PATIENCE, SECOND, Tasks

Undo = RuntimeError("undo this transaction")


def taken(tasks: Tasks, worker: str = "w", **options: object) -> Task:
    task = tasks.claim(worker, **options)
    assert task is not None
    return task


def finish(tasks: Tasks, task: Task, result: dict[str, object] | None = None) -> None:
    with tasks.database.write() as connection:
        tasks.complete(connection, task, result)


# --- asking for work ---


def test_a_task_is_what_was_asked_for(tasks, clock):
    task = tasks.get(tasks.enqueue("refresh", "person 7", {"by": "anna", "sources": ["feed"]}))
    assert (task.kind, task.subject, task.payload) == (
        "refresh",
        "person 7",
        {"by": "anna", "sources": ["feed"]},
    )
    assert (task.state, task.due_at, task.created_at, task.attempts) == ("waiting", clock.now, clock.now, 0)
    assert (task.started_at, task.finished_at, task.progress, task.result, task.error) == (
        None,
        None,
        None,
        None,
        "",
    )


def test_a_second_request_joins_a_waiting_and_a_running_task(tasks):
    first = tasks.enqueue("refresh", "7", {"by": "anna"})
    assert tasks.enqueue("refresh", "7", {"by": "ben"}) == first
    running = taken(tasks)
    assert tasks.enqueue("refresh", "7", {"by": "carl"}) == first == running.task_id
    assert running.payload == {"by": "anna"}
    assert tasks.enqueue("refresh", "8", {}) != first
    assert tasks.enqueue("pull", "7", {}) != first


def test_work_that_is_done_can_be_asked_for_again(tasks):
    first = tasks.enqueue("refresh", "7", {})
    finish(tasks, taken(tasks))
    assert tasks.enqueue("refresh", "7", {}) != first
    assert tasks.counts() == {"done": 1, "waiting": 1}


def test_an_explicit_earlier_time_brings_a_waiting_task_forward(tasks, clock):
    task_id = tasks.enqueue("refresh", "7", {}, due_at=clock.now + 600 * SECOND)
    tasks.enqueue("refresh", "7", {})
    assert tasks.get(task_id).due_at == clock.now + 600 * SECOND
    tasks.enqueue("refresh", "7", {}, due_at=clock.now + 900 * SECOND)
    assert tasks.get(task_id).due_at == clock.now + 600 * SECOND
    tasks.enqueue("refresh", "7", {}, due_at=clock())
    assert tasks.get(task_id).due_at == clock.now


def test_a_task_exists_when_its_transaction_commits(tasks, database):
    with database.write() as connection:
        task_id = tasks.enqueue("refresh", "7", {}, connection=connection)
    assert tasks.get(task_id).state == "waiting"
    with pytest.raises(RuntimeError, match="undo"), database.write() as connection:
        undone = tasks.enqueue("refresh", "8", {}, connection=connection)
        raise Undo
    with pytest.raises(NotFound):
        tasks.get(undone)


def test_requests_at_the_same_moment_become_one_task(tasks):
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda n: tasks.enqueue("refresh", str(n % 5), {}), range(100)))
    assert len(set(ids)) == 5
    assert tasks.counts() == {"waiting": 5}


# --- taking it ---


def test_the_longest_due_task_comes_first_and_no_task_before_its_time(tasks, clock):
    later = tasks.enqueue("pull", "later", {}, due_at=clock.now + 10 * SECOND)
    now = tasks.enqueue("pull", "now", {})
    overdue = tasks.enqueue("pull", "overdue", {}, due_at=clock.now - 10 * SECOND)
    assert [taken(tasks).task_id, taken(tasks).task_id] == [overdue, now]
    assert not tasks.due()
    assert tasks.claim("w") is None
    clock.turn(10)
    assert tasks.due()
    assert taken(tasks).task_id == later


def test_a_worker_takes_only_the_kinds_it_knows(tasks):
    tasks.enqueue("pull", "a", {})
    assert not tasks.due(["refresh", "resolve"])
    assert tasks.claim("w", ["refresh", "resolve"]) is None
    assert tasks.due(["pull"])
    assert taken(tasks, kinds=["pull"]).kind == "pull"


def test_a_claim_is_written_down(tasks, clock):
    tasks.enqueue("pull", "a", {})
    task = taken(tasks, "worker-1", lease_seconds=20)
    assert task == tasks.get(task.task_id)
    assert (task.state, task.worker, task.attempts) == ("running", "worker-1", 1)
    assert (task.started_at, task.lease_until) == (clock.now, clock.now + 20 * SECOND)


def test_many_workers_never_take_the_same_task(tasks):
    for n in range(200):
        tasks.enqueue("pull", str(n), {})

    def take_all(worker: int) -> list[int]:
        return [task.task_id for task in iter(lambda: tasks.claim(f"w{worker}"), None)]

    with ThreadPoolExecutor(4) as pool:
        claimed = Counter(task_id for ids in pool.map(take_all, range(4)) for task_id in ids)
    assert len(claimed) == 200
    assert set(claimed.values()) == {1}


# --- leases ---


def test_a_task_is_taken_over_when_its_lease_has_run_out_and_not_before(tasks, clock):
    tasks.enqueue("pull", "a", {})
    first = taken(tasks, "w1", lease_seconds=30)
    clock.turn(30)
    assert tasks.claim("w2") is None
    clock.turn(1)
    assert tasks.due()
    second = taken(tasks, "w2")
    assert (second.task_id, second.worker, second.attempts) == (first.task_id, "w2", 2)


def test_abandoned_tasks_come_before_waiting_ones(tasks, clock):
    abandoned = tasks.enqueue("pull", "abandoned", {})
    taken(tasks)
    tasks.enqueue("pull", "waiting", {}, due_at=clock.now - 1000 * SECOND)
    clock.turn(31)
    assert taken(tasks).task_id == abandoned


def test_heartbeats_and_progress_keep_a_lease(tasks, clock):
    tasks.enqueue("pull", "a", {})
    task = taken(tasks, lease_seconds=30)
    for _ in range(3):
        clock.turn(20)
        tasks.heartbeat(task)
        clock.turn(20)
        tasks.progress(task, "reading", 1)
    assert tasks.claim("w2") is None
    finish(tasks, task)
    assert tasks.get(task.task_id).state == "done"


@pytest.mark.parametrize("same_worker", [False, True])
def test_who_lost_the_lease_has_no_effect(tasks, clock, effects, same_worker):
    tasks.enqueue("pull", "a", {})
    late = taken(tasks, "w1")
    clock.turn(31)
    taker = taken(tasks, "w1" if same_worker else "w2")
    with pytest.raises(LeaseLost), tasks.database.write() as connection:
        effects.add(connection, late.task_id)
        tasks.complete(connection, late)
    for lost in (
        lambda: tasks.heartbeat(late),
        lambda: tasks.progress(late, "reading", 1),
        lambda: tasks.fail(late, ValueError()),
        lambda: tasks.release(late),
    ):
        with pytest.raises(LeaseLost):
            lost()
    assert effects.all() == []
    assert tasks.get(taker.task_id) == taker


def test_a_lease_that_ran_out_but_was_not_taken_over_still_counts(tasks, clock):
    tasks.enqueue("pull", "a", {})
    task = taken(tasks)
    clock.turn(1000)
    finish(tasks, task)
    assert tasks.get(task.task_id).state == "done"


def test_effect_and_completion_are_one_commit(tasks, effects):
    tasks.enqueue("pull", "a", {})
    task = taken(tasks)
    with pytest.raises(RuntimeError, match="undo"), tasks.database.write() as connection:
        effects.add(connection, task.task_id)
        tasks.complete(connection, task)
        raise Undo
    assert (effects.all(), tasks.get(task.task_id).state) == ([], "running")
    with tasks.database.write() as connection:
        effects.add(connection, task.task_id)
        tasks.complete(connection, task, {"new": 3})
    done = tasks.get(task.task_id)
    assert (effects.all(), done.state, done.result) == ([task.task_id], "done", {"new": 3})


def test_a_task_is_completed_once(tasks, effects):
    tasks.enqueue("pull", "a", {})
    task = taken(tasks)
    finish(tasks, task)
    with pytest.raises(LeaseLost):
        finish(tasks, task)


def test_a_released_task_waits_as_if_nobody_had_tried(tasks, clock):
    tasks.enqueue("pull", "a", {})
    for _ in range(5):
        tasks.release(taken(tasks))
    task = tasks.list()[0]
    assert (task.state, task.attempts, task.due_at, task.worker) == ("waiting", 0, clock.now, "")


# --- failing ---


def test_failures_are_tried_again_after_growing_delays_then_parked(tasks, clock):
    tasks.enqueue("pull", "a", {})
    delays = []
    while tasks.fail(taken(tasks), ValueError("x")) == "waiting":
        delays.append((tasks.list()[0].due_at - clock.now) / SECOND)
        assert tasks.claim("w") is None
        clock.turn(delays[-1])
    assert len(delays) == 2
    assert 7.5 <= delays[0] <= 22.5
    assert 60 <= delays[1] <= 180
    dead = tasks.list("dead")[0]
    assert (dead.attempts, dead.finished_at) == (3, clock.now)
    assert tasks.claim("w") is None


@pytest.mark.parametrize(
    "error", [Refused("too big"), ConfigError("no such source"), NotFound("no person 7")]
)
def test_what_cannot_get_better_is_parked_at_once(tasks, error):
    tasks.enqueue("pull", "a", {})
    assert tasks.fail(taken(tasks), error) == "dead"
    assert tasks.list("dead")[0].error == str(error)


@pytest.mark.parametrize("kind", [RetryLater, SourceDown])
def test_a_source_that_says_later_is_obeyed_and_costs_no_attempt(tasks, clock, kind):
    tasks.enqueue("pull", "a", {})
    for _ in range(10):
        assert tasks.fail(taken(tasks), kind("busy", after_seconds=90)) == "waiting"
        clock.turn(89)
        assert tasks.claim("w") is None
        clock.turn(1)
    task = taken(tasks)
    assert (task.attempts, task.error) == (1, "busy")


def test_a_source_that_says_later_for_days_is_given_up(tasks, clock):
    task_id = tasks.enqueue("pull", "a", {})
    clock.turn(PATIENCE / SECOND)
    assert tasks.fail(taken(tasks), RetryLater(after_seconds=60)) == "dead"
    tasks.retry(task_id)
    assert tasks.fail(taken(tasks), RetryLater(after_seconds=60)) == "waiting"


def test_later_is_never_now(tasks, clock):
    tasks.enqueue("pull", "a", {})
    tasks.fail(taken(tasks), RetryLater(after_seconds=0))
    assert tasks.list()[0].due_at > clock.now


def test_a_task_that_costs_three_workers_their_life_is_parked_and_the_rest_goes_on(tasks, clock):
    poison = tasks.enqueue("pull", "poison", {}, due_at=clock.now - SECOND)
    tasks.enqueue("pull", "good", {})
    for attempt in (1, 2, 3):
        assert (taken(tasks).task_id, tasks.get(poison).attempts) == (poison, attempt)
        clock.turn(31)
    assert taken(tasks).subject == "good"
    parked = tasks.get(poison)
    assert (parked.state, parked.attempts, parked.finished_at) == ("dead", 3, clock.now)
    assert "3 attempts" in parked.error


def test_the_last_death_of_the_same_work_stands_for_the_earlier_ones(tasks):
    for _ in range(3):
        tasks.enqueue("pull", "a", {})
        tasks.fail(taken(tasks), NotFound("the folder is not there"))
    tasks.enqueue("pull", "b", {})
    tasks.fail(taken(tasks), NotFound("the folder is not there"))
    assert [task.subject for task in tasks.list("dead")] == ["b", "a"]


def test_errors_are_stored_without_what_they_say(tasks):
    tasks.enqueue("pull", "a", {})
    try:
        int("jane.doe@example.org")
    except ValueError as error:
        tasks.fail(taken(tasks), error)
    stored = tasks.list()[0].error
    assert stored.startswith("ValueError at ")
    assert "test_tasks:" in stored
    assert "jane" not in stored


def test_an_error_is_placed_in_each_package_it_came_through(database):
    with pytest.raises(sa.exc.DBAPIError) as caught, database.read() as connection:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")
    places = describe(caught.value).split(" at ")[1].split(" < ")
    assert "test_tasks:" in places[-1]
    assert any(place.startswith("sqlalchemy.") for place in places)


# --- people ---


def test_retry_gives_a_dead_task_all_its_attempts_again(tasks, clock):
    task_id = tasks.enqueue("pull", "a", {"page": 3})
    tasks.fail(taken(tasks), Refused("too big"))
    clock.turn(1000)
    assert tasks.retry(task_id) == task_id
    task = tasks.get(task_id)
    assert (task.state, task.attempts, task.due_at, task.error) == ("waiting", 0, clock.now, "")
    assert (task.payload, task.finished_at) == ({"page": 3}, None)
    with pytest.raises(NotFound, match="no dead task"):
        tasks.retry(task_id)


def test_retry_joins_the_same_work_asked_for_since(tasks, clock):
    dead = tasks.enqueue("pull", "a", {})
    tasks.fail(taken(tasks), Refused("too big"))
    newer = tasks.enqueue("pull", "a", {}, due_at=clock.now + 600 * SECOND)
    assert tasks.retry(dead) == newer
    assert tasks.get(newer).due_at == clock.now
    assert tasks.counts() == {"dead": 1, "waiting": 1}


def test_cancelled_work_has_no_effect(tasks):
    waiting, running = tasks.enqueue("pull", "a", {}), tasks.enqueue("refresh", "b", {})
    claimed = taken(tasks, kinds=["refresh"])
    tasks.cancel(waiting)
    tasks.cancel(running)
    assert tasks.claim("w") is None
    with pytest.raises(LeaseLost):
        finish(tasks, claimed)
    assert tasks.counts() == {"cancelled": 2}
    with pytest.raises(NotFound, match="no waiting, running or dead task"):
        tasks.cancel(running)


def test_a_dead_task_can_be_put_aside(tasks):
    task_id = tasks.enqueue("pull", "a", {})
    tasks.fail(taken(tasks), Refused("too big"))
    tasks.cancel(task_id)
    assert (tasks.list("dead"), tasks.counts()) == ([], {"cancelled": 1})


def test_progress_is_stored(tasks):
    tasks.enqueue("pull", "a", {})
    task = taken(tasks)
    tasks.progress(task, "reading", 3, 10)
    assert tasks.get(task.task_id).progress == Step("reading", 3, 10)
    tasks.progress(task, "weighing", 4)
    assert tasks.get(task.task_id).progress == Step("weighing", 4, None)


def test_find_sees_open_tasks_only(tasks):
    assert tasks.find("pull", "a") is None
    task_id = tasks.enqueue("pull", "a", {})
    assert tasks.find("pull", "a") == tasks.get(task_id)
    task = taken(tasks)
    assert tasks.find("pull", "a") == task
    finish(tasks, task)
    assert tasks.find("pull", "a") is None


def test_lists_come_in_pages_newest_first(tasks):
    ids = [tasks.enqueue("pull", str(n), {}) for n in range(7)]
    finish(tasks, taken(tasks))
    first = tasks.list("waiting", limit=4)
    second = tasks.list("waiting", limit=4, before=first[-1].task_id)
    assert [task.task_id for task in (*first, *second)] == ids[:0:-1]
    assert [task.task_id for task in tasks.list()] == ids[::-1]


def test_prune_forgets_what_ended_well_long_ago(tasks, clock):
    dead, done, cancelled, _waiting = (tasks.enqueue("pull", subject, {}) for subject in "abcd")
    tasks.fail(taken(tasks), Refused("too big"))
    finish(tasks, taken(tasks))
    tasks.cancel(cancelled)
    clock.turn(100)
    recent = tasks.enqueue("pull", "e", {}, due_at=clock.now - 1000 * SECOND)
    finish(tasks, taken(tasks))
    assert tasks.prune(clock()) == 2
    assert tasks.counts() == {"dead": 1, "waiting": 1, "done": 1}
    assert tasks.get(recent).state == "done"
    assert tasks.get(dead).state == "dead"
    with pytest.raises(NotFound):
        tasks.get(done)


# --- runs ---


def run_of(tasks: Tasks, *subjects: str) -> int:
    with tasks.database.write() as connection:
        run_id = open_run(connection, "pull", tasks.clock(), tasks.clock())
        assert run_id is not None
        for subject in subjects:
            tasks.enqueue("pull", subject, {}, run_id=run_id, connection=connection)
    return run_id


def the_run(database: Database):
    with database.read() as connection:
        (run,) = list_runs(connection, None, 10)
    return run


def test_a_run_ends_with_its_last_task(tasks, clock, database):
    run_of(tasks, "a", "b", "c")
    finish(tasks, taken(tasks), {"new": 2, "refused": 1, "source": "x", "all": True})
    tasks.cancel(tasks.find("pull", "b").task_id)
    assert the_run(database).state == "running"
    clock.turn(5)
    finish(tasks, taken(tasks), {"new": 5})
    run = the_run(database)
    assert (run.state, run.finished_at) == ("done", clock.now)
    assert run.summary == {"tasks": {"done": 2, "cancelled": 1}, "totals": {"new": 7, "refused": 1}}


def test_a_run_with_a_dead_task_has_failed_and_heals_when_that_is_done(tasks, database):
    run_of(tasks, "a", "b")
    finish(tasks, taken(tasks))
    dead = taken(tasks)
    tasks.fail(dead, Refused("too big"))
    assert (the_run(database).state, the_run(database).summary["tasks"]) == ("failed", {"done": 1, "dead": 1})
    tasks.retry(dead.task_id)
    assert (the_run(database).state, the_run(database).finished_at) == ("running", None)
    finish(tasks, taken(tasks))
    assert (the_run(database).state, the_run(database).summary["tasks"]) == ("done", {"done": 2})


def test_a_run_ends_when_its_last_task_kills_its_third_worker(tasks, clock, database):
    run_of(tasks, "poison")
    for _ in range(3):
        taken(tasks)
        clock.turn(31)
    assert tasks.claim("w") is None
    assert the_run(database).state == "failed"


def test_two_last_tasks_that_end_at_once_end_the_run(tasks, database):
    """Neither transaction sees the other's task done, unless the second waits for the first."""
    run_of(tasks, "a", "b")
    first, second = taken(tasks), taken(tasks)
    other = threading.Thread(target=finish, args=(tasks, second))
    with database.write() as connection:
        tasks.complete(connection, first)
        other.start()
        other.join(0.2)
    other.join()
    assert the_run(database).state == "done"
