"""Blocks: the records that share a blocking key, looked up by (rule, value).

Each look-up reads one range of a table that is stored in this order, and no further than it is told: what a crowd shares
costs no more than what a few do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.ports import KeyTable
from enrich.store.statements import as_array, driver, fetch, ready, reported

RuleAndValue = tuple[int, int]


class Block(NamedTuple):
    """How many records share a blocking key, and how many people (`who`) they name."""

    rule: int
    value: int
    records: int
    people: int


class Lookup(NamedTuple):
    """The same question about one block (`rule`, `value`), and about many (`rules`, `values`, `mosts`) where each question to
    the database is a journey; of a block at most `most` rows are read."""

    one: sa.TextClause
    many: sa.TextClause


ASKED = "unnest(CAST(:rules AS integer[]), CAST(:values AS bigint[]), CAST(:mosts AS bigint[])) AS asked (rule, value, most)"
BLOCK = "blocking_key WHERE rule = :rule AND value = :value LIMIT :most"
BLOCKS = "blocking_key WHERE rule = asked.rule AND value = asked.value LIMIT asked.most"
COUNTS = "count(*) AS records, count(DISTINCT who) AS people"

ROWS = Lookup(
    sa.text(f"SELECT record_id, rule, value, who FROM {BLOCK}"),  # noqa: S608
    sa.text(
        f"SELECT found.* FROM {ASKED}, LATERAL (SELECT record_id, rule, value, who FROM {BLOCKS}) AS found"  # noqa: S608
    ),
)
SIZE = Lookup(
    sa.text(f"SELECT :rule, :value, {COUNTS} FROM (SELECT who FROM {BLOCK}) AS members"),  # noqa: S608
    sa.text(
        f"SELECT asked.rule, asked.value, counted.* FROM {ASKED}, "  # noqa: S608
        f"LATERAL (SELECT {COUNTS} FROM (SELECT who FROM {BLOCKS}) AS members) AS counted"
    ),
)


def look_up(
    connection: Connection, lookup: Lookup, blocks: Mapping[RuleAndValue, int]
) -> list[tuple[Any, ...]]:
    """The rows for these blocks, of each at most so many read."""
    if connection.dialect.name == "sqlite":
        return look_up_each(connection, lookup.one, blocks)
    if not blocks:
        return []
    rules, values, mosts = zip(*((*block, most) for block, most in sorted(blocks.items())), strict=True)
    told = {"rules": as_array(rules), "values": as_array(values), "mosts": as_array(mosts)}
    return fetch(connection, lookup.many, told)


def look_up_each(
    connection: Connection, query: sa.TextClause, blocks: Mapping[RuleAndValue, int]
) -> list[tuple[Any, ...]]:
    known = ready(query, connection.dialect)
    raw = driver(connection)
    names = known.names or ()
    by_place = [("rule", "value", "most").index(name) for name in names]
    rows: list[tuple[Any, ...]] = []
    with reported(connection, known.text):
        for block, most in sorted(blocks.items()):
            asked = (*block, most)
            rows += raw.execute(known.text, [asked[place] for place in by_place])
    return rows


def rows_of_blocks(
    connection: Connection, blocks: Iterable[RuleAndValue], block_limit: int
) -> list[tuple[Any, ...]]:
    """The (record, rule, value, who) rows of these blocks, at most `block_limit` + 1 of each."""
    return look_up(connection, ROWS, dict.fromkeys(blocks, block_limit + 1))


def keys_of_blocks(connection: Connection, blocks: Iterable[RuleAndValue], limits: Sequence[int]) -> KeyTable:
    """Every key row of these blocks; `limits`: rule -> records of a block.

    Of a larger block only one row more is read: enough to see that it is too large.
    """
    return key_table(look_up(connection, ROWS, {block: limits[block[0]] + 1 for block in blocks}))


def sizes_of(connection: Connection, blocks: Mapping[RuleAndValue, int]) -> list[Block]:
    """The sizes of these blocks, each counted no further than told."""
    return [Block(*row) for row in look_up(connection, SIZE, blocks)]


def blocks_in(keys: KeyTable) -> set[RuleAndValue]:
    """The (rule, value) of these keys, each once."""
    return set(zip(keys.rule.tolist(), keys.value.tolist(), strict=True))


def key_table(rows: Collection[Sequence[int]]) -> KeyTable:
    """Columns of (record, rule, value, who) rows."""
    table = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=4 * len(rows)).reshape(-1, 4)
    return KeyTable(*(np.ascontiguousarray(table[:, column]) for column in range(4)))
