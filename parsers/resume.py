"""The lines of a resume -> a profile, with confidence and the place of every field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from enrich.errors import Refused
from enrich.model import Education, Item, Language, Link, Place, Profile, Skill, Work
from enrich.values.places import parse_place
from parsers import contacts, names
from parsers.dateranges import best_range
from parsers.education import Studied, studies
from parsers.entries import Entry, is_sentence, split_entries
from parsers.lines import Line, whole_text
from parsers.lists import certificates_of, languages_of, skills_of
from parsers.parts import parts_of
from parsers.reading import Evidence, Reading
from parsers.sections import Kind, Section, split_sections
from parsers.words import language_of, soften, words
from parsers.work import Placed, labelled_positions, positions, title_score

FEW_SKILLS = 3
MAX_SUMMARY = 4000


@dataclass(frozen=True)
class Helpers:
    """Language models a reader may ask in doubt: names of people in a text, skills in a text."""

    people: Callable[[str], list[str]]
    skills: Callable[[str], list[str]]


def nobody(_: str) -> list[str]:
    """The helper that knows nothing."""
    return []


NO_HELPERS = Helpers(nobody, nobody)


def read_resume(lines: list[Line], helpers: Helpers = NO_HELPERS) -> Reading:
    """One person's resume. Raises Refused when the lines hold nothing that a resume has."""
    lines = _without_repeated_addresses([line for line in lines if line.text])
    if not lines:
        raise Refused("this document has no text", allowed="a resume with text in it")
    sections = split_sections(lines)
    notes = _Notes(lines)
    contact = _contact(sections, lines, notes)
    name = names.name_of(
        _name_lines(sections, lines),
        contact.emails,
        [k.username for k in contact.links if k.username],
        helpers.people,
    )
    notes.see("name", name.line, name.sure)
    work = _work(sections, notes)
    education = _education(sections, notes)
    skills = _skills(sections, lines, helpers, notes)
    profile = Profile(
        name=name.name,
        headline=_headline(sections, name, contact, notes),
        summary=_summary(sections, notes),
        birth_date=contacts.birth_date_of(_top_lines(sections)),
        emails=contact.emails,
        phones=contact.phones,
        links=contact.links,
        location=contact.place,
        work=work,
        education=education,
        skills=skills,
        languages=tuple(_languages(sections, contact)),
        certificates=tuple(c for s in sections if s.kind == "certificates" for c in certificates_of(s.lines)),
        items=tuple(_items(sections)),
    )
    _refuse_if_empty(profile)
    return Reading(
        profile,
        confidence=notes.confidence,
        evidence=tuple(notes.evidence),
        warnings=_warnings(profile, sections),
    )


_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$")


