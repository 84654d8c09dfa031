"""What people, pages and neighbours ask: persons, one person at any time, the queue, counts."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.errors import NotFound
from enrich.golden import Survivorship
from enrich.identity import REASONS
from enrich.model import Instant, RecordId, Value
from enrich.persons import Person, person_of
from enrich.store import derived
from enrich.store.facts import History, histories
from enrich.store.persons import last_redirect
from enrich.store.search import Vocabulary, search
from enrich.store.tables import (
    membership,
    person,
    record,
    record_version,
    refusal,
    review_item,
    timeline_entry,
)


class PersonRow(Value, frozen=True):
    """A line in a list of persons; `golden`: attribute -> values, without their origin."""

    person_id: int
    name: str
    title: str
    employer: str
    city: str
    country: str
    records: int
    sources: int
    seen_at: Instant
    golden: dict[str, list[Any]]


class Filters(Value, frozen=True):
    """What a list of persons is narrowed to; empty means any. `stale_before`: last seen before this instant."""

    query: str = ""
    employer: str = ""
    title: str = ""
    city: str = ""
    country: str = ""
    source: str = ""
    in_review: bool = False
    stale_before: Instant | None = None


class Page(NamedTuple):
    """Some rows, how many there are in all, and the cursor of the next page ("" for none)."""

    rows: list[PersonRow]
    total: int
    next_cursor: str


HOME = sa.select(membership.c.person_id).where(membership.c.record_id == sa.bindparam("record_id"))
ROW = (
    person.c.person_id, person.c.name, person.c.title, person.c.employer, person.c.city, person.c.country,
    person.c.records, person.c.sources, person.c.seen_at, person.c.golden,
)  # fmt: skip


def person_id_of(text: str) -> int:
    """ "P17", "p17" or "17" as a number. Raises NotFound for anything else."""
    found = re.fullmatch(r"[Pp]?(\d{1,18})", text.strip())
    if not found:
        raise NotFound(f"{text!r} is not a person's id; ids look like P17")
    return int(found.group(1))


def current_id(connection: Connection, person_id: int) -> int:
    """Follows redirects: the person that the record this id stands for belongs to now. Raises NotFound."""
    found = connection.execute(HOME, {"record_id": person_id}).scalar()
    if found is not None:
        return int(found)
    heir = last_redirect(connection, person_id)
    if heir is None:
        raise NotFound(f"there is no person P{person_id}")
    return current_id(connection, heir)


def row_of(row: Any) -> PersonRow:
    return PersonRow(**{**row._mapping, "golden": msgspec.json.decode(row.golden)})


def list_persons(
    connection: Connection, vocabulary: Vocabulary, filters: Filters, *, cursor: str = "", limit: int = 50
) -> Page:
    """Persons by name, or by how well they fit the query; `cursor` as given with the page before."""
    condition = conditions(filters)
    if filters.query:
        return found_persons(connection, vocabulary, filters, condition, cursor, limit)
    total = connection.execute(sa.select(sa.func.count()).select_from(person).where(*condition)).scalar_one()
    query = (
        sa.select(*ROW).where(*condition).order_by(person.c.sort_name, person.c.person_id).limit(limit + 1)
    )
    if cursor:
        name, _, number = cursor.rpartition("~")
        query = query.where(
            sa.tuple_(person.c.sort_name, person.c.person_id) > sa.tuple_(name, int(number or 0))
        )
    rows = [row_of(row) for row in connection.execute(query)]
    more = (
        connection.execute(
            sa.select(person.c.sort_name).where(person.c.person_id == rows[limit - 1].person_id)
        )
        if len(rows) > limit
        else None
    )
    next_cursor = f"{more.scalar_one()}~{rows[limit - 1].person_id}" if more else ""
    return Page(rows[:limit], int(total), next_cursor)


def found_persons(
    connection: Connection,
    vocabulary: Vocabulary,
    filters: Filters,
    condition: list[Any],
    cursor: str,
    limit: int,
) -> Page:
    hits = [hit.person_id for hit in search(connection, vocabulary, filters.query)]
    matching = sa.select(*ROW).where(person.c.person_id.in_(hits), *condition)
    rows = {row.person_id: row for row in connection.execute(matching)}
    ordered = [rows[number] for number in hits if number in rows]
    start = int(cursor or 0)
    next_cursor = str(start + limit) if len(ordered) > start + limit else ""
    return Page([row_of(row) for row in ordered[start : start + limit]], len(ordered), next_cursor)


def conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    for column, text in (
        (person.c.employer, filters.employer), (person.c.title, filters.title), (person.c.city, filters.city),
    ):  # fmt: skip
        if text:
            wanted.append(column.icontains(text, autoescape=True))
    if filters.country:
        wanted.append(person.c.country == filters.country.upper())
    if filters.stale_before is not None:
        wanted.append(person.c.seen_at < filters.stale_before)
    if filters.source:
        said = sa.select(membership.c.person_id).join(record, record.c.record_id == membership.c.record_id)
        wanted.append(person.c.person_id.in_(said.where(record.c.source == filters.source)))
    if filters.in_review:
        waiting = sa.union(sa.select(review_item.c.person_a), sa.select(review_item.c.person_b))
        wanted.append(person.c.person_id.in_(waiting))
    return wanted


def every_person(connection: Connection) -> list[PersonRow]:
    """All persons in the order of their ids."""
    return [row_of(row) for row in connection.execute(sa.select(*ROW).order_by(person.c.person_id))]


class PersonPage(NamedTuple):
    """One person with everything that a page shows; `histories` holds each identity's versions, oldest first."""

    person: Person
    histories: list[History]
    as_of: Instant | None


