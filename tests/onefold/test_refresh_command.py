"""`onefold refresh` and `onefold connectors` on real pages over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from connectors.fakesite import FakeSite, Reply
from connectors.page import PersonalPage
from connectors.registry import kinds
from onefold.cli import cli

PAGE = """<html><head><title>Jana Kowalczyk</title><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Person", "name": "Jana Kowalczyk", "jobTitle": "TITLE",
 "email": "jana@kowalczyk.example", "worksFor": {"@type": "Organization", "name": "Kettle Inc"}, "url": "{site}/jana"}
</script></head><body><h1>Jana Kowalczyk</h1></body></html>"""
SETTINGS = """
database = "onefold.db"
[sources.crm]
kind = "crm"
[sources.pages]
kind = "KIND"
options = { allow_private = ["ADDRESS"], per_second = 1000, check_url = "SITE/jana" }
[sources.unasked]
kind = "KIND"
"""
Run = Callable[..., Result]


@pytest.fixture
def site() -> Iterator[FakeSite]:
    with FakeSite() as site:
        site.reset({"/jana": Reply(PAGE.replace("TITLE", "Head Cook"))})
        yield site


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, site: FakeSite) -> Run:
    monkeypatch.chdir(tmp_path)
    kind = next(name for name, connector in kinds().items() if connector is PersonalPage)
    settings = SETTINGS.replace("ADDRESS", site.address).replace("SITE", site.url).replace("KIND", kind)
    Path("onefold.toml").write_text(settings)
    Path("crm.csv").write_text(
        "Contact ID,First Name,Last Name,Email,Company,Job Title,Website,Last Updated\n"
        f"1,Jana,Kowalczyk,jana@kowalczyk.example,Pan Ltd,Cook,{site.url}/jana,2024-03-01\n"
    )

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, list(arguments), env={"COLUMNS": "200"})

    for arguments in (("db", "upgrade"), ("ingest", "crm", "crm.csv")):
        done = invoke(*arguments)
        assert done.exit_code == 0, done.output
    return invoke


def told(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, (result.output, result.exception)
    found: dict[str, object] = json.loads(result.stdout)
    return found


def title(run: Run) -> str:
    (person,) = (
        json.loads(line) for line in run("people", "--source", "crm", "--json").stdout.splitlines()[:1]
    )
    return str(person["title"])


def test_a_refresh_is_planned_done_undone_and_brought_back(run: Run, site: FakeSite) -> None:
    plan = {step["source"]: step for step in json.loads(run("refresh", "P1", "--plan", "--json").stdout)}
    assert (plan["pages"]["questions"], plan["pages"]["why"], plan["pages"]["skipped"]) == (
        1,
        "asks by url",
        "",
    )
    assert "costs nothing" in run("refresh", "P1", "--plan").output
    assert site.paths() == []

    shown = run("refresh", "P1")
    assert shown.exit_code == 0, shown.output
    assert "Head Cook" in shown.output
    assert "onefold refresh P1 --undo" in shown.output
    assert title(run) == "Head Cook"
    assert "answered a moment ago" in run("refresh", "P1", "--plan").output
    assert told(run("refresh", "P1", "--undo", "--by", "ana", "--json"))["decision"] == "undo"
    assert title(run) == "Cook"
    assert run("refresh", "P1", "--accept").exit_code == 1
    assert "counts again" in run("refresh", "P1", "--redo").output
    assert title(run) == "Head Cook"
    assert "accepted" in run("refresh", "P1", "--accept").output
    assert run("refresh", "P1", "--undo", "--redo").exit_code == 2
    nobody = run("refresh", "P99", "--undo")
    assert nobody.exit_code == 1


def test_sources_tell_how_they_did_and_are_tested(run: Run, site: FakeSite) -> None:
    run("refresh", "P1")
    listed = {one["name"]: one for one in json.loads(run("connectors", "--json").stdout)}
    assert (listed["pages"]["asked"], listed["pages"]["match_rate"], listed["crm"]["match_rate"]) == (
        1,
        1.0,
        None,
    )
    assert told(run("connectors", "check", "pages", "--json"))["state"] == "ok"
    site.fault = "error"
    failing = run("connectors", "check", "pages")
    assert (failing.exit_code, "down" in failing.output) == (1, True)
    listed = {one["name"]: one for one in json.loads(run("connectors", "--json").stdout)}
    assert listed["pages"]["state"] == "stumbling"
    assert listed["pages"]["error"]
    assert "is paused" in run("connectors", "pause", "pages").output
    assert "paused" in run("refresh", "P1", "--plan").output
    assert run("connectors", "check", "crm").exit_code == 1
