"""Commands that take data in: ingest."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from enrich.documents import take_paths
from enrich.errors import NotFound
from enrich.pipeline import Ingested
from onefold.bootstrap import App
from onefold.output import Bars, console, notes, print_json
from onefold.session import AsJson, opened
from onefold.spark import Engine, Master, spark_cluster
from onefold.spreading import SpreadReader
from parsers.reader import Reader


def add_to(cli: typer.Typer) -> None:
    """Registers these commands."""
    cli.command(rich_help_panel="Data")(ingest)


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
    engine: Engine = "local",
    master: Master = "",
    as_json: AsJson = False,
) -> None:
    """Take in resumes, CSV or JSON tables, JSON Resume, vCards, LinkedIn exports.

    A file that was read before and has not changed is not read again. What cannot be read is kept in the list of refused
    inputs with its reason, and the rest goes on. Afterwards it is decided who is who. With `--engine spark` a backlog of
    files is read on a Spark cluster and taken in here: the same records, in the same order.
    """
    with opened(context) as app:
        parser, files = parser_of(app, source), existing(paths)
        with Bars() as bars:
            if engine == "local":
                ingested = take_paths(app.engine, parser, source, files, bars, tell_refused)
            else:
                ingested = take_spread(app, parser, source, files, bars, master)
        report(ingested, as_json)


def take_spread(
    app: App, parser: Reader, source: str, files: list[Path], bars: Bars, master: str
) -> Ingested:
    """The same, with files read on a Spark cluster. Raises ConfigError where Spark is missing."""
    columns = tuple(app.settings.sources[source].columns.items())
    bars.step("starting Spark", 0)
    with spark_cluster(master) as cluster, closing(SpreadReader(parser, columns, cluster)) as reader:
        return take_paths(app.engine, reader, source, files, bars, tell_refused, reader.expect)


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


def document_of(ingested: Ingested) -> dict[str, Any]:
    kinds: dict[str, int] = {}
    for event in ingested.events:
        kinds[event.kind] = kinds.get(event.kind, 0) + 1
    return {
        "new": ingested.new, "changed": ingested.changed, "same": ingested.same, "refused": ingested.refused,
        "persons": kinds,
    }  # fmt: skip


def report(ingested: Ingested, as_json: bool) -> None:
    if as_json:
        print_json(document_of(ingested))
        return
    console.print(
        f"{ingested.new} new records, {ingested.changed} changed, {ingested.same} as before, {ingested.refused} refused"
    )
    if kinds := document_of(ingested)["persons"]:
        console.print("persons: " + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())))
