"""The laws of the product, on small random worlds, on every database."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from enrich.changes import Change, Mirror
from enrich.desk import correct, note
from enrich.model import Found, Interaction, PartialDate, Profile, RecordId, Work
from enrich.pipeline import (
    InputFrom,
    batches,
    judge,
    pending,
    prepared,
    resolve_all,
    revoke,
    settle_records,
    take_batch,
)
from enrich.ports import Silent
from enrich.rebuilding import check, fingerprint, rebuild
from enrich.store.database import Database
from enrich.store.derived import mark_all_pending, pending_records
from enrich.store.reads import current_id, every_person, person_page
from tests.enrich.worlds import World, emptied, found, profiles, records

LAW = settings(
    max_examples=15, deadline=None, derandomize=True, print_blob=False, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
Records = list[tuple[str, Found]]


@LAW
@given(records=records, seed=st.integers(0, 2**16))
def test_the_order_of_arrival_does_not_matter(database: Database, records: Records, seed: int) -> None:
    world = emptied(database)
    world.load(records)
    first = world.people()
    shuffler = random.Random(seed)
    for _ in range(3):
        shuffler.shuffle(records)
        world = emptied(database)
        world.load(records)
        assert world.people() == first


def test_twenty_load_orders_of_one_world_give_the_same_persons(database: Database) -> None:
    chosen = [("crm", f) for f in some_people(25)] + [("ats", f) for f in some_people(25, seed=7)]
    first = None
    for seed in range(20):
        random.Random(seed).shuffle(chosen)
        world = emptied(database)
        world.load(sorted(chosen, key=lambda item: item[0]) if seed % 2 else chosen)
        first = first or world.people()
        assert world.people() == first
    assert len(first or {}) < 50, "nothing was merged, so nothing was tried"


def some_people(number: int, seed: int = 3) -> list[Found]:
    """Always the same records; `.example()` would not be."""
    from tests.enrich.worlds import EMPLOYERS, MAILS, NAMES, PHONES, TITLES, profile

    pick = random.Random(seed).choice
    return [
        found(
            key,
            profile(
                pick(NAMES), pick(MAILS), pick(PHONES), pick(EMPLOYERS), pick(TITLES), pick(("", "2019"))
            ),
            key,
        )
        for key in range(number)
    ]


@LAW
@given(records=records)
def test_taking_everything_in_twice_changes_nothing(database: Database, records: Records) -> None:
    world = emptied(database)
    world.load(records)
    before, feed = shape(world), len(world.feed())
    world.load(records)
    assert shape(world) == before
    assert len(world.feed()) == feed


def shape(world: World) -> dict[str, str]:
    with world.database.read() as connection:
        assert check(connection) == []
        return fingerprint(connection)


@LAW
@given(records=records)
def test_rebuilding_gives_the_same_bytes(database: Database, records: Records) -> None:
    world = emptied(database)
    world.load(records)
    before = shape(world)
    assert rebuild(world.engine) == []
    assert shape(world) == before


@LAW
@given(records=records)
def test_one_at_a_time_equals_all_at_once(database: Database, records: Records) -> None:
    world = emptied(database)
    for source, one in records:
        world.take(source, [one])
    before = shape(world)
    with database.write(identity=True) as connection:
        mark_all_pending(connection)
        settle_records(connection, world.engine, None, Silent())
    assert shape(world) == before


@LAW
@given(records=records, first=st.integers(0, 4), size=st.integers(1, 3))
def test_piece_by_piece_equals_all_at_once(
    database: Database, records: Records, first: int, size: int
) -> None:
    world = emptied(database)
    world.load(records[:first])
    for source, one in records[first:]:
        for drafts, refused in prepared(world.engine, batches([one])):
            with database.write(identity=True) as connection:
                take_batch(connection, world.engine, InputFrom(source), drafts, refused)
    while pending(world.engine):
        with database.write(identity=True) as connection:
            settle_records(connection, world.engine, pending_records(connection, size), Silent())
    before = shape(world)
    assert rebuild(world.engine) == []
    assert shape(world) == before


@LAW
@given(
    records=records,
    later=st.lists(
        st.tuples(
            st.sampled_from(("crm", "ats")),
            st.builds(found, st.integers(1, 9), profiles, st.integers(701, 900)),
        ),
        max_size=4,
    ),
    pair=st.tuples(st.integers(0, 8), st.integers(0, 8)),
    verdict=st.sampled_from(("same", "different")),
)
def test_an_unmerge_is_exact_whatever_came_since(
    database: Database, records: Records, later: Records, pair: tuple[int, int], verdict: str
) -> None:
    """merge, then any edits, then unmerge = the world that never merged."""

    def edits(world: World, a: RecordId) -> None:
        world.load(later)
        note(
            world.engine, person_of(world, a), Interaction("call", PartialDate("2025-01-02"), "spoke"), "ana"
        )
        resolve_all(world.engine)

    one, other = records[pair[0] % len(records)], records[pair[1] % len(records)]
    if (one[0], one[1].key) == (other[0], other[1].key):
        return
    worlds = []
    for merge in (True, False):
        world = emptied(database)
        world.load(records)
        a, b = world.id_of((one[0], one[1].key)), world.id_of((other[0], other[1].key))
        anchor = min(a, b)
        made = judge(world.engine, [(min(a, b), max(a, b))], verdict, "ana")[0] if merge else []  # type: ignore[arg-type]
        world.load(later)
        note_on(world, anchor)
        revoke(world.engine, made, "ana")
        resolve_all(world.engine)
        worlds.append(without_desk_keys(world))
    assert worlds[0] == worlds[1]


def note_on(world: World, anchor: RecordId) -> None:
    """A correction of the anchor's own value: it hangs on that identity, whoever it is merged with."""
    from enrich.desk import written

    written(world.engine, anchor, Profile(work=(Work("Verified Ltd", "Director", current=True),)), "ana")


