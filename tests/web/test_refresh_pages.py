"""Refresh now, over real HTTP: the plan, the rows while sources answer, what changed, accepting and undoing it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from threading import Barrier, Event

import pytest
from fastapi.testclient import TestClient
from msgspec.structs import replace
from werkzeug import Request

from connectors.fakesite import FakeSite, Reply
from enrich.model import Found, Profile
from enrich.pipeline import InputFrom, ingest
from enrich.store.reads import person_page
from enrich.store.sources import pause_source, source_states
from tests.web.conftest import Village
from tests.web.street import NOBODY, Cards, DearCards, Employers, Street, card, street_of
from tests.web.test_web_pages import followed, post, text_of
from tests.web.village import day

V1 = "/api/v1"
MAIL = "marisol@echeverria.example"
PATIENCE = 20.0


@pytest.fixture(scope="module")
def site() -> Iterator[FakeSite]:
    with FakeSite() as site:
        yield site


@pytest.fixture
def street(village: Village, site: FakeSite) -> Iterator[Street]:
    kinds = {"pages": Cards, "employers": Employers, "vendor": DearCards}
    made = street_of(village, site, kinds, {"/pages": card("c1", "Banco Nuevo", "Chief of Data", mail=MAIL)})
    yield made
    made.web.close()


def position(village: Village, code: str) -> str:
    with village.engine.database.read() as connection:
        page = person_page(connection, village.engine.rules.survivorship, int(code[1:]))
    return page.person.position.employer


def until(holds: Callable[[], bool]) -> None:
    """Waits until something holds; fails after a while."""
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, "it never came to hold"
        threading.Event().wait(0.02)


# --- the plan ---


def test_the_plan_names_sources_reasons_and_cost_and_asks_nobody(client: TestClient, street: Street) -> None:
    code = street.village.code("marisol")
    with street.village.engine.database.write() as connection:
        pause_source(connection, "employers", True)
    page = client.get(f"/people/{code}", params={"plan": "1"})
    shown = text_of(page)
    assert "Ask 2 sources about them?" in shown
    assert "4 questions; costs at most 0.50 EUR." in shown
    assert "pages asks by email 2 –" in shown
    assert "vendor asks by email 2 0.50 EUR" in shown
    assert "employers paused" in shown
    part = client.get(f"/people/{code}/refresh/plan", headers={"HX-Request": "true"})
    assert "Ask 2 sources about them?" in text_of(part)
    assert "<html" not in part.text
    told = client.get(f"{V1}/people/{code}/refresh").json()
    assert (told["person"], told["questions"], told["cost"]) == (code, 4, {"EUR": 0.5})
    assert {one["source"]: one["skipped"] for one in told["sources"]} == {
        "pages": "", "employers": "paused", "vendor": "",
    }  # fmt: skip
    assert street.site.asked == []
    assert MAIL not in page.request.url.query.decode() + client.get(f"{V1}/people/{code}/refresh").text


def test_a_plan_leaves_out_who_is_not_known_enough_and_whose_budget_is_used_up(
    client: TestClient, village: Village, site: FakeSite
) -> None:
    street = street_of(village, site, {"pages": Cards, "vendor": DearCards}, budgets={"vendor": 0.3})
    street.refresh("marisol")
    told = client.get(f"{V1}/people/{village.code('marisol')}/refresh", params={"again": "true"}).json()
    reasons = {one["source"]: one["skipped"] for one in told["sources"]}
    assert reasons == {"pages": "", "vendor": "its budget for thirty days is used up"}
    told = client.get(f"{V1}/people/{village.code('torsten')}/refresh").json()
    assert {one["skipped"] for one in told["sources"]} == {"no email of theirs is known"}
    assert "There is nobody to ask" in text_of(
        client.get(f"/people/{village.code('torsten')}", params={"plan": "1"})
    )
    street.web.close()


def test_who_answered_just_now_is_asked_again_only_on_purpose(client: TestClient, street: Street) -> None:
    code = street.village.code("marisol")
    street.refresh("marisol")
    asked = len(street.site.asked)
    shown = text_of(client.get(f"/people/{code}", params={"plan": "1"}))
    assert "pages answered a moment ago" in shown
    assert "Also those who answered just now" in shown
    street.refresh("marisol", again=False)
    assert len(street.site.asked) == asked
    assert "Ask 3 sources" in text_of(client.get(f"/people/{code}", params={"plan": "again"}))
    street.refresh("marisol")
    assert len(street.site.asked) > asked


# --- while it runs ---


def test_sources_are_asked_side_by_side_and_a_slow_one_holds_up_nobody(
    client: TestClient, village: Village, site: FakeSite
) -> None:
    """Seven answer only when all seven are being asked at once; the eighth when the test has seen their rows."""
    together, go_on = Barrier(7, timeout=PATIENCE), Event()

    def meeting(request: Request) -> Reply:
        together.wait()
        return NOBODY

    def slow(request: Request) -> Reply:
        go_on.wait(PATIENCE)
        return card("s1", "Banco Nuevo", "Chief of Data", mail=MAIL)

    kinds = {f"source{number}": Cards for number in range(8)}
    street = street_of(village, site, kinds, {f"/source{n}": meeting for n in range(7)} | {"/source7": slow})
    code = village.code("marisol")
    home = post(client, f"/people/{code}/refresh").headers["location"]
    assert "Waiting for a worker" in text_of(client.get(home))
    assert "source3" in text_of(client.get(home))
    working = threading.Thread(target=street.work)
    working.start()
    try:
        until(lambda: "7 of 8 are through." in text_of(client.get(home)))
        shown = text_of(client.get(home))
        assert "source7 asking …" in shown
        assert shown.count("says nothing about them") == 7
    finally:
        go_on.set()
        working.join(PATIENCE)
    shown = text_of(client.get(home))
    assert "Refreshed for steward. 1 identity joined." in shown
    assert "source7 2 records, 1 new" in shown or "source7 1 record, 1 new" in shown
    street.web.close()


def test_events_tell_of_rows_and_end(client: TestClient, street: Street) -> None:
    code = street.village.code("marisol")
    number = street.village.services.refresh(int(code[1:]), "ana")
    street.work()
    answer = client.get(f"/people/{code}/refresh/events", params={"task": str(number)})
    first, last = answer.text.strip().split("\n\n")
    assert "Banco Nuevo" in first
    assert last == "event: done\ndata: done"


def test_what_goes_wrong_at_a_source_is_told_in_its_row(client: TestClient, street: Street) -> None:
    street.site.replies["/vendor"] = Reply("no", status=403)
    street.site.replies["/employers"] = Reply('{"all": "new"}', "application/json")
    number = street.refresh("marisol")
    told = client.get(f"{V1}/refreshes/{number}").json()
    states = {one["source"]: one["state"] for one in told["sources"]}
    assert states == {"pages": "done", "employers": "failed", "vendor": "failed"}
    assert all(one["milliseconds"] is not None for one in told["sources"])
    assert MAIL not in str(told["sources"])


# --- what changed, accepted or undone ---


def test_a_refresh_is_undone_and_brought_back_as_a_whole(client: TestClient, street: Street) -> None:
    village, code = street.village, street.village.code("marisol")
    number = street.refresh("marisol")
    assert position(village, code) == "Banco Nuevo"
    page = text_of(client.get(f"/people/{code}", params={"refresh": str(number)}))
    assert "Refreshed for ana. 1 identity joined. 1 value changed." in page
    assert "Position Platform Lead at Banco Valverde Chief of Data at Banco Nuevo" in page
    assert "Accept Undo all of it" in page

    undone = followed(client, post(client, f"/people/{code}/refresh/{number}/undo"))
    assert "Undone by steward" in undone
    assert position(village, code) == "Banco Valverde"
    assert post(client, f"/people/{code}/refresh/{number}/accept").status_code == 409
    street.refresh("marisol")
    assert position(village, code) == "Banco Valverde", (
        "what was undone stays so when the source says it again"
    )

    back = followed(client, post(client, f"/people/{code}/refresh/{number}/redo"))
    assert "Take the undoing back" not in back
    assert position(village, code) == "Banco Nuevo"
    accepted = followed(client, post(client, f"/people/{code}/refresh/{number}/accept"))
    assert "Accepted by steward." in accepted
    assert "accepted by steward" not in text_of(client.get("/people"))


def test_new_content_of_a_known_record_is_undone_by_the_api(client: TestClient, street: Street) -> None:
    village, code = street.village, street.village.code("marisol")
    street.refresh("marisol")
    street.site.replies["/pages"] = card("c1", "Banco Tercero", "Founder", mail=MAIL)
    village.clock.turn("2026-11-03")
    number = street.refresh("marisol")
    assert position(village, code) == "Banco Tercero"
    village.clock.turn("2026-11-04")
    asked = {"decision": "undo", "by": "Ana"}
    told = client.post(f"{V1}/refreshes/{number}/decision", json=asked).json()
    assert (told["refresh"]["decision"], told["refresh"]["decided_by"]) == ("undone", "Ana")
    assert [one["kind"] for one in told["effects"]] == ["updated"]
    assert position(village, code) == "Banco Nuevo"
    changes = client.get(f"{V1}/refreshes/{number}").json()["changes"]
    assert [(one["attribute"], one["after"]) for one in changes] == [("Position", "Founder at Banco Tercero")]
    assert client.post(f"{V1}/refreshes/{number}/decision", json=asked).status_code == 409
    asked["decision"] = "redo"
    assert client.post(f"{V1}/refreshes/{number}/decision", json=asked).status_code == 200
    assert position(village, code) == "Banco Tercero"
    assert client.get(f"{V1}/refreshes/99999").status_code == 404


def test_a_find_that_does_not_fit_stands_apart(client: TestClient, street: Street) -> None:
    street.site.replies["/pages"] = card("x", "Elsewhere", "Plumber", name="Quentin Stranger")
    code, number = street.village.code("marisol"), street.refresh("marisol")
    told = client.get(f"{V1}/refreshes/{number}").json()
    assert (told["changes"], told["joined"], len(told["apart"])) == ([], 0, 1)
    page = text_of(client.get(f"/people/{code}", params={"refresh": str(number)}))
    assert (
        f"1 new find did not fit well enough to join and stands apart until somebody decides: {told['apart'][0]}"
        in page
    )
    assert "Quentin" not in page


def test_private_values_stay_out_of_what_changed(
    client: TestClient, village: Village, site: FakeSite
) -> None:
    street = street_of(village, site, {"pages": Cards})
    number = int(village.code("marisol")[1:])
    with village.engine.database.read() as connection:
        page = person_page(connection, village.engine.rules.survivorship, number)
    resume = next(told[-1] for told in page.histories if told[-1].record.source == "resumes")
    assert resume.profile.birth_date

    def older(request: Request) -> Reply:
        changed: Profile = replace(resume.profile, birth_date="1989-06")
        ingest(village.engine, InputFrom("resumes"), [Found(resume.record.key, changed, day("2026-11-02"))])
        return NOBODY

    site.replies["/pages"] = older
    told = client.get(f"{V1}/refreshes/{street.refresh('marisol')}").json()
    assert "1989" not in str(told)
    street.web.close()


def test_the_refresh_of_somebody_else_is_not_shown(client: TestClient, street: Street) -> None:
    mine, other = street.village.code("torsten"), street.village.code("marisol")
    number = street.refresh("marisol")
    assert client.get(f"/people/{mine}", params={"refresh": str(number)}).status_code == 404
    assert post(client, f"/people/{mine}/refresh/{number}/undo").status_code == 404
    assert "refreshed" in text_of(client.get(f"/people/{other}"))


# --- the sources' page ---


def test_the_page_of_the_sources_tells_how_each_is_doing(client: TestClient, street: Street) -> None:
    street.site.replies["/vendor"] = Reply("no", status=403)
    street.refresh("marisol")
    shown = text_of(client.get("/ops"))
    assert "Found somebody 2 of 2 Went wrong none Asked, 30 d 2" in shown
    assert "Went wrong 1 of 1" in shown
    assert re.search(r"0\.\d\d of 5\.00 EUR spent in 30 days", shown), shown
    sources = {one["name"]: one for one in client.get(f"{V1}/sources").json()["sources"]}
    assert sources["pages"]["doing"]["match_rate"] == 1.0
    assert sources["vendor"]["doing"]["error_rate"] == 1.0
    assert sources["vendor"]["health"] == "failing"


def test_a_source_is_tested_and_paused_from_its_card(client: TestClient, street: Street) -> None:
    street.site.replies["/"] = Reply("{}", "application/json")
    assert "pages is well" in followed(client, post(client, "/ops/sources/pages/test"))
    street.site.fault = "error"
    assert "pages does not answer" in followed(client, post(client, "/ops/sources/pages/test"))
    with street.village.engine.database.read() as connection:
        assert source_states(connection, ["pages"])["pages"].failures == 1
    assert "the last try went wrong" in text_of(client.get("/ops"))
    assert post(client, "/ops/sources/nothing/test").status_code == 404
    post(client, "/ops/sources/pages/pause", paused="true")
    assert "Resume pages" in text_of(client.get("/ops"))
