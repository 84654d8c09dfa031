"""A refresh is undone exactly, whatever came since, and the undoing can be taken back; on every database."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from enrich.desk import note
from enrich.errors import Conflict, NotFound
from enrich.model import Found, Instant, Interaction, PartialDate, Profile, Work
from enrich.pipeline import InputFrom, ingest
from enrich.rebuilding import check, fingerprint, rebuild
from enrich.store.database import Database
from enrich.store.judgements import judgements
from enrich.store.reads import current_id, every_person, person_page, review_queue
from enrich.store.refreshes import begin_refresh, brought_by, end_refresh, find_refresh
from enrich.store.tables import aside
from enrich.undoing import accept, redo, undo
from tests.enrich.worlds import START, World, emptied, found, profiles, records

LAW = settings(
    max_examples=5, deadline=None, derandomize=True, print_blob=False, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
Records = list[tuple[str, Found]]
news = st.lists(
    st.tuples(st.integers(0, 8), st.builds(found, st.just(0), profiles, st.integers(0, 900))), max_size=4
)


def refreshed(world: World, told: Sequence[tuple[str, Found]], person_id: int = 1) -> int:
    """A refresh in which the sources said this; its number."""
    with world.database.write() as connection:
        number = begin_refresh(connection, person_id, "ana", world.engine.clock())
    for source, one in told:
        ingest(world.engine, InputFrom(source, refresh=number), [one])
    with world.database.write() as connection:
        end_refresh(connection, number, world.engine.clock())
    return number


def oldest(world: World) -> int:
    with world.database.read() as connection:
        return min(row.person_id for row in every_person(connection))


def of_known(records: Records, news: list[tuple[int, Found]]) -> Records:
    """The same records, saying something else."""
    known = sorted({(source, one.key) for source, one in records})
    return [
        (source, Found(key, one.profile, one.observed_at))
        for number, one in news
        for source, key in [known[number % len(known)]]
    ]


def shape(world: World) -> dict[str, str]:
    with world.database.read() as connection:
        assert check(connection) == []
        return fingerprint(connection)


def ids(world: World) -> set[int]:
    with world.database.read() as connection:
        return {row.person_id for row in every_person(connection)}


@LAW
@given(records=records, news=news, later=records, early=st.booleans())
def test_what_known_records_were_made_to_say_is_undone_whatever_comes_since(
    database: Database, records: Records, news: list[tuple[int, Found]], later: Records, early: bool
) -> None:
    told = of_known(records, news)
    said = {(source, one.key, repr(one.profile)) for source, one in told}
    later = [item for item in later if (item[0], item[1].key, repr(item[1].profile)) not in said]
    worlds = []
    for with_refresh in (True, False):
        world = emptied(database)
        world.load(records)
        number = refreshed(world, told, oldest(world)) if with_refresh else 0
        if with_refresh and early:
            undo(world.engine, number, "ana")
        world.load(later)
        if with_refresh and not early:
            undo(world.engine, number, "ana")
        worlds.append((world.people(), len(ids(world))))
        before = shape(world)
        assert rebuild(world.engine) == []
        assert shape(world) == before
    assert worlds[0] == worlds[1]


@LAW
@given(records=records, told=records)
def test_an_undoing_that_is_taken_back_leaves_no_trace(
    database: Database, records: Records, told: Records
) -> None:
    world = emptied(database)
    world.load(records)
    number = refreshed(world, told, oldest(world))
    before, people = shape(world), world.people()
    undo(world.engine, number, "ana")
    undone, apart = shape(world), world.people()
    assert rebuild(world.engine) == []
    assert shape(world) == undone
    redo(world.engine, number, "bo")
    assert (shape(world), world.people()) == (before, people)
    undo(world.engine, number, "ana")
    assert (shape(world), world.people()) == (undone, apart)


@LAW
@given(records=records, told=records)
def test_every_announced_id_leads_somewhere_and_the_feed_tells_all(
    database: Database, records: Records, told: Records
) -> None:
    world = emptied(database)
    world.load(records)
    number = refreshed(world, told, oldest(world))
    announced = ids(world)
    undo(world.engine, number, "ana")
    with database.read() as connection:
        alive = {row.person_id: row for row in every_person(connection)}
        for person_id in announced:
            assert current_id(connection, person_id) in alive
        shown = {n: person_page(connection, world.engine.rules.survivorship, n).person.digest for n in alive}
    assert {n: change.digest for n, change in world.mirror().persons().items()} == shown


@LAW
@given(records=records, told=records, seed=st.integers(0, 2**16))
def test_the_page_as_of_any_instant_is_the_page_shown_then(
    database: Database, records: Records, told: Records, seed: int
) -> None:
    world, chance = emptied(database), random.Random(seed)
    world.load(records)
    number = refreshed(world, told, oldest(world))
    snapshots = [snapshot(world)]
    undo(world.engine, number, "ana")
    snapshots.append(snapshot(world))
    if chance.random() < 0.6:
        redo(world.engine, number, "ana")
        snapshots.append(snapshot(world))
    with database.read() as connection:
        for instant, pages in snapshots:
            for person_id, page in pages.items():
                then = person_page(connection, world.engine.rules.survivorship, person_id, instant)
                assert then.person == page


def snapshot(world: World) -> tuple[Instant, dict[int, object]]:
    with world.database.read() as connection:
        pages: dict[int, object] = {
            row.person_id: person_page(connection, world.engine.rules.survivorship, row.person_id).person
            for row in every_person(connection)
        }
    return world.engine.clock(), pages


# --- in words ---

MAIL = "jana.kowalczyk@pan.example"


def jana(key: str, employer: str, day: int, mail: str = MAIL) -> Found:
    profile = Profile(name="Jana Kowalczyk", emails=(mail,), work=(Work(employer, "Cook", current=True),))
    return Found(key, profile, Instant(START + day * 86_400_000_000))


def employer(world: World, person_id: int) -> str:
    with world.database.read() as connection:
        number = current_id(connection, person_id)
        return person_page(connection, world.engine.rules.survivorship, number).person.position.employer


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_a_record_found_for_the_first_time_stands_apart_after_the_undoing(world: World) -> None:
    world.take("crm", [jana("1", "Pan Ltd", 0)])
    person = int(world.id_of(("crm", "1")))
    before = world.people()
    number = refreshed(world, [("resumes", jana("page", "Kettle Inc", 30))], person)
    assert employer(world, person) == "Kettle Inc"
    made = undo(world.engine, number, "ana")
    assert [change.kind for change in made if change.kind == "split"] == ["split"]
    assert employer(world, person) == "Pan Ltd"
    assert before.items() <= world.people().items()
    with world.database.read() as connection:
        assert review_queue(connection) == []
        assert [one.verdict for one in judgements(connection)] == ["different"]
    world.take("resumes", [jana("page", "Kettle Inc", 60)])
    assert employer(world, person) == "Pan Ltd", "what was undone does not come back by itself"


def test_the_same_content_said_again_stays_aside_and_other_content_counts(world: World) -> None:
    world.take("crm", [jana("1", "Pan Ltd", 0)])
    person = int(world.id_of(("crm", "1")))
    number = refreshed(world, [("crm", jana("1", "Kettle Inc", 30))], person)
    undo(world.engine, number, "ana")
    assert employer(world, person) == "Pan Ltd"
    world.take("crm", [jana("1", "Kettle Inc", 40)])
    assert employer(world, person) == "Pan Ltd"
    world.take("crm", [jana("1", "Spoon plc", 50)])
    assert employer(world, person) == "Spoon plc"
    world.take("crm", [jana("1", "Kettle Inc", 60)])
    assert employer(world, person) == "Spoon plc"
    redo(world.engine, number, "ana")
    assert employer(world, person) == "Kettle Inc"


def test_a_confirmation_is_undone_for_its_own_moment_only(world: World) -> None:
    world.take("crm", [jana("1", "Pan Ltd", 0)])
    person = int(world.id_of(("crm", "1")))

    def seen() -> int:
        with world.database.read() as connection:
            return int(person_page(connection, world.engine.rules.survivorship, person).person.seen_at)

    first = seen()
    number = refreshed(world, [("crm", jana("1", "Pan Ltd", 30))], person)
    assert seen() > first
    undo(world.engine, number, "ana")
    assert seen() == first
    world.take("crm", [jana("1", "Pan Ltd", 40)])
    assert seen() > first


def test_a_bridge_between_two_persons_is_taken_down(world: World) -> None:
    other = "j.kowalczyk@spoon.example"
    world.take("crm", [jana("1", "Pan Ltd", 0)])
    world.take("ats", [Found("2", Profile(name="J. K.", emails=(other,)), Instant(START))])
    before = world.people()
    person = int(world.id_of(("crm", "1")))
    both = Profile(name="Jana Kowalczyk", emails=(MAIL, other))
    number = refreshed(world, [("resumes", Found("b", both, Instant(START + 10**12)))], person)
    undo(world.engine, number, "ana")
    assert before.items() <= world.people().items()


def test_what_people_wrote_about_a_new_record_stays_with_it(world: World) -> None:
    world.take("crm", [jana("1", "Pan Ltd", 0)])
    person = int(world.id_of(("crm", "1")))
    number = refreshed(world, [("resumes", jana("page", "Kettle Inc", 30))], person)
    note(world.engine, person, Interaction("call", PartialDate("2025-01-02"), "spoke"), "ana")
    undo(world.engine, number, "ana")
    with world.database.read() as connection:
        page = person_page(connection, world.engine.rules.survivorship, person)
    assert set(page.person.sources) == {"crm", "desk"}


def test_a_decision_is_made_once(world: World) -> None:
    world.take("crm", [jana("1", "Pan Ltd", 0)])
    person = int(world.id_of(("crm", "1")))
    with world.database.write() as connection:
        open_one = begin_refresh(connection, person, "ana", world.engine.clock())
    with pytest.raises(Conflict, match="still under way"):
        undo(world.engine, open_one, "ana")
    with pytest.raises(NotFound):
        accept(world.engine, 999, "ana")
    number = refreshed(world, [("crm", jana("1", "Kettle Inc", 30))], person)
    with pytest.raises(Conflict, match="not undone"):
        redo(world.engine, number, "ana")
    accept(world.engine, number, "ana")
    undo(world.engine, number, "bo")
    for again in (undo, accept):
        with pytest.raises(Conflict, match="was undone"):
            again(world.engine, number, "ana")
    with world.database.read() as connection:
        row = find_refresh(connection, number)
        kept = connection.execute(sa.select(aside.c.by, aside.c.note)).all()
        assert [one.made for one in brought_by(connection, number)] == ["version"]
    assert (row.decision, row.decided_by, len(row.undoing.asides)) == ("undone", "bo", 1)
    assert [tuple(one) for one in kept] == [("bo", f"refresh {number} was undone")]