def without_desk_keys(world: World) -> object:
    """People without the random keys of what was written at the desk, and without when that was."""
    return sorted(
        (sorted(key if key[0] != "desk" else ("desk", "") for key in keys), shown["golden"])  # type: ignore[misc]
        for keys, shown in world.people().items()
    ).__repr__()


def person_of(world: World, record_id: RecordId) -> int:
    with world.database.read() as connection:
        return current_id(connection, record_id)


@LAW
@given(records=records, later=records, pair=st.tuples(st.integers(0, 8), st.integers(0, 8)))
def test_the_machine_never_overrides_a_person(
    database: Database, records: Records, later: Records, pair: tuple[int, int]
) -> None:
    world = emptied(database)
    world.load(records)
    ids = sorted({world.id_of((source, one.key)) for source, one in records})
    if len(ids) < 2:
        return
    a, b = ids[pair[0] % len(ids)], ids[pair[1] % len(ids)]
    if a == b:
        return
    for verdict, together in (("different", False), ("same", True)):
        judge(world.engine, [(min(a, b), max(a, b))], verdict, "ana")  # type: ignore[arg-type]
        world.load(later)
        resolve_all(world.engine)
        assert (person_of(world, a) == person_of(world, b)) is together


@LAW
@given(records=records, later=records, seed=st.integers(0, 2**16))
def test_ids_are_stable_and_the_feed_rebuilds_an_equal_mirror(
    database: Database, records: Records, later: Records, seed: int
) -> None:
    world = emptied(database)
    world.load(records)
    with database.read() as connection:
        announced = {row.person_id for row in every_person(connection)}
    world.load(later)
    chance = random.Random(seed)
    ids = sorted({world.id_of((source, one.key)) for source, one in (*records, *later)})
    made: list[int] = []
    for _ in range(4):
        a, b = chance.choice(ids), chance.choice(ids)
        if a != b:
            made += judge(
                world.engine, [(min(a, b), max(a, b))], chance.choice(("same", "different")), "ana"
            )[0]
    if made:
        revoke(world.engine, [chance.choice(made)], "ana")
    with database.read() as connection:
        alive = {row.person_id: row for row in every_person(connection)}
        for person_id in announced:
            assert current_id(connection, person_id) in alive
            assert current_id(connection, person_id) <= person_id, "the older id survives a merge"
        members = {n: person_page(connection, world.engine.rules.survivorship, n).person for n in alive}
    feed = world.feed() * 2
    chance.shuffle(feed)
    mirror = Mirror()
    for seq, change in feed:
        assert isinstance(change, Change)
        mirror.apply(seq, change)
    assert {n: c.digest for n, c in mirror.persons().items()} == {n: p.digest for n, p in members.items()}
    assert {n: len(c.records) for n, c in mirror.persons().items()} == {
        n: len(p.records) for n, p in members.items()
    }
    for person_id in announced:
        with database.read() as connection:
            assert mirror.find(person_id) == current_id(connection, person_id)


@LAW
@given(records=records, seed=st.integers(0, 2**16))
def test_the_page_as_of_any_instant_is_the_page_shown_then(
    database: Database, records: Records, seed: int
) -> None:
    world = emptied(database)
    chance = random.Random(seed)
    snapshots = []
    for source, one in records:
        world.take(source, [one])
        if chance.random() < 0.4:
            ids = sorted({world.id_of((s, f.key)) for s, f in records[: records.index((source, one)) + 1]})
            a, b = chance.choice(ids), chance.choice(ids)
            if a != b:
                judge(world.engine, [(min(a, b), max(a, b))], chance.choice(("same", "different")), "ana")
        if chance.random() < 0.3:
            correct(
                world.engine,
                person_of(world, world.id_of((source, one.key))),
                "name",
                Profile(name="Verified Name"),
                "ana",
            )
        with database.read() as connection:
            pages = {
                row.person_id: person_page(connection, world.engine.rules.survivorship, row.person_id).person
                for row in every_person(connection)
            }
        snapshots.append((world.engine.clock(), pages))
    with database.read() as connection:
        for instant, pages in snapshots:
            for person_id, shown in pages.items():
                assert (
                    person_page(connection, world.engine.rules.survivorship, person_id, instant).person
                    == shown
                )


@pytest.mark.parametrize("size", [12, 18])
def test_a_person_of_many_identities_is_one_person(database: Database, size: int) -> None:
    world = World(database)
    people = [
        found(
            n,
            Profile(
                name="Marisol Echeverría Ruiz",
                emails=(f"marisol{n // 3}@mail{n // 3}.example", "mer@one.example"),
            ),
            n,
        )
        for n in range(size)
    ]
    world.take("crm", people)
    assert [len(keys) for keys in world.clusters()] == [size]
