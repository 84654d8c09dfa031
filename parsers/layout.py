"""Words with positions -> lines in reading order: a recursive XY-cut that knows sidebars from right-aligned dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parsers.dateranges import date_ranges
from parsers.lines import Line, Span
from parsers.words import heading_kind

MIN_COLUMN_ROWS = 4
MIN_COLUMN_SHARE = 0.12
GUTTER_EMS = 0.8
MAX_DEPTH = 6


@dataclass(slots=True)
class Word:
    """Characters that touch; x and y in points from the upper left corner. `spaced`: a typed space came
    before it; `guessed`: PDFium thinks that there is one."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    style: int
    bold: bool
    spaced: bool
    guessed: bool = False

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


Row = list[Word]


@dataclass(frozen=True)
class Gutter:
    """An empty vertical strip at `x` over the rows `first` to `last`, both inside it."""

    x: float
    first: int
    last: int


def lines_of(words: list[Word], page: int) -> list[Line]:
    """The page's lines in reading order; `column` numbers the blocks they came from."""
    blocks = list(_blocks(words, 0))
    found: list[Line] = []
    for column, rows in enumerate(blocks):
        above: Row | None = None
        for row in rows:
            found.append(_line(row, above, page, column))
            above = row
    return found


def rows_of(words: list[Word]) -> list[Row]:
    """Words whose middles are level make a row, from left to right; rows from top to bottom."""
    rows: list[Row] = []
    for word in sorted(words, key=lambda w: w.middle):
        if rows and _level(rows[-1], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda w: w.x0)
    return rows


def _level(row: Row, word: Word) -> bool:
    last = row[-1]
    return abs(word.middle - last.middle) < 0.45 * min(word.height, last.height)


def _blocks(words: list[Word], depth: int) -> Iterator[list[Row]]:
    """Blocks of rows in reading order; each block is one column's run."""
    rows = rows_of(words)
    gutter = _best_gutter(rows) if depth < MAX_DEPTH and len(rows) >= MIN_COLUMN_ROWS else None
    if gutter is None:
        if rows:
            yield rows
        return
    inside = [w for row in rows[gutter.first : gutter.last + 1] for w in row]
    parts = (
        [w for row in rows[: gutter.first] for w in row],
        [w for w in inside if w.x0 < gutter.x],
        [w for w in inside if w.x0 >= gutter.x],
        [w for row in rows[gutter.last + 1 :] for w in row],
    )
    for part in parts:
        yield from _blocks(part, depth + 1)


def _best_gutter(rows: list[Row]) -> Gutter | None:
    em = median(w.height for row in rows for w in row)
    best: tuple[float, Gutter] | None = None
    for x in _candidates(rows, em):
        for run in _free_runs(rows, x, em):
            first, last = _trimmed(rows, x, *run)
            weight = _column_weight(rows[first : last + 1], x)
            if weight > 0 and (best is None or weight > best[0]):
                best = (weight, Gutter(x, first, last))
    return best[1] if best else None


def _candidates(rows: list[Row], em: float) -> list[float]:
    """Left edges that come after a wide gap in several rows."""
    votes: dict[int, list[float]] = {}
    for row in rows:
        for before, word in zip([None, *row[:-1]], row, strict=True):
            if before is None or word.x0 - before.x1 > GUTTER_EMS * em:
                votes.setdefault(int(word.x0 / 6), []).append(word.x0)
    return [min(edges) - 1.0 for edges in votes.values() if len(edges) >= 3]


def _free_runs(rows: list[Row], x: float, em: float) -> Iterator[tuple[int, int]]:
    """Runs of rows that leave the strip left of x empty."""
    first: int | None = None
    for i, row in enumerate(rows):
        if _crosses(row, x, em):
            if first is not None and i - first >= MIN_COLUMN_ROWS:
                yield first, i - 1
            first = None
        elif first is None:
            first = i
    if first is not None and len(rows) - first >= MIN_COLUMN_ROWS:
        yield first, len(rows) - 1


