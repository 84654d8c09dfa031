"""`make bench`: everything that is promised about matching and about the database, measured in one run and written down.

python -m benchmarks [PART...] [--data FOLDER] [--full] [--records N] [--splink-python PYTHON] [--out FILE.md]

Parts: matching (how good and how fast whole tables are deduplicated, beside Splink where it is installed), database (records to
persons, one record against all), postgresql (the same there), limits (what this machine can do at all). All of them unless
some are named; about a quarter of an hour on two cores. `--data` takes labelled tables of your own (CSV or Parquet, the
truth in the column `cluster` or `person_id`); `--full` adds a million records, which takes an hour, and `--records` says how
many the database part loads.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import ingesting, peers, people
from benchmarks.ingesting import Line, rows

__all__ = ["rows"]

PARTS = ("matching", "database", "postgresql", "limits")
SIZES, FULL = (10_000, 100_000), 1_000_000
SEED = 11
OUT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
# What issue and documentation promise of every generator: see docs/guides/deduplicating.md.
SAME_QUALITY, FIFTH, GROWTH = 0.01, 5.0, 1.1


def matching(folder: Path, options: argparse.Namespace) -> list[str]:
    """Tables beside Splink, and what size does to us."""
    sizes = (*SIZES, FULL) if options.full else SIZES
    made = [people.write(folder / f"invented_{size}.parquet", size, SEED) for size in sizes]
    found = (
        [path for path in sorted(options.data.iterdir()) if path.suffix in (".csv", ".parquet")]
        if options.data
        else []
    )
    beside = peers.beside([*made, *found], "", options.splink_python)
    first, last = (beside.runs[path.stem] for path in (made[0], made[-1]))
    growth = math.log(last.seconds / first.seconds) / math.log(last.records / first.records)
    span = f"from {first.records:,} to {last.records:,} records"
    lines = [
        Line(f"F1 lost {span}", max(first.f1 - last.f1, 1e-4), SAME_QUALITY),
        Line(f"growth of time {span}, exponent", max(growth, 0.01), GROWTH),
        Line(f"precision at {last.records:,}", last.precision, 0.99, less=False),
    ]
    return ["## Whole tables", "", *beside.lines, "", *ingesting.HEAD, *(line.text() for line in lines)]


def database(folder: Path, options: argparse.Namespace, *, postgresql: bool) -> list[str]:
    records = options.records or (FULL if options.full else 100_000)
    lines = ingesting.measured(folder, records)
    if postgresql:
        lines += ingesting.on_postgresql(
            folder, records // 10, ingesting.measured(folder / "tenth", records // 10)
        )
    return ["## The database", "", *ingesting.HEAD, *(line.text() for line in lines)]


def head(options: argparse.Namespace) -> list[str]:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return [
        "# Benchmarks", "",
        "Written by `make bench`. A ratio above 1.00 is better than the limit, or than Splink. Splink runs with the comparisons of its"
        " own examples on the same cells; *usual* is its threshold of 0.95, *best* the threshold that the truth shows to be best,"
        " which nobody knows beforehand. We run with defaults. Invented tables come from `benchmarks/people.py`."
        " MB are the most that a run's processes had at one time, a page that several share counted once (`matchers/watching.py`).", "",
        f"Measured on {dt.date.today().isoformat()}: {machine}{', a million records included' if options.full else ''}."
        " Wall times depend on what else the machine does.", "",
    ]  # fmt: skip


def run(parts: Sequence[str], options: argparse.Namespace) -> list[str]:
    lines = head(options)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tenth").mkdir()
        if "matching" in parts:
            lines += [*matching(folder, options), ""]
        if "database" in parts or "postgresql" in parts:
            lines += [*database(folder, options, postgresql="postgresql" in parts), ""]
    if "limits" in parts:
        lines += [
            "## What this machine can do",
            "",
            "| raw limit, one thread | rate |",
            "|---|---:|",
            *peers.limits(),
        ]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)}; else all")
    parser.add_argument("--data", type=Path, help="a folder of labelled tables of your own")
    parser.add_argument("--full", action="store_true", help="also a million records")
    parser.add_argument("--records", type=int, default=0, help="so many records in the database part")
    parser.add_argument(
        "--splink-python", default=sys.executable, help="a Python that has splink, where this one has not"
    )
    parser.add_argument("--out", type=Path, default=OUT, help="the Markdown file that is written")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {min(unknown)!r}; there are {', '.join(PARTS)}")
    text = "\n".join(run(options.parts or PARTS, options)).rstrip() + "\n"
    print(text)
    if set(options.parts or PARTS) == set(PARTS):
        options.out.write_text(text, encoding="utf-8")
        print(f"written to {options.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
