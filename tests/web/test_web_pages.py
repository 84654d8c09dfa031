"""What the pages show and what their forms do, asked as a browser without scripts would."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.engine import Connection

from enrich.errors import Refused
from enrich.model import Instant, Profile
from enrich.pipeline import InputFrom, ingest
from enrich.store import sources as source_store
from enrich.store.database import Database
from enrich.store.facts import Origin
from enrich.store.inputs import refusals, store_refusals
from enrich.store.reads import person_page, review_queue
from jobs.model import RunId
from jobs.schedule import JobSpec, Schedule
from tests.web.conftest import Village, village_on
from tests.web.village import TODAY, Clock, crowd, day, engine_on, said, settle_in, work
from web.app import create_app
from web.services import Services


def text_of(answer: Response) -> str:
    """What a reader sees, words one space apart."""
    assert answer.status_code == 200, answer.text
    plain = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(plain).split())


def post(client: TestClient, path: str, /, **fields: str) -> Response:
    """Sends a form as the page's own would be sent."""
    if "onefold_token" not in client.cookies:
        client.get("/people")
    return client.post(path, data={"token": client.cookies["onefold_token"], **fields})


def followed(client: TestClient, answer: Response) -> str:
    assert answer.status_code == 303, answer.text
    return text_of(client.get(answer.headers["location"]))


def first_pair(village: Village) -> str:
    with village.engine.database.read() as connection:
        row = review_queue(connection)[0]
    return f"{row.a}-{row.b}"


# --- people ---


def test_the_front_door_leads_to_people(client: TestClient) -> None:
    assert client.get("/").headers["location"] == "/people"


def test_a_line_says_who_where_how_sure_and_how_fresh(client: TestClient) -> None:
    shown = text_of(client.get("/people", params={"q": "marysol"}))
    assert "1 person, best first" in shown
    for words in (
        "Marisol Echeverría Goñi",
        "Platform Lead at Banco Valverde",
        "Madrid, ES",
        "3 identities",
        "seen 12 d ago",
    ):
        assert words in shown
    assert "1 to review" in text_of(client.get("/people", params={"q": "torsten"}))


