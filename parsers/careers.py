"""Sections of a resume -> positions, whichever way they are told: in entries, behind labels, or in sentences."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from enrich.model import Work
from parsers.bodies import is_sentence
from parsers.dateranges import durations
from parsers.entries import split_entries
from parsers.headless import headless_work
from parsers.jobs_told import opens_job, organised, positions_told
from parsers.lines import Line
from parsers.sections import Kind, Section
from parsers.terms import with_whole_dates
from parsers.titles import title_score
from parsers.words import soften
from parsers.work import Placed, labelled_positions, positions

_NEVER_TOLD: frozenset[Kind] = frozenset({"references", "publications", "projects", "volunteer"})
FIRST_LINES, FEWEST_INSIDE = 2, 2
NEVER = "9999"


def positions_of(sections: list[Section]) -> list[Placed]:
    """The positions of sections of work and of volunteering, in their order."""
    found: list[Placed] = []
    for section in sections:
        volunteer, lines = section.kind == "volunteer", with_whole_dates(section.lines)
        found.extend(
            labelled_positions(lines, volunteer=volunteer) or _told_or_listed(lines, volunteer=volunteer)
        )
    return _without_frames(found)


def _without_frames(placed: list[Placed]) -> list[Placed]:
    """Without "1998 - 2012 with the Acme Group" above the jobs held there: a firm's whole time, and no job beside it."""
    return [p for p in placed if p.work.title or sum(_within(q.work, p.work) for q in placed) < FEWEST_INSIDE]


def _within(part: Work, whole: Work) -> bool:
    """Whether a job lies in another's time, shorter than that."""
    return bool(part.title) and _lies_in(part, whole) and _time(part) != _time(whole)


def _lies_in(part: Work, whole: Work) -> bool:
    (start, end), (begun, ended) = _time(part), _time(whole)
    return bool(start and end and begun and ended) and begun <= start and end <= ended


def _time(work: Work) -> tuple[str, str]:
    return work.start, NEVER if work.current else work.end


def told_anywhere(sections: list[Section], name: Line | None) -> list[Placed]:
    """The positions of a resume without a heading for work: dated entries, or sentences under whatever heading ("Career
    contour", "Key skills") where those tell no fewer whole ones."""
    listed = headless_work(sections, name)
    told = [p for s in sections if s.kind not in _NEVER_TOLD for p in positions_told(s.lines)]
    return told if told and len(told) >= sum(map(_is_whole, listed)) else listed


def now_besides(sections: list[Section], placed: list[Placed]) -> list[Placed]:
    """ "Presently working with Acme Ltd. (since July 2015)" above the heading for work, when none there is said to go on."""
    if any(p.work.current for p in placed):
        return []
    told = [
        p
        for s in sections
        if s.kind in ("header", "skills", "other")
        for p in positions_told(s.lines, halves=True)
    ]
    return [p for p in told if p.work.current and p.work.start and p.work.employer][:1]


def _told_or_listed(lines: list[Line], *, volunteer: bool) -> list[Placed]:
    """The positions of entries with headers, or of sentences where those tell more whole ones; beside sentences, the dated
    entries that no sentence tells of."""
    listed = [_with_told_job(p) for p in positions(split_entries(lines), volunteer=volunteer)]
    told = [] if volunteer else positions_told(lines, halves=True)
    whole = sum(map(_is_whole, listed))
    more = sum(bool(p.work.title and p.work.employer) for p in told) > whole
    if not (more or (told and not whole)):
        return [one for p in listed for one in _as_told(p, told)]
    return _in_order(_dated(told) + _untold(listed, told), lines)


def _with_told_job(placed: Placed) -> Placed:
    """ "Working as Head Chef ..." below a firm beside its dates: the sentence tells the job."""
    work, below = placed.work, placed.entry.body[:FIRST_LINES]
    if title_score(work.title) > 0 or not work.employer or not below or below[0].bullet:
        return placed
    told = positions_told(below, halves=True, timed=True) if opens_job(below[0].body) else []
    title = next((p.work.title for p in told if p.work.title and not p.work.employer), "")
    return replace(placed, work=structs.replace(work, title=title)) if title else placed


def _as_told(placed: Placed, told: list[Placed]) -> list[Placed]:
    """The entry; or the sentence that it is, or the sentences below a firm that tell of the jobs there, when they say more."""
    if _is_whole(placed):
        return [placed]
    header, body = ({id(line) for line in part} for part in (placed.entry.header, placed.entry.body))
    whole = [q for q in told if q.work.title and q.work.employer and q.work.start]
    same = [q for q in whole if header & {id(line) for line in q.entry.header}]
    inside = [q for q in whole if body & {id(line) for line in q.entry.header}]
    return same[:1] or (inside if not placed.work.title else []) or [placed]


def _dated(told: list[Placed]) -> list[Placed]:
    """What sentences tell; beside those that say when, one that says neither that nor how long is part of another's story."""
    dated = [p for p in told if p.work.start or _says_how_long(p)]
    return dated if len(dated) > 1 and len(dated) * 2 >= len(told) else told


def _says_how_long(placed: Placed) -> bool:
    return any(durations().search(soften(line.text)) for line in placed.entry.header)


def _untold(listed: list[Placed], told: list[Placed]) -> list[Placed]:
    """The entries that name a firm and a span of time, and stand on lines that no sentence fills; where sentences say when."""
    if not any(p.work.start for p in told):
        return []
    used = {id(line) for p in told for line in p.entry.header}
    spans = {(p.work.start, p.work.end) for p in told}
    return [
        p
        for p in listed
        if p.work.employer
        and p.entry.dates is not None
        and not used & {id(line) for line in p.entry.header}
        and (p.work.start, p.work.end) not in spans
        and not any(_lies_in(p.work, q.work) for q in told)
        and (_is_whole(p) or organised(p.work.employer))
    ]


def _in_order(placed: list[Placed], lines: list[Line]) -> list[Placed]:
    at = {id(line): n for n, line in enumerate(lines)}
    return sorted(placed, key=lambda p: min((at.get(id(x), len(lines)) for x in p.entry.header), default=0))


def _is_whole(placed: Placed) -> bool:
    """A job and a firm that read as such, and dates."""
    job, firm = placed.work.title, placed.work.employer
    named = title_score(job) > 0 and bool(firm) and not is_sentence(firm)
    told = any(opens_job(line.body) for line in placed.entry.header)
    return named and placed.entry.dates is not None and not told
