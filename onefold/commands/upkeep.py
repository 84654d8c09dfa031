"""Commands for operators: the database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from enrich.errors import ConfigError, Conflict, NotFound, OnefoldError
from enrich.pipeline import Ingested, now, plus
from enrich.rebuilding import check, fingerprint, rebuild
from enrich.rereading import Outdated, outdated, reread
from enrich.store.inputs import dismiss_refusal, refusals
from enrich.store.migrating import upgrade as upgrade_schema
from enrich.store.reads import counts
from enrich.writing import whole
from onefold.bootstrap import App
from onefold.commands.data import document_of, parser_of, report
from onefold.output import Bars, console, notes, print_json, print_json_lines, print_table
from onefold.session import AsJson, opened
from parsers.reader import Reader

database = typer.Typer(
    help="Look after the database: upgrade, check, rebuild, backup, restore, refused inputs.",
    no_args_is_help=True,
)


def add_to(cli: typer.Typer) -> None:
    """Registers these commands."""
    cli.add_typer(database, name="db", rich_help_panel="Operators")


@database.command()
def upgrade(context: typer.Context) -> None:
    """Bring the database to this version's schema; an empty one is set up."""
    with opened(context) as app:
        console.print(f"{app.database.shown} is at schema {upgrade_schema(app.database)}")


@database.command("check")
def check_database(context: typer.Context, as_json: AsJson = False) -> None:
    """See whether everything stored fits together. Exit code 1 when it does not."""
    with opened(context) as app, app.engine.database.read() as connection:
        wrong = check(connection)
        if as_json:
            print_json({"ok": not wrong, "wrong": wrong, **{"counts": counts(connection)}})
        else:
            for line in wrong or ["all invariants hold"]:
                console.print(line)
            for name, value in vars_of(app):
                console.print(f"  {value:>9}  {name}")
    if wrong:
        raise typer.Exit(1)


def vars_of(app: App) -> list[tuple[str, int]]:
    with app.engine.database.read() as connection:
        held = counts(connection)
    return [(name.replace("_", " "), getattr(held, name)) for name in held.__struct_fields__]


@database.command("rebuild")
def rebuild_database(context: typer.Context, as_json: AsJson = False) -> None:
    """Derive everything again from records and judgements. When all was well, nothing changes."""
    with opened(context) as app:
        with app.engine.database.read() as connection:
            before = fingerprint(connection)
        with Bars() as bars:
            events = rebuild(app.engine, bars)
        with app.engine.database.read() as connection:
            after = fingerprint(connection)
        changed = sorted(table for table in after if after[table] != before[table])
        if as_json:
            print_json({"changed_tables": changed, "changes": len(events)})
        else:
            console.print(
                f"rebuilt; changed: {', '.join(changed) or 'nothing'}; {len(events)} changes to persons"
            )


@database.command()
def backup(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="Where to write the copy.")]
) -> None:
    """Copy a SQLite database while it is in use. PostgreSQL has pg_dump."""
    with opened(context) as app:
        if file.exists():
            raise Conflict(f"{file} exists; choose another name or move it away")
        with whole(file) as part:
            copy_database(sqlite_file(app), part)
        console.print(f"{app.database.shown} copied to {file}")


@database.command()
def restore(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="A copy made by `onefold db backup`.")]
) -> None:
    """Put a copy in the place of the SQLite database, which is kept beside it as *.before-restore. Stop the daemon first."""
    with opened(context) as app:
        place = sqlite_file(app)
        if not file.exists():
            raise NotFound(f"{file}: there is no such file")
        with file.open("rb") as content:
            begins = content.read(15)
        if begins != b"SQLite format 3":
            raise ConfigError("this is no SQLite database", file=str(file))
        with whole(place) as part:
            copy_database(file, part)
            if place.exists():
                for suffix in ("-wal", "-shm"):
                    Path(f"{place}{suffix}").unlink(missing_ok=True)
                place.replace(f"{place}.before-restore")
        console.print(f"{file} is now {app.database.shown}, at schema {upgrade_schema(app.database)}")


def copy_database(from_file: Path, to_file: Path) -> None:
    """Copies a database as it stands at one moment, while others use it."""
    with closing(sqlite3.connect(from_file)) as source, closing(sqlite3.connect(to_file)) as target:
        source.backup(target)


def sqlite_file(app: App) -> Path:
    """Raises ConfigError for a database that is not SQLite."""
    if not app.database.is_sqlite or not app.database.url.database:
        raise ConfigError(
            "only SQLite databases are copied so; use pg_dump", key="database", found=app.database.shown
        )
    return Path(app.database.url.database)


@database.command()
def refused(
    context: typer.Context,
    dismiss: Annotated[
        list[int] | None, typer.Option("--dismiss", help="Take this number off the list; may be repeated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the inputs that could not be taken, with the reason, until they are dealt with."""
    with opened(context) as app:
        if dismiss:
            with app.engine.database.write() as connection:
                for number in dismiss:
                    dismiss_refusal(connection, number, now())
        with app.engine.database.read() as connection:
            waiting = refusals(connection)
        if as_json:
            print_json_lines(waiting)
        elif not waiting:
            notes.print("Nothing was refused.")
        else:
            print_table(
                ("no", "source", "file", "where", "reason", "found", "allowed"),
                (
                    (r.refusal_id, r.source, r.document, r.place, r.reason, r.found, r.allowed)
                    for r in waiting
                ),
            )


@database.command()
def reparse(
    context: typer.Context,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this source's files; may be repeated.")
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Only say what would be read.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read kept files again that a worse reader, or one with other settings, read last.

    The daemon does the same by itself. Stopped at any moment, it goes on where it was. What the better reader makes of a file
    becomes a new version of its record, and the person's history names what changed. Nothing that was read before is lost.
    """
    with opened(context) as app:
        parsers = chosen_parsers(app, source or [])
        found = outdated(app.engine, parsers)
        if not as_json:
            for one in found:
                console.print(plan_line(one), soft_wrap=True)
        total = Ingested()
        with Bars() as bars:
            for one in () if plan else found:
                total = plus(total, reread(app.engine, parsers[one.source], one.source, bars))
        if as_json:
            print_json({"plan": found, **document_of(total)})
        elif not found:
            notes.print("Every kept file has been read by the best reader there is.")
        elif not plan:
            report(total, False)


def chosen_parsers(app: App, names: list[str]) -> dict[str, Reader]:
    """Raises NotFound for a source that takes no files."""
    return {name: parser_of(app, name) for name in names or app.parsers}


def plan_line(one: Outdated) -> str:
    """ "resumes: 1204 kept files, 310.2 MB, read by rules-0003, are read by rules-0004"."""
    by = ", ".join(reader or "nobody yet" for reader in one.read_by)
    line = f"{one.source}: {one.originals} kept files, {one.size / 1e6:.1f} MB, read by {by or '-'}; the reader is {one.reader} now"
    if not one.not_kept:
        return line
    return f"{line}; no copy was kept of {len(one.not_kept)} that it would read better: {', '.join(one.not_kept[:5])}"


__all__ = ["OnefoldError", "add_to"]
