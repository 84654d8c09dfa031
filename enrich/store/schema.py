"""Whether a database is at the schema that this version needs. `migrating` brings it there."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.errors import ConfigError
from enrich.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
REVISION = sa.table("alembic_version", sa.column("version_num", sa.Text))


def current_revision(connection: Connection) -> str:
    """The revision that a database is at; "" for an empty one."""
    if not sa.inspect(connection).has_table(REVISION.name):
        return ""
    return connection.execute(sa.select(REVISION.c.version_num)).scalar() or ""


def newest_revision() -> str:
    """The revision of the last migration; their files are named after them, in order."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


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
