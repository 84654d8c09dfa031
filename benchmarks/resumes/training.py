"""Learns the weights of parsers/chain.py from labelled resumes of yours and from invented ones.

python -m benchmarks.resumes.training [--labelled FOLDER]... [--made FOLDER]... [--folds N] [--out FILE.json.gz]

--labelled: a folder of documents and *.jsonl files with one object per line, {"file", "jobs": [{"title", "employer", "start", "end"}]};
dates are "YYYY-MM", "YYYY" or "present", a value may give alternatives joined with "|". --made: a folder that
`python -m benchmarks.resumes --keep` wrote, or one of documents with NAME.truth.json. --folds: learns N times without one part of the
labelled documents and prints how that part is read, by the rules alone and with the second reader. --out: learns from all of
them and writes the weights.

What is learned are weights of signs (parsers/signs.py): shapes, looks, membership in the shipped lists. No word of a document is
kept; signs of fewer than FEWEST documents are left out. Equal documents give equal weights.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import msgspec

from benchmarks.resumes.fitting import Example, fitted
from benchmarks.resumes.folders import labelled
from benchmarks.resumes.projecting import Job, projected
from benchmarks.resumes.scoring import alike
from enrich.errors import Refused
from enrich.model import Work
from parsers.chain import LABELS, Weights
from parsers.described import described
from parsers.formats import Job as File
from parsers.formats import read_bytes
from parsers.limits import Limits
from parsers.resume import Helpers, nobody
from parsers.second import second_reading
from parsers.sections import Section
from parsers.work import Placed

SEED = 1


@dataclass(frozen=True)
class Sample:
    """A document as the rules read it, and its jobs."""

    sections: list[Section]
    placed: list[Placed]
    jobs: list[Job]

    def example(self) -> Example:
        """What the chain learns from it."""
        document = described(self.sections)
        return Example(document, [LABELS.index(label) for label in projected(document, self.jobs)])


def samples(files: Iterable[tuple[Path, list[Job]]]) -> Iterator[Sample]:
    """Each document that is not refused."""
    for file, jobs in files:
        kept: list[Sample] = []

        def keep(
            sections: list[Section], placed: list[Placed], jobs: list[Job] = jobs, kept: list[Sample] = kept
        ) -> list[Placed]:
            kept.append(Sample(sections, placed, jobs))
            return placed

        try:
            list(read_bytes(File(file.read_bytes(), Limits(), {}, Helpers(nobody, nobody, keep))))
        except Refused:
            continue
        yield from kept[:1]


def labelled_files(folder: Path) -> Iterator[tuple[Path, list[Job]]]:
    """(file, jobs) of the *.jsonl files of a folder; documents whose jobs are not told are left out."""
    known = {f.name: f for f in sorted(folder.rglob("*")) if f.is_file()}
    for about in sorted(folder.rglob("*.jsonl")):
        for line in filter(str.strip, about.read_text("utf-8").splitlines()):
            found = json.loads(line)
            if found.get("jobs") is not None and found["file"] in known:
                yield known[found["file"]], [Job.of(one) for one in found["jobs"]]


def made_files(folder: Path) -> Iterator[tuple[Path, list[Job]]]:
    """(file, jobs) of invented documents."""
    for file, truth in labelled(folder):
        if truth.get("work") is not None:
            yield file, [Job.of(one) for one in truth["work"]]
    for about in sorted(folder.glob("*.json")):
        truth = json.loads(about.read_text("utf-8"))
        if "kind" in truth and "work" in truth:
            yield about.with_suffix(f".{truth['kind']}"), [Job.of(one) for one in truth["work"]]


# --- how it reads ---


@dataclass
class Score:
    """Per field how many are right, given and wanted."""

    counts: dict[str, list[int]] = field(default_factory=dict)

    def add(self, jobs: list[Job], placed: list[Placed]) -> None:
        """Counts one document."""
        works = [p.work for p in placed if not p.work.volunteer]
        for name, same in SAME.items():
            wanted = [job for job in jobs if WANTED[name](job)]
            left = [work for work in works if GIVEN[name](work)]
            right = 0
            for job in wanted:
                hit = next((i for i, work in enumerate(left) if same(job, work)), None)
                if hit is not None:
                    del left[hit]
                    right += 1
            counts = self.counts.setdefault(name, [0, 0, 0])
            for i, n in enumerate((right, len(left) + right, len(wanted))):
                counts[i] += n

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


SAME = {
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


def folds(real: Sequence[Sample], made: Sequence[Sample], count: int) -> Iterator[str]:
    """Per left-out part, and in all, how the rules read it and how they do with the second reader."""
    order = list(range(len(real)))
    Random(SEED).shuffle(order)
    learned_from = [one.example() for one in real], [one.example() for one in made]
    rules, both = Score(), Score()
    for n in range(count):
        left_out = set(order[n::count])
        weights = fitted([e for i, e in enumerate(learned_from[0]) if i not in left_out] + learned_from[1])
        before, after = Score(), Score()
        for i in sorted(left_out):
            second = second_reading(real[i].sections, real[i].placed, weights)
            for score, placed in (
                (rules, real[i].placed),
                (before, real[i].placed),
                (both, second),
                (after, second),
            ):
                score.add(real[i].jobs, placed)
        yield f"part {n + 1}: {before}\n  second: {after}"
    yield f"in all: {rules}\n  second: {both}"


def write(weights: Weights, out: Path) -> None:
    """The weights as the package reads them; the same bytes for the same weights."""
    out.write_bytes(gzip.compress(msgspec.json.encode(weights, order="sorted"), mtime=0))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.resumes.training")
    parser.add_argument("--labelled", type=Path, action="append", default=[])
    parser.add_argument("--made", type=Path, action="append", default=[])
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    real = [one for folder in options.labelled for one in samples(labelled_files(folder))]
    made = [one for folder in options.made for one in samples(made_files(folder))]
    print(f"{len(real)} labelled documents, {len(made)} invented ones", flush=True)
    for line in folds(real, made, options.folds) if options.folds else ():
        print(line, flush=True)
    if options.out:
        write(fitted([one.example() for one in (*real, *made)]), options.out)


if __name__ == "__main__":
    main()
