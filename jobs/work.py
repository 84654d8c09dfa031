"""What the daemon does: the jobs, the tasks they enqueue, and the handlers that do the work.

Tasks name sources and persons by id, never by anything personal. Every handler may be run again after a crash: what it
did before is found done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from connectors.kit.contract import BaseConnector, Health, Record
from enrich.documents import take_paths
from enrich.errors import NotFound
from enrich.golden import DAY
from enrich.learning import learn, use
from enrich.model import Instant
from enrich.pipeline import Engine, Ingested, settle
from enrich.planning import Plan
from enrich.ports import Connector, Parser
from enrich.privacy import forget_old
from enrich.pulling import pull
from enrich.refreshing import planned, refresh
from enrich.rereading import reread, waiting
from enrich.sources import SourceInfo
from enrich.store.derived import pending_records
from enrich.store.sources import note_check, source_states
from enrich.store.tables import person
from jobs.model import RunId, TaskId
from jobs.schedule import JobSpec
from jobs.tasks import Tasks
from jobs.worker import Handler, Work

REFRESHED_AT_ONCE = 100  # persons a day's run asks about, the stalest first
TASKS_KEPT_DAYS = 30


@dataclass(frozen=True)
class Workshop:
    """Everything that tasks need. `parsers`: source -> its reader; `connectors`: source -> its connector;
    `pull_seconds`: source -> how often it is due; `stale_days`: a position seen longer ago is asked about again."""

    engine: Engine
    tasks: Tasks
    sources: Sequence[SourceInfo]
    parsers: Mapping[str, Parser]
    connectors: Mapping[str, Connector]
    pull_seconds: Mapping[str, int]
    stale_days: float

    def handlers(self) -> dict[str, Handler]:
        return {
            "watch": self.watch,
            "pull": self.pull,
            "settle": self.settle,
            "reparse": self.reparse,
            "refresh": self.refresh,
            "forget": self.forget,
            "learn": self.learn,
            "model": self.model,
            "tidy": self.tidy,
        }

    def specs(self, about: Mapping[str, str], every: Mapping[str, int]) -> list[JobSpec]:
        """The jobs that run by themselves; one whose interval is 0 is off."""
        enqueue: dict[str, Callable[[Connection, RunId], None]] = {
            "watch": self.enqueue_watch,
            "pull": self.enqueue_pulls,
            "settle": self.enqueue_settle,
            "reparse": self.enqueue_rereading,
            "refresh": self.enqueue_refreshes,
            "forget": self.enqueue_forget,
            "learn": self.enqueue_learn,
            "tidy": self.enqueue_tidy,
        }
        return [
            JobSpec(name, about[name], make, every=timedelta(seconds=every[name]))
            for name, make in enqueue.items()
            if every[name]
        ]

    # --- which tasks a run of a job consists of ---

    def enqueue_watch(self, connection: Connection, run_id: RunId) -> None:
        states = source_states(connection, [source.name for source in self.sources])
        for source in self.sources:
            if source.folder and not states[source.name].paused:
                self.tasks.enqueue("watch", source.name, {}, run_id=run_id, connection=connection)

    def enqueue_pulls(self, connection: Connection, run_id: RunId) -> None:
        now = self.engine.clock()
        states = source_states(connection, self.pull_seconds)
        for source, seconds in self.pull_seconds.items():
            last = states[source].last_try_at
            due = seconds and (last is None or now - last >= seconds * 1_000_000)
            if due and not states[source].paused:
                self.tasks.enqueue("pull", source, {}, run_id=run_id, connection=connection)

    def enqueue_settle(self, connection: Connection, run_id: RunId) -> None:
        if pending_records(connection, 1):
            self.tasks.enqueue("settle", "all", {}, run_id=run_id, connection=connection)

    def enqueue_rereading(self, connection: Connection, run_id: RunId) -> None:
        for source in waiting(self.engine, self.parsers):
            self.tasks.enqueue("reparse", source, {}, run_id=run_id, connection=connection)

    def enqueue_refreshes(self, connection: Connection, run_id: RunId) -> None:
        if not any(connector.lookup_by for connector in self.connectors.values()):
            return
        before = Instant(int(self.engine.clock() - self.stale_days * DAY))
        stale = sa.select(person.c.person_id).where(person.c.seen_at < before).order_by(person.c.seen_at)
        for person_id in connection.execute(stale.limit(REFRESHED_AT_ONCE)).scalars():
            self.tasks.enqueue("refresh", f"P{person_id}", {}, run_id=run_id, connection=connection)

    def enqueue_forget(self, connection: Connection, run_id: RunId) -> None:
        if any(connector.policy.keep_days is not None for connector in self.connectors.values()):
            self.tasks.enqueue("forget", "sources", {}, run_id=run_id, connection=connection)

    def enqueue_learn(self, connection: Connection, run_id: RunId) -> None:
        self.tasks.enqueue("learn", "judgements", {"by": "onefold"}, run_id=run_id, connection=connection)

    def enqueue_tidy(self, connection: Connection, run_id: RunId) -> None:
        self.tasks.enqueue("tidy", "tasks", {}, run_id=run_id, connection=connection)

    # --- what the tasks do ---

    def watch(self, work: Work) -> dict[str, Any]:
        """Takes in what is new or changed in one source's folder."""
        name = work.task.subject
        folder = next((Path(source.folder) for source in self.sources if source.name == name), None)
        if folder is None or not folder.is_dir():
            raise NotFound(f"the folder of source {name} is not there; see onefold.toml")
        return told(take_paths(self.engine, self.parsers[name], name, [folder], work))

    def pull(self, work: Work) -> dict[str, Any]:
        return told(pull(self.engine, self.connectors, work.task.subject, work))

    def settle(self, work: Work) -> dict[str, Any]:
        return {"changes": len(settle(self.engine, work))}

    def reparse(self, work: Work) -> dict[str, Any]:
        """Reads one source's kept files again that a better reader has not read yet."""
        source = work.task.subject
        if source not in self.parsers:
            raise NotFound(f"source {source} takes no files any more; see onefold.toml")
        return told(reread(self.engine, self.parsers[source], source, work))

    def refresh(self, work: Work) -> dict[str, Any]:
        """Asks the sources about one person. The result names what changed; the values stay where they belong."""
        by, again = str(work.task.payload.get("by", "")), bool(work.task.payload.get("again"))
        number = int(work.task.subject.removeprefix("P"))
        outcome = refresh(
            self.engine, self.connectors, number, work, by=by, closed=self.closed(), again=again
        )
        return {
            "person": f"P{outcome.person_id}",
            "refresh": outcome.refresh_id,
            "answers": msgspec.to_builtins(outcome.answers),
            "changed": [difference.attribute for difference in outcome.differences],
        }

    def forget(self, work: Work) -> dict[str, Any]:
        """Forgets what sources have not said again for as long as they let it be kept."""
        policies = {name: connector.policy for name, connector in self.connectors.items()}
        gone = forget_old(self.engine, policies, work)
        return {"forgotten": gone.versions, "refused": gone.refused, "changes": len(gone.events)}

    def learn(self, work: Work) -> dict[str, Any]:
        """Tries what people judged against the model in force; the better one decides from then on."""
        trial = learn(self.engine, str(work.task.payload.get("by", "")), work)
        return {"trial": msgspec.to_builtins(trial)}

    def model(self, work: Work) -> dict[str, Any]:
        """Puts a former model in force again."""
        by = str(work.task.payload.get("by", ""))
        return {"changes": use(self.engine, work.task.subject, by, work)}

    def tidy(self, work: Work) -> dict[str, Any]:
        before = Instant(self.engine.clock() - TASKS_KEPT_DAYS * DAY)
        return {"forgotten": self.tasks.prune(before)}

    def ask_refresh(self, person_id: int, by: str, again: bool = False) -> TaskId:
        """Asks for one person to be refreshed; joins a refresh that is under way. `again`: also sources asked just now."""
        return self.tasks.enqueue("refresh", f"P{person_id}", {"by": by, "again": again})

    def plan_refresh(self, person_id: int, again: bool = False) -> list[Plan]:
        """Which sources a refresh would ask, what that may cost, and why the others are left out. Raises NotFound."""
        return planned(self.engine, self.connectors, person_id, closed=self.closed(), again=again)

    def closed(self) -> dict[str, str]:
        """The sources that may not be asked now, and why."""
        return {
            name: "its budget for thirty days is used up"
            for name, connector in self.connectors.items()
            if isinstance(connector, BaseConnector) and used_up(connector)
        }

    def record(self, source: str) -> Record | None:
        """How a source behind a network did in the last thirty days; None for one that takes files."""
        connector = self.connectors.get(source)
        return connector.record() if isinstance(connector, BaseConnector) else None

    def check(self, source: str) -> Health:
        """How it is now, found out by one cheap live call; its state tells of it. Raises NotFound."""
        connector = self.connectors.get(source)
        if not isinstance(connector, BaseConnector):
            raise NotFound(
                f"there is no connector {source!r}; there are: {', '.join(self.connectors) or 'none'}"
            )
        health = connector.health()
        with self.engine.database.write() as connection:
            note_check(connection, source, self.engine.clock(), "" if health.state == "ok" else health.detail)
        return health


def used_up(connector: BaseConnector[Any]) -> bool:
    """Whether the next call would cost more than is left of the budget."""
    spent, cost = connector.record(), connector.limits.cost
    return bool(cost and spent.budget and spent.tally.cost + cost > spent.budget)


def told(ingested: Ingested) -> dict[str, Any]:
    return {
        "new": ingested.new, "changed": ingested.changed, "refused": ingested.refused, "changes": len(ingested.events),
    }  # fmt: skip
