"""Lines -> sections, by the headings of all languages and the look they share in this document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from enrich.values.skills import known_skill
from parsers.chapters import is_inside, opens_career
from parsers.dateranges import date_ranges
from parsers.degrees import degree_score
from parsers.headinglook import HeadingLook
from parsers.lines import WIDE_GAP, Line, Span
from parsers.places import is_city, looks_like_place
from parsers.runon import joined_headings, without_run_on
from parsers.words import (
    SectionKind,
    heading_kind,
    is_cjk,
    soften,
    words,
)

Kind = SectionKind | Literal["header"]
_INLINE = re.compile(r"^([^:：]{2,40})[:：]\s*(\S.*)$")
_BRACKETS = re.compile(r"\s*[(（].*?[)）]")
FRAGILE: frozenset[Kind] = frozenset({"work", "projects", "education", "volunteer"})
TABLE_HEAD, APART = 3, 0.9
DATED = 3  # lines with dates, at least, that make a section one of things done
COLUMN_STEP = 60.0
LAST_LINES, LONGEST_SIGN_OFF, WHOLE_DATE, WORDS_OF_NAME = 3, 45, 10, 5


@dataclass
class Section:
    """Lines under one heading; the lines before the first heading are the section "header"."""

    kind: Kind
    title: str = ""
    lines: list[Line] = field(default_factory=list)
    heading: Line | None = None


def split_sections(lines: list[Line]) -> list[Section]:
    """The sections of a resume in reading order."""
    lines = without_run_on([line for line in lines if line.text and not line.blank])
    lines = joined_headings(lines)
    if not lines:
        return []
    look = HeadingLook(lines)
    sections = [Section("header")]
    by_column: dict[int, Section] = {}
    before: Line | None = None
    current = sections[0]
    for line in lines:
        if before is not None and (before.column, before.page) != (line.column, line.page):
            current = _after_column_change(current, before, line, by_column, sections)
        opened = _opened(line, current, look)
        if opened is not None:
            current = opened
            sections.append(current)
        else:
            current.lines.append(line)
        by_column[_column_key(line)] = current
        before = line
    _without_sign_offs(sections)
    return _unnamed_skills(_qualifications(sections))


def _without_sign_offs(sections: list[Section]) -> None:
    """Takes "Berlin, den 3. Mai 2021" and the name below it from the end of what they stand in."""
    for section in sections:
        if section.kind not in FRAGILE:
            continue
        at = next((i for i, x in enumerate(section.lines) if _signs_off(section.lines[i:], x)), None)
        section.lines = section.lines[:at]


def _signs_off(rest: list[Line], line: Line) -> bool:
    """Whether a line is a place and a day, and nothing but a name comes after it."""
    if len(rest) > LAST_LINES or len(line.text) > LONGEST_SIGN_OFF or line.bullet:
        return False
    found = date_ranges(line.text)
    if len(found) != 1 or not found[0].lone or not found[0].start:
        return False
    start, end = found[0].at
    if len(found[0].start) != WHOLE_DATE and _DAY.match(line.text[start:end]) is None:
        return False
    place = _ARTICLE.sub("", line.text[:start]).strip(" ,.")
    below = all(
        len(x.text.split()) < WORDS_OF_NAME and not date_ranges(x.text) and not x.bullet for x in rest[1:]
    )
    return below and not line.text[end:].strip(" .") and (is_city(place) or looks_like_place(place))


_DAY = re.compile(r"\d{1,2}\D")
_ARTICLE = re.compile(r",\s*(?:[^\W\d]{1,3}\s*)?$")  # "Berlin, den", "Lyon, le", "Córdoba, a"


_STUDIED = re.compile(r"qualif|academ|educat|scholast")


def _qualifications(sections: list[Section]) -> list[Section]:
    """ "Professional qualifications", "Qualification overview": degrees below make it education."""
    for section in sections:
        if section.kind not in ("certificates", "other") or not _STUDIED.search(soften(section.title)):
            continue
        if any(degree_score(x.text) > 0.6 and not _LICENCE.search(soften(x.text)) for x in section.lines):
            section.kind = "education"
    return sections


_LICENCE = re.compile(r"certif|licen[cs]")


def _unnamed_skills(sections: list[Section]) -> list[Section]:
    """A list of short words under an unknown heading, beside skills or opened by a level, is a group of skills."""
    for before, section, after in zip([None, *sections[:-1]], sections, [*sections[1:], None], strict=True):
        if (
            section.kind == "languages"
            and before is not None
            and before.kind == "skills"
            and not before.lines
        ):
            before.lines = [x for x in section.lines if not _speaks(x.text)]
            section.lines = [x for x in section.lines if _speaks(x.text)]
        if section.kind == "languages" and not any(_speaks(x.text) for x in section.lines):
            if any(s is not None and s.kind == "skills" for s in (before, after)):
                section.kind = "skills"
            continue
        if section.kind == "skills" and _told_in_years(section):
            section.kind = "other"
        if section.kind != "other" or not section.lines or heading_kind(section.title) is not None:
            continue
        leveled = soften(section.lines[0].text) in words("levels")
        beside = any(s is not None and s.kind == "skills" for s in (before, after))
        short = all(
            len(x.text.split()) <= 4 * len(x.cells) and not date_ranges(x.text) for x in section.lines
        )
        group = known_skill(section.title) is not None or soften(section.title) in words("skill_groups")
        dated = any(date_ranges(x.text) for x in section.lines)
        if (short and (leveled or beside)) or (group and beside and not dated):
            section.kind = "skills"
    return sections


def _told_in_years(section: Section) -> bool:
    """ "Deployed software systems": a heading that only has a word of skills in it, over what was done when."""
    dated = sum(bool(date_ranges(x.text)) for x in section.lines)
    return dated >= DATED and heading_kind(section.title) is None


def _column_key(line: Line) -> int:
    return round(line.box[0] / COLUMN_STEP) if line.page else 0


def _after_column_change(
    current: Section, before: Line, line: Line, by_column: dict[int, Section], sections: list[Section]
) -> Section:
    """A column goes on where the same column of an earlier page stopped; beside another one it starts afresh."""
    if not line.page or abs(before.box[0] - line.box[0]) < COLUMN_STEP:
        return current
    if line.page == before.page and line.box[1] < before.box[3]:
        earlier = by_column.get(_column_key(line)) if line.page > 1 else None
        return earlier or _section_above(line, sections)
    return by_column.get(_column_key(line), current) if line.page != before.page else current


def _section_above(line: Line, sections: list[Section]) -> Section:
    """The section that the last block above a column belongs to."""
    bottoms: dict[int, float] = {}
    for known in (x for s in sections for x in ([s.heading] if s.heading else []) + s.lines):
        if known.page == line.page:
            bottoms[known.column] = max(bottoms.get(known.column, 0.0), known.box[3])
    above = {column for column, bottom in bottoms.items() if bottom <= line.box[1] + 3}
    for section in reversed(sections):
        own = ([section.heading] if section.heading else []) + section.lines
        if any(x.page == line.page and x.column in above for x in own):
            return section
    return sections[0]


def _opened(line: Line, current: Section, look: HeadingLook) -> Section | None:
    kind = look.kind_of(line)
    if kind != "skills" and current.kind == "work" and is_inside(line, current.lines):
        return None
    if kind is not None and current.kind == "work" and look.captions(line, current.heading):
        return None
    if kind is not None:
        return Section(kind, line.text, heading=line)
    if current.kind not in FRAGILE and opens_career(line):
        return Section("work", lines=[line])
    referee = current.kind == "references" and line.cells[0].endswith(":")  # "Contact:  +44 ..."
    return None if referee else _table_head(line) or _rail(line, look) or _inline(line, current)


def _table_head(line: Line) -> Section | None:
    """ "年 | 月 | 資格", the first row of a table in a form."""
    if len(line.cells) != TABLE_HEAD or not all(len(c) == 1 and is_cjk(c) for c in line.cells[:-1]):
        return None
    found = heading_kind(_BRACKETS.sub("", line.cells[-1]))
    return Section(found[0], line.cells[-1], heading=line) if found is not None else None


def _rail(line: Line, look: HeadingLook) -> Section | None:
    """A heading in a column of its own at the left, its section's first line beside it."""
    cells = line.cells
    if len(cells) < 2 or line.bullet or not line.page:
        return None
    found = heading_kind(cells[0])
    at = next((i for i, s in enumerate(line.spans) if i and s.gap >= WIDE_GAP), 0)
    if found is None or not (line.box[0] <= look.left_edge + 12 or look.in_rail(line)):
        return None
    rest = Line(line.spans[at:], line.page, line.box, line.column, line.gap_above)
    if heading_kind(rest.text) is not None:
        return None
    return Section(found[0], cells[0], [rest], line)