def _without_repeated_addresses(lines: list[Line]) -> list[Line]:
    """An address that stands alone on several lines is printed by a site on each page; its first one stays."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        if _ADDRESS.fullmatch(line.text):
            if line.text in seen:
                continue
            seen.add(line.text)
        kept.append(line)
    return kept


def _refuse_if_empty(profile: Profile) -> None:
    if not (profile.name or profile.emails or profile.phones or profile.work or profile.education):
        raise Refused(
            "this does not read as a resume", allowed="a document with a name, a contact or a career"
        )


class _Notes:
    """Collects evidence and confidence while fields are read."""

    def __init__(self, lines: list[Line]) -> None:
        self.confidence: dict[str, float] = {}
        self.evidence: list[Evidence] = []
        self._offsets: dict[int, int] = {}
        position = 0
        for line in lines:
            self._offsets[id(line)] = position
            position += len(line.text) + 1

    def see(self, path: str, line: Line | None, sure: float) -> None:
        """A field was read from this line."""
        field = path.partition("[")[0]
        before = self.confidence.get(field)
        self.confidence[field] = round(sure if before is None else min(before, sure), 3)
        if line is None:
            return
        if line.page:
            x0, top, x1, bottom = (round(v, 1) for v in line.box)
            self.evidence.append(Evidence(path, page=line.page, box=(x0, top, x1, bottom)))
        elif (start := self._offsets.get(id(line))) is not None:
            self.evidence.append(Evidence(path, start=start, end=start + len(line.text)))


def _of(sections: list[Section], *kinds: Kind) -> list[Section]:
    return [s for s in sections if s.kind in kinds]


def _top_lines(sections: list[Section]) -> list[Line]:
    """The contact block; in a sidebar it may stand under "About"."""
    block = [line for s in _of(sections, "header", "contact", "profiles") for line in s.lines]
    about = [
        line
        for s in _of(sections, "summary")
        for line in s.lines
        if len(line.text) < 45 and not is_sentence(line.text)
    ]
    return block + about


def _name_lines(sections: list[Section], lines: list[Line]) -> list[Line]:
    """Where a name may stand: above the first heading, in the contact block, or in the first lines and headings."""
    top = [line for s in _of(sections, "header", "contact") for line in s.lines]
    first = [line for line in lines[:6] if line not in top]
    headings = [
        s.heading
        for s in sections[:3]
        if s.heading is not None and s.kind == "other" and s.heading not in first
    ]
    return top + first + headings


@dataclass(frozen=True)
class _Contact:
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    links: tuple[Link, ...]
    place: Place | None
    place_text: str


def _contact(sections: list[Section], lines: list[Line], notes: _Notes) -> _Contact:
    top = _top_lines(sections)
    known = [
        line
        for s in sections
        if s.kind not in ("references", "work", "projects", "publications")
        for line in s.lines
    ]
    emails = contacts.emails_of(top) or contacts.emails_of(known) or contacts.emails_of(lines)
    region = contacts.regions_of(top, language_of(whole_text(lines)))
    phones = contacts.phones_of(top, region) or contacts.phones_of(known, region)
    values = [e.value for e in emails]
    links = contacts.links_of(top, values)
    seen = {link.url for link, _ in links}
    links += [
        (link, line)
        for link, line in contacts.links_of([x for x in known if x not in top], values)
        if link.network and link.url not in seen
    ]
    place = contacts.place_of(top)
    for field, found in (("emails", emails), ("phones", phones)):
        for i, one in enumerate(found):
            notes.see(f"{field}[{i}]", one.line, 0.97 if one.line in top else 0.7)
    for i, (_, line) in enumerate(links):
        notes.see(f"links[{i}]", line, 0.9)
    if place:
        notes.see("location", place.line, 0.8)
    return _Contact(
        tuple(values), tuple(p.value for p in phones), tuple(link for link, _ in links),
        parse_place(place.value) if place else None, place.value if place else "",
    )  # fmt: skip


def _work(sections: list[Section], notes: _Notes) -> tuple[Work, ...]:
    placed: list[Placed] = []
    for section in _of(sections, "work", "volunteer"):
        volunteer = section.kind == "volunteer"
        placed.extend(
            labelled_positions(section.lines, volunteer=volunteer)
            or positions(split_entries(section.lines), volunteer=volunteer)
        )
    if not any(p.work.title or p.work.employer for p in placed):
        placed = _headless_work(sections)
    for i, one in enumerate(placed):
        for part in ("employer", "title", "start"):
            if value := getattr(one.work, part):
                line = next(
                    (x for x in one.entry.header if str(value) in x.text),
                    one.entry.dated or one.entry.header[0],
                )
                notes.see(f"work[{i}].{part}", line, one.sure if part != "start" else 0.95)
    return tuple(p.work for p in placed)


def _headless_work(sections: list[Section]) -> list[Placed]:
    """A resume without a heading for work: entries above the first heading that carry spans of dates and a title."""
    found = []
    for section in _of(sections, "header", "summary", "other"):
        spans = [i for i, line in enumerate(section.lines) if (r := best_range(line.text)) and not r.lone]
        if spans:
            entries = [
                e
                for e in split_entries(section.lines[max(0, spans[0] - 2) :])
                if e.dates and not e.dates.lone
            ]
            found += [p for p in positions(entries) if title_score(p.work.title) > 0]
    return found


def _education(sections: list[Section], notes: _Notes) -> tuple[Education, ...]:
    found: list[Studied] = [s for section in _of(sections, "education") for s in studies(section.lines)]
    for i, one in enumerate(found):
        line = next(
            (
                x
                for x in one.entry.header
                if one.education.institution and one.education.institution in x.text
            ),
            one.entry.header[0],
        )
        notes.see(f"education[{i}].institution", line, one.sure)
    return tuple(s.education for s in found)


def _skills(sections: list[Section], lines: list[Line], helpers: Helpers, notes: _Notes) -> tuple[Skill, ...]:
    found: dict[str, Skill] = {}
    for section in _of(sections, "skills"):
        for skill in skills_of(section.lines):
            if soften(skill.name) not in found:
                found[soften(skill.name)] = skill
        if section.lines:
            notes.see("skills", section.lines[0], 0.85)
    if len(found) < FEW_SKILLS:
        for name in helpers.skills(whole_text(lines)):
            found.setdefault(soften(name), Skill(name, implied=True))
    return tuple(found.values())


def _languages(sections: list[Section], contact: _Contact) -> Iterable[Language]:
    found = [x for s in _of(sections, "languages") for x in languages_of(s.lines)]
    if found:
        return found
    in_skills = [
        line
        for s in _of(sections, "skills")
        for line in s.lines
        if words("languages").count(soften(line.text))
    ]
    return languages_of(in_skills)


def _headline(sections: list[Section], name: names.Named, contact: _Contact, notes: _Notes) -> str:
    """The short line below the name that says what the person does."""
    top = [line for s in sections[:3] if s.kind in ("header", "contact", "other") for line in s.lines]
    after = top[top.index(name.line) :] if name.line in top else top[:5]
    for line in after[:5]:
        text = line.body.replace(name.name, "").strip(" ,|•·-–—")
        if (
            not text
            or text == contact.place_text
            or any(e in text for e in contact.emails)
            or (line.urls and not title_score(text) > 0)
        ):
            continue
        if len(text.split()) <= 14 and title_score(text) > 0 and not best_range(text):
            notes.see("headline", line, 0.8)
            return text
    return ""


def _summary(sections: list[Section], notes: _Notes) -> str:
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


def _items(sections: list[Section]) -> Iterable[Item]:
    for section in _of(sections, "projects", "publications"):
        for entry in split_entries(section.lines):
            if (item := _item(entry, section.kind)) is not None:
                yield item


def _item(entry: Entry, kind: Kind) -> Item | None:
    parts, _ = parts_of(entry)
    title = parts[0].text if parts else entry.header[0].body
    if not title or len(title) > 300:
        return None
    url = next((u for line in entry.header for u in line.urls if u.startswith("http")), "")
    date = (entry.dates.end or entry.dates.start) if entry.dates else ""
    summary = " ".join(line.body for line in entry.body)[:1000]
    publisher = parts[1].text if len(parts) > 1 and kind == "publications" else ""
    item_kind = "publication" if kind == "publications" else "project"
    return Item(kind=item_kind, title=title, date=date, url=url, publisher=publisher, summary=summary)  # type: ignore[arg-type]


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
