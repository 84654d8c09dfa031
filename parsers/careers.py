"""Sections of a resume -> positions, whichever way they are told: in entries, behind labels, or in sentences."""

from __future__ import annotations

from parsers.bodies import is_sentence
from parsers.entries import split_entries
from parsers.headless import headless_work
from parsers.jobs_told import opens_job, positions_told
from parsers.lines import Line
from parsers.sections import Kind, Section
from parsers.titles import title_score
from parsers.work import Placed, labelled_positions, positions

_NEVER_TOLD: frozenset[Kind] = frozenset({"references", "publications", "projects", "volunteer"})


def positions_of(sections: list[Section]) -> list[Placed]:
    """The positions of sections of work and of volunteering, in their order."""
    found: list[Placed] = []
    for section in sections:
        volunteer = section.kind == "volunteer"
        found.extend(
            labelled_positions(section.lines, volunteer=volunteer)
            or _told_or_listed(section.lines, volunteer=volunteer)
        )
    return found


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
    """The positions of entries with headers, or of sentences where those tell more whole ones."""
    listed = positions(split_entries(lines), volunteer=volunteer)
    told = [] if volunteer else positions_told(lines, halves=True)
    whole = sum(map(_is_whole, listed))
    more = sum(bool(p.work.title and p.work.employer) for p in told) > whole
    return told if more or (told and not whole) else listed


def _is_whole(placed: Placed) -> bool:
    """A job and a firm that read as such, and dates."""
    job, firm = placed.work.title, placed.work.employer
    named = title_score(job) > 0 and bool(firm) and not is_sentence(firm)
    told = any(opens_job(line.body) for line in placed.entry.header)
    return named and placed.entry.dates is not None and not told
