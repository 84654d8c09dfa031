"""What a source may not keep any longer is forgotten as if it had never been said; on every database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings

from enrich.desk import note
from enrich.errors import NotFound
from enrich.keeping import keep_refused
from enrich.model import Found, Instant, Interaction
from enrich.pipeline import InputFrom, ingest, judge
from enrich.ports import ChangedAnswer, Policy
from enrich.privacy import forget_old, forget_records
from enrich.rebuilding import check, fingerprint, rebuild
from enrich.store.database import Database
from enrich.store.facts import Origin
from enrich.store.inputs import refusals
from enrich.store.reads import current_id, every_person
from enrich.store.refreshes import begin_refresh, end_refresh, refreshes_of
from enrich.store.tables import metadata, original
from tests.enrich.worlds import World, emptied, profile, records

LAW = settings(
    max_examples=6, deadline=None, derandomize=True, print_blob=False, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
Records = list[tuple[str, Found]]
A_MONTH = Policy("Thirty days.", keep_days=30)
ANNA = profile("Anna Kowalska", "anna@one.example", "", "Acme GmbH", "Engineer", "2019")
NURSE = profile("Anna Kowalska", "anna@one.example", "", "Blue Heron Ltd", "Nurse", "2021-03")


def later(world: World, days: int) -> None:
    """Time passes."""
    at = world.engine.clock() + days * 86_400_000_000
    ticks = iter(range(at, at + 10**12, 1_000_000))
    world.engine.clock = lambda: Instant(next(ticks))


def said(world: World, source: str, *told: Found) -> None:
    """The source says this, and so tells of these records."""
    ingest(world.engine, InputFrom(source, confirms=True), told)


def whole(world: World) -> dict[str, str]:
    with world.database.read() as connection:
        assert check(connection) == []
        return fingerprint(connection)


@LAW
@given(told=records)
def test_what_is_forgotten_was_never_said(database: Database, told: Records) -> None:
    worlds = []
    for forgotten in (True, False):
        world = emptied(database)
        if forgotten:
            world.load([item for item in told if item[0] == "crm"])
            world.load([item for item in told if item[0] != "crm"])
            later(world, 31)
            forget_old(world.engine, {"crm": A_MONTH, "ats": Policy("For ever.")})
            before = whole(world)
            assert rebuild(world.engine) == []
            assert whole(world) == before
        else:
            world.load([item for item in told if item[0] != "crm"])
        worlds.append(world.people())
        mirrored = world.mirror().persons()
        with world.database.read() as connection:
            assert mirrored.keys() == {row.person_id for row in every_person(connection)}
    assert worlds[0] == worlds[1]


@LAW
@given(told=records)
def test_every_id_still_leads_where_its_person_went(database: Database, told: Records) -> None:
    world = emptied(database)
    world.load(told)
    with world.database.read() as connection:
        before = [row.person_id for row in every_person(connection)]
    forget_records(world.engine, "crm", {one.key for source, one in told if source == "crm"})
    mirror = world.mirror()
    with world.database.read() as connection:
        for person_id in before:
            if (leads := mirror.find(person_id)) is None:
                with pytest.raises(NotFound):
                    current_id(connection, person_id)
            else:
                assert current_id(connection, person_id) == leads


def test_what_is_told_again_stays_and_what_it_replaced_goes(database: Database) -> None:
    world = World(database)
    said(world, "crm", Found("1", ANNA, Instant(1)))
    said(world, "crm", Found("1", NURSE, Instant(2)))
    later(world, 20)
    said(world, "crm", Found("1", NURSE, Instant(2)))  # says nothing new, but it is told
    later(world, 20)
    assert forget_old(world.engine, {"crm": A_MONTH}).versions == 1
    [shown] = world.people().values()
    assert "Acme" not in repr(shown)
    assert "Blue Heron" in repr(shown)
    later(world, 20)
    assert forget_old(world.engine, {"crm": A_MONTH}).versions == 1
    assert world.people() == {}


def test_the_id_of_one_who_was_forgotten_is_not_given_to_somebody_else(database: Database) -> None:
    world = World(database)
    said(world, "crm", Found("1", ANNA))
    first = world.id_of(("crm", "1"))
    forget_records(world.engine, "crm", ["1"])
    said(world, "crm", Found("2", profile("John Smith", "", "", "", "", "")))
    assert world.id_of(("crm", "2")) > first
    with world.database.read() as connection, pytest.raises(NotFound):
        current_id(connection, first)


def test_the_person_lives_on_with_what_others_say_and_what_we_wrote(database: Database) -> None:
    world = World(database)
    said(world, "crm", Found("1", ANNA))
    world.take("ats", [Found("7", ANNA)])
    oldest, other = world.id_of(("crm", "1")), world.id_of(("ats", "7"))
    note(world.engine, oldest, Interaction("call", "2024-01-02", "Wants to move to Gdansk"), "ana")
    judge(world.engine, [(oldest, other)], "same", "ana")
    with world.database.write() as connection:
        number = begin_refresh(connection, oldest, "ana", world.engine.clock())
        end_refresh(connection, number, world.engine.clock())
    events = forget_records(world.engine, "crm", ["1"]).events
    assert ("merged", oldest, other) in {(one.kind, one.person_id, one.into) for one in events}
    with world.database.read() as connection:
        assert current_id(connection, oldest) == other
        assert [row.refresh_id for row in refreshes_of(connection, [other])] == [number]
    assert "Gdansk" in repr(world.people())


def test_nothing_of_it_is_left_in_any_table(database: Database) -> None:
    world = World(database)
    world.take("ats", [Found("7", profile("John Smith", "", "", "", "", ""))])
    said(world, "crm", Found("zebra-key", profile("Zebedee Quux", "zq@one.example", "", "Acme", "Nurse", "")))
    later(world, 31)
    forget_old(world.engine, {"crm": A_MONTH})
    with world.database.read() as connection:
        rows = {
            table.name: repr(connection.execute(sa.select(table)).all()).lower()
            for table in metadata.sorted_tables
        }
    assert [name for name, text in rows.items() if "zebra" in text or "quux" in text or "zq@" in text] == []
    assert world.clusters() == {frozenset({("ats", "7")})}


def test_what_could_not_be_taken_goes_with_its_original(database: Database) -> None:
    world = World(database)
    for source in ("crm", "ats"):
        with database.write() as connection:
            place = Origin(source, world.engine.clock())
            wrong = ChangedAnswer("is new", where="list", url="https://list.example", payload=source.encode())
            keep_refused(connection, place, wrong)
    later(world, 31)
    assert forget_old(world.engine, {"crm": A_MONTH}).refused == 1
    with database.read() as connection:
        assert [one.source for one in refusals(connection)] == ["ats"]
        assert connection.execute(sa.select(original.c.content)).scalars().all() == [b"ats"]
