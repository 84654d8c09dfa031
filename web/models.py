"""The models that decide who is who: which one does, what people taught it, how it stood the test, and the way back."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from enrich.learning import LEAST, LEAST_EACH, Trial, former, last_trial, models_of, standing
from enrich.store.models import ModelRow
from jobs.model import Task
from web.queue import waiting
from web.rendering import page
from web.services import Services
from web.serving import Served
from web.session import Said, go, own_form, steward

pages = APIRouter(include_in_schema=False)

OWN_FORM = [Depends(own_form)]
SHIFTS = 8  # weights that are shown of a trial
ORIGINS = {
    "configured": "as configured", "trained": "learned from the records, without labels",
    "taught": "learned from people's judgements", "given": "given by hand",
}  # fmt: skip
OUTCOMES = {"better": "took over", "no better": "did not take over", "too few": "was not tried"}

Version = Annotated[str, Path(max_length=80)]


@pages.get("/models")
def overview(request: Request, services: Served) -> Response:
    rows, work = models_of(services.engine), at_work(services)
    with services.engine.database.read() as connection:
        open_reviews = waiting(connection)
    return page(
        request, "models.html", rows=[shown(row) for row in rows], in_force=services.engine.matcher,
        standing=standing(services.engine), least=LEAST, least_each=LEAST_EACH, origins=ORIGINS, outcomes=OUTCOMES,
        last=last_trial(services.engine), work=work, shifts=SHIFTS, now=services.engine.clock(), waiting=open_reviews,
    )  # fmt: skip


def shown(row: ModelRow) -> dict[str, Any]:
    trial = row.report.get("trial")
    return {"row": row, "trial": msgspec.convert(trial, Trial) if trial else None}


def at_work(services: Services) -> Task | None:
    """The task that learns or puts a model in force, while one does."""
    found = [services.tasks.list(state) for state in ("running", "waiting")]
    return next((task for tasks in found for task in tasks if task.kind in ("learn", "model")), None)


@pages.post("/models/learn", dependencies=OWN_FORM)
def learn(request: Request, services: Served) -> Response:
    task_id = services.tasks.enqueue("learn", "judgements", {"by": steward(request)})
    return go(
        request, "/models", Said(f"What people judged is tried against the model in force: task {task_id}.")
    )


@pages.post("/models/{version}/use", dependencies=OWN_FORM)
def use(request: Request, services: Served, version: Version) -> Response:
    """Everything is decided anew by a former model; as a task, for it may take a while."""
    former(services.engine, version)
    task_id = services.tasks.enqueue("model", version, {"by": steward(request)})
    return go(
        request,
        "/models",
        Said(f"{version} is put in force again and decides everything anew: task {task_id}."),
    )
