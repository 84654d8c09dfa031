"""`make bench-parse`: how well resumes are read. Invented documents in fifteen languages, many layouts and four kinds of file are made,
read and compared with what they say, and so are labelled documents of yours.

python -m benchmarks.resumes [--count N] [--blind] [--peers] [--speed] [--keep FOLDER] [--files FOLDER] [--data FOLDER]... [--out FILE.md]

--blind takes words, people, layouts and pages that the open set does not have. --files reads a folder that --keep wrote.
--data reads labelled documents of others instead (see folders.py), kept wherever you like; with --peers or --out it reads all:
the open set, the blind one, English PDFs, and --data. --out writes what is printed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.resumes.documents import Resume, resumes
from benchmarks.resumes.folders import labelled
from benchmarks.resumes.papers import press
from benchmarks.resumes.peers import PEERS, installed, read_with
from benchmarks.resumes.people import LANGUAGES
from benchmarks.resumes.report import Found, Rival, absent, beside, quality
from benchmarks.resumes.speed import children_seconds
from enrich.model import Instant, Profile
from enrich.ports import Document
from parsers.reader import Reader

PEER_FILES = 30  # of each set, English or not


def english(count: int) -> Iterator[Resume]:
    """PDFs in English, for peers that read nothing else, in the layouts of the open set."""
    every = resumes(count * 4 * len(LANGUAGES), blind=False)
    return islice((one for one in every if one.person.language == "en" and one.kind == "pdf"), count)


def make(folder: Path, some: Iterable[Resume]) -> None:
    """Writes the documents, each with its truth beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    with press() as machine:
        for one in some:
            (folder / f"{one.name}.{one.kind}").write_bytes(machine.file(one))
            about = {"kind": one.kind, "language": one.person.language, "page": one.page, "entry": one.entry}
            (folder / f"{one.name}.json").write_text(
                json.dumps(one.truth | about, ensure_ascii=False), encoding="utf-8"
            )


def made(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """(file, truth) of a folder that `make` wrote."""
    for about in sorted(folder.glob("*.json")):
        truth = json.loads(about.read_text(encoding="utf-8"))
        yield about.with_suffix(f".{truth['kind']}"), truth | {"set": folder.name}


def read(files: Iterable[tuple[Path, dict[str, Any]]]) -> list[Found]:
    found = []
    with Reader(workers=1) as reader:
        for file, truth in files:
            readings = reader.inspect(Document(file.name, file, Instant(0))).readings
            found.append(Found(file, truth, readings[0].profile if readings else Profile()))
    return found


def compared(found: Sequence[Found]) -> Iterator[str]:
    """Onefold and its peers on the same PDFs, by one process each."""
    pdfs = [one for one in found if one.file.suffix == ".pdf"]
    yield from (
        "## Other parsers", "",
        "F1 on the same documents, each parser in one process. They are written for English, pyresparser for lists rather than entries.",
        "",
    )  # fmt: skip
    rivals: list[Rival] = []
    for title, some in (
        ("In English", [one for one in pdfs if one.truth["language"] == "en"]),
        ("In other languages", [one for one in pdfs if one.truth["language"] != "en"]),
    ):
        chosen = some[:: max(1, len(some) // PEER_FILES)]
        if chosen:
            files = [one.file for one in chosen]
            rivals = [Rival(peer, read_with(peer, files) if installed(peer) else None) for peer in PEERS]
            before = children_seconds()
            again = read((one.file, one.truth) for one in chosen)
            yield from (*beside(title, again, children_seconds() - before, rivals), "")
    yield from absent(rivals)


def head() -> list[str]:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return [
        "# How well resumes are read", "",
        "Written by `make bench-parse`: invented resumes of invented people in fifteen languages, many layouts and four kinds of file are"
        " made and read. The blind set has people, firms, schools, words, layouts and pages that the open set does not have. Real"
        " documents hold more surprises, see [the guide](guides/resumes.md).", "",
        f"Measured on {dt.date.today().isoformat()}: {machine}. Wall times depend on what else the machine does.", "",
    ]  # fmt: skip


def told(found: Sequence[Found], options: argparse.Namespace) -> Iterator[str]:
    """The report, a line at a time."""
    yield from quality(found)
    if options.peers:
        yield from ("", *compared(found))
    if options.speed:
        command = [sys.executable, "-m", "benchmarks.resumes.speed", *(str(one.file) for one in found)]
        measured = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        yield from ("", "## Speed and memory", "", *measured.stdout.splitlines())


def files_of(options: argparse.Namespace, scratch: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What was asked for; everything when it is to be written down or compared."""
    if options.files:
        yield from made(options.files)
    elif options.peers or options.out:
        for name, some in (
            ("open", resumes(options.count, blind=False)),
            ("blind", resumes(options.count, blind=True)),
            ("English PDFs", english(PEER_FILES)),
        ):
            make(scratch / name, some)
            yield from made(scratch / name)
    elif not options.data:
        folder = options.keep or scratch / ("blind" if options.blind else "open")
        make(folder, resumes(options.count, blind=options.blind))
        yield from made(folder)
    for folder in options.data:
        yield from ((file, truth | {"set": folder.name}) for file, truth in labelled(folder))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.resumes")
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--blind", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--files", type=Path)
    parser.add_argument("--data", type=Path, action="append", default=[])
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onefold-bench-") as scratch:
        lines = head()
        for line in lines:
            print(line)
        for line in told(read(files_of(options, Path(scratch))), options):
            print(line, flush=True)
            lines.append(line)
    if options.out:
        options.out.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
        print(f"written to {options.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
