"""One pair of records as the review page shows it: the fields, the reasons, and what a decision would change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from enrich.careers import positions, studies
from enrich.errors import NotFound
from enrich.explain import JUDGED, Why, why_records
from enrich.identity import Pair
from enrich.model import RecordId, RecordVersion
from enrich.persons import Person, person_of
from enrich.pipeline import Engine
from enrich.refreshing import Difference, differences
from enrich.store.derived import members_of, persons_of
from enrich.store.facts import histories
from enrich.store.reads import ReviewRow
from web.aligned import STATES, aligned
from web.moments import today_of
from web.portrait import shown_differences
from web.strip import Group, Strip, strip
from web.waterfall import waterfall
from web.words import probability_of


class Side(NamedTuple):
    """One of the two records, and the person it belongs to now."""

    version: RecordVersion
    person: Person


def pair_of(code: str) -> Pair:
    """ "3-9" as two record ids, the smaller first. Raises NotFound."""
    left, dash, right = code.partition("-")
    if not (dash and all(part.isascii() and part.isdigit() and len(part) < 19 for part in (left, right))):
        raise NotFound(f"{code!r} is no pair of records; pairs look like 3-9")
    a, b = sorted((int(left), int(right)))
    if a == b:
        raise NotFound("a record makes no pair with itself")
    return RecordId(a), RecordId(b)


def pair_view(connection: Connection, engine: Engine, pair: Pair, row: ReviewRow | None) -> dict[str, Any]:
    """Everything the page shows of the pair; `row`: its place in the queue, None when it does not wait."""
    left, right = sides(connection, engine, pair)
    why = why_records(connection, engine.matcher, *pair)
    return {
        "pair": f"{pair[0]}-{pair[1]}",
        "left": left,
        "right": right,
        "why": why,
        "judged_bits": JUDGED,
        "waterfall": waterfall(why.explanation),
        "probability": probability_of(why.explanation.weight),
        "judged": newest_judgement(why),
        "rows": aligned(left.version.profile, right.version.profile),
        "states": STATES,
        "strip": careers(left, right, today_of(engine.clock())),
        "row": row,
        "effects": merged_differences(connection, engine, left, right),
    }


def sides(connection: Connection, engine: Engine, pair: Pair) -> tuple[Side, Side]:
    """Raises NotFound when one of the records is not here."""
    homes = persons_of(connection, pair)
    if len(homes) < 2:
        missing = ", ".join(str(record_id) for record_id in pair if record_id not in homes)
        raise NotFound(f"there is no record {missing}")
    members = members_of(connection, set(homes.values()))
    told = histories(connection, [record for records in members.values() for record in records])
    persons = {
        person_id: person_of([told[record] for record in records], engine.rules.survivorship)
        for person_id, records in members.items()
    }
    left, right = (Side(told[record][-1], persons[homes[record]]) for record in pair)
    return left, right


def newest_judgement(why: Why) -> int:
    """The judgement that holds for this pair, 0 for none: a decision made on an older page is refused."""
    return max((judgement.judgement_id for judgement in why.judgements), default=0)


def careers(left: Side, right: Side, today: dt.date) -> Strip | None:
    """Both careers on one axis."""
    groups = [
        Group(label, look, told)
        for label, side in (("Left", left), ("Right", right))
        for look, told in (
            (f"position {label.lower()}", positions([side.version])),
            (f"study {label.lower()}", studies([side.version])),
        )
    ]
    return strip(groups, today)


def merged_differences(
    connection: Connection, engine: Engine, left: Side, right: Side
) -> Sequence[Difference] | None:
    """What would change about the older person if the two were one; None when they are."""
    if left.person.person_id == right.person.person_id:
        return None
    older = min((left.person, right.person), key=lambda person: person.person_id)
    records = (*left.person.records, *right.person.records)
    told = histories(connection, records)
    merged = person_of([told[record] for record in sorted(records)], engine.rules.survivorship)
    return shown_differences(differences(older.golden, merged.golden))
