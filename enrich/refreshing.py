"""Refresh: asking the sources again about one person. What comes is records like any other.

What one source says leads to the next only through the person: after each round the plan is made anew of what is judged to
be theirs. So a namesake's page leads nowhere.
"""

from __future__ import annotations

import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from sqlalchemy.engine import Connection

from enrich.asking import Proof, is_weak, proofs
from enrich.errors import OnefoldError, Refused, RetryLater
from enrich.keeping import Told, failed, kept, no_longer_there
from enrich.model import Found, Golden, Instant, Value
from enrich.pipeline import Engine, Ingested, InputFrom, ingest, plus
from enrich.planning import ASKS_PER_SOURCE, MOST_ASKS, MOST_COST, NOTHING, Plan, answered_lately, plan
from enrich.ports import Ask, Connector, Progress, Silent
from enrich.privacy import forget_records
from enrich.store import refreshes, sources
from enrich.store.facts import History
from enrich.store.reads import PersonPage, current_id, person_page
from enrich.store.refreshes import AnswerRow
from enrich.store.sources import source_states
from enrich.vocabulary import ATTRIBUTES

State = Literal["done", "nothing", "skipped", "limited", "failed"]

WORSE: tuple[State, ...] = ("skipped", "nothing", "done", "limited", "failed")
HOPS = 3  # rounds of asking: a resume names a page, the page an account, the account another
AT_ONCE = 8


class Answer(Value, frozen=True):
    """What came of asking one source: `records` found, how many of them are `new` or `changed`, or what went wrong."""

    source: str
    state: State
    records: int = 0
    new: int = 0
    changed: int = 0
    note: str = ""


class Difference(Value, frozen=True):
    """One attribute that a refresh changed, in words."""

    attribute: str
    before: str
    after: str


class Shown(Value, frozen=True):
    """What a source said that may be looked at now, but not kept."""

    source: str
    found: Found


class Refreshed(Value, frozen=True):
    """The outcome of a refresh, source by source, and what it changed.

    `refresh_id`: the number by which it can be accepted or undone. `proofs`: accounts of theirs that link to each other.
    `shown` must not be stored.
    """

    refresh_id: int
    person_id: int
    answers: tuple[Answer, ...]
    differences: tuple[Difference, ...]
    proofs: tuple[Proof, ...] = ()
    shown: tuple[Shown, ...] = ()


