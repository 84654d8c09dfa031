"""The two sides of a gutter: whether they are columns, or dates, places and labels beside their lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import pairwise
from statistics import median

from parsers.dateranges import date_ranges, has_span
from parsers.rowtext import Row, parted
from parsers.sidenotes import is_ledger, is_note
from parsers.words import heading_kind

MIN_COLUMN_ROWS = 4
MIN_COLUMN_SHARE = 0.12
MIN_TITLED_SHARE = 0.03
NOTE_CHARS = 26
LABEL_CHARS = 18
LEAST_ALIGNED = 0.25
ALIGNED_STEP = 20.0
FEWEST_LEDGER_ROWS = 3
FEW_HEADINGS, MOST_LABELS = 5, 10
MOST_TOLD, LINES_A_LABEL = 0.7, 1.6
FEWEST_CARD_LINES = 3
FEWEST_DATES, SAME_EDGE = 2, 4.0


class Side:
    """What stands at one side of a gutter, row by row."""

    def __init__(self, by_row: list[str]) -> None:
        self.by_row = by_row
        self.texts = [t for t in self.by_row if t]
        self.chars = sum(map(len, self.texts))

    def along(self, other: Side) -> tuple[Side, Side]:
        """Both sides between the first and the last row of the other one."""
        rows = [i for i, text in enumerate(other.by_row) if text]
        reach = slice(rows[0], rows[-1] + 1)
        return Side(self.by_row[reach]), Side(other.by_row[reach])

    @property
    def mean(self) -> float:
        return self.chars / len(self.texts)

    def share(self, test: Callable[[str], bool]) -> float:
        return sum(map(test, self.texts)) / len(self.texts)

    def beside(self, other: Side) -> float:
        """The share of its rows that stand level with a row of the other side."""
        return sum(bool(a and b) for a, b in zip(self.by_row, other.by_row, strict=True)) / len(self.texts)

    @cached_property
    def headings(self) -> int:
        return sum(is_heading(t) for t in self.texts)


def column_weight(rows: list[Row], x: float) -> float:
    """How much text two columns at x would part; 0 when these are no columns but dates or labels beside their lines."""
    left = Side([" ".join(w.text for w in row if w.x0 < x) for row in rows])
    right = Side([" ".join(w.text for w in row if w.x0 >= x) for row in rows])
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
    if _dates_between(rows, x, right):
        return 0.0
    both = 1.5 if left.headings and right.headings else 1.0
    aligned = _aligned(rows, x)
    if aligned < LEAST_ALIGNED and not (left.headings and right.headings):
        return 0.0
    return both * (0.4 + 0.6 * aligned) * (small.chars + 0.2 * (small.chars + large.chars))


def _dates_between(rows: list[Row], x: float, right: Side) -> bool:
    """Whether dates in a column of their own stand just left of x, beside what they date, and another column left of them."""
    cells = [(i, cell) for i, row in enumerate(rows) if (cell := _last_cell(row, x))]
    dated = [(i, cell) for i, cell in cells if has_span(_said(cell))]
    if len(dated) < FEWEST_DATES:
        return False
    edge = median(cell[0].x0 for _, cell in dated)
    lined_up = [i for i, cell in dated if abs(cell[0].x0 - edge) < SAME_EDGE]
    if len(lined_up) < FEWEST_DATES:
        return False
    edge -= SAME_EDGE
    reach = range(lined_up[0], lined_up[-1] + 1)
    if any(w.x0 < edge < w.x1 for i in reach for w in rows[i]):
        return False
    between = [" ".join(w.text for w in rows[i] if edge <= w.x0 < x) for i in reach]
    told = [text for text in between if text and not is_heading(text)]
    apart = sum(row[0].x0 < edge for row in rows) >= MIN_COLUMN_ROWS
    level = sum(bool(right.by_row[i]) for i in lined_up)
    return apart and sum(map(is_note, told)) > MOST_TOLD * len(told) and level > MOST_TOLD * len(lined_up)


def _last_cell(row: Row, x: float) -> Row:
    left = [w for w in row if w.x0 < x]
    return parted(left)[-1] if left else []


def _said(words: Row) -> str:
    return " ".join(w.text for w in words)


def _cuts_ledger(rows: list[Row], x: float) -> bool:
    """Whether x parts the years and months of a form from what happened then."""
    return sum(is_ledger(row) and row[0].x0 < x <= row[2].x0 for row in rows) >= FEWEST_LEDGER_ROWS


def _aligned(rows: list[Row], x: float) -> float:
    """The share of rows right of a gutter that start near it."""
    starts = [w.x0 for row in rows if (w := next((w for w in row if w.x0 >= x), None)) is not None]
    return sum(start < x + ALIGNED_STEP for start in starts) / len(starts)


def _notes(side: Side, other: Side) -> bool:
    """Whether one side only dates, places or labels the other, row by row."""
    side, other = side.along(other)
    if not side.texts or side.mean >= NOTE_CHARS:
        return False
    if _form_labels(side, other):
        return True
    few = side.headings * FEW_HEADINGS <= len(side.texts) and (not side.headings or side.beside(other) > 0.9)
    if side.share(is_note) > (0.35 if few else 0.6) or _dates_under_headings(side, other):
        return not are_cards(side.by_row, other.by_row)
    beside = not side.headings and side.mean < LABEL_CHARS and side.beside(other) > 0.9
    return beside and not are_cards(side.by_row, other.by_row)


def _dates_under_headings(side: Side, other: Side) -> bool:
    """Whether most of a side, headings aside, is dates, and nearly all of it stands level with the other side."""
    rows = [(a, b) for a, b in zip(side.by_row, other.by_row, strict=True) if a and not is_heading(a)]
    dates = sum(has_span(a) and is_note(a) for a, _ in rows)
    return (
        dates >= FEWEST_DATES and dates > 0.6 * len(rows) and sum(bool(b) for _, b in rows) > 0.9 * len(rows)
    )


def _form_labels(side: Side, other: Side) -> bool:
    """Whether nearly every text of one side ends in a colon and has its own line beside it: "Tools:   Git, Jira"."""
    told = side.share(lambda text: text.endswith((":", "：", ":-"))) > MOST_TOLD
    return told and side.beside(other) > 0.9 and len(other.texts) <= LINES_A_LABEL * len(side.texts)


def _centred_headings(side: Side, other: Side) -> bool:
    """Headings in the middle of the page, with no text beside them."""
    return side.share(is_heading) > 0.5 and side.beside(other) < 0.3


def _labels(left: Side, right: Side) -> bool:
    """Headings alone in a column of their own."""
    few = len(left.texts) < len(right.texts) and len(left.texts) <= MOST_LABELS
    return few and (left.share(is_heading) > 0.5 or 2 * _halved_headings(left) > len(left.texts))


def _halved_headings(side: Side) -> int:
    """How many texts are halves of headings on two rows: "教育" and "背景", "WORK" and "EXPERIENCE"."""
    return 2 * sum(bool(a and b) and is_heading(f"{a} {b}") for a, b in pairwise(side.by_row))


def are_cards(left: list[str], right: list[str]) -> bool:
    """Whether most spans of time stand beside others: entries side by side, one a column."""
    beside = [has_span(b) for a, b in zip(left, right, strict=True) if has_span(a)]
    return sum(beside) * 2 > len(beside) if beside else _dated_once(left, right)


def _dated_once(left: list[str], right: list[str]) -> bool:
    """Whether each side has a few single dates, all of them beside one of the other side, below lines without any."""
    dated = [(bool(date_ranges(a)), bool(date_ranges(b))) for a, b in zip(left, right, strict=True)]
    both = sum(a and b for a, b in dated)
    return both > 0 and both == sum(a or b for a, b in dated) and both * FEWEST_CARD_LINES <= len(dated)


def is_heading(text: str) -> bool:
    return heading_kind(text) is not None
