"""Brings a database to the schema that this version needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from enrich.errors import ConfigError
from enrich.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database) -> str:
    """Applies the migrations that are missing, in one transaction; returns the revision reached."""
    with database.write(identity=True) as connection:
        command.upgrade(alembic_config(connection), "head")
        return current_revision(connection) or ""


def current_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or ""


def require_current(database: Database) -> None:
    """Raises ConfigError when the database is not at the schema of this version."""
    with database.read() as connection:
        found = current_revision(connection)
    if found != newest_revision():
        raise ConfigError(
            "the database is not at this version's schema; run `onefold db upgrade`",
            key="database",
            found=found or "an empty database",
            allowed=newest_revision(),
        )
