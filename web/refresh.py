"""Refresh now: a panel that shows how far it is while it runs, what each source said, and what that changed.

What changed is not taken from the task but from the person: as they were when the refresh was asked for, against as
they were when it ended. So no personal data lies in tasks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, NamedTuple

import anyio
import anyio.to_thread
import msgspec
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from enrich.errors import NotFound
from enrich.model import Instant
from enrich.persons import person_code
from enrich.refreshing import Answer, Difference, differences
from enrich.store.reads import current_id, person_id_of, person_page
from enrich.store.sources import source_states
from jobs.model import Task, TaskId
from web.portrait import shown_differences
from web.rendering import fragment, is_partial
from web.services import Services
from web.serving import Served
from web.session import go, own_form, steward
from web.words import count_words

pages = APIRouter(include_in_schema=False)

KIND = "refresh"
LOOK_SECONDS = 0.3
QUIET_SECONDS = 15.0  # after so long without news a comment keeps the line open
STREAM_SECONDS = 300.0  # then the browser asks anew, so that no stream outlives its server for long


class Row(NamedTuple):
    """One source and how far it is: waiting, asking, or what came of asking it (`enrich.refreshing.Answer`)."""

    source: str
    state: str
    words: str


class Result(msgspec.Struct, frozen=True):
    """What a refresh leaves with its task."""

    answers: tuple[Answer, ...] = ()


class Panel(NamedTuple):
    """`open`: it still waits or runs. `outcome` is None until it is done."""

    code: str
    task: Task
    open: bool
    rows: tuple[Row, ...]
    outcome: Outcome | None


class Outcome(NamedTuple):
    """What a refresh changed: values shown differently, how many identities joined, how many found records did not."""

    changes: list[Difference]
    joined: int
    apart: int


def panel(services: Services, person_id: int, task_id: int | None = None) -> Panel | None:
    """The refresh that is under way for this person, else the one asked for by its number; None for neither."""
    subject = person_code(person_id)
    task = services.tasks.find(KIND, subject)
    if task is None and task_id is not None:
        task = task_of(services, person_id, task_id)
    if task is None:
        return None
    is_open = task.state in ("waiting", "running")
    rows = planned(services, task) if is_open else answered(task)
    return Panel(subject, task, is_open, rows, outcome_of(services, person_id, task))


def task_of(services: Services, person_id: int, task_id: int) -> Task:
    """A refresh of this person, also under an id that was merged into theirs. Raises NotFound."""
    task = services.tasks.get(TaskId(task_id))
    if task.kind == KIND:
        with services.engine.database.read() as connection:
            if current_id(connection, person_id_of(task.subject)) == current_id(connection, person_id):
                return task
    raise NotFound(f"task {task_id} is no refresh of {person_code(person_id)}")


def planned(services: Services, task: Task) -> tuple[Row, ...]:
    """The sources that can be asked about a person, and which of them is being asked."""
    able = [source.name for source in services.sources if source.lookup_by]
    with services.engine.database.read() as connection:
        states = source_states(connection, able)
    asking = task.progress.stage.removeprefix("asking ") if task.progress else ""
    return tuple(
        Row(name, "skipped", "paused") if states[name].paused
        else Row(name, "asking", "asking …") if name == asking
        else Row(name, "waiting", "")
        for name in able
    )  # fmt: skip


def answers_of(task: Task) -> tuple[Answer, ...]:
    """What the sources said, as the task tells it."""
    try:
        return msgspec.convert(task.result or {}, Result).answers
    except msgspec.ValidationError:
        return ()


def answered(task: Task) -> tuple[Row, ...]:
    return tuple(Row(answer.source, answer.state, answer_words(answer)) for answer in answers_of(task))


def answer_words(answer: Answer) -> str:
    """ "2 records, 1 new", "nothing about them", or why there is no answer."""
    if answer.state != "done":
        return answer.note or {"nothing": "says nothing about them"}.get(answer.state, answer.state)
    news = [
        f"{number} {word}" for number, word in ((answer.new, "new"), (answer.changed, "changed")) if number
    ]
    return ", ".join([count_words(answer.records, "record"), *(news or ["nothing new"])])


def outcome_of(services: Services, person_id: int, task: Task) -> Outcome | None:
    """The person as they were when the refresh was asked for, against as they were when it ended."""
    if task.state != "done" or task.finished_at is None:
        return None
    survivorship = services.engine.rules.survivorship
    with services.engine.database.read() as connection:
        before = person_page(connection, survivorship, person_id, Instant(task.created_at - 1)).person
        after = person_page(connection, survivorship, person_id, task.finished_at).person
    joined = len(set(after.records) - set(before.records))
    found = sum(answer.new for answer in answers_of(task))
    changes = shown_differences(differences(before.golden, after.golden))
    return Outcome(changes, joined, max(0, found - joined))


@pages.post("/people/{code}/refresh", dependencies=[Depends(own_form)])
def start(request: Request, services: Served, code: str) -> Response:
    """Asks the sources again; joins the refresh that is under way where there is one."""
    number = current(services, person_id_of(code))
    task_id = services.refresh(number, steward(request))
    home = f"/people/{person_code(number)}?task={task_id}"
    if not is_partial(request):
        return go(request, f"{home}#refresh")
    response = HTMLResponse(shown(request, panel(services, number, task_id)))
    response.headers["HX-Replace-Url"] = home
    return response


@pages.get("/people/{code}/refresh")
def state(request: Request, services: Served, code: str, task: Annotated[int, Query(ge=1)]) -> Response:
    """The panel alone: for browsers that cannot hold a stream open."""
    return HTMLResponse(shown(request, panel(services, current(services, person_id_of(code)), task)))


@pages.get("/people/{code}/refresh/events")
def events(request: Request, services: Served, code: str, task: Annotated[int, Query(ge=1)]) -> Response:
    """The panel as server-sent events, a new one whenever something moves; ends with "done"."""
    number = current(services, person_id_of(code))
    task_of(services, number, task)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = panels(request, services, number, task)
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


def current(services: Services, number: int) -> int:
    with services.engine.database.read() as connection:
        return current_id(connection, number)


def shown(request: Request, state: Panel | None) -> str:
    return fragment(request, "refresh_panel.html", refresh=state)


async def panels(request: Request, services: Services, person_id: int, task_id: int) -> AsyncIterator[str]:
    """The one coroutine of the web app: a stream that waits must not hold a thread."""
    last, quiet, began = "", anyio.current_time(), anyio.current_time()
    while anyio.current_time() - began < STREAM_SECONDS:
        state = await anyio.to_thread.run_sync(panel, services, person_id, task_id)
        body = await anyio.to_thread.run_sync(inner, request, state)
        if body != last:
            last, quiet = body, anyio.current_time()
            yield event(body.splitlines())
        if state is None or not state.open:
            yield event(["done"], "done")
            return
        if anyio.current_time() - quiet > QUIET_SECONDS:
            quiet = anyio.current_time()
            yield ": still here\n\n"
        await anyio.sleep(LOOK_SECONDS)


def inner(request: Request, state: Panel | None) -> str:
    return fragment(request, "refresh_state.html", refresh=state)


def event(lines: Sequence[str], name: str = "") -> str:
    """One message of an event stream (HTML standard, section 9.2)."""
    head = [f"event: {name}"] if name else []
    return "\n".join([*head, *(f"data: {line}" for line in lines)]) + "\n\n"
