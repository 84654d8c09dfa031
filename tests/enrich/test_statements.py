"""Statements for some values look these up; none reads a whole table for them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from enrich.model import Found, Profile
from enrich.pipeline import resolve_all
from enrich.store import derived, facts, judgements, persons
from enrich.store.database import Database
from enrich.store.rows import delete_rows, insert_rows
from enrich.store.statements import AT_ONCE, FEW, Among, within
from enrich.store.tables import original, record
from tests.enrich.worlds import NAMES, World


def statements_for_some(module: ModuleType) -> list[tuple[str, Any]]:
    told = {name: held for name, held in vars(module).items() if isinstance(held, sa.ClauseElement)}
    tables = {f"{name}{key}": one for name, held in vars(module).items() if isinstance(held, dict) and name.isupper()
              for key, one in held.items() if isinstance(one, sa.ClauseElement)}  # fmt: skip
    return [(name, one) for name, one in {**told, **tables}.items() if "ANY (" in str(one)]


STATEMENTS = [
    found for module in (derived, facts, judgements, persons) for found in statements_for_some(module)
]


def test_there_are_such_statements() -> None:
    assert len(STATEMENTS) > 15


@pytest.mark.parametrize(("name", "statement"), STATEMENTS, ids=[name for name, _ in STATEMENTS])
def test_no_table_is_read_whole(tmp_path: Any, name: str, statement: Any) -> None:
    database = Database(str(tmp_path / "plans.db"))
    record.metadata.create_all(database.engine)
    sql = str(statement.compile(dialect=database.engine.dialect))
    with database.read() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("[1, 2]",) * sql.count("?")).all()
    database.close()
    scanned = [step[3] for step in steps if step[3].startswith("SCAN")]
    assert all("json_each" in step or "anon_1" in step for step in scanned), (name, scanned)


def test_any_number_of_values(database: Database) -> None:
    with database.write() as connection:
        keys = [f"k{number}" for number in range(2 * AT_ONCE + 3)]
        connection.execute(sa.insert(record), [{"source": "crm", "key": key} for key in keys])
        query = sa.select(record.c.key).where(Among(record.c.key))
        assert sorted(key for (key,) in within(connection, query, [*keys, "nobody"])) == sorted(keys)
        assert list(within(connection, query, [])) == []


@pytest.mark.parametrize("number", [1, 2, 3, *FEW, 33, 40])
def test_few_values_find_what_many_do(database: Database, number: int) -> None:
    with database.write() as connection:
        keys = [f"k{one}" for one in range(50)]
        connection.execute(sa.insert(record), [{"source": "crm", "key": key} for key in keys])
        query = sa.select(record.c.key).where(sa.or_(Among(record.c.key), Among(record.c.source)))
        assert sorted(within(connection, query, keys[:number])) == sorted((key,) for key in keys[:number])


ODD = [
    "",
    "NULL",
    "null",
    "a,b",
    "{}",
    "{a}",
    'said "so"',
    "C:\\x",
    "\\",
    "two\nlines",
    "tab\t",
    "ß",
    "😀",
    " ",
    "'; --",
    "%s",
]


@pytest.mark.parametrize("number", [1, 2, len(ODD)])
def test_rows_come_back_as_they_went_in(database: Database, number: int) -> None:
    names = ("sha256", "name", "size", "modified_at", "stored_at", "content")
    rows = [
        (str(size), text, size, -size, 2**53 + size, bytes(range(size)) + b'\\"\0')
        for size, text in enumerate(ODD[:number])
    ]
    of_names = sa.select(*original.c).where(Among(original.c.name))
    with database.write() as connection:
        insert_rows(connection, original, names, rows)
        assert sorted(within(connection, of_names, ODD)) == sorted(rows)
        delete_rows(connection, original, ("name", "size"), [(row[1], row[2]) for row in rows[1:]])
        assert within(connection, of_names, ODD) == rows[:1]


def test_a_server_knows_how_large_its_tables_are_once_all_is_settled(postgresql_database: Database) -> None:
    world = World(postgresql_database)
    world.load([("crm", Found(f"k{number}", Profile(name=name))) for number, name in enumerate(NAMES)])
    resolve_all(world.engine)
    planned = sa.text("SELECT reltuples, relpages FROM pg_class WHERE relname = :table")
    with postgresql_database.read() as connection:
        assert connection.execute(planned, {"table": "membership"}).scalar() == len(NAMES)
        assert tuple(connection.execute(planned, {"table": "pending"}).one()) == (0, 0)
