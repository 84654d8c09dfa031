"""The 360 page of one person: looking, and what can be done there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.engine import Connection

from enrich import desk, pipeline
from enrich.changes import Change
from enrich.errors import Conflict, Refused
from enrich.explain import bonds
from enrich.model import Interaction, Place, Profile, RecordId, Work
from enrich.persons import person_code
from enrich.store.judgements import judgements
from enrich.store.reads import PersonPage, current_id, person_id_of, person_page, review_queue
from enrich.values.dates import clean_date
from web import portrait, refreshes
from web.moments import as_of_instant, today_of
from web.queue import waiting
from web.rendering import page, query_with
from web.services import Services
from web.serving import Served
from web.session import Said, go, own_form, steward
from web.words import date_words, percent_words, probability_of

pages = APIRouter(include_in_schema=False)

Short = Annotated[str, Form(max_length=300)]
Kind = Literal["note", "call", "email", "meeting", "message"]


def shown_person(connection: Connection, services: Services, asked: PersonPage) -> dict[str, Any]:
    """Everything about the person that the page says, as of the instant it was asked for."""
    engine, told = services.engine, asked.person
    survivorship = engine.rules.survivorship
    at = engine.clock() if asked.as_of is None else asked.as_of
    known = portrait.facts(told, survivorship, at)
    by_name = {fact.name: fact for fact in known}
    sources = {history[-1].record_id: history[-1].record.source for history in asked.histories}
    return {
        "person": told,
        "aka": portrait.also_known_as(told),
        "facts": known,
        "position": by_name.get("position"),
        "since": portrait.current_since(told),
        "previous": portrait.previous_position(told),
        "study": portrait.latest_study(told),
        "changes": portrait.latest_changes(told),
        "lanes": portrait.lanes(told, sources),
        "long_lane": portrait.LONG_LANE,
        "marks": portrait.MARKS,
        "strip": portrait.career_strip(told, today_of(at)),
        "now": at,
    }


def identities(
    connection: Connection, services: Services, asked: PersonPage, *, private: bool
) -> dict[str, Any]:
    """The records of the person and what ties them together; ties are those of today."""
    members = asked.person.records
    held = bonds(connection, services.engine.matcher, asked.person.person_id) if asked.as_of is None else []
    said = judgements(connection, members, asked.as_of)
    ties = portrait.ties(members, held, said, services.engine.matcher.merge_at)
    weakest = portrait.weakest_link(members, held, said)
    return {
        "identities": [
            portrait.identity(history, ties.get(history[-1].record_id), private=private)
            for history in asked.histories
        ],
        "weakest": weakest,
        "desk": desk.DESK,
        "sure": percent_words(probability_of(weakest.weight)) if weakest else "",
    }


def effect(changes: Sequence[Change]) -> str:
    """What changes of identity came of an action, in words: "P9 joined P3; P12 stands alone again"."""
    words = [
        f"{person_code(c.person_id)} joined {person_code(c.into)}" for c in changes if c.into is not None
    ]
    words += [
        f"{person_code(c.person_id)} is a person of its own, apart from {person_code(c.source_person)}"
        for c in changes
        if c.kind == "split" and c.source_person is not None
    ]
    return "; ".join(words)


def correction(attribute: str, given: dict[str, str]) -> Profile:
    """The profile that says what was corrected. Raises Refused when nothing was."""
    text = {name: value.strip() for name, value in given.items()}
    position = Work(text["employer"], text["title"], clean_date(text["since"]), current=True)
    place = Place(city=text["city"], country=text["country"].upper())
    profiles = {
        "position": Profile(work=(position,)) if position.employer or position.title else None,
        "location": Profile(location=place) if place.city or place.country else None,
        "name": Profile(name=text["name"]) if text["name"] else None,
    }
    profile = profiles.get(attribute)
    if profile is None:
        raise Refused("nothing was filled in", where=attribute, allowed="at least one value")
    return profile


def split_said(request_person: int, parted: RecordId, made: Sequence[int], changes: Sequence[Change]) -> Said:
    told = effect(changes) or "it stays where it is: other decisions hold it there"
    return Said(
        f"Record {parted} is not {person_code(request_person)}: {told}.",
        tuple(made),
        f"/people/{person_code(request_person)}#identities",
    )


@pages.get("/people/{code}")
def look(
    request: Request,
    services: Served,
    code: str,
    as_of: Annotated[str, Query(max_length=40)] = "",
    private: Annotated[str, Query(max_length=3)] = "",
    task: Annotated[int | None, Query(ge=1)] = None,
    refresh: Annotated[int | None, Query(ge=1)] = None,
    plan: Annotated[str, Query(max_length=5)] = "",
) -> Response:
    number, now = person_id_of(code), services.engine.clock()
    instant = as_of_instant(as_of, now)
    with services.engine.database.read() as connection:
        if instant is None and (moved := elsewhere(connection, request, number, code)):
            return moved
        asked = person_page(connection, services.engine.rules.survivorship, number, instant)
        return page(
            request, "person.html",
            **shown_person(connection, services, asked),
            **identities(connection, services, asked, private=bool(private)),
            duplicates=[] if instant else review_queue(connection, asked.person.person_id),
            asked_code=person_code(number), as_of=as_of if instant else "", today=today_of(now),
            private=bool(private), waiting=waiting(connection),
            refreshes=[] if instant else refreshes.past(connection, asked.person.person_id),
            refresh=None if instant else refreshes.panel(services, asked.person.person_id, task, refresh),
            plan=refreshes.plan_view(services, asked.person.person_id, again=plan == "again") if plan else None,
        )  # fmt: skip


@pages.post("/people/{code}/split", dependencies=[Depends(own_form)])
def split(request: Request, services: Served, code: str, record: Annotated[int, Form(ge=1)]) -> Response:
    """Parts one record from the others of this person."""
    number, parted = person_id_of(code), RecordId(record)
    members = members_now(services, number)
    if parted not in members or len(members) < 2:
        raise Conflict("this record is not with others of this person any more")
    kept = [member for member in members if member != parted]
    made, changes = pipeline.split(services.engine, kept, [parted], steward(request))
    return go(
        request, f"/people/{person_code(kept[0])}#identities", split_said(number, parted, made, changes)
    )


@pages.post("/people/{code}/note", dependencies=[Depends(own_form)])
def note(
    request: Request,
    services: Served,
    code: str,
    kind: Annotated[Kind, Form()],
    text: Annotated[str, Form(max_length=5000)],
    date: Annotated[str, Form(max_length=10)] = "",
    inbound: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Logs a conversation or a note."""
    when = clean_date(date) or clean_date(today_of(services.engine.clock()).isoformat())
    if not text.strip():
        raise Refused("the note is empty", where="text", allowed="some words")
    by = steward(request)
    desk.note(
        services.engine, person_id_of(code), Interaction(kind, when, text.strip(), by, bool(inbound)), by
    )
    return go(request, f"/people/{code}#conversations", Said(f"Kept: a {kind} of {date_words(when)}."))


