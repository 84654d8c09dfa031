"""The derived rows that people see: persons, timelines, search words, the review queue, the change feed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.changes import Change, State
from enrich.golden import Survivorship
from enrich.model import Instant, RecordId, TimelineEntry
from enrich.persons import person_of, person_row, search_words
from enrich.review import Item
from enrich.store.facts import Episode
from enrich.store.rows import delete_rows, insert_rows
from enrich.store.statements import (
    SOME,
    Among,
    Values,
    change_within,
    everywhere_or_within,
    within,
    within_together,
)
from enrich.store.tables import change, membership, person, posting, review_item, term, timeline_entry

encode = msgspec.json.Encoder(order="deterministic").encode
decode_entry = msgspec.json.Decoder(TimelineEntry).decode
decode_change = msgspec.json.Decoder(Change).decode

MEMBERS = sa.select(membership.c.person_id, membership.c.record_id)
MEMBERS_OF = MEMBERS.where(Among(membership.c.person_id))
STATES = sa.select(person.c.person_id, person.c.digest, person.c.seen_at)
STATES_OF = STATES.where(Among(person.c.person_id))
DROP_PERSONS, DROP_ENTRIES, DROP_POSTINGS = (
    sa.delete(table).where(Among(table.c.person_id)) for table in (person, timeline_entry, posting)
)
POSTED = ("term_id", "field", "person_id")
POSTINGS_OF = sa.select(*(posting.c[name] for name in POSTED)).where(Among(posting.c.person_id))
TERMS_OF = sa.select(term.c.term, term.c.term_id).where(Among(term.c.term))
NEW_TERMS = sa.text(
    "INSERT INTO term (term) SELECT word FROM unnest(CAST(:some AS text[])) AS asked (word) "
    "WHERE NOT EXISTS (SELECT FROM term WHERE term.term = asked.word) ON CONFLICT DO NOTHING RETURNING term, term_id"
).bindparams(sa.bindparam(SOME, type_=Values()))
ITEM = ("a", "b", "person_a", "person_b", "weight", "reason", "detail")
ITEMS_OF = sa.union_all(
    *(
        sa.select(*(review_item.c[name] for name in ITEM)).where(Among(end))
        for end in (review_item.c.a, review_item.c.b)
    )
)
ANNOUNCED = sa.select(change.c.person_id).distinct()
ANNOUNCED_OF = ANNOUNCED.where(Among(change.c.person_id))


def states_of(connection: Connection, persons: Collection[int] | None) -> dict[int, State]:
    """The stored state of these persons (all for None); ids that are no person (any more) are left out."""
    rows = everywhere_or_within(connection, MEMBERS, MEMBERS_OF, persons)
    return states_with(connection, persons, {RecordId(record_id): number for number, record_id in rows})


def states_with(
    connection: Connection, persons: Collection[int] | None, homes: Mapping[RecordId, int]
) -> dict[int, State]:
    """The same, where it is known who belongs to them: record -> person."""
    return states_in(everywhere_or_within(connection, STATES, STATES_OF, persons), homes)


def states_in(rows: Iterable[tuple[Any, ...]], homes: Mapping[RecordId, int]) -> dict[int, State]:
    members: dict[int, list[RecordId]] = {}
    for record_id in sorted(homes):
        members.setdefault(homes[record_id], []).append(record_id)
    return {
        number: State(tuple(members.get(number, ())), digest, Instant(seen_at))
        for number, digest, seen_at in rows
    }


def delete_persons(connection: Connection, persons: Collection[int]) -> None:
    for drop in (DROP_PERSONS, DROP_ENTRIES, DROP_POSTINGS):
        change_within(connection, drop, persons)


class PersonRows(NamedTuple):
    """Everything that is stored of one derived person."""

    state: State
    row: tuple[Any, ...]
    entries: tuple[tuple[Any, ...], ...]
    words: dict[str, int]

    @property
    def person_id(self) -> int:
        return self.state.records[0]


def rows_of(histories: Sequence[Sequence[Episode]], survivorship: Survivorship) -> PersonRows:
    """Derives one person out of their records' stored histories."""
    one = person_of([tuple(episode.decoded() for episode in told) for told in histories], survivorship)
    return PersonRows(
        State(one.records, one.digest, one.seen_at),
        tuple(person_row(one).values()),
        tuple(
            (one.person_id, position, entry.kind, entry.start, encode(entry).decode())
            for position, entry in enumerate(one.timeline)
        ),
        search_words(one),
    )


