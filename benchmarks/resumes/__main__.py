"""`make bench-parse`: how well resumes are read. Invented documents in fifteen languages, many layouts and four kinds of file are made,
read and compared with what they say.

python -m benchmarks.resumes [--count N] [--blind] [--peers] [--speed] [--keep FOLDER] [--files FOLDER] [--data FOLDER]

--blind takes words, people, layouts and pages that the open set does not have. --files reads a folder that --keep wrote.
--data reads labelled documents of others instead (see folders.py), kept wherever you like.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.resumes.documents import resumes
from benchmarks.resumes.folders import labelled
from benchmarks.resumes.papers import press
from benchmarks.resumes.peers import PEERS, installed, read_with
from benchmarks.resumes.scoring import FIELDS, Tally, causes, score
from enrich.model import Instant, Profile
from enrich.ports import Document
from parsers.reader import Reader

GROUPS = ("kind", "language", "page", "entry")


def make(folder: Path, count: int, blind: bool) -> None:
    """Writes the documents, each with its truth beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    with press() as machine:
        for one in resumes(count, blind=blind):
            (folder / f"{one.name}.{one.kind}").write_bytes(machine.file(one))
            about = {"kind": one.kind, "language": one.person.language, "page": one.page, "entry": one.entry}
            (folder / f"{one.name}.json").write_text(
                json.dumps(one.truth | about, ensure_ascii=False), encoding="utf-8"
            )


def made(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """(file, truth) of a folder that `make` wrote."""
    for about in sorted(folder.glob("*.json")):
        truth = json.loads(about.read_text(encoding="utf-8"))
        yield about.with_suffix(f".{truth['kind']}"), truth


def read(files: Iterable[tuple[Path, dict[str, Any]]]) -> dict[Path, tuple[dict[str, Any], Profile]]:
    """file -> (truth, what was read); an empty profile where the file was refused."""
    found = {}
    with Reader(workers=1) as reader:
        for file, truth in files:
            readings = reader.inspect(Document(file.name, file, Instant(0))).readings
            found[file] = (truth, readings[0].profile if readings else Profile())
    return found


def report(found: dict[Path, tuple[dict[str, Any], Profile]]) -> None:
    """Prints the table per field, F1 by group, and the errors by cause."""
    whole = Tally()
    for truth, profile in found.values():
        score(truth, profile, whole)
    print(f"{len(found)} documents     precision/recall/F1")
    for name in FIELDS:
        print(f"  {name:<14} {whole.row(name)}")
    for group in GROUPS:
        _by(group, found)
    _causes(found)


def _by(group: str, found: dict[Path, tuple[dict[str, Any], Profile]]) -> None:
    tallies: dict[str, Tally] = {}
    for truth, profile in found.values():
        score(truth, profile, tallies.setdefault(truth[group], Tally()))
    print(f"\nF1 by {group:<22}" + " ".join(f"{name[:7]:>7}" for name in FIELDS))
    for key in sorted(tallies):
        print(f"  {key:<26}" + " ".join(f"{tallies[key].f1(name):7.2f}" for name in FIELDS))


def _causes(found: dict[Path, tuple[dict[str, Any], Profile]]) -> None:
    total: Counter[str] = Counter()
    where: dict[str, list[str]] = {}
    for file, (truth, profile) in found.items():
        for cause, times in causes(truth, profile).items():
            total[cause] += times
            where.setdefault(cause, []).append(file.name)
    print("\nerrors by cause")
    for cause, times in total.most_common():
        print(f"  {times:4} {cause}   ({', '.join(where[cause][:3])})")


def _peers(found: dict[Path, tuple[dict[str, Any], Profile]]) -> None:
    for peer, (kinds, how) in PEERS.items():
        if not installed(peer):
            print(f"\n{peer}: not installed; {how}")
            continue
        files = [file for file in found if file.suffix in kinds]
        theirs = read_with(peer, files)
        ours, other = Tally(), Tally()
        for file in files:
            score(found[file][0], found[file][1], ours)
            score(found[file][0], theirs.get(file.name, Profile()), other)
        print(f"\n{len(files)} documents that {peer} can open, F1 (ours | {peer})")
        for name in FIELDS:
            print(f"  {name:<14} {ours.f1(name):.2f} | {other.f1(name):.2f}")


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.resumes")
    options.add_argument("--count", type=int, default=150)
    options.add_argument("--blind", action="store_true")
    options.add_argument("--peers", action="store_true")
    options.add_argument("--speed", action="store_true")
    options.add_argument("--keep", type=Path)
    options.add_argument("--files", type=Path)
    options.add_argument("--data", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="onefold-bench-") as scratch:
        folder = chosen.files or chosen.keep or Path(scratch, "resumes")
        if chosen.files is None and chosen.data is None:
            make(folder, chosen.count, chosen.blind)
        before = _children_seconds()
        found = read(labelled(chosen.data) if chosen.data else made(folder))
        cpu = (_children_seconds() - before) / max(1, len(found))
        report(found)
        print(
            f"\n{1000 * cpu:.0f} ms CPU per document, start of the parsing process and language models included"
        )
        if chosen.speed:
            print()
            command = [sys.executable, "-m", "benchmarks.resumes.speed", *map(str, found)]
            subprocess.run(command, check=True)
        if chosen.peers:
            _peers(found)


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
