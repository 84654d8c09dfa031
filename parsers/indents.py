"""Lines of a list whose marks were drawn and are no text: they are set in from the lines with dates."""

from __future__ import annotations

from dataclasses import replace

from parsers.bodies import is_sentence
from parsers.dateranges import best_range
from parsers.headlines import heads
from parsers.lines import WIDE_GAP, Line

INDENT, MAX_INDENT = 6.0, 45.0


def with_indented_bullets(lines: list[Line]) -> list[Line]:
    """Lines set in from the text of the dated lines are bullets, though their marks were drawn and are no text."""
    edges = [
        _text_edge(line) for line in lines if line.page and (r := best_range(line.text)) and heads(line, r)
    ]
    if not edges or any(line.bullet for line in lines):
        return lines
    return [
        _marked(line) if _set_in(line, edges) and not _names_firm_below(lines, i) else line
        for i, line in enumerate(lines)
    ]


def _names_firm_below(lines: list[Line], i: int) -> bool:
    """Whether a line set in right below a dated one is no item of a list: it has a place beside it, or a style of its own."""
    if not i or best_range(lines[i - 1].text) is None:
        return False
    following = lines[i + 1 : i + 2]
    other = bool(following) and following[0].spans[0].style != lines[i].spans[0].style
    return (len(lines[i].cells) > 1 or other) and not is_sentence(lines[i].text)


def _text_edge(line: Line) -> float:
    """Where a dated line's text starts: behind dates that stand first."""
    for span in line.spans[1:]:
        if span.gap >= WIDE_GAP and span.x0 > line.box[0]:
            found = best_range(line.cells[0])
            return span.x0 if found and found.at[0] <= 2 else line.box[0]
    return line.box[0]


def _set_in(line: Line, edges: list[float]) -> bool:
    if line.bullet or line.bold or not line.page or best_range(line.text) is not None:
        return False
    nearest = min(edges, key=lambda edge: abs(edge - line.box[0]))
    return all(line.box[0] > edge + INDENT for edge in edges) and line.box[0] < nearest + MAX_INDENT


def _marked(line: Line) -> Line:
    return replace(line, marked_bullet=True, urls=line.urls)
