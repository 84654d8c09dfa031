"""What `onefold parse` does once its parsing process is starting."""

from __future__ import annotations

import os
import tempfile
import time
import webbrowser
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import typer

from enrich.errors import NotFound
from enrich.files import Document
from enrich.folders import documents_in
from enrich.writing import whole
from onefold.output import Bars, console, notes, print_table
from parsers.pool import Pool
from parsers.reader import Reader
from parsers.reading import Reading, Refusal
from parsers.report import json_line
from parsers.sheets import page_of

FETCHED = 500  # what is read ahead of one file; rows of a huge table are not all held
COLUMNS = ("file", "name", "e-mail", "position", "jobs", "education", "skills")


def read_files(pool: Pool, paths: list[Path], as_json: bool) -> bool:
    """Prints every person and refusal; True when something was refused."""
    rows: list[tuple[Any, ...]] = []
    refused: list[str] = []
    with Bars() as bars:
        for line in lines_of(Reader(pool=pool), paths, pool.workers, bars):
            if isinstance(line.found, Refusal):
                refused.append(str(line.found.error(line.file)))
            said = json_line(line.file, line.found, line.seconds)
            if as_json:
                typer.echo(said)
            elif isinstance(line.found, Reading):
                rows.append(parsed_row(msgspec.json.decode(said)))
    if not as_json:
        _print(rows, refused)
    return bool(refused)


def _print(rows: list[tuple[Any, ...]], refused: list[str]) -> None:
    """A table of who was read, files named from the folder that they share; below it what was refused, a line each."""
    if rows:
        folder = os.path.commonpath([os.path.dirname(row[0]) for row in rows])  # noqa: PTH120 - "" is none
        print_table(COLUMNS, [(row[0][len(folder) :].lstrip("/\\"), *row[1:]) for row in rows])
    for line in refused:
        console.print(line, markup=False, soft_wrap=True)
    if len(rows) + len(refused) > 1:
        console.print(f"{len(rows)} read, {len(refused)} refused")


class Line(NamedTuple):
    """One person or refusal of one file, and the seconds since reading of that file began."""

    file: str
    found: Reading | Refusal
    seconds: float


def lines_of(reader: Reader, paths: list[Path], workers: int, bars: Bars) -> Iterator[Line]:
    """Everything read, in the order of the files; several files are read at a time."""
    named = [(file, document) for path in paths for file, document in named_documents(path)]
    waiting = deque(named)
    threads = ThreadPoolExecutor(workers)
    try:
        running = deque(
            threads.submit(begun, reader, *waiting.popleft()) for _ in range(min(2 * workers, len(named)))
        )
        for number in range(1, len(named) + 1):
            yield from running.popleft().result()
            if waiting:
                running.append(threads.submit(begun, reader, *waiting.popleft()))
            bars.step("reading", number, len(named))
    finally:
        threads.shutdown(
            wait=False, cancel_futures=True
        )  # those that are at work end when the pool is closed


def named_documents(path: Path) -> Iterator[tuple[str, Document | None]]:
    """(the file as the user would name it, the document), None where there is no such path or no file in it."""
    if not path.exists():
        yield str(path), None
        return
    documents = list(documents_in(path))
    if not documents:
        yield str(path), None
    for document in documents:
        yield str(path if path.is_file() else path / document.name), document


def begun(reader: Reader, file: str, document: Document | None) -> Iterator[Line]:
    """What the file holds; its first part is read now, in this thread."""
    if document is None:
        reason = "this folder holds no files" if Path(file).exists() else "there is no such file or folder"
        return iter((Line(file, Refusal(reason), 0.0),))
    started = time.perf_counter()
    lines = (Line(file, found, time.perf_counter() - started) for found in reader.readings(document))
    first = list(islice(lines, FETCHED))
    return chain(first, lines)


def parsed_row(line: dict[str, Any]) -> tuple[Any, ...]:
    """Cells of a person that was read."""
    resume = line["profile"]
    basics, work = resume.get("basics", {}), resume.get("work", [])
    held = " at ".join(x for x in (work[0].get("position", ""), work[0].get("name", "")) if x) if work else ""
    counts = (len(work), len(resume.get("education", [])), len(resume.get("skills", [])))
    return (line["file"], basics.get("name", ""), basics.get("email", ""), held, *counts)


def show_page(
    pool: Pool, path: Path, out: Path | None, browse: Callable[[str], bool] = webbrowser.open
) -> bool:
    """Writes or opens the page of one file; True when the file is refused. Raises NotFound."""
    if not path.exists():
        raise NotFound(f"{path}: there is no such file")
    [(file, document)] = named_documents(path)
    assert document is not None  # noqa: S101 - it exists
    inspection = Reader(pool=pool).inspect(document, sheets=True)
    target = out or Path(tempfile.mkdtemp(prefix="onefold-")) / "parsed.html"
    with whole(target) as part:
        part.write_text(page_of(inspection), encoding="utf-8")
    if out is not None or not browse(target.as_uri()):
        console.print(str(target), soft_wrap=True)
    if inspection.readings:
        return False
    for refusal in inspection.refusals:
        notes.print(str(refusal.error(file)), markup=False, soft_wrap=True)
    return True
