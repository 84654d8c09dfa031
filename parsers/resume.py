"""The lines of a resume -> a profile, with confidence and the place of every field."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from enrich.errors import Refused
from enrich.model import (
    Certificate,
    Education,
    Language,
    PartialDate,
    Place,
    Profile,
    Skill,
    Work,
)
from enrich.values.places import parse_place
from enrich.values.skills import fold_skill
from parsers import names
from parsers.births import birth_date_of
from parsers.bodies import is_sentence
from parsers.careers import now_besides, positions_of, told_anywhere
from parsers.certificates import certificates_of
from parsers.contact_block import Contact, contact_of, headline_of, top_lines
from parsers.education import Studied, without_courses
from parsers.entries import Entry
from parsers.fields import headed_inline
from parsers.flat import unflattened
from parsers.headless import headless_education, overview
from parsers.honours import clean_name
from parsers.implied import implied_skills, in_firm
from parsers.items import items_of
from parsers.lines import Line, whole_text
from parsers.listed import lists_of_skills
from parsers.located import FirstReading
from parsers.nameforms import could_be_name, is_document_word
from parsers.notes import Notes
from parsers.reading import Reading
from parsers.readings import best_reading
from parsers.repeated import once
from parsers.second import second_reading
from parsers.sections import Kind, Section, split_sections
from parsers.skillsets import skills_of
from parsers.spoken import languages_of
from parsers.telling import telling, without_firms
from parsers.twice import once_each
from parsers.words import soften, words
from parsers.work import Placed

FEW_SKILLS = 3
IMPLIED = 0.6
BELOW_TITLE, FIRST, RAISED_WITHIN = 4, 10, 80
SIGNED_BELOW, SIGNED_WITHIN = 20, 8
MAX_SUMMARY = 4000


@dataclass(frozen=True)
class Helpers:
    """Models a reader may ask: names of people in a text, skills in a text, and what the rules read of a resume's sections read again."""

    people: Callable[[str], list[str]]
    skills: Callable[[str], list[str]]
    again: Callable[[list[Section], FirstReading], FirstReading] = second_reading


def nobody(_: str) -> list[str]:
    """The helper that knows nothing."""
    return []


NO_HELPERS = Helpers(nobody, nobody)


_LEADERS = re.compile(r"(?:\.\s?){5,}\d{1,3}$")


def read_resume(lines: list[Line], helpers: Helpers = NO_HELPERS) -> Reading:
    """One person's resume. Raises Refused when the lines hold nothing that a resume has."""
    told = [line for line in lines if line.text and not _LEADERS.search(line.text)]
    lines = unflattened(once(told))
    if not lines:
        raise Refused("this document has no text", allowed="a resume with text in it")
    sections = split_sections(lines)
    notes = Notes(lines)
    contact = contact_of(sections, lines, notes)
    first = _first_reading(sections, _name(sections, lines, contact, helpers))
    found = helpers.again(sections, first)
    name = found.name
    notes.see("name", name.line, name.sure, name.name)
    work = _work(found.positions, notes)
    education = _education(found.studies, notes)
    skills = _skills(sections, work, helpers, notes)
    profile = Profile(
        name=name.name,
        headline=headline_of(sections, name, contact, notes),
        summary=_summary(sections, notes),
        birth_date=_birth_date(sections, notes),
        emails=contact.emails,
        phones=contact.phones,
        links=contact.links,
        location=_location(contact, name, notes),
        work=work,
        education=education,
        skills=skills,
        languages=_languages(sections, notes),
        certificates=_certificates(sections, notes),
        items=tuple(items_of(sections, notes)),
    )
    _refuse_if_empty(profile)
    return Reading(
        profile,
        confidence=notes.confidence,
        evidence=tuple(notes.evidence),
        warnings=_warnings(profile, sections),
    )


def _refuse_if_empty(profile: Profile) -> None:
    if not (profile.name or profile.emails or profile.phones or profile.work or profile.education):
        raise Refused(
            "this does not read as a resume", allowed="a document with a name, a contact or a career"
        )


def _of(sections: list[Section], *kinds: Kind) -> list[Section]:
    return [s for s in sections if s.kind in kinds]


