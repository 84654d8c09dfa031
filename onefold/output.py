"""What commands print: tables for people, JSON for programs, progress on standard error."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

console = Console(highlight=False)
notes = Console(stderr=True, highlight=False)

encoder = msgspec.json.Encoder(order="deterministic")


def print_json(document: Any) -> None:
    """One JSON document on one line."""
    sys.stdout.write(encoder.encode(document).decode() + "\n")


def print_json_lines(documents: Iterable[Any]) -> None:
    for document in documents:
        print_json(document)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "") -> None:
    table = Table(
        *columns, title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold"
    )
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console.print(table)


def day(instant: int | None) -> str:
    """The UTC day of an instant, "never" for None."""
    if instant is None:
        return "never"
    return dt.datetime.fromtimestamp(instant / 1e6, dt.UTC).strftime("%Y-%m-%d")


def moment(instant: int | None) -> str:
    """An instant to the minute, in the machine's time zone."""
    if instant is None:
        return "never"
    return dt.datetime.fromtimestamp(instant / 1e6).astimezone().strftime("%Y-%m-%d %H:%M")


class Bars:
    """Progress bars on standard error: one line per stage, the finished ones stay. Silent where nobody looks."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=notes, disable=not notes.is_terminal,
        )  # fmt: skip
        self._stages: dict[str, Any] = {}
        self._last = ""

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def step(self, stage: str, done: int, total: int | None = None) -> None:
        """Moves the stage's bar. Where standard error is a file, a stage is named once, when it begins."""
        if stage not in self._stages:
            self._stages[stage] = self._progress.add_task(stage, total=total)
            if not notes.is_terminal:
                notes.print(f"{stage} ...")
        if self._last and self._last != stage:
            self._finish(self._last)
        self._last = stage
        self._progress.update(self._stages[stage], completed=done, total=total)

    def _finish(self, stage: str) -> None:
        task = next(task for task in self._progress.tasks if task.id == self._stages[stage])
        self._progress.update(
            task.id, total=task.total or task.completed, completed=task.total or task.completed
        )
