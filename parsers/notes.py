"""Where each field was read, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable

from parsers.lines import Line
from parsers.reading import Evidence
from parsers.words import soften

Box = tuple[float, float, float, float]


class Notes:
    """Collects evidence and confidence while fields are read; `lines` is the whole document in order."""

    def __init__(self, lines: list[Line]) -> None:
        self.confidence: dict[str, float] = {}
        self.evidence: list[Evidence] = []
        self._offsets: dict[int, int] = {}
        position = 0
        for line in lines:
            self._offsets[id(line)] = position
            position += len(line.text) + 1

    def see(self, path: str, line: Line | None, sure: float, value: str = "") -> None:
        """A field was read from this line: from the place of `value` in it, where that stands there as it is."""
        sure = round(sure, 3)
        field = path.partition("[")[0]
        self.confidence[field] = min(self.confidence.get(field, 1.0), sure)
        self.confidence[path] = sure
        if line is None:
            return
        start, end = _place(line.text, value)
        if line.page:
            x0, top, x1, bottom = _box(line, start, end)
            self.evidence.append(Evidence(path, page=line.page, box=(x0, top, x1, bottom)))
        elif (offset := self._offsets.get(id(line))) is not None:
            self.evidence.append(Evidence(path, start=offset + start, end=offset + end))

    def find(self, path: str, lines: Iterable[Line], value: str, sure: float) -> None:
        """The same for a value that stands in one of these lines; the first one when in none."""
        known = list(lines)
        wanted = soften(value)
        line = next((x for x in known if wanted in soften(x.text)), None)
        if line is None and " " in wanted:
            first = " ".join(wanted.split()[:2])
            line = next((x for x in known if first in soften(x.text)), None)
        self.see(path, line or next(iter(known), None), sure, value)


def _place(text: str, value: str) -> tuple[int, int]:
    start = soften(text).find(soften(value)) if value else -1
    return (start, start + len(value)) if start >= 0 else (0, len(text))


def _box(line: Line, start: int, end: int) -> Box:
    """The box of the characters `start` to `end` of the line's text; x is found by share of the span's width."""
    x0, top, x1, bottom = line.box
    if (start, end) != (0, len(line.text)) and all(s.x0 >= 0 for s in line.spans):
        x0, x1 = _x_at(line, start, x0), _x_at(line, end, x1)
    return round(min(x0, x1), 1), round(top, 1), round(max(x0, x1), 1), round(bottom, 1)


def _x_at(line: Line, at: int, default: float) -> float:
    position = 0
    for span in line.spans:
        length = len(" ".join(span.text.split()))
        found = line.text.find(" ".join(span.text.split()), position)
        position = max(position, found)
        if position <= at <= position + length and length:
            return span.x0 + (span.x1 - span.x0) * (at - position) / length
        position += length
    return default