def _name_lines(sections: list[Section], lines: list[Line]) -> list[Line]:
    """Where a name may stand: above the first heading, in the contact block, or in the first lines and headings."""
    top = [line for s in _of(sections, "header", "contact") for line in s.lines]
    titled = [s for s in sections if s.kind == "other" and s.heading and is_document_word(s.title)]
    top += [line for s in titled for line in s.lines[:BELOW_TITLE] if line not in top]
    others = [
        line
        for s in _of(sections, *(_NAMELESS if any(map(_may_name, top)) else _NAMELESS[-1:]))
        for line in s.lines
    ]
    by_size = sorted((x for x in lines[:RAISED_WITHIN] if x.page <= 1), key=lambda line: -line.size)
    raised = [line for line in by_size[:FIRST] if _may_name(line)]
    first = [x for x in dict.fromkeys(lines[:FIRST] + raised[:1]) if x not in top and x not in others]
    headings = [
        s.heading
        for s in sections[:3]
        if s.heading is not None and s.kind == "other" and s.heading not in first
    ]
    return _in_order(top + first + headings, lines)


def _in_order(some: list[Line], lines: list[Line]) -> list[Line]:
    """Some of the lines as the document orders them; a line that is not itself among them stays behind the one before it."""
    places = {id(line): at for at, line in enumerate(lines)}
    known: list[int] = []
    for line in some:
        known.append(places.get(id(line), known[-1] if known else -1))
    return [line for _, line in sorted(zip(known, some, strict=True), key=itemgetter(0))]


_OTHERS: tuple[Kind, ...] = ("references", "work", "projects", "publications")
_NAMELESS: tuple[Kind, ...] = ("work", "education", "projects", "references")


def _may_name(line: Line) -> bool:
    return could_be_name(clean_name(line.text))


def _location(contact: Contact, name: names.Named, notes: Notes) -> Place | None:
    placed = contact.placed
    if placed is None or placed.value == name.name:
        return None
    notes.see("location", placed.line, 0.8, placed.value)
    return parse_place(placed.value)


def _name(sections: list[Section], lines: list[Line], contact: Contact, helpers: Helpers) -> names.Named:
    return names.name_of(
        _name_lines(sections, lines),
        names.Witnesses(
            contact.emails,
            tuple(k.username for k in contact.links if k.username),
            tuple(lines[max(SIGNED_BELOW, len(lines) - SIGNED_WITHIN) :]),
            tuple(line for s in sections if s.kind not in _OTHERS for line in s.lines),
        ),
        helpers.people,
    )


def _first_reading(sections: list[Section], name: names.Named) -> FirstReading:
    positions = _positions(sections, name)
    return FirstReading(name, positions, _studies(sections, positions))


def _positions(sections: list[Section], name: names.Named) -> list[Placed]:
    placed = positions_of(_of(sections, "work", "volunteer"))
    if not any(p.work.title or p.work.employer for p in placed):
        placed = told_anywhere(sections, name.line)
    placed = now_besides(sections, placed) + placed
    undated = all(p.entry.dates is None for p in placed)
    return once_each(placed + (overview(sections) if placed and undated else []))


def _studies(sections: list[Section], positions: list[Placed]) -> list[Studied]:
    found = [s for section in _of(sections, "education") for s in best_reading(section.lines)]
    return without_courses(found) or headless_education(sections, {p.work.employer for p in positions})


def _work(placed: list[Placed], notes: Notes) -> tuple[Work, ...]:
    for i, one in enumerate(placed):
        where = one.entry.header + ([one.entry.banner] if one.entry.banner else [])
        for part, sure in (("employer", one.sure), ("title", one.sure), ("location", 0.7)):
            if value := getattr(one.work, part):
                notes.find(f"work[{i}].{part}", where, value, sure)
        _see_dates(f"work[{i}]", one.entry, one.work.start, one.work.end, notes)
    return tuple(p.work for p in placed)


def _see_dates(path: str, entry: Entry, start: str, end: str, notes: Notes) -> None:
    if entry.dated is None or entry.dates is None:
        return
    text = entry.dated.text[entry.dates.at[0] : entry.dates.at[1]]
    for part, value in (("start", start), ("end", end)):
        if value:
            notes.see(f"{path}.{part}", entry.dated, 0.95 if len(value) > 4 else 0.9, text)


