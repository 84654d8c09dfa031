"""The second reader of work: how it learns, how it weighs, and what it does beside the rules."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import pairwise, product
from math import exp
from pathlib import Path

import pytest

from benchmarks.resumes.fitting import fitted
from benchmarks.resumes.projecting import Job, projected
from benchmarks.resumes.training import Sample, labelled_files, samples
from parsers.chain import LABELS, Weights, shipped, tag
from parsers.described import described
from parsers.lines import Line, plain_line
from parsers.resume import Helpers, nobody, read_resume
from parsers.second import SUREST, second_reading
from parsers.sections import Section, split_sections
from parsers.work import Placed

JOBS = ("Welder", "Nurse", "Head cook", "Site engineer", "Tailor", "Bus driver", "Librarian", "Gardener")
FIRMS = (
    "Orlin Steel",
    "Tarla Foods",
    "Mirel Clinic",
    "Quend Works",
    "Sabel Motors",
    "Ister Rail",
    "Olm Press",
    "Nardo Parks",
)


def told(first: int) -> tuple[list[Line], list[Job]]:
    """A resume of two jobs, each a line of dates over the job and the firm."""
    lines, jobs = [plain_line("Mara Orlin"), plain_line("Work experience", heading=2)], []
    for n in range(first, first + 2):
        job, firm, start = JOBS[n % 8], FIRMS[(3 * n) % 8], 1990 + n
        lines += [plain_line(f"{start} - {start + 1}"), plain_line(f"{firm} / {job}")]
        lines += [plain_line("cared for the machines and for everybody who came along", bullet=True)]
        jobs.append(Job((job,), (firm,), str(start), str(start + 1)))
    return lines, jobs


def sample(first: int) -> Sample:
    lines, jobs = told(first)
    return Sample(split_sections(lines), [], jobs)


@pytest.fixture(scope="module")
def small() -> Weights:
    return fitted([sample(n).example() for n in range(8)], fewest=2, rounds=40)


def test_each_job_is_found_where_its_parts_stand_closest() -> None:
    lines = [
        "Welder and cook",
        "Experience",
        "2011 - 2012",
        "Welder, Orlin Steel",
        "2013 - 2014",
        "Cook, Orlin Steel",
    ]
    document = described(split_sections([plain_line(line) for line in lines]))
    jobs = [
        Job(("Welder",), ("Orlin Steel",), "2011", "2012"),
        Job(("Cook",), ("Orlin Steel Ltd", "Orlin Steel"), "2013", "2014"),
    ]
    labels = projected(document, jobs)
    named = [
        (p.text, p.line, label) for p, label in zip(document.pieces, labels, strict=True) if label != "O"
    ]
    assert named == [
        ("2011 - 2012", 2, "D"), ("Welder", 3, "T"), ("Orlin", 3, "E"), ("Steel", 3, "e"),
        ("2013 - 2014", 4, "D"), ("Cook", 5, "T"), ("Orlin", 5, "E"), ("Steel", 5, "e"),
    ]  # fmt: skip


def test_a_small_model_reads_a_document_it_has_not_seen(small: Weights) -> None:
    lines, jobs = told(13)
    found = second_reading(split_sections(lines), [], small)
    assert [(p.work.title, p.work.employer, p.work.start, p.work.end) for p in found] == [
        (job.title[0], job.employer[0], job.start, job.end) for job in jobs
    ]
    assert all(0 < p.sure <= SUREST for p in found)
    assert [p.work.highlights for p in found] == [
        ("cared for the machines and for everybody who came along",)
    ] * 2


def test_equal_documents_give_equal_weights(small: Weights) -> None:
    assert fitted([sample(n).example() for n in range(8)], fewest=2, rounds=40) == small
    assert small.about["documents"] == "8"


def test_chances_are_those_of_all_sequences_counted_one_by_one(small: Weights) -> None:
    document = described(split_sections([plain_line("Welder, Orlin"), plain_line("2011")]))
    found = tag(document, small)
    scores = [
        [sum(small.signs[s][y] for s in document.signs(i) if s in small.signs) for y in range(len(LABELS))]
        for i in range(len(document.pieces))
    ]
    whole = dict.fromkeys(range(len(scores)), 0.0)
    total = 0.0
    best: tuple[float, tuple[int, ...]] = (-1.0, ())
    for path in product(range(len(LABELS)), repeat=len(scores)):
        weight = exp(
            sum(row[y] for row, y in zip(scores, path, strict=True))
            + sum(small.moves[a][b] for a, b in pairwise(path))
        )
        total += weight
        best = max(best, (weight, path))
        for i, y in enumerate(path):
            whole[i] += weight if y == 0 else 0.0
    assert found.labels == tuple(LABELS[y] for y in best[1])
    assert found.nothing == pytest.approx([whole[i] / total for i in range(len(scores))])


def test_what_the_rules_read_whole_stays_as_it_is() -> None:
    lines = [
        "Mara Orlin",
        "Work experience",
        "Welder, Orlin Steel Ltd, 2011 - 2014",
        "Cook, Tarla Foods Ltd, 2015 - 2018",
    ]
    sections = split_sections([plain_line(line) for line in lines])
    placed: list[Placed] = []

    def keep(_: list[Section], found: list[Placed]) -> list[Placed]:
        placed.extend(found)
        return found

    read_resume([plain_line(line) for line in lines], Helpers(nobody, nobody, keep))
    empty = Weights({}, ((0.0,) * len(LABELS),) * len(LABELS))
    assert len(placed) == 2
    assert second_reading(sections, placed, empty) == placed


def test_the_shipped_weights_hold_signs_and_no_words() -> None:
    weights = shipped()
    assert len(weights.signs) > 400
    known = re.compile(
        r"(?:[LG]:|G[+-]1:|N-?[12]:|-?[12])?t?"  # where: line, run, a line or a word beside it
        r"(?:(?:above|below|look)?:?(?:job|firm|both|town|told|study|often)\d{1,2}|(?:above|below)\d|look|entries\d|S:(?:else-)?\w+"
        r"|[kwe][a-z_]+|lab-[a-z_]+|(?:ts|n|cap|gap|cells|len|ind|i|d|at|ld|nd|run|runs)-?\d*|sh(?:[pdUXxunsacedmi]*\d?|p\W)"
        r"|(?:behind|before)(?:\W|_|word|date)?|date-(?:lone|span)|now-\w+|mixed-\w+|(?:cell|run)[<>]|[a-z]+)"
    )
    assert [sign for sign in weights.signs if not known.fullmatch(sign)] == []
    assert all(len(row) == len(LABELS) for row in (*weights.signs.values(), *weights.moves))


def test_the_command_learns_from_a_folder_and_tells_how_left_out_documents_are_read(tmp_path: Path) -> None:
    with (tmp_path / "truth.jsonl").open("w") as truth:
        for n in range(6):
            lines, jobs = told(n)
            (tmp_path / f"{n}.txt").write_text("\n\n".join(line.text for line in lines), encoding="utf-8")
            about = [
                {"title": j.title[0], "employer": j.employer[0], "start": j.start, "end": j.end} for j in jobs
            ]
            truth.write(json.dumps({"file": f"{n}.txt", "jobs": about}) + "\n")
    assert len(list(samples(labelled_files(tmp_path)))) == 6
    out = tmp_path / "weights.json.gz"
    command = [
        "-m",
        "benchmarks.resumes.training",
        "--labelled",
        str(tmp_path),
        "--folds",
        "2",
        "--out",
        str(out),
    ]
    said = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True).stdout
    assert "6 labelled documents, 0 invented ones" in said
    assert "in all: employer" in said
    assert out.stat().st_size > 0
