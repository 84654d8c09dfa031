"""Which piece of an entry of studies names the school, and which the degree."""

from __future__ import annotations

import re
from itertools import pairwise

from parsers.degrees import degree_score, split_area
from parsers.likeness import Slot, part_at
from parsers.parts import Part
from parsers.schools import (
    BOARD,
    is_bare_kind,
    is_level,
    is_part,
    names_one,
    names_programme,
    names_subject,
    school_score,
)
from parsers.words import is_cjk, soften, words

MANY_WORDS, FIRST_WORDS, NAMED = 4, 3, 0.9
MOST_NAMED = 1.5
_OPEN = re.compile(r"\s+(?:in|from|at|of|as|en|em|with|the)$")
_AREA_AFTER = re.compile(r"^(?:in|of|en|em)\s+", re.I)


def _names_school(part: Part, named: bool) -> float:
    """How much a part reads like the school; what stands behind "at" is one where no other part has a school's word."""
    score = school_score(part.text)
    at = 2.0 * (part.joint == "at" and (score > 0 or not named))
    return min(score, MOST_NAMED) - 0.6 * degree_score(part.text) + at


_SCHOOL_OF = re.compile(r"(?i)(?:graduate |doctoral )?school of ")


def _names_another(pieces: list[Part], one: Part) -> bool:
    return any(p is not one and p.line == one.line and school_score(p.text) > BOARD for p in pieces)


def school_of(pieces: list[Part], slot: Slot | None = None) -> tuple[Part | None, float]:
    """The part that names the school: by its words, by "at", by its slot, else the first that is no degree."""
    whole = [p for p in pieces if not is_bare_kind(p.text) and not is_part(p.text)]
    whole = [p for p in whole if not _SCHOOL_OF.match(p.text) or not _names_another(whole, p)]
    named = any(school_score(p.text) > BOARD for p in pieces)
    best = max(_beside_part(pieces) or whole or pieces, key=lambda p: _names_school(p, named))
    if best in _beside_part(pieces):
        return best, NAMED
    sure = school_score(best.text) - 0.6 * degree_score(best.text) > 0 and not is_bare_kind(best.text)
    if sure or (best.joint == "at" and names_one(best.text)):
        return best, 0.95
    plain = [p for p in pieces if degree_score(p.text) == 0 and names_one(p.text) and not is_level(p.text)]
    plain = [p for p in plain if not is_part(p.text)] or plain
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
        and not (
            degree_score(left.text) > 0
            or names_subject(left.text)
            or is_level(left.text)
            or is_part(left.text)
        )
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
_TIED = re.compile(r"(?:with|and|or|mit|und|avec|et|con|y) (?=\w)")
_EXPECTED = re.compile(r"(?i)(?:expected|anticipated|estimated) (?:graduation|completion)")
_CAMPUS = re.compile(r"(?i)\bcampus$")
_AWAITED = re.compile(r"(?i)\b(?:expected|anticipated)\b|^(?:completed|completion|graduat(?:ed|ion|ing))\b")


def _names_degree(text: str) -> float:
    """How much a part reads like the degree: one that starts with a degree's word more than one that has it somewhere."""
    starts = degree_score(" ".join(text.split()[:FIRST_WORDS])) > 0
    return min(degree_score(text), 1.0) + 0.5 * starts or LEVEL * is_level(text)


def degree_of(rest: list[Part]) -> tuple[str, str]:
    """(degree, area) out of what is left; a programme without a degree's word stands for the degree."""
    if not rest:
        return "", ""
    best = max(rest, key=lambda p: _names_degree(p.text))
    others = [p.text for p in rest if p is not best and _may_be_area(p.text)]
    if degree_score(best.text) <= 0 and not is_level(best.text):
        told = best.text if _may_be_area(best.text) else next(iter(others), "")
        return (told, "") if names_programme(told) else ("", told)
    degree, area = split_area(_OPEN.sub("", best.text))
    return degree, area or (_AREA_AFTER.sub("", others[0]) if others else "")


def beside_school(pieces: list[Part], school: Part | None) -> list[Part]:
    """What may tell of the degree: what is left without the school, parts of it and ends of sentences."""
    return [
        p
        for p in pieces
        if p is not school
        and not (_TIED.match(p.text) or _EXPECTED.match(p.text))
        and (is_cjk(p.text) or not is_part(p.text))
    ]
