"""What SQLite committed reaches the database file while others go on, and nobody waits for it."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from enrich.store.checkpoints import CHANGES, Checkpoints
from enrich.store.database import Database
from enrich.store.rows import insert_rows
from enrich.store.tables import record


def add(database: Database, first: int, number: int) -> None:
    rows = [(one, "crm", f"k{one}") for one in range(first, first + number)]
    with database.write() as connection:
        insert_rows(connection, record, ("record_id", "source", "key"), rows)


def in_the_file(database: Database, copy: Path) -> int:
    """How many records are there for who knows nothing of the log."""
    shutil.copyfile(str(database.url.database), copy)
    with closing(sqlite3.connect(copy)) as raw:
        return int(raw.execute("SELECT count(*) FROM record").fetchone()[0])


def checkpoints_under_way() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "onefold-checkpoint"]


def test_many_changes_are_copied_beside_what_follows(sqlite_database: Database, tmp_path: Path) -> None:
    add(sqlite_database, 1, 10)
    assert in_the_file(sqlite_database, tmp_path / "before.db") == 0
    add(sqlite_database, 11, CHANGES)
    for one in checkpoints_under_way():
        one.join()
    assert in_the_file(sqlite_database, tmp_path / "after.db") == CHANGES + 10


@pytest.mark.parametrize("place", ["nowhere/at/all.db", "."])
def test_what_fails_is_left_to_sqlite(tmp_path: Path, place: str) -> None:
    checkpoints = Checkpoints(str(tmp_path / place))
    checkpoints.committed(CHANGES)
    checkpoints.close()
    assert checkpoints_under_way() == []
