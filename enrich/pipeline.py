"""The flow, on one page.

source -> record version -> features + blocking keys -> pairs -> matches -> judgements -> resolve -> clusters
       -> persons: golden record + timeline -> change feed

`ingest` takes records in and marks whom they concern as pending; `settle` weighs the pending pairs and decides anew who
is who around them. Both are safe to stop at any moment: each step is one transaction, and what is pending stays so until
it is settled. `judge` and `revoke` let a person decide, and decide again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import NamedTuple

from sqlalchemy.engine import Connection

from enrich.changes import Change
from enrich.collecting import uncollected
from enrich.errors import Refused
from enrich.model import Found, Instant, RecordId, Verdict
from enrich.ports import Matcher, Progress, Silent
from enrich.resolution import Rules, resolve_touched
from enrich.store import derived, forgetting, inputs, models, refreshes, suggestions
from enrich.store.database import Database, gather_statistics
from enrich.store.derived import Due, Marks, mark
from enrich.store.facts import Draft, Origin, draft, questions_of_ids, take
from enrich.store.judgements import add_judgement, revoke_judgement
from enrich.store.shelf import BULK, WAITING, Shelf
from enrich.store.statements import Question, ask_ahead
from enrich.weighing import store_prepared, weigh_pending

BATCH = 2_000  # records taken in by one transaction
LARGE_SHARE = 0.2  # of all records; where more are pending, all of them are settled at once

Prepare = Callable[[Iterable[tuple[list[Found], list[Refused]]]], Iterator[tuple[list[Draft], list[Refused]]]]


def now() -> Instant:
    """Microseconds since 1970 UTC."""
    return Instant(time.time_ns() // 1000)


@dataclass
class Engine:
    """What the flow runs on. `prepare_many` may spread the preparation of large inputs over processes; `matcher_of` reads a
    stored model."""

    database: Database
    rules: Rules
    clock: Callable[[], Instant] = now
    prepare_many: Prepare | None = None
    matcher_of: Callable[[bytes], Matcher] | None = None
    configured: Matcher = field(init=False)
    steps: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.configured = self.rules.matcher

    @property
    def matcher(self) -> Matcher:
        return self.rules.matcher


class Ingested(NamedTuple):
    """What came of an input: records never seen before, records that say something new, all others, and what was refused."""

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    events: tuple[Change, ...] = ()


def plus(one: Ingested, other: Ingested) -> Ingested:
    return Ingested(
        one.new + other.new, one.changed + other.changed, one.same + other.same, one.refused + other.refused,
        one.events + other.events,
    )  # fmt: skip


class InputFrom(NamedTuple):
    """Where an input comes from: the source, the document's name, who read it, the SHA-256 of its kept original, and the
    refresh that brought it; `weak`: it was found by a name and an employer only; `confirms`: that the source told of a
    record is noted also where it said nothing new."""

    source: str
    document: str = ""
    reader: str = ""
    original: str = ""
    refresh: int | None = None
    weak: bool = False
    confirms: bool = False


def ingest(
    engine: Engine, origin: InputFrom, found: Iterable[Found | Refused], progress: Progress | None = None
) -> Ingested:
    """Takes one source's records in and settles what they change. Taking the same in again changes nothing."""
    progress = progress or Silent()
    total, settled = Ingested(), False
    for drafts, refused in prepared(engine, batches(found)):
        small = len(drafts) < BATCH and total.new + total.changed == 0
        taken, settled = taken_and_settled(engine, origin, drafts, refused, small=small)
        total = plus(total, taken)
        if (done := total.new + total.changed + total.same) >= BATCH:
            progress.step("taking in records", done)
    return total if settled else plus(total, Ingested(events=tuple(settle(engine, progress))))


@uncollected()
def taken_and_settled(
    engine: Engine, origin: InputFrom, drafts: Sequence[Draft], refused: Sequence[Refused], *, small: bool
) -> tuple[Ingested, bool]:
    """One transaction: takes a batch in, and settles it where it is a small input. Whether it is settled is told too."""
    ids = chain.from_iterable(questions_of_ids(origin.source, {item.key for item in drafts}))
    with deciding(engine, *ids, *derived.questions_of_waits(WAITING)) as connection:
        taken, marks, shelf = taken_in(connection, engine, origin, drafts, refused)
        if not small:
            derived.store_marks(connection, marks)
            return taken, False
        events = settle_small(connection, engine, marks, shelf)
    return plus(taken, Ingested(events=tuple(events or ()))), events is not None


