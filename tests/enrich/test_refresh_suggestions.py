"""What only a name and an employer led to stays a suggestion until somebody judges, or something surer finds it."""

from __future__ import annotations

import random

import pytest

from enrich.model import Found, Instant, Profile, RecordId, Work
from enrich.pipeline import InputFrom, ingest, judge, resolve_all, revoke
from enrich.ports import Ask
from enrich.rebuilding import check, fingerprint, rebuild
from enrich.refreshing import refresh
from enrich.store.database import Database
from enrich.store.derived import persons_of
from enrich.store.reads import review_queue
from tests.enrich.test_refreshing import Source
from tests.enrich.worlds import START, World, emptied

WORK = (Work("Pan Ltd", "Cook", current=True),)
JANA = Profile(name="Jana Kowalczyk", work=WORK)
MAIL = "jana@pan.example"


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def together(world: World, *keys: tuple[str, str]) -> bool:
    with world.database.read() as connection:
        homes = persons_of(connection, [world.id_of(key) for key in keys])
    return len(set(homes.values())) == 1


def found(key: str, profile: Profile = JANA) -> Found:
    return Found(key, profile, Instant(START))


def by_name(ask: Ask) -> list[Found]:
    return [found("n", Profile(name="Jana Kowalczyk", emails=(MAIL,), work=WORK))]


def test_a_namesake_at_the_same_employer_is_suggested_and_not_merged(world: World) -> None:
    world.take("crm", [found("1", Profile(name="Jana Kowalczyk", emails=(MAIL,), work=WORK))])
    person = int(world.id_of(("crm", "1")))
    refresh(world.engine, {"ats": Source(by_name, lookup_by=("name+employer",))}, person)
    pair = ("crm", "1"), ("ats", "n")
    assert not together(world, *pair)
    with world.database.read() as connection:
        assert [(row.a, row.b) for row in review_queue(connection)] == [(person, world.id_of(pair[1]))]
        assert check(connection) == []
        before = fingerprint(connection)
    assert rebuild(world.engine) == []
    resolve_all(world.engine)
    with world.database.read() as connection:
        assert fingerprint(connection) == before
    ids = RecordId(person), world.id_of(pair[1])
    made, _ = judge(world.engine, [ids], "same", "ana")
    assert together(world, *pair)
    revoke(world.engine, made, "ana")
    assert not together(world, *pair)


def test_a_surer_find_of_the_same_record_confirms_it(world: World) -> None:
    world.take("crm", [found("1", Profile(name="Jana Kowalczyk", emails=(MAIL,), work=WORK))])
    person = int(world.id_of(("crm", "1")))
    refresh(world.engine, {"ats": Source(by_name, lookup_by=("name+employer",))}, person)
    refresh(world.engine, {"ats": Source(by_name, lookup_by=("email",))}, person, again=True)
    assert together(world, ("crm", "1"), ("ats", "n"))


def test_what_both_keys_find_in_one_refresh_is_no_suggestion(world: World) -> None:
    world.take("crm", [found("1", Profile(name="Jana Kowalczyk", emails=(MAIL,), work=WORK))])
    person = int(world.id_of(("crm", "1")))
    refresh(world.engine, {"ats": Source(by_name, lookup_by=("name+employer", "email"))}, person)
    assert together(world, ("crm", "1"), ("ats", "n"))


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_finding_does_not_matter(database: Database, seed: int) -> None:
    inputs = [
        (InputFrom("crm"), found("1")),
        (InputFrom("ats", weak=True), found("2")),
        (InputFrom("resumes"), found("3")),
        (InputFrom("ats", weak=True), found("4")),
        (InputFrom("ats"), found("4")),
    ]
    random.Random(seed).shuffle(inputs)
    world = emptied(database)
    for origin, one in inputs:
        ingest(world.engine, origin, [one])
    assert world.clusters() == {
        frozenset({("crm", "1"), ("resumes", "3"), ("ats", "4")}), frozenset({("ats", "2")}),
    }  # fmt: skip
