"""Words with positions -> lines in reading order: a recursive XY-cut that knows sidebars from right-aligned dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from parsers.grids import Rules, grid_of
from parsers.lines import Line, Span
from parsers.rails import Heading, rail_headings, under
from parsers.rowtext import (
    Row,
    Word,
    close_letters,
    from_right_page,
    in_reading_order,
    mirrored,
    rows_of,
    with_initials,
)
from parsers.sidenotes import gather_notes, is_note, without_dot
from parsers.sides import MIN_COLUMN_ROWS, column_weight
from parsers.stretches import apart_from_rows
from parsers.words import heading_kind

MAX_CANDIDATES = 60
MAX_RAIL_EMS = 16
LARGE = 1.5
GUTTER_EMS = 0.8
SMALLER, SMALL_CAPS_GAP = 1.1, 0.1
MAX_DEPTH = 6


@dataclass(frozen=True)
class Gutter:
    """An empty vertical strip at `x` over the rows `first` to `last`, both inside it."""

    x: float
    first: int
    last: int


def lines_of(words: list[Word], page: int, rules: Rules = list) -> list[Line]:
    """The page's lines in reading order; `column` numbers the blocks they came from; `rules` tells the lines drawn on it."""
    from_right = from_right_page(words)
    words = with_initials(words)
    found: list[Line] = []
    for column, rows in enumerate(_from_right(words) if from_right else _pieces(words, rules)):
        above: Row | None = None
        for row in rows:
            found.append(_line(row, above, page, column))
            above = row
    return [_turned_back(line) for line in found] if from_right else found


def _turned_back(line: Line) -> Line:
    """The line of a mirrored page where it stands on the real one; indents are told from the right edge."""
    x0, top, x1, bottom = line.box
    line.box = (-x1, top, -x0, bottom)
    return line


def _from_right(words: list[Word]) -> Iterator[list[Row]]:
    return (_as_read(rows, from_right=True) for rows in _blocks(mirrored(words), 0))


def _pieces(words: list[Word], rules: Rules) -> Iterator[list[Row]]:
    """The blocks above, in and below the page's tables."""
    rows = rows_of(words)
    grid = grid_of(rows, rules)
    above = words if grid is None else [w for row in rows[: grid.first] for w in row]
    yield from (_as_read(block, from_right=False) for block in _blocks(above, 0))
    if grid is not None:
        yield grid.records
        yield from _pieces([w for row in rows[grid.last + 1 :] for w in row], rules)


def _as_read(rows: list[Row], *, from_right: bool) -> list[Row]:
    return gather_notes([without_dot(close_letters(in_reading_order(row, from_right))) for row in rows])


def _blocks(words: list[Word], depth: int) -> Iterator[list[Row]]:
    """Blocks of rows in reading order; each block is one column's run."""
    rows = rows_of(words)
    rail = _rail(rows) if depth < MAX_DEPTH and len(rows) >= MIN_COLUMN_ROWS else None
    if rail is not None:
        yield from _blocks([w for row in rows[: rail.gutter.first] for w in row], depth + 1)
        yield from _railed(rail, depth)
        yield from _blocks([w for row in rows[rail.gutter.last + 1 :] for w in row], depth + 1)
        return
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


@dataclass(frozen=True)
class Rail:
    """Headings left of a gutter, and the words right of it."""

    gutter: Gutter
    headings: list[Heading]
    words: list[Word]


def _rail(rows: list[Row]) -> Rail | None:
    """Where headings stand in a column of their own."""
    em = median(w.height for row in rows for w in row)
    gaps = [_row_gaps(row, em) for row in rows]
    edge = min(row[0].x0 for row in rows)
    for x in _candidates(gaps):
        if x - edge > MAX_RAIL_EMS * em:
            return None
        for first, last in _free_runs(gaps, x):
            if found := rail_headings(rows[first : last + 1], x):
                words = [w for row in rows[first : last + 1] for w in row if w.x0 >= x]
                return Rail(Gutter(x, first, last), found, words)
    return None


def _railed(rail: Rail, depth: int) -> Iterator[list[Row]]:
    """Each heading as a row of its own above its text."""
    for heading, text in under(rail.headings, rail.words):
        blocks = list(_blocks(text, depth + 1)) or [[]]
        yield [*([heading] if heading else []), *blocks[0]]
        yield from blocks[1:]


def _best_gutter(rows: list[Row]) -> Gutter | None:
    em = median(w.height for row in rows for w in row)
    gaps = [_row_gaps(row, em) for row in rows]
    best: tuple[float, Gutter] | None = None
    for x in _candidates(gaps):
        for first, last in _runs(rows, gaps, x):
            weight = column_weight(rows[first : last + 1], x)
            if weight > 0 and (best is None or weight > best[0]):
                best = (weight, Gutter(x, first, last))
    return best[1] if best else None


