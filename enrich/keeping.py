"""What may be kept of what a source behind a network says, what becomes of what could not be taken, and what must go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from msgspec import structs
from sqlalchemy.engine import Connection

from enrich.asking import tells_of
from enrich.errors import OnefoldError, Refused
from enrich.model import Found, RecordVersion
from enrich.pipeline import Engine
from enrich.ports import Ask, ChangedAnswer, Document, Policy
from enrich.store import inputs, sources
from enrich.store.facts import Origin

Told = Found | Refused


def kept(policy: Policy, told: Iterable[Told]) -> list[Told]:
    """What may be kept of it: nothing of a source that may only be shown, but what could not be read."""
    return [
        structs.replace(each, profile=policy.allowed(each.profile)) if isinstance(each, Found) else each
        for each in told
        if policy.may_store or isinstance(each, Refused)
    ]


def failed(engine: Engine, source: str, error: OnefoldError) -> None:
    """Notes that a source did not answer as it should; an answer that could not be taken is kept for a person to see."""
    with engine.database.write() as connection:
        sources.source_failed(connection, source, engine.clock(), str(error))
        if isinstance(error, Refused):
            keep_refused(connection, Origin(source, engine.clock()), error)


def keep_refused(connection: Connection, origin: Origin, refused: Refused) -> None:
    """Keeps what could not be taken, and of a changed answer what the source sent."""
    if isinstance(refused, ChangedAnswer) and refused.payload:
        document = Document(refused.url, Path(), origin.recorded_at)
        digest = inputs.store_original(connection, document, refused.payload, origin.recorded_at)
        origin = origin._replace(original=digest)
    inputs.store_refusals(connection, origin, "", [refused])


def no_longer_there(
    source: str, asks: Sequence[Ask], records: Iterable[RecordVersion], told: Collection[str]
) -> set[str]:
    """The keys of a source's records that hold what it was asked by, and that it did not tell: it has them no longer."""
    return {
        one.record.key
        for one in records
        if one.record.source == source and any(tells_of(ask, one.profile) for ask in asks)
    }.difference(told)
