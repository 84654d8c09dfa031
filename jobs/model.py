"""Tasks and runs, as the rest of the product sees them. Instants are microseconds since 1970 UTC."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import groupby
from traceback import walk_tb
from typing import Any, Literal, NewType

import msgspec

from enrich.errors import Conflict, OnefoldError
from enrich.model import Instant

TaskId = NewType("TaskId", int)
RunId = NewType("RunId", int)
TaskState = Literal["waiting", "running", "done", "dead", "cancelled"]
RunState = Literal["running", "done", "failed"]
Clock = Callable[[], Instant]

SECOND = 1_000_000

to_json = msgspec.json.Encoder(order="deterministic")


class LeaseLost(Conflict):
    """Another worker has this task now, or it was cancelled; what was done here does not count."""


class Step(msgspec.Struct, frozen=True):
    """How far a task has come; `total` is None where nobody can know."""

    stage: str
    done: int
    total: int | None = None


class Task(msgspec.Struct, frozen=True):
    """A unit of work.

    `worker` and `started_at` name one claim; whoever holds another claim cannot finish the task. `created_at` is when
    the task was asked for, `error` what went wrong the last time, without personal data.
    """

    task_id: TaskId
    kind: str
    subject: str
    payload: dict[str, Any]
    state: TaskState
    due_at: Instant
    attempts: int
    lease_until: Instant | None
    worker: str
    progress: Step | None
    result: dict[str, Any] | None
    error: str
    run_id: RunId | None
    created_at: Instant
    started_at: Instant | None
    finished_at: Instant | None


class Run(msgspec.Struct, frozen=True):
    """One execution of a job.

    `scheduled_for` is the instant the schedule named, however late the run began. `summary` is empty until the run
    has ended, then {"tasks": {state: count}, "totals": {key: sum over the tasks' integer results}}, or {"error": why}
    where the run could not even begin.
    """

    run_id: RunId
    job: str
    scheduled_for: Instant
    started_at: Instant
    finished_at: Instant | None
    state: RunState
    summary: dict[str, Any]


def wall_clock() -> Instant:
    return Instant(time.time_ns() // 1000)


def describe(error: BaseException) -> str:
    """What went wrong, without personal data: our own errors' message, else the kind of error and where it came from.

    Of the frames of one package that call each other only the innermost is named: `ValueError at json:355 < parsers:12`.
    """
    if isinstance(error, OnefoldError):
        return str(error)
    frames = [
        (str(frame.f_globals.get("__name__", "?")), line) for frame, line in walk_tb(error.__traceback__)
    ]
    innermost = [list(group)[-1] for _, group in groupby(frames, lambda frame: frame[0].split(".")[0])]
    places = " < ".join(f"{module}:{line}" for module, line in reversed(innermost[-4:]))
    return f"{type(error).__name__} at {places}"
