"""Refresh and pull: who is asked what, what may be kept, where one source leads, and what becomes of odd answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from enrich.asking import proofs
from enrich.errors import Refused, RetryLater, SourceDown
from enrich.model import Found, Identifier, Link, Profile, Work
from enrich.planning import MOST_ASKS, plan
from enrich.ports import Ask, ChangedAnswer, Limits, NextCursor, Policy
from enrich.pulling import pull
from enrich.refreshing import HOPS, Refreshed, refresh, shown_now
from enrich.store import inputs
from enrich.store.database import Database
from enrich.store.sources import pause_source, source_states
from enrich.store.tables import original
from tests.enrich.worlds import World

MAIL = "jana.kowalczyk@pan.example"


class Source:
    """A connector that answers what a test says."""

    name = "fake"
    needs = "nothing"

    def __init__(self, answer: Callable[[Any], Any], **declared: Any) -> None:
        self.lookup_by = declared.get("lookup_by", ("email",))
        self.networks = declared.get("networks", ())
        self.directory = "email" not in self.lookup_by
        self.policy = declared.get("policy", Policy(terms="Ours."))
        self.limits = declared.get("limits", Limits())
        self.answer, self.asked = answer, list[Any]()

    def lookup(self, ask: Ask) -> Iterator[Found]:
        self.asked.append(ask)
        yield from self.answer(ask)

    def pull(self, cursor: str) -> Iterator[Found | Refused | NextCursor]:
        self.asked.append(cursor)
        yield from self.answer(cursor)


def nobody(ask: Ask) -> list[Found]:
    return []


def jana(key: str = "7", **more: Any) -> Found:
    more = {"emails": (MAIL,), "work": (Work("Pan Ltd", "Cook", current=True),), **more}
    return Found(key, Profile(name="Jana Kowalczyk", **more), url=more.pop("url", ""))


@pytest.fixture
def world(sqlite_database: Database) -> World:
    return World(sqlite_database)


def person_of(world: World, *links: Link, **more: Any) -> int:
    world.take("crm", [jana("1", links=links, **more)])
    return int(world.id_of(("crm", "1")))


def golden_of(world: World, person_id: int):  # type: ignore[no-untyped-def]
    return shown_now(world.engine, person_id).person.golden


def state_of(refreshed: Refreshed, source: str) -> str:
    return next(answer.state for answer in refreshed.answers if answer.source == source)


# --- the plan ---


def test_a_source_is_asked_only_for_handles_of_its_networks(world: World) -> None:
    person = person_of(
        world,
        Link("https://github.com/jana", "github", "jana"),
        Link("https://gitlab.com/jk", "gitlab", "jk"),
        Link("https://jana.example"),
        identifiers=(Identifier("orcid", "0000-0002-1825-0097"),),
    )
    told = {
        "any": Source(nobody, lookup_by=("handle",)),
        "github": Source(nobody, lookup_by=("handle",), networks=("github",)),
        "orcid": Source(nobody, lookup_by=("handle",), networks=("orcid",)),
        "pages": Source(nobody, lookup_by=("url",)),
    }
    asks = {step.source: step.asks for step in plan(golden_of(world, person), told)}
    assert {(ask.network, ask.handle) for ask in asks["any"]} == {
        ("github", "jana"), ("gitlab", "jk"), ("orcid", "0000-0002-1825-0097"),
    }  # fmt: skip
    assert [ask.handle for ask in asks["github"]] == ["jana"]
    assert [ask.handle for ask in asks["orcid"]] == ["0000-0002-1825-0097"]
    assert [ask.url for ask in asks["pages"]] == ["https://jana.example"]


def test_a_hash_is_of_the_clean_address(world: World) -> None:
    person = person_of(world, emails=("Jana.Kowalczyk@PAN.example ",))
    (step,) = plan(golden_of(world, person), {"gravatar": Source(nobody, lookup_by=("email hash",))})
    (ask,) = step.asks
    assert ask.email == MAIL
    assert ask.email_hash == sha256(MAIL.encode()).hexdigest()


def test_a_plan_keeps_within_what_one_person_may_cost(world: World) -> None:
    person = person_of(world, emails=tuple(f"jana{n}@pan.example" for n in range(5)))
    told = {
        "dear": Source(nobody, limits=Limits(cost=0.3)),
        "dearest": Source(nobody, limits=Limits(cost=7.0)),
        "free": Source(nobody),
    }
    steps = {step.source: step for step in plan(golden_of(world, person), told)}
    assert len(steps["free"].asks) == 5 and steps["free"].cost == 0
    assert len(steps["dear"].asks) == 3 and steps["dear"].cost == pytest.approx(0.9)
    assert steps["dearest"].skipped == "asking costs more than one person may"
    outcome = refresh(world.engine, told, person)
    assert len(told["dear"].asked) == 3 and told["dearest"].asked == []
    assert state_of(outcome, "dearest") == "skipped"


def test_a_plan_asks_no_more_than_is_enough(world: World) -> None:
    person = person_of(world, emails=tuple(f"jana{n}@pan.example" for n in range(6)))
    told = {f"source{n}": Source(nobody) for n in range(9)}
    refresh(world.engine, told, person)
    assert sum(len(source.asked) for source in told.values()) == MOST_ASKS


# --- what may be kept ---


def test_what_may_not_be_kept_is_left_out(world: World) -> None:
    person = person_of(world)
    told = {"partly": Source(lambda ask: [jana(summary="Cooks well", headline="Cook")],
                             policy=Policy(terms="Ours.", fields=("name", "emails", "headline")))}  # fmt: skip
    refresh(world.engine, told, person)
    (version,) = shown_now(world.engine, int(world.id_of(("partly", "7")))).histories[-1]
    assert (version.profile.headline, version.profile.summary, version.profile.work) == ("Cook", "", ())


def test_what_may_only_be_shown_is_shown_and_not_kept(world: World) -> None:
    person = person_of(world)
    policy = Policy(terms="Look, do not keep.", may_store=False)
    told = {"shown": Source(lambda ask: [jana("9", headline="Cook")], policy=policy)}
    before = world.people()
    outcome = refresh(world.engine, told, person)
    assert [(each.source, each.found.profile.headline) for each in outcome.shown] == [("shown", "Cook")]
    assert state_of(outcome, "shown") == "done" and outcome.answers[0].records == 1
    assert world.people() == before
    pulled = Source(lambda cursor: [jana("9"), NextCursor("1")], lookup_by=(), policy=policy)
    assert pull(world.engine, {"shown": pulled}, "shown").new == 0
    assert world.people() == before


# --- where one source leads ---


def test_what_one_source_says_leads_to_the_next_and_both_sides_prove_it(world: World) -> None:
    page = Link("https://jana.example/")
    account = Link("https://github.com/jana", "github", "jana")

    def of_page(ask: Ask) -> list[Found]:
        return [Found("page", jana(links=(page, account)).profile, url=page.url)]

    def of_account(ask: Ask) -> list[Found]:
        return [Found("42", jana(links=(account, page)).profile, url=account.url)]

    told = {
        "github": Source(of_account, lookup_by=("handle",), networks=("github",)),
        "pages": Source(of_page, lookup_by=("url",)),
    }
    person = person_of(world, page)
    outcome = refresh(world.engine, told, person)
    assert [state_of(outcome, name) for name in told] == ["done", "done"]
    assert [ask.handle for ask in told["github"].asked] == ["jana"]
    assert len(told["pages"].asked) == 1
    (proof,) = outcome.proofs
    assert {proof.source, proof.other_source} == {"github", "pages"}


def test_one_side_alone_proves_nothing(world: World) -> None:
    page, account = Link("https://jana.example/"), Link("https://github.com/jana", "github", "jana")
    person = person_of(world, page)
    world.take("pages", [Found("p", jana(links=(page, account)).profile, url=page.url)])
    world.take("github", [Found("42", jana(links=(account,)).profile, url=account.url)])
    records = [versions[-1] for versions in shown_now(world.engine, person).histories]
    assert len(records) == 3 and proofs(records) == []


def test_a_namesakes_page_leads_nowhere(world: World) -> None:
    other = Profile(name="Bogdan Nowak", links=(Link("https://github.com/bogdan", "github", "bogdan"),))
    told = {
        "github": Source(nobody, lookup_by=("handle",), networks=("github",)),
        "mails": Source(lambda ask: [Found("x", other)]),
    }
    outcome = refresh(world.engine, told, person_of(world))
    assert told["github"].asked == [] and state_of(outcome, "github") == "skipped"


def test_an_endless_chain_of_accounts_comes_to_an_end(world: World) -> None:
    def next_account(ask: Ask) -> list[Found]:
        number = int(ask.handle.removeprefix("jana")) + 1
        more = tuple(Link(f"https://github.com/jana{n}", "github", f"jana{n}") for n in (number - 1, number))
        return [Found(ask.handle, jana(links=more).profile)]

    source = Source(next_account, lookup_by=("handle",), networks=("github",))
    person = person_of(world, Link("https://github.com/jana0", "github", "jana0"))
    refresh(world.engine, {"github": source}, person)
    assert [ask.handle for ask in source.asked] == [f"jana{n}" for n in range(HOPS)]


def test_sources_are_asked_side_by_side(world: World) -> None:
    """Each waits for the other: one after the other they would wait for ever."""
    meeting = Barrier(4, timeout=20)

    def meet(ask: Ask) -> list[Found]:
        meeting.wait()
        return []

    told = {f"source{n}": Source(meet) for n in range(4)}
    outcome = refresh(world.engine, told, person_of(world))
    assert [answer.state for answer in outcome.answers] == ["nothing"] * 4


def test_what_goes_wrong_at_one_source_stays_there(world: World) -> None:
    def busy(ask: Ask) -> list[Found]:
        raise RetryLater("busy: later", after_seconds=9)

    def odd(ask: Ask) -> list[Found]:
        raise ChangedAnswer("something new", where="odd", url="https://odd.example/jana", payload=b"<new>")

    told = {"busy": Source(busy), "good": Source(lambda ask: [jana()]), "odd": Source(odd)}
    outcome = refresh(world.engine, told, person_of(world))
    assert [answer.state for answer in outcome.answers] == ["limited", "done", "failed"]
    assert MAIL not in str(outcome.answers)


def test_a_fault_of_one_connector_leaves_the_other_sources_their_answers(world: World) -> None:
    def faulty(ask: Ask) -> list[Found]:
        return [{}[ask.email]]

    connectors = {"mended": Source(lambda ask: [jana("7")]), "faulty": Source(faulty)}
    outcome = refresh(world.engine, connectors, person_of(world))
    assert (state_of(outcome, "mended"), state_of(outcome, "faulty")) == ("done", "failed")
    note = next(answer.note for answer in outcome.answers if answer.source == "faulty")
    assert "KeyError in test_refreshing.py, line" in note
    assert MAIL not in note


# --- odd answers are kept for a person ---


def test_a_changed_answer_is_kept_with_what_the_source_sent(world: World) -> None:
    def walk(cursor: str) -> Iterator[Found | Refused | NextCursor]:
        yield jana("1")
        yield ChangedAnswer(
            "row 2 is new", where="list", url="https://list.example/2", payload=b'{"name": null}'
        )
        yield Refused("row 3 is empty", where="list, row 3")
        yield jana("4")
        yield NextCursor("done")

    total = pull(world.engine, {"list": Source(walk, lookup_by=())}, "list")
    assert (total.new, total.refused) == (2, 2)
    with world.database.read() as connection:
        refused = {each.reason: each.has_original for each in inputs.refusals(connection)}
        assert connection.execute(sa.select(original.c.content)).scalars().all() == [b'{"name": null}']
        assert source_states(connection, ["list"])["list"].cursor == "done"
    assert refused == {"row 2 is new": True, "row 3 is empty": False}


def test_a_pull_that_breaks_off_keeps_what_came_before_its_last_cursor(world: World) -> None:
    def walk(cursor: str) -> Iterator[Found | NextCursor]:
        for number in range(int(cursor or 0), 6):
            yield jana(str(number))
            yield NextCursor(str(number + 1))
            if number == 3 and len(source.asked) == 1:
                raise SourceDown("list: gone")

    source = Source(walk, lookup_by=())
    with pytest.raises(SourceDown):
        pull(world.engine, {"list": source}, "list")
    pull(world.engine, {"list": source}, "list")
    assert source.asked == ["", "4"]
    assert {key for cluster in world.clusters() for key in cluster} == {("list", str(n)) for n in range(6)}


def test_a_source_that_is_paused_stops_at_its_next_cursor(world: World) -> None:
    def walk(cursor: str) -> Iterator[Found | NextCursor]:
        for number in range(int(cursor or 0), 6):
            yield jana(str(number))
            if number == 2:
                with world.database.write() as connection:
                    pause_source(connection, "list", True)
            yield NextCursor(str(number + 1))

    pull(world.engine, {"list": Source(walk, lookup_by=())}, "list")
    with world.database.read() as connection:
        assert source_states(connection, ["list"])["list"].cursor == "3"
    assert len({key for cluster in world.clusters() for key in cluster}) == 3


# --- what a source no longer has ---

DUTY = Policy("What is deleted here must go there.", delete_when_gone=True)
OTHER = "jana@home.example"


def test_what_a_source_no_longer_has_is_forgotten_and_nothing_else(world: World) -> None:
    person_id = person_of(world, emails=(MAIL, OTHER))
    held = {MAIL: [jana("7", summary="Cooks.")], OTHER: [jana("8", emails=(OTHER,), summary="Bakes.")]}
    source = {"cards": Source(lambda ask: held[ask.email], policy=DUTY)}
    refresh(world.engine, source, person_id)
    held[MAIL] = []
    outcome = refresh(world.engine, source, person_id, again=True)
    [answer] = outcome.answers
    assert (answer.records, answer.note) == (1, "it has this no longer, so it was forgotten here too")
    [person] = world.people()
    assert person == {("crm", "1"), ("cards", "8")}


def test_a_source_that_does_not_answer_makes_nothing_forgotten(world: World) -> None:
    person_id = person_of(world)
    refresh(world.engine, {"cards": Source(lambda ask: [jana("7")], policy=DUTY)}, person_id)

    def down(ask: Ask) -> list[Found]:
        raise SourceDown("cards: gone")

    refresh(world.engine, {"cards": Source(down, policy=DUTY)}, person_id, again=True)
    refresh(world.engine, {"cards": Source(nobody)}, person_id, again=True)  # without that duty
    assert world.clusters() == {frozenset({("crm", "1"), ("cards", "7")})}


@pytest.mark.parametrize(
    ("listed", "end", "left"),
    [
        (("1", "3"), "", {"1", "3"}),
        (("1", "3"), "more", {"1", "2", "3"}),  # only what is new: the rest may be there still
        ((), "", {"1", "2", "3"}),  # an empty list proves nothing
    ],
)
def test_what_a_whole_listing_names_no_longer_is_forgotten(
    world: World, listed: tuple[str, ...], end: str, left: set[str]
) -> None:
    def walk(cursor: str) -> Iterator[Found | NextCursor]:
        told = ("1", "2", "3") if len(source.asked) == 1 else listed
        yield from map(jana, told)
        yield NextCursor(end if len(source.asked) > 1 else "")

    source = Source(walk, lookup_by=(), policy=DUTY)
    for _ in range(2):
        pull(world.engine, {"list": source}, "list")
    assert {key for cluster in world.clusters() for _, key in cluster} == left
