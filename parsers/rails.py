"""Section headings in a column of their own, beside the text they head."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from parsers.rowtext import Row, Word
from parsers.words import heading_kind

FEWEST_HEADINGS = 2
MAX_HEADING_CHARS = 40
LINE_STEP = 1.9
RAIL_SHARE = 0.6
ONE_SPACE = 0.3


@dataclass(frozen=True)
class Heading:
    """The words of one heading of the rail, and the height at which its text begins."""

    words: Row
    top: float


def rail_headings(rows: list[Row], x: float) -> list[Heading]:
    """The headings left of `x`, when most of what stands there is headings; else none."""
    left = [[w for w in row if w.x0 < x] for row in rows]
    if any(w.x1 > x for row in left for w in row):
        return []
    blocks = _blocks([row for row in left if row])
    known = [b for b in blocks if _is_heading(b)]
    if len(known) < FEWEST_HEADINGS or len(known) < RAIL_SHARE * len(blocks):
        return []
    beside = sum(any(_level(row, block) for row in rows if row[-1].x0 >= x) for block in known)
    if beside < len(known) * RAIL_SHARE:
        return []
    return [Heading(block, min(w.top for w in block)) for block in blocks]


def _blocks(rows: list[Row]) -> list[Row]:
    """Rows close below one another in one style are one heading."""
    blocks: list[Row] = []
    for row in rows:
        last = blocks[-1] if blocks else None
        if last is not None and _follows(last, row) and not _is_heading(last):
            row[0].lead = ONE_SPACE
            last.extend(row)
        else:
            blocks.append(list(row))
    return blocks


def _follows(above: Row, row: Row) -> bool:
    step = row[0].top - max(w.top for w in above)
    return step < LINE_STEP * row[0].height and abs(row[0].height - above[0].height) < 1.0


def _is_heading(words: Row) -> bool:
    text = " ".join(w.text for w in words)
    return len(text) < MAX_HEADING_CHARS and heading_kind(text) is not None


def _level(row: Row, block: Row) -> bool:
    height = max(w.height for w in block)
    return any(abs(w.middle - block[0].middle) < height for w in row)


def _start(heading: Heading, words: list[Word]) -> float:
    """The height at which a heading's text begins: the widest gap between rows near the heading's top."""
    reach = 1.2 * heading.words[0].height
    middles = sorted({round(w.middle, 1) for w in words})
    near = [
        (below - above, (above + below) / 2)
        for above, below in pairwise([-1000.0, *middles])
        if heading.top - reach < below < heading.top + reach + heading.words[0].height
    ]
    return max(near)[1] if near else heading.top - 0.6 * heading.words[0].height


def under(headings: list[Heading], words: list[Word]) -> list[tuple[Row, list[Word]]]:
    """Each heading with the words level with it and below, down to the next heading; words above the first come first."""
    starts = [_start(h, words) for h in headings]
    spans = list(pairwise([*starts, float("inf")]))
    found: list[tuple[Row, list[Word]]] = [([], [w for w in words if w.middle < starts[0]])]
    for heading, (start, end) in zip(headings, spans, strict=True):
        found.append((heading.words, [w for w in words if start <= w.middle < end]))
    return [(head, text) for head, text in found if head or text]
