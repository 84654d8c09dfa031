"""Where a labelled resume says what its truth says: labels for its pieces."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from parsers.described import Described
from parsers.located import AFTER
from parsers.pieces import Piece
from parsers.sought import Keys, Span, spans_of
from parsers.terms import term_of

USED_PART, USED_DATES, USED_FIRM, ELSEWHERE, IMPOSSIBLE = 40.0, 15.0, 3.0, 5.0, 1000.0
FAR_DATES = 4
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
        return cls(_ways(told, "title"), _ways(told, "employer"), *_dates(told))


@dataclass(frozen=True)
class School:
    """Institution and degree as alternatives; start and end like those of a job."""

    institution: tuple[str, ...]
    degree: tuple[str, ...]
    start: str
    end: str

    @classmethod
    def of(cls, told: dict[str, Any]) -> School:
        """A school of a truth file."""
        return cls(_ways(told, "institution"), _ways(told, "degree"), *_dates(told))


@dataclass(frozen=True)
class Truth:
    """What a document says; the name as alternatives."""

    name: tuple[str, ...]
    jobs: list[Job]
    schools: list[School]

    @classmethod
    def of(cls, told: dict[str, Any]) -> Truth:
        """Of a line of a truth file, in either of its forms."""
        jobs = told["jobs"] if "jobs" in told else told["work"]
        return cls(_ways(told, "name"), [*map(Job.of, jobs)], [*map(School.of, told.get("education") or [])])


def _ways(told: dict[str, Any], key: str) -> tuple[str, ...]:
    return tuple(filter(None, (told.get(key) or "").split("|")))


def _dates(told: dict[str, Any]) -> tuple[str, str]:
    return (told.get("start") or "")[:7], (told.get("end") or "")[:7]


def projected(document: Described, truth: Truth) -> list[str]:
    """Per piece its label of parsers.tagger.LABELS. Each job is where its title, firm and dates stand closest together, each
    school where school and degree do."""
    labels = ["O"] * len(document.pieces)
    keys = Keys(document.pieces)
    found = [(job, *_places(job, document.pieces, keys)) for job in truth.jobs]
    for _, titles, firms, dates in sorted(
        found, key=lambda x: max(1, len(x[1])) * max(1, len(x[2])) * max(1, len(x[3]))
    ):
        choices: product[_Choice] = product(titles or NOWHERE, firms or NOWHERE, dates or NOWHERE)
        best = min(choices, key=lambda choice: _cost(choice, document, labels))
        for span, label in zip(best, "TED", strict=True):
            _mark(labels, span, label)
    for school in truth.schools:
        _mark_school(document, keys, labels, school)
    for span in _first_free(truth.name, document.pieces, keys, labels)[:1]:
        _mark(labels, span, "N")
    return labels


def _mark(labels: list[str], span: Span | None, label: str) -> None:
    if span is not None and _is_free(labels, span):
        labels[span[0] : span[1] + 1] = [label, *AFTER.get(label, label) * (span[1] - span[0])]


def _is_free(labels: list[str], span: Span) -> bool:
    return all(labels[i] == "O" for i in range(span[0], span[1] + 1))


# --- jobs ---


def _places(job: Job, pieces: list[Piece], keys: Keys) -> tuple[list[Span], list[Span], list[Span]]:
    return _first_said(job.title, pieces, keys), _first_said(job.employer, pieces, keys), _dated(job, pieces)


def _first_said(values: tuple[str, ...], pieces: list[Piece], keys: Keys) -> list[Span]:
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
    start, end, current = term_of(piece.dates, None)
    return start[:digits], "present" if current else end[:digits]


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
    for span, used in ((title, USED_PART), (firm, USED_FIRM), (dates, USED_DATES)):
        if span and not _is_free(labels, span):
            cost += used
    undated = dates is None and document.sections[numbers[0]].kind != "work"
    return cost + (ELSEWHERE if undated else 0.0)


# --- schools ---


def _mark_school(document: Described, keys: Keys, labels: list[str], school: School) -> None:
    schools, degrees = (
        _first_free(ways, document.pieces, keys, labels) for ways in (school.institution, school.degree)
    )
    best = min(product(schools or NOWHERE, degrees or NOWHERE), key=lambda pair: _school_cost(pair, document))
    for span, label in zip(best, "SG", strict=True):
        _mark(labels, span, label)
    lines = [document.pieces[span[0]].line for span in best if span is not None]
    if when := _years(school, document.pieces, labels, lines):
        _mark(labels, when, "Y")


def _first_free(ways: tuple[str, ...], pieces: list[Piece], keys: Keys, labels: list[str]) -> list[Span]:
    """Where the first alternative that stands somewhere free stands."""
    free = ([s for s in spans_of(value, pieces, keys) if _is_free(labels, s)] for value in ways)
    return next(filter(None, free), [])


def _school_cost(pair: tuple[Span | None, Span | None], document: Described) -> float:
    spans = [s for s in pair if s is not None]
    lines = [document.pieces[s[0]].line for s in spans]
    cost = ELSEWHERE * sum(document.sections[n].kind != "education" for n in lines)
    if len(spans) == 2 and spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]:
        return IMPOSSIBLE
    return cost + (max(lines) - min(lines) if lines else 0)


def _years(school: School, pieces: list[Piece], labels: list[str], lines: list[int]) -> Span | None:
    """The closest free dates that say when a school was attended, or when it was left."""
    if not lines or not (school.start or school.end):
        return None
    for digits in (7, 4):
        near = [
            (min(abs(p.line - n) for n in lines), i)
            for i, p in enumerate(pieces)
            if labels[i] == "O" and _attended(p, school, digits)
        ]
        if near and min(near)[0] <= FAR_DATES:
            return min(near)[1], min(near)[1]
    return None


def _attended(piece: Piece, school: School, digits: int) -> bool:
    told = _said(piece, digits)
    if told is None:
        return False
    start, end = school.start[:digits], school.end if school.end == "present" else school.end[:digits]
    return told == (start, end) or (not start and end in told) or (not end and start == told[0])
