"""Mutated files of every kind are answered, by a parent that lives; `python -m benchmarks.fuzz` does ten thousand."""

from __future__ import annotations

from pathlib import Path

from benchmarks.fuzz import Outcome, mutants, run
from benchmarks.seeds import seeds
from enrich.model import Instant
from enrich.ports import Document
from parsers.reader import Reader
from parsers.reading import Reading


def test_every_seed_is_read_as_the_person_it_tells_of(reader: Reader, tmp_path: Path) -> None:
    for kind, content in seeds().items():
        path = tmp_path / "seed"
        path.write_bytes(content)
        for found in reader.readings(Document(kind, path, Instant(0))):
            assert isinstance(found, Reading), (kind, found)
            assert found.profile.name == "Maya Lindqvist", kind


def test_mutants_are_the_same_for_the_same_seed() -> None:
    assert list(mutants(7, 20)) == list(mutants(7, 20))
    assert list(mutants(7, 20)) != list(mutants(8, 20))
    assert len({content for _, content in mutants(7, 200)} - set(seeds().values())) > 180


def test_mutated_files_never_hurt_the_parent(reader: Reader, tmp_path: Path) -> None:
    outcome = run(reader, mutants(11, 150), tmp_path, workers=1)
    assert outcome.failures == []
    assert outcome.broken == []
    assert sum(outcome.kinds.values()) >= 150
    assert outcome.kinds["read"] > 30
    assert outcome.kinds["damaged"] > 10


def test_a_hang_and_an_empty_success_are_failures() -> None:
    outcome = Outcome()
    outcome.note("a", 100.0, ["read"])
    outcome.note("b", 0.1, ["nothing"])
    outcome.note("c", 0.1, ["broke_parser"])
    assert (outcome.failures, outcome.broken) == (["a: 100 s", "b: no answer"], ["c"])
