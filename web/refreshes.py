"""What the page and the API show of a refresh: its plan, each source's row while it runs, and what it changed.

What changed is not taken from the task but from the person: as they were when the refresh began, against as they were
when it ended. So no personal data lies in tasks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy.engine import Connection

from enrich.errors import NotFound
from enrich.model import Instant
from enrich.persons import person_code
from enrich.planning import Plan
from enrich.refreshing import Difference, differences
from enrich.store import derived, refreshes
from enrich.store.reads import current_id, person_id_of, person_page
from enrich.store.refreshes import AnswerRow, RefreshRow
from jobs.model import Task, TaskId
from web.portrait import shown_differences
from web.services import Services
from web.words import count_words

KIND = "refresh"
OPEN = ("waiting", "running")


class Row(NamedTuple):
    """One source and how far it is: waiting, asking, or what came of asking it; `took`: how long, in words."""

    source: str
    state: str
    words: str
    took: str = ""


class Outcome(NamedTuple):
    """What a refresh changed: values shown differently, how many identities joined, and the persons in whom new records
    stand apart from this one."""

    changes: list[Difference]
    joined: int
    apart: list[str]

    @property
    def anything(self) -> bool:
        return bool(self.changes or self.joined or self.apart)


class Panel(NamedTuple):
    """A refresh as it is shown. `task`: the work, where it is known; `row`: what it left, once it has begun; `plan`: what
    it will ask, before that; `outcome`: None until it has ended."""

    code: str
    task: Task | None
    row: RefreshRow | None
    plan: Sequence[Plan]
    rows: Sequence[Row]
    outcome: Outcome | None

    @property
    def open(self) -> bool:
        """It still waits or runs."""
        return self.task is not None and self.task.state in OPEN

    @property
    def answered(self) -> int:
        return sum(row.state not in ("asking", "waiting") for row in self.rows)


class Result(msgspec.Struct, frozen=True):
    """What a refresh leaves with its task."""

    refresh: int = 0


class PlanView(NamedTuple):
    """Before anybody is asked: the sources that would be, and those that would not."""

    code: str
    asked: list[Plan]
    skipped: list[Plan]
    again: bool

    @property
    def questions(self) -> int:
        return sum(len(step.asks) for step in self.asked)

    @property
    def lately(self) -> bool:
        """Whether some are left out only because they have answered a few minutes ago."""
        return any(step.skipped.startswith("answered") for step in self.skipped)

    @property
    def cost(self) -> str:
        """What all questions may cost at most: "0.30 USD", "nothing"."""
        return ", ".join(f"{amount:.2f} {currency}" for currency, amount in costs(self.asked)) or "nothing"


def costs(plans: Iterable[Plan]) -> list[tuple[str, float]]:
    """currency -> what the questions may cost at most."""
    sums: dict[str, float] = defaultdict(float)
    for step in plans:
        if step.cost:
            sums[step.currency] += step.cost
    return sorted(sums.items())


def plan_view(services: Services, person_id: int, *, again: bool) -> PlanView:
    """Raises NotFound."""
    plans = services.plan(person_id, again)
    skipped = [step for step in plans if step.skipped]
    return PlanView(person_code(person_id), [step for step in plans if not step.skipped], skipped, again)


def panel(
    services: Services, person_id: int, task_id: int | None = None, refresh_id: int | None = None
) -> Panel | None:
    """The refresh that is under way for this person, else the one asked for by its task or its own number; or None."""
    task = services.tasks.find(KIND, person_code(person_id))
    if task is None and task_id is not None:
        task = task_of(services, person_id, task_id)
    with services.engine.database.read() as connection:
        row = row_of(connection, person_id, task, refresh_id)
        if task is None and row is None:
            return None
        told = refreshes.answers_in(connection, row.refresh_id) if row else []
        outcome = outcome_of(connection, services, person_id, row)
    waits = row is None and task is not None and task.state in OPEN
    plan = services.plan(person_id, bool(task and task.payload.get("again"))) if waits else ()
    return Panel(person_code(person_id), task, row, plan, [*planned(plan), *map(answered, told)], outcome)


def row_of(
    connection: Connection, person_id: int, task: Task | None, refresh_id: int | None
) -> RefreshRow | None:
    """What a refresh has left: by its number, by its task's result, or begun since its task was asked for.

    Raises NotFound for a number that is another person's.
    """
    members = derived.members_of(connection, [person_id]).get(person_id, [])
    if task is not None:
        number = result_of(task).refresh
        if number:
            return refreshes.find_refresh(connection, number)
        return next((r for r in refreshes.refreshes_of(connection, members, 1) if begun_by(task, r)), None)
    if refresh_id is None:
        return None
    row = refreshes.find_refresh(connection, refresh_id)
    if current_id(connection, row.person_id) != person_id:
        raise NotFound(f"refresh {refresh_id} is none of {person_code(person_id)}")
    return row


def begun_by(task: Task, row: RefreshRow) -> bool:
    """A worker that died has left a refresh that another one begins anew."""
    return task.started_at is not None and row.began_at >= task.started_at


def result_of(task: Task) -> Result:
    try:
        return msgspec.convert(task.result or {}, Result)
    except msgspec.ValidationError:
        return Result()


def task_of(services: Services, person_id: int, task_id: int) -> Task:
    """A refresh of this person, also under an id that was merged into theirs. Raises NotFound."""
    task = services.tasks.get(TaskId(task_id))
    if task.kind == KIND:
        with services.engine.database.read() as connection:
            if current_id(connection, person_id_of(task.subject)) == current_id(connection, person_id):
                return task
    raise NotFound(f"task {task_id} is no refresh of {person_code(person_id)}")


def planned(plans: Iterable[Plan]) -> list[Row]:
    return [Row(step.source, "skipped" if step.skipped else "waiting", step.skipped) for step in plans]


def answered(answer: AnswerRow) -> Row:
    took = f"{answer.milliseconds / 1000:.1f} s" if answer.milliseconds is not None else ""
    return Row(
        answer.source,
        answer.state,
        answer_words(answer),
        "" if answer.state in ("skipped", "asking") else took,
    )


def answer_words(answer: AnswerRow) -> str:
    """ "2 records, 1 new", "says nothing about them", or why there is no answer."""
    if answer.state != "done":
        fixed = {"nothing": "says nothing about them", "asking": "asking …"}
        return fixed.get(answer.state) or answer.note.removeprefix(f"{answer.source}: ") or answer.state
    news = [
        f"{number} {word}" for number, word in ((answer.new, "new"), (answer.changed, "changed")) if number
    ]
    return ", ".join([count_words(answer.records, "record"), *(news or ["nothing new"])])


def outcome_of(
    connection: Connection, services: Services, person_id: int, row: RefreshRow | None
) -> Outcome | None:
    """The person as they were when the refresh began, against as they were when it ended."""
    if row is None or row.ended_at is None:
        return None
    survivorship = services.engine.rules.survivorship
    before = person_page(connection, survivorship, row.person_id, Instant(row.began_at - 1)).person
    after = person_page(connection, survivorship, row.person_id, row.ended_at).person
    brought = refreshes.brought_by(connection, row.refresh_id)
    new = {one.record_id for one in brought if one.made == "record"}
    homes = derived.persons_of(connection, new)
    apart = sorted({home for home in homes.values() if home != person_id})
    joined = len(set(after.records) - set(before.records))
    changes = shown_differences(differences(before.golden, after.golden))
    return Outcome(changes, joined, [person_code(home) for home in apart])


def past(connection: Connection, person_id: int, limit: int = 3) -> list[RefreshRow]:
    """The last refreshes of a person that have ended, the newest first."""
    members = derived.members_of(connection, [person_id]).get(person_id, [])
    return [row for row in refreshes.refreshes_of(connection, members, limit) if row.ended_at is not None]
