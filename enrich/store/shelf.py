"""What matching reads of the store while one transaction decides who is who: each row once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy.engine import Connection

from enrich.model import RecordId
from enrich.ports import KeyTable, Prepared
from enrich.store import derived
from enrich.store.blocks import Members, RuleAndValue, blocks_in, key_table, look_up

BULK = 4_000  # from so many pending records on, whole tables are read instead of neighbourhoods
WAITING = BULK + 1  # pending records that are read: enough to see that they are too many
KEPT = 10_000  # records or blocks asked for at once, of which what was read is kept


class Shelf:
    """Holds as long as the transaction writes no features or keys but those it is told of by `put`.

    `newcomers`: records that nobody knew before this transaction: whatever is derived of records is not there of them yet.
    """

    def __init__(self, connection: Connection, newcomers: Collection[RecordId] = frozenset()) -> None:
        self.connection, self.newcomers = connection, newcomers
        self._prepared: dict[RecordId, Prepared] = {}
        self._blocks: dict[RuleAndValue, tuple[int, Members]] = {}
        self._waits: derived.Waits | None = None

    def waits(self) -> derived.Waits:
        """What waits to be settled; read once, before the transaction changes anything about that."""
        if self._waits is None:
            self._waits = derived.waits(self.connection, WAITING)
        return self._waits

    def put(self, prepared: Mapping[RecordId, Prepared]) -> None:
        """This was stored just now."""
        self._prepared.update(prepared)

    def features(self, records: Collection[RecordId]) -> dict[int, bytes]:
        if len(records) > KEPT:
            return derived.features(self.connection, records)
        held = self._read(records)
        return {number: held[number].features for number in records}

    def keys_of(self, records: Collection[RecordId]) -> KeyTable:
        """The keys of these records."""
        ordered = sorted(records)
        held = self._read(ordered)
        return KeyTable.unpacked(ordered, [held[number].keys for number in ordered])

    def members(self, blocks: Mapping[RuleAndValue, int]) -> dict[RuleAndValue, Members]:
        """Who is in these blocks, of each at most so many."""
        missing = {block: most for block, most in blocks.items() if self._read_of(block) < most}
        found = look_up(self.connection, missing)
        if len(missing) > KEPT:
            return found | {
                block: self._some(block, most) for block, most in blocks.items() if block not in found
            }
        self._blocks.update((block, (missing[block], some)) for block, some in found.items())
        return {block: self._some(block, most) for block, most in blocks.items()}

    def keys_of_blocks(self, blocks: Iterable[RuleAndValue], limits: Sequence[int]) -> KeyTable:
        """As `blocks.keys_of_blocks`."""
        return key_table(self.members({block: limits[block[0]] + 1 for block in sorted(blocks)}))

    def keys_around(
        self, records: Collection[RecordId], limits: Sequence[int], rules: Collection[int]
    ) -> KeyTable:
        """As `derived.keys_around`."""
        return self.keys_of_blocks(blocks_in(self.keys_of(records).under(rules)), limits)

    def _read(self, records: Collection[RecordId]) -> Mapping[RecordId, Prepared]:
        if missing := [number for number in records if number not in self._prepared]:
            self._prepared.update(derived.prepared_of(self.connection, missing))
        return self._prepared

    def _read_of(self, block: RuleAndValue) -> int:
        return self._blocks[block][0] if block in self._blocks else -1

    def _some(self, block: RuleAndValue, most: int) -> Members:
        return self._blocks[block][1][:most]
