"""Commands for those who look people up: people, show, timeline, refresh, export."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from msgspec.structs import replace

from enrich.errors import NotFound
from enrich.exporting import FORMATS, export_person
from enrich.freshness import Freshness, position_freshness
from enrich.identity import REASONS
from enrich.model import Instant, TimelineEntry
from enrich.persons import person_code, public_only, public_profile, without_private
from enrich.pipeline import now
from enrich.store.reads import (
    Filters,
    PersonPage,
    PersonRow,
    every_person,
    list_persons,
    person_id_of,
    person_page,
    review_queue,
)
from enrich.store.search import Vocabulary
from enrich.vocabulary import BY_NAME
from enrich.writing import whole
from onefold.bootstrap import App
from onefold.output import console, day, notes, print_json, print_json_lines, print_table
from onefold.session import AsJson, opened

Private = Annotated[bool, typer.Option("--private", help="Also date of birth and identifiers.")]
PersonId = Annotated[
    str, typer.Argument(help="A person's id, such as P17; ids that were merged still lead there.")
]


def add_to(cli: typer.Typer) -> None:
    """Registers these commands."""
    for command in (people, show, timeline, export):
        cli.command(rich_help_panel="People")(command)


def instant_of(date: str) -> Instant:
    """The last instant of a day, or of a moment given to the second, in UTC. Raises NotFound for what is no date."""
    try:
        moment = dt.datetime.fromisoformat(date)
    except ValueError as error:
        raise NotFound(f"{date!r} is no date; write it as 2026-03-31 or 2026-03-31T12:00") from error
    if len(date) == 10:
        moment += dt.timedelta(days=1, microseconds=-1)
    return Instant(round(moment.replace(tzinfo=moment.tzinfo or dt.UTC).timestamp() * 1e6))


def row_document(row: PersonRow) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(row)
    return {
        **document, "golden": public_only(document["golden"]), "id": person_code(row.person_id), "seen": day(row.seen_at),
    }  # fmt: skip


def people(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(help="Names, skills, employers, titles, places; typing errors are forgiven.")
    ] = "",
    employer: Annotated[str, typer.Option(help="Only people whose employer contains this.")] = "",
    title: Annotated[str, typer.Option(help="Only people whose title contains this.")] = "",
    city: Annotated[str, typer.Option(help="Only people in a city that contains this.")] = "",
    source: Annotated[str, typer.Option(help="Only people whom this source knows.")] = "",
    limit: Annotated[int, typer.Option(help="How many to show.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Find people, or list them all. With --json and no query, every person is printed, in the order of their ids."""
    with opened(context) as app, app.engine.database.read() as connection:
        filters = Filters(query, employer, title, city, source=source)
        if as_json and filters == Filters():
            print_json_lines(row_document(row) for row in every_person(connection))
            return
        found = list_persons(connection, Vocabulary(), filters, limit=limit)
        if as_json:
            print_json_lines(row_document(row) for row in found.rows)
            return
        if not found.rows:
            notes.print(
                "Nobody found. Try fewer words."
                if query
                else "There are no people yet: `onefold ingest SOURCE PATH`, or `onefold demo`."
            )
            return
        print_table(
            ("id", "name", "title", "employer", "city", "records", "seen"),
            (
                (person_code(r.person_id), r.name, r.title, r.employer, r.city, r.records, day(r.seen_at))
                for r in found.rows
            ),
        )
        if found.total > len(found.rows):
            notes.print(f"{len(found.rows)} of {found.total}; see more with --limit")


def show(
    context: typer.Context,
    person: PersonId,
    as_of: Annotated[str, typer.Option(help="Show the person as known on this day (2026-03-31).")] = "",
    private: Private = False,
    as_json: AsJson = False,
) -> None:
    """Show one person: every value with its source, date and rule, the values that lost, and the identities behind."""
    with opened(context) as app, app.engine.database.read() as connection:
        at = instant_of(as_of) if as_of else None
        page = person_page(connection, app.survivorship, person_id_of(person), at)
        if not private:
            page = page._replace(person=without_private(page.person))
        if as_json:
            print_json(page_document(page, private))
            return
        print_page(app, page)
        waiting = [] if at else review_queue(connection, page.person.person_id)
        for row in waiting:
            other = row.person_b if row.person_a == page.person.person_id else row.person_a
            console.print(f"maybe also {person_code(other)}: {REASONS[row.reason]}", style="yellow")  # type: ignore[index]


