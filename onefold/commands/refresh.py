"""Ask the sources again about one person: the plan, the rows as they come, what changed, accepted or undone as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from enrich.errors import NotFound
from enrich.model import Profile, Work
from enrich.persons import person_code
from enrich.planning import Plan
from enrich.refreshing import Refreshed, Shown, refresh
from enrich.store.derived import members_of
from enrich.store.reads import current_id, person_id_of
from enrich.store.refreshes import refreshes_of
from enrich.undoing import accept, redo, undo
from onefold.bootstrap import App
from onefold.output import Bars, console, notes, print_json, print_table
from onefold.session import AsJson, By, opened
from web.portrait import shown_differences
from web.refreshes import costs

DECISIONS = {"accept": accept, "undo": undo, "redo": redo}
DONE = {
    "accept": "accepted: what it brought stays",
    "undo": "undone: what it brought does not count; take that back with --redo",
    "redo": "counts again",
}


def add_to(cli: typer.Typer) -> None:
    """Registers this command."""
    cli.command("refresh", rich_help_panel="People")(refresh_now)


def refresh_now(
    context: typer.Context,
    person: Annotated[
        str, typer.Argument(help="A person's id, such as P17; ids that were merged still lead there.")
    ],
    only_plan: Annotated[
        bool,
        typer.Option(
            "--plan", help="Only show which sources would be asked, at what cost, and why not the others."
        ),
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Also ask sources that answered a few minutes ago.")
    ] = False,
    accepted: Annotated[
        bool, typer.Option("--accept", help="Ask nobody: accept what the last refresh brought.")
    ] = False,
    undone: Annotated[
        bool, typer.Option("--undo", help="Ask nobody: undo all that the last refresh brought.")
    ] = False,
    redone: Annotated[
        bool, typer.Option("--redo", help="Ask nobody: take the undoing of the last refresh back.")
    ] = False,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Ask the sources again about one person, and show what changed; or decide about what the last refresh brought."""
    wanted = [name for name, is_on in zip(DECISIONS, (accepted, undone, redone), strict=True) if is_on]
    if len(wanted) + only_plan > 1:
        raise typer.BadParameter("--plan, --accept, --undo and --redo exclude each other")
    with opened(context) as app:
        number = person_id_of(person)
        if wanted:
            decide(app, number, wanted[0], by or "operator", as_json)
            return
        if only_plan or not as_json:
            show_plan(app.workshop.plan_refresh(number, again), as_json)
        if not only_plan:
            show_outcome(ask(app, number, by, again), as_json)


def show_plan(plans: list[Plan], as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    "source": step.source, "why": step.why, "questions": 0 if step.skipped else len(step.asks),
                    "cost": step.cost, "currency": step.currency, "skipped": step.skipped,
                }
                for step in plans
            ]
        )  # fmt: skip
        return
    print_table(
        ("source", "plan", "questions", "cost", "skipped because"),
        (
            (p.source, "" if p.skipped else p.why, "" if p.skipped else len(p.asks), cost_of(p), p.skipped)
            for p in plans
        ),
    )
    cost = ", ".join(f"{amount:.2f} {currency}" for currency, amount in costs(plans))
    notes.print(f"costs at most {cost}\n" if cost else "costs nothing\n")


def cost_of(step: Plan) -> str:
    return f"{step.cost:.2f} {step.currency}" if step.cost else ""


def ask(app: App, number: int, by: str, again: bool) -> Refreshed:
    with Bars() as bars:
        return refresh(
            app.engine, app.connectors, number, bars, by=by, closed=app.workshop.closed(), again=again
        )


def show_outcome(outcome: Refreshed, as_json: bool) -> None:
    differences = shown_differences(outcome.differences)
    if as_json:
        print_json(
            {
                "refresh": outcome.refresh_id, "person": person_code(outcome.person_id), "answers": outcome.answers,
                "differences": differences, "proofs": outcome.proofs, "shown": outcome.shown,
            }
        )  # fmt: skip
        return
    print_table(
        ("source", "outcome", "records", "new", "changed", "note"),
        (
            (a.source, a.state, a.records, a.new, a.changed, a.note)
            for a in outcome.answers
            if a.state != "skipped"
        ),
    )
    show_not_kept(outcome.shown)
    if not differences:
        notes.print("Nothing shown changed.")
        return
    print_table(("changed", "before", "now"), ((d.attribute, d.before, d.after) for d in differences))
    notes.print(f"Keep it, or take all of it back: onefold refresh {person_code(outcome.person_id)} --undo")


def show_not_kept(shown: Sequence[Shown]) -> None:
    """What sources let one look at, but not keep: it is gone when this is."""
    if shown:
        notes.print("To be looked at now, and kept nowhere:")
        print_table(
            ("source", "name", "headline", "link"),
            (
                (each.source, each.found.profile.name, headline(each.found.profile), each.found.url)
                for each in shown
            ),
        )


def headline(profile: Profile) -> str:
    """What somebody does, in a line."""
    position = next(iter(profile.work), Work())
    return profile.headline or ", ".join(filter(None, (position.title, position.employer)))


def decide(app: App, number: int, decision: str, by: str, as_json: bool) -> None:
    """About the last refresh that has ended. Raises NotFound, Conflict."""
    with app.engine.database.read() as connection:
        person = current_id(connection, number)
        rows = refreshes_of(connection, members_of(connection, [person])[person])
    last = next((row for row in rows if row.ended_at is not None), None)
    if last is None:
        raise NotFound(f"{person_code(person)} was not refreshed yet")
    changes = DECISIONS[decision](app.engine, last.refresh_id, by) or []
    if as_json:
        print_json({"refresh": last.refresh_id, "decision": decision, "changes": changes})
    else:
        console.print(f"refresh {last.refresh_id} of {person_code(person)} {DONE[decision]}")
