"""The command that only reads files: no database, no settings."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from parsers.limits import Limits
from parsers.pool import Pool

WORKERS = min(4, os.cpu_count() or 1)


def add_to(cli: typer.Typer) -> None:
    """Registers this command."""
    cli.command(rich_help_panel="Data")(parse)


def parse(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders whose files are all read.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON Lines: one document per person read.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--show", help="Show one file as a page with the place of every field marked.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="With --show: write the page here and open nothing.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many files are read at a time.")] = WORKERS,
) -> None:
    """Only read files and show what was understood; no database is needed. Exit code 1 when some file failed."""
    if out is not None and not show:
        raise typer.BadParameter("--out goes with --show")
    if show and (len(paths) != 1 or paths[0].is_dir()):
        raise typer.BadParameter("--show takes one file")
    pool = Pool(1 if show else workers, Limits())
    try:
        pool.start()
        reading = import_module("onefold.commands.parsing")  # while the first parsing process starts
        failed = reading.show_page(pool, paths[0], out) if show else reading.read_files(pool, paths, as_json)
    finally:
        pool.close()
    if failed:
        raise typer.Exit(1)
