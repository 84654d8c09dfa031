"""Whom it concerns that a record comes into a block: nobody else where that was too large before."""

from __future__ import annotations

import numpy as np
import pytest

from enrich.model import RecordId
from enrich.ports import KeyTable
from enrich.store.database import Database
from enrich.store.derived import no_keys, store_keys
from enrich.store.shelf import Shelf
from enrich.weighing import concerned
from tests.enrich.worlds import MATCHER

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
