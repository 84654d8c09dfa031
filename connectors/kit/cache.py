"""What sources answered lately, used again only where the source says that it still holds (RFC 9111, RFC 9110 section 13).

No credentials are stored: an answer stands under a digest of its question.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import NamedTuple, TypeVar

import msgspec

from enrich.model import Found, Value

T = TypeVar("T")

KEPT_DAYS = 7
_KEPT_SECONDS = KEPT_DAYS * 86_400
_MOST_BYTES = 256_000_000
_PRUNED_EVERY = 200
_KEPT_HEADERS = ("content-type", "content-location", "etag", "last-modified", "link")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (key BLOB PRIMARY KEY, at REAL NOT NULL, size INTEGER NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS recollection (key BLOB PRIMARY KEY, at REAL NOT NULL, size INTEGER NOT NULL, content BLOB NOT NULL);
"""


class Kept(Value, frozen=True):
    """An answer as it was kept, with the headers that still matter."""

    status: int
    headers: dict[str, str]
    body: bytes


class Question(NamedTuple):
    """A GET that can be repeated as it was, credentials aside; `polite`: a page, for which robots.txt is asked."""

    url: str
    accept: str
    polite: bool


class Recollection(Value, frozen=True):
    """What a lookup found, and the questions whose answers it was read from."""

    questions: tuple[Question, ...]
    found: tuple[Found, ...]


def digest(*parts: str) -> bytes:
    """Names a question without telling it."""
    return blake2b("\0".join(parts).encode(), digest_size=20).digest()


class AnswerCache:
    """A file of one machine, or memory. Old answers go first when it gets too big."""

    def __init__(self, path: Path | None) -> None:
        self._lock, self._stored = Lock(), 0
        self._connection = sqlite3.connect(
            path or ":memory:", check_same_thread=False, isolation_level=None, timeout=60.0
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def answer(self, key: bytes) -> Kept | None:
        """What was answered to this question, to be asked about again."""
        content = self._get("answer", key)
        return _read(content, Kept)

    def keep_answer(self, key: bytes, kept: Kept) -> None:
        """Keeps an answer that can be asked about again; forgets an older one."""
        lasting = kept.headers.keys() & {"etag", "last-modified"}
        if not lasting or "no-store" in kept.headers.get("cache-control", "").lower():
            self._put("answer", key, None)
            return
        headers = {name: kept.headers[name] for name in _KEPT_HEADERS if name in kept.headers}
        self._put("answer", key, msgspec.msgpack.encode(Kept(kept.status, headers, kept.body)))

    def recollection(self, key: bytes) -> Recollection | None:
        """What was found when this was asked last."""
        content = self._get("recollection", key)
        return _read(content, Recollection)

    def recollect(self, key: bytes, recollection: Recollection | None) -> None:
        """Keeps what was found, or forgets it."""
        self._put("recollection", key, None if recollection is None else msgspec.msgpack.encode(recollection))

    def forget(self) -> None:
        """Forgets everything, as when somebody is erased."""
        with self._used() as connection:
            connection.execute("DELETE FROM answer")
            connection.execute("DELETE FROM recollection")

    def _get(self, table: str, key: bytes) -> bytes | None:
        query = f"SELECT content FROM {table} WHERE key = ? AND at > ?"  # noqa: S608 -- the table is ours
        with self._used() as connection:
            row = connection.execute(query, (key, time.time() - _KEPT_SECONDS)).fetchone()
        return None if row is None else bytes(row[0])

    def _put(self, table: str, key: bytes, content: bytes | None) -> None:
        with self._used() as connection:
            if content is None:
                connection.execute(f"DELETE FROM {table} WHERE key = ?", (key,))  # noqa: S608
                return
            row = (key, time.time(), len(content), content)
            connection.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?)", row)  # noqa: S608
            self._stored += 1
            if self._stored % _PRUNED_EVERY == 1:
                self._prune(connection)

    def _prune(self, connection: sqlite3.Connection) -> None:
        for table in ("answer", "recollection"):
            connection.execute(f"DELETE FROM {table} WHERE at < ?", (time.time() - _KEPT_SECONDS,))  # noqa: S608
            newest = f"SELECT key, sum(size) OVER (ORDER BY at DESC) AS total FROM {table}"  # noqa: S608
            connection.execute(
                f"DELETE FROM {table} WHERE key IN (SELECT key FROM ({newest}) WHERE total > ?)",  # noqa: S608
                (_MOST_BYTES,),
            )

    @contextmanager
    def _used(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            yield self._connection


def _read(content: bytes | None, kind: type[T]) -> T | None:
    """What an earlier version of Onefold kept in another form is as good as not kept."""
    try:
        return None if content is None else msgspec.msgpack.decode(content, type=kind)
    except msgspec.MsgspecError:
        return None
