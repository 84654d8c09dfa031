"""`onefold parse`: files and folders, tables and JSON Lines, the page that shows where fields stand; no database."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner, Result

from onefold.commands import parse as command
from onefold.commands.parsing import show_page
from onefold.output import console
from parsers.limits import Limits
from parsers.pool import Pool

Run = Callable[..., Result]
RESUME = "Maya Lindqvist\nmaya@example.com\n\nWORK\nSenior Engineer, Birch Systems Ltd, Mar 2020 - Present\n\nSKILLS\nGo, SQL, Docker\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in a folder with a resume, a table, a broken file, a hidden one and a link."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "box" / "inner"
    folder.mkdir(parents=True)
    (folder / "maya.txt").write_text(RESUME)
    (tmp_path / "box" / "people.csv").write_text(
        "id,name,email\n1,Ann Lee,ann@example.com\n2,,\n3,Bo Ek,bo@example.com\n"
    )
    (tmp_path / "box" / "empty.pdf").write_bytes(b"")
    (tmp_path / "box" / ".hidden.txt").write_text(RESUME)
    (tmp_path / "box" / "link.txt").symlink_to("/etc/passwd")
    cli = typer.Typer()
    command.add_to(cli)
    runner = CliRunner()
    return lambda *arguments: runner.invoke(cli, list(arguments), env={"COLUMNS": "200"})


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_json_lines_of_a_folder_in_the_order_of_its_files(run: Run) -> None:
    done = run("box", "--json", "--workers", "3")
    said = lines(done)
    assert done.exit_code == 1
    assert [(x["file"], x["ok"]) for x in said] == [
        ("box/empty.pdf", False), ("box/inner/maya.txt", True), ("box/people.csv", True), ("box/people.csv", False), ("box/people.csv", True),
    ]  # fmt: skip
    assert set(said[0]) == {"file", "ok", "error"}
    assert said[0]["error"]["kind"] == "empty"  # type: ignore[index]
    assert set(said[1]) == {"file", "ok", "profile", "confidence", "evidence", "warnings", "seconds"}
    assert said[1]["profile"]["basics"] == {"name": "Maya Lindqvist", "email": "maya@example.com"}  # type: ignore[index]
    assert isinstance(said[1]["seconds"], float)


def test_what_is_missing_fails_and_the_rest_is_read(run: Run) -> None:
    done = run("gone.pdf", "box/inner/maya.txt", "--json")
    assert done.exit_code == 1
    missing, maya = lines(done)
    assert missing["error"] == {"kind": "missing", "message": "there is no such file or folder"}
    assert (maya["file"], maya["ok"]) == ("box/inner/maya.txt", True)


def test_a_table_for_people(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "width", 200)
    done = run("box/inner")
    assert done.exit_code == 0
    assert re.search(
        r"(?m)^maya\.txt\s+Maya Lindqvist\s+maya@example\.com\s+Senior Engineer at Birch Systems Ltd\s+1\s+0\s+3",
        done.stdout,
    )
    done = run("box/empty.pdf")
    assert done.exit_code == 1
    assert done.stdout.startswith("box/empty.pdf: this file is empty")
    assert "position" not in done.stdout


def test_people_in_a_table_and_refusals_below_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files by their path in the folder that they share; a refusal is a whole line, its reason not squeezed into a cell."""
    monkeypatch.setattr(console, "width", 80)
    done = run("box")
    rows = done.stdout.splitlines()
    assert rows[0].split() == ["file", "name", "e-mail", "position", "jobs", "education", "skills"]
    assert any(row.startswith("inner/maya") for row in rows)
    assert any(row.startswith("box/empty.pdf: this file is empty (allowed: ") for row in rows)
    assert rows[-1] == "3 read, 2 refused"


def test_a_folder_without_files_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    done = run("bare")
    assert (done.exit_code, done.stdout) == (1, "bare: this folder holds no files\n")
    [said] = lines(run("bare", "--json"))
    assert said["error"] == {"kind": "missing", "message": "this folder holds no files"}


def letter(path: Path) -> None:
    canvas = Canvas(str(path), invariant=True)
    for i, row in enumerate(RESUME.splitlines()):
        canvas.drawString(60, 780 - 16 * i, row)
    canvas.save()


def test_the_page_shows_the_document_and_marks_every_place(run: Run, tmp_path: Path) -> None:
    letter(tmp_path / "maya.pdf")
    done = run("--show", "maya.pdf", "--out", "page.html")
    assert (done.exit_code, done.stdout.strip()) == (0, "page.html")
    page = (tmp_path / "page.html").read_text()
    assert page.count("data:image/png;base64,") == 1
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?!#|data:)""", page)
    places = set(re.findall(r'id="place-(\d+)"', page))
    assert places
    assert places == set(re.findall(r'href="#place-(\d+)"', page))
    assert set(re.findall(r'href="#field-(\d+)"', page)) <= set(re.findall(r'id="field-(\d+)"', page))
    assert "Birch Systems Ltd" in page


def test_the_page_of_a_text_marks_characters_and_escapes_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text(RESUME + "<script>alert(1)</script>\n")
    run("--show", "evil.txt", "--out", "page.html")
    page = (tmp_path / "page.html").read_text()
    assert re.search(r'<mark class="\w+" id="place-\d+" title="name">Maya Lindqvist</mark>', page)
    assert "<script" not in page


def test_the_page_of_a_refused_file_says_why(run: Run, tmp_path: Path) -> None:
    done = run("--show", "box/empty.pdf", "--out", "page.html")
    assert done.exit_code == 1
    assert "this file is empty" in (tmp_path / "page.html").read_text()


def test_the_page_is_opened_where_there_is_a_browser(tmp_path: Path, run: Run) -> None:
    opened: list[str] = []
    pool = Pool(1, Limits())
    assert not show_page(
        pool, Path("box/inner/maya.txt"), None, browse=lambda url: opened.append(url) is None
    )
    pool.close()
    assert opened[0].startswith("file:///")


@pytest.mark.parametrize(
    "arguments", [("--show", "box"), ("--show", "a", "b"), ("a", "--out", "x.html"), ("a", "--workers", "0")]
)
def test_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_reading_needs_no_database_and_no_models_to_begin() -> None:
    """What the command imports decides how long it takes to begin."""
    code = "import sys, onefold.cli, onefold.commands.parse, onefold.commands.parsing; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {
        "sqlalchemy",
        "fastapi",
        "spacy",
        "networkx",
        "scipy",
        "polars",
        "jinja2",
        "pydantic",
        "numpy",
        "lxml",
        "pypdfium2",
        "apscheduler",
    }
    assert not heavy & set(done.stdout.split())