@dataclass
class Round:
    """What is under way for one person: what was asked already, and what has come of it. `closed`: source -> why it is
    not asked now."""

    engine: Engine
    connectors: Mapping[str, Connector]
    progress: Progress
    refresh_id: int
    closed: Mapping[str, str]
    asked: dict[str, list[Ask]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)

    def next(self, golden: Golden) -> list[Plan]:
        """What is still to be asked, now that so much is known; notes why the other sources are skipped."""
        with self.engine.database.read() as connection:
            states = source_states(connection, self.connectors)
        paused = frozenset(name for name, state in states.items() if state.paused)
        plans = plan(golden, self.connectors, paused, self.closed)
        for step in plans:
            if step.skipped and step.source not in self.answers:
                self._note(Answer(step.source, "skipped", note=step.skipped))
        room = MOST_ASKS - sum(map(len, self.asked.values()))
        news = []
        for step in plans:
            before = self.asked.get(step.source, [])
            asks = tuple(ask for ask in step.asks if ask not in before)
            asks = asks[: max(min(room, ASKS_PER_SOURCE - len(before), self._affordable(step.source)), 0)]
            if asks and not step.skipped:
                room -= len(asks)
                news.append(Plan(step.source, asks, step.why))
        return news

    def ask(self, plans: Sequence[Plan], known: Sequence[History]) -> None:
        """Puts the questions to all these sources side by side; takes in what each says as soon as it has answered.

        `known`: what is known of the person, record by record.
        """
        waiting, began = {step.source: step for step in plans}, self.engine.clock()
        with self.engine.database.write() as connection:
            refreshes.note_asking(connection, self.refresh_id, waiting, began)
        for source in waiting:
            self.progress.step(f"asking {source}", 0, len(plans))
        with ThreadPoolExecutor(AT_ONCE, "refresh") as pool:
            told = {pool.submit(found_by, self.connectors[step.source], step.asks): step for step in plans}
            for future in as_completed(told):
                step = told[future]
                del waiting[step.source]
                self.asked.setdefault(step.source, []).extend(step.asks)
                answer = self._taken(step, said_in(future), known)
                self._note(added(self.answers.get(step.source), answer), began)
                left = ", ".join(waiting)
                self.progress.step(
                    f"asking {left}" if left else "done", len(plans) - len(waiting), len(plans)
                )

    def _taken(self, step: Plan, told: Said | OnefoldError, known: Sequence[History]) -> Answer:
        """Takes in what one source says; what goes wrong there stays there."""
        source = step.source
        if isinstance(told, OnefoldError):
            failed(self.engine, source, told)
            return Answer(source, "limited" if isinstance(told, RetryLater) else "failed", note=str(told))
        policy, (found, weak), note = self.connectors[source].policy, told, ""
        if policy.may_store:
            origin = InputFrom(source, refresh=self.refresh_id, confirms=policy.keep_days is not None)
            ingested = self._stored(origin, kept(policy, found), weak)
        else:
            ingested, note = Ingested(), "may be looked at, not kept" if found else ""
            self.shown.extend(Shown(source, each) for each in found)
        with self.engine.database.write() as connection:
            sources.source_succeeded(connection, source, self.engine.clock())
        if policy.delete_when_gone:
            note = self._forgotten(step, known, {each.key for each in found})
        return Answer(
            source, "done" if found else "nothing", len(found), ingested.new, ingested.changed, note
        )

    def _forgotten(self, step: Plan, known: Sequence[History], told: Collection[str]) -> str:
        """What this source had and has no longer goes here too; says so, or "" where it has everything still."""
        gone = no_longer_there(step.source, step.asks, [versions[-1] for versions in known], told)
        if not gone:
            return ""
        forget_records(self.engine, step.source, gone)
        return "it has this no longer, so it was forgotten here too"

    def _stored(self, origin: InputFrom, told: Sequence[Told], weak: Collection[str]) -> Ingested:
        """Takes in what was found, apart what may be a namesake's."""
        unsure = [each for each in told if isinstance(each, Found) and each.key in weak]
        sure = [each for each in told if each not in unsure]
        total = ingest(self.engine, origin, sure)
        return plus(total, ingest(self.engine, origin._replace(weak=True), unsure)) if unsure else total

    def _note(self, answer: Answer, asked_at: Instant | None = None) -> None:
        """What is known of a source's answer by now, for everybody who watches."""
        self.answers[answer.source] = answer
        now = self.engine.clock()
        row = AnswerRow(
            answer.source, answer.state, answer.records, answer.new, answer.changed, answer.note,
            now if asked_at is None else asked_at, now,
        )  # fmt: skip
        with self.engine.database.write() as connection:
            refreshes.note_answer(connection, self.refresh_id, row)

    def _affordable(self, source: str) -> int:
        """How many more questions this source's price leaves room for; its own share, not another's."""
        cost = self.connectors[source].limits.cost
        spent = sum(self.connectors[name].limits.cost * len(asks) for name, asks in self.asked.items())
        return int((MOST_COST - spent) / cost + 1e-9) if cost else MOST_ASKS


def refresh(
    engine: Engine,
    connectors: Mapping[str, Connector],
    person_id: int,
    progress: Progress | None = None,
    *,
    by: str = "",
    closed: Mapping[str, str] = NOTHING,
    again: bool = False,
) -> Refreshed:
    """Asks every source that can be asked about this person. Raises NotFound.

    `closed`: source -> why it is not to be asked now; `again`: asks those too that answered a few minutes ago.
    """
    before = page = shown_now(engine, person_id)
    with engine.database.write() as connection:
        lately = {} if again else lately_asked(engine, connection, page)
        number = refreshes.begin_refresh(connection, page.person.person_id, by, engine.clock())
    run = Round(engine, connectors, progress or Silent(), number, {**lately, **closed})
    for _ in range(HOPS):
        plans = run.next(page.person.golden)
        if not plans:
            break
        run.ask(plans, page.histories)
        page = shown_now(engine, person_id)
    run.progress.step("done", len(connectors), len(connectors))
    with engine.database.write() as connection:
        refreshes.end_refresh(connection, number, engine.clock())
    return Refreshed(
        number,
        page.person.person_id,
        tuple(answer for _, answer in sorted(run.answers.items())),
        tuple(differences(before.person.golden, page.person.golden)),
        tuple(proofs([versions[-1] for versions in page.histories])),
        tuple(run.shown),
    )