def test_htmx_gets_the_results_alone(client: TestClient) -> None:
    part = client.get("/people", params={"q": "marysol"}, headers={"HX-Request": "true"})
    assert "Marisol" in part.text
    assert "<html" not in part.text
    restored = client.get("/people", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in restored.text


def test_the_list_goes_on(client: TestClient, village: Village) -> None:
    ingest(village.engine, InputFrom("crm"), crowd(60))
    first = client.get("/people", params={"source": "crm"})
    more = re.search(r'href="(/people\?[^"]*cursor=[^"]*)"', first.text)
    assert more is not None
    second = client.get(html.unescape(more.group(1)))
    assert set(names_in(first)) & set(names_in(second)) == set()
    assert "back to the first" in second.text
    assert client.get("/people", params={"cursor": "nonsense"}).status_code == 422


def names_in(answer: Response) -> list[str]:
    return re.findall(r'data-row href="(/people/P\d+)"', answer.text)


def test_empty_lists_say_what_to_do(client: TestClient, sqlite_database: Database) -> None:
    assert "Try fewer words or filters" in text_of(client.get("/people", params={"q": "zzzz"}))
    empty = village_on(sqlite_database, Clock(TODAY))
    with TestClient(empty.app, base_url="http://localhost") as fresh:
        assert "onefold demo" in text_of(fresh.get("/people"))
        assert "Nothing waits" in text_of(fresh.get("/review"))
        assert "Nobody has decided anything yet" in text_of(fresh.get("/review/decisions"))
        assert "Everything could be taken in" in text_of(fresh.get("/ops"))


# --- a person ---


def test_the_page_answers_in_five_seconds(client: TestClient, village: Village) -> None:
    shown = text_of(client.get(f"/people/{village.code('marisol')}"))
    for words in (
        "Platform Lead at Banco Valverde since Sep 2025",
        "before Senior Data Engineer at Cantábrica Seguros",
        "studied MSc, Statistics, Euskal Herriko Unibertsitatea, 2013",
        "in Madrid, ES",
        "3 identities from 3 sources",
        "weakest link +",
        "seen 12 d ago",
        "title likely stale 6 %",
        "Position changed: Data Engineer at Cantábrica Seguros → Platform Lead at Banco Valverde",
    ):
        assert words in shown


def test_every_value_has_its_origin_and_rivals(client: TestClient, village: Village) -> None:
    shown = text_of(client.get(f"/people/{village.code('marisol')}"))
    assert "Platform Lead at Banco Valverde pages · 21 Oct 2026 · ● stale: 6 % · 1 agrees, 1 differs" in shown
    assert "Chosen by this rule: the most trusted source" in shown
    assert "Says otherwise Value Source Said Senior Data Engineer at Cantábrica Seguros resumes" in shown


def test_private_details_are_shown_when_asked_for(client: TestClient, village: Village) -> None:
    path = f"/people/{village.code('marisol')}"
    hidden = text_of(client.get(path))
    assert "Show date of birth and identifier" in hidden
    assert "1989" not in hidden
    assert "1989-05" in text_of(client.get(path, params={"private": "1"}))


def test_the_timeline_stands_in_lanes_with_partial_dates(client: TestClient, village: Village) -> None:
    shown = text_of(client.get(f"/people/{village.code('marisol')}"))
    for words in (
        "Career 4", "Public work by them 3", "Articles about them 1", "Sep 2025 – now", "2011 – 2013", "Oct 2024",
        "gap before", "months before this are not accounted for", "last said to be current on",
    ):  # fmt: skip
        assert words in shown


def test_a_long_lane_keeps_its_rest_folded(client: TestClient, village: Village) -> None:
    jobs = tuple(work(f"Job {n}", f"Firm {n}", f"{1990 + 2 * n}", f"{1991 + 2 * n}") for n in range(9))
    long = Profile(name="Long Career", work=jobs)
    ingest(village.engine, InputFrom("resumes"), [said("long", long, "2026-01-01")])
    assert "3 more" in text_of(client.get(f"/people/{village.code('long career')}"))


def test_the_page_as_of_a_past_day(client: TestClient, village: Village) -> None:
    path = f"/people/{village.code('marisol')}"
    then = client.get(path, params={"as_of": "2024-04-01"})
    shown = text_of(then)
    assert "as known at the end of 1 Apr 2024 , not as now" in shown
    assert "Data Engineer at Cantábrica Seguros" in shown
    assert "Banco Valverde" not in shown
    assert "split off" not in shown
    assert 'action="/people/P' not in then.text.replace('class="as-of" method="get" action="/people/P', "")
    assert client.get(path, params={"as_of": "then"}).status_code == 422
    assert "a past day such as 2025-03-14" in client.get(path, params={"as_of": "2999-01-01"}).text


def test_ids_lead_to_the_person_of_today(client: TestClient, village: Village) -> None:
    code = village.code("marisol")
    with village.engine.database.read() as connection:
        members = person_page(connection, village.engine.rules.survivorship, int(code[1:])).person.records
    moved = client.get(f"/people/P{members[-1]}", params={"private": "1"})
    assert (moved.status_code, moved.headers["location"]) == (307, f"/people/{code}?private=1")
    assert client.get(f"/people/{code.lower()}").headers["location"] == f"/people/{code}"
    assert client.get(f"/people/{code[1:]}").headers["location"] == f"/people/{code}"
    for nobody in ("P99999", "someone", "P", "P-1"):
        missing = client.get(f"/people/{nobody}")
        assert missing.status_code == 404
        assert "Search for it among all people" in missing.text


def test_fourteen_identities_read_well(client: TestClient, village: Village) -> None:
    page = client.get(f"/people/{village.code('adebayo')}")
    assert "14 identities from 3 sources" in text_of(page)
    assert page.text.count("Not them: split off") == 14
    assert page.text.count("why is this here?") == 14


def test_hostile_text_stays_text(client: TestClient, village: Village) -> None:
    for path in ("/people", f"/people/{village.code('mallory')}", "/people?q=%3Cscript%3E%22'", "/review"):
        page = client.get(path)
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<svg onload" not in page.text
        assert 'href="javascript' not in page.text


def test_no_page_carries_inline_code_or_asks_elsewhere(client: TestClient, village: Village) -> None:
    for path in (
        "/people",
        f"/people/{village.code('marisol')}",
        "/review",
        f"/review/{first_pair(village)}",
        "/ops",
        "/models",
    ):
        page = client.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"\sstyle=|\son[a-z]+=", page)
        assert not re.search(
            r'(?:src|href)="(?:https?:)?//(?!(?:[\w-]+\.)?(?:echeverria|press|linkedin))', page
        )
        for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
            assert client.get(asset).status_code == 200


