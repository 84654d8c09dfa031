"""The JSON API under /api/v1: people, reasons, decisions, changes, work."""

from __future__ import annotations

import hashlib
from importlib import import_module
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field
from sqlalchemy.engine import Connection

from enrich import pipeline
from enrich.errors import NotFound
from enrich.explain import strongest_pair, why_records
from enrich.model import Instant, RecordId, Verdict
from enrich.persons import person_code
from enrich.ports import Explanation
from enrich.store.derived import persons_of
from enrich.store.persons import changes_after
from enrich.store.reads import Filters, current_id, list_persons, person_id_of, person_page
from jobs.model import TaskId
from web import answering
from web.answers import (
    Answer,
    Changes,
    ChartAnswer,
    Decided,
    Jobs,
    People,
    PersonAnswer,
    Review,
    Sources,
    TaskAnswer,
    Timeline,
    WhyAnswer,
)  # fmt: skip
from web.moments import as_of_instant
from web.openapi import answers
from web.ops import jobs_view, sources_view
from web.paging import packed, unpacked
from web.people import stale_before
from web.queue import by_reason, of_reason
from web.rendering import query_with
from web.services import Services
from web.serving import Served
from web.session import steward

api = APIRouter(prefix="/api/v1")

Text = Annotated[str, Query(max_length=200)]
Code = Annotated[str, Path(description="A person's id, such as P17. Ids that were merged away lead on.")]
AsOf = Annotated[
    str, Query(max_length=40, description="A past day, such as 2025-03-14: as known at its end.")
]
End = Annotated[str, Query(max_length=20, description="A record's id (17) or a person's (P17).")]
encode = msgspec.json.Encoder(order="deterministic").encode


class Decision(BaseModel):
    """What a person decides about two records. `note` says why."""

    a: int = Field(ge=1)
    b: int = Field(ge=1)
    verdict: Verdict
    note: str = Field(default="", max_length=500)
    by: str = Field(
        default="", max_length=60, description="Who decides; a browser's own name where it is empty."
    )


def said(request: Request, answer: Answer, status: int = 200) -> Response:
    """The answer as JSON; nothing but 304 where the asker holds the same already."""
    body = encode(answer)
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if status == 200 and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, status, {"ETag": tag}, "application/json")


def moved(connection: Connection, request: Request, number: int, as_of: Instant | None) -> Response | None:
    """A redirect for an id that was merged away."""
    home = current_id(connection, number) if as_of is None else number
    if home == number:
        return None
    asked = f"/people/{request.path_params['code']}"
    path = request.url.path.replace(asked, f"/people/{person_code(home)}", 1)
    return RedirectResponse(path + query_with(dict(request.query_params)).rstrip("?"), 307)


def records_of(connection: Connection, services: Services, a: str, b: str) -> tuple[RecordId, RecordId]:
    """Two records' ids; of two persons the pair that speaks loudest for them. Raises NotFound."""
    if a[:1] in "Pp" and b[:1] in "Pp":
        persons = [current_id(connection, person_id_of(end)) for end in (a, b)]
        if persons[0] == persons[1]:
            raise NotFound(f"{a} and {b} are one person already; ask about two of their records")
        return strongest_pair(connection, services.engine.matcher, *persons)
    left, right = (RecordId(person_id_of(end)) for end in (a, b))
    known_pair(connection, left, right)
    return min(left, right), max(left, right)


def known_pair(connection: Connection, a: RecordId, b: RecordId) -> None:
    """Raises NotFound where they are not two records that are here."""
    if len(persons_of(connection, {a, b})) < 2:
        raise NotFound("these are not two known records")


