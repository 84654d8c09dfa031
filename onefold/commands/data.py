"""Commands that take data in and decide who is who: ingest, parse, resolve."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from enrich.documents import documents_in, take_paths
from enrich.errors import NotFound
from enrich.pipeline import Ingested, resolve_all
from onefold.bootstrap import App
from onefold.output import Bars, console, notes, print_json, print_table
from onefold.session import AsJson, opened
from parsers.reader import Reader, to_json_lines


def add_to(cli: typer.Typer) -> None:
    """Registers these commands."""
    for command in (ingest, parse, resolve):
        cli.command(rich_help_panel="Data")(command)


def existing(paths: Iterable[Path]) -> list[Path]:
    """Raises NotFound for a path that is not there."""
    for path in paths:
        if not path.exists():
            raise NotFound(f"{path}: there is no such file or folder")
    return list(paths)


def ingest(
    context: typer.Context,
    source: Annotated[
        str, typer.Argument(help="The source these files come from, as named in onefold.toml.")
    ],
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders whose files are all read.")],
    as_json: AsJson = False,
) -> None:
    """Take in resumes, CSV or JSON tables, JSON Resume, vCards, LinkedIn exports.

    A file that was read before and has not changed is not read again. What cannot be read is kept in the list of refused
    inputs with its reason, and the rest goes on. Afterwards it is decided who is who.
    """
    with opened(context) as app:
        parser = parser_of(app, source)
        with Bars() as bars:
            ingested = take_paths(app.engine, parser, source, existing(paths), bars, tell_refused)
        report(ingested, as_json)


def tell_refused(name: str, ingested: Ingested) -> None:
    if ingested.refused:
        notes.print(f"{name}: {ingested.refused} refused; see `onefold db refused`", style="yellow")


def parser_of(app: App, source: str) -> Reader:
    """Raises NotFound, with the sources there are."""
    if source not in app.parsers:
        raise NotFound(
            f"there is no source {source!r} for files in {app.file}; there are: {', '.join(app.parsers) or 'none'}. "
            f'Add one:  [sources.{source}]  kind = "resume"'
        )
    return app.parsers[source]


def report(ingested: Ingested, as_json: bool) -> None:
    kinds: dict[str, int] = {}
    for event in ingested.events:
        kinds[event.kind] = kinds.get(event.kind, 0) + 1
    document = {
        "new": ingested.new, "changed": ingested.changed, "same": ingested.same, "refused": ingested.refused,
        "persons": kinds,
    }  # fmt: skip
    if as_json:
        print_json(document)
        return
    console.print(
        f"{ingested.new} new records, {ingested.changed} changed, {ingested.same} as before, {ingested.refused} refused"
    )
    if kinds:
        console.print("persons: " + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())))


def parse(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders whose files are all read.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON Lines: one document per person read.")
    ] = False,
) -> None:
    """Only read files and show what was understood; no database is needed. Exit code 1 when some file failed."""
    failed = False
    rows: list[tuple[Any, ...]] = []
    with Reader() as reader, Bars() as bars:
        documents = [document for path in existing(paths) for document in documents_in(path)]
        for number, document in enumerate(documents, start=1):
            inspection = reader.inspect(document)
            failed = failed or bool(inspection.refusals)
            for line in to_json_lines(inspection):
                if as_json:
                    typer.echo(line)
                else:
                    rows.append(parsed_row(msgspec.json.decode(line)))
            bars.step("reading", number, len(documents))
    if not as_json:
        print_table(("file", "name", "e-mail", "position", "jobs", "education", "skills", "problem"), rows)
    if failed:
        raise typer.Exit(1)


def parsed_row(line: dict[str, Any]) -> tuple[Any, ...]:
    if not line["ok"]:
        return (line["file"], "", "", "", "", "", "", line["error"]["message"])
    resume = line["profile"]
    basics, work = resume.get("basics", {}), resume.get("work", [])
    held = f"{work[0].get('position', '')} at {work[0].get('name', '')}" if work else ""
    counts = (len(work), len(resume.get("education", [])), len(resume.get("skills", [])))
    return (line["file"], basics.get("name", ""), basics.get("email", ""), held, *counts, "")


def resolve(context: typer.Context, as_json: AsJson = False) -> None:
    """Decide every pair anew under the current model and settings: who is who. People's judgements always hold."""
    with opened(context) as app:
        started = time.monotonic()
        with Bars() as bars:
            events = resolve_all(app.engine, bars)
        document = {"changes": len(events), "seconds": round(time.monotonic() - started, 2)}
        if as_json:
            print_json(document)
        else:
            console.print(f"{document['changes']} changes to persons, in {document['seconds']} s")
