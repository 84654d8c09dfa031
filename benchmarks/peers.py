"""`onefold dedupe` and Splink on the same labelled tables, one after the other in one run, as a Markdown table.

usage: python -m benchmarks.peers TABLE.parquet... [--truth COLUMN] [--splink-python PYTHON]

Splink is no dependency: install it where this runs, or name a Python that has it. It gets the same cells under the same
mapping. The last lines are raw limits of this machine, so that a figure can be read without knowing the machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from benchmarks.matching import truth_of
from matchers.columns import Codes
from matchers.dedupe.evaluation import quality
from matchers.dedupe.mapping import guess
from matchers.dedupe.reading import as_text, cells_of, distinct, read_table

PEER = Path(__file__).with_name("splink_peer.py")
GRID = np.arange(-4.0, 31.0, 1.0)  # bits: thresholds that Splink is granted with the truth in hand
HEAD = (
    "| table | records | F1: ours | Splink, usual | Splink, best with the truth | seconds: ours | Splink | Splink / ours |"
    " MB: ours | Splink | Splink / ours |"
)


class Run(NamedTuple):
    """`best`: F1 at the best threshold, found with the truth."""

    records: int
    seconds: float
    memory: float
    f1: float
    precision: float
    best: float = 0.0


def ours(path: Path, truth: str) -> Run:
    command = [sys.executable, "-m", "onefold", "dedupe", str(path), "--truth", truth, "--json"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    document = json.loads(answer.stdout)
    seconds = sum(document["seconds"].values())
    return Run(
        document["records"], seconds, document["peak_memory_mb"], document["f1"], document["precision"]
    )


def splink(path: Path, truth: str, python: str) -> Run | None:
    """None where Splink is not installed or gives up."""
    table = read_table(path).rows
    with tempfile.TemporaryDirectory() as folder:
        prepared, pairs = Path(folder, "people.parquet"), Path(folder, "pairs.parquet")
        prepare(table, truth).write_parquet(prepared)
        command = [python, str(PEER), str(prepared), str(pairs)]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        if answer.returncode:
            told = answer.stderr.strip().splitlines()[-1][:200] if answer.stderr else "failed"
            print(f"Splink on {path.stem}: {told}", file=sys.stderr)
            return None
        scored = pl.read_parquet(pairs)
    document: dict[str, Any] = json.loads(answer.stdout[answer.stdout.index("{") :])
    label = np.unique(np.array(document["clusters"]), return_inverse=True)[1].astype(np.int32)
    person = distinct(as_text(table[truth]))[0]
    usual = quality(label, person)
    return Run(
        table.height, document["seconds"], document["peak_memory_mb"], usual.f1, usual.precision,
        best_of(scored, person),
    )  # fmt: skip


def best_of(scored: pl.DataFrame, person: Codes) -> float:
    """The highest F1 that connected components reach at any threshold."""
    n, (a, b, weight) = len(person), (scored[name].to_numpy() for name in ("a", "b", "weight"))
    found = []
    for at in GRID.tolist():
        keep = weight >= at
        graph = coo_matrix((np.ones(int(keep.sum())), (a[keep], b[keep])), shape=(n, n))
        found.append(quality(connected_components(graph, directed=False)[1].astype(np.int32), person).f1)
    return max(found)


def prepare(table: pl.DataFrame, truth: str) -> pl.DataFrame:
    """The table under our mapping, in lower case, a whole name cut into its first and its last word."""
    plan = guess(table, {}, truth)
    columns = {}
    for column in plan.used:
        cells = cells_of(table[column.name])
        columns.setdefault(column.attribute, cells.text.gather(cells.code).str.to_lowercase())
    if "name" in columns and "family_name" not in columns:
        words = columns.pop("name").str.split(" ")
        columns |= {"given_name": words.list.first(), "family_name": words.list.last()}
    frame = pl.DataFrame({name: values.alias(name) for name, values in columns.items()})
    return frame.with_columns(pl.all().replace("", None)).with_row_index("row")


def limits() -> Iterator[str]:
    """Operations per second of what matching is made of."""
    generator = np.random.default_rng(0)
    numbers = generator.integers(0, 1 << 40, 2_000_000)
    words = [
        "".join(chr(97 + letter) for letter in row) for row in generator.integers(0, 26, (2_000, 7)).tolist()
    ]
    tests: tuple[tuple[str, int, Callable[[], object]], ...] = (
        ("sort 64-bit numbers", len(numbers), lambda: np.sort(numbers)),
        ("gather by code and compare", len(numbers), lambda: numbers[numbers % 1_000_000] == numbers),
        (
            "Jaro-Winkler, all with all",
            2_000 * 2_000,
            lambda: process.cdist(words, words, scorer=JaroWinkler.similarity),
        ),
    )
    for name, count, run in tests:
        started = time.perf_counter()
        run()
        yield f"| {name} | {count / (time.perf_counter() - started) / 1e6:.1f} million/s |"


def line(name: str, mine: Run, peer: Run | None) -> str:
    if peer is None:
        theirs = ("-",) * 6
    else:
        theirs = (
            f"{peer.f1:.4f}", f"{peer.best:.4f}", f"{peer.seconds:.1f}", f"{peer.seconds / mine.seconds:.1f}",
            f"{peer.memory:.0f}", f"{peer.memory / mine.memory:.1f}",
        )  # fmt: skip
    usual, best, seconds, faster, memory, leaner = theirs
    return (
        f"| {name} | {mine.records:,} | {mine.f1:.4f} | {usual} | {best} | {mine.seconds:.1f} | {seconds} | {faster} |"
        f" {mine.memory:.0f} | {memory} | {leaner} |"
    )


class Beside(NamedTuple):
    """The table, and our runs by its lines' names."""

    lines: list[str]
    runs: dict[str, Run]


def beside(tables: Sequence[Path], truth: str, python: str) -> Beside:
    lines, runs = [HEAD, "|---|" + "---:|" * 10], dict[str, Run]()
    for path in tables:
        column = truth_of(path, truth)
        runs[path.stem] = ours(path, column)
        lines.append(line(path.stem, runs[path.stem], splink(path, column, python)))
        print(lines[-1], file=sys.stderr, flush=True)
    return Beside(lines, runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("tables", nargs="+", type=Path)
    parser.add_argument("--truth", default="")
    parser.add_argument("--splink-python", default=sys.executable, help="a Python that has splink")
    options = parser.parse_args()
    print("\n".join(beside(options.tables, options.truth, options.splink_python).lines))
    print("\n".join(["", "| raw limit, one thread | rate |", "|---|---:|", *limits()]))


if __name__ == "__main__":
    main()