def _trimmed(rows: list[Row], x: float, first: int, last: int) -> tuple[int, int]:
    """A run between rows that cross it ends before a heading that stands alone at its edge: the heading is theirs."""
    alone = [row[-1].x1 <= x or row[0].x0 >= x for row in rows]

    def titled(i: int) -> bool:
        return heading_kind(" ".join(w.text for w in rows[i])) is not None

    def dated(i: int) -> bool:
        return rows[i][0].x1 <= x and _is_date(" ".join(w.text for w in rows[i] if w.x0 >= x))

    if last + 1 < len(rows):
        edge = next((i for i in range(last, first, -1) if not alone[i] and not dated(i)), last)
        last = next((i - 1 for i in range(edge + 1, last + 1) if titled(i) or dated(i)), last)
    if first > 0:
        edge = next((i for i in range(first, last) if not alone[i]), first)
        first = next((i + 1 for i in range(edge - 1, first - 1, -1) if titled(i)), first)
    return first, last


def _crosses(row: Row, x: float, em: float) -> bool:
    if any(w.x0 < x and w.x1 > x - GUTTER_EMS * em * 0.75 for w in row):
        return True
    return any(a.x1 <= x <= b.x0 and b.x0 - a.x1 < 0.6 * min(a.height, b.height) for a, b in pairwise(row))


def _side(rows: list[Row], keep: Callable[[Word], bool]) -> list[str]:
    return [text for row in rows if (text := " ".join(w.text for w in row if keep(w)))]


def _column_weight(rows: list[Row], x: float) -> float:
    """How much text two columns at x would part; 0 when these are no columns but dates or labels beside their lines."""
    left, right = _side(rows, lambda w: w.x0 < x), _side(rows, lambda w: w.x0 >= x)
    if len(left) < MIN_COLUMN_ROWS or len(right) < MIN_COLUMN_ROWS:
        return 0.0
    chars = sum(map(len, left)), sum(map(len, right))
    if min(chars) < MIN_COLUMN_SHARE * sum(chars) or _beside(left, right):
        return 0.0
    return float(min(chars)) + 0.2 * sum(chars)


def _beside(left: list[str], right: list[str]) -> bool:
    """Whether one side only dates or labels the other, row by row."""
    if _share(right, _is_date) > 0.35 and sum(map(len, right)) < 26 * len(right):
        return True
    if _share(left, _is_date) > 0.35 and sum(map(len, left)) < 26 * len(left):
        return True
    return (
        len(left) < len(right)
        and len(left) <= 10
        and _share(left, lambda t: heading_kind(t) is not None) > 0.5
    )


def _is_date(text: str) -> bool:
    return len(text) < 40 and bool(date_ranges(text))


def _share(texts: list[str], test: Callable[[str], bool]) -> float:
    return sum(test(t) for t in texts) / len(texts)


def _line(row: Row, above: Row | None, page: int, column: int) -> Line:
    box = (
        min(w.x0 for w in row),
        min(w.top for w in row),
        max(w.x1 for w in row),
        max(w.bottom for w in row),
    )
    height = max(w.height for w in row)
    gap = (box[1] - max(w.bottom for w in above)) / height if above else 9.0
    return Line(_spans(row), page=page, box=box, column=column, gap_above=gap)


def _spans(row: Row) -> list[Span]:
    spans: list[Span] = []
    before: Word | None = None
    for word in row:
        gap = 0.0 if before is None else _gap(before, word)
        if before is not None and spans[-1].style == word.style and gap < 0.45:
            spans[-1].text += (" " if gap > 0.12 or word.spaced or word.guessed else "") + word.text
            spans[-1].x1 = word.x1
        else:
            gap = max(gap, 0.2) if word.spaced or word.guessed else gap
            spans.append(Span(word.text, word.bold, word.height, word.style, gap, word.x0, word.x1))
        before = word
    return spans


def _gap(before: Word, word: Word) -> float:
    """Space between two words in ems; a typed space in justified text may be wide and still be one space."""
    gap = (word.x0 - before.x1) / max(1.0, min(word.height, before.height))
    return gap * 0.5 if word.spaced and gap < 1.2 else gap
