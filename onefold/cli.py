"""The command line. Exit 0: done; 1: failed, with one clear line; 2: wrong usage."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from sqlalchemy.exc import OperationalError

from enrich.errors import OnefoldError
from onefold.commands import daemon, data, people, review, upkeep
from onefold.output import notes

HELP = """Keeps a recruiter's people data fresh and whole.

Onefold takes in resumes, CRM and ATS exports, profile exports and public pages, decides which records are the same person,
and shows one record per person with the origin of every value and a career timeline.

New here? `onefold demo` runs everything on sample data. For your own: `onefold init`, `onefold ingest SOURCE PATH`, `onefold serve`.
"""

cli = typer.Typer(
    name="onefold", help=HELP, no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
for part in (daemon, data, people, review, upkeep):
    part.add_to(cli)


def show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onefold {version('onefold')}")
        raise typer.Exit


@cli.callback()
def common(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", envvar="ONEFOLD_CONFIG", help="Settings file; else ./onefold.toml."),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """What every command shares."""
    context.obj = config


@contextmanager
def failures() -> Iterator[None]:
    """What a person can act on becomes one line and exit code 1."""
    try:
        yield
    except OnefoldError as error:
        tell(str(error))
        sys.exit(1)
    except OperationalError as error:
        tell(f"the database does not answer: {error.orig}")
        sys.exit(1)
    except KeyboardInterrupt:
        notes.print("stopped")
        sys.exit(130)


def tell(failure: str) -> None:
    """One line on standard error; what stands in brackets in it is text, not markup."""
    notes.print(f"[bold red]onefold:[/] {escape(failure)}", soft_wrap=True)


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    with failures():
        cli(standalone_mode=True)
