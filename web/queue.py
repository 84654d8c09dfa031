"""The review queue as pages need it: how much of what, whom it concerns, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.identity import Pair
from enrich.store.reads import ReviewRow, review_queue
from enrich.store.tables import review_item

LONGEST = (
    5_000  # so much of the queue is looked through, in its order: contradictions first, then the likeliest
)

REASON_NAMES: dict[str, str] = {
    "contradiction": "contradiction",
    "fits_two": "fits two persons",
    "people_disagree": "people disagree",
    "outvoted": "most do not agree",
    "too_large": "too many records",
    "unsure": "not sure",
}


def waiting(connection: Connection) -> int:
    """How many pairs wait for a person."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(review_item)).scalar_one())


def by_reason(connection: Connection) -> dict[str, int]:
    """How many pairs wait for each reason, in the order of `REASON_NAMES`."""
    query = sa.select(review_item.c.reason, sa.func.count()).group_by(review_item.c.reason)
    found = {reason: int(number) for reason, number in connection.execute(query)}
    return {reason: found[reason] for reason in REASON_NAMES if reason in found}


def in_review(connection: Connection, persons: Collection[int]) -> Counter[int]:
    """In how many waiting pairs each of these persons is."""
    found: Counter[int] = Counter()
    for column in (review_item.c.person_a, review_item.c.person_b):
        found.update(connection.execute(sa.select(column).where(column.in_(persons))).scalars())
    return found


def of_reason(connection: Connection, reason: str = "", limit: int = LONGEST) -> list[ReviewRow]:
    """The queue in its order, all of it or what waits for one reason."""
    rows = review_queue(connection, limit=LONGEST if reason else limit)
    return [row for row in rows if not reason or row.reason == reason][:limit]


class Position(NamedTuple):
    """Where a pair stands in the queue; `number` is 0 for a pair that does not wait."""

    number: int
    total: int
    before: Pair | None
    after: Pair | None


def position_of(pair: Pair, rows: Sequence[ReviewRow]) -> Position:
    pairs = [(row.a, row.b) for row in rows]
    if pair not in pairs:
        return Position(0, len(pairs), None, pairs[0] if pairs else None)
    at = pairs.index(pair)
    after = pairs[at + 1] if at + 1 < len(pairs) else None
    return Position(at + 1, len(pairs), pairs[at - 1] if at else None, after)


def next_after(pair: Pair, before: Sequence[ReviewRow], now: Sequence[ReviewRow]) -> Pair | None:
    """The pair to look at once this one is decided: the first that followed it and still waits, else the first of all."""
    still = [(row.a, row.b) for row in now if (row.a, row.b) != pair]
    followed = [(row.a, row.b) for row in before]
    followed = followed[followed.index(pair) + 1 :] if pair in followed else followed
    return next((other for other in followed if other in set(still)), still[0] if still else None)
