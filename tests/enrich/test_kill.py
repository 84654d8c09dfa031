"""`kill -9` at random moments of ingest, merge and unmerge leaves every invariant whole."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from enrich.store.database import Database

ROOT = Path(__file__).parents[2]
QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


def test_two_hundred_kills_leave_everything_whole(database: Database) -> None:
    kills = 160 if database.is_sqlite else 40
    url = database.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/enrich/killed.py"), url, str(kills), "7"],
        capture_output=True, text=True, timeout=1200, env=os.environ | QUIET, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    hits = [int(number) for number in re.findall(r"(?:ingest|merge|unmerge) (\d+)", done.stdout)]
    assert sum(hits) == kills
    assert min(hits) >= kills // 10, f"some kind of act was hardly hit: {done.stdout}"
