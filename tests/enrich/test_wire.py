"""What is told to a database comes through, and what goes wrong on the way is told and leaves nothing behind."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.store.database import Database
from enrich.store.rows import insert_rows
from enrich.store.statements import Among, ask_ahead, fetch_together, within, within_together
from enrich.store.tables import original, record

NAMES = ("record_id", "source", "key")
KEYS_OF = sa.select(record.c.key).where(Among(record.c.record_id)).order_by(record.c.key)
ORIGINAL = ("sha256", "name", "size", "modified_at", "stored_at", "content")
CONTENTS_OF = sa.select(original.c.content).where(Among(original.c.sha256))


def write(connection: Connection, *numbers: int) -> None:
    insert_rows(connection, record, NAMES, [(number, "crm", f"k{number}") for number in numbers])


def held(database: Database) -> list[str]:
    with database.read() as connection:
        return [key for (key,) in within(connection, KEYS_OF, range(10))]


def test_both_ways_of_speaking_take_turns(database: Database) -> None:
    with database.write() as connection:
        write(connection, 1)
        assert connection.execute(sa.select(sa.func.count()).select_from(record)).scalar() == 1
        write(connection, 2, 3)
        assert within_together(connection, (KEYS_OF, [1, 3]), (KEYS_OF, []), (KEYS_OF, [2])) == [
            [("k1",), ("k3",)], [], [("k2",)],
        ]  # fmt: skip
        connection.execute(sa.delete(record).where(record.c.record_id == 3))
    assert held(database) == ["k1", "k2"]


def test_nothing_asked_is_nothing_told(database: Database) -> None:
    with database.write() as connection:
        assert fetch_together(connection) == []
        assert within_together(connection, (KEYS_OF, [])) == [[]]


@pytest.mark.parametrize("listens", [True, False])
def test_what_goes_wrong_is_told_and_leaves_nothing(database: Database, listens: bool) -> None:
    for _ in range(3):
        with pytest.raises(sa.exc.IntegrityError, match="record"), database.write() as connection:
            write(connection, 1)
            write(connection, 1)
            if listens:
                within(connection, KEYS_OF, [1])
        assert held(database) == []
    with database.write() as connection:
        write(connection, 1)
    assert held(database) == ["k1"]


def test_what_was_taken_back_was_never_said(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        write(connection, 1, 2)
        raise ZeroDivisionError
    assert held(database) == []


def test_a_server_is_not_told_text_that_it_would_cut_off(postgresql_database: Database) -> None:
    with pytest.raises(sa.exc.DataError, match="NUL"), postgresql_database.write() as connection:
        insert_rows(connection, record, NAMES, [(1, "crm", "cut\0off")])
    assert held(postgresql_database) == []


def test_what_fills_every_buffer_on_the_way_comes_through(database: Database) -> None:
    content = b"long" * 3_000_000
    with database.write() as connection:
        insert_rows(
            connection, original, ORIGINAL, [("a", "cv", 1, 2, 3, content), ("b", "cv", 1, 2, 3, content)]
        )
        assert within(connection, CONTENTS_OF, ["a", "b"]) == [(content,), (content,)]


def test_a_connection_that_was_lost_at_rest_is_replaced(postgresql_database: Database) -> None:
    with postgresql_database.write() as connection:
        write(connection, 1)
        number = connection.execute(sa.select(sa.func.pg_backend_pid())).scalar()
    other = Database(postgresql_database.url.render_as_string(hide_password=False))
    with other.write() as connection:
        assert connection.execute(sa.select(sa.func.pg_terminate_backend(number, 60_000))).scalar()
    other.close()
    with postgresql_database.write() as connection:
        write(connection, 2)
    assert held(postgresql_database) == ["k1", "k2"]


def test_a_connection_that_is_lost_in_a_transaction_says_so_and_is_replaced(
    postgresql_database: Database,
) -> None:
    other = Database(postgresql_database.url.render_as_string(hide_password=False))
    with pytest.raises(sa.exc.OperationalError), postgresql_database.write() as connection:
        number = connection.execute(sa.select(sa.func.pg_backend_pid())).scalar()
        with other.write() as killing:
            assert killing.execute(sa.select(sa.func.pg_terminate_backend(number, 60_000))).scalar()
        connection.execute(sa.select(sa.func.pg_backend_pid()))
    other.close()
    with postgresql_database.write() as connection:
        write(connection, 1)
    assert held(postgresql_database) == ["k1"]


def test_what_was_asked_ahead_is_answered_once(database: Database) -> None:
    question = KEYS_OF, {"some": [1, 2]}
    for _ in range(2):
        with database.write() as connection:
            write(connection, 1)
            ask_ahead(connection, question)
            assert within(connection, KEYS_OF, [2]) == []
            assert fetch_together(connection, question) == [[("k1",)]]
            write(connection, 2)
            assert fetch_together(connection, question) == [[("k1",), ("k2",)]]
            ask_ahead(connection, question)
            connection.execute(sa.delete(record))
