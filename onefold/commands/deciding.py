"""Commands that decide who is who, and by which model: resolve, simulate, learn, models."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec
import typer
from rich.markup import escape

from enrich.learning import Score, Trial, former, learn, models_of, tried, use
from enrich.persons import person_code
from enrich.pipeline import resolve_all
from enrich.ports import Matcher
from enrich.simulating import Simulation, learned
from enrich.simulating import simulate as simulated
from enrich.store.models import Made, ModelRow, Origin
from onefold.bootstrap import App
from onefold.output import Bars, console, moment, print_json, print_json_lines, print_table
from onefold.session import AsJson, By, opened

HELP = """The models that decided: which one does now, what each was made from, and what its trial said.

`onefold models use VERSION` puts a former one in force again: everything is decided as it was by that model.
"""
models = typer.Typer(help=HELP, invoke_without_command=True)
ORIGINS = {
    "configured": "as configured", "trained": "learned from the records", "taught": "learned from judgements",
    "given": "given by hand",
}  # fmt: skip
SHIFTS = 6  # weights that are shown of a trial


def add_to(cli: typer.Typer) -> None:
    """Registers these commands."""
    for command in (resolve, simulate):
        cli.command(rich_help_panel="Data")(command)
    cli.command("learn", rich_help_panel="Stewards")(learn_command)
    cli.add_typer(models, name="models", rich_help_panel="Stewards")


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
Afresh = Annotated[
    bool,
    typer.Option("--afresh", help="Learn from the records alone again, without what judgements taught."),
]
Samples = Annotated[int, typer.Option(help="How many merges and splits to show.")]
Seed = Annotated[int, typer.Option(help="Another seed parts the judgements otherwise.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")]


class Asked(NamedTuple):
    """A matcher, and how it came to be."""

    matcher: Matcher
    made: Made


def asked_for(
    app: App, model: Path | None, merge_at: float | None, review_at: float | None, shipped: bool, afresh: bool
) -> Asked:
    """The matcher that the options name. Without any, the one that judgements taught; where there is none, one learned from the
    records, or where these are too few the one in force."""
    thresholds = {"merge_at": merge_at, "review_at": review_at}
    given = {name: value for name, value in thresholds.items() if value is not None}
    engine = app.engine
    if shipped:
        return Asked(engine.configured, Made())
    if model or given:
        return made_from(app.matcher_with(model, given), "given", "" if model else engine.matcher.version)
    if not afresh and models_of(engine)[0].origin == "taught":
        return Asked(engine.matcher, Made())
    found = learned(engine)
    return made_from(found, "trained", engine.configured.version) if found else Asked(engine.matcher, Made())


def made_from(matcher: Matcher, origin: Origin, parent: str) -> Asked:
    return Asked(matcher, Made(origin, parent))


def resolve(
    context: typer.Context,
    model: ModelFile = None,
    merge_at: MergeAt = None,
    review_at: ReviewAt = None,
    shipped: Shipped = False,
    afresh: Afresh = False,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Decide every pair anew: who is who. People's judgements always hold.

    From 2,000 records on the weights and thresholds are first learned from the records themselves; they stay in force until
    the next `resolve`. A model that judgements taught (`onefold learn`) stays. `onefold simulate` shows beforehand what would
    change; `resolve --shipped` and `onefold models use` go back.
    """
    with opened(context) as app:
        started = time.monotonic()
        with Bars() as bars:
            bars.step("learning", 0)
            matcher, made = asked_for(app, model, merge_at, review_at, shipped, afresh)
            events = resolve_all(app.engine, bars, matcher, Made(made.origin, made.parent, by))
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
    afresh: Afresh = False,
    samples: Samples = 10,
    as_json: AsJson = False,
) -> None:
    """Show what `resolve` with the same options would merge, split and queue. Nothing is changed."""
    with opened(context) as app:
        with Bars() as bars:
            bars.step("learning", 0)
            matcher = asked_for(app, model, merge_at, review_at, shipped, afresh).matcher
            found = simulated(app.engine, matcher, bars)
        if as_json:
            print_json(document_of(found))
            return
        print_simulation(found, samples, "onefold resolve")


def document_of(found: Simulation) -> dict[str, Any]:
    """As JSON wants it: persons by their id as text."""
    document: dict[str, Any] = msgspec.to_builtins(found, str_keys=True)
    return document


