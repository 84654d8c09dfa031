"""Commands that are killed while their processes work: nothing lives on, nothing half-written is taken for whole, and the next run
goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import polars as pl
import psutil
import pytest

from benchmarks.people import write

ROOT = Path(__file__).parents[2]
SECONDS = 120.0
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGKILL)
CV = (
    "Ann Lee\nann@example.com | +44 20 7946 0018\n\nWORK\nCook at Pan Ltd, Jan 2019 - today\n\nSKILLS\nSoup\n"
)
ROWS, FEW = 30_000, 5_000


def onefold(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "onefold", *arguments], cwd=home, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )  # fmt: skip


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.01)


def ended(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def killed(command: subprocess.Popen[str], number: signal.Signals, children: int) -> None:
    """Once it has so many children; returns when all of them are gone."""
    parent = psutil.Process(command.pid)
    until(lambda: len(parent.children(recursive=True)) >= children, "it has children")
    there = parent.children(recursive=True)
    command.send_signal(number)
    command.communicate(timeout=SECONDS)
    assert command.returncode != 0
    until(lambda: all(map(ended, there)), "its children are gone")


def said(command: subprocess.Popen[str]) -> str:
    out, _ = command.communicate(timeout=2 * SECONDS)
    assert command.returncode == 0
    return out


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    table = pl.read_parquet(write(folder / "people.parquet", ROWS, 7))
    table.with_row_index("id").drop("person_id").write_csv(folder / "people.csv")
    return folder / "people.csv"


@pytest.mark.parametrize("number", SIGNALS)
def test_reading_a_folder(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "box").mkdir()
    for one in range(40):
        (tmp_path / f"box/{one}.txt").write_text(CV)
    killed(onefold(tmp_path, "parse", "box", "--json", "--workers", "2"), number, 2)
    lines = said(onefold(tmp_path, "parse", "box", "--json", "--workers", "2")).splitlines()
    assert len(lines) == 40
    assert "profile" in json.loads(lines[0])


@pytest.mark.parametrize("number", SIGNALS)
def test_deduplicating(number: signal.Signals, people: Path, tmp_path: Path) -> None:
    killed(onefold(tmp_path, "dedupe", str(people), "--workers", "3", "--out", "out.csv"), number, 2)
    assert not [file.name for file in tmp_path.iterdir() if file.suffix != ".part"]


@pytest.mark.parametrize("number", SIGNALS)
def test_taking_in(number: signal.Signals, people: Path, tmp_path: Path) -> None:
    said(onefold(tmp_path, "init"))
    with people.open() as all_of_them, (tmp_path / "crm.csv").open("w") as some:
        some.writelines(islice(all_of_them, FEW))
    killed(onefold(tmp_path, "ingest", "crm", "crm.csv"), number, 1)
    if number == signal.SIGKILL:
        said(onefold(tmp_path, "ingest", "crm", "crm.csv"))
        assert "all invariants hold" in said(onefold(tmp_path, "db", "check"))
