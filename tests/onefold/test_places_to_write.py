"""Files that commands write: whole or not at all, and where that cannot be, one line says so."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from enrich.errors import Refused
from enrich.writing import whole

ROOT = Path(__file__).parents[2]


def test_what_is_not_complete_does_not_appear(tmp_path: Path) -> None:
    place = tmp_path / "out.csv"
    place.write_text("before")
    with pytest.raises(KeyboardInterrupt), whole(place) as part:
        part.write_text("hal")
        raise KeyboardInterrupt
    assert place.read_text() == "before"
    part.write_text("left by one who was killed")
    with whole(place) as part:
        part.write_text("after")
    assert place.read_text() == "after"
    assert [*tmp_path.iterdir()] == [place]


def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with whole(pipe) as part:
        assert part == pipe
    assert pipe.is_fifo()


def errors_of(home: Path, *arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "onefold", *arguments], cwd=home, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1
    return done.stderr.splitlines()


@pytest.mark.parametrize(
    ("place", "told"),
    [("missing/out.csv", "there is no such folder"), ("folder.csv", "this is a folder")],
)
def test_where_nothing_can_be_written_one_line_says_so_before_the_work(
    tmp_path: Path, place: str, told: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "people.csv").write_text("name,email\nMara Orlin,mara@example.org\n")
    (error,) = errors_of(tmp_path, "dedupe", "people.csv", "--out", place)
    assert told in error


def test_a_backup_has_a_folder_to_go_to(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "onefold", "init"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    (error,) = errors_of(tmp_path, "db", "backup", "missing/copy.db")
    assert "there is no such folder" in error


def test_a_disk_that_takes_no_more_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="could not be written: No space left"), whole(tmp_path / "out.csv"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert not [*tmp_path.iterdir()]
