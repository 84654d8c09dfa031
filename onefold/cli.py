"""The command line. Exit 0: done; 1: failed, with one clear line; 2: wrong usage."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer.core import TyperCommand, TyperGroup

from enrich.errors import OnefoldError
from onefold.listing import COMMANDS
from onefold.output import notes

HELP = """Keeps a recruiter's people data fresh and whole.

Onefold takes in resumes, CRM and ATS exports, profile exports and public pages, decides which records are the same person,
and shows one record per person with the origin of every value and a career timeline.

New here? `onefold demo` runs everything on sample data. For your own: `onefold init`, `onefold ingest SOURCE PATH`, `onefold serve`.
"""


class Commands(TyperGroup):
    """The commands of COMMANDS."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return part(COMMANDS[cmd_name].module).get(cmd_name) if cmd_name in COMMANDS else None

    def format_help(self, ctx: Any, formatter: Any) -> None:
        listing = TyperGroup(
            name=self.name, help=self.help, params=self.params, rich_markup_mode=self.rich_markup_mode, commands=listed()
        )  # fmt: skip
        listing.format_help(ctx, formatter)


def listed() -> list[TyperCommand]:
    """The commands as the help page shows them, none of them imported."""
    return [
        TyperCommand(name, help=command.says, rich_help_panel=command.panel)
        for name, command in COMMANDS.items()
    ]


@cache
def part(module: str) -> dict[str, Any]:
    """name -> command, of one module of onefold.commands."""
    commands = typer.Typer()
    import_module(f"onefold.commands.{module}").add_to(commands)
    group = typer.main.get_group(commands)
    return dict(group.commands)


cli = typer.Typer(
    name="onefold", help=HELP, cls=Commands, no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip


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
