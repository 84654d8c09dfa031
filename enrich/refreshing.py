"""Refresh: asking the sources again about one person, and pulling directories. What comes is records like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from enrich.errors import OnefoldError, Refused, RetryLater
from enrich.model import Found, Golden, Instant, Link, Value, Work
from enrich.pipeline import Engine, Ingested, InputFrom, ingest, plus
from enrich.ports import Ask, Connector, LookupBy, NextCursor, Progress, Silent
from enrich.store import inputs, sources
from enrich.store.facts import Origin
from enrich.store.reads import current_id, person_page
from enrich.store.sources import source_states
from enrich.vocabulary import ATTRIBUTES

ASKS_PER_SOURCE = 5


class Plan(Value, frozen=True):
    """What one source would be asked about a person; `skipped` says why it is not, "" when it is."""

    source: str
    asks: tuple[Ask, ...]
    why: str
    skipped: str = ""


class Answer(Value, frozen=True):
    """What came of asking one source: `records` found, how many of them are `new` or `changed`, or what went wrong."""

    source: str
    state: Literal["done", "nothing", "skipped", "limited", "failed"]
    records: int = 0
    new: int = 0
    changed: int = 0
    note: str = ""


class Difference(Value, frozen=True):
    """One attribute that a refresh changed, in words."""

    attribute: str
    before: str
    after: str


class Refreshed(Value, frozen=True):
    """The outcome of a refresh, source by source, and what it changed."""

    person_id: int
    answers: tuple[Answer, ...]
    differences: tuple[Difference, ...]


def plan(
    golden: Golden, connectors: Mapping[str, Connector], paused: frozenset[str] = frozenset()
) -> list[Plan]:
    """Which sources would be asked what about this person, and why the others would not."""
    plans = []
    for source, connector in sorted(connectors.items()):
        asks = tuple(ask for by in connector.lookup_by for ask in ASKS[by](golden))[:ASKS_PER_SOURCE]
        skipped = (
            "paused" if source in paused
            else "is pulled as a whole, not asked about one person" if not connector.lookup_by
            else f"no {' or '.join(connector.lookup_by)} of theirs is known" if not asks
            else ""
        )  # fmt: skip
        plans.append(Plan(source, asks, f"asks by {', '.join(connector.lookup_by)}", skipped))
    return plans


def links_of(golden: Golden) -> list[Link]:
    values = [chosen.claim.value for chosen in golden.values.get("link", ())]
    return [link for link in values if isinstance(link, Link)]


def by_url(golden: Golden) -> Iterator[Ask]:
    yield from (Ask(url=link.url) for link in links_of(golden) if not link.network)


def by_handle(golden: Golden) -> Iterator[Ask]:
    for link in links_of(golden):
        if link.network and link.username:
            yield Ask(url=link.url, network=link.network, handle=link.username)


def by_email(golden: Golden) -> Iterator[Ask]:
    yield from (Ask(email=str(chosen.claim.value)) for chosen in golden.values.get("email", ()))


def by_name(golden: Golden) -> Iterator[Ask]:
    name, position = golden.first("name"), golden.first("position")
    if name and isinstance(position, Work) and position.employer:
        yield Ask(name=str(name), employer=position.employer)


ASKS: dict[LookupBy, Any] = {"url": by_url, "handle": by_handle, "email": by_email, "name+employer": by_name}


def refresh(
    engine: Engine, connectors: Mapping[str, Connector], person_id: int, progress: Progress | None = None
) -> Refreshed:
    """Asks every source that can be asked about this person. Raises NotFound."""
    progress = progress or Silent()
    with engine.database.read() as connection:
        number = current_id(connection, person_id)
        before = person_page(connection, engine.rules.survivorship, number).person.golden
        paused = frozenset(
            name for name, state in source_states(connection, connectors).items() if state.paused
        )
    plans = plan(before, connectors, paused)
    answers = []
    for done, step in enumerate(plans):
        progress.step(f"asking {step.source}", done, len(plans))
        answers.append(
            Answer(step.source, "skipped", note=step.skipped) if step.skipped
            else asked(engine, step, connectors[step.source])
        )  # fmt: skip
    progress.step("done", len(plans), len(plans))
    with engine.database.read() as connection:
        now = current_id(connection, number)
        after = person_page(connection, engine.rules.survivorship, now).person.golden
    return Refreshed(now, tuple(answers), tuple(differences(before, after)))


def asked(engine: Engine, step: Plan, connector: Connector) -> Answer:
    """Puts the questions to one source and takes in what it says; what goes wrong there stays there."""
    try:
        found = [item for ask in step.asks for item in connector.lookup(ask)]
        ingested = ingest(engine, InputFrom(step.source), found) if connector.policy.may_store else Ingested()
    except RetryLater as error:
        failed(engine, step.source, error)
        return Answer(step.source, "limited", note=str(error))
    except OnefoldError as error:
        failed(engine, step.source, error)
        return Answer(step.source, "failed", note=str(error))
    with engine.database.write() as connection:
        sources.source_succeeded(connection, step.source, engine.clock())
    return Answer(step.source, "done" if found else "nothing", len(found), ingested.new, ingested.changed)


def failed(engine: Engine, source: str, error: OnefoldError) -> None:
    """Notes that a source did not answer as it should; an answer that could not be taken is kept for a person to see."""
    at = engine.clock()
    with engine.database.write() as connection:
        sources.source_failed(connection, source, at, str(error))
        if isinstance(error, Refused):
            inputs.store_refusals(connection, Origin(source, at), "", [error])


def differences(before: Golden, after: Golden) -> Iterator[Difference]:
    """What is shown differently now; another spelling of the same value is no difference."""
    for attribute in ATTRIBUTES:
        old, new = (
            {c.claim.key: attribute.show(c.claim.value) for c in golden.values.get(attribute.name, ())}
            for golden in (before, after)
        )
        if old.keys() != new.keys():
            gone = [shown for key, shown in old.items() if key not in new]
            come = [shown for key, shown in new.items() if key not in old]
            yield Difference(attribute.label, ", ".join(gone), ", ".join(come))


def changed_between(engine: Engine, person_id: int, since: Instant, until: Instant) -> list[Difference]:
    """What was shown differently at `until` than at `since`. Raises NotFound for who was not known then."""
    with engine.database.read() as connection:
        before = person_page(connection, engine.rules.survivorship, person_id, since).person.golden
        after = person_page(connection, engine.rules.survivorship, person_id, until).person.golden
    return list(differences(before, after))


def pull(
    engine: Engine, connectors: Mapping[str, Connector], source: str, progress: Progress | None = None
) -> Ingested:
    """Takes in everything new of a directory source; its cursor moves only after what came before it is stored.

    Raises RetryLater or another OnefoldError when the source does not answer as it should.
    """
    progress = progress or Silent()
    connector = connectors[source]
    with engine.database.read() as connection:
        cursor = source_states(connection, [source])[source].cursor
    total, batch = Ingested(), list[Found | Refused]()
    try:
        for item in connector.pull(cursor):
            if isinstance(item, NextCursor):
                total = plus(total, ingest(engine, InputFrom(source), batch, progress))
                batch = []
                with engine.database.write() as connection:
                    sources.source_succeeded(connection, source, engine.clock(), item.cursor)
            else:
                batch.append(item)
                progress.step(f"pulling {source}", len(batch))
    except OnefoldError as error:
        failed(engine, source, error)
        raise
    total = plus(total, ingest(engine, InputFrom(source), batch, progress))
    with engine.database.write() as connection:
        sources.source_succeeded(connection, source, engine.clock())
    return total
