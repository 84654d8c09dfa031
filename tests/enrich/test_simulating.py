"""What a simulation says is what putting the model in force does."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from enrich.model import Found, Profile, Work
from enrich.pipeline import Engine, InputFrom, follow, ingest, resolve_all
from enrich.resolution import Rules
from enrich.simulating import LEARNS_FROM, learned, simulate
from enrich.store import derived, persons
from enrich.store.database import Database
from enrich.store.tables import model
from matchers.matcher import PersonMatcher
from matchers.model import Model, from_json
from tests.enrich.worlds import survivorship


def engine_on(database: Database) -> Engine:
    return Engine(
        database,
        Rules(PersonMatcher(Model()), survivorship()),
        matcher_of=lambda content: PersonMatcher(from_json(content)),
    )


def people(number: int) -> list[Found]:
    """Pairs of records that agree ever less."""
    firms = ("Arden Rail", "Baltic Grid", "Corvin Foods")
    return [
        Found(
            f"{n}-{twin}",
            Profile(
                name=f"{'Ada' if n % 2 else 'Milo'} Quill{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}er",
                emails=(f"u{n}@post.example",) if n % 3 == 0 or not twin else (),
                work=(Work(firms[(n + twin * (n % 5 == 0)) % 3], "Analyst", current=True),),
            ),
        )
        for n in range(number)
        for twin in (0, 1)
    ]


def who_is_who(database: Database) -> tuple[dict[int, int], int]:
    with database.read() as connection:
        return dict(derived.persons_of(connection, None)), persons.count_review_items(connection)


def test_putting_it_in_force_gives_exactly_that(database: Database) -> None:
    engine = engine_on(database)
    ingest(engine, InputFrom("crm"), people(120))
    before, _ = who_is_who(database)
    for change in ({"merge_at": 14.0}, {"merge_at": 1.0, "review_at": -3.0}, {"merge_at": 20.0}):
        other = PersonMatcher(msgspec.structs.replace(Model(), **change))
        told = simulate(engine, other)
        assert who_is_who(database) == (before, told.review[0]), "a simulation changes nothing"
        assert told.merges or told.splits, change
        resolve_all(engine, matcher=other)
        after, waiting = who_is_who(database)
        assert (len(set(after.values())), waiting) == (told.persons[1], told.review[1])
        joined = {
            tuple(sorted({before[r] for r in after if after[r] == person})) for person in set(after.values())
        }
        assert {persons for persons in joined if len(persons) > 1} == set(told.merges)
        apart = {
            person
            for person in set(before.values())
            if len({after[r] for r in before if before[r] == person}) > 1
        }
        assert apart == told.splits.keys()
        assert not simulate(engine, other).merges
        resolve_all(engine, matcher=engine.configured)
        assert who_is_who(database)[0] == before


def test_another_process_takes_up_the_model(database: Database) -> None:
    one, other = engine_on(database), engine_on(database)
    strict = PersonMatcher(msgspec.structs.replace(Model(), merge_at=14.0))
    resolve_all(one, matcher=strict)
    ingest(other, InputFrom("crm"), people(3))
    assert other.matcher.version == strict.version
    resolve_all(one, matcher=one.configured)
    with database.read() as connection:
        follow(connection, other)
    assert other.matcher is other.configured


def test_a_model_made_under_other_settings_is_left_alone(database: Database) -> None:
    one = engine_on(database)
    resolve_all(one, matcher=PersonMatcher(msgspec.structs.replace(Model(), merge_at=14.0)))
    changed = Engine(
        database, Rules(PersonMatcher(msgspec.structs.replace(Model(), prior=-16.0)), survivorship())
    )
    with database.read() as connection:
        follow(connection, changed)
        assert changed.matcher is changed.configured
        assert connection.execute(sa.select(sa.func.count()).select_from(model)).scalar() == 1


def test_few_records_teach_nothing(database: Database) -> None:
    engine = engine_on(database)
    ingest(engine, InputFrom("crm"), people(20))
    assert learned(engine) is None


def test_learning_is_the_same_every_time(sqlite_database: Database) -> None:
    engine = engine_on(sqlite_database)
    ingest(engine, InputFrom("crm"), people(LEARNS_FROM // 2))
    first, second = learned(engine), learned(engine)
    assert first is not None and second is not None
    assert first.version == second.version != engine.configured.version
    resolve_all(engine, matcher=first)
    assert engine_on(sqlite_database).matcher.version == engine.configured.version
    again = engine_on(sqlite_database)
    with sqlite_database.read() as connection:
        follow(connection, again)
    assert again.matcher.version == first.version
