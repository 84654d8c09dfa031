"""Commands for stewards: the review queue, judging from a terminal, and why two records are together or apart."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.markup import escape

from enrich.changes import Change
from enrich.errors import NotFound
from enrich.explain import JUDGED, Why, strongest_pair, why_records
from enrich.identity import Link
from enrich.model import RecordId, RecordKey, Verdict
from enrich.persons import person_code
from enrich.pipeline import judge, revoke
from enrich.ports import Explanation, Turn
from enrich.store.facts import find_record, keys_of
from enrich.store.judgements import recent_judgements
from enrich.store.reads import current_id, person_id_of, review_queue
from enrich.writing import whole
from onefold.bootstrap import App
from onefold.output import console, moment, notes, print_json, print_json_lines, print_table
from onefold.session import AsJson, By, opened

HELP = """The review queue: what the machine is not sure of.

Alone it shows what waits. `onefold review same A B`, `different A B` or `unsure A B` decides about two persons (P17) or two
records (crm:4711); `onefold review undo N` takes a decision back. The web app does the same by keyboard.
"""
queue = typer.Typer(help=HELP, invoke_without_command=True)
DECIDED = {"merge": "merged", "review": "shown to a person", "apart": "kept apart"}
Which = Annotated[str, typer.Argument(help="A person (P17) or a record (crm:4711).")]


def add_to(cli: typer.Typer) -> None:
    """Registers these commands."""
    cli.add_typer(queue, name="review", rich_help_panel="Stewards")
    cli.command(rich_help_panel="Stewards")(why)


@queue.callback()
def review(
    context: typer.Context,
    limit: Annotated[int, typer.Option(help="How many to show.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show the queue, unless a sub-command decides."""
    if context.invoked_subcommand:
        return
    with opened(context) as app, app.engine.database.read() as connection:
        rows = review_queue(connection)
        if as_json:
            print_json_lines(rows)
            return
        if not rows:
            notes.print("Nothing waits for a decision.")
            return
        counted: dict[str, int] = {}
        for row in rows:
            counted[row.why] = counted.get(row.why, 0) + 1
        for text, number in counted.items():
            console.print(f"{number:6}  {text}")
        console.print()
        print_table(
            ("one", "other", "bits", "names", "why"),
            (
                (
                    person_code(r.person_a),
                    person_code(r.person_b),
                    f"{r.weight:+.1f}",
                    f"{r.name_a} / {r.name_b}",
                    r.reason,
                )
                for r in rows[:limit]
            ),
        )


def pair_of(app: App, a: str, b: str) -> tuple[RecordId, RecordId]:
    """The two records meant: named themselves, or the strongest pair of two persons. Raises NotFound."""
    with app.engine.database.read() as connection:
        if ":" in a or ":" in b:
            one, other = (
                find_record(connection, RecordKey(*which.split(":", 1))) for which in (a, b) if ":" in which
            )
            return min(one, other), max(one, other)
        one_person, other_person = (current_id(connection, person_id_of(which)) for which in (a, b))
        if one_person == other_person:
            raise NotFound(f"{a} and {b} are one person already; name two records, such as crm:4711")
        return strongest_pair(connection, app.engine.matcher, one_person, other_person)


def decided(
    context: typer.Context, a: str, b: str, verdict: Verdict, by: str, note: str, as_json: bool
) -> None:
    with opened(context) as app:
        made, events = judge(app.engine, [pair_of(app, a, b)], verdict, by, note)
        if as_json:
            print_json({"judgements": made, "changes": events})
            return
        console.print(
            f"judged {verdict}: {effect(events)}. Take it back with `onefold review undo {made[0]}`."
        )


def effect(events: list[Change]) -> str:
    """What a decision did, in words."""
    merged = [
        f"{person_code(e.person_id)} is now {person_code(e.into or 0)}" for e in events if e.kind == "merged"
    ]
    split = [f"{person_code(e.person_id)} is a person of their own" for e in events if e.kind == "split"]
    return "; ".join([*merged, *split]) or "nobody moved"


@queue.command()
def same(
    context: typer.Context, a: Which, b: Which, by: By = "steward", note: str = "", as_json: AsJson = False
) -> None:
    """They are one person: merge them."""
    decided(context, a, b, "same", by, note, as_json)


@queue.command()
def different(
    context: typer.Context, a: Which, b: Which, by: By = "steward", note: str = "", as_json: AsJson = False
) -> None:
    """They are two people: keep them apart, whatever the machine thinks."""
    decided(context, a, b, "different", by, note, as_json)


