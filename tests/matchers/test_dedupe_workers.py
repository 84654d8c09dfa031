"""A table that several processes work on gives what it gives in one process and in one piece."""

from __future__ import annotations

import signal
import subprocess
import sys
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks.people import write
from enrich.errors import RetryLater
from enrich.ports import Silent
from matchers import training
from matchers.columns import Columns
from matchers.dedupe import cleaning, run
from matchers.dedupe.cleaning import columns_of_table, helpers
from matchers.dedupe.mapping import guess
from matchers.dedupe.run import Clock, Report, dedupe_file

ROWS = 1_500


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("people") / "people.parquet", ROWS, 7)


@pytest.fixture
def _many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of some hundred rows, so that a small table has many, and a small file is worth other processes."""
    monkeypatch.setattr(cleaning, "SMALL", 100)
    monkeypatch.setattr(cleaning, "PART", 400)
    monkeypatch.setattr(run, "LARGE", 0)
    monkeypatch.setattr(run, "FEW", 100)
    monkeypatch.setattr(training, "MANY", 100)
    monkeypatch.setattr(training, "AT_A_TIME", 1_000)


def columns_of(path: Path, workers: int) -> tuple[Columns, np.ndarray]:
    table = pl.read_parquet(path)
    return columns_of_table(table, guess(table, {}, "person_id"), helpers(workers))


def spelled(columns: Columns) -> dict[str, list[object]]:
    """What every row says in every column, in words."""
    words = np.array(columns.words, dtype=object)
    said: dict[str, list[object]] = {
        name: codes.tolist() if name == "birth" else words[codes].tolist()
        for name, codes in columns.one.items()
    }
    for name, values in columns.many.items():
        flat = list(zip(words[values.code], values.flag.tolist(), values.number.tolist(), strict=True))
        ends = values.start.tolist()
        said[name] = [flat[start:end] for start, end in pairwise(ends)]
    return said


@pytest.mark.usefixtures("_many_parts")
@pytest.mark.parametrize("workers", [1, 3])
def test_parts_of_a_table_say_what_the_whole_says(
    workers: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, of_parts = columns_of(path, workers)
    monkeypatch.setattr(cleaning, "SMALL", ROWS)
    whole, of_whole = columns_of(path, 1)
    assert spelled(parts) == spelled(whole)
    assert of_parts.tolist() == of_whole.tolist()
    assert len(set(parts.words)) <= len(parts.words) == len(whole.words)
    names = {word for name in ("family", "given", "further") for word in np.unique(parts.many[name].code)}
    assert max(names) < min(np.unique(parts.many["email"].code)), "words of names come first"


@pytest.mark.usefixtures("_many_parts")
def test_more_processes_change_nothing(path: Path) -> None:
    one, two = (dedupe(path, workers) for workers in (1, 2))
    assert one.quality is not None and one.quality.f1 > 0.9
    assert (one.persons.label == two.persons.label).all()
    assert (one.persons.confidence == two.persons.confidence).all()
    assert one.persons.model == two.persons.model
    told, same = one.document(), two.document()
    for name in ("seconds", "peak_memory_mb"):
        del told[name], same[name]
    assert told == same


def dedupe(path: Path, workers: int) -> Report:
    return dedupe_file(path, "person_id", None, Clock(Silent()), workers)


@pytest.mark.usefixtures("_many_parts")
def test_a_killed_process_is_told(path: Path) -> None:
    table = pl.read_parquet(path)
    (worker,) = helpers(2)
    with pytest.raises(RetryLater):
        worker.ask(partial(signal.raise_signal, signal.SIGKILL))
    with pytest.raises(RetryLater, match="fewer workers"):
        columns_of_table(table, guess(table, {}, "person_id"), [worker])


_FORKED = """
import sys
from pathlib import Path
from functools import partial
import polars as pl
from matchers.dedupe import run
from matchers.workers import early, _polars_runs
from matchers.dedupe.reading import read_table

assert not _polars_runs(), "loading the package must not start the threads of polars"
with early("matchers.dedupe.cleaning") as worker:
    table = worker.ask(partial(read_table, Path(sys.argv[1]))).rows
    assert worker.ask(partial(pl.DataFrame.n_unique, table)) == table.n_unique()
    assert _polars_runs()
"""


def test_a_process_that_has_not_used_polars_gives_polars_to_its_children(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _FORKED, str(path)], timeout=120, check=False)
    assert done.returncode == 0
