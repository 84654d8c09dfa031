"""What a source came to say differently, and what a better reader makes of what it said before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from enrich.careers import day_of
from enrich.model import Education, Profile, RecordVersion, TimelineEntry, Work
from enrich.vocabulary import ATTRIBUTES, BY_NAME, Attribute, show_position

# Attributes whose change is news about a person.
WATCHED = ("position", "location", "name", "headline", "email", "phone")
LISTED = 12  # values of one kind that are named in an entry

History = Sequence[RecordVersion]  # one record's versions, oldest first; its last one is current


def data_changes(history: History) -> Iterator[TimelineEntry]:
    """One record's changes: of what its source says, and of what readers make of the same.

    Of what several readers made of one thing said, only what the best made counts as said.
    """
    anew = map(read_anew, *overtaken(history))
    yield from {(entry.detail, entry.remarks): entry for entry in anew}.values()
    believed = [old for old, new in pairwise(history) if not is_overtaken(old, new)] + list(history[-1:])
    for old, new in pairwise(believed):
        if is_reread(old, new):
            yield read_anew(old, new)
        else:
            yield from said_differently(old, new)


def overtaken(history: History) -> tuple[list[RecordVersion], list[RecordVersion]]:
    """What only stood until a better reader came, and what stood then instead."""
    pairs = [(old, new) for old, new in pairwise(history) if is_overtaken(old, new)]
    return [old for old, _ in pairs], [new for _, new in pairs]


def is_reread(old: RecordVersion, new: RecordVersion) -> bool:
    """Whether the source said nothing new, but a better reader read it."""
    return old.seen_at == new.observed_at and old.last_reader != new.reader


def is_overtaken(old: RecordVersion, new: RecordVersion) -> bool:
    return is_reread(old, new) and old.observed_at == old.seen_at


def said_differently(old: RecordVersion, new: RecordVersion) -> Iterator[TimelineEntry]:
    """ "Position changed", first seen on the day the source said so."""
    for name in WATCHED:
        attribute = BY_NAME[name]
        before, after = shown(old.profile, attribute), shown(new.profile, attribute)
        if before != after:
            yield TimelineEntry(
                "data_change",
                f"{attribute.label} {'changed' if before and after else 'added' if after else 'removed'}",
                start=day_of(new.observed_at),
                detail=f"{', '.join(before) or 'nothing'} → {', '.join(after) or 'nothing'}",
                organisation=new.record.source,
                records=(new.record_id,),
            )


def read_anew(old: RecordVersion, new: RecordVersion) -> TimelineEntry:
    """All that the better reader made otherwise of the same, on the day when it did."""
    parts = [
        f"{label}: {change}"
        for label, read in PARTS
        if (change := difference(read(old.profile), read(new.profile)))
    ]
    return TimelineEntry(
        "data_change",
        "Read again by a better reader",
        start=day_of(max(old.recorded_at, new.recorded_at)),
        detail="; ".join(parts) or "details of positions, studies or texts",
        organisation=new.record.source,
        records=(new.record_id,),
        remarks=(f"reader {old.last_reader or 'unknown'} → {new.reader}",),
    )


def difference(before: Sequence[str], after: Sequence[str]) -> str:
    """ "a → b" of single values, "+ b, - a" of several; "" when they are the same."""
    if set(before) == set(after):
        return ""
    if len(before) <= 1 and len(after) <= 1:
        return f"{''.join(before) or 'nothing'} → {''.join(after) or 'nothing'}"
    changes = [f"+ {value}" for value in after if value not in before]
    changes += [f"- {value}" for value in before if value not in after]
    more = f", and {len(changes) - LISTED} more" if len(changes) > LISTED else ""
    return ", ".join(changes[:LISTED]) + more


def shown(profile: Profile, attribute: Attribute) -> tuple[str, ...]:
    return tuple(attribute.show(value) for value in attribute.read(profile))


def jobs(profile: Profile) -> tuple[str, ...]:
    return tuple(dated(show_position(work), work) for work in profile.work)


def studies(profile: Profile) -> tuple[str, ...]:
    named = ((", ".join(x for x in (s.degree, s.area, s.institution) if x), s) for s in profile.education)
    return tuple(dated(name, study) for name, study in named)


def dated(name: str, entry: Work | Education) -> str:
    when = " - ".join(x for x in (entry.start, entry.end) if x)
    return f"{name} ({when})" if when else name


def reading_of(attribute: Attribute) -> tuple[str, Callable[[Profile], tuple[str, ...]]]:
    return attribute.label, lambda profile: shown(profile, attribute)


PARTS: tuple[tuple[str, Callable[[Profile], tuple[str, ...]]], ...] = (
    *(reading_of(a) for a in ATTRIBUTES if a.sensitivity != "private" and a.name not in ("position", "summary")),
    ("Career", jobs),
    ("Education", studies),
)  # fmt: skip
