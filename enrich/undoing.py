"""A refresh as a whole: accepted, undone, and the undoing taken back.

What came stays on record. Undone, records that the refresh found for the first time are judged different from the others
of their person, and what it made known records say is set aside: that content does not count from then on, also when the
source repeats it. Both are decisions of a person, both can be taken back; what is derived then is what it would be
without them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy.engine import Connection

from enrich.changes import Change
from enrich.desk import DESK
from enrich.errors import Conflict
from enrich.identity import Pair
from enrich.model import Instant, RecordId
from enrich.pipeline import Engine, deciding, pending, settle, settle_small
from enrich.store import asides, derived, refreshes
from enrich.store.asides import Span
from enrich.store.facts import histories, keys_of
from enrich.store.judgements import add_judgement, judgements, revoke_judgement
from enrich.store.reads import current_id
from enrich.store.refreshes import Brought, RefreshRow, Undoing
from enrich.weighing import store_prepared


def accept(engine: Engine, refresh_id: int, by: str) -> None:
    """Somebody has looked at what changed, and keeps it. Raises NotFound, and Conflict for one that was undone."""
    with engine.database.write() as connection:
        ended(connection, refresh_id, undone=False)
        refreshes.decide(connection, refresh_id, "accepted", by, engine.clock(), Undoing())


def undo(engine: Engine, refresh_id: int, by: str) -> list[Change]:
    """The persons become what they would be had the refresh brought nothing. Raises NotFound, Conflict."""
    with deciding(engine) as connection:
        row, at = ended(connection, refresh_id, undone=False), engine.clock()
        brought = refreshes.brought_by(connection, refresh_id)
        note = f"refresh {refresh_id} was undone"
        parted = sorted(pairs_to_part(connection, row, brought))
        undoing = Undoing(
            tuple(add_judgement(connection, *pair, "different", by, at, note) for pair in parted),
            tuple(asides.set_aside(connection, *place, by, at, note) for place in to_set_aside(brought)),
        )
        refreshes.decide(connection, refresh_id, "undone", by, at, undoing)
        told_again = {one.record_id for one in brought if one.made != "record"}
        events = believed_anew(connection, engine, told_again, {end for pair in parted for end in pair})
    return settled(engine, events)


def redo(engine: Engine, refresh_id: int, by: str) -> list[Change]:
    """Takes an undoing back: the refresh counts again. Raises NotFound, and Conflict for one that was not undone."""
    with deciding(engine) as connection:
        row, at = ended(connection, refresh_id, undone=True), engine.clock()
        standing = {one.judgement_id for one in judgements(connection)}
        gone = [
            revoke_judgement(connection, number, by, at)
            for number in row.undoing.judgements
            if number in standing
        ]
        asides.take_back(connection, row.undoing.asides, by, at)
        refreshes.decide(connection, refresh_id, "", by, at, Undoing())
        brought = refreshes.brought_by(connection, refresh_id)
        told_again = {one.record_id for one in brought if one.made != "record"}
        events = believed_anew(
            connection, engine, told_again, {end for one in gone for end in (one.a, one.b)}
        )
    return settled(engine, events)


def ended(connection: Connection, refresh_id: int, *, undone: bool) -> RefreshRow:
    """The refresh, when it is over and was undone or not. Raises NotFound, Conflict."""
    row = refreshes.find_refresh(connection, refresh_id)
    if row.ended_at is None:
        raise Conflict(f"refresh {refresh_id} is still under way; decide when it has ended")
    if (row.decision == "undone") != undone:
        raise Conflict(f"refresh {refresh_id} was {'not undone' if undone else 'undone'}; look again")
    return row


def to_set_aside(brought: Iterable[Brought]) -> Iterator[tuple[int, Span]]:
    """version -> since when it does not count: new content ever after, content known before only where it was said now."""
    first: dict[int, Instant] = {}
    for one in brought:
        if one.made == "version":
            first[one.version_id] = min(one.observed_at, first.get(one.version_id, one.observed_at))
        elif one.made == "":
            yield one.version_id, Span(one.observed_at, one.observed_at)
    yield from ((version_id, Span(since, None)) for version_id, since in sorted(first.items()))


def pairs_to_part(connection: Connection, row: RefreshRow, brought: Sequence[Brought]) -> set[Pair]:
    """Each record that the refresh found for the first time, with all others of its person, or with whom it might be.

    What people wrote about such a record stays with it.
    """
    new = {one.record_id for one in brought if one.made == "record"}
    asked_for = current_id(connection, row.person_id)
    homes = derived.persons_of(connection, new)
    members = derived.members_of(connection, {asked_for, *homes.values()})
    pairs = {
        (min(one, other), max(one, other))
        for one in new
        for other in (*members[homes[one]], *members[asked_for][:1])
        if other not in new
    }
    keys = keys_of(connection, {end for pair in pairs for end in pair})
    return {pair for pair in pairs if not any(keys[end].source == DESK for end in pair)}


def believed_anew(
    connection: Connection, engine: Engine, told_again: Collection[RecordId], judged: Collection[RecordId]
) -> tuple[Change, ...]:
    """Within one transaction: these records may say something else now, those were judged anew."""
    told = histories(connection, told_again)
    current = {number: engine.matcher.prepare(versions[-1].profile) for number, versions in told.items()}
    marks = store_prepared(connection, engine.matcher, current, 0)
    derived.mark(marks, {*told_again, *judged})
    return tuple(settle_small(connection, engine, marks) or ())


def settled(engine: Engine, events: Sequence[Change]) -> list[Change]:
    """With what was too much to be settled at once."""
    return [*events, *(settle(engine) if pending(engine) else ())]
