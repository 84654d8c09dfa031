"""Blocks: the records that share a blocking key, looked up by (rule, value).

Each look-up reads one range of a table that is stored in this order, and no further than it is told: what a crowd shares
costs no more than what a few do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.model import RecordId
from enrich.ports import KeyTable
from enrich.store.statements import as_array, driver, fetch, ready, reported

RuleAndValue = tuple[int, int]


Members = Sequence[tuple[int, int]]  # (record, who) of some records in a block

BLOCK = "blocking_key WHERE rule = :rule AND value = :value LIMIT :most"
BLOCKS = "blocking_key WHERE rule = asked.rule AND value = asked.value LIMIT asked.most"
ASKED = "unnest(CAST(:rules AS integer[]), CAST(:values AS bigint[]), CAST(:mosts AS bigint[])) AS asked (rule, value, most)"
# The same question about one block, and about many where each question to the database is a journey.
OF_ONE = sa.text(f"SELECT record_id, who FROM {BLOCK}")  # noqa: S608
OF_MANY = sa.text(
    f"SELECT asked.rule, asked.value, found.* FROM {ASKED}, LATERAL (SELECT record_id, who FROM {BLOCKS}) AS found"  # noqa: S608
)


def look_up(connection: Connection, blocks: Mapping[RuleAndValue, int]) -> dict[RuleAndValue, Members]:
    """Who is in these blocks, of each at most so many, in the order of the blocks."""
    if connection.dialect.name == "sqlite":
        return look_up_each(connection, blocks)
    if not blocks:
        return {}
    rules, values, mosts = zip(*((*block, most) for block, most in sorted(blocks.items())), strict=True)
    told = {"rules": as_array(rules), "values": as_array(values), "mosts": as_array(mosts)}
    found: dict[RuleAndValue, list[tuple[int, int]]] = {block: [] for block in sorted(blocks)}
    for rule, value, record_id, who in fetch(connection, OF_MANY, told):
        found[rule, value].append((record_id, who))
    return {**found}


def look_up_each(connection: Connection, blocks: Mapping[RuleAndValue, int]) -> dict[RuleAndValue, Members]:
    known = ready(OF_ONE, connection.dialect)
    raw = driver(connection)
    by_place = [("rule", "value", "most").index(name) for name in known.names]
    found: dict[RuleAndValue, Members] = {}
    with reported(connection, known.text):
        for block, most in sorted(blocks.items()):
            asked = (*block, most)
            found[block] = raw.execute(known.text, [asked[place] for place in by_place]).fetchall()
    return found


def records_in(connection: Connection, blocks: Iterable[RuleAndValue], most: int) -> set[RecordId]:
    """The records in these blocks, at most so many of each."""
    found = look_up(connection, dict.fromkeys(blocks, most))
    return {RecordId(record_id) for members in found.values() for record_id, _ in members}


def keys_of_blocks(connection: Connection, blocks: Iterable[RuleAndValue], limits: Sequence[int]) -> KeyTable:
    """Every key row of these blocks; `limits`: rule -> records of a block.

    Of a larger block only one row more is read: enough to see that it is too large.
    """
    return key_table(look_up(connection, {block: limits[block[0]] + 1 for block in blocks}))


def blocks_in(keys: KeyTable) -> set[RuleAndValue]:
    """The (rule, value) of these keys, each once."""
    return set(zip(keys.rule.tolist(), keys.value.tolist(), strict=True))


def key_table(blocks: Mapping[RuleAndValue, Members]) -> KeyTable:
    """The keys of these members as columns."""
    sizes = [len(members) for members in blocks.values()]
    told = np.fromiter(
        chain.from_iterable(chain.from_iterable(blocks.values())), dtype=np.int64, count=2 * sum(sizes)
    )
    rule, value = np.array(list(blocks), dtype=np.int64).reshape(-1, 2).repeat(sizes, axis=0).T
    return KeyTable(*map(np.ascontiguousarray, (told[::2], rule, value, told[1::2])))
