"""Refreshes of persons: what each source said, what came with it, and what somebody decided about it as a whole."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.errors import NotFound
from enrich.model import Instant, RecordId, Value
from enrich.store.facts import VERSIONS_OF, Taken
from enrich.store.rows import insert_new, insert_rows
from enrich.store.statements import within
from enrich.store.tables import record_version, refresh, refresh_answer, refresh_sighting

Decision = Literal["", "accepted", "undone"]
Made = Literal["record", "version", ""]


class Undoing(Value, frozen=True):
    """The numbers of the judgements and of the settings aside that an undo consists of."""

    judgements: tuple[int, ...] = ()
    asides: tuple[int, ...] = ()


class RefreshRow(Value, frozen=True):
    """One refresh. `person_id`: the person as asked for; ids that were merged lead on. `ended_at`: None while it runs."""

    refresh_id: int
    person_id: int
    by: str
    began_at: Instant
    ended_at: Instant | None
    decision: Decision = ""
    decided_at: Instant | None = None
    decided_by: str = ""
    undoing: Undoing = Undoing()


class AnswerRow(Value, frozen=True):
    """What one source said in a refresh; `state` is "asking" until it has answered."""

    source: str
    state: str
    records: int
    new: int
    changed: int
    note: str
    asked_at: Instant
    answered_at: Instant | None

    @property
    def milliseconds(self) -> int | None:
        """How long it took, None while it is being asked."""
        return None if self.answered_at is None else (self.answered_at - self.asked_at) // 1000


class Brought(NamedTuple):
    """A sighting that came with a refresh; `made`: a record or a version that was not there before, or neither."""

    version_id: int
    record_id: RecordId
    observed_at: Instant
    made: Made


def begin_refresh(connection: Connection, person_id: int, by: str, at: Instant) -> int:
    """Its number. One that was left unfinished, by a worker that died, ends here."""
    unfinished = refresh.c.person_id == person_id, refresh.c.ended_at.is_(None)
    connection.execute(sa.update(refresh).where(*unfinished).values(ended_at=at))
    row = {"person_id": person_id, "by": by, "began_at": at}
    return int(
        connection.execute(sa.insert(refresh).values(row).returning(refresh.c.refresh_id)).scalar_one()
    )


def end_refresh(connection: Connection, refresh_id: int, at: Instant) -> None:
    connection.execute(sa.update(refresh).where(refresh.c.refresh_id == refresh_id).values(ended_at=at))


def note_asking(connection: Connection, refresh_id: int, sources: Collection[str], at: Instant) -> None:
    """These sources are being asked, for the first time or about something more."""
    rows = [
        {
            "refresh_id": refresh_id, "source": source, "state": "asking", "records": 0, "new": 0, "changed": 0,
            "note": "", "asked_at": at, "answered_at": None,
        }
        for source in sources
    ]  # fmt: skip
    insert_new(connection, refresh_answer, rows, update=("state", "answered_at"))


def note_answer(connection: Connection, refresh_id: int, answer: AnswerRow) -> None:
    """What came of asking a source so far."""
    row = {"refresh_id": refresh_id, **{name: getattr(answer, name) for name in answer.__struct_fields__}}
    update = ("state", "records", "new", "changed", "note", "answered_at")
    insert_new(connection, refresh_answer, [row], update=update)


def store_brought(connection: Connection, refresh_id: int, taken: Taken) -> None:
    """Keeps which sightings came with a refresh; in the transaction that stored them."""
    rows = within(connection, VERSIONS_OF, {one.record_id for one in taken.told})
    versions = {(record_id, content_hash): version_id for record_id, content_hash, version_id in rows}
    insert_rows(
        connection,
        refresh_sighting,
        ("refresh_id", "version_id", "observed_at", "made"),
        [
            (
                refresh_id,
                versions[one.record_id, one.content_hash],
                one.observed_at,
                "record" if one.record_id in taken.fresh
                else "version" if (one.record_id, one.content_hash) in taken.first
                else "",
            )
            for one in sorted(taken.told)
        ],
    )  # fmt: skip


def brought_by(connection: Connection, refresh_id: int) -> list[Brought]:
    told, version = refresh_sighting.c, record_version.c
    query = (
        sa.select(told.version_id, version.record_id, told.observed_at, told.made)
        .join_from(refresh_sighting, record_version, told.version_id == version.version_id)
        .where(told.refresh_id == refresh_id)
        .order_by(told.version_id, told.observed_at)
    )
    return [Brought(*row) for row in connection.execute(query)]


def decide(
    connection: Connection, refresh_id: int, decision: Decision, by: str, at: Instant, undoing: Undoing
) -> None:
    values = {
        "decision": decision, "decided_by": by, "decided_at": at,
        "undoing": msgspec.json.encode(undoing).decode() if decision == "undone" else "",
    }  # fmt: skip
    connection.execute(sa.update(refresh).where(refresh.c.refresh_id == refresh_id).values(values))


def find_refresh(connection: Connection, refresh_id: int) -> RefreshRow:
    """Raises NotFound."""
    row = connection.execute(sa.select(refresh).where(refresh.c.refresh_id == refresh_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no refresh {refresh_id}")
    return refresh_row(row)


def refreshes_of(connection: Connection, records: Collection[RecordId], limit: int = 20) -> list[RefreshRow]:
    """The refreshes of a person who is made of these records, the newest first."""
    query = sa.select(refresh).where(refresh.c.person_id.in_(sorted(records)))
    rows = connection.execute(query.order_by(refresh.c.refresh_id.desc()).limit(limit))
    return [refresh_row(row) for row in rows]


def answers_in(connection: Connection, refresh_id: int) -> list[AnswerRow]:
    """By source."""
    columns = [refresh_answer.c[name] for name in AnswerRow.__struct_fields__]
    query = sa.select(*columns).where(refresh_answer.c.refresh_id == refresh_id)
    return [AnswerRow(*row) for row in connection.execute(query.order_by(refresh_answer.c.source))]


def last_asked(connection: Connection, records: Collection[RecordId]) -> dict[str, Instant]:
    """source -> when it last answered about a person who is made of these records; what was undone does not count."""
    asked = sa.select(refresh_answer.c.source, sa.func.max(refresh_answer.c.answered_at)).join_from(
        refresh_answer, refresh, refresh.c.refresh_id == refresh_answer.c.refresh_id
    )
    answered = refresh_answer.c.state.in_(("done", "nothing"))
    kept = refresh.c.person_id.in_(sorted(records)), refresh.c.decision != "undone"
    query = asked.where(*kept, answered).group_by(refresh_answer.c.source)
    return {source: Instant(at) for source, at in connection.execute(query) if at is not None}


def refresh_row(row: Any) -> RefreshRow:
    undoing = msgspec.json.decode(row.undoing, type=Undoing) if row.undoing else Undoing()
    return RefreshRow(**{**row._mapping, "undoing": undoing})
