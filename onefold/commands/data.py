"""Commands that take data in and decide who is who: ingest, resolve."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from enrich.documents import take_paths
from enrich.errors import NotFound
from enrich.persons import person_code
from enrich.pipeline import Ingested, resolve_all
from enrich.ports import Matcher
from enrich.simulating import learned
from enrich.simulating import simulate as simulated
from onefold.bootstrap import App
from onefold.output import Bars, console, notes, print_json, print_table
from onefold.session import AsJson, opened
from parsers.reader import Reader


def add_to(cli: typer.Typer) -> None:
    """Registers these commands."""
    for command in (ingest, resolve, simulate):
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


ModelFile = Annotated[
    Path | None,
    typer.Option("--model", help="Weights from this file, written like `[matching]` in onefold.toml."),
]
MergeAt = Annotated[
    float | None, typer.Option(help="Bits from which pairs merge by themselves; else the model's own.")
]
ReviewAt = Annotated[
    float | None, typer.Option(help="Bits from which pairs wait for a person; else the model's own.")
]
Shipped = Annotated[
    bool, typer.Option("--shipped", help="The configured weights, nothing learned from the data.")
]


def matcher_asked_for(
    app: App, model: Path | None, merge_at: float | None, review_at: float | None, shipped: bool
) -> Matcher:
    """The matcher that the options name; without any, one learned from the data, or where there is too little of it the one
    in force."""
    thresholds = {"merge_at": merge_at, "review_at": review_at}
    given = {name: value for name, value in thresholds.items() if value is not None}
    if shipped:
        return app.engine.configured
    if model or given:
        return app.matcher_with(model, given)
    return learned(app.engine) or app.engine.matcher


def resolve(
    context: typer.Context,
    model: ModelFile = None,
    merge_at: MergeAt = None,
    review_at: ReviewAt = None,
    shipped: Shipped = False,
    as_json: AsJson = False,
) -> None:
    """Decide every pair anew: who is who. People's judgements always hold.

    From 2,000 records on the weights and thresholds are first learned from the records themselves; they stay in force until
    the next `resolve`. `onefold simulate` shows beforehand what would change; `resolve --shipped` goes back.
    """
    with opened(context) as app:
        started = time.monotonic()
        with Bars() as bars:
            bars.step("learning", 0)
            matcher = matcher_asked_for(app, model, merge_at, review_at, shipped)
            events = resolve_all(app.engine, bars, matcher)
        document = {
            "changes": len(events), "model": matcher.version, "merge_at": matcher.merge_at,
            "review_at": matcher.review_at, "seconds": round(time.monotonic() - started, 2),
        }  # fmt: skip
        if as_json:
            print_json(document)
            return
        console.print(
            f"{len(events)} changes to persons, in {document['seconds']} s; "
            f"model {matcher.version}: merge at {matcher.merge_at:g} bits, review from {matcher.review_at:g}"
        )


def simulate(
    context: typer.Context,
    model: ModelFile = None,
    merge_at: MergeAt = None,
    review_at: ReviewAt = None,
    shipped: Shipped = False,
    samples: Annotated[int, typer.Option(help="How many merges and splits to show.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show what `resolve` with the same options would merge, split and queue. Nothing is changed."""
    with opened(context) as app:
        with Bars() as bars:
            bars.step("learning", 0)
            matcher = matcher_asked_for(app, model, merge_at, review_at, shipped)
            found = simulated(app.engine, matcher, bars)
        if as_json:
            print_json(found)
            return
        console.print(
            f"model {found.model}: merge at {found.merge_at:g} bits, review from {found.review_at:g}; {found.records} records\n"
            f"persons: {found.persons[0]} now, {found.persons[1]} then; waiting for review: {found.review[0]} now, {found.review[1]} then"
        )
        if not found.merges and not found.splits:
            console.print("Nobody would be merged or split.")
            return
        print_table(
            ("what", "who"),
            [
                *(("merge", " + ".join(map(person_code, persons))) for persons in found.merges[:samples]),
                *(
                    (
                        "split",
                        f"{person_code(person)} into {len(groups)} of {', '.join(str(len(g)) for g in groups)} records",
                    )
                    for person, groups in list(found.splits.items())[:samples]
                ),
            ],
        )
        console.print(
            f"{len(found.merges)} merges, {len(found.splits)} splits; look at one with `onefold show P...`, apply with `onefold resolve`"
        )
