"""A career drawn to scale: bars on a common time axis, in percent of its width."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from enrich.model import TimelineEntry
from enrich.values.dates import first_day, last_day
from web.words import span_words

ROW, BAR, TOP = 20, 14, 22  # pixels: from row to row, the height of a bar, the room for the years
NARROWEST = 0.8  # percent; what is shorter would not be seen
POINT_DAYS = 365  # how long a bar is whose end nobody knows
YEARS_SHOWN = 6


class Bar(NamedTuple):
    """`x`, `width`: percent; `y`: pixels; `look`: a CSS class."""

    x: float
    width: float
    y: int
    look: str
    label: str


class Tick(NamedTuple):
    x: float
    year: int


class Strip(NamedTuple):
    """`rows`: label and y of each group of bars."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    rows: tuple[tuple[str, int], ...]
    height: int


class Axis(NamedTuple):
    start: int
    end: int

    def at(self, day: int) -> float:
        return round(100.0 * (min(max(day, self.start), self.end) - self.start) / (self.end - self.start), 2)


class Group(NamedTuple):
    """Bars that are drawn together, in as many rows as keeps them from lying on each other."""

    label: str
    look: str
    entries: Sequence[TimelineEntry]


def strip(groups: Sequence[Group], today: dt.date) -> Strip | None:
    """None where fewer than two entries have a date: there would be nothing to see."""
    spans = {id(entry): span(entry, today) for group in groups for entry in group.entries if dated(entry)}
    if len(spans) < 2:
        return None
    axis = axis_of([*spans.values()], today)
    bars: list[Bar] = []
    rows: list[tuple[str, int]] = []
    y = TOP
    for group in groups:
        shown = [entry for entry in group.entries if id(entry) in spans]
        if shown:
            rows.append((group.label, y))
            placed, y = place(group, shown, spans, axis, y)
            bars += placed
    return Strip(tuple(bars), ticks(axis), tuple(rows), y + 4)


def dated(entry: TimelineEntry) -> bool:
    return bool(entry.start or entry.end)


def span(entry: TimelineEntry, today: dt.date) -> tuple[int, int]:
    """First and last day as ordinals; an unknown start or end is a year away from the known one."""
    now = today.toordinal()
    end = now if entry.current else last_day(entry.end).toordinal() if entry.end else None
    if not entry.start:
        return (end or now) - POINT_DAYS, end or now
    start = first_day(entry.start).toordinal()
    return start, max(start, end if end is not None else min(start + POINT_DAYS, now))


def axis_of(spans: Sequence[tuple[int, int]], today: dt.date) -> Axis:
    """Whole years around everything, up to today."""
    first = dt.date.fromordinal(max(1, min(start for start, _ in spans))).year
    return Axis(dt.date(first, 1, 1).toordinal(), max(today.toordinal(), *(end for _, end in spans)) + 1)


def place(
    group: Group, entries: Sequence[TimelineEntry], spans: dict[int, tuple[int, int]], axis: Axis, y: int
) -> tuple[list[Bar], int]:
    """Each bar in the first row that is free at that time; also the y below the last row."""
    free: list[int] = []
    bars = []
    for entry in sorted(entries, key=lambda entry: spans[id(entry)]):
        start, end = spans[id(entry)]
        row = next((n for n, until in enumerate(free) if until <= start), len(free))
        free[row : row + 1] = [end]
        x, width = axis.at(start), max(NARROWEST, axis.at(end) - axis.at(start))
        bars.append(Bar(min(x, 100 - width), width, y + row * ROW, look_of(group, entry), label_of(entry)))
    return bars, y + len(free) * ROW + 4


def look_of(group: Group, entry: TimelineEntry) -> str:
    open_ended = not entry.current and not (entry.start and entry.end)
    return f"{group.look} open" if open_ended else group.look


def label_of(entry: TimelineEntry) -> str:
    what = " at ".join(part for part in (entry.title, entry.organisation) if part)
    return f"{what}, {span_words(entry.start, entry.end, entry.current)}"


def ticks(axis: Axis) -> tuple[Tick, ...]:
    """A handful of round years."""
    first, last = dt.date.fromordinal(axis.start).year, dt.date.fromordinal(axis.end).year
    step = next((n for n in (1, 2, 5, 10, 20, 50) if (last - first) / n <= YEARS_SHOWN), 100)
    years = [year for year in range(first, last + 1) if year % step == 0]
    return tuple(Tick(axis.at(dt.date(year, 1, 1).toordinal()), year) for year in years)
