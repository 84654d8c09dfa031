"""What stands at the same place of a section's other entries: how often a job's words, a firm's, or a place.

A section's entries are mostly written alike. A name that no list knows is known by its place: two lines below the dates, where
other entries have firms with their legal forms.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from parsers.lines import Line
from parsers.signs import step

NEAR, LAST_RUN = 3, 3
Slot = tuple[object, ...]
Place = tuple[int, int]
"""A line's number and a run's number in it."""

_JOB, _FIRM = frozenset(("ts3", "ts4", "ts5")), frozenset(("korganisations", "legal", "body"))
_TOWN, _TOLD, _STUDY = frozenset(("place", "city")), frozenset(("sent",)), frozenset(("kschools", "degree"))


def slot_signs(
    numbers: list[int], lines: list[Line], signs: list[tuple[str, ...]], runs: list[list[tuple[str, ...]]]
) -> dict[Place, tuple[str, ...]]:
    """Signs for each run of the lines `numbers` of one section; `signs` and `runs` are those of all the document's lines."""
    anchors = [n for n in numbers if "span" in signs[n]] or [n for n in numbers if "lone" in signs[n]]
    slots: dict[Slot, list[tuple[Place, tuple[str, ...]]]] = defaultdict(list)
    for n in numbers:
        for k, run in enumerate(runs[n]):
            for slot in (*_beside(n, anchors), _look(lines[n], signs[n])):
                slots[*slot, min(k, LAST_RUN)].append(((n, min(k, LAST_RUN)), run))
    found: dict[Place, tuple[str, ...]] = {}
    entries = f"entries{step(len(anchors), (0, 1, 2, 4, 8))}"
    for slot, members in slots.items():
        told = (*_shares(str(slot[0]), [run for _, run in members], len(anchors)), entries)
        for place, _ in members:
            found[place] = (*found.get(place, ()), *told)
    return found


def _beside(n: int, anchors: list[int]) -> Iterable[Slot]:
    """How far below the dates above it a line stands, and how far above the next ones."""
    i = bisect_right(anchors, n)
    if i and n - anchors[i - 1] <= NEAR:
        yield f"below{n - anchors[i - 1]}", 0
    if i < len(anchors) and anchors[i] - n <= NEAR:
        yield f"above{anchors[i] - n}", 0


def _look(line: Line, signs: tuple[str, ...]) -> Slot:
    indent = round(line.box[0] / 8) if line.page else 0
    return (
        "look",
        round(line.size),
        line.bold,
        line.caps,
        line.bullet,
        indent,
        "span" in signs,
        "only" in signs,
    )


def _shares(slot: str, runs: list[tuple[str, ...]], entries: int) -> list[str]:
    def share(kind: frozenset[str]) -> float:
        return sum(not kind.isdisjoint(run) for run in runs) / len(runs)

    side = slot.rstrip("0123456789")
    job, firm = share(_JOB), share(_FIRM)
    return [
        slot,
        f"{side}:job{step(job, (0.01, 0.2, 0.5, 0.8))}",
        f"{side}:firm{step(firm, (0.01, 0.2, 0.5, 0.8))}",
        f"{side}:both{step(job, (0.2, 0.5))}{step(firm, (0.2, 0.5))}",
        f"{side}:town{step(share(_TOWN), (0.2, 0.6))}",
        f"{side}:told{step(share(_TOLD), (0.2, 0.6))}",
        f"{side}:study{step(share(_STUDY), (0.01, 0.3))}",
        f"{side}:often{step(len(runs) / max(1, entries), (0.3, 0.7, 1.3, 3))}",
    ]