def print_simulation(found: Simulation, samples: int, apply_with: str) -> None:
    """`apply_with`: the command that does it."""
    console.print(
        f"model {found.model}: merge at {found.merge_at:g} bits, review from {found.review_at:g}; {found.records} records\n"
        f"persons: {found.persons[0]} now, {found.persons[1]} then; waiting for review: {found.review[0]} now, {found.review[1]} then"
    )
    if not found.merges and not found.splits:
        console.print("Nobody would be merged or split.")
        return
    merges = [("merge", " + ".join(map(person_code, persons))) for persons in found.merges[:samples]]
    splits = [
        (
            "split",
            f"{person_code(person)} into {len(groups)} of {', '.join(str(len(g)) for g in groups)} records",
        )
        for person, groups in list(found.splits.items())[:samples]
    ]
    print_table(("what", "who"), [*merges, *splits])
    console.print(
        f"{len(found.merges)} merges, {len(found.splits)} splits; look at one with `onefold show P...`, apply with `{apply_with}`"
    )


# --- learning from judgements ---


def learn_command(
    context: typer.Context,
    by: By = "",
    seed: Seed = 1,
    dry_run: DryRun = False,
    samples: Samples = 10,
    as_json: AsJson = False,
) -> None:
    """Learn weights from what people judged, and use them where they are better.

    Part of the judgements makes a challenger of the model in force, the rest tests both. The challenger takes over only when it
    foretells the judgements that it has not seen better than chance explains; then every pair is decided anew. Judgements
    themselves always hold. `onefold models` shows the models and goes back.
    """
    with opened(context) as app:
        simulation: Simulation | None = None
        with Bars() as bars:
            if dry_run:
                bars.step("learning", 0)
                trial, challenger = tried(app.engine, seed)
                simulation = simulated(app.engine, challenger, bars) if challenger else None
            else:
                trial = learn(app.engine, by, bars, seed)
        if as_json:
            told = document_of(simulation) if simulation else None
            print_json({"trial": trial, "simulation": told, "in_force": app.engine.matcher.version})
            return
        print_trial(trial)
        if simulation:
            print_simulation(simulation, samples, "onefold learn")
        elif trial.outcome == "better":
            console.print(
                f"in force now: {app.engine.matcher.version}; back with `onefold models use {trial.champion and trial.champion.version}`"
            )


def print_trial(trial: Trial) -> None:
    console.print(f"[bold]{trial.outcome}[/]: {escape(trial.why)}")
    if trial.champion is None or trial.challenger is None:
        return
    console.print(
        f"{trial.same} decisions same, {trial.different} different; {trial.learned_from} taught, {trial.held_out} were held out"
    )
    print_table(
        ("model", "surprise, bits per judgement", "decides as people did", "thinks so many are wrong"),
        [score_row(trial.champion, trial.held_out), score_row(trial.challenger, trial.held_out)],
    )
    rows = [
        (one.comparison, one.level, f"{one.before:+.2f}", f"{one.after:+.2f}")
        for one in trial.shifts[:SHIFTS]
    ]
    print_table(("weighs otherwise", "level", "bits before", "bits then"), rows)


def score_row(score: Score, held_out: int) -> tuple[str, ...]:
    return (
        score.version,
        f"{score.surprise:.3f}",
        f"{score.agreeing} of {held_out}",
        f"{score.noise:.0%}",
    )


@models.callback()
def list_models(context: typer.Context, as_json: AsJson = False) -> None:
    """The models that decided, the one in force first."""
    if context.invoked_subcommand:
        return
    with opened(context) as app:
        rows = models_of(app.engine)
        if as_json:
            in_force = app.engine.matcher.version
            print_json_lines(
                {**msgspec.to_builtins(row), "in_force": row.version == in_force} for row in rows
            )
            return
        print_table(
            ("model", "in force", "made", "from", "its trial", "by"),
            [model_row(row, app.engine.matcher.version) for row in rows],
        )


def model_row(row: ModelRow, in_force: str) -> tuple[str, ...]:
    trial = row.report.get("trial", {})
    told = (
        f"{trial['gain']:+.3f} bits ({trial['low']:+.3f} to {trial['high']:+.3f}) on {trial['held_out']}"
        if trial
        else ""
    )
    source = ORIGINS[row.origin] + (f", {row.parent}" if row.parent else "")
    since = f"since {moment(row.activated_at)}" if row.activated_at else "since the start"
    return (
        row.version,
        since if row.version == in_force else "",
        moment(row.made_at or None),
        source,
        told,
        row.by,
    )


@models.command("use")
def use_model(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help="A model's version, see `onefold models`.")],
    by: By = "",
    dry_run: DryRun = False,
    samples: Samples = 10,
    as_json: AsJson = False,
) -> None:
    """Put a former model in force again and decide every pair anew."""
    with opened(context) as app, Bars() as bars:
        if dry_run:
            found = simulated(app.engine, former(app.engine, version), bars)
            if as_json:
                print_json(document_of(found))
            else:
                print_simulation(found, samples, f"onefold models use {version}")
            return
        changes = use(app.engine, version, by, bars)
        if as_json:
            print_json({"in_force": app.engine.matcher.version, "changes": changes})
        else:
            console.print(f"in force now: {app.engine.matcher.version}; {changes} changes to persons")