@api.get("/people", tags=["people"], summary="Find people", responses=answers(People))
def people(
    request: Request,
    services: Served,
    q: Annotated[
        str,
        Query(
            max_length=200,
            description="Name, skill, employer, title, place or e-mail; typing errors are forgiven.",
        ),
    ] = "",
    employer: Text = "",
    title: Text = "",
    city: Text = "",
    country: Text = "",
    source: Text = "",
    in_review: bool = False,
    stale: Annotated[
        bool, Query(description="Only those whose position is, as likely as not, out of date.")
    ] = False,
    cursor: Annotated[str, Query(max_length=1000, description="`next_cursor` of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """By name, or by how well they fit the query."""
    before = stale_before(services.engine.rules.survivorship, services.engine.clock()) if stale else None
    filters = Filters(q, employer, title, city, country, source, in_review, before)
    searching = bool(q.strip())
    with services.engine.database.read() as connection:
        at = unpacked(cursor, searching=searching)
        found = list_persons(connection, services.vocabulary, filters, cursor=at, limit=limit)
    rows = [answering.person_line(row) for row in found.rows]
    return said(request, People(rows, found.total, packed(found.next_cursor, searching=searching)))


@api.get(
    "/people/{code}", tags=["people"], summary="One person, with the origin of every value",
    responses=answers(PersonAnswer, 200, 404),
)  # fmt: skip
def person(
    request: Request,
    services: Served,
    code: Code,
    as_of: AsOf = "",
    include: Annotated[Literal["", "private"], Query()] = "",
) -> Response:
    """The golden record: every chosen value with its source, date, rule, freshness and the claims that lost."""
    number, now = person_id_of(code), services.engine.clock()
    instant = as_of_instant(as_of, now)
    with services.engine.database.read() as connection:
        if elsewhere := moved(connection, request, number, instant):
            return elsewhere
        shown = person_page(connection, services.engine.rules.survivorship, number, instant)
    private = include == "private"
    return said(
        request,
        answering.person_answer(
            shown.person, shown.histories, services.engine.rules.survivorship, now, instant, private=private
        ),
    )


@api.get(
    "/people/{code}/timeline", tags=["people"], summary="A life in dated entries",
    responses=answers(Timeline, 200, 404),
)  # fmt: skip
def timeline(request: Request, services: Served, code: Code, as_of: AsOf = "") -> Response:
    """Career, education, public work, what was written about them, conversations, changes in the data."""
    number = person_id_of(code)
    instant = as_of_instant(as_of, services.engine.clock())
    with services.engine.database.read() as connection:
        if elsewhere := moved(connection, request, number, instant):
            return elsewhere
        shown = person_page(connection, services.engine.rules.survivorship, number, instant)
    sources = {history[-1].record_id: history[-1].record.source for history in shown.histories}
    entries = [answering.entry_answer(entry, sources) for entry in shown.person.timeline]
    return said(request, Timeline(person_code(shown.person.person_id), answering.maybe(instant), entries))


@api.get(
    "/why",
    tags=["identity"],
    summary="Why two records are one person, or are not",
    responses=answers(WhyAnswer, 200, 404),
)
def why(request: Request, services: Served, a: End, b: End) -> Response:
    """Of two persons, the pair of their records that speaks loudest for them being one is explained."""
    with services.engine.database.read() as connection:
        pair = records_of(connection, services, a, b)
        return said(request, answering.why_answer(why_records(connection, services.engine.matcher, *pair)))


@api.get(
    "/why/chart",
    tags=["identity"],
    summary="The same as a waterfall chart: a Vega-Lite specification",
    responses=answers(ChartAnswer, 200, 404),
)
def why_chart(request: Request, services: Served, a: End, b: End) -> Response:
    """For any program that draws Vega-Lite; asked about as `why` is."""
    with services.engine.database.read() as connection:
        pair = records_of(connection, services, a, b)
        explained = why_records(connection, services.engine.matcher, *pair).explanation
    return said(request, chart_of(explained))


def chart_of(explanation: Explanation) -> ChartAnswer:
    """What makes charts takes a second to load: it is loaded when the first one is asked for."""
    return msgspec.convert(import_module("web.chart").spec(explanation), ChartAnswer)


@api.get("/review", tags=["identity"], summary="What waits for a person", responses=answers(Review))
def review(
    request: Request,
    services: Served,
    reason: Annotated[str, Query(max_length=40, description="Only what waits for this reason.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """Contradictions first, then the likeliest."""
    with services.engine.database.read() as connection:
        rows = of_reason(connection, reason, limit)
        return said(request, Review([answering.review_item(row) for row in rows], by_reason(connection)))


@api.post(
    "/review/decisions", tags=["identity"], status_code=201, summary="Decide about two records",
    responses=answers(Decided, 201, 403, 404),
)  # fmt: skip
def decide(request: Request, services: Served, decision: Decision) -> Response:
    """A person's decision always outranks the model's; it can be taken back, exactly, at any time."""
    a, b = RecordId(min(decision.a, decision.b)), RecordId(max(decision.a, decision.b))
    with services.engine.database.read() as connection:
        known_pair(connection, a, b)
    by = decision.by.strip() or steward(request)
    made, changes = pipeline.judge(services.engine, [(a, b)], decision.verdict, by, decision.note)
    return said(request, Decided(made, [answering.effect_answer(change) for change in changes]), 201)


@api.delete(
    "/review/decisions/{number}", tags=["identity"], summary="Take a decision back",
    responses=answers(Decided, 200, 403, 404),
)  # fmt: skip
def revoke(request: Request, services: Served, number: Annotated[int, Path(ge=1)]) -> Response:
    """The world becomes what it would be without it; the decision stays on record as taken back."""
    changes = pipeline.revoke(services.engine, [number], steward(request))
    return said(request, Decided([number], [answering.effect_answer(change) for change in changes]))


@api.get("/changes", tags=["identity"], summary="The change feed", responses=answers(Changes))
def feed(
    request: Request,
    services: Served,
    after: Annotated[int, Query(ge=0, description="The `next` of the answer before; 0 for all.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> Response:
    """What a neighbour must be told so that its copy of our persons stays equal."""
    with services.engine.database.read() as connection:
        rows = changes_after(connection, after, limit)
    return said(
        request, Changes([answering.change_answer(*row) for row in rows], rows[-1][0] if rows else after)
    )


@api.get(
    "/tasks/{number}", tags=["work"], summary="How far a task is", responses=answers(TaskAnswer, 200, 404)
)
def task(request: Request, services: Served, number: Annotated[int, Path(ge=1)]) -> Response:
    """Its progress while it runs, its result once it is done."""
    return said(request, answering.task_answer(services.tasks.get(TaskId(number))))


@api.get("/sources", tags=["work"], summary="Sources and their health", responses=answers(Sources))
def sources(request: Request, services: Served) -> Response:
    """As declared, and how each is doing."""
    return said(request, Sources([answering.source_answer(**view) for view in sources_view(services)]))


@api.get("/jobs", tags=["work"], summary="Jobs with their next and last runs", responses=answers(Jobs))
def jobs(request: Request, services: Served) -> Response:
    """Empty where this process has no schedule."""
    return said(request, Jobs([answering.job_answer(**view) for view in jobs_view(services)]))
