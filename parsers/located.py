"""What the rules read of a resume, and where in it that stands."""

from __future__ import annotations

from dataclasses import dataclass

from enrich.model import Education, Work
from parsers.dateranges import DateRange
from parsers.described import Described
from parsers.education import Studied
from parsers.entries import Entry
from parsers.names import Named
from parsers.sought import Keys, Span, spans_of
from parsers.tagger import FOLLOWERS
from parsers.work import Placed

Spans = dict[str, Span]
"""By the label of their first piece."""


@dataclass(frozen=True)
class FirstReading:
    """The person, the positions and the studies that the rules read."""

    name: Named
    positions: list[Placed]
    studies: list[Studied]


@dataclass(frozen=True)
class Where:
    """Per position and per study of a first reading where its parts stand; and the name."""

    positions: list[Spans]
    studies: list[Spans]
    name: Spans


def located(document: Described, reading: FirstReading) -> Where:
    """Each value stands at the place closest to its entry that no other value took."""
    places = _Places(document)
    return Where(
        [places.of(one.entry, one.entry.dates, "D", _of_work(one.work)) for one in reading.positions],
        [places.of(one.entry, one.entry.dates, "Y", _of_study(one.education)) for one in reading.studies],
        places.nearest("N", (reading.name.name,), 0),
    )


def said(document: Described, reading: FirstReading, where: Where) -> list[str]:
    """Per piece the label that the rules give it."""
    labels = ["O"] * len(document.pieces)
    jobs = [s for s, one in zip(where.positions, reading.positions, strict=True) if not one.work.volunteer]
    for spans in (*jobs, *where.studies, where.name):
        for label, (first, last) in spans.items():
            if all(labels[i] == "O" for i in range(first, last + 1)):
                labels[first : last + 1] = [label, *(AFTER.get(label, label) for _ in range(last - first))]
    return labels


AFTER = {first: after for after, first in FOLLOWERS.items()}


def _of_work(work: Work) -> dict[str, tuple[str, ...]]:
    return {"T": (work.title,), "E": (work.employer,)}


def _of_study(study: Education) -> dict[str, tuple[str, ...]]:
    degree, area = study.degree, study.area
    both = (f"{degree} in {area}", f"{degree} {area}") if degree and area else ()
    return {"S": (study.institution,), "G": (*both, degree, area)}


class _Places:
    def __init__(self, document: Described) -> None:
        self._pieces = document.pieces
        self._keys = Keys(document.pieces)
        self._used: set[int] = set()
        self._line: dict[str, int] = {}
        for n, line in enumerate(document.lines):
            self._line.setdefault(line.text, n)
        self._dates: dict[tuple[str, str, bool], list[Span]] = {}
        for i, p in enumerate(document.pieces):
            if p.dates is not None:
                self._dates.setdefault(_told(p.dates), []).append((i, i))

    def of(
        self, entry: Entry, dates: DateRange | None, when: str, values: dict[str, tuple[str, ...]]
    ) -> Spans:
        """Where the dates of an entry and its values stand."""
        head = entry.dated or (entry.header[0] if entry.header else None)
        line = self._line.get(head.text, 0) if head is not None else 0
        found = self._take(when, self._dated(dates), line)
        line = self._pieces[found[when][0]].line if found else line
        for label, alternatives in values.items():
            found |= self.nearest(label, alternatives, line)
        return found

    def _dated(self, dates: DateRange | None) -> list[Span]:
        """Where dates stand; or what a line break left of them, whose first month stands on the line above."""
        if dates is None:
            return []
        broken = dates.start[:4], dates.end, dates.current
        return self._dates.get(_told(dates)) or self._dates.get(broken) or []

    def nearest(self, label: str, alternatives: tuple[str, ...], line: int) -> Spans:
        """Where the first of the alternatives that stands anywhere stands closest to a line."""
        for value in alternatives:
            if value and (places := spans_of(value, self._pieces, self._keys)):
                return self._take(label, places, line)
        return {}

    def _take(self, label: str, places: list[Span], line: int) -> Spans:
        if not places:
            return {}
        best = min(places, key=lambda s: (s[0] in self._used, abs(self._pieces[s[0]].line - line)))
        self._used.update(range(best[0], best[1] + 1))
        return {label: best}


def _told(dates: DateRange) -> tuple[str, str, bool]:
    return dates.start, dates.end, dates.current
