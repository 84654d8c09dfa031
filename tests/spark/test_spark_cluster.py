"""Dedupe and ingest on a real standalone cluster: the same answers as on one machine, also when an executor dies."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import psutil
import pytest
import sqlalchemy as sa

from enrich.errors import ConfigError
from enrich.ports import Silent
from enrich.store.tables import metadata
from matchers.dedupe.run import Clock, dedupe_file
from onefold.bootstrap import open_app
from onefold.cli import main
from onefold.spark import first_line, require_spark

pytestmark = pytest.mark.xdist_group("spark")
# Of the columns that hold times those that tell of the world, not of when something was done here.
OF_THE_WORLD = frozenset(["modified_at", "observed_at", "seen_at"])


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    """Runs a command and gives its exit code and what it printed."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["onefold", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out = capfd.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run


def test_dedupe_on_spark_finds_what_it_finds_here(
    people: Any, machines: Any, told: Any, tmp_path: Path
) -> None:
    path, out = tmp_path / "people.parquet", tmp_path / "out.parquet"
    people(10_000).write_parquet(path)
    command = (
        "dedupe",
        path,
        "--truth",
        "person",
        "--engine",
        "spark",
        "--master",
        machines.master,
        "--out",
        out,
    )
    code, printed, errors = told(*command, "--json")
    assert code == 0, errors
    here = dedupe_file(path, "person", None, Clock(Silent()))
    assert without_cost(json.loads(printed)) == without_cost(here.document())
    found = pl.read_parquet(out)
    assert (found["person_id"].to_numpy() - 1 == here.persons.label).all()
    assert np.abs(found["confidence"].to_numpy() - here.persons.confidence).max() <= 5.1e-5, (
        "written with four digits"
    )


def without_cost(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in ("seconds", "peak_memory_mb")}


def test_a_backlog_is_taken_in_as_it_is_here_though_an_executor_dies(
    backlog: Path, machines: Any, told: Any, tmp_path: Path
) -> None:
    printed = {}
    there = ("--engine", "spark", "--master", machines.master)
    for engine, more in (("local", ()), ("spark", there)):
        config = settings_in(tmp_path / engine)
        assert told("--config", config, "db", "upgrade")[0] == 0
        with death_of_an_executor(machines.workers, wanted=engine == "spark"):
            code, out, errors = told("--config", config, "ingest", "resumes", backlog, *more, "--json")
        assert code == 0, errors
        printed[engine] = json.loads(out)
    assert printed["spark"] == printed["local"]
    assert printed["spark"]["refused"] >= 2 and printed["spark"]["new"] > 20
    here, spark = (rows_in(tmp_path / engine) for engine in ("local", "spark"))
    assert len(here["change"]) > 20 and here["refusal"] and here["original"]
    for table, rows in here.items():
        assert spark[table] == rows, table


@contextmanager
def death_of_an_executor(workers: tuple[int, ...], wanted: bool) -> Iterator[None]:
    """Kills the first executor that has begun to work in Python, where files are read; fails where none did."""
    killed, over = threading.Event(), threading.Event()

    def watch() -> None:
        while not over.is_set() and not killed.is_set():
            for executor in executors(workers):
                if any("onefold.workers" in words_of(child) for child in children_of(executor)):
                    executor.kill()
                    killed.set()
                    return
            time.sleep(0.02)

    watcher = threading.Thread(target=watch)
    if wanted:
        watcher.start()
    try:
        yield
    finally:
        over.set()
        if wanted:
            watcher.join()
    assert killed.is_set() == wanted, "an executor dies while it works"


def executors(workers: tuple[int, ...]) -> list[psutil.Process]:
    found = [child for worker in workers for child in children_of(psutil.Process(worker))]
    return [child for child in found if any("ExecutorBackend" in word for word in words_of(child))]


def children_of(process: psutil.Process) -> list[psutil.Process]:
    """None of one that has ended: others may be at work all the same."""
    with suppress(psutil.NoSuchProcess):
        return process.children()
    return []


def words_of(process: psutil.Process) -> list[str]:
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        return process.cmdline()
    return []


def settings_in(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "onefold.toml"
    path.write_text('[sources.resumes]\nkind = "resume"\n')
    return path


def rows_in(folder: Path) -> dict[str, list[str]]:
    """All rows of all tables, without the times at which they were written."""
    app = open_app(folder / "onefold.toml")
    with app.database.read() as connection:
        found = {
            table.name: sorted(map(repr, connection.execute(sa.select(*told_of(table)))))
            for table in metadata.sorted_tables
        }
    app.close()
    return found


def told_of(table: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in table.c if not is_ours(column.name)]


def is_ours(name: str) -> bool:
    """Whether a column tells when something was done here."""
    return name in ("at", "since", "until") or (name.endswith("_at") and name not in OF_THE_WORLD)


# --- what is missing, and what goes wrong ---


def test_what_is_missing_is_told_in_a_line(
    told: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,email\nAnna Novak,anna@example.com\n")
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, errors = told("dedupe", path, "--engine", "spark")
    assert code == 1 and "Spark needs Java" in errors and "Java 17" in errors
    monkeypatch.setitem(sys.modules, "pyspark", None)
    code, _, errors = told("dedupe", path, "--engine", "spark")
    assert code == 1 and "pip install 'onefold[spark]'" in errors
    with pytest.raises(ConfigError):
        require_spark()


SAID: dict[str, tuple[str, str]] = {
    "one line": ("Master is down\n\tat org.apache", "Master is down"),
    "a worker's exception": (
        "An exception was thrown from the Python worker:\nTraceback (most recent call last):\n"
        '  File "a.py", line 1, in work\nValueError: no such thing\n\nJVM stacktrace:\norg.apache.spark.SparkException\n',
        "ValueError: no such thing",
    ),
    "nothing": ("", "RuntimeError"),
}


@pytest.mark.parametrize("case", SAID)
def test_what_spark_says_is_told_in_a_line(case: str) -> None:
    said, line = SAID[case]
    assert first_line(RuntimeError(said)) == line
