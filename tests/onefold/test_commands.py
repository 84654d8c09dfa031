"""The command line, from init to restore, on a database of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from enrich.errors import ConfigError, Conflict, NotFound
from onefold.cli import cli

ROOT = Path(__file__).parents[2]
CSV = """Contact ID,First Name,Last Name,Email,Company,Job Title,Last Updated
1,Anna,Kowalska,anna@one.example,Acme GmbH,Engineer,2024-03-01
2,Ania,Kowalska,anna@one.example,Acme,Engineer,2024-05-01
3,Anna,Kowalska,,Acme,,2024-05-02
4,John,Smith,smith@two.example,Blue Heron Ltd,Nurse,2025-13-45
5,John,Smith,smith@two.example,Blue Heron Ltd,Head Nurse,2025-06-01
"""
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder that `onefold init` has set up."""
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def invoke(*arguments: str) -> Result:
        return runner.invoke(cli, list(arguments), env={"COLUMNS": "200"})

    assert invoke("init").exit_code == 0
    return invoke


@pytest.fixture
def stocked(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "contacts.csv").write_text(CSV)
    done = run("ingest", "crm", "contacts.csv", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout.splitlines()[-1])["new"] == 4
    return run


def lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_people_are_found_with_typing_errors_and_listed_in_a_stable_order(stocked: Run) -> None:
    everyone = lines(stocked("people", "--json"))
    assert [person["id"] for person in everyone] == sorted(
        (str(p["id"]) for p in everyone), key=lambda i: int(i[1:])
    )
    found = lines(stocked("people", "kovalska", "--json"))
    assert {"Kowalska" in str(person["name"]) for person in found} == {True}
    assert "Nobody found" in stocked("people", "zzzyyy").output


def test_what_was_refused_is_kept_with_its_line_and_can_be_put_aside(stocked: Run) -> None:
    (refused,) = lines(stocked("db", "refused", "--json"))
    assert "5" in str(refused["place"])
    assert refused["allowed"]
    number = str(refused["refusal_id"])
    assert lines(stocked("db", "refused", "--dismiss", number, "--json")) == []


def test_taking_the_same_file_in_again_reads_nothing(stocked: Run) -> None:
    again = json.loads(stocked("ingest", "crm", "contacts.csv", "--json").stdout.splitlines()[-1])
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 0)


def test_why_adds_up_and_a_decision_can_be_taken_back(stocked: Run) -> None:
    why = json.loads(stocked("why", "crm:1", "crm:2", "--json").stdout)
    parts = why["explanation"]["prior"] + sum(
        part["bits"] for part in why["explanation"].get("contributions", [])
    )
    assert abs(parts - why["explanation"]["weight"]) < 1e-9
    assert why["together"]
    before = [person["records"] for person in lines(stocked("people", "--json"))]
    decided = json.loads(stocked("review", "different", "crm:1", "crm:2", "--by", "ana", "--json").stdout)
    apart = json.loads(stocked("why", "crm:1", "crm:2", "--json").stdout)
    assert not apart["together"]
    assert "ana judged them different" in apart["verdict"]
    stocked("review", "undo", *map(str, decided["judgements"]))
    assert [person["records"] for person in lines(stocked("people", "--json"))] == before
    history = lines(stocked("review", "history", "--json"))
    assert history[0]["revoked_by"] == "steward"


@pytest.mark.parametrize("format_", ["jsonresume", "json", "csv", "vcard"])
def test_a_person_can_be_exported(stocked: Run, format_: str) -> None:
    done = stocked("export", "P1", "--format", format_)
    assert done.exit_code == 0
    assert "Kowalska" in done.stdout


def test_private_attributes_are_told_only_when_asked_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "born.csv").write_text(
        "Contact ID,Name,Email,Date of Birth\n1,Anna Kowalska,a@one.example,1984-05-03\n"
    )
    assert run("ingest", "crm", "born.csv").exit_code == 0
    for command in (
        ("show", "P1"),
        ("show", "P1", "--json"),
        ("export", "P1", "-f", "json"),
        ("export", "P1", "-f", "csv"),
    ):
        assert "1984" not in run(*command).stdout, command
        assert "1984" in run(*command, "--private").stdout, command
    assert "1984" not in run("people", "--json").stdout


