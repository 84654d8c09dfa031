"""The PDF that the job boards of HeadHunter make: dates and labels left of a gutter, what they belong to right of it; firms
and schools in large bold type, jobs in large type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import mode

from parsers.lines import Line, Span
from parsers.places import is_city
from parsers.words import heading_kind, soften

_WISH = frozenset({"желаемая должность и зарплата", "desired position and salary"})
_CAREER = re.compile(r"(?:опыт работы|work experience)\s*[—–-]\s*\d")
_FOOT = re.compile(r"(?i)(?:резюме обновлено|resume updated) \d")
GUTTER, SAME_EDGE = 60.0, 6.0
LARGE = 1.15
LABEL_BELOW = 3.0
NEW_CELL, APART = 9.0, 2.0


@dataclass
class _Row:
    """A line's two sides of the gutter."""

    line: Line
    left: list[Span]
    right: list[Span]

    @property
    def top(self) -> tuple[int, float]:
        """Its place in the document; a label alone may stand a little higher than what it labels."""
        return self.line.page, self.line.box[1] + (0.0 if self.right else LABEL_BELOW)


@dataclass
class _Entry:
    when: list[Span] = field(default_factory=list)
    name: list[Line] = field(default_factory=list)
    about: list[Line] = field(default_factory=list)
    post: list[Line] = field(default_factory=list)
    told: list[Line] = field(default_factory=list)


def with_headhunter_layout(lines: list[Line]) -> list[Line]:
    """The lines as such an export means them; those of any other document as they are."""
    wish = next((x for x in lines if x.page == 1 and soften(x.text) in _WISH), None)
    if wish is None or not any(_CAREER.match(soften(x.text)) for x in lines):
        return lines
    edge = wish.box[0]
    starts = Counter(round(s.x0) for x in lines for s in _cells(x.spans) if s.x0 > edge + GUTTER)
    if not starts:
        return lines
    gutter = starts.most_common(1)[0][0] - SAME_EDGE
    usual = mode(round(x.size, 1) for x in lines)
    rows = sorted((_parted(x, gutter) for x in lines), key=lambda row: row.top)
    told = list(_told(rows, wish, usual))
    for line in told:
        line.box = (edge, *line.box[1:])
    return told


def _cells(spans: list[Span]) -> Iterable[Span]:
    return (s for i, s in enumerate(spans) if not i or s.gap > 1)


def _parted(line: Line, gutter: float) -> _Row:
    cut = next((i for i, s in enumerate(line.spans) if s.x0 >= gutter), len(line.spans))
    return _Row(line, line.spans[:cut], line.spans[cut:])


def _told(rows: list[_Row], wish: Line, usual: float) -> Iterator[Line]:
    """The lines section by section."""
    sections: list[tuple[Line | None, list[_Row]]] = [(None, [])]
    for row in rows:
        if (
            abs(row.line.box[0] - wish.box[0]) < SAME_EDGE
            and abs(row.line.size - wish.size) < 0.05 * wish.size
            and not row.right
        ):
            sections.append((_of(row.line, row.line.spans, heading=1), []))
        else:
            sections[-1][1].append(row)
    studies = False
    for heading, own in sections:
        kind = heading_kind(heading.text) if heading is not None else None
        career = heading is not None and _CAREER.match(soften(heading.text)) is not None
        studies = kind[0] == "education" if kind is not None else studies and not career
        if heading is not None and (kind is not None or not studies):
            yield heading
        if career or studies:
            yield from _entries([row for row in own if not _FOOT.search(row.line.text)], usual)
        else:
            yield from (x for row in own for x in _labelled(row))


def _of(line: Line, spans: list[Span], heading: int = 0) -> Line:
    return Line(spans, line.page, line.box, gap_above=line.gap_above, heading=heading, urls=line.urls)


def _labelled(row: _Row) -> Iterator[Line]:
    """A label of the left side that names a section heads one."""
    label = Line(row.left).text
    if row.left and row.right and heading_kind(label) is not None:
        yield _of(row.line, row.left, heading=2)
        yield _of(row.line, row.right)
    else:
        yield row.line


def _entries(rows: list[_Row], usual: float) -> Iterator[Line]:
    """Each firm or school with its dates on one line, the job below it, then what was done."""
    entry, last = _Entry(), ""
    for row in rows:
        large = bool(row.right) and row.right[0].size >= LARGE * usual
        kind = "" if not row.right else ("name" if row.right[0].bold else "post") if large else "told"
        if kind == "name" and last != "name" and entry.name:
            yield from _written(entry)
            entry = _Entry()
        entry.when += row.left
        part = "about" if kind == "told" and not entry.post else kind
        if part:
            getattr(entry, part).append(_of(row.line, row.right))
        last = kind or last
    yield from _written(entry)


def _written(entry: _Entry) -> Iterator[Line]:
    """A school has no job: what is told below it is what was studied."""
    if entry.name:
        first = entry.name[0]
        when = " ".join(s.text for s in entry.when)
        name = Span(" ".join(x.text for x in entry.name), bold=True, size=first.size, style=1, gap=NEW_CELL)
        place = _place(entry.about[0]) if entry.post and entry.about else ""
        spans = [Span(when), name, *([Span(place, gap=NEW_CELL)] if place else [])]
        yield _of(first, [s for s in spans if s.text])
    yield from entry.post
    for n, line in enumerate(entry.told if entry.post else entry.about):
        line.marked_bullet = heading_kind(line.text) is not None
        line.gap_above = APART if entry.post and not n else line.gap_above
        yield line if entry.post else _of(line, [Span(line.text.rstrip(" ."))])


def _place(line: Line) -> str:
    """The town of "Orlin, www.example.com"."""
    town = line.text.partition(",")[0]
    return town if is_city(town) else ""
