"""The JSON API of refreshes: the plan, the asking, what came of it, and the decision about it as a whole."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from enrich.persons import person_code
from enrich.store.reads import current_id, person_id_of
from enrich.store.refreshes import answers_in, find_refresh
from enrich.undoing import accept, redo, undo
from jobs.model import TaskId
from web import answering
from web.answers import (
    DecidedRefresh,
    DifferenceAnswer,
    PlannedSource,
    RefreshAnswer,
    RefreshPlan,
    SourceSaid,
    TaskAnswer,
)
from web.api import Code, said
from web.openapi import answers
from web.refreshes import PlanView, costs, outcome_of, plan_view
from web.services import Services
from web.serving import Served
from web.session import steward
from web.words import moment

api = APIRouter(prefix="/api/v1")

Again = Annotated[bool, Query(description="Also sources that have answered a few minutes ago.")]
Number = Annotated[int, Path(ge=1)]


class RefreshDecision(BaseModel):
    """What is to become of all that a refresh brought: `redo` takes an undoing back."""

    decision: Literal["accept", "undo", "redo"]
    by: str = Field(
        default="", max_length=60, description="Who decides; a browser's own name where it is empty."
    )


@api.get(
    "/people/{code}/refresh", tags=["people"], summary="What a refresh would ask, and what not",
    responses=answers(RefreshPlan, 200, 404),
)  # fmt: skip
def plan(request: Request, services: Served, code: Code, again: Again = False) -> Response:
    """Nobody is asked. Each source with its reason, the number of questions and what they may cost, or why it is left out."""
    number = current(services, code)
    return said(request, plan_answer(plan_view(services, number, again=again)))


@api.post(
    "/people/{code}/refresh", tags=["people"], status_code=202, summary="Ask the sources again",
    responses=answers(TaskAnswer, 202, 403, 404),
)  # fmt: skip
def start(request: Request, services: Served, code: Code, again: Again = False) -> Response:
    """Joins the refresh that is under way where there is one. `Location` leads to the task, whose result has the number of
    the refresh."""
    task_id = services.refresh(current(services, code), steward(request), again)
    response = said(request, answering.task_answer(services.tasks.get(TaskId(task_id))), 202)
    response.headers["Location"] = f"/api/v1/tasks/{task_id}"
    return response


@api.get(
    "/refreshes/{number}", tags=["people"], summary="What a refresh brought",
    responses=answers(RefreshAnswer, 200, 404),
)  # fmt: skip
def refresh(request: Request, services: Served, number: Number) -> Response:
    """What each source said, also while others are still asked; what it changed, once it has ended; what was decided."""
    return said(request, refresh_answer(services, number))


@api.post(
    "/refreshes/{number}/decision", tags=["people"], summary="Accept or undo a refresh as a whole",
    responses=answers(DecidedRefresh, 200, 403, 404, 409),
)  # fmt: skip
def decide(request: Request, services: Served, number: Number, decision: RefreshDecision) -> Response:
    """Undone, its new records part from the person and its new versions do not count; `redo` brings back both, exactly."""
    by = decision.by.strip() or steward(request)
    acts = {"undo": undo, "redo": redo}
    changes = []
    if decision.decision == "accept":
        accept(services.engine, number, by)
    else:
        changes = acts[decision.decision](services.engine, number, by)
    effects = [answering.effect_answer(change) for change in changes]
    return said(request, DecidedRefresh(refresh_answer(services, number), effects))


def current(services: Services, code: str) -> int:
    with services.engine.database.read() as connection:
        return current_id(connection, person_id_of(code))


def plan_answer(view: PlanView) -> RefreshPlan:
    steps = sorted([*view.asked, *view.skipped], key=lambda step: step.source)
    return RefreshPlan(
        view.code,
        [
            PlannedSource(step.source, step.why, len(step.asks), round(step.cost, 6), step.currency, step.skipped)
            for step in steps
        ],
        view.questions,
        {currency: round(amount, 6) for currency, amount in costs(view.asked)},
    )  # fmt: skip


def refresh_answer(services: Services, number: int) -> RefreshAnswer:
    """Raises NotFound."""
    with services.engine.database.read() as connection:
        row = find_refresh(connection, number)
        person = current_id(connection, row.person_id)
        told = answers_in(connection, number)
        outcome = outcome_of(connection, services, person, row)
    return RefreshAnswer(
        number, person_code(person), row.by, moment(row.began_at), answering.maybe(row.ended_at),
        [
            SourceSaid(one.source, one.state, one.records, one.new, one.changed, one.note, one.milliseconds)
            for one in told
        ],
        [DifferenceAnswer(one.attribute, one.before, one.after) for one in outcome.changes] if outcome else [],
        outcome.joined if outcome else 0, outcome.apart if outcome else [], row.decision,
        answering.maybe(row.decided_at), row.decided_by,
    )  # fmt: skip
