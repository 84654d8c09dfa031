"""Whom it concerns that a record comes into a block: nobody else where that was too large before, and no pairs but those that
share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from msgspec.structs import replace

from enrich.model import RecordId
from enrich.pipeline import Engine, resolve_all
from enrich.ports import KeyTable, Matches, Pairs
from enrich.rebuilding import fingerprint
from enrich.resolution import Rules
from enrich.store.database import Database
from enrich.store.derived import Due, no_keys, store_keys
from enrich.store.shelf import Shelf
from enrich.weighing import concerned
from matchers.matcher import PersonMatcher
from matchers.model import Model
from tests.enrich.worlds import MATCHER, World, found, profile, survivorship

VALUE = 4711
RULES = sorted(set(range(len(MATCHER.block_limits))) - set(MATCHER.shared_rules))


def block(rule: int, records: range) -> KeyTable:
    """Each of another person."""
    numbers = np.array(records, dtype=np.int64)
    return KeyTable(numbers, np.full_like(numbers, rule), np.full_like(numbers, VALUE), numbers + 1)


def told(database: Database, rule: int, before: int, come: int) -> set[RecordId]:
    with database.write() as connection:
        store_keys(connection, block(rule, range(1, before + come + 1)))
        due = concerned(
            Shelf(connection), MATCHER, no_keys(), block(rule, range(before + 1, before + come + 1))
        )
    assert not due["weights"]
    return due["pairs"]


@pytest.mark.parametrize("rule", RULES)
def test_who_joins_a_crowd_concerns_nobody(sqlite_database: Database, rule: int) -> None:
    assert told(sqlite_database, rule, MATCHER.block_limits[rule] + 1, 1) == set()


@pytest.mark.parametrize("come", [1, 5])
def test_what_becomes_a_crowd_concerns_all_of_it(database: Database, come: int) -> None:
    limit = MATCHER.block_limits[RULES[0]]
    assert told(database, RULES[0], limit, come) == set(range(1, limit + come + 1))


@pytest.mark.parametrize("come", [2, 50])
def test_many_who_join_a_crowd_concern_nobody(database: Database, come: int) -> None:
    assert told(database, RULES[0], MATCHER.block_limits[RULES[0]] + 1, come) == set()


def test_what_stays_small_concerns_nobody(database: Database) -> None:
    assert told(database, RULES[0], MATCHER.block_limits[RULES[0]] - 1, 1) == set()


class Noting(PersonMatcher):
    """Keeps which pairs it was given."""

    weighed: set[tuple[int, int]]

    def weigh(self, pairs: Pairs, features: Mapping[int, bytes], keys: KeyTable) -> Matches:
        self.weighed |= set(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))
        return super().weigh(pairs, features, keys)


def test_who_comes_onto_a_telephone_concerns_the_pairs_that_share_it(database: Database) -> None:
    world = World(database)
    matcher = Noting(Model())
    matcher.weighed = set()
    world.engine = Engine(database, Rules(matcher, survivorship()), clock=world.engine.clock)
    line, firm = "+1 202 555 0147", "Acme GmbH"
    nowak = profile("Anna Nowak", "", line, firm, "Nurse", "")
    world.take("crm", [found(1, nowak, 1), found(2, nowak, 2), found(3, replace(nowak, phones=()), 3)])
    world.take("crm", [found(4, profile("Jan Kowalski", "", line, "", "", ""), 4)])
    assert {(1, 2), (1, 3), (2, 3)} <= matcher.weighed
    matcher.weighed = set()
    world.take("crm", [found(5, profile("Maria Smith", "", line, "", "", ""), 5)])
    assert (1, 2) in matcher.weighed
    assert not {(1, 3), (2, 3)} & matcher.weighed
    with database.read() as connection:
        before = fingerprint(connection)
    resolve_all(world.engine)
    with database.read() as connection:
        assert fingerprint(connection) == before


def sharing(rule: int, people: Sequence[int]) -> KeyTable:
    """Records 1, 2, ... of these people, on one value."""
    numbers = np.arange(1, len(people) + 1, dtype=np.int64)
    return KeyTable(
        numbers, np.full_like(numbers, rule), np.full_like(numbers, VALUE), np.array(people, np.int64)
    )


def last(keys: KeyTable) -> KeyTable:
    return KeyTable(*(column[-1:] for column in (keys.record, keys.rule, keys.value, keys.who)))


COME: tuple[tuple[tuple[int, ...], Due | None], ...] = (
    ((7, 8), None),  # two people on a number weigh as one does
    ((7, 8, 9), "weights"),
    ((7, 8, 9, 9), None),  # nobody new
    ((7, 8, 0), None),  # nobody knows who
    (tuple(range(1, 41)), None),  # so many that it counts for nothing, before and after
)


@pytest.mark.parametrize("rule", MATCHER.shared_rules)
@pytest.mark.parametrize(("shared", "due"), COME)
def test_who_comes_concerns_others_where_more_people_share_a_value(
    database: Database, rule: int, shared: tuple[int, ...], due: Due | None
) -> None:
    keys = sharing(rule, shared)
    with database.write() as connection:
        store_keys(connection, keys)
        found = concerned(Shelf(connection), MATCHER, no_keys(), last(keys))
    assert {what for what, records in found.items() if records} == ({due} if due else set())


GONE: tuple[tuple[tuple[int, ...], int, Due | None], ...] = (
    ((7, 8, 9), 9, None),  # the same person says something else
    ((7, 8, 9), 8, "weights"),  # who was a second record of one person is a third person
    ((7, 8, 8), 9, "pairs"),  # and the other way round
)


@pytest.mark.parametrize(("shared", "was", "due"), GONE)
def test_who_changes_concerns_others_where_the_number_of_people_does(
    database: Database, shared: tuple[int, ...], was: int, due: Due | None
) -> None:
    keys = sharing(MATCHER.shared_rules[1], shared)
    before = replace_who(last(keys), was)
    with database.write() as connection:
        store_keys(connection, keys)
        found = concerned(Shelf(connection), MATCHER, before, last(keys))
    assert {what for what, records in found.items() if records} == ({due} if due else set())


def replace_who(keys: KeyTable, who: int) -> KeyTable:
    return KeyTable(keys.record, keys.rule, keys.value, np.full_like(keys.who, who))
