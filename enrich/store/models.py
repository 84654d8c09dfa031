"""Which matching models decided, where each came from, and which one decides now."""

from __future__ import annotations

import json
from typing import Any, Literal, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.errors import NotFound
from enrich.model import Instant, Value
from enrich.ports import Matcher
from enrich.store.rows import insert_new
from enrich.store.statements import fetch
from enrich.store.tables import model, trial

# configured: as the settings say; trained: from the records, without labels; taught: by people's judgements; given: by a file
# or thresholds named to a command.
Origin = Literal["configured", "trained", "taught", "given"]

IN_FORCE = (
    sa.select(model.c.version)
    .where(model.c.base == sa.bindparam("base"))
    .order_by(model.c.activated_at.desc(), model.c.version)
    .limit(1)
)


class StoredModel(NamedTuple):
    version: str
    content: bytes


class Made(Value, frozen=True):
    """How a model came to be: `parent`, the version it was made from; `by`, who put it in force; `report`, what spoke for it."""

    origin: Origin = "configured"
    parent: str = ""
    by: str = ""
    report: dict[str, Any] = msgspec.field(default_factory=dict)


class ModelRow(Value, frozen=True):
    """A model that is or was in force. `made_at`: when for the first time; `activated_at`: when for the last time."""

    version: str
    origin: Origin
    parent: str
    by: str
    made_at: Instant
    activated_at: Instant
    report: dict[str, Any]


def activate(connection: Connection, matcher: Matcher, base: str, at: Instant, made: Made) -> None:
    """This model decides from now on, as long as `base` is the version of the model that is configured. One that was in force
    before keeps what is known of how it was made."""
    row = {
        "version": matcher.version, "content": matcher.content.decode(), "base": base, "activated_at": at, "by": made.by,
        "origin": made.origin, "parent": made.parent, "made_at": at, "report": json.dumps(made.report, sort_keys=True),
    }  # fmt: skip
    insert_new(connection, model, [row], update=("content", "base", "activated_at", "by"))


def version_in_force(connection: Connection, base: str) -> str | None:
    """Of the model put in force last for this configuration; None where that never happened."""
    rows = fetch(connection, IN_FORCE, {"base": base})
    return str(rows[0][0]) if rows else None


def history(connection: Connection, base: str) -> list[ModelRow]:
    """The models that were in force for this configuration, the one that is first, then the newest."""
    named = [column for column in model.c if column.name not in ("content", "base")]
    found = (
        sa.select(*named).where(model.c.base == base).order_by(model.c.activated_at.desc(), model.c.version)
    )
    return [
        ModelRow(**{**row, "report": json.loads(row["report"] or "{}")})
        for row in connection.execute(found).mappings()
    ]


def stored(connection: Connection, base: str, version: str) -> StoredModel:
    """A model that was in force for this configuration. Raises NotFound, with those there are."""
    found = sa.select(model.c.version, model.c.content).where(model.c.base == base)
    known = {row.version: row.content for row in connection.execute(found)}
    if version not in known:
        raise NotFound(
            f"there is no model {version!r} for the settings in force; there are: {', '.join(sorted(known)) or 'none'}"
        )
    return StoredModel(version, known[version].encode())


class TrialRow(Value, frozen=True):
    """A trial of judgements against the model that was in force."""

    tried_at: Instant
    by: str
    report: dict[str, Any]


def note_trial(connection: Connection, row: TrialRow) -> None:
    report = json.dumps(row.report, sort_keys=True)
    connection.execute(sa.insert(trial).values(tried_at=row.tried_at, by=row.by, report=report))


def last_trial(connection: Connection) -> TrialRow | None:
    found = sa.select(trial.c.tried_at, trial.c.by, trial.c.report).order_by(trial.c.trial_id.desc()).limit(1)
    row = connection.execute(found).first()
    return TrialRow(row.tried_at, row.by, json.loads(row.report)) if row else None
