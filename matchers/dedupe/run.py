"""A table of people in, who is who out: the flow on one page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from enrich.errors import Refused
from enrich.ports import Floats, Ints, Progress
from enrich.writing import whole
from matchers.blocking import RULES
from matchers.clustering import cluster
from matchers.columns import Codes, Columns
from matchers.dedupe.blocks import Blocked, blocked, people_of_columns, useful
from matchers.dedupe.cleaning import columns_of_table, helpers
from matchers.dedupe.copies import copies_of, subset
from matchers.dedupe.evaluation import Quality, quality
from matchers.dedupe.mapping import Plan, guess, read_map
from matchers.dedupe.memory import give_back, uncollected
from matchers.dedupe.reading import LeftOut, TableRead, as_text, distinct, read_table
from matchers.dedupe.terms import BatchTerms
from matchers.dedupe.weighing import Weigher
from matchers.diagnostics import BlockingWorth, worth_of_rules
from matchers.model import Model
from matchers.scene import Batch, NoPeople, PeopleOfColumns, Scene
from matchers.scoring import tables_of, weigh_batch
from matchers.thresholds import Estimate
from matchers.training import Origins, train
from matchers.watching import peak_memory, watched
from matchers.workers import Worker, cores, meanwhile

# How far below `review_at` a pair may weigh and still be kept: what clusters are made with.
SLACK = 1.0
ALL_RULES = 200_000  # up to so many records every rule is worth its pairs
LARGE = 2_000_000  # bytes of a file from which on other processes help to clean it
FEW = 150_000  # records; what other processes need for as many is more memory than their time is worth
ADDED = ("person_id", "cluster_size", "confidence")


class Persons(NamedTuple):
    """Who is who: a number of a person, and how sure that is, for every row. `estimates`: pairwise precision and recall;
    `worth`: what each blocking rule found."""

    label: Codes
    confidence: Floats
    pairs_compared: int
    review_pairs: int
    estimates: tuple[Estimate, Estimate] | None
    blocked: Blocked
    model: Model
    worth: BlockingWorth


@dataclass
class Clock:
    """Wall seconds per stage, told to whoever watches."""

    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self.progress.step(name, 0)
        started = time.perf_counter()
        yield
        give_back()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started


class Report(NamedTuple):
    """What a run found in a table and what it cost; `left_out`: rows of the file that nobody can read."""

    plan: Plan
    persons: Persons
    quality: Quality | None
    seconds: dict[str, float]
    left_out: tuple[LeftOut, ...] = ()

    def document(self) -> dict[str, Any]:
        """What `--json` prints."""
        found, persons = self.quality, self.persons
        return {
            "records": len(persons.label),
            "persons": int(persons.label.max(initial=-1)) + 1,
            "pairs_compared": persons.pairs_compared,
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
            "peak_memory_mb": round(peak_memory(), 1),
            "precision": found.precision if found else None,
            "recall": found.recall if found else None,
            "f1": found.f1 if found else None,
            "bcubed_f1": found.bcubed_f1 if found else None,
            "estimated_precision": persons.estimates[0].value if persons.estimates else None,
            "estimated_recall": persons.estimates[1].value if persons.estimates else None,
            "estimated_precision_interval": list(persons.estimates[0][1:]) if persons.estimates else None,
            "estimated_recall_interval": list(persons.estimates[1][1:]) if persons.estimates else None,
            "review_pairs": persons.review_pairs,
            "left_out": [row._asdict() for row in self.left_out],
            "mapping": {column.name: column.attribute for column in self.plan.columns},
            "rules": [rule._asdict() for rule in persons.worth.rules],
        }


def dedupe_file(path: Path, truth: str, map_file: Path | None, clock: Clock, workers: int = 0) -> Report:
    """Reads a table and finds who is who in it, with so many processes (by default one per core). Raises Refused or
    ConfigError for what cannot be."""
    with ExitStack() as stack:
        stack.enter_context(uncollected())
        stack.enter_context(watched())
        crew: list[Worker] = []
        if path.is_file() and path.stat().st_size > LARGE:  # they start while it is read
            crew = [stack.enter_context(worker) for worker in helpers(workers or cores())]
        (table, left_out), plan = _read(path, truth, map_file, clock)
        with clock.stage("clean"):
            columns, source = columns_of_table(table, plan, crew)
        known = distinct(as_text(table[truth]))[0] if truth else None
        del table  # it is as large as what is made of it, and can be read again
        persons = persons_of(columns, source, clock, workers)
        found = quality(persons.label, known) if known is not None else None
        return Report(plan, persons, found, clock.seconds, left_out)


def _read(path: Path, truth: str, map_file: Path | None, clock: Clock) -> tuple[TableRead, Plan]:
    with clock.stage("read"):
        read = read_table(path)
        names = read.rows.columns
        if truth and truth not in names:
            raise Refused("there is no such column for the truth", found=truth, allowed=", ".join(names))
        declared = read_map(map_file, names) if map_file else {}
        return read, guess(read.rows, declared, truth)


def persons_of(columns: Columns, source: Codes, clock: Clock, workers: int = 0) -> Persons:
    """Finds pairs, learns the weights, weighs, and makes clusters, with so many processes."""
    with clock.stage("clean"):
        copies = copies_of(columns)
        mine = columns if len(copies.rows) == len(copies.of) else subset(columns, copies.rows)
    with _tables(mine, workers) as tables:
        return _persons(
            mine, source[copies.rows] if source.any() else None, copies.of, tables, clock, workers
        )


def _persons(
    mine: Columns, source: Codes | None, of: Codes, tables: Tables, clock: Clock, workers: int
) -> Persons:
    """The same for distinct rows. `of`: which of them each row is; `tables`: of what they say."""
    n = len(mine.records)
    with clock.stage("block"):
        found, people = _pairs(mine, clock.progress)
    with clock.stage("train"):
        model = Model()
        scene = Scene(mine, model.for_kernel(), people).awaiting(tables)
        trained = train(scene, found.pairs, model, workers=workers if n >= FEW else 1)
        model = trained.model
        scene = scene.weighing(model.for_kernel())
        worth = useful(found.pairs, model.limits)
        found = found._replace(pairs=worth)
    with clock.stage("weigh"):
        weigher = Weigher(scene, model.prior, model.review_at, workers)
        matches = weigher.strong(
            worth, model.review_at - SLACK, lambda done, of: clock.progress.step("weigh", done, of)
        )
        matches = weigher.with_inner(matches, worth, model.merge_at)
    with clock.stage("cluster"):
        clusters = cluster(n, matches, model, source, workers)
        label, confidence = followed(
            clusters.label,
            clusters.confidence,
            of,
            model,
            lambda at: weigh_batch(Batch(scene, at, at)).bits,
        )
    estimates = (clusters.precision, clusters.recall) if trained.looked_at else None
    rules = worth_of_rules(matches.rules, matches.weight, found.found)
    return Persons(label, confidence, len(worth.a), len(clusters.review), estimates, found, model, rules)


Tables = Callable[[], dict[Any, Any]]


def _tables(columns: Columns, workers: int) -> AbstractContextManager[Tables]:
    """Has the tables that only depend on the records made by another process; small ones are made where they are needed."""
    if len(columns.records) < FEW:
        return nullcontext(dict)
    scene = Scene(columns, Model().for_kernel(), NoPeople())
    codes = [values.code for values in columns.many.values()]

    def made() -> dict[Any, Any]:
        scene.table(Origins)
        return tables_of(scene)

    return meanwhile(made, [columns.words, *codes, *columns.one.values()], workers)


def _pairs(columns: Columns, progress: Progress) -> tuple[Blocked, PeopleOfColumns]:
    n, terms = len(columns.records), BatchTerms(columns)
    found = blocked(terms, n, limits_for(n), told=lambda done, of: progress.step("block", done, of))
    return found, people_of_columns(columns, terms)


def limits_for(n: int) -> dict[str, int]:
    """How many records may share a key under each rule: with many records, rules that find next to nothing are off."""
    return {rule.name: rule.limit for rule in RULES} if n <= ALL_RULES else dict(Model().limits)


def followed(
    label: Ints, confidence: Floats, of: Codes | Ints, model: Model, with_themselves: Callable[[Ints], Floats]
) -> tuple[Codes, Floats]:
    """Label and confidence of all rows: copies go with the row they equal, where what they say is enough to know a person
    by; else each stays alone. Persons are numbered by their first row. `with_themselves`: what distinct rows weigh against
    themselves, without the prior."""
    answer = label[of].astype(np.int64)
    sure = confidence[of]
    followers = np.ones(len(of), np.bool_)
    followers[np.unique(of, return_index=True)[1]] = False
    if followers.any():
        at = np.unique(of[followers]).astype(np.int64)
        crowding = log2(len(of) / len(label))  # the prior was learned from distinct rows alone
        bits = model.prior - crowding + with_themselves(at)
        weak = np.zeros(len(label), np.bool_)
        weak[at[bits < model.merge_at]] = True
        alone = np.flatnonzero(followers & weak[of])
        answer[alone] = len(label) + alone
        sure[alone] = 1.0
    _, first, which = np.unique(answer, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    return order[which].astype(np.int32), sure


def with_persons(table: pl.DataFrame, persons: Persons) -> pl.DataFrame:
    """The rows as they came, and behind them the person each belongs to; a column of that name in the input gets another."""
    return beside(table, persons.label, cluster_sizes(persons.label), persons.confidence)


def cluster_sizes(label: Codes) -> Ints:
    return np.bincount(label, minlength=1)[label].astype(np.int64)


def beside(table: pl.DataFrame, label: Codes, size: Ints, confidence: Floats) -> pl.DataFrame:
    """Rows, and behind them the person each belongs to."""
    taken = {name: f"input_{name}" for name in ADDED if name in table.columns}
    return table.rename(taken).with_columns(
        pl.Series("person_id", label.astype(np.int64) + 1),
        pl.Series("cluster_size", size),
        pl.Series("confidence", confidence.round(4)),
    )


def as_cells(table: pl.DataFrame) -> pl.DataFrame:
    """The table with lists as text, as CSV files have them."""
    nested = [name for name, kind in table.schema.items() if kind.is_nested()]
    return table.with_columns(as_text(table[name]).alias(name) for name in nested)


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Writes CSV or Parquet, as the suffix says, whole or not at all. Raises Refused for another suffix."""
    kind = path.suffix.lower()
    if kind == ".parquet":
        with whole(path) as part:
            table.write_parquet(part)
    elif kind == ".csv":
        with whole(path) as part:
            as_cells(table).write_csv(part)
    else:
        raise Refused(
            "this kind of file is not written",
            where=str(path),
            found=kind or "no suffix",
            allowed=".csv, .parquet",
        )
