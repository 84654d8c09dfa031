"""Pulling a directory: everything new that a source tells of by itself, batch by batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from enrich.errors import OnefoldError
from enrich.keeping import Told, failed, keep_refused, kept
from enrich.model import Found
from enrich.pipeline import Engine, Ingested, InputFrom, ingest, plus
from enrich.ports import ChangedAnswer, Connector, NextCursor, Policy, Progress, Silent
from enrich.privacy import forget_records
from enrich.store import sources
from enrich.store.facts import Origin, keys_held
from enrich.store.sources import source_states

BATCH = 2_000


def pull(
    engine: Engine, connectors: Mapping[str, Connector], source: str, progress: Progress | None = None
) -> Ingested:
    """Takes in everything new of a directory source; its cursor moves only after what came before it is stored.

    Raises RetryLater or another OnefoldError when the source does not answer as it should.
    """
    with engine.database.read() as connection:
        cursor = source_states(connection, [source])[source].cursor
    pulled = Pulled(engine, source, connectors[source].policy, progress or Silent(), whole=not cursor)
    try:
        for item in connectors[source].pull(cursor):
            pulled.take(item)
            if isinstance(item, NextCursor) and pulled.paused():
                return pulled.total
    except OnefoldError as error:
        failed(engine, source, error)
        raise
    pulled.store()
    pulled.forget_what_is_gone()
    return pulled.total


@dataclass
class Pulled:
    """What is being pulled from a directory: stored in batches, its cursor after what came before it.

    `whole`: it is listed from its beginning to its end, so that what is not among it is there no longer; `ended`: the end
    was reached; `told`: the keys that came.
    """

    engine: Engine
    source: str
    policy: Policy
    progress: Progress
    whole: bool
    ended: bool = False
    total: Ingested = field(default_factory=Ingested)
    batch: list[Told] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    def take(self, item: Told | NextCursor) -> None:
        """Takes what comes next; a cursor, or a full batch, is stored at once."""
        if isinstance(item, NextCursor):
            self.ended = not item.cursor
            self.store(item.cursor)
            return
        if isinstance(item, Found):
            self.told.add(item.key)
        else:
            self.whole = False
        self.batch.append(item)
        self.progress.step(f"pulling {self.source}", len(self.batch))
        if len(self.batch) >= BATCH:
            self._flush()

    def store(self, cursor: str | None = None) -> None:
        """Stores what came, then where to go on."""
        self._flush()
        with self.engine.database.write() as connection:
            sources.source_succeeded(connection, self.source, self.engine.clock(), cursor)

    def paused(self) -> bool:
        """Whether somebody has paused the source meanwhile."""
        with self.engine.database.read() as connection:
            return source_states(connection, [self.source])[self.source].paused

    def forget_what_is_gone(self) -> None:
        """What a whole listing does not name any more, where its source wants that; an empty listing is no proof."""
        if not (self.policy.delete_when_gone and self.whole and self.ended and self.told):
            return
        with self.engine.database.read() as connection:
            held = keys_held(connection, self.source)
        forget_records(self.engine, self.source, held - self.told)

    def _flush(self) -> None:
        told = kept(self.policy, self.batch)
        changed = [each for each in told if isinstance(each, ChangedAnswer)]
        others = [each for each in told if not isinstance(each, ChangedAnswer)]
        if changed:
            with self.engine.database.write() as connection:
                for each in changed:
                    keep_refused(connection, Origin(self.source, self.engine.clock()), each)
        origin = InputFrom(self.source, confirms=self.policy.keep_days is not None)
        ingested = ingest(self.engine, origin, others, self.progress)
        self.total = plus(self.total, ingested._replace(refused=ingested.refused + len(changed)))
        self.batch = []
