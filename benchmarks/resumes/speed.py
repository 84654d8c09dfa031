"""How fast resumes are read, and how much memory that takes, against the limits we set ourselves; more than 1.00 is better.

python -m benchmarks.resumes.speed FILE...

Wall-clock figures mean something on a machine that does nothing else; processor time does on any.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pypdfium2

from enrich.files import Document
from enrich.model import Instant
from parsers.reader import Reader

WORKERS = 2
RATE = 15.0  # documents/s, on two cores
TWO_PAGES = 0.100  # s, median, one process that is warm
MEMORY = 500.0  # MB, of the largest parsing process
COLD = 2.0  # s, `onefold parse FILE` from nothing
AGAIN = 3  # readings of one file, of which the fastest counts
TRIED_COLD = 3


class Measured(NamedTuple):
    """What was measured, the limit, and whether more is better."""

    name: str
    value: float
    unit: str
    limit: float
    more: bool = False

    def line(self) -> str:
        """A row of a Markdown table."""
        ratio = self.value / self.limit if self.more else self.limit / max(self.value, 1e-9)
        return f"| {self.name} | {self.value:.3g} {self.unit} | {self.limit:g} | {ratio:.2f} |"


def document(file: Path) -> Document:
    return Document(file.name, file, Instant(0))


def children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def throughput(files: list[Path]) -> list[Measured]:
    """All files by two processes that are warm; the processor time is theirs, their start included."""
    before = children_seconds()
    with Reader(workers=WORKERS) as reader, ThreadPoolExecutor(WORKERS) as threads:
        list(threads.map(lambda file: list(reader.readings(document(file))), files[: 4 * WORKERS]))
        started = time.perf_counter()
        list(threads.map(lambda file: list(reader.readings(document(file))), files))
        wall = time.perf_counter() - started
    cpu = (children_seconds() - before) / (len(files) + min(len(files), 4 * WORKERS))
    return [
        Measured("documents a second, wall", len(files) / wall, "", RATE, more=True),
        Measured("documents a second, by processor time", WORKERS / cpu, "", RATE, more=True),
    ]


def latency(files: list[Path]) -> Measured:
    """The median over PDFs of two pages, or where there are none over all PDFs."""
    pdfs = [file for file in files if file.suffix == ".pdf"]
    chosen = [file for file in pdfs if pages_of(file) == 2] or pdfs
    with Reader(workers=1) as reader:
        for file in chosen[:3]:
            list(reader.readings(document(file)))
        median = statistics.median(min(seconds(reader, file) for _ in range(AGAIN)) for file in chosen)
    return Measured(f"a PDF of two pages, median of {len(chosen)}", median, "s", TWO_PAGES)


def pages_of(file: Path) -> int:
    with pypdfium2.PdfDocument(file) as pdf:
        return len(pdf)


def seconds(reader: Reader, file: Path) -> float:
    started = time.perf_counter()
    list(reader.readings(document(file)))
    return time.perf_counter() - started


def cold(file: Path) -> list[Measured]:
    """The command from nothing: the fastest of three."""
    walls, cpus = [], []
    for _ in range(TRIED_COLD):
        before, started = children_seconds(), time.perf_counter()
        command = [sys.executable, "-m", "onefold", "parse", str(file), "--json"]
        subprocess.run(command, capture_output=True, check=True)
        walls.append(time.perf_counter() - started)
        cpus.append(children_seconds() - before)
    return [
        Measured("`onefold parse` of one file, wall", min(walls), "s", COLD),
        Measured("`onefold parse` of one file, processor", min(cpus), "s", COLD),
    ]


def memory() -> Measured:
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Measured("memory of the largest parsing process", peak, "MB", MEMORY)


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]]
    print(f"{len(files)} documents; a ratio above 1.00 is better than the limit.\n")
    print("| what | measured | limit | ratio |\n|---|---:|---:|---:|")
    first = next((file for file in files if file.suffix == ".pdf"), files[0])
    for measured in (*throughput(files), latency(files), memory(), *cold(first)):
        print(measured.line())


if __name__ == "__main__":
    main()
