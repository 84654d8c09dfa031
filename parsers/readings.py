"""How a section about education is read best: as sentences, as one row for each degree, or as entries of several lines."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import msgspec

from enrich.values.organisations import fold_school
from parsers.dateranges import best_range
from parsers.degrees import degree_score, split_area
from parsers.education import Studied, studied, studies, studies_of
from parsers.entries import Entry
from parsers.grades import score_of
from parsers.lines import Line
from parsers.schools import BOARD, bare_school, is_bare_kind, is_part, school_score, starts_name
from parsers.schooltold import studies_in_prose
from parsers.stanzas import Joined, is_aside, stanzas, unwrapped

_LEVELS = re.compile(
    r"(?i)\b(?:(?:senior|sr\.?|higher|hr\.?|matriculation|intermediate)\s+)+(?:sec\w*\.?\s+)?(?=school|college)"
)
Found = list[tuple[Studied, list[Line]]]
SURE = 0.9
MAX_SCHOOL, MAX_DEGREE, SHORT_REST = 10, 12, 25


def best_reading(lines: list[Line]) -> list[Studied]:
    """The reading that finds most degrees whole; where several find as many, sentences that fill half of the section
    come first, then entries. Stanzas count where they find more and lose no school."""
    joined = unwrapped(lines)
    listed, told = studies(lines), studies_in_prose(lines)
    whole = [_placed(s, joined) for s in studies([line for line, _ in joined])]
    listed = whole if len(joined) < len(lines) and _merit(whole) >= _merit(listed) else listed
    if told and 2 * sum(len(own) for _, own in told) >= len(lines):
        listed, told = [s for s, _ in told], []
    readings = [listed, *(_with_rest(found, lines) for found in (told, _rows(lines), _pairs(lines)) if found)]
    best = max(readings, key=_wholes)
    cut = [_placed(s, joined) for s in studies_of(stanzas(joined), lines) if is_whole(s) or s.alike]
    if _wholes(cut) > _wholes(best) and _keeps_schools(cut, best):
        best = cut
    return [_completed(one) for one in best]


def _placed(one: Studied, joined: list[Joined]) -> Studied:
    """With the lines of the document in place of joined ones, so that every field's place is found."""
    own = {id(whole): parts for whole, parts in joined}
    header = [line for whole in one.entry.header for line in own.get(id(whole), (whole,))]
    start = one.entry.dates.start if one.entry.dates else None
    dated = next((line for line in header if (r := best_range(line.text)) and r.start == start), None)
    dates = best_range(dated.text) if dated is not None else None
    return replace(one, entry=replace(one.entry, header=header, dated=dated, dates=dates))


def _merit(found: list[Studied]) -> tuple[int, int]:
    """How many are whole, and how few name no school by a school's word."""
    return _wholes(found), sum(s.alike or school_score(s.education.institution) > 0 for s in found) - len(
        found
    )


def _wholes(found: list[Studied]) -> int:
    return sum(map(is_whole, found))


def _keeps_schools(found: list[Studied], others: list[Studied]) -> bool:
    """Whether every school that the others name is found too, with its town or without."""
    kept = _schools_of(found)
    return all(any(name in own or own in name for own in kept) for name in _schools_of(others))


def _schools_of(found: list[Studied]) -> set[str]:
    """The schools that are named by a school's word, as they compare."""
    named = (s.education.institution for s in found)
    return {fold_school(name) for name in named if school_score(name) > BOARD and not is_part(name)}


def _completed(one: Studied) -> Studied:
    """With the degree, or the school, that the first lines below the entry tell where its header has none."""
    degree, school = one.education.degree, one.education.institution
    below = [score_of(line.body)[1] for line in one.entry.body[:2] if len(line.body.split()) <= MAX_SCHOOL]
    if degree_score(degree) <= 0 < school_score(school):
        told = next((text for text in below if _starts_degree(text) and school_score(text) <= 0), "")
        if told:
            (below_, area), named = split_area(told), degree or one.education.area
            return replace(
                one, education=msgspec.structs.replace(one.education, degree=below_, area=area or named)
            )
        return one
    if degree and not school:
        told = next(
            (
                text
                for text in below
                if school_score(text) > BOARD and not is_bare_kind(text) and degree_score(text) <= 0
            ),
            "",
        )
        return replace(one, education=msgspec.structs.replace(one.education, institution=bare_school(told)))
    return one


def _starts_degree(text: str) -> bool:
    return degree_score(" ".join(text.split()[:3])) > 0 and not is_aside(text)


def is_whole(one: Studied) -> bool:
    """Whether a school and a degree stand apart."""
    education = one.education
    school, degree = education.institution, education.degree
    return (
        (school_score(school) > 0 or one.told or (one.sure >= SURE and bool(school)))
        and degree_score(_LEVELS.sub("", school)) <= 0
        and starts_name(school)
        and not is_part(school)
        and 0 < len(school.split()) <= MAX_SCHOOL
        and (degree_score(degree) > 0 or one.told)
        and school_score(f"{degree} {education.area}") <= 0
        and len(degree.split()) <= MAX_DEGREE
    )


def _rows(lines: list[Line]) -> Found:
    """Lines that each name a degree and its school, with a line below them that only says when."""
    found: Found = []
    for i, line in enumerate(lines):
        one = studied(Entry([line], best_range(line.text), line))
        if one is None or not is_whole(one):
            continue
        below = lines[i + 1 : i + 2]
        if not one.entry.dates and below and _says_when(below[0]):
            found.append((_dated(one, below[0]), [line, below[0]]))
        else:
            found.append((one, [line]))
    return found


def _pairs(lines: list[Line]) -> Found:
    """A line that names only a degree over one that names only its school, again and again."""
    found: Found = []
    free = 0
    for i, (above, below) in enumerate(pairwise(lines)):
        if i < free or not (
            degree_score(above.body) > 0 >= school_score(above.body) and school_score(below.body) > 0
        ):
            continue
        dated = next((line for line in (above, below) if best_range(line.text)), None)
        one = studied(Entry([above, below], best_range(dated.text) if dated else None, dated))
        if one is not None and is_whole(one):
            found.append((one, [above, below]))
            free = i + 2
    return found if len(found) > 1 else []


def _says_when(line: Line) -> bool:
    dates = best_range(line.text)
    return dates is not None and len(line.text) - (dates.at[1] - dates.at[0]) < SHORT_REST


def _dated(one: Studied, below: Line) -> Studied:
    again = studied(Entry([*one.entry.header, below], best_range(below.text), below))
    if again is None:
        return one
    start, end = again.education.start, again.education.end
    told = msgspec.structs.replace(one.education, start=start, end=end)
    return replace(one, education=told, entry=again.entry)


def _with_rest(found: Found, lines: list[Line]) -> list[Studied]:
    """What rows or sentences tell, and the entries of the lines between them that name a school."""
    at = {id(line): i for i, line in enumerate(lines)}
    used = {id(line) for _, own in found for line in own}
    rest: Found = []
    stretch: list[Line] = []
    for line in [*lines, None]:
        if line is not None and id(line) not in used:
            stretch.append(line)
        elif stretch:
            rest += [
                (s, s.entry.header) for s in studies(stretch) if school_score(s.education.institution) > 0
            ]
            stretch = []
    return [s for s, _ in sorted([*found, *rest], key=lambda pair: at.get(id(pair[1][0]), 0))]
