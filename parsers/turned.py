"""Text set on its side: headings beside their sections, names along the edge; pages that lie on their side as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from parsers.rowtext import Row, Word, close_letters, parted, rows_of
from parsers.words import heading_kind

Box = tuple[float, float, float, float]
LARGE = 1.5
LEAST_STEP = 0.3
ALIKE = 1.0


def on_its_side(box: Box, up: bool) -> Box:
    """The box (left, top, right, bottom) of a letter of a line that runs up or down the page, as if the line ran to the right."""
    left, top, right, bottom = box
    return (-bottom, left, -top, right) if up else (top, -right, bottom, -left)


def with_turned(words: list[Word], turned: dict[bool, list[Word]]) -> list[Word]:
    """The page's words; those on their side (by whether they run up) as rows of their own where they are read."""
    if not any(turned.values()):
        return words
    up, down = turned[True], turned[False]
    most = max((words, up, down), key=_letters)
    if most is not words:
        return _moved(most)
    rows = [_Laid(row, -row[-1].x1, -row[0].x0) for row in _runs(up)]
    rows += [_Laid(row, row[0].x0, row[-1].x1) for row in _runs(down)]
    return [*words, *_laid_down(sorted(rows, key=lambda laid: laid.start), words)]


def _runs(words: list[Word]) -> Iterator[Row]:
    for row in rows_of(words):
        yield from parted(close_letters(row))


class _Laid(NamedTuple):
    """A row on its side, and from where to where it stands on the page."""

    row: Row
    start: float
    end: float


def _letters(words: list[Word]) -> int:
    return sum(len(w.text) for w in words)


def _moved(words: list[Word]) -> list[Word]:
    """A page on its side, from its own upper left corner."""
    left, top = min(w.x0 for w in words), min(w.top for w in words)
    for w in words:
        w.x0, w.x1, w.top, w.bottom = w.x0 - left, w.x1 - left, w.top - top, w.bottom - top
    return words


def _laid_down(laid: list[_Laid], words: list[Word]) -> list[Word]:
    """A heading goes above the rows it stands beside, a name on top, anything else below."""
    rows = rows_of(words)
    if not rows:
        return [w for one in laid for w in one.row]
    usual = median(w.height for w in words)
    left = min(w.x0 for w in words)
    found: list[Word] = []
    passed = 0.0
    for row, start, end in laid:
        if heading_kind(" ".join(w.text for w in row)) is not None:
            level = _border(rows, passed, (start + end) / 2) - 0.6 * usual
            passed = level + usual
        elif row[0].height > LARGE * usual:
            level = rows[0][0].middle - 2 * row[0].height
        else:
            level = rows[-1][0].middle + 3 * usual
        found += _on_level(row, left, level)
    return found


def _on_level(row: Row, left: float, level: float) -> Iterator[Word]:
    for word in row:
        width, half = word.x1 - word.x0, word.height / 2
        yield replace(word, x0=left, x1=left + width, top=level - half, bottom=level + half, lead=-1.0)
        left += width + LEAST_STEP * word.height


def _border(rows: list[Row], passed: float, middle: float) -> float:
    """Where the section around `middle` begins: the top of the row below the widest gap since `passed`; of gaps alike the lowest."""
    gaps = [(_top(rows[0]), 0.0)]
    gaps += [(_top(row), _top(row) - max(w.bottom for w in above)) for above, row in pairwise(rows)]
    within = [(top, gap) for top, gap in gaps if passed <= top <= middle] or gaps[:1]
    widest = max(gap for _, gap in within)
    return max(top for top, gap in within if gap >= widest - ALIKE)


def _top(row: Row) -> float:
    return min(w.top for w in row)
