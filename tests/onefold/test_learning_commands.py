"""learn, models and models use, as a steward types them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from enrich.store.database import Database
from enrich.store.migrating import upgrade
from onefold.cli import cli
from tests.enrich.town import ODD, town_on

Run = Callable[..., Result]


def settings() -> str:
    """An onefold.toml whose configured model is ODD."""
    lines = ['database = "town.db"', "[matching]", f'name = "{ODD.name}"', f"prior = {ODD.prior}"]
    for name in ("place", "telephone"):
        lines.append(f"[matching.weights.{name}]")
        lines += [f'"{level}" = {bits}' for level, bits in ODD.weights[name].items()]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose queue has been judged."""
    path = tmp_path_factory.mktemp("town") / "town.db"
    database = Database(str(path))
    upgrade(database)
    town_on(database, 400).judge_queue()
    database.close()
    return path


@pytest.fixture
def run(judged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    shutil.copyfile(judged, tmp_path / "town.db")
    (tmp_path / "onefold.toml").write_text(settings())
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, list(arguments), env={"COLUMNS": "200"})


def document(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout.splitlines()[-1]))


def in_force(run: Run) -> str:
    answer = run("models", "--json")
    assert answer.exit_code == 0, answer.output
    return next(row["version"] for row in map(json.loads, answer.stdout.splitlines()) if row["in_force"])


def test_a_trial_is_shown_before_it_is_made_true(run: Run) -> None:
    before = in_force(run)
    shown = document(run("learn", "--dry-run", "--json"))
    assert shown["trial"]["outcome"] == "better"  # type: ignore[index]
    assert in_force(run) == before
    told = run("learn", "--dry-run")
    assert "foretells held-out judgements better" in told.output
    assert "persons:" in told.output and "decides as people did" in told.output
    done = document(run("learn", "--by", "ada", "--json"))
    assert done["trial"] == shown["trial"]
    assert in_force(run) == done["in_force"] != before
    listed = run("models").output
    assert "learned from judgements" in listed and before in listed and "ada" in listed


def test_resolve_keeps_what_judgements_taught_and_use_goes_back(run: Run) -> None:
    before = in_force(run)
    taught = document(run("learn", "--json"))["in_force"]
    assert document(run("resolve", "--json"))["model"] == taught
    assert document(run("resolve", "--json"))["changes"] == 0
    shown = run("models", "use", before, "--dry-run")
    assert f"apply with `onefold models use {before}`" in shown.output
    assert in_force(run) == taught
    assert document(run("models", "use", before, "--json"))["in_force"] == before
    assert in_force(run) == before
    assert document(run("simulate", "--afresh", "--json"))["model"] == before, (
        "too few records to learn from alone"
    )


def test_a_model_that_never_was_is_told_with_those_there_are(run: Run) -> None:
    done = run("models", "use", "nobody-1")
    assert done.exit_code == 1
    assert "there is no model 'nobody-1'" in str(done.exception)
    assert in_force(run) in str(done.exception)


def test_why_tells_what_would_have_decided_otherwise_and_draws_it(run: Run, tmp_path: Path) -> None:
    pair = ("P1", "P9")
    told = run("why", *pair, "--chart", "why.html")
    assert told.exit_code == 0, told.output
    assert "otherwise" in told.output
    page = (tmp_path / "why.html").read_text(encoding="utf-8")
    assert "vega-lite/v6" in page and f"Why {pair[0]} and {pair[1]}" in page
    document_of_why = document(run("why", *pair, "--json"))
    assert {"weight", "prior", "contributions"} <= document_of_why["explanation"].keys()  # type: ignore[attr-defined]
