"""A life in dated entries: career, public work, conversations, and what changed in the data.

Entries are derived from the person's records and hang on them, so they follow every merge and unmerge.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from enrich.careers import positions, studies
from enrich.model import EntryKind, Item, Mark, RecordVersion, TimelineEntry
from enrich.restated import History, data_changes
from enrich.values.dates import first_day, last_day
from enrich.values.names import fold

OVERLAP_DAYS = 62
GAP_DAYS = 183


def timeline(histories: Iterable[History]) -> tuple[TimelineEntry, ...]:
    """All entries of one person, newest first. Does not depend on the order of the records."""
    ordered = sorted((history for history in histories if history), key=lambda history: history[-1].record)
    current = [history[-1] for history in ordered]
    entries = [
        *with_gaps_and_overlaps(positions(current)),
        *studies(current),
        *certificates(current),
        *public_items(current),
        *interactions(current),
        *(change for history in ordered for change in data_changes(history)),
    ]
    return tuple(sorted(entries, key=newest_first))


def newest_first(entry: TimelineEntry) -> tuple[int, int, str, str, str]:
    """Current things first, then by when they ended or happened; what has no date comes last."""
    when = entry.end or entry.start
    day = last_day(when).toordinal() if when else 0
    return (0 if entry.current else 1, -day, entry.kind, entry.organisation, entry.title)


def with_gaps_and_overlaps(entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """Marks positions that ran beside another one for more than two months, or after half a year of nothing known."""
    dated = sorted(
        (entry for entry in entries if entry.start), key=lambda entry: (entry.start, entry.end or "9999")
    )
    marked: list[TimelineEntry] = []
    busy_until, busy_with, end_known = dt.date.min, "", True
    for entry in dated:
        start, end = first_day(entry.start), end_of(entry)
        marks: tuple[Mark, ...] = entry.marks
        remarks = entry.remarks
        if busy_with and min(busy_until, end) - start > dt.timedelta(days=OVERLAP_DAYS):
            marks, remarks = (*marks, "overlap"), (*remarks, f"overlaps with {busy_with}")
        elif busy_with and end_known and start - busy_until > dt.timedelta(days=GAP_DAYS):
            months = round((start - busy_until).days / 30.44)
            marks, remarks = (
                (*marks, "gap_before"),
                (*remarks, f"{months} months before this are not accounted for"),
            )
        if end > busy_until:
            busy_until, busy_with = end, entry.organisation or entry.title
            end_known = bool(entry.end) or entry.current
        marked.append(replace(entry, marks=marks, remarks=remarks))
    return marked + [entry for entry in entries if not entry.start]


def end_of(entry: TimelineEntry) -> dt.date:
    """The last day of an entry; a current one has none, one whose end nobody tells is known to last its first day."""
    if entry.current:
        return dt.date.max
    return last_day(entry.end or entry.start)


def certificates(versions: Sequence[RecordVersion]) -> list[TimelineEntry]:
    seen: dict[str, TimelineEntry] = {}
    for version in versions:
        for certificate in version.profile.certificates:
            key = fold(f"{certificate.name} {certificate.issuer}")
            entry = TimelineEntry(
                "certificate", certificate.name, start=certificate.date, organisation=certificate.issuer,
                url=certificate.url, records=(version.record_id,),
            )  # fmt: skip
            seen[key] = joined(seen[key], entry) if key in seen else entry
    return list(seen.values())


def public_items(versions: Sequence[RecordVersion]) -> list[TimelineEntry]:
    """Posts, articles, talks; what is by the person and what is about them stay apart."""
    seen: dict[tuple[bool, str], TimelineEntry] = {}
    for version in versions:
        for item in version.profile.items:
            key = (item.about, item.url or f"{item.kind} {fold(item.title)}")
            entry = TimelineEntry(
                entry_kind(item), item.title, start=item.date, organisation=item.publisher, detail=item.summary,
                url=item.url, records=(version.record_id,),
            )  # fmt: skip
            seen[key] = joined(seen[key], entry) if key in seen else entry
    return list(seen.values())


def entry_kind(item: Item) -> EntryKind:
    return "article_about" if item.about else item.kind


def joined(first: TimelineEntry, second: TimelineEntry) -> TimelineEntry:
    """One entry told by two records."""
    return replace(
        first,
        start=max(first.start, second.start, key=len),
        detail=first.detail or second.detail,
        records=tuple(sorted({*first.records, *second.records})),
    )


def interactions(versions: Sequence[RecordVersion]) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            "interaction", f"{talk.kind.capitalize()}{' by ' + talk.by if talk.by else ''}", start=talk.date,
            detail=talk.text, records=(version.record_id,), remarks=("from the person",) if talk.inbound else (),
        )
        for version in versions
        for talk in version.profile.interactions
    ]  # fmt: skip
