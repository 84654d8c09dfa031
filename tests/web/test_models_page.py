"""The page of the models: what there is to learn from, a trial, and the way back, as an operator clicks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient

from enrich.learning import learn, use
from enrich.store.database import Database
from jobs.tasks import Tasks
from tests.enrich.town import Town, town_on
from web.app import create_app
from web.services import Services


@dataclass
class Office:
    town: Town
    client: TestClient

    def text(self) -> str:
        answer = self.client.get("/models")
        assert answer.status_code == 200
        return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())

    def post(self, path: str) -> str:
        token = re.search(r'name="token" value="([^"]+)"', self.client.get("/models").text)
        assert token
        answer = self.client.post(path, data={"token": token[1]}, headers={"Origin": "http://localhost"})
        assert answer.status_code == 303, answer.text
        return self.text()


@pytest.fixture
def office(sqlite_database: Database) -> Iterator[Office]:
    town = town_on(sqlite_database, 400)
    services = Services(town.engine, Tasks(sqlite_database), None, [], lambda person_id, by, again=False: 0)
    with TestClient(create_app(services), base_url="http://localhost", follow_redirects=False) as client:
        yield Office(town, client)


def test_the_page_says_what_is_lacking_then_what_a_trial_found_and_leads_back(office: Office) -> None:
    before = office.town.engine.matcher.version
    assert f"{before} decides who is who" in office.text()
    assert "Not enough yet: it takes 40 decisions" in office.text()
    office.town.judge_queue()
    assert "Not enough yet" not in office.text()
    told = office.post("/models/learn")
    assert "Learning: task 1 waiting" in told
    learn(office.town.engine, "ada")
    taught = office.town.engine.matcher.version
    told = office.text()
    assert f"{taught} decides who is who" in told
    assert "the challenger took over" in told and "foretells held-out judgements better" in told
    assert f", made from {before}" in told
    told = office.post(f"/models/{before}/use")
    assert f"{before} is put in force again and decides everything anew: task 2" in told
    use(office.town.engine, before, "eve")
    assert f"{before} decides who is who" in office.text()


def test_a_model_that_never_was_is_refused(office: Office) -> None:
    token = re.search(r'name="token" value="([^"]+)"', office.client.get("/models").text)
    assert token
    assert office.client.post("/models/nobody-1/use", data={"token": token[1]}).status_code == 404
    assert office.client.post("/models/learn").status_code == 403