def page_document(page: PersonPage, private: bool) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(page.person)
    current = [history[-1] for history in page.histories]
    if not private:
        current = [replace(version, profile=public_profile(version.profile)) for version in current]
    identities = [msgspec.to_builtins(version) for version in current]
    return {**document, "id": person_code(page.person.person_id), "identities": identities}


def print_page(app: App, page: PersonPage) -> None:
    person = page.person
    place = BY_NAME["location"].show(person.place)
    held = " at ".join(part for part in (person.position.title, person.position.employer) if part)
    console.print(f"[bold]{person.shown_name}[/]  {person_code(person.person_id)}")
    console.print(" · ".join(part for part in (held, place) if part) or "position unknown")
    fresh = position_freshness(person.golden, app.survivorship, page.as_of or now())
    console.print(
        f"{count_of(len(person.records), 'record')} from {', '.join(person.sources)}; {told_fresh(fresh)}\n"
    )
    rows = []
    for name, values in person.golden.values.items():
        attribute = BY_NAME[name]
        for index, chosen in enumerate(values):
            claim = chosen.claim
            lost = "; ".join(
                sorted({f"{attribute.show(rival.value)} ({rival.source})" for rival in chosen.rivals})
            )
            label = attribute.label if index == 0 else ""
            also = f" +{len(chosen.agreeing)}" if chosen.agreeing else ""
            rows.append(
                (
                    label,
                    attribute.show(claim.value),
                    claim.source + also,
                    day(claim.seen_at),
                    chosen.rule,
                    lost,
                )
            )
    print_table(("attribute", "value", "source", "seen", "rule", "lost to it"), rows)


def told_fresh(fresh: Freshness | None) -> str:
    if fresh is None:
        return "no position known"
    return (
        f"position seen {fresh.days:.0f} days ago, {fresh.state}: {fresh.stale:.0%} likely to be out of date"
    )


def count_of(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def timeline(
    context: typer.Context,
    person: PersonId,
    as_of: Annotated[str, typer.Option(help="As known on this day (2026-03-31).")] = "",
    as_json: AsJson = False,
) -> None:
    """Show a person's life in dated entries: career, education, public work, conversations, changes of data."""
    with opened(context) as app, app.engine.database.read() as connection:
        page = person_page(
            connection, app.survivorship, person_id_of(person), instant_of(as_of) if as_of else None
        )
        if as_json:
            print_json_lines(page.person.timeline)
            return
        source = {history[-1].record_id: history[-1].record.source for history in page.histories}
        rows = (
            (span(entry), entry.kind.replace("_", " "), told_title(entry), entry.organisation,
             ", ".join(sorted({source[number] for number in entry.records})), "; ".join(entry.remarks))
            for entry in page.person.timeline
        )  # fmt: skip
        print_table(("when", "what", "title", "where", "sources", "remarks"), rows)


def told_title(entry: TimelineEntry) -> str:
    """Of a change in the data also what became what."""
    return f"{entry.title}: {entry.detail}" if entry.kind == "data_change" else entry.title


def span(entry: TimelineEntry) -> str:
    end = "now" if entry.current else entry.end
    return f"{entry.start or '?'} – {end}" if end else entry.start or "no date"


def export(
    context: typer.Context,
    person: PersonId,
    format_: Annotated[
        str, typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS)}.")
    ] = "jsonresume",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write to this file instead of standard output.")
    ] = None,
    private: Private = False,
) -> None:
    """Export one person as a JSON Resume, JSON with the origin of every value, CSV, or a vCard."""
    with opened(context) as app, app.engine.database.read() as connection:
        page = person_page(connection, app.survivorship, person_id_of(person))
        text = export_person(page.person if private else without_private(page.person), format_)
    if out is None:
        sys.stdout.write(text)
    else:
        with whole(out) as part:
            part.write_text(text, encoding="utf-8")
