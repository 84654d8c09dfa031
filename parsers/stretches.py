"""Stretches of a page below one heading whose two sides go together row by row: tables, and dates beside what they date."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from parsers.dateranges import date_ranges, has_span
from parsers.rowtext import Row, parted
from parsers.sidenotes import is_note
from parsers.sides import are_cards, is_heading
from parsers.tabled import names_table

FEWEST_TABLE_ROWS = 3
FEWEST_FULL_ROWS = 2
FULL_SHARE = 0.8
CELL_PADDING = 0.6
NOTED_SHARE = 0.8
OVERLAP = 0.3

Stretch = tuple[int, int]
Halves = tuple[str, str]


def apart_from_rows(rows: list[Row], x: float, first: int, last: int) -> Iterator[Stretch]:
    """The parts of the run `first` to `last` that columns at x may cover: what is left of it without such stretches."""
    start = first
    for begin, end, cards in _stretches(rows, x, first, last):
        if begin > start:
            yield start, begin - 1
        if cards:
            yield begin + 1, end
        start = end + 1
    if start <= last:
        yield start, last


def _stretches(rows: list[Row], x: float, first: int, last: int) -> Iterator[tuple[int, int, bool]]:
    """(first row, last row, whether its sides are columns of their own all the same)."""
    halves = {i: _halves(rows[i], x) for i in range(first, last + 1)}
    borders = [i for i, (left, right) in halves.items() if is_heading(left) or is_heading(right)]
    for begin, after in pairwise([*borders, last + 1]):
        left, right = halves[begin]
        if bool(left) == bool(right):
            continue
        inside = range(begin + 1, after)
        texts = [halves[i] for i in inside]
        part = [rows[i] for i in inside]
        if are_cards([left for left, _ in texts], [right for _, right in texts]):
            yield begin, after - 1, True
        elif _noted(_merged(part, texts)) or _is_table(part, texts):
            yield begin, after - 1, False


def _halves(row: Row, x: float) -> Halves:
    return " ".join(w.text for w in row if w.x0 < x), " ".join(w.text for w in row if w.x0 >= x)


def _merged(rows: list[Row], halves: list[Halves]) -> list[Halves]:
    """The halves of rows that overlap are one: dates may stand a little higher than their line."""
    merged: list[Halves] = []
    for at, (row, (left, right)) in enumerate(zip(rows, halves, strict=True)):
        if at and min(w.top for w in row) < max(w.bottom for w in rows[at - 1]) - OVERLAP * row[0].height:
            merged[-1] = (f"{merged[-1][0]} {left}".strip(), f"{merged[-1][1]} {right}".strip())
        else:
            merged.append((left, right))
    return merged


def _noted(halves: list[Halves]) -> bool:
    """Whether one side has nothing but dates and places, each level with a text."""
    return _notes(halves) or _notes([(right, left) for left, right in halves])


def _notes(halves: list[Halves]) -> bool:
    beside = [(note, text) for note, text in halves if note]
    if not beside or len(beside) == len(halves) > 1 or any(not text for _, text in beside):
        return False
    spans = sum(has_span(note) for note, _ in beside)
    noted = sum(is_note(note) and not date_ranges(text) for note, text in beside)
    return spans * 2 >= len(beside) and noted >= NOTED_SHARE * len(beside)


def _is_table(rows: list[Row], halves: list[Halves]) -> bool:
    """Rows set apart from one another, with cells at both sides; or rows below the names of columns."""
    full = [bool(left and right) for left, right in halves]
    if not any(full):
        return False
    head = full.index(True)
    if names_table([" ".join(w.text for w in cell) for cell in parted(rows[head])]):
        return True
    if len(rows) < (FEWEST_TABLE_ROWS if not all(full) else FEWEST_FULL_ROWS) or sum(full) < FULL_SHARE * len(
        rows
    ):
        return False
    em = median(w.height for row in rows for w in row)
    gaps = (min(w.top for w in b) - max(w.bottom for w in a) for a, b in pairwise(rows))
    return all(gap > CELL_PADDING * em for gap in gaps)
