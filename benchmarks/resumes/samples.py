"""Labelled documents as the rules read them, and how well both readings are."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from benchmarks.resumes.folders import labelled
from benchmarks.resumes.projecting import Job, School, Truth
from benchmarks.resumes.scoring import alike
from enrich.errors import Refused
from enrich.model import Education, Work
from parsers.formats import Job as File
from parsers.formats import read_bytes
from parsers.limits import Limits
from parsers.located import FirstReading
from parsers.resume import Helpers, nobody
from parsers.second import second_reading
from parsers.sections import Section
from parsers.tagger import Weights

W = TypeVar("W")
G = TypeVar("G")


@dataclass(frozen=True)
class Sample:
    """A document as the rules read it, and what it says."""

    file: str
    sections: list[Section]
    first: FirstReading
    truth: Truth


def samples(files: Iterable[tuple[Path, Truth]]) -> Iterator[Sample]:
    """Each document that is not refused."""
    for file, truth in files:
        kept: list[Sample] = []

        def keep(
            sections: list[Section],
            first: FirstReading,
            name: str = file.name,
            truth: Truth = truth,
            kept: list[Sample] = kept,
        ) -> FirstReading:
            kept.append(Sample(name, sections, first, truth))
            return first

        try:
            list(read_bytes(File(file.read_bytes(), Limits(), {}, Helpers(nobody, nobody, keep))))
        except Refused:
            continue
        yield from kept[:1]


def labelled_files(folder: Path) -> Iterator[tuple[Path, Truth]]:
    """(file, truth) of the *.jsonl files of a folder; documents whose jobs are not told are left out."""
    known = {f.name: f for f in sorted(folder.rglob("*")) if f.is_file()}
    for about in sorted(folder.rglob("*.jsonl")):
        for line in filter(str.strip, about.read_text("utf-8").splitlines()):
            found = json.loads(line)
            if found.get("jobs") is not None and found["file"] in known:
                yield known[found["file"]], Truth.of(found)


def made_files(folder: Path) -> Iterator[tuple[Path, Truth]]:
    """(file, truth) of invented documents."""
    for file, truth in labelled(folder):
        if truth.get("work") is not None:
            yield file, Truth.of(truth)
    for about in sorted(folder.glob("*.json")):
        truth = json.loads(about.read_text("utf-8"))
        if "kind" in truth and "work" in truth:
            yield about.with_suffix(f".{truth['kind']}"), Truth.of(truth)


# --- how it reads ---


@dataclass
class Score:
    """Per field how many are right, given and wanted."""

    counts: dict[str, list[int]] = field(default_factory=dict)

    def add(self, truth: Truth, reading: FirstReading) -> None:
        """Counts one document."""
        works = [p.work for p in reading.positions if not p.work.volunteer]
        for name, same in SAME_JOB.items():
            wanted = [job for job in truth.jobs if WANTED[name](job)]
            self._count(name, wanted, [work for work in works if GIVEN[name](work)], same)
        studies = [s.education for s in reading.studies]
        schools = [s for s in truth.schools if s.institution], [e for e in studies if e.institution]
        degrees = [s for s in truth.schools if s.degree], [e for e in studies if e.degree or e.area]
        self._count("institution", *schools, _at_school)
        self._count("degree", *degrees, _with_degree)

    def _count(self, name: str, wanted: list[W], given: list[G], same: Callable[[W, G], bool]) -> None:
        left = list(given)
        counts = self.counts.setdefault(name, [0, 0, 0])
        counts[1] += len(given)
        counts[2] += len(wanted)
        for one in wanted:
            hit = next((i for i, other in enumerate(left) if same(one, other)), None)
            if hit is not None:
                del left[hit]
                counts[0] += 1

    def __str__(self) -> str:
        return "  ".join(
            f"{name} {2 * right / max(1, given + wanted):.3f} ({right}/{given}/{wanted})"
            for name, (right, given, wanted) in self.counts.items()
        )


def _titled(job: Job, work: Work) -> bool:
    return any(alike(title, work.title) for title in job.title)


def _employed(job: Job, work: Work) -> bool:
    return any(alike(firm, work.employer) for firm in job.employer)


def _dated(job: Job, work: Work) -> bool:
    return (job.start, job.end) == (work.start[:7], "present" if work.current else work.end[:7])


def _at_school(school: School, study: Education) -> bool:
    return any(alike(one, study.institution) for one in school.institution)


def _with_degree(school: School, study: Education) -> bool:
    degree, area = study.degree, study.area
    ways = (degree, area, f"{degree} {area}", f"{degree} in {area}")
    return any(alike(one, way) for one in school.degree for way in ways)


SAME_JOB = {
    "employer": _employed,
    "title": _titled,
    "both": lambda job, work: _titled(job, work) and _employed(job, work),
    "dates": _dated,
}
WANTED = {
    "employer": lambda job: bool(job.employer),
    "title": lambda job: bool(job.title),
    "both": lambda job: bool(job.title and job.employer),
    "dates": lambda job: bool(job.start),
}
GIVEN = {
    "employer": lambda work: bool(work.employer),
    "title": lambda work: bool(work.title),
    "both": lambda work: bool(work.title and work.employer),
    "dates": lambda work: bool(work.start),
}


def scored(some: Sequence[Sample], weights: Weights) -> Iterator[str]:
    """How the rules read documents, and how they are read with the network."""
    rules, both = Score(), Score()
    for one in some:
        rules.add(one.truth, one.first)
        both.add(one.truth, second_reading(one.sections, one.first, weights))
    yield f"rules:   {rules}"
    yield f"network: {both}"


def held_out(some: Sequence[Sample], every: int) -> tuple[list[Sample], list[Sample]]:
    """(those to learn from, every `every`-th), by their names, so that a document stays on its side."""
    parts: tuple[list[Sample], list[Sample]] = [], []
    for one in some:
        parts[zlib.crc32(one.file.encode()) % every == 0].append(one)
    return parts
