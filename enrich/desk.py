"""What people write in Onefold: notes, conversations, corrections. Each is a record of its own from a human source.

It hangs on one identity of the person by a "same" judgement; so it follows that identity through every merge and split.
A correction hangs on the identity whose value was shown, a note on the person's oldest one.
"""

from __future__ import annotations

import uuid

from enrich.changes import Change
from enrich.errors import NotFound
from enrich.model import Found, Interaction, Profile, RecordId, RecordKey
from enrich.pipeline import Engine, InputFrom, deciding, settle_records, take_batch
from enrich.ports import Silent
from enrich.store.facts import draft, find_record
from enrich.store.judgements import add_judgement
from enrich.store.reads import person_page
from enrich.vocabulary import BY_NAME

DESK = "desk"  # the source that people at their desks write to


def note(engine: Engine, person_id: int, interaction: Interaction, by: str) -> list[Change]:
    """Logs a conversation with a person or a note about them. Raises NotFound."""
    with engine.database.read() as connection:
        shown = person_page(connection, engine.rules.survivorship, person_id).person
    return written(engine, shown.records[0], Profile(interactions=(interaction,)), by)


def correct(engine: Engine, person_id: int, attribute: str, profile: Profile, by: str) -> list[Change]:
    """Sets the right value of one attribute, as read from `profile`; no machine overwrites it.

    Raises NotFound for an unknown person or attribute.
    """
    if attribute not in BY_NAME:
        raise NotFound(f"there is no attribute {attribute!r}; there are {', '.join(BY_NAME)}")
    with engine.database.read() as connection:
        shown = person_page(connection, engine.rules.survivorship, person_id).person
    values = shown.golden.values.get(attribute, ())
    anchor = values[0].claim.record_id if values else shown.records[0]
    return written(engine, anchor, profile, by)


def written(engine: Engine, anchor: RecordId, profile: Profile, by: str) -> list[Change]:
    """Stores what was written and says that it is about the anchor's person, both or neither."""
    found = Found(uuid.uuid4().hex, profile)
    drafts = [draft(found, engine.matcher.prepare(profile), engine.clock())]
    with deciding(engine) as connection:
        take_batch(connection, engine, InputFrom(DESK), drafts, [])
        record_id = find_record(connection, RecordKey(DESK, found.key))
        add_judgement(connection, anchor, record_id, "same", by, engine.clock(), "written in Onefold")
        return settle_records(connection, engine, {record_id: "everything"}, Silent())