def take_batch(
    connection: Connection,
    engine: Engine,
    origin: InputFrom,
    drafts: Sequence[Draft],
    refused: Sequence[Refused],
) -> Ingested:
    """Within one transaction: stores the facts, their features and keys, what was refused, and that all this waits."""
    taken, marks, _ = taken_in(connection, engine, origin, drafts, refused)
    derived.store_marks(connection, marks)
    return taken


def taken_in(
    connection: Connection,
    engine: Engine,
    origin: InputFrom,
    drafts: Sequence[Draft],
    refused: Sequence[Refused],
) -> tuple[Ingested, Marks, Shelf]:
    """The same; what is due is given, not stored, with what has been read on the way."""
    place = Origin(origin.source, engine.clock(), origin.reader, origin.original, origin.refresh)
    inputs.store_refusals(connection, place, origin.document, refused)
    taken = take(connection, place, drafts)
    if origin.confirms:
        forgetting.confirm(connection, taken.fresh | taken.known, place.recorded_at)
    if origin.refresh is not None:
        refreshes.store_brought(connection, origin.refresh, taken)
    shelf = Shelf(connection, taken.fresh)
    marks = store_prepared(connection, engine.matcher, taken.current, taken.new, shelf)
    if origin.weak:
        suggestions.suggest(connection, taken.fresh, place.recorded_at)
    elif taken.known:
        mark(marks, suggestions.confirm(connection, taken.known, place.recorded_at))
    mark(marks, taken.seen)
    return Ingested(taken.new, taken.changed, taken.same, len(refused)), marks, shelf


@contextmanager
def deciding(engine: Engine, *ahead: Question) -> Iterator[Connection]:
    """A transaction that decides who is who, by the model in force; `ahead`: what it is going to ask."""
    with uncollected(), engine.database.write(identity=True) as connection:
        ask_ahead(connection, *ahead)
        follow(connection, engine)
        yield connection


def follow(connection: Connection, engine: Engine) -> None:
    """Takes up the model that was put in force last, here or by another process."""
    version = models.version_in_force(connection, engine.configured.version)
    if version is None or version == engine.matcher.version:
        return
    if version == engine.configured.version:
        engine.rules = engine.rules._replace(matcher=engine.configured)
    elif engine.matcher_of is not None:
        stored = models.stored(connection, engine.configured.version, version)
        engine.rules = engine.rules._replace(matcher=engine.matcher_of(stored.content))


def settle_small(
    connection: Connection, engine: Engine, marks: Marks, shelf: Shelf | None = None
) -> list[Change] | None:
    """Settles what is due, with all that waits; where that is much, this waits too, and nothing is given. `shelf`: what has
    been read of features and keys since they were written."""
    shelf = shelf or Shelf(connection)
    due = {**shelf.waits().pending}
    waited = len(due)
    for one, what in marks.items():
        mark(due, [one], what)
    if len(due) > BULK:
        derived.store_marks(connection, marks)
        return None
    return settle_records(connection, engine, due, Silent(), waited=waited > 0, shelf=shelf)


def settle(engine: Engine, progress: Progress | None = None) -> list[Change]:
    """Weighs and resolves everything pending, in as many transactions as it takes. Safe to repeat."""
    events: list[Change] = []
    while pending(engine):
        with deciding(engine) as connection:
            events += settle_due(connection, engine, progress or Silent())
    return events


def settle_due(connection: Connection, engine: Engine, progress: Progress) -> list[Change]:
    """Settles the oldest of what is pending; everything there is where so much waits that reading whole tables is faster."""
    due = derived.pending_records(connection, BULK)
    if len(due) == BULK and derived.share_pending(connection) > LARGE_SHARE:
        return settle_records(connection, engine, None, progress)
    return settle_records(connection, engine, due, progress)


