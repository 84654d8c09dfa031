"""Names that a page sets over several lines, or in one line with a job: whole again."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from enrich.values.text import fold
from parsers.degrees import degree_score
from parsers.honours import clean_name
from parsers.lines import Line
from parsers.nameforms import WHOLLY_DEGREE, could_be_name, hinted, is_document_word, own_words, spelt_out
from parsers.nameletters import closed_up
from parsers.places import is_city, looks_like_place
from parsers.titles import title_score
from parsers.words import heading_kind, is_cjk, words

TOP, FEW, MOST = 14, 4, 8
LARGEST, LARGE, RAISED, SET_APART = 0.97, 1.25, 1.5, 1.15  # of the largest letters; times the body's size
SAME_LOOK, NEAR, ALIGNED = 0.03, 0.7, 12.0
CLEAR = 0.7  # of a mail box that holds a part of the name


def stacked(lines: list[Line], biggest: float, body: float, hints: list[str]) -> tuple[str, Line] | None:
    """A given name over a family name, or over a second and a family name, in the largest letters."""
    largest = [x for x in lines[:TOP] if _widest(x) >= LARGEST * biggest]
    first = [x for x in lines[:6] if not is_document_word(x.text)][:FEW]
    runs = [tuple(largest)] if 2 <= len(largest) <= 3 else []
    for run in (*runs, *pairwise(first)):
        sizes = [_widest(x) for x in run]
        texts = [_large_text(x) for x in run]
        large = min(sizes) > max(0.9 * biggest, LARGE * body)
        uneven = (
            min(sizes) > RAISED * body
            and max(sizes) >= LARGEST * biggest
            and all(len(t.split()) == 1 for t in texts)
        )
        if (
            (large or uneven)
            and _whole(texts)
            and (_same_look(run[0], run[1], body) or not _told_by_first(texts, hints))
        ):
            return closed_up(clean_name(" ".join(texts)), hints), run[0]
    return None


def _whole(texts: list[str]) -> bool:
    """Whether the lines make one name, and none of them is a heading or a job."""
    name = clean_name(" ".join(texts))
    short = max(own_words(t.split()) for t in texts) <= 3 and own_words(name.split()) <= FEW
    headed = any(heading_kind(t) is not None or len(t) == 1 for t in texts)
    return (
        short
        and not headed
        and could_be_name(name)
        and could_be_name(clean_name(texts[0]))
        and title_score(name.replace("-", " ")) <= 0
    )


def _told_by_first(texts: list[str], hints: list[str]) -> bool:
    """Whether a mail box is made of the first line alone: below it stands something else."""
    first, rest = clean_name(texts[0]), clean_name(" ".join(texts[1:]))
    return " " in first and hinted(first, hints) >= 1 and hinted(rest, hints) == 0


def _widest(line: Line) -> float:
    """The size of its first letters, when they are larger than the rest: a name may share its line with a motto."""
    return max(line.size, line.spans[0].size) if line.spans else 0.0


def _large_text(line: Line) -> str:
    if line.size >= LARGEST * _widest(line):
        return line.text
    return " ".join(s.text.strip() for s in line.spans if s.size >= LARGEST * _widest(line))


def extended(name: str, line: Line, lines: list[Line], body: float, hints: list[str]) -> str:
    """The name with what stands of it in the line below or above: in the same look, or known from a mail box."""
    if line not in lines or is_cjk(name) or len(name.split()) >= FEW:
        return name
    at = lines.index(line)
    for near, before in ((at + 1, False), (at - 1, True)):
        if not 0 <= near < len(lines):
            continue
        other = lines[near]
        rest = clean_name(other.cells[0])
        if not _may_go_on(rest):
            continue
        known = " " not in name and " " not in rest and hinted(rest, hints) >= CLEAR
        known = known or _initial_of(name, rest, other, body, hints)
        known = known or (not before and spelt_out(f"{name} {rest}", hints))
        if known or (not before and _same_look(line, other, body) and clean_name(line.text) == name):
            return f"{rest} {name}" if before else f"{name} {rest}"
    return name


def _initial_of(name: str, rest: str, other: Line, body: float, hints: list[str]) -> bool:
    """ "MARA" over "TARLAN", both large, of mtarlan@...: a mail box has one and the initial of the other."""
    single = " " not in name and " " not in rest
    return single and other.size > RAISED * body and hinted(f"{rest} {name}", hints) >= 1


def _may_go_on(rest: str) -> bool:
    return (
        len(rest.split()) <= 2
        and could_be_name(rest)
        and title_score(rest) == 0
        and not looks_like_place(rest)
        and not is_city(rest)
    )


def _same_look(line: Line, other: Line, body: float) -> bool:
    middle = (line.box[0] + line.box[2] - other.box[0] - other.box[2]) / 2
    return (
        line.size > SET_APART * body
        and abs(line.size - other.size) <= SAME_LOOK * line.size
        and line.bold == other.bold
        and len(other.cells) == 1
        and (other.page, other.column) == (line.page, line.column) != (0, 0)
        and other.gap_above < NEAR
        and min(abs(line.box[0] - other.box[0]), abs(middle)) < ALIGNED
    )


def before_title(piece: str, hints: list[str]) -> str:
    """ "Jane Roe Registered Nurse": the words before a job that a mail box knows; "" where it knows none."""
    parts = piece.split()
    if not FEW - 1 <= len(parts) <= MOST:
        return ""
    marked, colon, _ = piece.partition(":")
    heads = [" ".join(parts[:n]) for n in (2, 3, 4) if n < len(parts) and _of_work(" ".join(parts[n:]))]
    heads = [marked] if colon and " " in marked else heads
    heads = [head for head in heads if could_be_name(head) and title_score(head) <= 0]
    best = max(heads, key=lambda head: (hinted(head, hints), _told(head, hints), -len(head)), default="")
    return best if best and hinted(best, hints) >= CLEAR else ""


def _of_work(text: str) -> bool:
    return title_score(text) > 0 or degree_score(text) > WHOLLY_DEGREE / 2


def _told(name: str, hints: list[str]) -> int:
    """How many of its words mail boxes and handles have."""
    return sum(any(p in hint for hint in hints) for p in fold(name).split())


def introduced(lines: list[Line]) -> tuple[str, Line] | None:
    """ "My name is Jane Doe", "我是王小明，...": whom a text introduces."""
    for line in lines:
        if (match := _introduction().search(line.text)) is not None:
            name = clean_name(match["name"] or match["cjk"])
            if could_be_name(name) and title_score(name) <= 0 and (is_cjk(name) or " " in name):
                return name, line
    return None


@cache
def _introduction() -> re.Pattern[str]:
    known = words("intro_words")
    spaced = "|".join(re.escape(w) for w in sorted(known.spaced, key=len, reverse=True))
    joined = "|".join(map(re.escape, known.cjk))
    capital = r"[^\W\d_a-zа-яα-ω][^\W\d_]+"
    return re.compile(
        rf"(?:^|[.!,] )(?i:{spaced})\s+(?P<name>{capital}(?:[ -]{capital}){{1,3}})"
        rf"|(?:^|[。，！,! ])(?:{joined})(?P<cjk>(?![一来來个個名在本])[\u4e00-\u9fff\uac00-\ud7af]{{2,4}}?)(?=[，。,、.]|です|と申|입니다|$)"
    )
