"""Lines -> sections, by the headings of all languages and the look they share in this document."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from parsers.bodies import is_label
from parsers.dateranges import date_ranges
from parsers.degrees import degree_score
from parsers.lines import Line, Span
from parsers.runon import joined_headings, look_of, without_run_on
from parsers.words import (
    SectionKind,
    heading_form,
    heading_kind,
    is_cjk,
    misspelt_heading,
    soften,
    tokens,
    words,
)

Kind = SectionKind | Literal["header"]
_INLINE = re.compile(r"^([^:：]{2,40})[:：]\s*(\S.*)$")
_BRACKETS = re.compile(r"\s*[(（].*?[)）]")
_LATIN_ASIDE = re.compile(r"(?<=[A-Za-z])\s*\([^()]*\)$")
_NOISE = re.compile(r"^[\W_]+|[\W_]+$")
_ASIDE = re.compile(r"(?<=\w)\s*[:：–-]*\s*\([^()]*\d[^()]*\)\W*$")
FRAGILE: frozenset[Kind] = frozenset({"work", "projects", "education", "volunteer"})
MAX_HEADING_WORDS = 6
LONGEST_CAPTION = 40
BARE_CJK_CHARS = 2
TABLE_HEAD, APART = 3, 0.9
NAMED_BY_PART: frozenset[Kind] = frozenset(
    {"work", "education", "skills", "projects", "volunteer", "certificates", "publications", "awards"}
)
COLUMN_STEP, ICON_CELLS = 60.0, 2  # a recognised picture has letters where icons were: "0  EDUCATION"
LARGE = 1.2  # times the body's size: a heading, though others are larger


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
    look = _HeadingLook(lines)
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
    return _unnamed_skills(_qualifications(sections))


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
        if section.kind != "other" or not section.lines or heading_kind(section.title) is not None:
            continue
        leveled = soften(section.lines[0].text) in words("levels")
        beside = any(s is not None and s.kind == "skills" for s in (before, after))
        short = all(
            len(x.text.split()) <= 4 * len(x.cells) and not date_ranges(x.text) for x in section.lines
        )
        if short and (leveled or beside):
            section.kind = "skills"
    return sections


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


def _opened(line: Line, current: Section, look: _HeadingLook) -> Section | None:
    kind = look.kind_of(line)
    if kind is not None and current.kind == "work" and look.captions(line, current):
        return None
    if kind is not None:
        return Section(kind, line.text, heading=line)
    referee = current.kind == "references" and line.cells[0].endswith(":")  # "Contact:  +44 ..."
    return None if referee else _table_head(line) or _rail(line, look) or _inline(line, current)


def _table_head(line: Line) -> Section | None:
    """ "年 | 月 | 資格", the first row of a table in a form."""
    if len(line.cells) != TABLE_HEAD or not all(len(c) == 1 and is_cjk(c) for c in line.cells[:-1]):
        return None
    found = heading_kind(_BRACKETS.sub("", line.cells[-1]))
    return Section(found[0], line.cells[-1], heading=line) if found is not None else None


def _rail(line: Line, look: _HeadingLook) -> Section | None:
    """A heading in a column of its own at the left, its section's first line beside it."""
    cells = line.cells
    if len(cells) < 2 or line.bullet or not line.page:
        return None
    found = heading_kind(cells[0])
    if found is None or line.box[0] > look.left_edge + 12:
        return None
    at = next((i for i, s in enumerate(line.spans) if i and s.gap >= 1.3), 0)
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
    if found[0] == "education" and not degree_score(match[2]) > 0:
        return None
    if found[0] == "languages" and not _speaks(match[2]):
        return None
    if current.kind == "skills" and found[0] == "skills":
        return None
    rest = Line([Span(match[2])], line.page, line.box, line.column, line.gap_above)
    return Section(found[0], match[1], [rest], line)


def _speaks(text: str) -> bool:
    return words("languages").count(soften(text)) > 0


def _one(line: Line) -> str:
    """A caption as it is counted: "Key Achievement" is "Key Achievements"."""
    return heading_form(line.text).removesuffix("s")