def person_page(
    connection: Connection, survivorship: Survivorship, person_id: int, as_of: Instant | None = None
) -> PersonPage:
    """A person as they are shown now, or were shown at a past instant. Raises NotFound."""
    if as_of is None:
        records = derived.members_of(connection, [current_id(connection, person_id)]).popitem()[1]
    else:
        home = derived.person_at(connection, RecordId(person_id), as_of)
        if home is None:
            raise NotFound(f"P{person_id} was not known at that time")
        records = derived.members_at(connection, home, as_of)
    told = histories(connection, records, as_of)
    ordered = [told[record_id] for record_id in sorted(told)]
    return PersonPage(person_of(ordered, survivorship), ordered, as_of)


class ReviewRow(Value, frozen=True):
    """One entry of the review queue. `why`: the reason in words; `against`: the records that stand in the way."""

    a: RecordId
    b: RecordId
    person_a: int
    person_b: int
    name_a: str
    name_b: str
    weight: float
    reason: str
    why: str
    against: tuple[RecordId, RecordId] | None


def review_queue(connection: Connection, person_id: int | None = None, limit: int = 1000) -> list[ReviewRow]:
    """What waits for a person, contradictions first, then the likeliest; all of it, or what concerns one person."""
    left, right = person.alias("left_person"), person.alias("right_person")
    query = (
        sa.select(review_item, left.c.name, right.c.name)
        .join(left, left.c.person_id == review_item.c.person_a)
        .join(right, right.c.person_id == review_item.c.person_b)
        .order_by(
            (review_item.c.reason == "unsure"), review_item.c.weight.desc(), review_item.c.a, review_item.c.b
        )
        .limit(limit)
    )
    if person_id is not None:
        query = query.where(sa.or_(review_item.c.person_a == person_id, review_item.c.person_b == person_id))
    return [
        ReviewRow(
            a, b, person_a, person_b, name_a, name_b, weight, reason, REASONS[reason],
            msgspec.json.decode(detail, type=tuple[RecordId, RecordId]) if detail else None,
        )
        for a, b, person_a, person_b, weight, reason, detail, name_a, name_b in connection.execute(query)
    ]  # fmt: skip


class Counts(Value, frozen=True):
    sources: int
    records: int
    versions: int
    persons: int
    merges: int
    review: int
    timeline_entries: int
    refused: int


def counts(connection: Connection) -> Counts:
    """The size of everything; `merges`: how many records were joined to an older one."""

    def count(table: sa.Table, *where: Any) -> int:
        return int(
            connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()
        )

    sources = connection.execute(sa.select(sa.func.count(record.c.source.distinct()))).scalar_one()
    members, persons = count(membership), count(person)
    return Counts(
        sources=int(sources),
        records=count(record),
        versions=count(record_version),
        persons=persons,
        merges=members - persons,
        review=count(review_item),
        timeline_entries=count(timeline_entry),
        refused=count(refusal, refusal.c.dismissed_at.is_(None)),
    )


def records_by_source(connection: Connection) -> dict[str, int]:
    query = sa.select(record.c.source, sa.func.count()).group_by(record.c.source).order_by(record.c.source)
    return {source: int(number) for source, number in connection.execute(query)}
