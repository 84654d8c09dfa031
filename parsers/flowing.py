"""Lines that a page broke -> the items of a list, whole again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from parsers.knowing import says_known
from parsers.lines import WIDE_GAP, Line, Span

SAME, SET_IN, FAR_IN, RAGGED, SHARP = 2.5, 3.0, 60.0, 45.0, 14.0
LONG, MIDDLING = 50, 20  # characters: shorter lines are seldom full
NEAR, CLOSE = 1.2, 0.8  # ems between an item's lines, at most; where nothing else tells that it goes on
_OPEN = re.compile(r"(?:[,&/(·|;:]|\b(?:and|or|und|et|e|y|i|och|en|ve|и|of|for|in|with|de|für|mit))$")
_LABEL = re.compile(r"^[^:：,;()]{2,45}(?:\([^()]{2,25}\)\s?)?[:：]\s")
_HYPHEN = re.compile("[^\\W\\d_][-\u2010\u2011]$")
_BARRED = re.compile(r"\s[|•·∙]\s")  # such lists break at their signs
_LISTED = re.compile(r"[,;•·|、，；]")


class Edge(NamedTuple):
    """Where a column ends at the right; `sharp` when two of its lines end there."""

    x: float
    sharp: bool


NO_EDGE = Edge(1e9, sharp=False)


def flowing(lines: list[Line], *, short: bool = False) -> list[Line]:
    """Each item as one line: what was broken at the edge of its column is joined, words broken with a hyphen too.

    Only pages have edges: elsewhere a line is joined when it ends in the middle of a list. In a list of `short` items a line is
    joined only where it is set in, or the one above it is left open.
    """
    columns: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        columns.setdefault((line.page, line.column), []).append(line)
    items: list[Line] = []
    last: Line | None = None
    for line in lines:
        if last is not None and _goes_on(
            items[-1], last, line, NO_EDGE if short else _right(last, columns[last.page, last.column])
        ):
            items[-1] = _joined(items[-1], line)
        else:
            items.append(line)
        last = line
    return items


def _right(last: Line, column: list[Line]) -> Edge:
    """Where the lines above and below it end."""
    return _edge(
        [x.box[2] for x in column if x.box[0] < last.box[2] and last.box[0] < x.box[2]] or [last.box[2], 0.0]
    )


def _edge(ends: list[float]) -> Edge:
    furthest, *others = sorted(ends, reverse=True)
    near = others[0] if others else 0.0
    return Edge(furthest if near > furthest - RAGGED else furthest + RAGGED, near > furthest - SHARP)


def _goes_on(item: Line, last: Line, line: Line, right: Edge) -> bool:
    if (
        line.bullet
        or line.heading
        or line.page != last.page
        or _LABEL.match(line.body)
        or says_known(line.body)
    ):
        return False
    if not line.page:
        return _open(last)
    if line.column != last.column or line.gap_above > NEAR or abs(line.size - last.size) > 0.8:
        return False
    if len(line.cells) > 1:
        return False
    start = _text_start(item)
    if len(last.cells) > 1:
        return start > item.box[0] + SET_IN and abs(line.box[0] - start) < SAME
    if item.bullet and item.box[0] + SET_IN < line.box[0] < item.box[0] + FAR_IN:
        return True
    if item.box[0] + SET_IN < line.box[0] < item.box[0] + FAR_IN:
        return _LABEL.match(item.body) is not None or _LISTED.search(item.body) is not None
    if abs(line.box[0] - last.box[0]) > SAME or line.bold != last.bold:
        return False
    return _open(last) or (line.gap_above < CLOSE and _listing(last) and _full(last, line, right))


def _text_start(item: Line) -> float:
    """Where the text of its last cell begins."""
    return next((s.x0 for s in reversed(item.spans) if s.gap >= WIDE_GAP), item.box[0])


def _open(line: Line) -> bool:
    text = line.text
    return (
        _OPEN.search(text) is not None
        or _HYPHEN.search(text) is not None
        or text.count("(") > text.count(")")
    )


def _listing(line: Line) -> bool:
    if (_BARRED.search(line.body) and "," not in line.text) or (line.text.endswith(".") and "," in line.text):
        return False
    return _LISTED.search(line.text) is not None or len(line.text.split()) > 4


def _full(last: Line, line: Line, right: Edge) -> bool:
    """Whether the next line's first word had no room left."""
    letter = (line.box[2] - line.box[0]) / max(1, len(line.text))
    first = line.text.partition(" ")[0]
    if first[:1].islower():
        return True
    if len(last.text) < (MIDDLING if right.sharp and "," in last.text else LONG):
        return False
    return last.box[2] + letter * (len(first) + 1) > right.x


def _joined(item: Line, line: Line) -> Line:
    first, *rest = line.spans
    tail = item.spans[-1]
    if _HYPHEN.search(tail.text):
        text = tail.text[:-1] if first.text[:1].islower() else tail.text
        whole: list[Span] = [*item.spans[:-1], replace(tail, text=text), replace(first, gap=0.0)]
    else:
        whole = [*item.spans, replace(first, gap=0.3)]
    return replace(item, spans=[*whole, *rest], urls=[*item.urls, *line.urls])
