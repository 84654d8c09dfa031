"""What can be seen of a text, a word and a line without knowing what they say: shape, look, and words of the shipped lists.

A sign is a short string. The chain in parsers/chain.py weighs signs; no sign holds a word of a document.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from enrich.values.places import country_code
from parsers.bodies import is_label, is_sentence
from parsers.dateranges import durations
from parsers.degrees import degree_score
from parsers.departments import is_department
from parsers.firms import ends_in_form, has_legal_form, names_body
from parsers.lines import Line
from parsers.pieces import TOLD, Piece
from parsers.places import is_city, looks_like_place
from parsers.titles import title_score
from parsers.words import WordKind, is_unspaced, soften, words

_OF_WORDS: tuple[WordKind, ...] = (
    "titles", "organisations", "schools", "degrees", "levels", "at_words", "labels", "employer_labels", "title_labels",
    "period_labels", "contract", "units", "client_labels", "school_levels", "boards",
)  # fmt: skip
_OF_TEXTS: tuple[WordKind, ...] = (
    "titles", "organisations", "schools", "degrees", "boards", "school_levels", "breaks", "units",
)  # fmt: skip
_OF_LABELS: tuple[WordKind, ...] = (
    "employer_labels", "title_labels", "period_labels", "school_labels", "degree_labels", "fact_labels", "labels",
    "client_labels", "location_labels", "person_labels", "id_labels",
)  # fmt: skip
_ENDINGS: tuple[WordKind, ...] = ("titles", "organisations", "schools")
_LABEL = re.compile(r"^[^\w:：]*([^:：]{2,30}?)\s*[:：]")
SHORT, SHORT_CAPS, NEVER_LONGER = 4, 5, 160
EDGE = 4


def step(value: float, edges: tuple[float, ...]) -> int:
    """How many of the edges the value exceeds."""
    return bisect_left(edges, value)


@lru_cache(maxsize=1 << 13)
def text_signs(text: str) -> tuple[str, ...]:
    """Signs of a run of words or of a whole line."""
    soft, parts = soften(text), text.split()
    capitals = sum(p[:1].isupper() for p in parts) / max(1, len(parts))
    told = (
        ("legal", has_legal_form(text) or ends_in_form(text)),
        ("body", names_body(text)),
        ("city", is_city(text)),
        ("place", looks_like_place(text)),
        ("dept", is_department(text)),
        ("sent", is_sentence(text)),
        ("country", bool(country_code(text))),
        ("degree", degree_score(text) > 0.5),
        ("upper", text.isupper()),
    )
    return (
        f"ts{step(title_score(text), (-1.3, -0.5, 0, 1, 2))}",
        f"n{step(len(parts), (0, 1, 2, 3, 4, 6, 9, 14))}",
        f"cap{step(capitals, (0, 0.3, 0.6, 0.99))}",
        *(f"k{kind}" for kind in _OF_TEXTS if words(kind).count(soft)),
        *(name for name, holds in told if holds),
    )


def word_signs(piece: Piece) -> tuple[str, ...]:
    """Signs of one piece by itself."""
    if piece.dates is not None:
        return ("date-lone" if piece.dates.lone else "date-span", f"now-{piece.dates.current}")
    return _word_signs(piece.text)


@lru_cache(maxsize=1 << 13)
def _word_signs(text: str) -> tuple[str, ...]:
    soft = soften(text)
    bare = soft.rstrip(".")
    kinds = [f"w{k}" for k in _OF_WORDS if soft in words(k) or bare in words(k)]
    if len(soft) > SHORT:
        kinds += [f"e{k}" for k in _ENDINGS if words(k).ends_word(soft)]
    return (f"sh{_shape(text)}", *kinds)


def _shape(text: str) -> str:
    if not text[0].isalnum():
        return f"p{text}" if len(text) == 1 and ord(text) < 1 << 14 else "p"
    if text.isdigit():
        return f"d{min(5, len(text))}"
    if is_unspaced(text):
        return "unspaced"
    if text.isupper():
        return "U1" if len(text) == 1 else "U" if len(text) < SHORT_CAPS else "UU"
    if text[0].isupper():
        return "Xx" if text[1:].islower() else "XX"
    return "mix" if not text.islower() else "x" if len(text) < SHORT else "xx"


def line_signs(line: Line, pieces: list[Piece], body_size: float, left: float) -> tuple[str, ...]:
    """Signs of a whole line; `body_size` is the size of most of the document's text, `left` its column's left edge in points."""
    text = line.text
    told = (
        ("bul", line.bullet),
        ("bold", line.bold),
        ("somebold", not line.bold and any(s.bold for s in line.spans)),
        ("caps", line.caps),
        ("big", line.size > body_size * 1.06),
        ("small", line.size < body_size * 0.94),
        ("head", bool(line.heading)),
        ("label", is_label(line)),
        ("dur", any(map(str.isdigit, text)) and durations().search(soften(text)) is not None),
        ("dot", text[-1:] in ".;"),
        ("lower", text[:1].islower()),
    )
    indent = (f"ind{step(line.box[0] - left, (3, 12, 30, 80))}",) if line.page else ()
    return (
        *(name for name, holds in told if holds),
        *_date_signs(text, pieces),
        *_label_signs(text),
        f"gap{step(line.gap_above, (0.3, 0.6, 0.9, 1.7))}",
        f"cells{min(3, len(line.cells))}",
        f"len{step(len(text), (12, 25, 45, 70, 100))}",
        *indent,
        *_whole(line, pieces),
    )


def _whole(line: Line, pieces: list[Piece]) -> list[str]:
    """Signs of the whole text; of a line that only tells what was done, that it does."""
    told = len(pieces) == 1 and pieces[0].text == TOLD
    return ["told"] if told else [f"t{sign}" for sign in text_signs(line.body[:NEVER_LONGER])]


def _date_signs(text: str, pieces: list[Piece]) -> list[str]:
    dates = [(p, p.dates) for p in pieces if p.dates is not None]
    if not dates:
        return []
    told = (
        ("span", any(not d.lone for _, d in dates)),
        ("lone", all(d.lone for _, d in dates)),
        ("only", len(text) - sum(p.end - p.start for p, _ in dates) < EDGE + 2),
        ("dfirst", dates[0][0].start < EDGE),
        ("dlast", dates[-1][0].end > len(text) - EDGE),
        ("now", any(d.current for _, d in dates)),
        ("dates", len(dates) > 1),
    )
    return [name for name, holds in told if holds]


def _label_signs(text: str) -> list[str]:
    match = _LABEL.match(text)
    if match is None:
        return []
    label = soften(match[1])
    return [f"lab-{kind}" for kind in _OF_LABELS if label in words(kind)] or ["colon"]
