"""Which matching models decided, and which one does now."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.model import Instant
from enrich.ports import Matcher
from enrich.store.statements import insert_new
from enrich.store.tables import model

IN_FORCE = (
    sa.select(model.c.version, model.c.content)
    .where(model.c.base == sa.bindparam("base"))
    .order_by(model.c.activated_at.desc(), model.c.version)
    .limit(1)
)


class StoredModel(NamedTuple):
    version: str
    content: bytes


def activate(connection: Connection, matcher: Matcher, base: str, at: Instant) -> None:
    """This model decides from now on, as long as `base` is the version of the model that is configured."""
    row = {
        "version": matcher.version, "content": matcher.content.decode(), "base": base, "activated_at": at,
    }  # fmt: skip
    insert_new(connection, model, [row], update=("content", "base", "activated_at"))


def in_force(connection: Connection, base: str) -> StoredModel | None:
    """The model put in force last for this configuration; None where that never happened."""
    row = connection.execute(IN_FORCE, {"base": base}).first()
    return StoredModel(row.version, row.content.encode()) if row else None