def _runs(rows: list[Row], gaps: list[_Gaps], x: float) -> Iterator[tuple[int, int]]:
    """Where columns at x could stand."""
    for run in _free_runs(gaps, x):
        for part in apart_from_rows(rows, x, *_trimmed(rows, x, *run)):
            if part[1] - part[0] >= MIN_COLUMN_ROWS - 1:
                yield part


_Gaps = list[tuple[float, float]]


def _row_gaps(row: Row, em: float) -> _Gaps:
    """Where a gutter could pass this row: (from, to), the outer ones without end. A strip needs most of an em, of the
    row's own ems where its letters are large."""
    least = GUTTER_EMS * em
    gaps = [(float("-inf"), row[0].x0)]
    right = row[0].x1
    for word in row[1:]:
        if word.x0 - right > max(least, GUTTER_EMS * word.height if word.height > LARGE * em else 0.0):
            gaps.append((right + 0.75 * least, word.x0))
        right = max(right, word.x1)
    gaps.append((right + 0.75 * least, float("inf")))
    return gaps


def _candidates(gaps: list[_Gaps]) -> list[float]:
    """The left edges of what comes after a wide gap; of edges close together the first."""
    edges = sorted({end for row in gaps for _, end in row[1:-1]} | {row[0][1] for row in gaps})
    found: list[float] = []
    for edge in edges:
        if not found or edge - found[-1] > 4.0:
            found.append(edge - 0.5)
    return found[1 : MAX_CANDIDATES + 1]


def _free_runs(gaps: list[_Gaps], x: float) -> Iterator[tuple[int, int]]:
    """Runs of rows that leave the strip left of x empty."""
    first: int | None = None
    for i, row in enumerate(gaps):
        if not any(start <= x <= end for start, end in row):
            if first is not None and i - first >= MIN_COLUMN_ROWS:
                yield first, i - 1
            first = None
        elif first is None:
            first = i
    if first is not None and len(gaps) - first >= MIN_COLUMN_ROWS:
        yield first, len(gaps) - 1


def _trimmed(rows: list[Row], x: float, first: int, last: int) -> tuple[int, int]:
    """A run between rows that cross it ends before a heading that stands alone at its edge: the heading is theirs."""
    alone = [row[-1].x1 <= x or row[0].x0 >= x for row in rows]

    def titled(i: int) -> bool:
        return heading_kind(" ".join(w.text for w in rows[i])) is not None

    def dated(i: int) -> bool:
        return rows[i][0].x1 <= x and is_note(" ".join(w.text for w in rows[i] if w.x0 >= x))

    if last + 1 < len(rows):
        edge = next((i for i in range(last, first, -1) if not alone[i] and not dated(i)), last)
        last = next((i - 1 for i in range(edge + 1, last + 1) if titled(i) or dated(i)), last)
    if first > 0:
        edge = next((i for i in range(first, last) if not alone[i]), first)
        first = next((i + 1 for i in range(edge - 1, first - 1, -1) if titled(i)), first)
    return first, last


def _line(row: Row, above: Row | None, page: int, column: int) -> Line:
    box = (
        min(w.x0 for w in row),
        min(w.top for w in row if w.lead < 0 or w is row[0]),
        max(w.x1 for w in row),
        max(w.bottom for w in row if w.lead < 0 or w is row[0]),
    )
    height = max(0.1, *(w.height for w in row))
    gap = (box[1] - max(w.bottom for w in above if w.lead < 0 or w is above[0])) / height if above else 9.0
    return Line(_spans(row), page=page, box=box, column=column, gap_above=gap)


def _spans(row: Row) -> list[Span]:
    spans: list[Span] = []
    before: Word | None = None
    for word in row:
        gap = 0.0 if before is None else _gap(before, word)
        if before is not None and gap < 0.45 and _one_style(spans[-1], before, word, gap):
            spans[-1].text += (" " if gap > 0.12 or word.spaced or word.guessed else "") + word.text
            spans[-1].x1 = word.x1
        else:
            gap = max(gap, 0.2) if word.spaced or word.guessed else gap
            spans.append(Span(word.text, word.bold, word.height, word.style, gap, word.x0, word.x1))
        before = word
    return spans


def _one_style(span: Span, before: Word, word: Word, gap: float) -> bool:
    """Whether a word goes on with the span; a change of style inside a word is a letter its font lacks."""
    initial = before.text[-1:].isupper() and word.text[:1].islower() and before.height > SMALLER * word.height
    close = gap < (SMALL_CAPS_GAP if initial else 0.05)
    inside = close and not word.spaced and before.text[-1:].isalpha() and word.text[:1].isalpha()
    return span.style == word.style or inside


def _gap(before: Word, word: Word) -> float:
    """Space between two words in ems; a typed space in justified text may be wide and still be one space."""
    if word.lead >= 0:
        return word.lead
    gap = (word.x0 - before.x1) / max(1.0, min(word.height, before.height))
    if word.x1 < before.x0:
        gap = (before.x0 - word.x1) / max(1.0, min(word.height, before.height))
    return gap * 0.5 if word.spaced and gap < 1.2 else gap
