"""Where a labelled resume says what its truth says: labels for its pieces."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from parsers.described import Described
from parsers.pieces import Piece
from parsers.sought import Span, bare, spans_of

USED_JOB, USED_DATES, USED_FIRM, ELSEWHERE, IMPOSSIBLE = 40.0, 15.0, 3.0, 5.0, 1000.0
NOWHERE: list[Span | None] = [None]
_Choice = tuple[Span | None, Span | None, Span | None]


@dataclass(frozen=True)
class Job:
    """Title and employer as alternatives; start and end as "YYYY-MM", "YYYY" or "present"."""

    title: tuple[str, ...]
    employer: tuple[str, ...]
    start: str
    end: str

    @classmethod
    def of(cls, told: dict[str, Any]) -> Job:
        """A job of a truth file."""
        title, employer = (
            tuple(filter(None, (told.get(key) or "").split("|"))) for key in ("title", "employer")
        )
        return cls(title, employer, (told.get("start") or "")[:7], (told.get("end") or "")[:7])


def projected(document: Described, jobs: list[Job]) -> list[str]:
    """Per piece its label of parsers.chain.LABELS. Each job is where its title, firm and dates stand closest together."""
    labels = ["O"] * len(document.pieces)
    keys = [bare(p.text) for p in document.pieces]
    found = [(job, *_places(job, document.pieces, keys)) for job in jobs]
    for _, titles, firms, dates in sorted(
        found, key=lambda x: max(1, len(x[1])) * max(1, len(x[2])) * max(1, len(x[3]))
    ):
        choices: product[_Choice] = product(titles or NOWHERE, firms or NOWHERE, dates or NOWHERE)
        best = min(choices, key=lambda choice: _cost(choice, document, labels))
        for span, letters in zip(best, ("Tt", "Ee", "DD"), strict=True):
            _mark(labels, span, letters)
    return labels


def _mark(labels: list[str], span: Span | None, letters: str) -> None:
    if span is not None and all(labels[i] == "O" for i in range(span[0], span[1] + 1)):
        labels[span[0] : span[1] + 1] = [letters[0], *letters[1] * (span[1] - span[0])]


def _places(job: Job, pieces: list[Piece], keys: list[str]) -> tuple[list[Span], list[Span], list[Span]]:
    return _first_said(job.title, pieces, keys), _first_said(job.employer, pieces, keys), _dated(job, pieces)


def _first_said(values: tuple[str, ...], pieces: list[Piece], keys: list[str]) -> list[Span]:
    """Where the alternatives stand; of those that overlap the earlier alternative."""
    found: list[Span] = []
    for span in (s for value in values for s in spans_of(value, pieces, keys)):
        if all(span[1] < a or b < span[0] for a, b in found):
            found.append(span)
    return found


def _dated(job: Job, pieces: list[Piece]) -> list[Span]:
    """The spans with the job's dates; with its years where none has its months."""
    if not job.start:
        return []
    for digits in (7, 4):
        wanted = (job.start[:digits], job.end if job.end == "present" else job.end[:digits])
        found = [(i, i) for i, p in enumerate(pieces) if _said(p, digits) == wanted]
        if found:
            return found
    return []


def _said(piece: Piece, digits: int) -> tuple[str, str] | None:
    if piece.dates is None:
        return None
    end = "present" if piece.dates.current else piece.dates.end[:digits]
    return piece.dates.start[:digits], end


def _cost(choice: _Choice, document: Described, labels: list[str]) -> float:
    """How far apart the parts stand, and how much else speaks against them."""
    parts = [s for s in choice if s is not None]
    title, firm, dates = choice
    if not parts:
        return 0.0
    if title and firm and title[0] <= firm[1] and firm[0] <= title[1]:
        return IMPOSSIBLE
    numbers = [document.pieces[s[0]].line for s in parts]
    cost = float(max(numbers) - min(numbers))
    for span, used in ((title, USED_JOB), (firm, USED_FIRM), (dates, USED_DATES)):
        if span and any(labels[i] != "O" for i in range(span[0], span[1] + 1)):
            cost += used
    undated = dates is None and document.sections[numbers[0]].kind != "work"
    return cost + (ELSEWHERE if undated else 0.0)
