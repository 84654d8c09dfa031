"""Entries of one section are written alike: where the named schools stand, the others stand too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from parsers.entries import Entry
from parsers.lines import Line
from parsers.parts import Part

Slot = tuple[int, int]
ASIDE = 6.0


def slot_of(part: Part, pieces: list[Part]) -> Slot:
    """(header line, place within it) of a part: 0 the first, 1 the second and so on, -1 the last of several."""
    own = [p for p in pieces if p.line == part.line]
    at = next((i for i, p in enumerate(own) if p is part), 0)
    return part.line, -1 if at and at == len(own) - 1 else at


def part_at(slot: Slot, pieces: list[Part]) -> Part | None:
    """The part in a slot; None where the entry has none there."""
    own = [p for p in pieces if p.line == slot[0]]
    if slot[1] < 0:
        return own[-1] if len(own) > 1 else None
    return own[slot[1]] if slot[1] < len(own) else None


def usual_slot(slots: Iterable[Slot]) -> Slot | None:
    """The slot most entries agree on."""
    counted = Counter(slots).most_common(1)
    return counted[0][0] if counted else None


def looks_like(entry: Entry, others: Iterable[Entry]) -> bool:
    """Whether an entry starts with a line of the look of another's first line, and has dates as that one has."""
    return bool(entry.header) and any(
        other.header
        and _look(entry.header[0]) == _look(other.header[0])
        and abs(entry.header[0].box[0] - other.header[0].box[0]) < ASIDE
        and (entry.dates is None) == (other.dates is None)
        for other in others
    )


def _look(line: Line) -> tuple[int, bool, bool]:
    return round(line.spans[0].size), line.spans[0].bold, line.bullet
