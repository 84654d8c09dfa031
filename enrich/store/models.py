"""Which matching model decided, and since when."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.model import Instant
from enrich.store.statements import insert_new
from enrich.store.tables import model


def activate(connection: Connection, version: str, at: Instant, content: str = "") -> None:
    """Notes that this model decides from now on; saying so again changes nothing."""
    insert_new(connection, model, [{"version": version, "activated_at": at, "content": content}])


def active_version(connection: Connection) -> str | None:
    query = sa.select(model.c.version).order_by(model.c.activated_at.desc(), model.c.version).limit(1)
    return connection.execute(query).scalar()
