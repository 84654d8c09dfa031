"""One part of a header that names both a job and a firm -> its two halves."""

from __future__ import annotations

import re

from parsers.bodies import is_sentence
from parsers.firms import at_commas, has_legal_form, names_body, only_form
from parsers.glued import glued_halves
from parsers.parts import Part
from parsers.places import is_city
from parsers.titles import title_score
from parsers.words import is_cjk, soften, words

CLEARLY = 2.0
LONGEST_PIECE = 8  # words
SHORT_HAN = 2


def halves(parts: list[Part]) -> list[Part]:
    """The parts; one part alone is split at the comma that best tells a title from a firm."""
    if len(parts) != 1:
        return parts
    cut = (
        _split_spaced(parts[0])
        or _split_hyphened(parts[0])
        or _split_stopped(parts[0])
        or _split_glued(parts[0])
        or _split_at_form(parts[0])
        or split_comma(parts[0])
    )
    return cut if len(cut) > 1 else _split_bracket(parts[0])


def _split_spaced(part: Part) -> list[Part]:
    """ "株式会社青空 ソフトウェアエンジニア", "北京蓝天科技有限公司 软件工程师": a firm and a job with a space between them."""
    pieces = part.text.split()
    if len(pieces) < 2 or not is_cjk(part.text):
        return []
    first, last = title_score(pieces[0]), title_score(pieces[-1])
    named = len(pieces[0]) > SHORT_HAN and not is_city(pieces[0])
    if not (first < 0 < last or last < 0 < first or (first == 0 < last and named)):
        return []
    between = pieces[1:-1] if not all(len(p) > SHORT_HAN and is_cjk(p) for p in pieces[1:-1]) else []
    job = pieces[1:] if last < 0 else [*between, pieces[-1]]
    return [Part(pieces[0], part.line, part.bold), Part(" ".join(job), part.line, part.bold)]


_HYPHEN = re.compile(r"\s*[-–—－]+\s*")


def _split_hyphened(part: Part) -> list[Part]:
    """ "北京蓝天科技有限公司-技术部-软件工程师": a firm and a job with hyphens between them."""
    pieces = _HYPHEN.split(part.text)
    if len(pieces) < 2 or not is_cjk(part.text):
        return []
    first, last = title_score(pieces[0]), title_score(pieces[-1])
    if not (first <= 0 < last or last < 0 < first):
        return []
    return [Part(piece, part.line, part.bold) for piece in (pieces[0], pieces[-1])]


_STOP = re.compile(r"(?:(?<=[^\W\d_]{3})|(?<=[)IVX\d]))\.\s+(?=[A-ZÀ-ÞА-Я])")


def _split_stopped(part: Part) -> list[Part]:
    """ "Teaching assistant. Physics 101. University of Orlin": a job first, full stops between the names."""
    pieces = _STOP.split(part.text)
    if len(pieces) == 1 or title_score(pieces[0]) <= 0 or any(map(_no_piece, pieces)):
        return []
    firm = max(pieces[1:], key=lambda p: (_organised(p), pieces.index(p)))
    if title_score(firm) > 0:
        return []
    return [Part(pieces[0], part.line, part.bold), Part(firm, part.line, part.bold, ",")]


def _no_piece(text: str) -> bool:
    return len(text.split()) > LONGEST_PIECE or only_form(text.split())


def _split_glued(part: Part) -> list[Part]:
    """ "Site Engineer- Acme"."""
    return [
        Part(side, part.line, part.bold, "," if n else "")
        for n, side in enumerate(glued_halves(part.text) or ())
    ]


_LINKS = frozenset({"in", "from", "with", "at", "for", "by"})


def _split_at_form(part: Part) -> list[Part]:
    """ "Facility Engineer Orlin Vikash Group Ltd.", "Nurse in Tarla Care Ltd": the firm begins behind the last word of the job."""
    tokens = part.text.split()
    formed = has_legal_form(part.text)
    if is_cjk(part.text) or not (formed or names_body(part.text)):
        return []
    titles = words("titles")
    for i in range(len(tokens) - 2, 0, -1):
        linked = tokens[i] in _LINKS
        firm = tokens[i + 1 :] if linked else tokens[i:]
        if soften(tokens[i - 1].strip(",")) not in titles or not firm[0][:1].isupper():
            continue
        job = " ".join(tokens[:i])
        if tokens[i - 1].endswith(",") or has_legal_form(job):
            return []
        if only_form(firm):  # "Facility Management Ltd": the word belongs to the firm
            continue
        if not formed and not names_body(" ".join(firm).partition(", ")[0]):
            continue
        return [Part(job, part.line, part.bold), Part(" ".join(firm), part.line, part.bold, ",")]
    return []


_IN_BRACKETS = re.compile(r"^([^()]{4,60}?)\s*\(([^()]{3,60})\)$")


def _split_bracket(part: Part) -> list[Part]:
    """ "Software Engineer (Acme Labs)": a job, and in brackets a firm or school that its words tell."""
    match = _IN_BRACKETS.match(part.text)
    if match is None or title_score(match[1]) <= 0 or title_score(match[2]) > 0:
        return [part]
    named = words("organisations").count(soften(match[2])) > 0 or words("schools").count(soften(match[2])) > 0
    return (
        [Part(match[1], part.line, part.bold), Part(match[2], part.line, part.bold, ",")] if named else [part]
    )


def _organised(text: str) -> bool:
    return words("organisations").count(soften(text)) > 0 or words("schools").count(soften(text)) > 0


def split_comma(part: Part) -> list[Part]:
    pieces = at_commas(part.text)
    best: tuple[float, int] = (0.9, 0)
    for i in range(1, len(pieces)):
        left, right = ", ".join(pieces[:i]), ", ".join(pieces[i:])
        gain = abs(title_score(left) - title_score(right))
        mixed = title_score(left) > 0 and title_score(right) > 0 and gain < CLEARLY
        later = gain == best[0] and title_score(left) > 0 and not _organised(pieces[best[1]])
        if (gain > best[0] or later) and not mixed:
            best = (gain, i)
    if not best[1]:
        return [part]
    i = best[1]
    return [
        Part(", ".join(pieces[:i]), part.line, part.bold),
        Part(", ".join(pieces[i:]), part.line, part.bold, ","),
    ]


def names_of(parts: list[Part]) -> list[Part]:
    """The parts without running text, where two others are left."""
    names = [p for p in parts if not is_sentence(p.text)]
    return names if len(names) > 1 else parts