class _HeadingLook:
    """How this document's headings look, learned from those whose words are known."""

    def __init__(self, lines: list[Line]) -> None:
        sizes = [line.size for line in lines]
        self.texts = Counter(_one(line) for line in lines if len(line.text) < LONGEST_CAPTION)
        self.body_size = median(sizes)
        self.plain = len(set(sizes)) == 1 and not any(line.bold for line in lines)
        self.left_edge = min((line.box[0] for line in lines), default=0.0)
        looks = Counter(look_of(line) for line in lines)
        known = Counter(
            look_of(line) for line in lines if self._strong(line) and self._words(line) is not None
        )
        self.known_headings = sum(known.values())
        common = [(look, n) for look, n in known.items() if n >= 2]
        self.looks = {look for look, n in common if looks[look] < 4 * n + 4}
        self.size = max((look[0] for look in self.looks), default=0) / 2

    def kind_of(self, line: Line) -> Kind | None:
        """The section this line opens; "other" when only its look says that it is a heading."""
        if line.bullet and not line.heading and line.marked_bullet:
            return None
        found = self._words(line)
        if found is not None and (self._accepts(line) or (found == "certificates" and _bold_label(line))):
            return found
        if found is None and (self._looks_alike(line) or _RULED.match(line.text)):
            return _by_word(line.text)
        return None

    def captions(self, line: Line, current: Section) -> bool:
        """Whether it only captions a part of each job there: "Achievements:" below one after the other."""
        if not is_label(line) or line.heading or line.size > self.body_size * 1.06:
            return False
        over = current.heading
        unlike = over is not None and look_of(over) != look_of(line) and not line.caps
        colons = line.text.endswith(":") and over is not None and not over.text.endswith(":")
        return self.texts[_one(line)] > 1 or (colons and (unlike or not line.caps))

    def _words(self, line: Line) -> Kind | None:
        cells = line.cells
        text = cells[1] if len(cells) == ICON_CELLS and len(cells[0]) == 1 else line.text
        text = _NOISE.sub("", _ASIDE.sub("", text))
        if len(text.split()) > MAX_HEADING_WORDS or len(line.cells) > 2 or text.endswith(","):
            return None
        found = heading_kind(_unspaced(text))
        if found is None and self._strong(line) and len(line.cells) == 1:
            found = misspelt_heading(text) or heading_kind(_LATIN_ASIDE.sub("", text))
        return found[0] if found else None

    def _strong(self, line: Line) -> bool:
        return (
            bool(line.heading)
            or line.size > self.body_size * 1.06
            or line.caps
            or line.bold
            or line.text.rstrip().endswith((":", "："))
            or _RULED.match(line.text) is not None
        )

    def _accepts(self, line: Line) -> bool:
        if line.heading or (is_cjk(line.text) and len(line.text.replace(" ", "")) <= BARE_CJK_CHARS):
            return True
        if not self.looks:
            return self._strong(line) or line.gap_above > 0.6 or (self.plain and line.text[0].isupper())
        if look_of(line) in self.looks:
            return True
        apart = line.gap_above > 0.9 and line.text.rstrip().endswith((":", "："))
        small = line.size < self.size * 0.93 and line.size < self.body_size * LARGE
        if small and not line.caps and not apart:
            return False
        return self._strong(line) or line.gap_above > 0.9

    def _looks_alike(self, line: Line) -> bool:
        """A short line without dates in the look of at least two known headings, a look that is not the body's."""
        if (
            self.known_headings < 2
            or look_of(line) not in self.looks
            or len(line.cells) > 1
            or is_label(line)
        ):
            return False
        special = line.size > self.body_size * 1.06 or (line.caps and line.bold)
        return (
            special
            and len(tokens(soften(line.text))) <= 5
            and not date_ranges(line.text)
            and line.gap_above > 0.5
        )


_RULED = re.compile(r"([-=*~_#])\1+ *[^\W\d].{1,40}[^\W_]\W? *\1{2,}$")  # "--- Work ---", "=== Skills ==="


def _bold_label(line: Line) -> bool:
    """ "Certifications:" in bold, as studies have them below."""
    return line.bold and not line.bullet and line.text.rstrip().endswith((":", "："))


def _unspaced(text: str) -> str:
    """ "S K I L L S" -> "SKILLS"."""
    parts = text.split(" ")
    return "".join(parts) if len(parts) > 3 and all(len(p) == 1 for p in parts) else text


_SKILL_WORDS = frozenset(
    "skill tool framework technolog competen expertise software kenntnis stack platform database".split()  # noqa: SIM905
)


def _by_word(text: str) -> Kind:
    softened = soften(text)
    parts = softened.split()
    for n in (2, 1):
        for rest in (" ".join(parts[-n:]), " ".join(parts[:n])):
            found = heading_kind(rest) if len(parts) > n else None
            if found is not None and found[0] in NAMED_BY_PART:
                return found[0]
    return "skills" if any(word in softened for word in _SKILL_WORDS) else "other"
