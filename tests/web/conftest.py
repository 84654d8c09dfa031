"""The web app on a village of invented people, asked directly or served on loopback and shown in a real browser."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Playwright, sync_playwright

from enrich.pipeline import Engine
from enrich.store.database import Database
from enrich.store.reads import Filters, PersonRow, list_persons
from jobs.tasks import Tasks
from tests.web.village import SOURCES, TODAY, Clock, engine_on, settle_in
from web.app import create_app
from web.services import Services

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip


@dataclass
class Village:
    """Everything a test of the pages touches."""

    engine: Engine
    tasks: Tasks
    services: Services
    app: FastAPI
    clock: Clock

    def person(self, name: str) -> PersonRow:
        """The first person found by this name."""
        with self.engine.database.read() as connection:
            return list_persons(connection, self.services.vocabulary, Filters(query=name)).rows[0]

    def code(self, name: str) -> str:
        return f"P{self.person(name).person_id}"


def village_on(database: Database, clock: Clock) -> Village:
    engine, tasks = engine_on(database, clock), Tasks(database, clock)

    def refresh(person_id: int, by: str, again: bool = False) -> int:
        return tasks.enqueue("refresh", f"P{person_id}", {"by": by, "again": again})

    services = Services(engine, tasks, None, SOURCES, refresh)
    return Village(engine, tasks, services, create_app(services), clock)


@pytest.fixture(scope="session")
def settled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which everybody has moved in."""
    path = tmp_path_factory.mktemp("village") / "settled.db"
    shutil.copyfile(sqlite_template, path)
    database, clock = Database(str(path)), Clock("2024-01-01")
    settle_in(engine_on(database, clock), clock)
    database.close()
    return path


@pytest.fixture
def village(settled: Path, tmp_path: Path) -> Iterator[Village]:
    path = tmp_path / "village.db"
    shutil.copyfile(settled, path)
    database = Database(str(path))
    yield village_on(database, Clock(TODAY))
    database.close()


@pytest.fixture
def client(village: Village) -> Iterator[TestClient]:
    """Asks as a program on this machine would; follows no redirect by itself."""
    with TestClient(village.app, base_url="http://localhost", follow_redirects=False) as client:
        yield client


@pytest.fixture
def address(village: Village) -> Iterator[str]:
    """The app, served on loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(village.app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    listener.close()
    assert not thread.is_alive()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Playwright's own Chromium where it is installed, else the machine's; without either every browser test fails."""
    own = playwright.chromium.executable_path
    found = own if Path(own).exists() else shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "no Chromium: install Debian's `chromium`, or run `playwright install chromium`"
    browser = playwright.chromium.launch(executable_path=found, args=[*ARGUMENTS])
    yield browser
    browser.close()
