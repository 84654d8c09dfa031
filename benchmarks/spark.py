"""`make bench-spark`: dedupe on Spark beside dedupe here, in one run; and what each round costs and sends.

python -m benchmarks.spark [ROWS] [--file FILE] [--master URL]     (100,000 rows, on this machine's cores, unless told otherwise)

The first table counts, in this process, the processor seconds and the bytes of every round: they do not depend on the
machine's load, and are what docs/guides/scaling-out.md reckons with. The second compares wall time.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.ingesting import rows
from enrich.ports import Silent
from matchers.dedupe.run import Clock, Report, dedupe_file
from matchers.spark.flow import dedupe_spread
from matchers.spark.rounds import DRIVER, Dataset, Row
from matchers.spark.tables import table_at
from onefold.spark import spark_cluster

MICRO = 1e6


@dataclass
class Counting:
    """A cluster in this process that counts: kind of work -> processor seconds, bytes made."""

    slots: int
    cost: dict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))
    to_driver: int = 0

    def spread(self, rows: Sequence[Row]) -> Dataset:
        return Counted(list(rows), self)

    def done(self, work: object, make: Callable[[], list[Row]]) -> Dataset:
        started = time.process_time()
        made = make()
        cost = self.cost[getattr(work, "__name__", type(work).__name__)]
        cost[0] += time.process_time() - started
        cost[1] += sum(len(content) for _, content in made)
        return Counted(made, self)


@dataclass
class Counted:
    rows: list[Row]
    cluster: Counting

    def each(self, work: Callable[[int, bytes], Iterable[Row]]) -> Dataset:
        return self.cluster.done(work, lambda: [row for one in self.rows for row in work(*one)])

    def together(self, work: Callable[[int, list[bytes]], Iterable[Row]]) -> Dataset:
        groups: dict[int, list[bytes]] = defaultdict(list)
        for bucket, content in self.rows:
            groups[bucket].append(content)
        return self.cluster.done(work, lambda: [row for one in groups.items() for row in work(*one)])

    def beside(self, other: Dataset) -> Dataset:
        assert isinstance(other, Counted)
        return Counted(self.rows + other.rows, self.cluster)

    def kept(self) -> Dataset:
        return self

    def freed(self) -> None:
        self.rows = []

    def fetched(self) -> list[bytes]:
        contents = [content for bucket, content in self.rows if bucket == DRIVER]
        self.cluster.to_driver += sum(map(len, contents))
        return contents


def count_rounds(path: Path) -> None:
    """Prints what every round costs and sends, per row."""
    cluster = Counting(2)
    started = time.process_time()
    report = dedupe_spread(table_at(path), "", None, Clock(Silent()), cluster)
    total, n = time.process_time() - started, len(report.persons.label)
    print(f"{n:,} rows, {report.persons.pairs_compared / n:.1f} pairs compared per row\n")
    print("| round | processor time per row, µs | bytes made per row |\n| --- | ---: | ---: |")
    for name, (seconds, size) in cluster.cost.items():
        print(f"| {name} | {seconds / n * MICRO:.1f} | {size / n:.0f} |")
    rounds = sum(seconds for seconds, _ in cluster.cost.values())
    print(f"| the driver | {(total - rounds) / n * MICRO:.1f} | {cluster.to_driver / n:.0f} (received) |")
    print(f"| all | {total / n * MICRO:.1f} | |")
    started = time.process_time()
    dedupe_file(path, "", None, Clock(Silent()))
    whole = time.process_time() - started
    print(f"| in one piece | {whole / n * MICRO:.1f} | |")
    print(f"\nprocessor time in parts: {total / whole:.2f} of that in one piece")


def compare(path: Path, master: str) -> None:
    """Prints wall time here, on Spark with a session that has just begun, and with one that has worked before."""
    here, seconds = timed(lambda: dedupe_file(path, "", None, Clock(Silent())))
    print("\n| where | wall s | ratio |\n| --- | ---: | ---: |")
    print(f"| this machine, one process | {seconds:.1f} | 1.00 |")
    started = time.perf_counter()
    with spark_cluster(master) as cluster:
        print(f"| starting Spark | {time.perf_counter() - started:.1f} | |")
        for name in ("a first run", "a second run"):
            there, took = timed(lambda: dedupe_spread(table_at(path), "", None, Clock(Silent()), cluster))
            print(f"| Spark, {cluster.slots} cores, {name} | {took:.1f} | {took / seconds:.2f} |")
        same = (there.persons.label == here.persons.label).all()
    print(f"\nthe same persons: {'yes' if same else 'NO'}")


def timed(work: Callable[[], Report]) -> tuple[Report, float]:
    started = time.perf_counter()
    return work(), time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=100_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--master", default="local[*]")
    parser.add_argument("--count-only", action="store_true", help="without Spark")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder, "people.csv")
        if options.file is None:
            with path.open("w", encoding="utf-8") as file:
                file.writelines(rows(options.rows))
        count_rounds(path)
        if not options.count_only:
            compare(path, options.master)


if __name__ == "__main__":
    main()
