"""Words with positions -> lines in reading order: a recursive XY-cut that knows sidebars from right-aligned dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from parsers.lines import Line, Span
from parsers.rails import Heading, rail_headings, under
from parsers.rowtext import (
    Row,
    Word,
    close_letters,
    from_right_page,
    in_reading_order,
    mirrored,
)
from parsers.sidenotes import gather_notes, is_ledger, is_note
from parsers.words import heading_kind

MIN_COLUMN_ROWS = 4
MIN_COLUMN_SHARE = 0.12
MIN_TITLED_SHARE = 0.03
NOTE_CHARS = 26
LABEL_CHARS = 18
MAX_CANDIDATES = 60
MAX_RAIL_EMS = 16
LARGE = 1.5
LEAST_ALIGNED = 0.25
ALIGNED_STEP = 20.0
GUTTER_EMS = 0.8
MAX_DEPTH = 6
FEWEST_LEDGER_ROWS = 3


@dataclass(frozen=True)
class Gutter:
    """An empty vertical strip at `x` over the rows `first` to `last`, both inside it."""

    x: float
    first: int
    last: int


def lines_of(words: list[Word], page: int) -> list[Line]:
    """The page's lines in reading order; `column` numbers the blocks they came from."""
    from_right = from_right_page(words)
    found: list[Line] = []
    for column, rows in enumerate(_blocks(mirrored(words) if from_right else words, 0)):
        above: Row | None = None
        for row in gather_notes([close_letters(in_reading_order(row, from_right)) for row in rows]):
            found.append(_line(row, above, page, column))
            above = row
    return [_turned_back(line) for line in found] if from_right else found


def _turned_back(line: Line) -> Line:
    """The line of a mirrored page where it stands on the real one; indents are told from the right edge."""
    x0, top, x1, bottom = line.box
    line.box = (-x1, top, -x0, bottom)
    return line


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
        for run in _free_runs(gaps, x):
            first, last = _trimmed(rows, x, *run)
            weight = _column_weight(rows[first : last + 1], x)
            if weight > 0 and (best is None or weight > best[0]):
                best = (weight, Gutter(x, first, last))
    return best[1] if best else None


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


class _Side:
    """What stands at one side of a gutter, row by row."""

    def __init__(self, by_row: list[str]) -> None:
        self.by_row = by_row
        self.texts = [t for t in self.by_row if t]
        self.chars = sum(map(len, self.texts))

    def along(self, other: _Side) -> tuple[_Side, _Side]:
        """Both sides between the first and the last row of the other one."""
        rows = [i for i, text in enumerate(other.by_row) if text]
        reach = slice(rows[0], rows[-1] + 1)
        return _Side(self.by_row[reach]), _Side(other.by_row[reach])

    @property
    def mean(self) -> float:
        return self.chars / len(self.texts)

    def share(self, test: Callable[[str], bool]) -> float:
        return sum(map(test, self.texts)) / len(self.texts)

    def beside(self, other: _Side) -> float:
        """The share of its rows that stand level with a row of the other side."""
        return sum(bool(a and b) for a, b in zip(self.by_row, other.by_row, strict=True)) / len(self.texts)

    @cached_property
    def headings(self) -> int:
        return sum(_is_heading(t) for t in self.texts)


def _column_weight(rows: list[Row], x: float) -> float:
    """How much text two columns at x would part; 0 when these are no columns but dates or labels beside their lines."""
    left = _Side([" ".join(w.text for w in row if w.x0 < x) for row in rows])
    right = _Side([" ".join(w.text for w in row if w.x0 >= x) for row in rows])
    few = min(len(left.texts), len(right.texts))
    if few < MIN_COLUMN_ROWS or _cuts_ledger(rows, x):
        return 0.0
    small, large = sorted((left, right), key=lambda side: side.chars)
    share = small.chars / (small.chars + large.chars)
    titled = small.headings > 0 and len(rows) > 2 * MIN_COLUMN_ROWS
    if (
        share < (MIN_TITLED_SHARE if titled else MIN_COLUMN_SHARE)
        or _notes(left, right)
        or _notes(right, left)
    ):
        return 0.0
    if _labels(left, right) or _centred_headings(left, right) or _centred_headings(right, left):
        return 0.0
    both = 1.5 if left.headings and right.headings else 1.0
    aligned = _aligned(rows, x)
    if aligned < LEAST_ALIGNED and not (left.headings and right.headings):
        return 0.0
    return both * (0.4 + 0.6 * aligned) * (small.chars + 0.2 * (small.chars + large.chars))


def _cuts_ledger(rows: list[Row], x: float) -> bool:
    """Whether x parts the years and months of a form from what happened then."""
    return sum(is_ledger(row) and row[0].x0 < x <= row[2].x0 for row in rows) >= FEWEST_LEDGER_ROWS


def _aligned(rows: list[Row], x: float) -> float:
    """The share of rows right of a gutter that start near it."""
    starts = [w.x0 for row in rows if (w := next((w for w in row if w.x0 >= x), None)) is not None]
    return sum(start < x + ALIGNED_STEP for start in starts) / len(starts)


def _notes(side: _Side, other: _Side) -> bool:
    """Whether one side only dates, places or labels the other, row by row."""
    side, other = side.along(other)
    if not side.texts or side.mean >= NOTE_CHARS:
        return False
    if side.share(is_note) > (0.35 if not side.headings else 0.6):
        return True
    return not side.headings and side.mean < LABEL_CHARS and side.beside(other) > 0.9


def _centred_headings(side: _Side, other: _Side) -> bool:
    """Headings in the middle of the page, with no text beside them."""
    return side.share(_is_heading) > 0.5 and side.beside(other) < 0.3


def _labels(left: _Side, right: _Side) -> bool:
    """Headings alone in a column of their own."""
    return len(left.texts) < len(right.texts) and len(left.texts) <= 10 and left.share(_is_heading) > 0.5


def _is_heading(text: str) -> bool:
    return heading_kind(text) is not None


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
    inside = gap < 0.05 and not word.spaced and before.text[-1:].isalpha() and word.text[:1].isalpha()
    return span.style == word.style or inside


def _gap(before: Word, word: Word) -> float:
    """Space between two words in ems; a typed space in justified text may be wide and still be one space."""
    if word.lead >= 0:
        return word.lead
    gap = (word.x0 - before.x1) / max(1.0, min(word.height, before.height))
    if word.x1 < before.x0:
        gap = (before.x0 - word.x1) / max(1.0, min(word.height, before.height))
    return gap * 0.5 if word.spaced and gap < 1.2 else gap
