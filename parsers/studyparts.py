"""The header of an entry of studies -> its pieces: school, degree, field, each by itself; and what labels say outright."""

from __future__ import annotations

import re
from itertools import pairwise

from parsers.degrees import degree_score, subjects_told
from parsers.entries import Entry
from parsers.fields import Told, is_personal, told
from parsers.grades import score_below, score_of
from parsers.hanstudies import han_pieces
from parsers.lines import BULLETS
from parsers.parts import Part, balanced, parts_of
from parsers.places import is_city, looks_like_place
from parsers.schools import (
    BOARD,
    HANGUL,
    at_spaces,
    is_level,
    is_part,
    names_one,
    names_subject,
    reads_as_field,
    school_score,
    school_told,
)
from parsers.spoken import is_spoken
from parsers.words import is_cjk, soften, words

MANY_WORDS, FIRST_WORDS, SCORED_BELOW = 4, 3, 3
_OF_THESIS = re.compile(
    r"(?i)(?:thesis |academic )?(?:co-?)?(?:advis[oe]rs?|supervisors?|thesis|dissertation|committee)(?: title)?\s*:"
)
_CUTS = re.compile(r",\s+(?![^()]*\))|[，،]|(?<=[^\W\d_]{5})\.\s+(?=[A-ZÀ-Þ])")


def study_pieces(entry: Entry) -> tuple[list[Part], dict[Told, str], str]:
    """(pieces, what labels say, score) of an entry's header."""
    found, places = parts_of(entry)
    parts = [
        p
        for p in [*_schools_in(places, entry), *found]
        if not (is_personal(p.text) or _spoken(p.text) or _OF_THESIS.match(p.text))
    ]
    if entry.banner is not None and not any(school_score(p.text) > 0 for p in parts):
        parts = [Part(entry.banner.text, -1), *parts]
    parts = [_without_level(piece) for part in parts for piece in _labelled_degree(part)]
    parts = [Part(p.text.lstrip(BULLETS + " ,"), p.line, p.bold, p.joint) for p in parts]
    scored = [(score_of(p.text), p) for p in parts]
    score = next((found for (found, _), _ in scored if found), "") or score_below(entry.body[:SCORED_BELOW])
    pieces = _comma_pieces([Part(balanced(rest), p.line, p.bold, p.joint) for (_, rest), p in scored])
    labels = [(told(p.text), p) for p in pieces if p.text]
    pieces = [p for label, p in labels if not label]
    said: dict[Told, str] = {kind: text for label, _ in labels for kind, text in label.items()}
    return _without_captions(pieces, entry), said, score


_COUNTRY_BEHIND = re.compile(r"^(?P<name>[^()]{6,}?) \([^()]+\)$")


def _schools_in(places: list[str], entry: Entry) -> list[Part]:
    """ "Orlin University (China)", "National Observatory (Brazil)": a name with its country behind it is no place."""
    named = [(place, match["name"]) for place in places if (match := _COUNTRY_BEHIND.match(place))]
    return [
        Part(place, number)
        for place, name in named
        if not (is_city(name) or looks_like_place(name))
        for number, line in enumerate(entry.header)
        if place in line.text
    ]


def _spoken(text: str) -> bool:
    """ "English B2, Serbian A2"."""
    return all(map(is_spoken, re.split(r"[,;]\s+", text)))


def _without_captions(pieces: list[Part], entry: Entry) -> list[Part]:
    """ "Secundaria: (1996 - 2001) Bachiller Técnico", "Graduation: School Certificate": the level is told once more by
    what follows it."""
    captions = [
        p
        for p, after in pairwise(pieces)
        if 0 <= p.line == after.line
        and _CAPTION.match(entry.header[p.line].text.partition(p.text)[2])
        and (soften(p.text) in words("degrees") or is_level(p.text) or len(p.text.split()) == 1)
        and school_score(p.text) <= BOARD
        and degree_score(" ".join(after.text.split()[:FIRST_WORDS])) > 0
    ]
    return [p for p in pieces if p not in captions]


_CAPTION = re.compile(r"\s*[:：](?!\S*//)")
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


def _comma_pieces(parts: list[Part]) -> list[Part]:
    """Parts that hold a degree and a school in one are cut at the commas between them."""
    found: list[Part] = []
    for part in parts:
        if subjects := subjects_told(part.text):
            found.extend(Part(piece, part.line, part.bold, part.joint) for piece in subjects)
            continue
        if pieces := han_pieces(part.text):
            found.extend(Part(piece, part.line, part.bold, part.joint) for piece in pieces)
            continue
        pieces = at_spaces(part.text) or [p for told in school_told(part.text) for p in _CUTS.split(told)]
        if HANGUL.search(part.text) and school_score(pieces[0]) > 0:
            found.extend(Part(piece, part.line, part.bold, part.joint) for piece in pieces)
            continue
        if len(pieces) > 1 and is_cjk(part.text) and not _CUTS.search(part.text):
            found.extend(Part(piece, part.line, part.bold, part.joint) for piece in pieces)
            continue
        apart = not is_cjk(part.text) and any(map(is_part, pieces[1:])) and names_one(pieces[0])
        if len(pieces) == 1 or not ((school_score(part.text) > 0 and _worth_cutting(pieces)) or apart):
            found.append(part)
            continue
        found.extend(_regrouped(pieces, part))
    return found


def _worth_cutting(pieces: list[str]) -> bool:
    """Whether some piece is a school and another something else than its campus."""
    schools = [school_score(p) > 0 for p in pieces]
    return (
        (any(schools) and not schools[0])
        or any(map(told, pieces))
        or any((names_subject(p) or _is_chair(p)) and not s for p, s in zip(pieces, schools, strict=True))
        or any(degree_score(p) > 0 and not s for p, s in zip(pieces, schools, strict=True))
        or sum(schools) > 1
    )


_CHAIR = re.compile(
    r"(?!(?:им|филиал|имени|г|[а-я]+(?:ики|ов|ств|ства|ания|ения|ости))\b)[а-яёіїєґ].{4,}|(?=[^\W\d_]*[А-ЯЁ][^\W\d_]*[А-ЯЁ])[А-ЯЁ][А-ЯЁа-яё]{1,6}(?: ?\(.*)?"
)


def _is_chair(piece: str) -> bool:
    """ "информационные системы", "ВМиК (1 курс)": behind a school's name in Cyrillic letters what was studied there, or its faculty."""
    return _CHAIR.fullmatch(piece.rstrip(". ")) is not None


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
            and not (names_subject(piece) or _is_chair(piece))
        )
        if campus and not looks_like_place(piece):
            groups[-1] += f", {piece}"
        elif not looks_like_place(piece):
            groups.append(piece.strip(" ,"))
    return [Part(g, part.line, part.bold, part.joint) for g in groups]