@queue.command()
def unsure(
    context: typer.Context, a: Which, b: Which, by: By = "steward", note: str = "", as_json: AsJson = False
) -> None:
    """Nobody can tell now: take the pair off the queue and do not merge it."""
    decided(context, a, b, "unsure", by, note, as_json)


@queue.command()
def undo(
    context: typer.Context,
    judgements: Annotated[
        list[int], typer.Argument(help="Numbers of judgements, see `onefold review history`.")
    ],
    by: By = "steward",
    as_json: AsJson = False,
) -> None:
    """Take decisions back: everything becomes what it would be without them."""
    with opened(context) as app:
        events = revoke(app.engine, judgements, by)
        if as_json:
            print_json({"changes": events})
        else:
            console.print(f"taken back: {effect(events)}.")


@queue.command()
def history(context: typer.Context, limit: int = 20, as_json: AsJson = False) -> None:
    """The newest decisions, with who made them."""
    with opened(context) as app, app.engine.database.read() as connection:
        found = recent_judgements(connection, limit)
        if as_json:
            print_json_lines(found)
            return
        named = {
            n: f"{k.source}:{k.key}"
            for n, k in keys_of(connection, {e for j in found for e in (j.a, j.b)}).items()
        }
        print_table(
            ("no", "when", "by", "verdict", "one", "other", "taken back"),
            (
                (j.judgement_id, moment(j.made_at), j.by, j.verdict, named[j.a], named[j.b], j.revoked_by)
                for j in found
            ),
        )


Chart = Annotated[
    Path | None, typer.Option("--chart", help="Also draw it: an HTML file that needs nothing else.")
]


def why(context: typer.Context, a: Which, b: Which, chart: Chart = None, as_json: AsJson = False) -> None:
    """Why two persons or records are together, or are not: the prior, each comparison in bits, the sum, the thresholds, and what
    would have decided otherwise."""
    with opened(context) as app:
        pair = pair_of(app, a, b)
        with app.engine.database.read() as connection:
            answer = why_records(connection, app.engine.matcher, *pair)
            ends = {end for link in answer.path for end in link[:2]}
            named = {number: f"{key.source}:{key.key}" for number, key in keys_of(connection, ends).items()}
        if chart:
            with whole(chart) as part:
                part.write_text(drawn(answer.explanation, f"{a} and {b}"), encoding="utf-8")
            notes.print(f"{chart}: the waterfall, to be opened in any browser")
        if as_json:
            print_json(why_document(answer))
            return
        print_why(answer, named)


def why_document(answer: Why) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(answer)
    return {**document, "probability": answer.explanation.probability}


def drawn(explanation: Explanation, title: str) -> str:
    """A page with the chart alone. What draws it takes a second to load, and hardly anybody asks for it."""
    return str(import_module("web.chart").standalone(explanation, title))


def print_why(answer: Why, named: Mapping[RecordId, str]) -> None:
    """`named`: record -> its name, of the records on the path."""
    explained = answer.explanation
    console.print(f"[bold]{answer.verdict}[/]")
    rows = [("prior", "", f"{explained.prior:+.2f}", "", "")]
    rows += [(c.comparison, c.level, f"{c.bits:+.2f}", c.left, c.right) for c in explained.contributions]
    rows.append(
        (
            "match weight",
            "",
            f"{explained.weight:+.2f}",
            "",
            f"{explained.probability:.1%} by the model {explained.model}",
        )
    )
    print_table(("comparison", "level", "bits", "one", "other"), rows)
    console.print(
        f"merged at {explained.merge_at:.1f} bits, shown to a person from {explained.review_at:.1f}"
    )
    for contradiction in explained.contradictions:
        console.print(f"contradiction: {contradiction}", style="yellow")
    if answer.path:
        steps = (f"{named[link.a]} - {named[link.b]} ({tie_words(link)})" for link in answer.path)
        console.print(escape(f"together by way of: {'; '.join(steps)}"))
    if explained.turns:
        console.print("What would have decided otherwise:")
    else:
        console.print("No single other answer would have decided otherwise.")
    for turn in explained.turns:
        console.print(f"  {escape(turn_words(turn))}")


def tie_words(link: Link) -> str:
    return "judged the same" if link.weight >= JUDGED else f"{link.weight:+.1f} bits"


def turn_words(turn: Turn) -> str:
    """One answer that would have turned the decision, in words."""
    then = f"said “{turn.then}”" if turn.then else "said nothing"
    now = f", not “{turn.now}”" if turn.now else ""
    return f"{turn.comparison}: had it {then}{now}, {turn.weight:+.1f} bits: {DECIDED[turn.decide]}"