def test_a_person_is_shown_as_of_a_day_before_they_were_known_as_unknown(stocked: Run) -> None:
    assert isinstance(stocked("show", "P1", "--as-of", "2020-01-01").exception, NotFound)
    assert "Kowalska" in stocked("show", "P1").output
    assert "position" in stocked("timeline", "P1").output


def test_the_database_is_checked_rebuilt_copied_and_put_back(stocked: Run, tmp_path: Path) -> None:
    assert json.loads(stocked("db", "check", "--json").stdout)["ok"]
    assert json.loads(stocked("db", "rebuild", "--json").stdout) == {"changed_tables": [], "changes": 0}
    before = stocked("people", "--json").stdout
    assert stocked("db", "backup", "copy.db").exit_code == 0
    stocked("review", "different", "crm:1", "crm:2")
    assert stocked("people", "--json").stdout != before
    assert stocked("db", "restore", "copy.db").exit_code == 0
    assert stocked("people", "--json").stdout == before
    assert isinstance(stocked("db", "backup", "copy.db").exception, Conflict)


def test_jobs_run_from_a_terminal_take_new_files_from_watched_folders(run: Run, tmp_path: Path) -> None:
    names = [job["name"] for job in json.loads(run("jobs", "--json").stdout)["jobs"]]
    assert names == ["watch", "pull", "settle", "reparse", "refresh", "forget", "learn", "tidy"]
    (tmp_path / "inbox/crm/contacts.csv").write_text(CSV)
    assert run("run", "watch").exit_code == 0
    assert len(lines(run("people", "--json"))) >= 2


def test_sources_are_listed_with_their_state(run: Run) -> None:
    listed = json.loads(run("connectors", "--json").stdout)
    assert {(source["name"], source["kind"], source["state"]) for source in listed} >= {
        ("pages", "page", "waiting")
    }


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("databse = 'x.db'", "databse: unknown key (found databse; allowed: database,"),
        ("[sources.crm]\nkind = 'crm'\nfoldr = 'x'", "sources.crm.foldr: unknown key"),
        ("[web]\nport = 'many'", "web.port: expected `int`"),
        ("[jobs]\nwatch = 'often'", "jobs.watch: not a duration (found 'often'; allowed:"),
        ("database = ", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_told_with_file_and_key(
    run: Run, tmp_path: Path, settings: str, told: str
) -> None:
    (tmp_path / "onefold.toml").write_text(settings)
    error = run("people").exception
    assert isinstance(error, ConfigError)
    assert "onefold.toml" in str(error)
    assert told in str(error)
    assert "\n" not in str(error)


def test_every_command_teaches_itself(run: Run) -> None:
    for command in ("demo", "init", "serve", "jobs", "run", "ingest", "parse", "resolve", "people", "show", "timeline",
                    "why", "refresh", "export", "review", "connectors", "db"):  # fmt: skip
        done = run(command, "--help")
        assert done.exit_code == 0, command
        assert len(done.output.splitlines()) > 5, command


def test_a_failure_is_one_line_and_exit_code_one(run: Run, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "onefold", "show", "P999"], capture_output=True, text=True, cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "onefold: there is no person P999"


def test_kept_files_are_read_again_when_the_reader_reads_more(stocked: Run, tmp_path: Path) -> None:
    """The file is gone; what its column means is declared only now."""
    (tmp_path / "contacts.csv").unlink()
    assert "has been read by the best reader" in stocked("db", "reparse").output
    settings = tmp_path / "onefold.toml"
    declared = '[sources.crm]\ncolumns = { "Company" = "headline" }\n'
    settings.write_text(settings.read_text().replace("[sources.crm]\n", declared))
    planned = stocked("db", "reparse", "--plan")
    assert "crm: 1 kept files" in planned.output
    assert "columns-" in planned.output
    assert stocked("db", "reparse", "--plan").output == planned.output, "a plan changes nothing"
    done = json.loads(stocked("db", "reparse", "--source", "crm", "--json").stdout)
    assert (done["new"], done["changed"], done["refused"]) == (0, 4, 1)
    assert done["plan"][0]["originals"] == 1
    person = str(lines(stocked("people", "Kowalska", "--json"))[0]["id"])
    told = " ".join(stocked("timeline", person).output.split())
    assert "Read again by a better reader" in told
    assert "Headline: nothing → Acme" in told
    assert len(lines(stocked("db", "refused", "--json"))) == 1
    assert json.loads(stocked("db", "reparse", "--json").stdout)["plan"] == []
