"""The main job on the shipped samples, and the daemon as a real process that gets killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
import sqlalchemy as sa

from enrich.model import RecordKey
from enrich.ports import Silent
from enrich.rebuilding import check
from enrich.store.database import Database
from enrich.store.facts import keys_of
from enrich.store.tables import membership, record_version
from onefold.demo import main_job
from onefold.demo.site_server import served

ROOT = Path(__file__).parents[2]
TRUTH = json.loads((ROOT / "tests/samples/truth.json").read_text(encoding="utf-8"))["records"]


@pytest.mark.xdist_group("demo")
def test_the_demo_finds_who_is_who_and_running_it_again_changes_nothing(tmp_path: Path) -> None:
    with served():
        app = main_job.prepare_home(tmp_path)
        first = main_job.run(app, Silent())
        again = main_job.run(app, Silent())
        app.close()
    summary = first.summary
    assert summary.sources >= 8
    assert summary.records > 550
    assert summary.refused >= 5
    assert {"CV_confidential.pdf", "Nair_Resume_scan.pdf"} <= {refusal.document for refusal in first.refused}
    assert summary.timeline_entries > summary.persons
    for name in ("records", "persons", "merges", "review", "timeline_entries", "refused"):
        assert getattr(again.summary, name) == getattr(summary, name), name
    precision, recall = quality(Database(str(tmp_path / "demo.db")))
    assert precision > 0.95
    assert recall > 0.9


def quality(database: Database) -> tuple[float, float]:
    """Pairwise precision and recall against the truth that the samples were made from."""
    with database.read() as connection:
        keys = keys_of(connection)
        rows = connection.execute(sa.select(membership.c.record_id, membership.c.person_id)).all()
    database.close()
    both = [(true, person) for number, person in rows if (true := true_person(keys[number]))]

    def pairs(counts: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    right = pairs(Counter(both))
    return right / pairs(Counter(p for _, p in both)), right / pairs(Counter(t for t, _ in both))


def true_person(key: RecordKey) -> str | None:
    found: str | None = TRUTH.get(key.source, {}).get(key.key)
    return found


SETTINGS = """
database = "onefold.db"
[sources.crm]
kind = "crm"
folder = "inbox"
[jobs]
watch = "1s"
settle = "1s"
"""


@contextmanager
def daemon(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "onefold", "-c", str(home / "onefold.toml"), "serve", "--port", str(port)],
        cwd=home, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(true: Callable[[], bool], seconds: float = 90.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)  # between looks at another process


def names_at(port: int) -> list[str]:
    try:
        answer = httpx2.get(f"http://127.0.0.1:{port}/api/v1/people", timeout=5)
    except httpx2.TransportError:
        return []
    assert answer.status_code == 200
    return sorted(person["name"] for person in answer.json()["people"])


def row(number: int, name: str) -> str:
    return f"Contact ID,Name,Email,Company\n{number},{name},p{number}@one.example,Acme {number}\n"


@pytest.mark.xdist_group("demo")
def test_the_daemon_survives_kill_9_and_does_nothing_twice(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / "inbox").mkdir()
    (tmp_path / "onefold.toml").write_text(SETTINGS)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    upgrade = [sys.executable, "-m", "onefold", "-c", str(tmp_path / "onefold.toml"), "db", "upgrade"]
    subprocess.run(upgrade, env=environment, check=True, stdout=subprocess.DEVNULL)
    (tmp_path / "inbox/one.csv").write_text(row(1, "Anna Kowalska"))
    with daemon(tmp_path, port) as process:
        until(lambda: names_at(port) == ["Anna Kowalska"])
        (tmp_path / "inbox/two.csv").write_text(row(2, "John Smith"))
        process.send_signal(signal.SIGKILL)
        process.wait()
    (tmp_path / "inbox/three.csv").write_text(row(3, "Maria Santos"))
    with daemon(tmp_path, port):
        until(lambda: names_at(port) == ["Anna Kowalska", "John Smith", "Maria Santos"])
    database = Database(str(tmp_path / "onefold.db"))
    with database.read() as connection:
        assert check(connection) == []
        assert connection.execute(sa.select(sa.func.count()).select_from(record_version)).scalar_one() == 3
    database.close()