def _inline(line: Line, current: Section) -> Section | None:
    """ "Skills: Python, SQL" as a section of one line."""
    match = _INLINE.match(line.body)
    apart = current.kind == "education" and line.gap_above > APART
    if match is None or line.text.endswith(":"):
        return None
    found = heading_kind(match[1])
    graded = soften(match[2]).strip(" .") in words("degrees")
    if found is not None and found[0] == "education" and _in_form(line, current):
        return None
    if graded and found is not None and found[0] == "education" != current.kind:
        return Section("education", match[1], heading=line)
    spoken = found is not None and found[0] == "languages" and _speaks(match[2])
    closed = current.heading is not None and _INLINE.match(current.heading.body) is not None
    if current.kind in FRAGILE and not (apart or closed) and not (spoken and line.gap_above > APART):
        return None
    if apart and found is not None and found[0] not in ("skills", "languages"):
        return None
    if found is None or found[0] in ("contact", "profiles", "work", "projects", "other", "summary"):
        return None
    if found[0] == "education" and not (
        degree_score(match[2]) > 0 or words("schools").count(soften(match[2]))
    ):
        return None
    if found[0] == "languages" and not _speaks(match[2]):
        return None
    if current.kind == "skills" and found[0] == "skills":
        return None
    rest = Line([Span(match[2])], line.page, line.box, line.column, line.gap_above)
    return Section(found[0], match[1], [rest], line)


def _in_form(line: Line, current: Section) -> bool:
    """ "学历：本科" among a person's details is one of them."""
    return current.kind == "contact" or (current.kind == "header" and is_cjk(line.text))


def _speaks(text: str) -> bool:
    return words("languages").count(soften(text)) > 0
