"""The migrations make the schema that the code knows, on every database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from enrich.errors import ConfigError
from enrich.store import migrating, schema
from enrich.store.database import Database
from enrich.store.tables import metadata


def test_migrating_an_empty_database_gives_the_tables_of_the_code(database: Database) -> None:
    with database.write() as connection:
        metadata.drop_all(connection)
    assert migrating.upgrade(database) == schema.newest_revision()
    schema.require_current(database)
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert (
            connection.execute(sa.select(sa.func.count()).select_from(sa.table("record"))).scalar_one() == 0
        )


def test_an_empty_database_is_told(database: Database) -> None:
    with database.write() as connection:
        metadata.drop_all(connection)
    with pytest.raises(ConfigError, match=r"onefold db upgrade.*an empty database"):
        schema.require_current(database)


def test_the_newest_revision_is_that_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert schema.newest_revision() == ScriptDirectory.from_config(config).get_current_head()
