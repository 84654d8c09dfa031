"""Forgetting: what a source's policy lets nobody keep any longer goes, with everything that was derived from it.

What is left is what it would be had the source never said it. A person whose oldest record goes lives on under the id of
the oldest one that is left, and the id they had leads there; one of whom nothing is left is told as erased.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.engine import Connection

from enrich.changes import Change
from enrich.desk import DESK
from enrich.golden import DAY
from enrich.model import Instant, RecordId
from enrich.pipeline import Engine, deciding, settle, settle_small
from enrich.ports import Policy, Progress, Silent
from enrich.resolution import resolve_touched
from enrich.store import derived, forgetting, persons
from enrich.store.blocks import records_in
from enrich.store.facts import histories, keys_of, known_ids
from enrich.store.judgements import add_judgement, judgements
from enrich.store.sightings import sightings_of
from enrich.weighing import store_prepared


class Forgotten(NamedTuple):
    """How much went: record versions, refused inputs; and what that changed."""

    versions: int = 0
    refused: int = 0
    events: tuple[Change, ...] = ()


def plus(one: Forgotten, other: Forgotten) -> Forgotten:
    return Forgotten(one.versions + other.versions, one.refused + other.refused, one.events + other.events)


def forget_old(engine: Engine, policies: Mapping[str, Policy], progress: Progress | None = None) -> Forgotten:
    """Forgets what each source has not said again for as long as its policy lets it be kept."""
    progress, total = progress or Silent(), Forgotten()
    limited = {name: policy.keep_days for name, policy in policies.items() if policy.keep_days is not None}
    for done, (source, days) in enumerate(sorted(limited.items())):
        progress.step(f"forgetting what {source} no longer says", done, len(limited))
        before = Instant(engine.clock() - days * DAY)
        with deciding(engine) as connection:
            old = too_old(connection, source, before)
            refused = forgetting.drop_refused(connection, source, before)
            events = forget_versions(connection, engine, old)
        total = plus(total, Forgotten(len(old), refused, events))
    return with_rest_settled(engine, total)


def forget_records(engine: Engine, source: str, keys: Collection[str]) -> Forgotten:
    """Forgets all that a source ever said of these records of its own: it has them no longer."""
    with deciding(engine) as connection:
        gone = forgetting.versions_of(connection, list(known_ids(connection, source, keys).values()))
        events = forget_versions(connection, engine, gone)
    return with_rest_settled(engine, Forgotten(len(gone), 0, events))


def too_old(connection: Connection, source: str, before: Instant) -> dict[int, RecordId]:
    """version -> its record, of what this source has not said since. What it says now stays as long as it tells of the
    record, be it the same every time."""
    old = forgetting.old_versions(connection, source, before)
    told = sightings_of(connection, {record_id for record_id, _ in old.values()})
    current = {(record_id, max(seen).content_hash) for record_id, seen in told.items()}
    confirmed = forgetting.confirmed(connection, told.keys(), before)
    return {
        version: content[0]
        for version, content in old.items()
        if not (content in current and content[0] in confirmed)
    }


def forget_versions(
    connection: Connection, engine: Engine, versions: Mapping[int, RecordId]
) -> tuple[Change, ...]:
    """Within one transaction: these versions were never said."""
    if not versions:
        return ()
    concerned = set(versions.values())
    homes = derived.persons_of(connection, concerned)
    words = forgetting.words_of(connection, set(homes.values()))
    forgetting.drop_versions(connection, versions.keys())
    left = histories(connection, concerned)
    events = forget_whole(connection, engine, concerned - left.keys())
    fresh = {number: engine.matcher.prepare(told[-1].profile) for number, told in left.items()}
    marks = store_prepared(connection, engine.matcher, fresh, 0)
    derived.mark(marks, left.keys())
    events += tuple(settle_small(connection, engine, marks) or ())
    forgetting.drop_past_changes(connection, set(homes.values()) | {one.person_id for one in events})
    forgetting.drop_unused_words(connection, words)
    return events


def forget_whole(connection: Connection, engine: Engine, records: Collection[RecordId]) -> tuple[Change, ...]:
    """Records of which nothing is left go; who was one person with them, or might be, is decided anew."""
    homes = derived.persons_of(connection, records)
    members = derived.members_of(connection, set(homes.values()))
    around = {end for link in derived.links_of(connection, records) for end in link[:2]}
    around |= {end for judged in judgements(connection, records) for end in (judged.a, judged.b)}
    around |= {member for some in members.values() for member in some}
    around -= set(records)
    blocks = derived.own_blocks(connection, records)
    announced = sorted(persons.announced(connection, records))
    heirs = {
        record_id: next((one for one in members.get(record_id, ()) if one not in records), None)
        for record_id in announced
        if homes.get(RecordId(record_id)) == record_id
    }
    for record_id, heir in heirs.items():
        if heir is not None:
            forgetting.rehome_refreshes(connection, RecordId(record_id), heir)
    at = engine.clock()
    hang_elsewhere(connection, records, members.values(), at)
    forgetting.drop_records(connection, records)
    persons.delete_persons(connection, [record_id for record_id, heir in heirs.items() if heir is None])
    events = resolve_touched(connection, engine.rules, around, at, Silent())
    homes = derived.persons_of(connection, [heir for heir in heirs.values() if heir is not None])
    led = [
        Change("erased", record_id) if heir is None else Change("merged", record_id, into=homes[heir])
        for record_id, heir in heirs.items()
    ]
    persons.store_changes(connection, led, at)
    shared = records_in(connection, blocks, max(engine.matcher.block_limits) + len(records) + 1)
    derived.mark_pending(connection, shared, "pairs")
    return (*events, *led)


def hang_elsewhere(
    connection: Connection, records: Collection[RecordId], families: Iterable[Sequence[RecordId]], at: Instant
) -> None:
    """What people wrote about one of these records hangs on the oldest other one of the person from now on."""
    sources = {
        number: key.source for number, key in keys_of(connection, {n for f in families for n in f}).items()
    }
    for family in families:
        left = [one for one in family if one not in records and sources[one] != DESK]
        written = {one for one in family if sources[one] == DESK}
        for judged in judgements(connection, written) if left else ():
            note, anchor = (judged.a, judged.b) if judged.a in written else (judged.b, judged.a)
            if anchor in records and judged.verdict == "same":
                add_judgement(connection, left[0], note, "same", judged.by, at, judged.note)


def with_rest_settled(engine: Engine, forgotten: Forgotten) -> Forgotten:
    """With what was too much to be settled at once."""
    return plus(forgotten, Forgotten(events=tuple(settle(engine))))
