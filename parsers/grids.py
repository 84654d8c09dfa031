"""Tables of a page: the rows below the names of columns, each cell whole however many lines it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parsers.rowtext import Row, Word, parted
from parsers.tabled import names_table
from parsers.words import heading_kind

Rule = tuple[float, float, float]
Rules = Callable[[], list[Rule]]
MAX_HEAD_ROWS = 3
NAME_EMS = 0.6
LEAST_STRIP = 0.3
SPACE = 0.15
HEAD_LEADING, FARTHEST, EVEN = 0.8, 2.5, 0.25
FULL, HALF = 0.8, 0.5
RULED = 0.6
NEW_CELL, ONE_SPACE = 9.0, 0.3
EMPTY = "–"


@dataclass(frozen=True)
class Grid:
    """The rows `first` to `last` of a page are a table; `records` are its rows as they are meant, the names first."""

    first: int
    last: int
    records: list[Row]


@dataclass
class _Cell:
    """Words of the head that name one column."""

    x0: float
    x1: float
    words: Row

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


def grid_of(rows: list[Row], rules: Rules) -> Grid | None:
    """The first table of the rows; `rules` tells the level lines that are drawn there: (from x, to x, y)."""
    for first in range(len(rows) - 1):
        head, height = _head(rows, first)
        if head and (found := _below(rows, first, height, head, rules)) is not None:
            return found
    return None


def _head(rows: list[Row], first: int) -> tuple[list[_Cell], int]:
    """The names of columns that begin in this row, and how many rows they take; none where it names no columns."""
    best: tuple[int, list[_Cell], int] = (0, [], 0)
    for height in range(1, MAX_HEAD_ROWS + 1) if len(parted(rows[first], NAME_EMS)) > 1 else ():
        part = rows[first : first + height]
        if len(part) < height or (
            height > 1 and _gap(part[-2], part[-1]) > HEAD_LEADING * part[-1][0].height
        ):
            break
        cells = _merged([_Cell(c[0].x0, c[-1].x1, c) for row in part for c in parted(row, NAME_EMS)])
        named = names_table([cell.text for cell in cells])
        if named > best[0]:
            best = (named, cells, height)
    return best[1], best[2]


def _gap(above: Row, below: Row) -> float:
    return min(w.top for w in below) - max(w.bottom for w in above)


def _merged(cells: list[_Cell]) -> list[_Cell]:
    """Cells above one another are one."""
    found: list[_Cell] = []
    for cell in sorted(cells, key=lambda c: c.x0):
        if found and cell.x0 < found[-1].x1:
            found[-1] = _Cell(found[-1].x0, max(found[-1].x1, cell.x1), [*found[-1].words, *cell.words])
        else:
            found.append(cell)
    for cell in found:
        cell.words.sort(key=lambda w: (round(w.middle), w.x0))
    return found


def _below(rows: list[Row], first: int, height: int, head: list[_Cell], rules: Rules) -> Grid | None:
    """The table under this head: down to the row that runs through its columns."""
    strips = [[(a.x1, b.x0)] for a, b in pairwise(head)]
    em = median(w.height for row in rows[first : first + height] for w in row)
    begin = last = first + height
    for at in range(begin, len(rows)):
        row = rows[at]
        freed = [_free(strip, row, em) for strip in strips]
        if not all(freed) or _gap(rows[at - 1], row) > FARTHEST * em or _is_heading(row):
            break
        strips, last = freed, at + 1
    widest = [max(strip, key=lambda part: part[1] - part[0]) for strip in strips]
    edges = [(left + right) / 2 for left, right in widest]
    body = [_filled(row, edges) for row in rows[begin:last]]
    if not any(sum(map(bool, cells)) > 1 for cells in body[:2]):
        return None
    records = [_record([[c.words for c in head]])]
    records += [_record(body[a:b]) for a, b in _parts(rows[begin:last], body, rules, head, em)]
    return Grid(first, last - 1, records)


def _free(strip: list[tuple[float, float]], row: Row, em: float) -> list[tuple[float, float]]:
    """What the row leaves free of a strip between two columns."""
    for word in row:
        left, right = word.x0 - SPACE * em, word.x1 + SPACE * em
        strip = [
            part
            for a, b in strip
            for part in ((a, min(b, left)), (max(a, right), b))
            if part[1] - part[0] > LEAST_STRIP * em
        ]
        strip = list(dict.fromkeys(strip))
    return strip


def _is_heading(row: Row) -> bool:
    return heading_kind(" ".join(w.text for w in row)) is not None


def _filled(row: Row, edges: list[float]) -> list[Row]:
    """The row's words by column."""
    cells: list[Row] = [[] for _ in range(len(edges) + 1)]
    for word in row:
        cells[sum(word.x0 > edge for edge in edges)].append(word)
    return cells


def _parts(
    rows: list[Row], body: list[list[Row]], rules: Rules, head: list[_Cell], em: float
) -> list[tuple[int, int]]:
    """(from, to) of the lines that make one row of the table: as lines are drawn between them, else as there is room
    between them, else by those that fill the first column and half of all."""
    wide = [sum(map(bool, cells)) >= max(2, FULL * len(head)) for cells in body]
    for starts in (_ruled(rows, rules, head), _spaced(rows, em)):
        parts = list(pairwise([0, *starts, len(rows)]))
        if starts and all(sum(wide[a:b]) < 2 for a, b in parts):
            return parts
    starts = [i for i in range(1, len(rows)) if body[i][0] and sum(map(bool, body[i])) >= HALF * len(head)]
    return list(pairwise([0, *starts, len(rows)]))


def _ruled(rows: list[Row], rules: Rules, head: list[_Cell]) -> list[int]:
    """The rows above which a line is drawn over most of the table."""
    left, right = head[0].x0, head[-1].x1
    drawn: dict[int, float] = {}
    for x0, x1, y in rules():
        drawn[round(y)] = drawn.get(round(y), 0.0) + max(0.0, min(x1, right) - max(x0, left))
    levels = [y for y, length in drawn.items() if length > RULED * (right - left)]
    return [
        i
        for i in range(1, len(rows))
        if any(max(w.middle for w in rows[i - 1]) < y < min(w.middle for w in rows[i]) for y in levels)
    ]


def _spaced(rows: list[Row], em: float) -> list[int]:
    """The rows with more room above them than others have."""
    gaps = [_gap(a, b) for a, b in pairwise(rows)]
    if not gaps or max(gaps) - min(gaps) < EVEN * em:
        return []
    middle = (max(gaps) + min(gaps)) / 2
    return [i for i, gap in enumerate(gaps, start=1) if gap > middle]


def _record(lines: list[list[Row]]) -> Row:
    """One row: each column's words in order, line by line; a column without words keeps its place."""
    record: Row = []
    for column in zip(*lines, strict=True):
        parts = [part for part in column if part] or [[_nothing(lines)]]
        for number, part in enumerate(parts):
            if record:
                part[0].lead = ONE_SPACE if number else NEW_CELL
            for before, word in pairwise(part):
                word.lead = ONE_SPACE if word.x0 < before.x0 else word.lead
            record.extend(part)
    return record


def _nothing(lines: list[list[Row]]) -> Word:
    beside = next(word for cells in lines for cell in cells for word in cell)
    return Word(EMPTY, beside.x0, beside.top, beside.x1, beside.bottom, beside.style, False, True)
