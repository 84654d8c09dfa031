"""Commands that run things: demo, init, serve, jobs, run."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated, Any

import typer

from enrich.errors import Conflict
from enrich.persons import person_code
from enrich.store.migrating import upgrade as upgrade_schema
from onefold.bootstrap import CONFIG_FILE, open_app
from onefold.daemon import serve as serve_app
from onefold.demo import main_job
from onefold.demo.site_server import served
from onefold.output import Bars, console, moment, notes, print_json, print_table
from onefold.session import AsJson, answering, opened

TEMPLATE = Path(__file__).parents[1] / "onefold.toml"


def add_to(cli: typer.Typer) -> None:
    """Registers these commands."""
    for command in (demo, init, serve, jobs):
        cli.command(rich_help_panel="Run")(command)
    cli.command("run", rich_help_panel="Run")(run_job)


def demo(
    port: Annotated[int, typer.Option(help="Where the web app listens, on 127.0.0.1.")] = 8360,
    serve_it: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the web app afterwards.")
    ] = True,
    home: Annotated[Path, typer.Option(help="Folder for the demo's settings and database.")] = main_job.HOME,
    as_json: AsJson = False,
) -> None:
    """Run the main job on the sample sources, then look at the outcome in the web app.

    Everybody in the samples is invented. The demo serves a small site of public profiles on 127.0.0.1:8361 and reads it
    over HTTP like any other. It can be run again: nothing is done twice.
    """
    if serve_it:
        require_free("127.0.0.1", port)
    with served():
        app = main_job.prepare_home(home)
        try:
            with Bars() as bars:
                outcome = main_job.run(app, bars)
            if as_json:
                print_json(outcome.summary)
            else:
                print_outcome(outcome, home)
            if serve_it:
                look_first = f"http://127.0.0.1:{port}/people/{person_code(outcome.largest)}"
                notes.print(
                    f"\n[bold]http://127.0.0.1:{port}[/] is open; start with {look_first}. Stop with Ctrl-C."
                )
                serve_app(app, "127.0.0.1", port)
        finally:
            app.close()


def print_outcome(outcome: main_job.Outcome, home: Path) -> None:
    summary = outcome.summary
    console.print(
        f"\n[bold]{summary.records}[/] records from {summary.sources} sources are [bold]{summary.persons}[/] persons: "
        f"{summary.merges} records were merged, [bold]{summary.review}[/] pairs wait for review."
    )
    console.print(
        f"{summary.timeline_entries} timeline entries; {summary.refused} inputs refused; {summary.seconds} seconds.\n"
    )
    if outcome.refused:
        print_table(
            ("refused", "where", "reason", "found", "allowed"),
            (
                (r.document or r.source, r.place, r.reason, r.found, r.allowed)
                for r in reversed(outcome.refused)
            ),
        )
    config = home / CONFIG_FILE
    console.print("\nLook around:")
    console.print(f"  onefold -c {config} show {person_code(outcome.largest)}")
    if outcome.unrefreshed is not None:
        console.print(
            f"  onefold -c {config} refresh {person_code(outcome.unrefreshed)}   (while the demo runs)"
        )
    console.print(f"  onefold -c {config} review")


def init(
    force: Annotated[bool, typer.Option("--force", help="Write the settings file anew.")] = False,
) -> None:
    """Write a commented onefold.toml here and create the database."""
    path = Path(CONFIG_FILE)
    if path.exists() and not force:
        raise Conflict(f"{path} exists; edit it, or start anew with --force")
    path.write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    app = open_app(path)
    try:
        for source in app.settings.sources.values():
            if source.folder:
                (app.home / source.folder).mkdir(parents=True, exist_ok=True)
        with answering():
            upgrade_schema(app.database)
    finally:
        app.close()
    console.print(f"{path} written, {app.database.shown} created.")
    console.print(
        "Next: put resumes into inbox/resumes and run `onefold serve`, or `onefold ingest resumes FILE...`."
    )


def serve(
    context: typer.Context,
    only: Annotated[
        str, typer.Option(help="Run only the `web` app, or only the `worker` and schedule.")
    ] = "",
    host: Annotated[str, typer.Option(help="Address to listen on; else as in onefold.toml.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on; else as in onefold.toml.")] = 0,
) -> None:
    """Run the daemon: watch folders, pull due sources, resolve, refresh what is stale, serve the web app.

    It may be killed at any moment: what was under way goes on when it runs again, and nothing is done twice.
    """
    if only not in ("", "web", "worker"):
        raise typer.BadParameter("say web or worker", param_hint="--only")
    with opened(context) as app:
        at_host, at_port = host or app.settings.web.host, port or app.settings.web.port
        _ = app.engine  # a database at another schema is told before anything runs
        if only != "worker":
            require_free(at_host, at_port)
            notes.print(f"Onefold is at http://{at_host}:{at_port}; stop it with Ctrl-C.")
        serve_app(app, at_host, at_port, only or None)  # type: ignore[arg-type]


def require_free(host: str, port: int) -> None:
    """Raises Conflict when something listens there already, before long work has begun."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((host, port)) == 0:
            raise Conflict(f"port {port} of {host} is in use; choose another with --port")


def jobs(context: typer.Context, as_json: AsJson = False) -> None:
    """List the jobs the daemon runs by itself, with their next and last runs, and the work that waits."""
    with opened(context) as app:
        due = app.schedule.next_runs()
        documents: list[dict[str, Any]] = []
        for name, spec in app.schedule.specs.items():
            last = next(iter(app.schedule.runs(name, 1)), None)
            documents.append(
                {
                    "name": name, "about": spec.about, "every": str(spec.every), "next": moment(due[name]),
                    "last": moment(last.started_at) if last else "never", "last_state": last.state if last else "",
                }
            )  # fmt: skip
        if as_json:
            print_json({"jobs": documents, "tasks": app.tasks.counts()})
            return
        print_table(
            ("job", "about", "every", "next", "last", "outcome"),
            ((d["name"], d["about"], d["every"], d["next"], d["last"], d["last_state"]) for d in documents),
        )
        counted = app.tasks.counts()
        console.print(
            "tasks: " + (", ".join(f"{number} {state}" for state, number in counted.items()) or "none")
        )


def run_job(
    context: typer.Context,
    job: Annotated[str, typer.Argument(help="A job's name, see `onefold jobs`.")],
    as_json: AsJson = False,
) -> None:
    """Run one job now, with progress, and wait until its work is done."""
    with opened(context) as app:
        run_id = app.schedule.run_now(job)
        with Bars() as bars:
            app.worker().run_until_idle(bars)
        run = next(run for run in app.schedule.runs(job) if run.run_id == run_id)
        if as_json:
            print_json(run)
        else:
            console.print(f"{job}: {run.state}; {run.summary or 'nothing was to be done'}")
        if run.state == "failed":
            raise typer.Exit(1)
