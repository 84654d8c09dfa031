"""The JSON API: what it answers, what it refuses, and that its document tells the truth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from enrich.changes import Change, Mirror
from enrich.model import RecordKey
from enrich.pipeline import InputFrom, ingest
from enrich.store.persons import states_of
from tests.web.conftest import Village
from tests.web.village import crowd

V1 = "/api/v1"


def test_people_are_found_with_typing_errors(client: TestClient) -> None:
    found = client.get(f"{V1}/people", params={"q": "marysol echeveria"}).json()
    assert [person["name"] for person in found["people"]] == ["Marisol Echeverría Goñi"]
    assert found["people"][0]["employer"] == "Banco Valverde"
    assert found["people"][0]["identities"] == 3
    assert found["total"] == 1


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"employer": "valverde"}, ["Marisol Echeverría Goñi"]),
        ({"country": "de", "city": "rostock"}, ["Thorsten Vahlberg", "Torsten Vahlberg"]),
        ({"source": "pages"}, ["Marisol Echeverría Goñi"]),
        ({"source": "resumes", "in_review": "true"}, ["Ingrid Solheim", "Thorsten Vahlberg"]),
        ({"q": "reliability", "stale": "true"}, ["Seun Adebayo"]),
        ({"q": "marisol", "stale": "true"}, []),
    ],
)
def test_filters_narrow(client: TestClient, asked: dict[str, str], names: list[str]) -> None:
    found = client.get(f"{V1}/people", params=asked).json()["people"]
    assert sorted(person["name"] for person in found) == names


def test_pages_follow_each_other_without_gap_or_repeat(client: TestClient, village: Village) -> None:
    ingest(village.engine, InputFrom("crm"), crowd(60))
    seen: list[str] = []
    cursor, total = "", 0
    while True:
        answer = client.get(f"{V1}/people", params={"limit": 17, "cursor": cursor}).json()
        seen += [person["id"] for person in answer["people"]]
        cursor, total = answer["next_cursor"], answer["total"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == total == 70


def test_cursors_tell_no_names(client: TestClient) -> None:
    cursor = client.get(f"{V1}/people", params={"limit": 1}).json()["next_cursor"]
    assert cursor
    assert "keller" not in cursor


def test_every_value_says_where_it_comes_from(client: TestClient, village: Village) -> None:
    person = client.get(f"{V1}/people/{village.code('marisol')}").json()
    position = person["golden"]["position"][0]
    assert position["value"]["title"] == "Platform Lead"
    assert (position["source"], position["rule"]) == ("pages", "freshest")
    assert position["seen_at"] == "2026-10-21T12:00:00Z"
    assert [claim["source"] for claim in position["agreeing"]] == ["crm"]
    assert [claim["value"]["employer"] for claim in position["rivals"]] == ["Cantábrica Seguros"]
    assert position["freshness"] == {"days": 12, "stale": 0.06, "state": "fresh"}
    assert {identity["source"] for identity in person["identities"]} == {"crm", "resumes", "pages"}
    for values in person["golden"].values():
        assert all(value["source"] and value["rule_in_words"] and value["observed_at"] for value in values)


def test_private_attributes_are_shown_when_asked_for(client: TestClient, village: Village) -> None:
    path = f"{V1}/people/{village.code('marisol')}"
    assert not {"birth_date", "identifier"} & set(client.get(path).json()["golden"])
    shown = client.get(path, params={"include": "private"}).json()["golden"]
    assert shown["birth_date"][0]["value"] == "1989-05"


def test_a_person_as_of_a_past_day(client: TestClient, village: Village) -> None:
    path = f"{V1}/people/{village.code('marisol')}"
    then = client.get(path, params={"as_of": "2024-04-01"}).json()
    assert then["name"] == "Marisol Echeverria"
    assert then["golden"]["position"][0]["value"]["employer"] == "Cantábrica Seguros"
    assert [identity["source"] for identity in then["identities"]] == ["crm"]
    assert client.get(path, params={"as_of": "2024-01-31"}).status_code == 404
    assert client.get(path, params={"as_of": "2027-01-01"}).status_code == 422


def test_the_timeline_names_its_sources(client: TestClient, village: Village) -> None:
    entries = client.get(f"{V1}/people/{village.code('marisol')}/timeline").json()["entries"]
    first = entries[0]
    assert (first["title"], first["start"], first["current"]) == ("Platform Lead", "2025-09", True)
    assert first["sources"] == ["crm", "pages"]
    assert {"article_about", "post", "talk", "education", "certificate", "data_change"} <= {
        e["kind"] for e in entries
    }
    assert all(entry["sources"] for entry in entries)


def test_an_id_that_was_merged_away_leads_on(client: TestClient, village: Village) -> None:
    code = village.code("marisol")
    records = village.engine.database
    with records.read() as connection:
        members = states_of(connection, [int(code[1:])])[int(code[1:])].records
    answer = client.get(f"{V1}/people/P{members[-1]}/timeline", params={"as_of": ""})
    assert (answer.status_code, answer.headers["location"]) == (307, f"{V1}/people/{code}/timeline")


def test_what_is_unchanged_is_not_sent_again(client: TestClient, village: Village) -> None:
    path = f"{V1}/people/{village.code('marisol')}"
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, params={"include": "private"}, headers={"If-None-Match": tag}).status_code == 200


def test_why_adds_up(client: TestClient, village: Village) -> None:
    waiting = client.get(f"{V1}/review").json()["items"][0]
    why = client.get(f"{V1}/why", params={"a": waiting["b"], "b": waiting["a"]}).json()
    assert why["prior"] + sum(part["bits"] for part in why["contributions"]) == pytest.approx(
        why["weight"], abs=1e-9
    )
    assert why["weight"] == pytest.approx(waiting["weight"], abs=1e-9)
    assert why["probability"] == pytest.approx(2 ** why["weight"] / (1 + 2 ** why["weight"]))
    assert (why["together"], why["a"], why["b"]) == (False, waiting["a"], waiting["b"])
    of_persons = client.get(f"{V1}/why", params={"a": waiting["person_a"], "b": waiting["person_b"]}).json()
    assert of_persons == why


@pytest.mark.parametrize(("a", "b"), [("1", "999999"), ("P1", "P1"), ("x", "1"), ("P1", "P99999")])
def test_why_of_what_is_not_there(client: TestClient, a: str, b: str) -> None:
    assert client.get(f"{V1}/why", params={"a": a, "b": b}).status_code == 404


def test_a_decision_joins_and_taking_it_back_parts(client: TestClient) -> None:
    before = client.get(f"{V1}/people").json()
    item = client.get(f"{V1}/review").json()["items"][0]
    decision = {"a": item["a"], "b": item["b"], "verdict": "same", "note": "met him", "by": "Ana"}
    made = client.post(f"{V1}/review/decisions", json=decision)
    assert made.status_code == 201
    assert {
        "kind": "merged",
        "person": item["person_b"],
        "into": item["person_a"],
        "split_from": None,
    } in made.json()["effects"]
    assert client.get(f"{V1}/people").json()["total"] == before["total"] - 1
    said = client.get(f"{V1}/why", params={"a": item["a"], "b": item["b"]}).json()
    assert (said["together"], said["judgements"][0]["by"], said["judgements"][0]["note"]) == (
        True,
        "Ana",
        "met him",
    )

    number = made.json()["judgements"][0]
    assert client.delete(f"{V1}/review/decisions/{number}").status_code == 200
    assert client.get(f"{V1}/people").json() == before
    assert client.get(f"{V1}/review").json()["items"][0] == item
    assert client.delete(f"{V1}/review/decisions/{number}").status_code == 404


def test_a_decision_about_nobody_is_refused(client: TestClient) -> None:
    unknown = client.post(f"{V1}/review/decisions", json={"a": 1, "b": 99999, "verdict": "same"})
    assert unknown.status_code == 404
    wrong = client.post(f"{V1}/review/decisions", json={"a": 1, "b": 2, "verdict": "perhaps"})
    assert (wrong.status_code, wrong.headers["content-type"]) == (422, "application/problem+json")
    assert "verdict" in wrong.json()["detail"]
    assert "perhaps" not in wrong.json()["detail"]


def test_the_queue_can_be_asked_for_one_reason(client: TestClient) -> None:
    everything = client.get(f"{V1}/review").json()
    assert everything["counts"] == {"unsure": len(everything["items"])}
    assert (
        client.get(f"{V1}/review", params={"reason": "unsure", "limit": 1}).json()["items"]
        == everything["items"][:1]
    )
    assert client.get(f"{V1}/review", params={"reason": "contradiction"}).json()["items"] == []


def test_the_feed_rebuilds_every_person(client: TestClient, village: Village) -> None:
    item = client.get(f"{V1}/review").json()["items"][0]
    client.post(f"{V1}/review/decisions", json={"a": item["a"], "b": item["b"], "verdict": "same"})
    mirror = Mirror()
    for event in feed(client, limit=3):
        mirror.apply(event["seq"], change_of(event))
    with village.engine.database.read() as connection:
        ours = {number: state.digest for number, state in states_of(connection, None).items()}
    assert {number: change.digest for number, change in mirror.persons().items()} == ours
    assert mirror.find(number_of(item["person_b"])) == number_of(item["person_a"])


def feed(client: TestClient, limit: int) -> Iterator[dict[str, Any]]:
    after = 0
    while True:
        answer = client.get(f"{V1}/changes", params={"after": after, "limit": limit}).json()
        if not answer["changes"]:
            assert answer["next"] == after
            return
        yield from answer["changes"]
        after = answer["next"]


def number_of(code: str) -> int:
    return int(code[1:])


def change_of(event: dict[str, Any]) -> Change:
    return Change(
        event["kind"], number_of(event["person"]), tuple(RecordKey(**key) for key in event["records"]), event["digest"],
        number_of(event["into"]) if event["into"] else None, number_of(event["split_from"]) if event["split_from"] else None,
    )  # fmt: skip


def test_a_refresh_is_a_task(client: TestClient, village: Village) -> None:
    code = village.code("marisol")
    asked = client.post(f"{V1}/people/{code}/refresh")
    assert (asked.status_code, asked.json()["state"], asked.json()["subject"]) == (202, "waiting", code)
    again = client.post(f"{V1}/people/{code}/refresh")
    assert again.json()["id"] == asked.json()["id"]
    assert client.get(asked.headers["location"]).json() == asked.json()
    assert client.post(f"{V1}/people/P99999/refresh").status_code == 404
    assert client.get(f"{V1}/tasks/99999").status_code == 404


def test_sources_and_jobs(client: TestClient) -> None:
    sources = client.get(f"{V1}/sources").json()["sources"]
    assert [source["name"] for source in sources] == ["crm", "resumes", "pages", "press", "directory"]
    assert (sources[0]["records"], sources[0]["health"], sources[2]["lookup_by"]) == (11, "waiting", ["url"])
    assert sources[2]["policy"]["terms"].startswith("Public pages")
    assert client.get(f"{V1}/jobs").json() == {"jobs": []}


# --- the document ---


def test_the_document_describes_every_endpoint_and_schema(client: TestClient) -> None:
    document = client.get(f"{V1}/openapi.json").json()
    assert all(path.startswith(V1) for path in document["paths"])
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert operation["description"], (method, path)
            good = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
            assert good["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1] in schemas
    for name in re.findall(r'"\$ref":"#/components/schemas/([^"]+)"', client.get(f"{V1}/openapi.json").text):
        assert name in schemas


def test_answers_hold_what_the_document_says(client: TestClient, village: Village) -> None:
    schemas = client.get(f"{V1}/openapi.json").json()["components"]["schemas"]
    person = client.get(f"{V1}/people/{village.code('marisol')}").json()
    assert set(person) == set(schemas["PersonAnswer"]["properties"])
    assert set(person["golden"]["position"][0]) == set(schemas["GoldenValue"]["properties"])
    assert set(client.get(f"{V1}/people").json()["people"][0]) == set(schemas["PersonLine"]["properties"])


def test_problems_are_documents(client: TestClient) -> None:
    problem = client.get(f"{V1}/people/P99999")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json() == {
        "type": "urn:onefold:problem:NotFound", "title": "Not Found", "status": 404,
        "detail": "there is no person P99999",
    }  # fmt: skip
    assert client.get(f"{V1}/nothing").json()["detail"] == "there is no such page"
    assert client.put(f"{V1}/people").status_code == 405
