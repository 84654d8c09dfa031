"""Entries of an education section -> schools, degrees, fields of study."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from enrich.model import Education, PartialDate
from parsers.bodies import is_body, is_sentence
from parsers.dateranges import DateRange, best_range
from parsers.degrees import degree_score, split_area
from parsers.entries import Entry, split_entries
from parsers.events import studies_told
from parsers.fields import headed_inline
from parsers.grades import score_of
from parsers.labelled import labelled_studies
from parsers.likeness import Slot, looks_like, slot_of, usual_slot
from parsers.lines import Line
from parsers.schools import (
    BOARD,
    bare_school,
    school_score,
)
from parsers.studyparts import study_pieces
from parsers.tabled import CERTAIN, LABELLED, Labelled
from parsers.titles import title_score
from parsers.whichpart import beside_school, degree_of, school_of

MANY_WORDS = 4
NAMED, MOST_UNNAMED = 0.9, 3


@dataclass(frozen=True)
class Studied:
    """An education with the entry it was read from and how sure the school is (0 to 1); `told` in a sentence that says
    so; `slot` is where in its header the school stands; `alike`: written as the entries that name a school are."""

    education: Education
    entry: Entry
    sure: float
    told: bool = False
    slot: Slot | None = None
    alike: bool = False


def studies(lines: list[Line]) -> list[Studied]:
    """The education entries of one section."""
    lines = [line for line in lines if not headed_inline(line, "languages", "skills", "interests")]
    if labelled := studies_told(lines) or labelled_studies(lines):
        return [_labelled(one) for one in labelled]
    entries = [piece for entry in split_entries(lines) for piece in _split_by_school(entry)]
    return studies_of(entries, lines)


def labelled_schools(lines: list[Line]) -> list[Studied]:
    """The schools that lines name behind labels."""
    return [
        s for one in labelled_studies(lines) if school_score((s := _labelled(one)).education.institution) > 0
    ]


def studies_of(entries: list[Entry], lines: list[Line]) -> list[Studied]:
    """What the entries of a section's lines tell."""
    found = [s for entry in entries if (s := studied(entry)) is not None]
    return without_courses(_at_one_school(_alike(found), lines))


def _alike(found: list[Studied]) -> list[Studied]:
    """What stands where the other entries have their school is the school, though no word says so."""
    named = [s for s in found if s.sure >= NAMED and s.slot is not None]
    slot = usual_slot(s.slot for s in named if s.slot is not None)
    if slot is None or MOST_UNNAMED * len(named) < len(found) - len(named):
        return found
    likely = [s.entry for s in named]
    return [_in_slot(s, slot, likely) if s not in named else s for s in found]


def _in_slot(one: Studied, slot: Slot, likely: list[Entry]) -> Studied:
    again = studied(one.entry, slot) if looks_like(one.entry, likely) else None
    if again is None or again.slot != slot:
        return one
    told = again.education
    whole = bool(told.institution and (told.degree or told.area)) and not is_sentence(told.institution)
    return replace(again, alike=whole and len(told.institution.split()) <= 2 * MANY_WORDS)


def _at_one_school(found: list[Studied], lines: list[Line]) -> list[Studied]:
    """A degree without a school, on the line after the degree of a school named above it, is of that school too."""
    told: list[Studied] = []
    for one in found:
        last = told[-1] if told else None
        shared = last is not None and not one.education.institution and _goes_on(last, one, lines)
        school = last.education.institution if last is not None and shared else one.education.institution
        told.append(replace(one, education=msgspec.structs.replace(one.education, institution=school)))
    return told


def _goes_on(last: Studied, one: Studied, lines: list[Line]) -> bool:
    above, below = last.entry.header, one.entry.header
    if len(above) < 2 or not below or last.entry.body or not {*above[-1:], below[0]} <= set(lines):
        return False
    school_first = school_score(above[0].text) > 0 and degree_score(above[0].text) <= 0 < degree_score(
        below[0].text
    )
    return school_first and lines.index(below[0]) == lines.index(above[-1]) + 1


def headless_studies(lines: list[Line]) -> list[Studied]:
    """The same outside of such a section: what lines tell that name a school and when, and no job."""
    told = [
        line
        for line in lines
        if school_score(line.text) > BOARD
        and title_score(line.text) <= 0
        and best_range(line.text)
        and not (line.bullet or is_body(line))
    ]
    return [s for line in told for s in studies([line]) if school_score(s.education.institution) > 0]


def _labelled(one: Labelled) -> Studied:
    degree, area = split_area(one.values.get("degree", ""))
    area = one.values.get("area", area)
    start, end = _span(one.dates)
    entry = Entry(list(one.lines.values()), one.dates, one.lines.get("period"), one.body)
    return Studied(
        Education(
            institution=one.values.get("school", ""),
            degree=degree,
            area=area,
            start=start,
            end=end,
            score=_marks(one),
        ),
        entry,
        CERTAIN if one.certain else LABELLED,
    )


def _marks(one: Labelled) -> str:
    return next((found for line in one.lines.values() if (found := score_of(line.text)[0])), "")


def _split_by_school(entry: Entry) -> list[Entry]:
    """An undated school below a dated one is an entry of its own."""
    later = [
        i
        for i, line in enumerate(entry.body)
        if not line.bullet and line.bold and school_score(line.text) > 1 and not is_body(line)
    ]
    if not later:
        return [entry]
    at = later[0]
    rest = entry.body[at:]
    return [
        Entry(entry.header, entry.dates, entry.dated, entry.body[:at], entry.banner),
        *split_entries(rest),
    ]


def without_courses(found: list[Studied]) -> list[Studied]:
    """Where some entries name a school, those that name neither school nor degree were lists of courses."""
    named = [
        s
        for s in found
        if s.alike or school_score(s.education.institution) > 0 or degree_score(s.education.degree) > 0
    ]
    return named or found


def studied(entry: Entry, slot: Slot | None = None) -> Studied | None:
    """The school and degree of one entry; None where it names neither. A school without a school's word is looked for in
    `slot`."""
    pieces, said, score = study_pieces(entry)
    if not pieces:
        return None
    slots = {id(p): slot_of(p, pieces) for p in pieces}
    school, sure = school_of(pieces, slot)
    degree, area = degree_of(beside_school(pieces, school))
    degree, area = said.get("degree", degree), said.get("area", area)
    start, end = _span(entry.dates)
    if not school and not degree:
        return None
    name = bare_school(school.text) if school else ""
    return Studied(
        Education(institution=name, degree=degree, area=area, start=start, end=end, score=score),
        entry,
        sure,
        slot=slots.get(id(school)),
    )


def _span(dates: DateRange | None) -> tuple[PartialDate, PartialDate]:
    """A single date is the day of the degree."""
    if dates is None:
        return PartialDate(""), PartialDate("")
    return (PartialDate(""), dates.start) if dates.lone else (dates.start, dates.end)
