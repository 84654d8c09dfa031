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
    """The words of one heading of the rail; `middle` is the height of its first row."""

    words: Row

    @property
    def middle(self) -> float:
        return self.words[0].middle


def rail_headings(rows: list[Row], x: float) -> list[Heading]:
    """The headings left of `x`, when most of what stands there is headings; else none."""
    left = [[w for w in row if w.x0 < x] for row in rows]
    if any(w.x1 > x for row in left for w in row):
        return []
    blocks = _blocks([row for row in left if row])
    known = [b for b in blocks if _is_heading(b)]
    if len(known) < FEWEST_HEADINGS or len(known) < RAIL_SHARE * len(blocks):
        return []
    text = [row for row in rows if row[-1].x0 >= x]
    beside = sum(any(_level(row, block) for row in text) for block in known)
    if beside < len(known) * RAIL_SHARE and not (len(known) == len(blocks) and _take_turns(known, text)):
        return []
    return [Heading(block) for block in blocks]


def _blocks(rows: list[Row]) -> list[Row]:
    """Rows close below one another in one style are one heading."""
    blocks: list[Row] = []
    for row in rows:
        last = blocks[-1] if blocks else None
        if last is not None and _follows(last, row) and (not _is_heading(last) or _is_heading([*last, *row])):
            row[0].lead = ONE_SPACE
            last.extend(row)
        else:
            blocks.append(list(row))
    return blocks


def _follows(above: Row, row: Row) -> bool:
    step = row[0].top - max(w.top for w in above)
    return (
        not above[-1].text.endswith(":")
        and step < LINE_STEP * row[0].height
        and abs(row[0].height - above[0].height) < 1.0
    )


def _is_heading(words: Row) -> bool:
    text = " ".join(w.text for w in words)
    return len(text) < MAX_HEADING_CHARS and heading_kind(text) is not None


def _level(row: Row, block: Row) -> bool:
    height = max(w.height for w in block)
    return any(abs(w.middle - block[0].middle) < height for w in row)


def _take_turns(headings: list[Row], text: list[Row]) -> bool:
    """Whether text stands below each heading and above the next: headings in circles on a line."""
    middles = [block[0].middle for block in headings]
    between = (any(start < row[0].middle < end for row in text) for start, end in pairwise(middles))
    return len(headings) > FEWEST_HEADINGS and all(between)


def _offset(headings: list[Heading], middles: list[float]) -> float:
    """How far below its heading's middle a text's first row stands, the same for most headings of the page."""
    votes: dict[int, list[float]] = {}
    for heading in headings:
        reach = 1.3 * heading.words[0].height
        for n, middle in enumerate(middles):
            off = middle - heading.middle
            if abs(off) < reach:
                gap = middle - middles[n - 1] if n else 4 * reach
                votes.setdefault(round(off / 3), []).append(min(gap, 2 * reach) / reach)
    if not votes:
        return 0.0
    return 3.0 * max(votes, key=lambda off: (sum(votes[off]), -abs(off)))


def under(headings: list[Heading], words: list[Word]) -> list[tuple[Row, list[Word]]]:
    """Each heading with the words level with it and below, down to the next heading; words above the first come first."""
    offset = _offset(headings, sorted({round(w.middle, 1) for w in words}))
    starts = [h.middle + offset - 3.0 for h in headings]
    spans = list(pairwise([*starts, float("inf")]))
    found: list[tuple[Row, list[Word]]] = [([], [w for w in words if w.middle < starts[0]])]
    for heading, (start, end) in zip(headings, spans, strict=True):
        found.append((heading.words, [w for w in words if start <= w.middle < end]))
    return [(head, text) for head, text in found if head or text]