def test_a_record_is_split_off_and_comes_back(client: TestClient, village: Village) -> None:
    code = village.code("marisol")
    before = text_of(client.get(f"/people/{code}"))
    page = client.get(f"/people/{code}").text
    record = re.findall(r'name="record" value="(\d+)"', page)[-1]
    done = followed(client, post(client, f"/people/{code}/split", record=record))
    assert f"Record {record} is not {code}: P{record} is a person of its own, apart from {code}." in done
    assert "2 identities from 2 sources" in text_of(client.get(f"/people/{code}"))
    assert "1 identity from 1 source" in text_of(client.get(f"/people/P{record}"))

    again = post(client, f"/people/{code}/split", record=record)
    assert again.status_code == 409

    judgements = ",".join(
        re.findall(r'name="judgements" value="(\d+)"', client.get("/review/decisions").text)
    )
    undone = followed(
        client, post(client, "/judgements/revoke", judgements=judgements, back=f"/people/{code}")
    )
    assert f"Taken back: P{record} joined {code}." in undone
    assert text_of(client.get(f"/people/{code}")) == before


def test_what_was_done_is_said_once(client: TestClient, village: Village) -> None:
    answer = post(
        client, f"/people/{village.code('marisol')}/note", kind="note", text="Likes tea.", date="2026-10-01"
    )
    assert "Kept: a note of 1 Oct 2026." in followed(client, answer)
    assert "Kept:" not in text_of(client.get("/people"))


def test_a_conversation_is_logged(client: TestClient, village: Village) -> None:
    path = f"/people/{village.code('marisol')}"
    post(client, "/you", name="Ana Böhm")
    post(client, f"{path}/note", kind="call", text="Open to Madrid.", date="2026-10-30", inbound="1")
    shown = text_of(client.get(path))
    assert "Conversations and notes 1" in shown
    assert "30 Oct 2026 Call by Ana Böhm Open to Madrid. from the person" in shown
    empty = post(client, f"{path}/note", kind="call", text="  ")
    assert (empty.status_code, "some words" in empty.text) == (422, True)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"attribute": "position", "title": "Head of Data", "employer": "Ría Labs", "since": "2026-10"}, "Head of Data at Ría Labs since Oct 2026"),
        ({"attribute": "location", "city": "Donostia", "country": "es"}, "in Donostia, ES"),
        ({"attribute": "name", "name": "Marisol E. Goñi"}, "Name Marisol E. Goñi desk"),
    ],
)  # fmt: skip
def test_a_correction_wins(client: TestClient, village: Village, fields: dict[str, str], shown: str) -> None:
    path = f"/people/{village.code('marisol')}"
    done = followed(client, post(client, f"{path}/correct", **fields))
    assert "No machine overwrites it" in done
    assert shown in done
    assert "verified by a person" in done


def test_an_empty_correction_is_refused(client: TestClient, village: Village) -> None:
    path = f"/people/{village.code('marisol')}/correct"
    assert post(client, path, attribute="position", title=" ").status_code == 422
    assert post(client, path, attribute="email", name="x").status_code == 422


# --- refresh ---


def test_a_failed_refresh_says_why(client: TestClient, village: Village) -> None:
    code = village.code("marisol")
    post(client, f"/people/{code}/refresh")
    task = village.tasks.claim("w", ["refresh"])
    assert task is not None
    village.tasks.fail(task, Refused("the page is no page"))
    shown = text_of(client.get(f"/people/{code}", params={"task": str(task.task_id)}))
    assert "The refresh failed. the page is no page" in shown


def test_the_refresh_of_somebody_else_is_not_shown(client: TestClient, village: Village) -> None:
    mine, other = village.code("marisol"), village.code("mallory")
    number = village.services.refresh(int(other[1:]), "x")
    task = village.tasks.claim("w", ["refresh"])
    assert task is not None
    with village.engine.database.write() as connection:
        village.tasks.complete(connection, task, None)
    assert client.get(f"/people/{mine}", params={"task": str(number)}).status_code == 404
    assert client.get(f"/people/{mine}/refresh/events", params={"task": str(number)}).status_code == 404


def test_events_end_when_the_refresh_does(client: TestClient, village: Village) -> None:
    code = village.code("marisol")
    number = village.services.refresh(int(code[1:]), "x")
    task = village.tasks.claim("w", ["refresh"])
    assert task is not None
    with village.engine.database.write() as connection:
        village.tasks.complete(connection, task, {"answers": []})
    answer = client.get(f"/people/{code}/refresh/events", params={"task": str(number)})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    first, last = answer.text.strip().split("\n\n")
    assert all(line.startswith("data: ") for line in first.splitlines())
    assert "Refreshed." in first
    assert last == "event: done\ndata: done"


