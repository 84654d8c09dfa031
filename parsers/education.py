"""Entries of an education section -> schools, degrees, fields of study."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

import msgspec

from enrich.model import Education, PartialDate
from parsers.bodies import is_body, is_sentence
from parsers.dateranges import DateRange, best_range
from parsers.degrees import degree_score, split_area, subjects_told
from parsers.entries import Entry, split_entries
from parsers.events import studies_told
from parsers.fields import Told, headed_inline, is_personal, told
from parsers.grades import score_below, score_of
from parsers.labelled import labelled_studies
from parsers.likeness import Slot, looks_like, part_at, slot_of, usual_slot
from parsers.lines import BULLETS, Line
from parsers.parts import Part, balanced, parts_of
from parsers.places import is_city, looks_like_place
from parsers.schools import (
    BOARD,
    HANGUL,
    at_spaces,
    bare_school,
    is_bare_kind,
    is_level,
    is_part,
    names_one,
    names_programme,
    names_subject,
    reads_as_field,
    school_score,
    school_told,
)
from parsers.spoken import is_spoken
from parsers.tabled import Labelled
from parsers.titles import title_score
from parsers.words import is_cjk, soften, words

MANY_WORDS = 4
NAMED = 0.9
_OF_THESIS = re.compile(
    r"(?i)(?:thesis |academic )?(?:co-?)?(?:advis[oe]rs?|supervisors?|thesis|dissertation|committee)(?: title)?\s*:"
)
_CUTS = re.compile(r",\s+(?![^()]*\))|[，،]|(?<=[^\W\d_]{5})\.\s+(?=[A-ZÀ-Þ])")
SCORED_BELOW = 3
_AREA_AFTER = re.compile(r"^(?:in|of|en|em)\s+", re.I)


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
    found = [s for entry in entries if (s := studied(entry)) is not None]
    return without_courses(_at_one_school(_alike(found), lines))


def _alike(found: list[Studied]) -> list[Studied]:
    """What stands where the other entries have their school is the school, though no word says so."""
    named = [s for s in found if s.sure >= NAMED and s.slot is not None]
    slot = usual_slot(s.slot for s in named if s.slot is not None)
    if slot is None:
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
    if len(above) < 2 or not below or last.entry.body or below[0] not in lines:
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
        0.97,
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
    parts = [
        p
        for p in parts_of(entry)[0]
        if not (is_personal(p.text) or _spoken(p.text) or _OF_THESIS.match(p.text))
    ]
    if entry.banner is not None and not any(school_score(p.text) > 0 for p in parts):
        parts = [Part(entry.banner.text, -1), *parts]
    parts = [_without_level(piece) for part in parts for piece in _labelled_degree(part)]
    parts = [Part(p.text.lstrip(BULLETS + " "), p.line, p.bold, p.joint) for p in parts]
    scored = [(score_of(p.text), p) for p in parts]
    score = next((found for (found, _), _ in scored if found), "") or score_below(entry.body[:SCORED_BELOW])
    pieces = _comma_pieces([Part(balanced(rest), p.line, p.bold, p.joint) for (_, rest), p in scored])
    labels = [(told(p.text), p) for p in pieces if p.text]
    pieces = [p for label, p in labels if not label]
    said: dict[Told, str] = {kind: text for label, _ in labels for kind, text in label.items()}
    if not pieces:
        return None
    slots = {id(p): slot_of(p, pieces) for p in pieces}
    school, sure = _school(pieces, slot)
    rest = [p for p in pieces if p is not school and (is_cjk(p.text) or not is_part(p.text))]
    degree, area = _degree(rest)
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


def _spoken(text: str) -> bool:
    """ "English B2, Serbian A2"."""
    return all(map(is_spoken, re.split(r"[,;]\s+", text)))


_DEGREE_LABEL = re.compile(r"^([^\W\d_][^:：,]{2,20}?)\s*[:：]\s+(\S.*)$")


def _labelled_degree(part: Part) -> list[Part]:
    """ "Lisans: Ege Üniversitesi": a degree, then its school."""
    school, colon, degree = part.text.partition(": ")
    if (
        colon
        and not told(f"{school.rpartition(', ')[2]}: {degree}")
        and school_score(school) > 0
        and degree_score(degree) > 0
        and degree_score(school) <= 0
    ):
        return [Part(text, part.line, part.bold, part.joint) for text in (school, degree)]
    match = _DEGREE_LABEL.match(part.text)
    if (
        match is not None
        and soften(match[1]) in words("school_labels")
        and soften(match[1]) not in words("degrees")
    ):
        return [Part(match[2], part.line, part.bold, part.joint)]
    if (
        match is None
        or soften(match[1]) not in words("degrees")
        or soften(match[1]) in words("degree_labels")
    ):
        return [part]
    if school_score(match[2].partition(",")[0]) <= 0:
        return [part]
    return [Part(text, part.line, part.bold, part.joint) for text in match.groups()]


_LEVEL_LABEL = re.compile(r"^([^\W\d_][^:：,]{3,24}?)\s*[:：]\s*(\S.*)$")


def _without_level(part: Part) -> Part:
    """ "Secondary: Orlin National High School": the level says nothing that its school does not."""
    match = _LEVEL_LABEL.match(part.text)
    if match is None:
        return part
    named = school_score(match[2]) > BOARD and len(match[1].split()) < MANY_WORDS
    untold = school_score(match[1]) <= 0 and degree_score(match[1]) <= 0 and not told(part.text)
    if soften(match[1]) not in words("school_levels") and not (named and untold):
        return part
    return Part(match[2], part.line, part.bold, part.joint)


def _span(dates: DateRange | None) -> tuple[PartialDate, PartialDate]:
    """A single date is the day of the degree."""
    if dates is None:
        return PartialDate(""), PartialDate("")
    return (PartialDate(""), dates.start) if dates.lone else (dates.start, dates.end)


def _comma_pieces(parts: list[Part]) -> list[Part]:
    """Parts that hold a degree and a school in one are cut at the commas between them."""
    found: list[Part] = []
    for part in parts:
        if subjects := subjects_told(part.text):
            found.extend(Part(piece, part.line, part.bold, part.joint) for piece in subjects)
            continue
        pieces = at_spaces(part.text) or [p for told in school_told(part.text) for p in _CUTS.split(told)]
        if HANGUL.search(part.text) and school_score(pieces[0]) > 0:
            found.extend(Part(piece, part.line, part.bold, part.joint) for piece in pieces)
            continue
        if len(pieces) > 1 and is_cjk(part.text) and not _CUTS.search(part.text):
            found.extend(Part(piece, part.line, part.bold, part.joint) for piece in pieces)
            continue
        if len(pieces) == 1 or not (school_score(part.text) > 0 and _worth_cutting(pieces)):
            found.append(part)
            continue
        found.extend(_regrouped(pieces, part))
    return found


def _worth_cutting(pieces: list[str]) -> bool:
    """Whether some piece is a school and another something else than its campus."""
    schools = [school_score(p) > 0 for p in pieces]
    return (
        any(not s for s in schools[: schools.index(True)])
        or any(map(told, pieces))
        or any(names_subject(p) and not s for p, s in zip(pieces, schools, strict=True))
        or any(degree_score(p) > 0 and not s for p, s in zip(pieces, schools, strict=True))
        or sum(schools) > 1
    )


def _regrouped(pieces: list[str], part: Part) -> list[Part]:
    groups: list[str] = []
    for piece in pieces:
        campus = (
            bool(groups)
            and school_score(groups[-1]) > 0
            and school_score(piece) == 0
            and degree_score(piece) == 0
            and not re.search(r"\s[:：]\s", piece)
            and not reads_as_field(piece)
            and words("departments").count(soften(piece.partition(" ")[0])) == 0
            and not (told(piece) or told(groups[-1]))
            and not is_city(groups[-1].rpartition(", ")[2])
            and not names_subject(piece)
        )
        if campus and not looks_like_place(piece):
            groups[-1] += f", {piece}"
        elif not looks_like_place(piece):
            groups.append(piece)
    return [Part(g, part.line, part.bold, part.joint) for g in groups]


def _school(pieces: list[Part], slot: Slot | None = None) -> tuple[Part | None, float]:
    """The part that names the school: by its words, by "at", by its slot, else the first that is no degree."""
    whole = [p for p in pieces if not is_bare_kind(p.text) and not is_part(p.text)]
    best = max(
        _beside_part(pieces) or whole or pieces,
        key=lambda p: school_score(p.text) - 0.6 * degree_score(p.text) + (2.0 if p.joint == "at" else 0.0),
    )
    if best in _beside_part(pieces):
        return best, NAMED
    named = school_score(best.text) - 0.6 * degree_score(best.text) > 0 and not is_bare_kind(best.text)
    if named or (best.joint == "at" and names_one(best.text)):
        return best, 0.95
    plain = [p for p in pieces if degree_score(p.text) == 0 and names_one(p.text) and not is_level(p.text)]
    if not plain:
        return _last_piece(pieces)
    if len(pieces) == 1:
        return (plain[0], 0.5) if words("organisations").count(soften(plain[0].text)) else (plain[0], 0.4)
    usual = part_at(slot, pieces) if slot is not None else None
    first = usual if usual in plain else next((p for p in plain if p.bold), plain[0])
    return first, 0.6


def _beside_part(pieces: list[Part]) -> list[Part]:
    """ "Technion, Faculty of Mechanical Engineering": what stands before the part of a school, where nothing else names it."""
    if any(school_score(p.text) > BOARD and not is_part(p.text) for p in pieces):
        return []
    return [
        left
        for left, right in pairwise(pieces)
        if is_part(right.text)
        and left.line == right.line
        and names_one(left.text)
        and not (degree_score(left.text) > 0 or names_subject(left.text) or is_level(left.text) or is_part(left.text))
    ]


_ACRONYM = re.compile(r"[A-Z]{3,8}|[A-Z]{2,8}[ -][A-Z][a-z]+")


def _last_piece(pieces: list[Part]) -> tuple[Part | None, float]:
    """ "MA, Psychology, Somewhere", "BSc Physics, MIT": of three pieces in one, or two with an acronym, the last names
    the school."""
    whole = pieces[0]
    cut = whole.text.split(", ")
    if len(pieces) > 1 or len(cut) < (2 if _ACRONYM.fullmatch(cut[-1]) else 3):
        return None, 0.3
    pieces[:] = [Part(", ".join(cut[:-1]), whole.line, whole.bold), Part(cut[-1], whole.line, whole.bold)]
    return pieces[1], 0.5


def _may_be_area(text: str) -> bool:
    told_otherwise = (
        _AWAITED.search(text) or _CAMPUS.search(text) or soften(text.rstrip(":")) in words("grade_labels")
    )
    return len(text.split()) <= MANY_WORDS * 2 and not told_otherwise and any(map(str.isalpha, text))


LEVEL = 0.2
_CAMPUS = re.compile(r"(?i)\bcampus$")
_AWAITED = re.compile(r"(?i)\b(?:expected|anticipated)\b|^(?:completed|completion|graduat(?:ed|ion|ing))\b")


def _degree(rest: list[Part]) -> tuple[str, str]:
    """(degree, area) out of what is left; a programme without a degree's word stands for the degree."""
    if not rest:
        return "", ""
    best = max(rest, key=lambda p: degree_score(p.text) or LEVEL * is_level(p.text))
    others = [p.text for p in rest if p is not best and _may_be_area(p.text)]
    if degree_score(best.text) <= 0 and not is_level(best.text):
        told = best.text if _may_be_area(best.text) else next(iter(others), "")
        return (told, "") if names_programme(told) else ("", told)
    degree, area = split_area(best.text)
    return degree, area or (_AREA_AFTER.sub("", others[0]) if others else "")
