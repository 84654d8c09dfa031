"""The list of people: search, filters, pages."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.engine import Connection

from enrich.freshness import State, state_of
from enrich.golden import DAY, Survivorship
from enrich.model import Instant
from enrich.store.reads import Filters, PersonRow, list_persons
from web.paging import packed, unpacked
from web.queue import in_review, waiting
from web.rendering import fragment, is_partial, page, query_with
from web.services import Services
from web.serving import Served
from web.words import age_words, share_words

pages = APIRouter(include_in_schema=False)

PAGE = 50
POSITION_DAYS = 365.0  # half-life where survivorship names none

Text = Annotated[str, Query(max_length=200)]


class Seen(NamedTuple):
    """How fresh a line of the list is; `how` says how that was worked out."""

    state: State
    words: str
    how: str


def half_life_days(survivorship: Survivorship) -> float:
    rule = survivorship.rules.get("position")
    return rule.half_life_days if rule else POSITION_DAYS


def stale_before(survivorship: Survivorship, now: Instant) -> Instant:
    """Whoever was last seen before this has, as likely as not, another position by now."""
    return Instant(now - int(half_life_days(survivorship) * DAY))


def seen_line(seen_at: Instant, survivorship: Survivorship, now: Instant) -> Seen:
    days, half_life = max(0.0, (now - seen_at) / DAY), half_life_days(survivorship)
    stale = 1.0 - 2.0 ** (-days / half_life)
    how = (
        f"Last confirmed by any source {age_words(days)}. Half of all positions change within {half_life:.0f} days, "
        f"so the chance that something has changed is {share_words(stale)}: 1 − 2^(−days / {half_life:.0f})."
    )
    return Seen(state_of(stale), f"seen {age_words(days)}", how)


def filters_of(asked: dict[str, str], services: Services) -> Filters:
    engine = services.engine
    stale = stale_before(engine.rules.survivorship, engine.clock()) if asked["stale"] else None
    texts = {name: asked[name].strip() for name in ("employer", "title", "city", "country", "source")}
    return Filters(query=asked["q"].strip(), in_review=bool(asked["review"]), stale_before=stale, **texts)


def lines(connection: Connection, services: Services, rows: list[PersonRow]) -> list[dict[str, Any]]:
    """What a row shows: the person, how fresh, and in how many open reviews."""
    engine, reviews = services.engine, in_review(connection, [row.person_id for row in rows])
    now = engine.clock()
    return [
        {
            "person": row,
            "seen": seen_line(row.seen_at, engine.rules.survivorship, now),
            "reviews": reviews[row.person_id],
        }
        for row in rows
    ]


@pages.get("/")
def home() -> Response:
    return RedirectResponse("/people", status_code=307)


@pages.get("/people")
def people(
    request: Request,
    services: Served,
    q: Text = "",
    employer: Text = "",
    title: Text = "",
    city: Text = "",
    country: Text = "",
    source: Text = "",
    review: Text = "",
    stale: Text = "",
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    asked = {
        "q": q, "employer": employer, "title": title, "city": city, "country": country, "source": source,
        "review": review, "stale": stale,
    }  # fmt: skip
    searching = bool(q.strip())
    with services.engine.database.read() as connection:
        found = list_persons(
            connection, services.vocabulary, filters_of(asked, services),
            cursor=unpacked(cursor, searching=searching), limit=PAGE,
        )  # fmt: skip
        shown: dict[str, Any] = {
            "asked": asked,
            "cursor": cursor,
            "lines": lines(connection, services, found.rows),
            "total": found.total,
            "next_cursor": packed(found.next_cursor, searching=searching),
            "filtered": any(asked.values()),
        }
        if is_partial(request):
            headers = {"HX-Replace-Url": f"/people{query_with(asked)}".rstrip("?")}
            return HTMLResponse(fragment(request, "people_results.html", **shown), headers=headers)
        sources = sorted(source.name for source in services.sources)
        return page(request, "people.html", **shown, waiting=waiting(connection), sources=sources)
