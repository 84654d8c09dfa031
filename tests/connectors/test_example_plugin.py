"""A stranger's package: installed without a network, its tests run, its source listed, asked and checked by the commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.testing import FakeSite, Reply

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "onefold-alumni"
PAGE = """{"entries": [{"id": "7", "name": "Jana Kowalczyk", "page": "https://alumni.example/7", "email": "jana@mail.example",
           "employer": "Pan Ltd", "title": "Cook", "hobby": "chess"}], "next": ""}"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place, source = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("source")
    for file in EXAMPLE.glob("*.*"):
        (source / file.name).write_bytes(file.read_bytes())
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index"]
    subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--target", place, source], check=True, timeout=120
    )
    return place


def ran(installed: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(installed), "ALUMNI_KEY": "s3cret-0f-the-office"}
    return subprocess.run(
        [sys.executable, "-m", *command],
        check=False,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_its_own_tests_pass(installed: Path, tmp_path: Path) -> None:
    tests = tmp_path / "test_alumni.py"
    tests.write_bytes((EXAMPLE / "tests" / "test_alumni.py").read_bytes())
    done = ran(installed, tmp_path, "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", tests.name)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert " passed" in done.stdout and "skipped" not in done.stdout


def test_it_works_from_the_command_line(installed: Path, tmp_path: Path, site: FakeSite) -> None:
    headers = {"X-RateLimit-Remaining": "4999"}
    site.replies = {
        path: Reply(PAGE, "application/json", headers=headers) for path in ("/entries", "/entries?limit=1")
    }
    options = f'base = "{site.url}", key = "env:ALUMNI_KEY", allow_private = ["{site.address}"]'
    settings = tmp_path / "onefold.toml"
    settings.write_text(f'[sources.alumni]\nkind = "alumni"\noptions = {{ {options} }}\n')

    assert ran(installed, tmp_path, "onefold", "db", "upgrade").returncode == 0
    unstated = ran(installed, tmp_path, "onefold", "connectors")
    assert unstated.returncode == 1
    assert "sources.alumni.purpose: state what this source is used for" in " ".join(unstated.stderr.split())

    settings.write_text(settings.read_text().replace(" }", ', purpose = "recruiting alumni" }'))
    listed = ran(installed, tmp_path, "onefold", "connectors", "--json")
    (told,) = json.loads(listed.stdout)
    assert (told["kind"], told["asked_by"], told["directory"]) == ("alumni", ["email"], True)
    checked = ran(installed, tmp_path, "onefold", "connectors", "check", "alumni")
    assert (checked.returncode, checked.stdout) == (0, "alumni: ok, 1 entry read, 4,999 calls left\n"), (
        checked.stderr
    )
    assert {request.headers["X-Api-Key"] for request in site.asked} == {"s3cret-0f-the-office"}

    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert b"s3cret-0f-the-office" not in kept
