"""The review queue: what waits for a person, one pair at a time, and every decision with its undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response
from sqlalchemy.engine import Connection

from enrich import pipeline
from enrich.changes import Change
from enrich.errors import Conflict
from enrich.explain import names_of
from enrich.identity import REASONS, Pair
from enrich.model import RecordId, Verdict
from enrich.store.derived import features
from enrich.store.judgements import judgements, recent_judgements
from enrich.store.reads import ReviewRow
from enrich.weighing import shared_keys
from web.pair import pair_of, pair_view
from web.person import effect
from web.queue import REASON_NAMES, by_reason, next_after, of_reason, position_of, waiting
from web.rendering import page, query_with
from web.services import Services
from web.serving import Served
from web.session import Said, go, ids_of, local_path, own_form, steward
from web.waterfall import strongest
from web.words import count_words

pages = APIRouter(include_in_schema=False)

PAGE = 25
DECISIONS = 200

Reasons = Annotated[str, Query(max_length=40)]


def with_reasons(
    connection: Connection, services: Services, rows: Sequence[ReviewRow]
) -> list[dict[str, Any]]:
    """Queue rows with the comparisons that say most about each."""
    matcher, ends = services.engine.matcher, {end for row in rows for end in (row.a, row.b)}
    told, keys = features(connection, ends), shared_keys(connection, matcher, ends)
    return [{"row": row, "chips": strongest(matcher.explain(told[row.a], told[row.b], keys))} for row in rows]


def decided(verdict: Verdict, changes: Sequence[Change], closed: int) -> str:
    """What a decision did, in a sentence."""
    verdicts = {
        "same": "Judged the same",
        "different": "Judged different: nothing will join them",
        "unsure": "Left open: both stay as they are and are not asked about again",
    }
    told = effect(changes) if verdict != "unsure" else ""
    queue = f"{count_words(closed, 'pair')} left the queue" if closed > 1 else ""
    return "; ".join(part for part in (verdicts[verdict], told, queue) if part) + "."


@pages.get("/review")
def queue(
    request: Request,
    services: Served,
    reason: Reasons = "",
    start: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:
    with services.engine.database.read() as connection:
        counters = by_reason(connection)
        rows = of_reason(connection, reason, start + PAGE + 1)
        total = counters.get(reason, 0) if reason else sum(counters.values())
        return page(
            request, "review.html", counters=counters, names=REASON_NAMES, reasons=REASONS, reason=reason,
            rows=with_reasons(connection, services, rows[start : start + PAGE]), total=total, start=start,
            more=start + PAGE if len(rows) > start + PAGE else 0, waiting=sum(counters.values()),
            matcher=services.engine.matcher,
        )  # fmt: skip


@pages.get("/review/decisions")
def decisions(request: Request, services: Served) -> Response:
    with services.engine.database.read() as connection:
        made = recent_judgements(connection, DECISIONS)
        names = names_of(connection, {end for judgement in made for end in (judgement.a, judgement.b)})
        return page(
            request, "decisions.html", made=made, names=names, waiting=waiting(connection),
            now=services.engine.clock(), limit=DECISIONS,
        )  # fmt: skip


@pages.get("/review/{code}")
def look(request: Request, services: Served, code: str, reason: Reasons = "") -> Response:
    pair = pair_of(code)
    with services.engine.database.read() as connection:
        rows = of_reason(connection, reason)
        row = next((row for row in rows if (row.a, row.b) == pair), None)
        return page(
            request, "pair.html", **pair_view(connection, services.engine, pair, row), now=services.engine.clock(),
            position=position_of(pair, rows), queue_reason=reason, waiting=waiting(connection),
        )  # fmt: skip


@pages.post("/review/{code}", dependencies=[Depends(own_form)])
def decide(
    request: Request,
    services: Served,
    code: str,
    verdict: Annotated[Verdict, Form()],
    judged: Annotated[int, Form(ge=0)] = 0,
    reason: Annotated[str, Form(max_length=40)] = "",
    note: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """One decision; then the next pair that waits."""
    pair = pair_of(code)
    with services.engine.database.read() as connection:
        refuse_stale(connection, pair, judged)
        before = of_reason(connection, reason)
    made, changes = pipeline.judge(services.engine, [pair], verdict, steward(request), note.strip())
    with services.engine.database.read() as connection:
        now = of_reason(connection, reason)
    query = query_with({"reason": reason}).rstrip("?")
    told = Said(decided(verdict, changes, len(before) - len(now)), tuple(made), f"/review/{code}{query}")
    following = next_after(pair, before, now)
    return go(request, (f"/review/{following[0]}-{following[1]}" if following else "/review") + query, told)


@pages.post("/judgements/revoke", dependencies=[Depends(own_form)])
def revoke(
    request: Request,
    services: Served,
    judgements: Annotated[str, Form(max_length=2000)],
    back: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Takes decisions back: the world becomes what it would be without them."""
    changes = pipeline.revoke(services.engine, ids_of(judgements), steward(request))
    told = effect(changes)
    return go(
        request, local_path(back, "/review/decisions"), Said(f"Taken back{': ' if told else ''}{told}.")
    )


def refuse_stale(connection: Connection, pair: Pair, judged: int) -> None:
    """Two people may look at one pair: the second one to decide is told. Raises Conflict."""
    said = [j for j in judgements(connection, [RecordId(pair[0])]) if (j.a, j.b) == pair]
    newest = max(said, key=lambda j: j.judgement_id, default=None)
    if newest is not None and newest.judgement_id != judged:
        raise Conflict(f"{newest.by} judged this pair {newest.verdict} while you looked at it")
    if newest is None and judged:
        raise Conflict("the decision about this pair was taken back while you looked at it")
