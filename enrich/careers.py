"""Positions and studies that several records tell of, merged into one entry each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from enrich.model import Instant, PartialDate, RecordId, RecordVersion, TimelineEntry
from enrich.values.dates import first_day, last_day
from enrich.values.organisations import fold_degree, fold_employer, fold_school, fold_title

SAME_WORDS = 88.0  # token_set_ratio of two folded names of one organisation or title
STILL_CURRENT = 183 * 86_400_000_000  # microseconds
START_SLACK_DAYS = 100  # sources that speak of one position rarely differ by more
CONTRADICTION_DAYS = 45


class Telling(NamedTuple):
    """What one record says of one position or study: as written, and folded (`organisation_key`, `role_key`)."""

    organisation: str
    role: str
    organisation_key: str
    role_key: str
    start: PartialDate
    end: PartialDate
    current: bool
    detail: str
    record_id: RecordId
    source: str
    seen_at: Instant


def positions(versions: Iterable[RecordVersion]) -> list[TimelineEntry]:
    """One entry per position, whoever tells of it."""
    tellings = [
        Telling(
            work.employer, work.title, fold_employer(work.employer), fold_title(work.title), work.start, work.end,
            work.current and not work.end, work.summary or "\n".join(work.highlights),
            version.record_id, version.record.source, version.seen_at,
        )
        for version in versions
        for work in version.profile.work
        if work.employer or work.title
    ]  # fmt: skip
    up_to_date = max((telling.seen_at for telling in tellings if telling.current), default=0) - STILL_CURRENT
    return [position_entry(group, up_to_date) for group in grouped(tellings, same_position)]


def studies(versions: Iterable[RecordVersion]) -> list[TimelineEntry]:
    """One entry per degree at a school, whoever tells of it."""
    tellings = [
        Telling(
            study.institution, ", ".join(part for part in (study.degree, study.area) if part),
            fold_school(study.institution), fold_degree(study.degree), study.start, study.end, False, study.score,
            version.record_id, version.record.source, version.seen_at,
        )
        for version in versions
        for study in version.profile.education
        if study.institution or study.degree
    ]  # fmt: skip
    return [study_entry(group) for group in grouped(tellings, same_study)]


def grouped(tellings: Sequence[Telling], same: Callable[[Telling, Telling], bool]) -> list[list[Telling]]:
    """Tellings of the same thing together; the best dated ones open the groups, so that input order does not matter."""
    groups: list[list[Telling]] = []
    for telling in sorted(tellings, key=best_dated_first):
        for group in groups:
            if same(group[0], telling):
                group.append(telling)
                break
        else:
            groups.append([telling])
    return groups


def best_dated_first(telling: Telling) -> tuple[int, str, str, str, str, str, int]:
    return (
        -len(telling.start) - len(telling.end), telling.start, telling.end, telling.organisation_key, telling.role_key,
        telling.source, telling.seen_at,
    )  # fmt: skip


@lru_cache(maxsize=65536)
def same_words(a: str, b: str) -> bool:
    return a == b or fuzz.token_set_ratio(a, b) >= SAME_WORDS


def same_position(a: Telling, b: Telling) -> bool:
    """The same employer, like titles, and dates that can be of one position."""
    if not (a.organisation_key and b.organisation_key and same_words(a.organisation_key, b.organisation_key)):
        return (
            not (a.organisation_key or b.organisation_key) and a.role_key == b.role_key and a.start == b.start
        )
    like_titles = not a.role_key or not b.role_key or same_words(a.role_key, b.role_key)
    if a.start and b.start:
        close = abs(start_day(a) - start_day(b)) <= slack(a.start, b.start, START_SLACK_DAYS)
        return close and (like_titles or a.start == b.start)
    return like_titles and undated_fits(a, b)


def undated_fits(dated: Telling, undated: Telling) -> bool:
    """A telling without a start belongs to the position that was held when the source said so, or ended when it says."""
    if dated.end and undated.end:
        return abs(end_day(dated) - end_day(undated)) <= slack(dated.end, undated.end, START_SLACK_DAYS)
    return True


def same_study(a: Telling, b: Telling) -> bool:
    like_degrees = not a.role_key or not b.role_key or a.role_key == b.role_key
    close_ends = (
        not a.end or not b.end or abs(end_day(a) - end_day(b)) <= slack(a.end, b.end, START_SLACK_DAYS)
    )
    return same_words(a.organisation_key, b.organisation_key) and like_degrees and close_ends


def slack(a: PartialDate, b: PartialDate, days: int) -> int:
    """How far two partial dates may lie apart and still be one: more, when one of them is only a year."""
    return days if min(len(a), len(b)) > 4 else 366


def start_day(telling: Telling) -> int:
    return first_day(telling.start).toordinal()


def end_day(telling: Telling) -> int:
    return last_day(telling.end).toordinal()


def position_entry(group: Sequence[Telling], up_to_date: int) -> TimelineEntry:
    """`up_to_date`: a source that has said "current" since this instant is believed; an older one may have missed the end."""
    newest = max(group, key=lambda telling: (telling.seen_at, telling.source))
    end = most_precise(telling.end for telling in group)
    said_current = max((telling.seen_at for telling in group if telling.current), default=None)
    held = said_current is not None and (newest.current or not end)
    current = held and said_current is not None and said_current >= up_to_date
    disputes = disagreements(group)
    last_seen = (
        (f"last said to be current on {day_of(said_current)}",)
        if held and not current and said_current
        else ()
    )
    return merged_entry("position", group, PartialDate("") if held else end, current, disputes, last_seen)


def study_entry(group: Sequence[Telling]) -> TimelineEntry:
    end = most_precise(telling.end for telling in group)
    return merged_entry("education", group, end, False, disagreements(group), ())


def merged_entry(
    kind: Literal["position", "education"], group: Sequence[Telling], end: PartialDate, current: bool,
    disputes: tuple[str, ...], notes: tuple[str, ...],
) -> TimelineEntry:  # fmt: skip
    return TimelineEntry(
        kind=kind,
        title=next((telling.role for telling in group if telling.role), ""),
        organisation=best_name(telling.organisation for telling in group),
        start=most_precise(telling.start for telling in group),
        end=end,
        current=current,
        detail=next((telling.detail for telling in group if telling.detail), ""),
        records=tuple(sorted({telling.record_id for telling in group})),
        marks=("contradiction",) if disputes else (),
        remarks=(*disputes, *notes),
    )


def day_of(instant: Instant) -> PartialDate:
    """The UTC day of an instant."""
    return PartialDate(dt.datetime.fromtimestamp(instant / 1e6, dt.UTC).date().isoformat())


def best_name(names: Iterable[str]) -> str:
    """The form that most sources use; among equals the longest."""
    said = [name for name in names if name]
    return max(sorted(said), key=lambda name: (said.count(name), len(name)), default="")


def most_precise(dates: Iterable[PartialDate]) -> PartialDate:
    """The first of the most precise dates; tellings come best dated first."""
    return max(dates, key=len, default=PartialDate(""))


def disagreements(group: Sequence[Telling]) -> tuple[str, ...]:
    """Where sources tell of one thing but differ about its dates, in words."""
    starts = sorted({(telling.start, telling.source) for telling in group if telling.start})
    ends = sorted({(telling.end, telling.source) for telling in group if telling.end})
    remarks = [*apart("start", starts), *apart("end", ends)]
    if ends:
        over = last_day(max(end for end, _ in ends)) + dt.timedelta(days=CONTRADICTION_DAYS)
        still = {t.source for t in group if t.current and day_of(t.seen_at) > over.isoformat()}
        if still:
            told = ", ".join(f"{end} ({source})" for end, source in ends)
            remarks.append(f"current for {', '.join(sorted(still))}, ended {told}")
    return tuple(remarks)


def apart(label: str, told: Sequence[tuple[PartialDate, str]]) -> tuple[str, ...]:
    """A remark when dates of one thing lie further apart than sources usually are."""
    if not told:
        return ()
    dates = [date for date, _ in told]
    days = [first_day(date).toordinal() for date in dates]
    if max(days) - min(days) <= slack(min(dates, key=len), max(dates, key=len), CONTRADICTION_DAYS):
        return ()
    return (f"{label} differs: " + ", ".join(f"{date} ({source})" for date, source in told),)
