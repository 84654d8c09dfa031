"""Brings a database to the schema that this version needs."""

from __future__ import annotations

from alembic import command
from alembic.config import Config

from enrich.store.database import Database
from enrich.store.schema import MIGRATIONS, current_revision


def upgrade(database: Database) -> str:
    """Applies the migrations that are missing, in one transaction; returns the revision reached."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.write(identity=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return current_revision(connection)
