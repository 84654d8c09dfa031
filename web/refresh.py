"""Refresh now: first the plan, then a row per source while it runs, then what changed, to accept or to undo as a whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated, Literal

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from enrich.changes import Change
from enrich.errors import NotFound
from enrich.persons import person_code
from enrich.pipeline import Engine
from enrich.store.reads import current_id, person_id_of
from enrich.store.refreshes import find_refresh
from enrich.undoing import accept, redo, undo
from web.refreshes import Panel, panel, plan_view, task_of
from web.rendering import fragment, is_partial
from web.services import Services
from web.serving import Served
from web.session import Said, go, own_form, steward

pages = APIRouter(include_in_schema=False)

LOOK_SECONDS = 0.3
QUIET_SECONDS = 15.0  # after so long without news a comment keeps the line open
STREAM_SECONDS = 300.0  # then the browser asks anew, so that no stream outlives its server for long

Decide = Literal["accept", "undo", "redo"]
DECISIONS: dict[Decide, tuple[Callable[[Engine, int, str], list[Change] | None], str]] = {
    "accept": (accept, "Accepted: what this refresh brought stays."),
    "undo": (undo, "Undone: the page shows what it would without this refresh."),
    "redo": (redo, "Taken back: what this refresh brought counts again."),
}
Again = Annotated[str, Query(max_length=3)]


@pages.get("/people/{code}/refresh/plan")
def plan(request: Request, services: Served, code: str, again: Again = "") -> Response:
    """The plan alone, for the page that is open; nobody has been asked yet."""
    number = current(services, person_id_of(code))
    if not is_partial(request):
        return go(request, f"/people/{person_code(number)}?plan=1#refresh")
    view = plan_view(services, number, again=bool(again))
    return HTMLResponse(fragment(request, "refresh_plan.html", plan=view))


@pages.post("/people/{code}/refresh", dependencies=[Depends(own_form)])
def start(
    request: Request, services: Served, code: str, again: Annotated[str, Form(max_length=3)] = ""
) -> Response:
    """Asks the sources; joins the refresh that is under way where there is one."""
    number = current(services, person_id_of(code))
    task_id = services.refresh(number, steward(request), bool(again))
    home = f"/people/{person_code(number)}?task={task_id}"
    if not is_partial(request):
        return go(request, f"{home}#refresh")
    response = HTMLResponse(shown(request, panel(services, number, task_id)))
    response.headers["HX-Replace-Url"] = home
    return response


@pages.post("/people/{code}/refresh/{number}/{decision}", dependencies=[Depends(own_form)])
def decide(request: Request, services: Served, code: str, number: int, decision: Decide) -> Response:
    """Accepts or undoes all that a refresh brought, or takes the undoing back."""
    asked = current(services, person_id_of(code))
    with services.engine.database.read() as connection:
        row = find_refresh(connection, number)
        if current_id(connection, row.person_id) != asked:
            raise NotFound(f"refresh {number} is none of {code}")
    act, words = DECISIONS[decision]
    act(services.engine, number, steward(request))
    home = current(services, row.person_id)
    return go(request, f"/people/{person_code(home)}?refresh={number}#refresh", Said(words))


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
    return fragment(request, "refresh_panel.html", refresh=state, plan=None)


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