# --- review ---


def test_the_queue_shows_reasons(client: TestClient) -> None:
    shown = text_of(client.get("/review"))
    assert "3 waiting 3 not sure" in shown
    assert "Torsten Vahlberg and Thorsten Vahlberg" in shown
    assert "speaks for: + family name same" in shown
    assert "Nothing waits for this reason" in text_of(
        client.get("/review", params={"reason": "contradiction"})
    )


def test_a_pair_shows_fields_reasons_and_effect(client: TestClient, village: Village) -> None:
    shown = text_of(client.get(f"/review/{first_pair(village)}"))
    for words in (
        "Same person?", "1 of 3", "before any evidence", "match weight", "Name ≈ similar", "Location = agree",
        "If they are the same", "which then has 2 identities", "family name same",
    ):  # fmt: skip
        assert words in shown
    assert "<mark>" in client.get(f"/review/{first_pair(village)}").text


def test_deciding_goes_on_and_can_be_undone(client: TestClient, village: Village) -> None:
    pair = first_pair(village)
    a, b = pair.split("-")
    done = post(client, f"/review/{pair}", verdict="same", note="same passport photo")
    assert done.headers["location"] != f"/review/{pair}"
    shown = followed(client, done)
    assert f"Judged the same; P{b} joined P{a}." in shown
    assert "1 of 2" in shown

    decisions = client.get("/review/decisions")
    assert "same Torsten Vahlberg and Thorsten Vahlberg same passport photo" in text_of(decisions)
    number = re.findall(r'name="judgements" value="(\d+)"', decisions.text)[0]
    undone = followed(client, post(client, "/judgements/revoke", judgements=number, back=f"/review/{pair}"))
    assert f"Taken back: P{b} is a person of its own, apart from P{a}." in undone
    assert "1 of 3" in undone
    assert "taken back by steward" in text_of(client.get("/review/decisions"))
    assert post(client, "/judgements/revoke", judgements=number).status_code == 404


def test_the_last_decision_leads_to_an_empty_queue(client: TestClient, village: Village) -> None:
    for verdict in ("different", "unsure", "same"):
        shown = followed(client, post(client, f"/review/{first_pair(village)}", verdict=verdict))
    assert "Nothing waits" in shown
    decided = text_of(client.get("/review/decisions"))
    assert all(word in decided for word in ("different", "unsure", "same"))


def test_two_stewards_do_not_decide_past_each_other(client: TestClient, village: Village) -> None:
    pair = first_pair(village)
    post(client, "/you", name="Ana")
    post(client, f"/review/{pair}", verdict="different", judged="0")
    late = post(client, f"/review/{pair}", verdict="same", judged="0")
    assert late.status_code == 409
    assert "Ana judged this pair different while you looked at it" in html.unescape(late.text)
    newest = re.search(r'name="judged" value="(\d+)"', client.get(f"/review/{pair}").text)
    assert newest is not None
    assert post(client, f"/review/{pair}", verdict="same", judged=newest.group(1)).status_code == 303


def test_nobody_is_led_away_after_an_undo(client: TestClient, village: Village) -> None:
    post(client, f"/review/{first_pair(village)}", verdict="different")
    number = re.findall(r'name="judgements" value="(\d+)"', client.get("/review/decisions").text)[0]
    answer = post(client, "/judgements/revoke", judgements=number, back="//evil.example/x")
    assert answer.headers["location"] == "/review/decisions"


@pytest.mark.parametrize("code", ["1-99999", "1-1", "x-y", "5"])
def test_pairs_that_are_none(client: TestClient, code: str) -> None:
    assert client.get(f"/review/{code}").status_code == 404


def test_unreadable_cookies_change_nothing(client: TestClient) -> None:
    for value in ("x", "eyJ0ZXh0Ijo1fQ==", "é".encode().hex()):
        client.cookies.set("onefold_said", value)
        assert client.get("/people").status_code == 200


# --- operations ---