def store_persons(
    connection: Connection, persons: Sequence[PersonRows], replaced: Collection[int], terms: dict[str, int]
) -> None:
    """Writes the rows of these persons; `replaced` are ids that may have rows already.

    `terms`: the numbers of words that were met before in this transaction; new ones are added.
    """
    for drop in (DROP_PERSONS, DROP_ENTRIES):
        change_within(connection, drop, replaced)
    insert_rows(connection, person, [column.name for column in person.columns], [one.row for one in persons])
    entries = [entry for one in persons for entry in one.entries]
    insert_rows(connection, timeline_entry, ("person_id", "position", "kind", "start", "content"), entries)
    store_words(connection, {one.person_id: one.words for one in persons}, replaced, terms)


def store_words(
    connection: Connection,
    words: dict[int, dict[str, int]],
    replaced: Collection[int],
    numbers: dict[str, int],
) -> None:
    """Writes by which words persons are found; of those who had some before only what changes."""
    new = {word for found in words.values() for word in found}.difference(numbers)
    on_server = new if connection.dialect.name != "sqlite" else ()  # where asking again is a journey
    terms, postings, made = within_together(
        connection, (TERMS_OF, new), (POSTINGS_OF, replaced), (NEW_TERMS, on_server)
    )
    numbers |= dict((*terms, *made))
    held = set(postings)
    missing = sorted(new.difference(numbers))
    insert_rows(connection, term, ("term",), [(word,) for word in missing], "ON CONFLICT DO NOTHING")
    numbers |= term_numbers(connection, missing)
    wanted = {
        (numbers[word], field, number) for number, found in words.items() for word, field in found.items()
    }
    delete_rows(connection, posting, POSTED, sorted(held - wanted))
    insert_rows(connection, posting, POSTED, sorted(wanted - held))


def term_numbers(connection: Connection, words: Collection[str]) -> dict[str, int]:
    return dict(within(connection, TERMS_OF, words))


# --- review queue ---


def replace_review_items(
    connection: Connection, held: Collection[tuple[Any, ...]] | None, items: Iterable[Item]
) -> None:
    """The rows that are `held` (None: all there are) give way to `items`; only what changes is written."""
    wanted = {
        (*item[:4], item.weight, item.reason, encode(item.against).decode() if item.against else "")
        for item in items
    }
    if held is None:
        connection.execute(sa.delete(review_item))
    before = set(held or ())
    delete_rows(connection, review_item, ("a", "b"), sorted(row[:2] for row in before - wanted))
    insert_rows(connection, review_item, ITEM, sorted(wanted - before))


def count_review_items(connection: Connection) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(review_item)).scalar_one())


# --- change feed ---


def announced(connection: Connection, records: Collection[RecordId] | None) -> set[int]:
    """Which of these record ids were announced as a person at some time."""
    rows = everywhere_or_within(connection, ANNOUNCED, ANNOUNCED_OF, records)
    return {number for (number,) in rows}


def store_changes(connection: Connection, events: Sequence[Change], at: Instant) -> None:
    rows = [(at, event.kind, event.person_id, encode(event).decode()) for event in events]
    insert_rows(connection, change, ("at", "kind", "person_id", "content"), rows)


def changes_after(connection: Connection, seq: int, limit: int = 1000) -> list[tuple[int, Instant, Change]]:
    """The feed after `seq`, in order."""
    query = sa.select(change).where(change.c.seq > seq).order_by(change.c.seq).limit(limit)
    return [(row.seq, row.at, decode_change(row.content)) for row in connection.execute(query)]


def last_redirect(connection: Connection, person_id: int) -> int | None:
    """Where the feed last said that this id leads; None where it leads nowhere."""
    query = sa.select(change.c.content).where(change.c.person_id == person_id)
    content = connection.execute(query.order_by(change.c.seq.desc()).limit(1)).scalar()
    return None if content is None else decode_change(content).into


def timeline_of(connection: Connection, person_id: int) -> list[TimelineEntry]:
    query = sa.select(timeline_entry.c.content).where(timeline_entry.c.person_id == person_id)
    rows = connection.execute(query.order_by(timeline_entry.c.position)).scalars()
    return [decode_entry(content) for content in rows]
