"""The change feed: what a neighbour must be told so that its mirror of our persons stays equal.

Every event carries the whole state of one person id and the number `seq` that orders it. A mirror keeps, per id, the
event with the greatest `seq` it has seen; so events may come twice, and in any order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from enrich.model import Instant, RecordId, RecordKey, Value

ChangeKind = Literal["created", "updated", "merged", "split", "erased"]


class Change(Value, frozen=True):
    """One event. `into`: the person that a merged id now redirects to. `source_person`: whom a split id came out of."""

    kind: ChangeKind
    person_id: int
    records: tuple[RecordKey, ...] = ()
    digest: str = ""
    into: int | None = None
    source_person: int | None = None


class State(Value, frozen=True):
    """A person as stored: the records, the digest of everything shown, and when a source last said so.

    That something was said once more is no news for neighbours; that makes no event.
    """

    records: tuple[RecordId, ...]
    digest: str
    seen_at: Instant

    def says_the_same(self, other: State | None) -> bool:
        return other is not None and (self.records, self.digest) == (other.records, other.digest)


def changes(
    before: Mapping[int, State],
    after: Mapping[int, State],
    person_before: Mapping[RecordId, int],
    announced: Collection[int],
    keys: Mapping[RecordId, RecordKey],
) -> list[Change]:
    """The events between two states of some persons.

    before, after: person id -> state; person_before: record -> the person it belonged to; announced: ids of records
    among these that were a person of their own at some time, so that neighbours may hold them.
    """
    events = [
        appeared(person_id, state, person_before, keys)
        if person_id not in before
        else updated(person_id, state, keys)
        for person_id, state in sorted(after.items())
        if not state.says_the_same(before.get(person_id))
    ]
    return events + redirects(after, person_before, announced)


def appeared(
    person_id: int, state: State, person_before: Mapping[RecordId, int], keys: Mapping[RecordId, RecordKey]
) -> Change:
    records = tuple(keys[record_id] for record_id in state.records)
    came_from = person_before.get(RecordId(person_id))
    if came_from is None:
        return Change("created", person_id, records, state.digest)
    return Change("split", person_id, records, state.digest, source_person=came_from)


def updated(person_id: int, state: State, keys: Mapping[RecordId, RecordKey]) -> Change:
    return Change("updated", person_id, tuple(keys[record_id] for record_id in state.records), state.digest)


def redirects(
    after: Mapping[int, State], person_before: Mapping[RecordId, int], announced: Collection[int]
) -> list[Change]:
    """Ids that neighbours hold and that now lead to another person than before."""
    return [
        Change("merged", record_id, into=person_id)
        for person_id, state in sorted(after.items())
        for record_id in state.records
        if record_id != person_id and record_id in announced and person_before.get(record_id) != person_id
    ]


class Mirror:
    """What a neighbour builds from the feed. Also the oracle of the feed's tests."""

    def __init__(self) -> None:
        self._latest: dict[int, tuple[int, Change]] = {}

    def apply(self, seq: int, change: Change) -> None:
        held = self._latest.get(change.person_id)
        if held is None or held[0] < seq:
            self._latest[change.person_id] = (seq, change)

    def persons(self) -> dict[int, Change]:
        return {
            person_id: change
            for person_id, (_, change) in self._latest.items()
            if change.kind not in ("merged", "erased")
        }

    def find(self, person_id: int) -> int | None:
        """Follows redirects; None for an id that was erased or never announced."""
        while (held := self._latest.get(person_id)) is not None:
            if held[1].kind == "erased":
                return None
            if held[1].into is None:
                return person_id
            person_id = held[1].into
        return None
