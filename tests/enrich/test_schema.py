"""The migrations make the schema that the code knows, on every database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from enrich.store import schema
from enrich.store.database import Database
from enrich.store.tables import metadata


def test_migrating_an_empty_database_gives_the_tables_of_the_code(database: Database) -> None:
    with database.write() as connection:
        metadata.drop_all(connection)
    assert schema.upgrade(database) == schema.newest_revision()
    schema.require_current(database)
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert (
            connection.execute(sa.select(sa.func.count()).select_from(sa.table("record"))).scalar_one() == 0
        )
