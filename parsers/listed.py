"""Lists of skills that stand under no heading for skills: below another heading, in a column that lost its own, beside languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from enrich.values.skills import known_skill
from parsers.dateranges import date_ranges
from parsers.flowing import flowing
from parsers.lines import Line
from parsers.sections import Kind, Section
from parsers.skillends import until_end
from parsers.skillsets import pieces_of
from parsers.tags import LABEL
from parsers.titles import title_score
from parsers.words import heading_kind, soften, words

_OPEN: frozenset[Kind] = frozenset(
    {"other", "languages", "header", "contact", "summary", "interests", "awards"}
)
_TELLING: frozenset[Kind] = frozenset(
    {"header", "contact", "summary"}
)  # there jobs and sentences name skills, too
_CLOSED: frozenset[Kind] = frozenset(
    {"education", "profiles", "certificates"}
)  # there a list needs others beside it
_BULLETS = re.compile(r"\s*[•●▪■◦]\s*")
_SENTENCES = re.compile(r"[a-z]{3,}\. [A-Z][a-z]+ [a-z]{2,}")
FEWEST, FEWEST_ALONE, MOST_WORDS = 3, 4, 4
LONE_WORDS, LONG_LIST = 3, 5


@dataclass(frozen=True)
class _Row:
    """A line with how many things it lists, how many of them are known as skills, and whether a label names them."""

    line: Line
    pieces: int
    known: int
    labelled: bool
    short: bool

    @property
    def lists(self) -> bool:
        """Whether most of what it lists is known."""
        enough = self.known >= 2 if self.pieces >= FEWEST else self.known >= 1 and self.labelled
        return enough and self.short and self.known * 2 >= self.pieces

    @property
    def alone(self) -> bool:
        """Whether it is one known skill and nothing else."""
        return self.pieces == self.known == 1 and len(self.line.text.split()) <= LONE_WORDS

    @property
    def may_list(self) -> bool:
        several = self.short and self.pieces > 1
        return self.lists or self.alone or (several and (self.labelled or self.known * 2 >= self.pieces))


def lists_of_skills(sections: list[Section]) -> list[list[Line]]:
    """The lines of each list: those of the sections for skills, then what lists skills elsewhere."""
    found = [until_end(s.lines) for s in sections if s.kind == "skills"]
    for before, section, after in zip([None, *sections[:-1]], sections, [*sections[1:], None], strict=True):
        beside = any(s is not None and s.kind == "skills" for s in (before, after))
        if section.kind == "other" and beside and _goes_on(section):
            found.append(section.lines)
        elif section.kind == "traits":
            found.append(_beside_traits(section))
        elif section.kind in _OPEN | _CLOSED:
            found.extend(_runs(section))
    return found


def _beside_traits(section: Section) -> list[Line]:
    """Under "Strengths" what people are like is no skill: the lines that name what is learned, or all where most of them do."""
    items = flowing(section.lines)
    learned = [line for line in items if any(map(_is_learned, pieces_of(line.body)))]
    return items if len(learned) * 2 > len(items) else learned


def _is_learned(piece: str) -> bool:
    known = known_skill(piece)
    return known is not None and known.field != "abilities"


def _goes_on(section: Section) -> bool:
    """Whether a section beside the skills lists more of them: under "Equipment", "Other"."""
    rows = [_row(line) for line in flowing(section.lines)]
    short = all(row.short and not date_ranges(row.line.text) for row in rows)
    named = sum(row.known for row in rows) * 3 >= sum(row.pieces for row in rows) > 1
    labelled = sum(row.labelled and row.pieces > 1 for row in rows) * 2 >= len(rows) > 1
    return short and (named or labelled)


def _runs(section: Section) -> list[list[Line]]:
    """Neighbouring lines that list skills."""
    rows = [_row(line) for line in flowing([x for x in section.lines if not _speaks(x.text)])]
    if section.kind in _TELLING:
        rows = [
            row
            for row in rows
            if (row.labelled or row.line.bullet or row.alone) and title_score(row.line.text) <= 0
        ]
    runs = [list(run) for may, run in groupby(rows, key=lambda row: row.may_list) if may]
    return [[row.line for row in run] for run in runs if _is_list(run, section.kind)]


def _is_list(run: list[_Row], kind: Kind) -> bool:
    lists = sum(row.lists for row in run)
    alone = sum(row.alone for row in run)
    if kind in _CLOSED:
        long = any(row.lists and not row.labelled and row.known >= LONG_LIST for row in run)
        return lists > 1 or long or (kind == "education" and alone >= FEWEST_ALONE)
    return lists > 0 or alone >= FEWEST or (kind == "languages" and alone > 1)


def _row(line: Line) -> _Row:
    label = LABEL.match(line.body)
    prose = label is None and _SENTENCES.search(line.text) is not None
    if prose or (label and not _may_name_skills(label[1])) or date_ranges(line.text) or _speaks(line.text):
        return _Row(line, 0, 0, labelled=False, short=False)
    cells = [line.body] if len(line.cells) == 1 else [_BULLETS.sub("", cell) for cell in line.cells]
    pieces = [piece for cell in cells for piece in pieces_of(cell)]
    known = sum(known_skill(piece) is not None for piece in pieces)
    short = all(len(piece.partition("(")[0].split()) <= MOST_WORDS for piece in pieces[1:]) and bool(pieces)
    first = len(pieces[0].split()) <= MOST_WORDS or known > FEWEST if pieces else False
    return _Row(line, len(pieces), known, labelled=label is not None, short=short and first)


def _may_name_skills(label: str) -> bool:
    """A label that is a heading for something else ("Relevant coursework", "Projects") names no skills."""
    found = heading_kind(label)
    if soften(label) in words("labels"):  # "Technologies:" tells of a project
        return False
    grouped = soften(label) in words("skill_groups")
    return grouped or found is None or found[0] in ("skills", "languages")


def _speaks(text: str) -> bool:
    return words("languages").count(soften(text)) > 0