def planned(
    engine: Engine,
    connectors: Mapping[str, Connector],
    person_id: int,
    *,
    closed: Mapping[str, str] = NOTHING,
    again: bool = False,
) -> list[Plan]:
    """What a refresh of this person would begin with. Raises NotFound."""
    page = shown_now(engine, person_id)
    with engine.database.read() as connection:
        states = source_states(connection, connectors)
        lately = {} if again else lately_asked(engine, connection, page)
    paused = frozenset(name for name, state in states.items() if state.paused)
    return plan(page.person.golden, connectors, paused, {**lately, **closed})


def lately_asked(engine: Engine, connection: Connection, page: PersonPage) -> dict[str, str]:
    """The sources that have answered about this person a few minutes ago, unless that was undone."""
    return answered_lately(refreshes.last_asked(connection, page.person.records), engine.clock())


def shown_now(engine: Engine, person_id: int) -> PersonPage:
    with engine.database.read() as connection:
        return person_page(connection, engine.rules.survivorship, current_id(connection, person_id))


class Said(NamedTuple):
    """What one source found; `weak`: the keys of what only a name and an employer led to."""

    found: list[Found]
    weak: frozenset[str]


def found_by(connector: Connector, asks: Sequence[Ask]) -> Said | OnefoldError:
    """All that one source says to these questions, or what went wrong."""
    try:
        told = [(found, is_weak(ask)) for ask in asks for found in connector.lookup(ask)]
    except OnefoldError as error:
        return error
    sure = {found.key for found, weak in told if not weak}
    return Said([found for found, _ in told], frozenset({found.key for found, _ in told} - sure))


def said_in(future: Future[Said | OnefoldError]) -> Said | OnefoldError:
    """What a source said, or what went wrong; a fault of its connector concerns that source alone, and names nobody."""
    fault = future.exception()
    if not isinstance(fault, Exception):
        return future.result()
    place = traceback.extract_tb(fault.__traceback__)[-1]
    return Refused(
        "its connector has a fault; tell its author",
        found=f"{type(fault).__name__} in {Path(place.filename).name}, line {place.lineno}",
    )


def added(one: Answer | None, other: Answer) -> Answer:
    """What came of asking a source in two rounds."""
    if one is None or one.state == "skipped":
        return other
    worse = max(one, other, key=lambda answer: WORSE.index(answer.state))
    return Answer(
        one.source,
        worse.state,
        one.records + other.records,
        one.new + other.new,
        one.changed + other.changed,
        worse.note,
    )


def differences(before: Golden, after: Golden) -> Iterator[Difference]:
    """What is shown differently now; another spelling of the same value is no difference."""
    for attribute in ATTRIBUTES:
        old, new = (
            {c.claim.key: attribute.show(c.claim.value) for c in golden.values.get(attribute.name, ())}
            for golden in (before, after)
        )
        if old.keys() != new.keys():
            gone = [shown for key, shown in old.items() if key not in new]
            come = [shown for key, shown in new.items() if key not in old]
            yield Difference(attribute.label, ", ".join(gone), ", ".join(come))


def changed_between(engine: Engine, person_id: int, since: Instant, until: Instant) -> list[Difference]:
    """What was shown differently at `until` than at `since`. Raises NotFound for who was not known then."""
    with engine.database.read() as connection:
        before = person_page(connection, engine.rules.survivorship, person_id, since).person.golden
        after = person_page(connection, engine.rules.survivorship, person_id, until).person.golden
    return list(differences(before, after))
