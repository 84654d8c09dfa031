"""One database, SQLite or PostgreSQL, and its transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from enrich.errors import ConfigError
from enrich.store.checkpoints import Checkpoints
from enrich.store.statements import WRITES, answered, committed, driver, given_up, tell
from enrich.store.tables import metadata

# Any number that no other user of a shared PostgreSQL server takes by chance.
IDENTITY_LOCK = 7_160_518_360

# Waits for its turn. Statements look up what they are told by its key, however much that is: a plan made once serves them all,
# and making one anew for each takes as long as carrying it out.
ALONE = f"SELECT pg_advisory_xact_lock({IDENTITY_LOCK}), set_config('plan_cache_mode', 'force_generic_plan', true)"

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 60000",
    "PRAGMA cache_size = -65536",
    "PRAGMA mmap_size = 1073741824",
    "PRAGMA temp_store = MEMORY",
    # Pages: one record dirties some fifty, and who copies them back into the database keeps the next one waiting. `Checkpoints`
    # does so earlier and beside.
    "PRAGMA wal_autocheckpoint = 40000",
)


class Database:
    """Opens transactions. Readers never wait; writers of SQLite queue up, writers of PostgreSQL may run side by side."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(normal_url(url))
        self.engine = sqlite_engine(self.url) if self.is_sqlite else postgres_engine(self.url)
        self._checkpoints = Checkpoints(self.url.database) if self.is_sqlite and self.url.database else None

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def shown(self) -> str:
        """The address as people may see it: without its password."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view; nothing is written."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self, *, identity: bool = False) -> Iterator[Connection]:
        """One transaction: all of it happens, or nothing.

        `identity`: it decides who is who; such transactions run one after another, also between processes, and the
        change feed's numbers follow the order of their commits.
        """
        with self.engine.connect().execution_options(**{WRITES: True}) as connection:
            before = self._changes(connection)
            with connection.begin():
                if identity and not self.is_sqlite:
                    tell(connection, ALONE, [()])
                yield connection
            if self._checkpoints is not None:
                self._checkpoints.committed(self._changes(connection) - before)

    def _changes(self, connection: Connection) -> int:
        """How many rows SQLite has changed over this connection."""
        return int(driver(connection).total_changes) if self._checkpoints is not None else 0

    def close(self) -> None:
        if self._checkpoints is not None:
            self._checkpoints.close()
        self.engine.dispose()


def gather_statistics(connection: Connection) -> None:
    """Tells a server's planner how large our tables are now. It finds out by itself, but minutes later, and until then it reads
    whole tables for a few rows."""
    if connection.dialect.name != "sqlite":
        tables = map(connection.dialect.identifier_preparer.quote, sorted(metadata.tables))
        connection.execute(sa.text(f"ANALYZE {', '.join(tables)}"))


def normal_url(url: str) -> str:
    """A file path or URL as SQLAlchemy wants it.

    Raises ConfigError for a kind of database that is not supported.
    """
    if "://" not in url:
        return f"sqlite:///{Path(url).expanduser()}"
    scheme, rest = url.split("://", 1)
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite":
        return url
    raise ConfigError(
        "this database is not supported",
        key="database",
        found=scheme,
        allowed="a file path, sqlite:///, postgresql://",
    )


def sqlite_engine(url: sa.URL) -> Engine:
    """SQLite in WAL mode; SQLAlchemy, not the driver, says BEGIN, so that a writer takes its lock before it reads."""
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url, connect_args={"check_same_thread": False, "cached_statements": 400}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def connected(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        for pragma in PRAGMAS:
            dbapi_connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def postgres_engine(url: sa.URL) -> Engine:
    # The wire prepares what is told often; what the driver prepared it would drop together with that.
    engine = sa.create_engine(
        url,
        connect_args={"prepare_threshold": None},
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
    )

    @event.listens_for(engine, "before_cursor_execute")
    def asked(connection: Connection, *_: Any) -> None:
        answered(connection)

    @event.listens_for(engine, "commit")
    def ended(connection: Connection) -> None:
        committed(connection)

    @event.listens_for(engine, "rollback")
    def taken_back(connection: Connection) -> None:
        given_up(connection)

    return engine
