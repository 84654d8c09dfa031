"""Operations: how sources, jobs and tasks are doing, and what could not be taken in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import Response

from enrich.errors import NotFound
from enrich.model import Instant
from enrich.sources import SourceInfo, health_of
from enrich.store.inputs import dismiss_refusal, refusals
from enrich.store.reads import counts, records_by_source
from enrich.store.sources import SourceState, pause_source, source_states
from jobs.model import SECOND, Run, TaskId, TaskState
from jobs.schedule import JobSpec
from web.queue import waiting
from web.rendering import page
from web.services import Services
from web.serving import Served
from web.session import LONGEST_NAME, Said, go, local_path, own_form, remember_steward

pages = APIRouter(include_in_schema=False)

OWN_FORM = [Depends(own_form)]
TASKS = 30
CHECKED = {
    "ok": "is well", "limited": "is not to be asked now", "down": "does not answer", "refused": "gave no usable answer",
    "misconfigured": "is set up wrongly", "unknown": "cannot be tested by itself",
}  # fmt: skip
HEALTH_WORDS = {
    "ok": "well", "waiting": "not asked yet", "stumbling": "the last try went wrong", "failing": "failing", "paused": "paused",
}  # fmt: skip
OPEN_STATES: tuple[TaskState, ...] = ("dead", "running", "waiting")

Number = Annotated[int, Path(ge=1)]


def sources_view(services: Services) -> list[dict[str, Any]]:
    """Every declared source with its state, health, number of records, and how it did in the last thirty days."""
    with services.engine.database.read() as connection:
        states = source_states(connection, [source.name for source in services.sources])
        records = records_by_source(connection)
    return [
        {
            "info": source,
            "state": states[source.name],
            "health": health_of(states[source.name]),
            "records": records.get(source.name, 0),
            "doing": services.record(source.name),
            "next_at": next_pull(services, source.name, states[source.name]),
        }
        for source in services.sources
    ]


def next_pull(services: Services, source: str, state: SourceState) -> Instant | None:
    """When a directory is due; None for a source that is not pulled, or not now."""
    seconds = services.pull_seconds.get(source, 0)
    if not seconds or state.paused:
        return None
    return Instant((state.last_try_at or 0) + seconds * SECOND)


def rhythm(spec: JobSpec) -> str:
    """How often a job runs, in words."""
    if spec.every is None:
        return f"at {spec.cron}"
    seconds = int(spec.every.total_seconds())
    for unit, length in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds % length == 0:
            return f"every {seconds // length} {unit}"
    return f"every {seconds} s"


def jobs_view(services: Services) -> list[dict[str, Any]]:
    """Every job with its next run and its last one."""
    schedule = services.schedule
    if schedule is None:
        return []
    following = schedule.next_runs()
    return [
        {
            "spec": spec,
            "rhythm": rhythm(spec),
            "next_at": following[spec.name],
            "last": next(iter(schedule.runs(spec.name, 1)), None),
        }
        for spec in schedule.specs.values()
    ]


def summary_words(run: Run) -> str:
    """What a run did: "12 tasks; records 40, persons 3"."""
    if "error" in run.summary:
        return str(run.summary["error"])
    tasks = run.summary.get("tasks", {})
    totals = run.summary.get("totals", {})
    parts = [f"{number} {state}" for state, number in tasks.items()]
    parts += [f"{key.replace('_', ' ')} {number}" for key, number in totals.items() if number]
    return ", ".join(parts)


def asking_task(source: SourceInfo) -> str:
    """The kind of task that takes in everything new of a source, "" where there is none."""
    return "pull" if source.directory else "watch" if source.folder else ""


def declared(services: Services, name: str) -> SourceInfo:
    """Raises NotFound."""
    for source in services.sources:
        if source.name == name:
            return source
    raise NotFound(f"there is no source {name!r}; there are {', '.join(s.name for s in services.sources)}")


@pages.get("/ops")
def overview(request: Request, services: Served) -> Response:
    with services.engine.database.read() as connection:
        refused, size, open_reviews = refusals(connection), counts(connection), waiting(connection)
    return page(
        request, "ops.html", sources=sources_view(services), jobs=jobs_view(services),
        tasks={state: services.tasks.list(state, TASKS) for state in OPEN_STATES}, task_counts=services.tasks.counts(),
        refused=refused, size=size, waiting=open_reviews, now=services.engine.clock(), summary_words=summary_words,
        asking_task=asking_task, health_words=HEALTH_WORDS,
    )  # fmt: skip


@pages.post("/ops/sources/{name}/pause", dependencies=OWN_FORM)
def pause(request: Request, services: Served, name: str, paused: Annotated[bool, Form()]) -> Response:
    with services.engine.database.write() as connection:
        pause_source(connection, declared(services, name).name, paused)
    told = "paused: it is not asked until it is resumed" if paused else "resumed"
    return go(request, "/ops#sources", Said(f"{name} {told}."))


@pages.post("/ops/sources/{name}/pull", dependencies=OWN_FORM)
def pull(request: Request, services: Served, name: str) -> Response:
    source = declared(services, name)
    kind = asking_task(source)
    if not kind:
        raise NotFound(
            f"{name} cannot be asked for everything new: it is asked about one person, or given files"
        )
    task_id = services.tasks.enqueue(kind, source.name, {})
    return go(request, "/ops#tasks", Said(f"{name} is asked for everything new: task {task_id}."))


@pages.post("/ops/sources/{name}/test", dependencies=OWN_FORM)
def test(request: Request, services: Served, name: str) -> Response:
    """One cheap live call, also to a source that is paused."""
    health = services.check(declared(services, name).name)
    words = CHECKED.get(health.state, health.state)
    detail = f": {health.detail}" if health.detail else ""
    return go(request, "/ops#sources", Said(f"{name} {words}{detail}."))


@pages.post("/ops/jobs/{name}/run", dependencies=OWN_FORM)
def run(request: Request, services: Served, name: str) -> Response:
    if services.schedule is None:
        raise NotFound("no jobs are scheduled here")
    run_id = services.schedule.run_now(name)
    return go(request, "/ops#jobs", Said(f"{name} is running: run {run_id}."))


@pages.post("/ops/tasks/{number}/retry", dependencies=OWN_FORM)
def retry(request: Request, services: Served, number: Number) -> Response:
    again = services.tasks.retry(TaskId(number))
    return go(request, "/ops#tasks", Said(f"Task {again} is tried again."))


@pages.post("/ops/tasks/{number}/cancel", dependencies=OWN_FORM)
def cancel(request: Request, services: Served, number: Number) -> Response:
    services.tasks.cancel(TaskId(number))
    return go(request, "/ops#tasks", Said(f"Task {number} is cancelled."))


@pages.post("/ops/refused/{number}/dismiss", dependencies=OWN_FORM)
def dismiss(request: Request, services: Served, number: Number) -> Response:
    with services.engine.database.write() as connection:
        dismiss_refusal(connection, number, services.engine.clock())
    return go(request, "/ops#refused", Said("Taken off the list; it stays on record."))


@pages.post("/you", dependencies=OWN_FORM)
def you(
    request: Request,
    services: Served,
    name: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
    back: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Who decides: the name that stands under every decision made in this browser."""
    response = go(request, local_path(back, "/people"))
    remember_steward(response, request, name)
    return response