def _education(found: list[Studied], notes: Notes) -> tuple[Education, ...]:
    for i, one in enumerate(found):
        for part, sure in (("institution", one.sure), ("degree", 0.85), ("area", 0.75), ("score", 0.85)):
            if value := getattr(one.education, part):
                notes.find(f"education[{i}].{part}", one.entry.header, value, sure)
        _see_dates(f"education[{i}]", one.entry, one.education.start, one.education.end, notes)
    return tuple(s.education for s in found)


def _skills(
    sections: list[Section], work: tuple[Work, ...], helpers: Helpers, notes: Notes
) -> tuple[Skill, ...]:
    found: dict[str, Skill] = {}
    lists = lists_of_skills(sections)
    for lines in lists:
        for skill in skills_of(lines):
            if soften(skill.name) not in found:
                found[soften(skill.name)] = skill
    listed = [line for lines in lists for line in lines]
    for i, skill in enumerate(found.values()):
        notes.find(f"skills[{i}]", listed, skill.name, 0.85)
    told = [line for s in _of(sections, "work", "projects", "summary", "header") for line in s.lines]
    keys = {fold_skill(skill.name) for skill in found.values()}
    for name, line in implied_skills(told):
        if fold_skill(name) not in keys and not in_firm(name, line, work):
            notes.see(f"skills[{len(found)}]", line, IMPLIED, name)
            found[soften(name)] = Skill(name, implied=True)
    if len(found) < FEW_SKILLS:
        for name in helpers.skills(without_firms(whole_text(telling(sections)), work)):
            if soften(name) not in words("languages") and not any(soften(name) in known for known in found):
                found[soften(name)] = Skill(name, implied=True)
    return tuple(found.values())


def _languages(sections: list[Section], notes: Notes) -> tuple[Language, ...]:
    lines = [line for s in _of(sections, "languages") for line in s.lines]
    found = languages_of(lines)
    if not found:
        lines = [
            line
            for s in _of(sections, "skills")
            for line in s.lines
            if words("languages").count(soften(line.text))
        ]
        lines = lines or [line for s in sections for line in s.lines if headed_inline(line, "languages")]
        found = languages_of(lines)
    for i, language in enumerate(found):
        notes.find(f"languages[{i}]", lines, language.name, 0.9)
    return tuple(found)


def _certificates(sections: list[Section], notes: Notes) -> tuple[Certificate, ...]:
    lines = [line for s in _of(sections, "certificates") for line in s.lines]
    found = [c for s in _of(sections, "certificates") for c in certificates_of(s.lines)]
    for i, certificate in enumerate(found):
        notes.find(f"certificates[{i}]", lines, certificate.name, 0.8)
    return tuple(found)


def _birth_date(sections: list[Section], notes: Notes) -> PartialDate:
    for line in top_lines(sections):
        if date := birth_date_of([line]):
            notes.see("birth_date", line, 0.95)
            return date
    return PartialDate("")


def _summary(sections: list[Section], notes: Notes) -> str:
    found = [line for s in _of(sections, "summary") for line in s.lines]
    prose = [line for line in found if len(line.text.split()) > 3 or is_sentence(line.text)]
    if not prose:
        prose = [
            line
            for s in _of(sections, "header")
            for line in s.lines
            if is_sentence(line.text) and len(line.text) > 60
        ]
    if prose:
        notes.see("summary", prose[0], 0.8)
    return " ".join(line.text for line in prose)[:MAX_SUMMARY]


def _warnings(profile: Profile, sections: list[Section]) -> tuple[str, ...]:
    """Short machine-readable notes on what is missing or odd."""
    checks = (
        ("no_name", not profile.name),
        ("no_contact", not profile.emails and not profile.phones),
        ("work_not_understood", not profile.work and bool(_of(sections, "work"))),
        ("no_sections", len(sections) == 1),
        ("undated_work", any(not w.start for w in profile.work)),
    )
    return tuple(note for note, holds in checks if holds)
