"""Headings that break over two lines, or run into the first words below them: "WORK EXPERIENCESoftware Engineer"."""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.lines import Line, Span
from parsers.words import heading_kind, is_cjk

_CAPITALS = re.compile(r"^([A-ZÀ-Þ][A-ZÀ-Þ &/]{4,38}[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-ÿ.])")
_HUMPED = re.compile(r"^([A-ZÀ-Þ][a-zà-ÿ]+(?: (?:& |and )?[A-ZÀ-Þ]?[a-zà-ÿ]+){0,2})(?=[A-ZÀ-Þ])")
LEAST = 9
CLOSE, LONGEST_HALF, CJK_HALF = 0.5, 20, 2
Look = tuple[int, bool, bool]


def without_run_on(lines: list[Line]) -> list[Line]:
    """The lines; one that starts with a heading and goes on without a space becomes two."""
    return [part for line in lines for part in _parted(line)]


def _parted(line: Line) -> list[Line]:
    if line.bullet or not line.spans:
        return [line]
    first = line.spans[0]
    match = _CAPITALS.match(line.text) or _HUMPED.match(line.text)
    if match is None or len(match[1]) < LEAST or heading_kind(match[1]) is None:
        return [line]
    rest = _behind(line, match[1])
    if not rest:
        return [line]
    head = replace(line, spans=[replace(first, text=match[1])], urls=[])
    return [head, replace(line, spans=rest, heading=0, gap_above=0.0)]


def _behind(line: Line, head: str) -> list[Span]:
    """The spans behind the heading; none where it does not end in the first one."""
    first, *others = line.spans
    if not first.text.startswith(head) or (first.text == head and not others):
        return []
    left = first.text[len(head) :]
    return [replace(first, text=left), *others] if left else others


def joined_headings(lines: list[Line]) -> list[Line]:
    """ "Languages &" and "Frameworks" on two lines become one."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last is not None and (_continues(last, line) or _halves(last, line)):
            joined[-1] = replace(last, spans=[*last.spans, replace(line.spans[0], gap=0.3), *line.spans[1:]])
        else:
            joined.append(line)
    return joined


def _continues(last: Line, line: Line) -> bool:
    if not (
        last.text.endswith(("&", " and", " und", " et", " y", " e", " de", " of", " di"))
        and len(last.text) < 30
        and len(line.text) < 30
    ):
        return False
    return (
        last.column == line.column
        and look_of(last) == look_of(line)
        and not last.bullet
        and len(line.cells) == 1
    )


def _halves(last: Line, line: Line) -> bool:
    """ "WORK" and "EXPERIENCE", "教育" and "背景" below one another in one look: one heading on two lines."""
    if (
        not last.page
        or (last.column, last.page) != (line.column, line.page)
        or look_of(last) != look_of(line)
    ):
        return False
    if len(last.cells) + len(line.cells) > 2 or last.bullet or line.bullet or line.gap_above > CLOSE:
        return False
    if (
        not (last.bold or last.caps or is_cjk(last.text))
        or max(len(last.text), len(line.text)) > LONGEST_HALF
    ):
        return False
    both = f"{last.text} {line.text}"
    whole = heading_kind(both)
    if whole is None or is_cjk(both):
        return whole is not None and len(last.text) == len(line.text) == CJK_HALF
    halves = {heading_kind(last.text), heading_kind(line.text)}
    return None in halves or halves == {whole}


def look_of(line: Line) -> Look:
    """What one sees of a heading: its size in half points, whether in capitals, whether bold."""
    return (round(line.size * 2), line.caps, line.bold)
