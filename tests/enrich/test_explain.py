"""Why two records are together or apart, in the words that people read."""

from __future__ import annotations

from itertools import pairwise

from enrich.explain import JUDGED, Why, path_between, why_records
from enrich.model import Found, PartialDate, Profile, RecordId, Work
from enrich.pipeline import InputFrom, ingest, judge
from enrich.store.database import Database
from tests.enrich.worlds import World


def record(key: str, name: str = "Zelda Quince", **said: object) -> Found:
    return Found(key, Profile(name=name, **said))  # type: ignore[arg-type]


def why(world: World, one: str, other: str) -> Why:
    pair = sorted((world.id_of(("crm", one)), world.id_of(("crm", other))))
    with world.database.read() as connection:
        return why_records(connection, world.engine.matcher, *pair)


def test_together_through_others_names_the_way(database: Database) -> None:
    world = World(database)
    world.take("crm", [
        record("a", emails=("zelda@quince.example",)),
        record("b", emails=("zelda@quince.example",), phones=("+442079460001",)),
        record("c", "Z Quince", phones=("+442079460001",)),
        record("d", "Griselda Moth"),
    ])  # fmt: skip
    judge(world.engine, [(world.id_of(("crm", "a")), world.id_of(("crm", "d")))], "same", "ada")
    told = why(world, "c", "d")
    assert told.together
    assert told.verdict.startswith("together through other records")
    ends = [{link.a, link.b} for link in told.path]
    assert world.id_of(("crm", "c")) in ends[0] | ends[-1] and world.id_of(("crm", "d")) in ends[0] | ends[-1]
    assert all(one & other for one, other in pairwise(ends)), "link joins link"
    assert [link.weight for link in told.path].count(JUDGED) == 1
    with database.read() as connection:
        a, d = (world.id_of(("crm", key)) for key in "ad")
        assert [link[:2] for link in path_between(connection, a, d)] == [(a, d)]


def test_agreeing_records_that_a_judgement_keeps_apart_name_it(database: Database) -> None:
    world = World(database)
    world.take("crm", [
        record("a", emails=("zelda@quince.example",), phones=("+442079460001",)),
        record("b", emails=("zelda@quince.example",), phones=("+442079460001",)),
    ])  # fmt: skip
    a, b = (world.id_of(("crm", key)) for key in "ab")
    assert why(world, "a", "b").verdict.startswith("merged")
    judge(world.engine, [(a, b)], "different", "ada")
    assert why(world, "a", "b").verdict == "ada judged them different; that holds"
    world.take("crm", [record("c", emails=("zelda@quince.example",), phones=("+442079460001",))])
    told = why(world, "a", "c"), why(world, "b", "c")
    apart = [one for one in told if not one.together]
    assert apart
    assert all("not merged although" in one.verdict for one in apart)


def test_what_only_a_weak_key_found_waits_for_a_word(database: Database) -> None:
    world = World(database)
    work = (Work("Quince Works", "Keeper", PartialDate("2020"), current=True),)
    world.take("crm", [record("a", emails=("zelda@quince.example",), work=work)])
    weak = InputFrom("crm", weak=True)
    ingest(world.engine, weak, [record("b", emails=("zelda@quince.example",), work=work)])
    told = why(world, "a", "b")
    assert not told.together
    assert "not merged although" in told.verdict


def test_strangers_are_apart_and_what_would_join_them_is_told(database: Database) -> None:
    world = World(database)
    world.take("crm", [record("a"), record("b", "Ottokar Vane", phones=("+442079460009",))])
    told = why(world, "a", "b")
    assert told.verdict.startswith("apart")
    assert told.path == ()
    assert all(turn.decide != "apart" for turn in told.explanation.turns)


def test_the_way_to_a_stranger_is_empty(database: Database) -> None:
    world = World(database)
    world.take("crm", [record("a"), record("b", "Ottokar Vane")])
    a, b = (RecordId(world.id_of(("crm", key))) for key in "ab")
    with database.read() as connection:
        assert path_between(connection, a, b) == ()