@pages.post("/people/{code}/correct", dependencies=[Depends(own_form)])
def correct(
    request: Request,
    services: Served,
    code: str,
    attribute: Annotated[Literal["position", "location", "name"], Form()],
    title: Short = "",
    employer: Short = "",
    since: Annotated[str, Form(max_length=10)] = "",
    city: Short = "",
    country: Annotated[str, Form(max_length=2)] = "",
    name: Short = "",
) -> Response:
    """Sets the right value of one attribute, as a record from this desk."""
    given = {
        "title": title, "employer": employer, "since": since, "city": city, "country": country, "name": name,
    }  # fmt: skip
    profile = correction(attribute, given)
    desk.correct(services.engine, person_id_of(code), attribute, profile, steward(request))
    return go(request, f"/people/{code}#facts", Said(f"Corrected: {attribute}. No machine overwrites it."))


def members_now(services: Services, number: int) -> tuple[RecordId, ...]:
    with services.engine.database.read() as connection:
        return person_page(connection, services.engine.rules.survivorship, number).person.records


def elsewhere(connection: Connection, request: Request, number: int, code: str) -> Response | None:
    """A redirect to where this id is shown now: the person it was merged into, or its usual spelling.

    Temporary, since a merge can be taken back.
    """
    home = person_code(current_id(connection, number))
    if home == code:
        return None
    return RedirectResponse(f"/people/{home}{query_with(dict(request.query_params))}".rstrip("?"), 307)
