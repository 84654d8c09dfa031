"""Person + layout -> a document to be set on paper, and its truth."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.resumes.layouts import BLIND_ENTRIES, DATES, ENTRIES, Cell, Entry, Part, Setting, school_rows
from benchmarks.resumes.people import LANGUAGES, REGION, Job, Month, Person, person

PAGES = ("single", "left_bar", "right_bar", "rail_headings", "centred", "banner")
BLIND_PAGES = ("two_halves", "table", "narrow_bar")
KINDS = ("pdf", "pdf", "docx", "txt", "html", "pdf")


@dataclass(frozen=True)
class Resume:
    """A document before it is set: `side` goes to the sidebar of pages that have one."""

    name: str
    person: Person
    page: str
    entry: str
    kind: str
    contact: list[str]
    main: list[Part]
    side: list[Part]
    truth: dict[str, Any]
    spaced_name: bool = False
    shouted: bool = False
    noise: bool = False


def resumes(count: int, *, blind: bool) -> list[Resume]:
    """So many documents, languages in turn; equal arguments give the same ones."""
    return [_resume(LANGUAGES[i % len(LANGUAGES)], i, blind) for i in range(count)]


def _resume(language: str, seed: int, blind: bool) -> Resume:
    chance = random.Random(f"{seed}-{blind}")
    who = person(language, seed, blind=blind)
    entry = chance.choice(BLIND_ENTRIES if blind and chance.random() < 0.6 else ENTRIES)
    page = chance.choice(BLIND_PAGES if blind and chance.random() < 0.6 else PAGES)
    setting = _setting(who, chance)
    grouped = chance.random() < 0.12 and entry.__name__ in ("firm_then_title", "firm_dates_then_title")
    if grouped:
        who = replace(who, jobs=_promoted(who, chance))
    work = Part(chance.choice(who.words["work"]), _entries(who, entry, setting, grouped))
    school_way = chance.randrange(6)
    study = Part(
        chance.choice(who.words["education"]),
        [_school_entry(who, s, setting, school_way) for s in who.schools],
    )
    skills = _skills(who, chance)
    spoken = (
        [Part(chance.choice(who.words["language_heads"]), items=list(who.languages))] if who.languages else []
    )
    about = [Part(chance.choice(who.words["about"]), lines=[who.summary])] if who.summary else []
    order = [work, study] if chance.random() < 0.75 else [study, work]
    contact = [who.email, who.phone, who.city, *([who.link] if chance.random() < 0.6 else [])]
    kind = KINDS[seed // len(LANGUAGES) % len(KINDS)]
    dates = setting.dates == "year"
    return Resume(
        f"{seed:03}-{language}-{page}-{entry.__name__}", who, page, entry.__name__ + ("_grouped" if grouped else ""), kind, contact,
        [*about, *order], [skills, *spoken], _truth(who, contact, dates, school_way), chance.random() < 0.1,
        chance.random() < 0.25, chance.random() < 0.4,
    )  # fmt: skip


def _setting(who: Person, chance: random.Random) -> Setting:
    return Setting(
        chance.choice(list(DATES)), chance.choice([" – ", " - ", "-", " — ", "–"]), chance.choice(who.words["present"]),
        who.words["at"], who.words["labels"],
    )  # fmt: skip


def _promoted(who: Person, chance: random.Random) -> tuple[Job, ...]:
    """The first two positions at one employer."""
    first, second, *rest = who.jobs
    return (first, replace(second, employer=first.employer, city=first.city), *rest)


def _entries(who: Person, entry: Any, setting: Setting, grouped: bool) -> list[Entry]:
    made = [entry(job, setting.span(job.start, job.end, who), setting) for job in who.jobs]
    if not grouped:
        return made
    first, second = who.jobs[:2]
    rows = [[Cell(first.employer, True), Cell(first.city)]]
    return [
        Entry([*rows, [Cell(first.title), Cell(setting.span(first.start, first.end, who))]], first.bullets),
        Entry(
            [[Cell(second.title), Cell(setting.span(second.start, second.end, who))]],
            second.bullets,
            group=True,
        ),
        *(
            Entry(
                [
                    [Cell(j.employer, True), Cell(j.city)],
                    [Cell(j.title), Cell(setting.span(j.start, j.end, who))],
                ],
                j.bullets,
            )
            for j in who.jobs[2:]
        ),
    ]


def _school_entry(who: Person, school: Any, setting: Setting, way: int) -> Entry:
    end = DATES[setting.dates](school.end, who)
    return school_rows(school, setting.span(school.start, school.end, who), end, way)


def _skills(who: Person, chance: random.Random) -> Part:
    title = chance.choice(who.words["skill_heads"])
    joint = "、" if who.language in ("zh", "ja") else ", "
    if chance.random() < 0.5:
        return Part(title, items=list(who.skills))
    return Part(title, lines=[joint.join(who.skills)])


def _truth(who: Person, contact: list[str], years: bool, school_way: int) -> dict[str, Any]:
    def at(when: Month | None) -> str:
        return "present" if when is None else str(when.year) if years else f"{when.year}-{when.month:02}"

    return {
        "name": who.name, "emails": [who.email], "phones": [who.phone], "region": REGION[who.language],
        "links": [c for c in contact if c.startswith("http")],
        "work": [{"employer": j.employer, "title": j.title, "start": at(j.start), "end": at(j.end)} for j in who.jobs],
        "education": [{"institution": s.institution, "degree": s.degree, "end": at(s.end)} for s in who.schools],
        "skills": list(who.skills), "languages": list(who.languages),
    }  # fmt: skip
