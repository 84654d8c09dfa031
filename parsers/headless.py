"""Jobs and schools of resumes that have no headings for them."""

from __future__ import annotations

from collections.abc import Set

from parsers.bodies import is_sentence
from parsers.dateranges import best_range
from parsers.education import Studied, headless_studies, labelled_schools, studies_of
from parsers.entries import Entry, split_entries
from parsers.hanstudies import han_pieces
from parsers.lines import Line, Span
from parsers.mailboxes import EMAIL
from parsers.pages import WHOLE_ADDRESS
from parsers.readings import best_reading, is_whole
from parsers.sections import Kind, Section
from parsers.stanzas import MOST_UNITS, stanzas, unwrapped
from parsers.titles import title_score
from parsers.words import WordKind, heading_kind, is_cjk, soften, words
from parsers.work import Placed, labelled_positions, positions

FEWEST_FIRMS = 2
LONGEST_HEADING, LONGEST_DETAIL = 6, 60


def _of(sections: list[Section], *kinds: Kind) -> list[Section]:
    return [s for s in sections if s.kind in kinds]


def headless_work(sections: list[Section], name: Line | None) -> list[Placed]:
    """A resume without a heading for work: entries above the first heading that carry spans of dates and a title; and
    "projects", when they name firms."""
    if labelled := [p for s in _of(sections, "header", "contact") for p in labelled_positions(s.lines)]:
        return labelled
    found = [
        p
        for s in _of(sections, "header", "summary", "other")
        for p in _dated_positions([line for line in s.lines if line is not name])
        if _titled(p)
    ]
    if found:
        return found
    told = [p for s in _of(sections, "projects") for p in _dated_positions(s.lines) if _titled(p)]
    firms = sum(words("organisations").count(soften(p.work.employer)) > 0 for p in told)
    return told if firms >= FEWEST_FIRMS else []


CLEAR = 0.9


def overview(sections: list[Section]) -> list[Placed]:
    """Positions that a line each tells of whole, dates, job and firm, in sections for something else."""
    told = [
        Entry([line], dates, line)
        for s in _of(sections, "header", "summary", "other", "education")
        for line in s.lines
        if (dates := best_range(line.text)) is not None and not dates.lone and not _tells_studies(line)
    ]
    return [
        p
        for p in (one for entry in told for one in positions([entry]))
        if p.work.title
        and p.work.employer
        and (_titled(p) or p.sure > CLEAR)
        and not words("schools").count(soften(p.work.employer))
    ]


_STUDIES: tuple[WordKind, ...] = ("degrees", "boards", "school_levels")


def _tells_studies(line: Line) -> bool:
    return any(words(kind).count(soften(line.text)) for kind in _STUDIES)


def _dated_positions(lines: list[Line]) -> list[Placed]:
    lines = [line for line in lines if not _reaches(line)]
    spans = [i for i, line in enumerate(lines) if (r := best_range(line.text)) and not r.lone]
    if not spans:
        return []
    above = 0 if title_score(lines[spans[0]].text) > 0 else 2
    entries = split_entries(lines[max(0, spans[0] - above) :])
    return positions([e for e in entries if e.dates and not e.dates.lone])


def _reaches(line: Line) -> bool:
    """Whether a line only says how the person can be reached."""
    return EMAIL.search(line.text) is not None or WHOLE_ADDRESS.fullmatch(line.text) is not None


def _titled(placed: Placed) -> bool:
    """Whether a job's word stands in the title; in Chinese and its neighbours, where such words stand in the names of
    projects too, a firm's word must stand beside it."""
    title, firm = placed.work.title, placed.work.employer
    firmly = not is_cjk(title) or words("organisations").count(soften(firm)) > words("schools").count(
        soften(firm)
    )
    return title_score(title) > 0 and firmly


def headless_education(sections: list[Section], employers: Set[str]) -> list[Studied]:
    """A resume without a heading for education: dated lines that name a school where nobody worked."""
    if in_details := [s for x in _of(sections, "contact", "header", "summary") for s in _in_details(x.lines)]:
        return in_details
    if _of(sections, "education"):
        return []
    if headed := [s for section in sections for s in _below_heading(section.lines)]:
        return headed
    told = [s for x in _of(sections, "header", "summary", "other", "work") for s in headless_studies(x.lines)]
    told = told or [s for x in _of(sections, "header", "summary", "other") for s in _in_stanzas(x.lines)]
    return [s for s in told if s.education.institution not in employers]


_DETAILS: tuple[WordKind, ...] = ("school_labels", "degree_labels", "area_labels")


def _in_details(lines: list[Line]) -> list[Studied]:
    """ "本科/华青大学 软件工程专业", "学历：华青大学软件系" among a person's details in Chinese."""
    labelled = [line for line in lines if is_cjk(line.text)]
    if told := [s for s in labelled_schools(labelled) if s.education.area or s.education.degree]:
        return told
    entries = []
    for line in lines:
        head, colon, rest = line.body.replace("：", ":").partition(":")
        if colon and not any(soften(head.strip(" *-")) in words(kind) for kind in _DETAILS):
            continue
        if len(line.text) < LONGEST_DETAIL and not is_sentence(line.text) and han_pieces(rest or head):
            entries.append(
                Entry([Line([Span(rest or head)], line.page, line.box, line.column, line.gap_above)])
            )
    return studies_of(entries, lines)


def _in_stanzas(lines: list[Line]) -> list[Studied]:
    """Lines that together name a school, a degree and when, somewhere among others."""
    parts = [lines[i : i + MOST_UNITS] for i in range(0, len(lines), MOST_UNITS)]
    found = [s for part in parts for s in studies_of(stanzas(unwrapped(part)), part)]
    return [s for s in found if is_whole(s) and s.entry.dates and title_score(s.education.institution) <= 0]


def _below_heading(lines: list[Line]) -> list[Studied]:
    """What stands below a heading for education that looks like the lines around it, up to the next heading."""
    kinds = [
        (heading_kind(line.body.rstrip(" :-–")) if len(line.body.split()) <= LONGEST_HEADING else None)
        for line in lines
    ]
    start = next(
        (i for i, kind in enumerate(kinds) if kind is not None and kind[0] == "education"), len(lines)
    )
    stop = next((i for i in range(start + 1, len(lines)) if kinds[i] is not None), len(lines))
    return [s for s in best_reading(lines[start + 1 : stop]) if is_whole(s)]
