"""`onefold dedupe` and Splink on the same labelled tables, one after the other in one run, as a Markdown table.

usage: python -m benchmarks.peers TABLE.parquet... [--truth COLUMN] [--splink-python PYTHON] [--out FILE.md]

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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from benchmarks.matching import truth_of
from matchers.dedupe.evaluation import quality
from matchers.dedupe.mapping import guess
from matchers.dedupe.reading import as_text, cells_of, distinct, read_table

PEER = Path(__file__).with_name("splink_peer.py")
HEAD = "| table | records | ours, s | Splink, s | Splink / ours | ours, MB | Splink, MB | ours, F1 | Splink, F1 |"


class Run(NamedTuple):
    seconds: float
    memory: float
    f1: float


def ours(path: Path, truth: str) -> Run:
    command = [sys.executable, "-m", "onefold", "dedupe", str(path), "--truth", truth, "--json"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    document = json.loads(answer.stdout)
    return Run(sum(document["seconds"].values()), document["peak_memory_mb"], document["f1"])


def splink(path: Path, truth: str, python: str) -> Run | None:
    """None where Splink is not installed or gives up."""
    table = read_table(path)
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder, "people.parquet")
        prepare(table, truth).write_parquet(prepared)
        answer = subprocess.run(
            [python, str(PEER), str(prepared)], capture_output=True, text=True, check=False
        )
    if answer.returncode:
        print(
            f"Splink: {answer.stderr.strip().splitlines()[-1][:200] if answer.stderr else 'failed'}",
            file=sys.stderr,
        )
        return None
    document: dict[str, Any] = json.loads(answer.stdout[answer.stdout.index("{") :])
    label = np.unique(np.array(document["clusters"]), return_inverse=True)[1].astype(np.int32)
    return Run(
        document["seconds"], document["peak_memory_mb"], quality(label, distinct(as_text(table[truth]))[0]).f1
    )


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


def line(path: Path, truth: str, python: str) -> str:
    mine, peer = ours(path, truth), splink(path, truth, python)
    records = read_table(path).height
    theirs = (
        (f"{peer.seconds:.1f}", f"{peer.seconds / mine.seconds:.2f}", f"{peer.memory:.0f}", f"{peer.f1:.4f}")
        if peer
        else ("-",) * 4
    )
    return (
        f"| {path.stem} | {records:,} | {mine.seconds:.1f} | {theirs[0]} | {theirs[1]} | {mine.memory:.0f} | {theirs[2]} |"
        f" {mine.f1:.4f} | {theirs[3]} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("tables", nargs="+", type=Path)
    parser.add_argument("--truth", default="")
    parser.add_argument("--splink-python", default=sys.executable, help="a Python that has splink")
    parser.add_argument("--out", type=Path, help="write the Markdown here too")
    options = parser.parse_args()
    lines = [HEAD, "|---|" + "---:|" * 8]
    lines += [line(path, truth_of(path, options.truth), options.splink_python) for path in options.tables]
    lines += ["", "| raw limit, one thread | rate |", "|---|---:|", *limits()]
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