def settle_records(
    connection: Connection,
    engine: Engine,
    due: Mapping[RecordId, Due] | None,
    progress: Progress,
    *,
    rewrite: bool = False,
    waited: bool = True,
    shelf: Shelf | None = None,
) -> list[Change]:
    """Within one transaction: pairs, weights, clusters, persons and events of these records (all for None).

    `rewrite`: writes every person's rows again, also where nothing changed; `waited`: whether some were stored as pending;
    `shelf`: what has been read of features and keys since they were written.
    """
    if due is not None and not due:
        return []
    progress.step("comparing records", 0, None if due is None else len(due))
    shelf = shelf or Shelf(connection)
    if shelf.waits().first_load:
        derived.index_keys(connection)
    weighed = weigh_pending(shelf, engine.matcher, due)
    events = resolve_touched(
        connection,
        engine.rules,
        weighed.touched,
        engine.clock(),
        progress,
        changed=None if due is None else {one for one, what in due.items() if what == "everything"},
        weighed=weighed,
        shelf=shelf,
        rewrite=rewrite,
    )
    if waited:
        derived.clear_pending(connection, due)
    if due is None:
        gather_statistics(connection)
    return events


def judge(
    engine: Engine, pairs: Collection[tuple[RecordId, RecordId]], verdict: Verdict, by: str, note: str = ""
) -> tuple[list[int], list[Change]]:
    """A person decides about pairs of records: their judgements' ids, and what that changed."""
    with deciding(engine) as connection:
        at = engine.clock()
        made = [add_judgement(connection, a, b, verdict, by, at, note) for a, b in sorted(pairs)]
        ends = {end for pair in pairs for end in pair}
        return made, resolve_touched(connection, engine.rules, ends, at, Silent())


def revoke(engine: Engine, judgements: Collection[int], by: str) -> list[Change]:
    """Takes decisions back: the world becomes what it would be without them. Raises NotFound for one that does not stand."""
    with deciding(engine) as connection:
        at = engine.clock()
        gone = [revoke_judgement(connection, number, by, at) for number in sorted(judgements)]
        ends = {end for judgement in gone for end in (judgement.a, judgement.b)}
        return resolve_touched(connection, engine.rules, ends, at, Silent())


def split(
    engine: Engine, kept: Collection[RecordId], parted: Collection[RecordId], by: str
) -> tuple[list[int], list[Change]]:
    """Parts some records of a person from the others: each is judged different from each, so nothing joins them again."""
    pairs = {(min(a, b), max(a, b)) for a in kept for b in parted if a != b}
    return judge(engine, pairs, "different", by, "split")


def resolve_all(
    engine: Engine,
    progress: Progress | None = None,
    matcher: Matcher | None = None,
    made: models.Made | None = None,
) -> list[Change]:
    """Decides every pair anew, by this matcher, which from now on is in force; else by the one that is. `made`: how it came to
    be, where it was not in force before."""
    with deciding(engine) as connection:
        changed = engine if matcher is None else replace(engine, rules=engine.rules._replace(matcher=matcher))
        configured = engine.configured.version
        models.activate(connection, changed.matcher, configured, engine.clock(), made or models.Made())
        derived.mark_all_pending(connection)
        events = settle_records(connection, changed, None, progress or Silent())
    engine.rules = changed.rules
    return events


def pending(engine: Engine) -> bool:
    with engine.database.read() as connection:
        return bool(derived.pending_records(connection, 1))


def batches(found: Iterable[Found | Refused]) -> Iterator[tuple[list[Found], list[Refused]]]:
    iterator = iter(found)
    while some := list(islice(iterator, BATCH)):
        yield (
            [item for item in some if isinstance(item, Found)],
            [item for item in some if isinstance(item, Refused)],
        )


def prepared(
    engine: Engine, some: Iterable[tuple[list[Found], list[Refused]]]
) -> Iterator[tuple[list[Draft], list[Refused]]]:
    """Features and keys of each batch, made outside any transaction."""
    if engine.prepare_many is not None:
        yield from engine.prepare_many(some)
        return
    for found, refused in some:
        at = engine.clock()
        yield [draft(item, engine.matcher.prepare(item.profile), at) for item in found], refused
