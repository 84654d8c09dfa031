"""Mutated files of every kind: no hang, no crash of the parent, every file answered. `python -m benchmarks.fuzz --files 10000`."""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.seeds import seeds
from enrich.model import Instant
from enrich.ports import Document
from parsers.reader import Reader
from parsers.reading import Refusal
from parsers.report import kind_of_error

WALL_SECONDS = 20.0
GRACE_SECONDS = 15.0  # a new child may have to begin first
TOKENS = (
    b"\x00", b"\xff" * 8, b"%PDF-1.7", b"PK\x03\x04", b"endobj", b"<!DOCTYPE x>", b"&a;", b"]]>", b"{" * 50, b"[" * 200, b"<div>" * 100, b"\\bin9999 ",
    b"-1", b"99999999999999999999", b"NaN", "\u202e\u0000\ufeff".encode(), b"\r\n\r\n", b'"', b"=?utf-8?b?////?=", b"BEGIN:VCARD", b"{\\rtf1",
)  # fmt: skip
Mutation = Callable[[random.Random, bytearray, list[bytes]], None]


@dataclass
class Outcome:
    """What became of the files: kinds of answers, seconds of the slowest, what went wrong in the parent, and what broke a
    child: it was refused as it must be, and yet tells of a reader that can be mended."""

    kinds: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    failures: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def note(self, name: str, seconds: float, kinds: list[str]) -> None:
        self.kinds.update(kinds)
        self.failures += [f"{name}: no answer"] if "nothing" in kinds else []
        self.broken += [name] if "broke_parser" in kinds else []
        self.slowest = max(self.slowest, (seconds, name))
        if seconds > WALL_SECONDS + GRACE_SECONDS:
            self.failures.append(f"{name}: {seconds:.0f} s")


def mutants(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """(name, content): the same for the same seed."""
    chance = random.Random(seed)
    names = list(seeds())
    contents = list(seeds().values())
    for number in range(count):
        place = chance.randrange(len(names))
        yield f"{number}-{names[place]}", mutated(chance, contents[place], contents)


def mutated(chance: random.Random, content: bytes, others: list[bytes]) -> bytes:
    """Members of archives are mutated inside as often as the archive itself, so that what reads them is reached."""
    if content.startswith(b"PK") and chance.random() < 0.5:
        return _with_mutated_member(chance, content, others)
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        chance.choice(MUTATIONS)(chance, data, others)
    return bytes(data)


def _with_mutated_member(chance: random.Random, content: bytes, others: list[bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            member = bytearray(old.read(name))
            if name == chosen:
                for _ in range(chance.choice((1, 2, 8))):
                    chance.choice(MUTATIONS)(chance, member, others)
            new.writestr(zipfile.ZipInfo(name), bytes(member), zipfile.ZIP_DEFLATED)  # no time of day in it
    return out.getvalue()


def _somewhere(chance: random.Random, data: bytearray) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 4, 32, 256, 4096)))


def _flip(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _cut(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    start, end = _somewhere(chance, data)
    del data[start:end]


def _end(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _repeat(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    start, end = _somewhere(chance, data)
    data[start:start] = data[start:end] * chance.choice((1, 2, 50))


def _noise(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    start, end = _somewhere(chance, data)
    data[start:end] = chance.randbytes(end - start)


def _token(chance: random.Random, data: bytearray, _: list[bytes]) -> None:
    start = chance.randrange(len(data) + 1)
    data[start:start] = chance.choice(TOKENS)


def _splice(chance: random.Random, data: bytearray, others: list[bytes]) -> None:
    other = chance.choice(others)
    start = chance.randrange(len(data) + 1)
    data[start:start] = other[chance.randrange(len(other)) :][:4096]


MUTATIONS: tuple[Mutation, ...] = (_flip, _flip, _cut, _end, _repeat, _noise, _token, _splice)


def run(reader: Reader, files: Iterator[tuple[str, bytes]], folder: Path, workers: int) -> Outcome:
    """Parses them all; never raises for what is in a file."""
    outcome = Outcome()
    with ThreadPoolExecutor(workers) as threads:
        for name, seconds, kinds in threads.map(lambda file: _answer(reader, folder, *file), files):
            outcome.note(name, seconds, kinds)
    return outcome


def _answer(reader: Reader, folder: Path, name: str, content: bytes) -> tuple[str, float, list[str]]:
    path = folder / name
    path.write_bytes(content)
    started = time.perf_counter()
    try:
        found = list(reader.readings(Document(name, path, Instant(0))))
    finally:
        path.unlink()
    kinds = [kind_of_error(x.reason) if isinstance(x, Refusal) else "read" for x in found]
    return name, time.perf_counter() - started, kinds or ["nothing"]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2)
    chosen = options.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Reader(workers=chosen.workers) as reader:
        outcome = run(reader, mutants(chosen.seed, chosen.files), Path(folder), chosen.workers)
    seconds = time.perf_counter() - started
    print(
        f"{chosen.files} mutated files in {seconds:.0f} s; slowest {outcome.slowest[0]:.1f} s ({outcome.slowest[1]})"
    )
    for kind, number in outcome.kinds.most_common():
        print(f"{number:8} {kind}")
    for name in outcome.broken:
        print(f"broke its child: {name}")
    for failure in outcome.failures:
        print(f"FAILED {failure}")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
