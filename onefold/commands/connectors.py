"""The sources: what each can do, how it is doing, a live test, pause and resume."""

from __future__ import annotations

from typing import Any

import typer

from connectors.kit.contract import Record
from enrich.errors import NotFound
from enrich.sources import SourceInfo, health_of
from enrich.store.reads import records_by_source
from enrich.store.sources import SourceState, pause_source, source_states
from onefold.bootstrap import App
from onefold.output import console, moment, notes, print_json, print_table
from onefold.session import AsJson, opened

sources = typer.Typer(help="The sources: what each can do, and how it is doing.", invoke_without_command=True)


def add_to(cli: typer.Typer) -> None:
    """Registers these commands."""
    cli.add_typer(sources, name="connectors", rich_help_panel="Operators")


@sources.callback()
def connectors(context: typer.Context, as_json: AsJson = False) -> None:
    """List the sources: what they are, what they may be asked, how they did in the last thirty days."""
    if context.invoked_subcommand:
        return
    with opened(context) as app:
        documents = overview(app)
    if as_json:
        print_json(documents)
    elif not documents:
        notes.print("No source is configured; add a [sources.NAME] table to onefold.toml.")
    else:
        print_table(
            ("name", "kind", "state", "records", "last answer", "asked", "found", "wrong", "spent", "left", "error"),
            (
                (d["name"], d["kind"], d["state"], d["records"], d["last_success"], d["asked"], share(d["match_rate"]),
                 share(d["error_rate"]), spent_words(d), "" if d["left"] is None else d["left"], d["error"])
                for d in documents
            ),
        )  # fmt: skip


def overview(app: App) -> list[dict[str, Any]]:
    """Every declared source with its state and figures."""
    with app.engine.database.read() as connection:
        states = source_states(connection, [source.name for source in app.sources])
        held = records_by_source(connection)
    return [
        document(source, states[source.name], held.get(source.name, 0), app.workshop.record(source.name))
        for source in app.sources
    ]


def document(source: SourceInfo, state: SourceState, records: int, record: Record | None) -> dict[str, Any]:
    told = record.tally if record else None
    return {
        "name": source.name, "kind": source.kind, "state": health_of(state), "about": source.about,
        "asked_by": list(source.lookup_by), "directory": source.directory, "folder": source.folder, "trust": source.trust,
        "records": records, "last_success": moment(state.last_success_at), "error": state.error,
        "asked": told.asked if told else 0, "calls": told.calls if told else 0,
        "error_rate": told.error_rate if told else None, "match_rate": told.match_rate if told else None,
        "left": record.left if record else None, "spent": round(told.cost, 6) if told else 0.0,
        "budget": record.budget if record else 0.0, "currency": record.currency if record else "",
    }  # fmt: skip


def share(rate: float | None) -> str:
    return "" if rate is None else f"{rate:.0%}"


def spent_words(told: dict[str, Any]) -> str:
    """ "0.25 of 5.00 EUR", "" for a source that costs nothing."""
    if not told["currency"]:
        return ""
    return f"{told['spent']:.2f} of {told['budget']:.2f} {told['currency']}"


@sources.command("check")
def check_source(context: typer.Context, name: str, as_json: AsJson = False) -> None:
    """Make one cheap live call to a source: are the credentials good, does it answer, what is left. Exit code 1 if not."""
    with opened(context) as app:
        health = app.workshop.check(name)
    if as_json:
        print_json({"name": name, **{field: getattr(health, field) for field in health.__struct_fields__}})
    else:
        console.print(f"{name}: {health.state}" + (f", {health.detail}" if health.detail else ""))
    if health.state not in ("ok", "unknown"):
        raise typer.Exit(1)


@sources.command()
def pause(context: typer.Context, name: str) -> None:
    """Stop asking a source until it is resumed."""
    set_paused(context, name, True)


@sources.command()
def resume(context: typer.Context, name: str) -> None:
    """Ask a paused source again."""
    set_paused(context, name, False)


def set_paused(context: typer.Context, name: str, paused: bool) -> None:
    with opened(context) as app:
        if name not in app.settings.sources:
            raise NotFound(
                f"there is no source {name!r}; there are: {', '.join(app.settings.sources) or 'none'}"
            )
        with app.engine.database.write() as connection:
            pause_source(connection, name, paused)
        console.print(f"{name} is {'paused' if paused else 'asked again'}")
