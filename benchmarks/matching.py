"""How good and how fast `onefold dedupe` is on labelled tables of people, stage by stage.

usage: python -m benchmarks.matching TABLE.parquet... [--truth COLUMN] [--misses N]

The truth is the column `cluster` or `person_id` unless --truth names another. Each table runs in a process of its own, so
that its peak memory is its own. With --misses wrong and missed pairs are shown with their reasons.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from enrich.ports import Matches, Silent
from matchers.blocking import RULES
from matchers.comparisons import COMPARISONS
from matchers.dedupe.blocks import blocked, people_of_columns
from matchers.dedupe.features import columns_of_sheet
from matchers.dedupe.mapping import guess
from matchers.dedupe.reading import as_text, distinct, read_table
from matchers.dedupe.run import Clock, dedupe_file, limits_for
from matchers.dedupe.sheet import sheet_of
from matchers.dedupe.terms import BatchTerms
from matchers.dedupe.weighing import Weigher
from matchers.model import Model
from matchers.scene import Batch, Scene
from matchers.scoring import outcomes_of
from matchers.training import train

FIGURES = ("precision", "recall", "f1", "bcubed_f1", "estimated_precision", "estimated_recall")


def truth_of(path: Path, named: str) -> str:
    """The column that knows who is who."""
    return named or ("cluster" if "cluster" in read_table(path).rows.columns else "person_id")


def measure(path: Path, truth: str) -> None:
    """One line of figures and one of seconds."""
    started = time.process_time()
    document = dedupe_file(path, truth_of(path, truth), None, Clock(Silent())).document()
    told = " ".join(f"{name}={document[name]:.4f}" for name in FIGURES if document[name] is not None)
    per_record = document["pairs_compared"] / document["records"]
    print(
        f"{path.stem}: {document['records']:,} records, {per_record:.1f} pairs each, {document['review_pairs']:,} to review; {told}"
    )
    stages = " ".join(f"{name}={seconds:.2f}" for name, seconds in document["seconds"].items())
    print(
        f"   wall {stages}; cpu {time.process_time() - started:.1f} s; peak {document['peak_memory_mb']:,.0f} MB",
        flush=True,
    )


def misses(path: Path, truth: str, most: int) -> None:
    """Wrong and missed pairs of a table with what each comparison said of them."""
    table = read_table(path).rows
    column = truth_of(path, truth)
    person = distinct(as_text(table[column]))[0]
    columns = columns_of_sheet(sheet_of(table, guess(table, {}, column)))
    terms = BatchTerms(columns)
    found = blocked(terms, table.height, limits_for(table.height))
    scene = Scene(columns, Model().for_kernel(), people_of_columns(columns, terms))
    model = train(scene, found.pairs, Model()).model
    scene = scene.weighing(model.for_kernel())
    matches = Weigher(scene, model.prior, model.review_at).all(found.pairs)
    same = person[matches.a] == person[matches.b]
    blocked_recall(found.pairs.rules, same, person)
    generator = np.random.default_rng(0)
    for title, at in (
        ("WRONG", (matches.weight >= model.merge_at) & ~same),
        ("MISSED", (matches.weight < model.review_at) & same),
    ):
        for place in generator.permutation(np.flatnonzero(at))[:most].tolist():
            show(scene, matches, place, title)


def blocked_recall(rules: np.ndarray, same: np.ndarray, person: np.ndarray) -> None:
    """How many true pairs the rules find, and what each of them alone does."""
    sizes = np.bincount(person)[1:]
    every = int((sizes * (sizes - 1) // 2).sum())
    print(f"   blocked recall {same.sum() / max(every, 1):.4f}")
    for number, rule in enumerate(RULES):
        mine, alone = (rules >> number & 1) > 0, rules == 1 << number
        if mine.any():
            print(
                f"   {rule.name}: {mine.sum():,} pairs, {same[mine].mean():.3f} true, {same[alone].sum():,} true ones by it alone"
            )


def show(scene: Scene, matches: Matches, place: int, title: str) -> None:
    outcomes = outcomes_of(Batch(scene, matches.a[place : place + 1], matches.b[place : place + 1]))
    words = scene.columns.words
    parts = [
        f"{c.name}={c.levels[outcome.level[0]].name} {outcome.bits[0]:+.1f} [{words[outcome.left[0]]} ~ {words[outcome.right[0]]}]"
        for c in COMPARISONS
        if (outcome := outcomes[c.name]).level[0] >= 0
    ]
    print(f"   {title} {matches.weight[place]:.1f}: {'; '.join(parts)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("tables", nargs="+", type=Path)
    parser.add_argument("--truth", default="", help="the column that knows who is who")
    parser.add_argument("--misses", type=int, default=0, help="show so many wrong merges and missed pairs")
    options = parser.parse_args()
    if len(options.tables) > 1:
        extra = ["--truth", options.truth, "--misses", str(options.misses)]
        for path in options.tables:
            subprocess.run([sys.executable, "-m", "benchmarks.matching", str(path), *extra], check=True)
        return
    path = options.tables[0]
    measure(path, options.truth)
    if options.misses:
        misses(path, options.truth, options.misses)


if __name__ == "__main__":
    main()
