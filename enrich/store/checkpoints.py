"""Copies what was committed from SQLite's log into the database, beside the transactions that follow.

SQLite does that in the commit that makes its log too long, and who commits waits for the disk.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, suppress

CHANGES = 5_000  # rows between two checkpoints; most are in a page of their own


class Checkpoints:
    """Of the database in one file, for this process. What fails here is left to SQLite, which does it at the latest when the
    log has five times that length."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._changes = 0
        self._running: threading.Thread | None = None

    def committed(self, changes: int) -> None:
        """So many rows were changed by a transaction that is complete."""
        with self._lock:
            self._changes += changes
            if self._changes < CHANGES or (self._running is not None and self._running.is_alive()):
                return
            self._changes = 0
            self._running = threading.Thread(target=self._copy, name="onefold-checkpoint")
            self._running.start()

    def close(self) -> None:
        """Waits for the one that is under way."""
        if self._running is not None:
            self._running.join()

    def _copy(self) -> None:
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._path)) as raw:
            raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