@pytest.fixture
def busy(village: Village) -> Iterator[TestClient]:
    """The village with a schedule, work in every state, and something refused."""

    def pulls(connection: Connection, run_id: RunId) -> None:
        village.tasks.enqueue("pull", "press", {}, run_id=run_id, connection=connection)

    spec = JobSpec("pull", "Asks directories for everything new.", pulls, every=timedelta(hours=6))
    schedule = Schedule(village.engine.database, [spec], village.clock)
    village.tasks.enqueue("watch", "crm", {})
    lost = village.tasks.claim("w", ["watch"])
    assert lost is not None
    village.tasks.fail(lost, Refused("the folder is not there", where="onefold.toml"))
    with village.engine.database.write() as connection:
        origin = Origin("resumes", Instant(day("2026-10-30")))
        wrong = Refused("the file ends in the middle", where="page 2", found="no end", allowed="a whole PDF")
        store_refusals(connection, origin, "broken.pdf", [wrong])
        for _ in range(3):
            source_store.source_failed(connection, "directory", day("2026-11-01"), "the server answers 503")
    app = create_app(
        Services(village.engine, village.tasks, schedule, village.services.sources, village.services.refresh)
    )
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        yield client


def test_operations_show_what_is_wrong(busy: TestClient) -> None:
    shown = text_of(busy.get("/ops"))
    for words in (
        "directory feed ✕ failing", "crm crm takes files from a folder", "Asks directories for everything new.", "the server answers 503", "(3 times in a row)", "pull every 6 h", "never ran",
        "watch crm task 1 onefold.toml: the folder is not there", "failed for good",
        "broken.pdf resumes · page 2 the file ends in the middle found no end allowed: a whole PDF", "3 d ago",
    ):  # fmt: skip
        assert words in shown


def test_sources_are_paused_and_resumed(busy: TestClient) -> None:
    assert "press paused: it is not asked until it is resumed." in followed(
        busy, post(busy, "/ops/sources/press/pause", paused="true")
    )
    assert "‖ paused" in text_of(busy.get("/ops"))
    assert "press resumed." in followed(busy, post(busy, "/ops/sources/press/pause", paused="false"))
    assert "‖ paused" not in text_of(busy.get("/ops"))
    assert post(busy, "/ops/sources/nobody/pause", paused="true").status_code == 404


def test_sources_are_asked_at_once(busy: TestClient, village: Village) -> None:
    post(busy, "/ops/sources/press/pull")
    post(busy, "/ops/sources/resumes/pull")
    assert village.tasks.find("pull", "press") is not None
    assert village.tasks.find("watch", "resumes") is not None
    assert post(busy, "/ops/sources/pages/pull").status_code == 404


def test_jobs_run_at_once(busy: TestClient, village: Village) -> None:
    assert "pull is running: run 1." in followed(busy, post(busy, "/ops/jobs/pull/run"))
    assert village.tasks.find("pull", "press") is not None
    assert "running just now" in text_of(busy.get("/ops"))
    assert busy.get("/api/v1/jobs").json()["jobs"][0]["last_run"]["state"] == "running"
    assert post(busy, "/ops/jobs/nothing/run").status_code == 404


def test_dead_tasks_are_tried_again_and_waiting_ones_cancelled(busy: TestClient, village: Village) -> None:
    dead = village.tasks.list("dead")[0]
    assert f"Task {dead.task_id} is tried again." in followed(
        busy, post(busy, f"/ops/tasks/{dead.task_id}/retry")
    )
    assert village.tasks.get(dead.task_id).state == "waiting"
    post(busy, f"/ops/tasks/{dead.task_id}/cancel")
    assert village.tasks.get(dead.task_id).state == "cancelled"
    assert post(busy, "/ops/tasks/99999/retry").status_code == 404


def test_refused_inputs_are_dismissed(busy: TestClient, village: Village) -> None:
    with village.engine.database.read() as connection:
        number = refusals(connection)[0].refusal_id
    followed(busy, post(busy, f"/ops/refused/{number}/dismiss"))
    assert "Everything could be taken in" in text_of(busy.get("/ops"))
    assert post(busy, f"/ops/refused/{number}/dismiss").status_code == 404


# --- on every database ---


def test_every_page_on_every_database(database: Database) -> None:
    clock = Clock("2024-01-01")
    settle_in(engine_on(database, clock), clock)
    village = village_on(database, clock)
    pair = first_pair(village)
    with TestClient(village.app, base_url="http://localhost") as client:
        for path in ("/people?q=marysol&review=&stale=1", "/people?source=crm&review=1", f"/people/{village.code('marisol')}",
                     f"/people/{village.code('marisol')}?as_of=2024-07-01", "/review", f"/review/{pair}", "/ops"):  # fmt: skip
            assert client.get(path).status_code == 200, path
        post(client, f"/review/{pair}", verdict="same")
        assert "Torsten Vahlberg" in text_of(client.get("/review/decisions"))
