"""Where the header of an entry is cut into names, where its lines go on, and where it ends inside a line."""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.bodies import is_sentence
from parsers.dateranges import best_range
from parsers.lines import Line
from parsers.titles import title_score

_MARK = re.compile(
    r"(?P<whole>[«“„\"][^«»“”„\"]{1,80}[»”“\"]|(?<!\w)(?:[A-ZА-ЯЁ]{2,3}|1[CС]) [-–] (?=[а-яё]))"  # "PR - менеджер"
    r"|،\s*|\s*\[\s*|\s*\]\s*|\s+[|•·∙‖¦]\s*|\s*[|•·∙‖¦]\s+|\s+[–—−]\s+|(?<=[^\W\d_])[–—]\s+(?=[^\W\d_])"
    r"|\s+-{1,2}\s+|\s+~\s+|\s+//?\s+|\t|\s*[｜／]\s*"
)
_PAGE = re.compile(r"\s*\((?:https?://|www\.)[^()]{3,200}\)")
_STOP = re.compile(r"(?<=[^\W\d_]{4})[»”)]?\.\s+(?=[^\W\d_])")
_OPEN_END = re.compile(
    r"(?:,|&|\b(?:of|and|the|for|de|der|des|für|und|et|du|y|do|da|di|e|och|en|van|v|ve|w|na))$", re.I
)
LONG_LINE, LONG_NAME = 90, 5  # characters, words


def at_marks(text: str) -> list[str]:
    """What dashes, bars and dots part, without addresses of pages in brackets; a dash between quotation marks is of the name."""
    text = _PAGE.sub("", text)
    pieces, start = list[str](), 0
    for cut in _MARK.finditer(text):
        if not cut["whole"]:
            pieces.append(text[start : cut.start()])
            start = cut.end()
    return [*pieces, text[start:]]


def is_open(text: str) -> bool:
    """Whether a name goes on: "... Institute of" and "INSTITUTE OF", but not "Orlin Bank NA"."""
    end = _OPEN_END.search(text)
    return end is not None and (not end[0].isupper() or text.isupper())


def wraps(above: Line, line: Line, edge: float) -> bool:
    """Whether a line that begins with a small letter goes on what had no room before the edge on the line above it."""
    if not line.page or line.bullet or (line.page, line.column) != (above.page, above.column):
        return False
    first = line.text.split()[0]
    letter = (line.box[2] - line.box[0]) / len(line.text)
    return first.islower() and above.box[2] + letter * (len(first) + 1) > edge


def with_told_apart(lines: list[Line]) -> list[Line]:
    """ "2019 - 2021: Acme, engineer. Designed pumps for ...": what was done becomes a line of its own."""
    return [piece for line in lines for piece in _told_apart(line)]


def _told_apart(line: Line) -> list[Line]:
    found = best_range(line.text) if len(line.text) > LONG_LINE else None
    stop = _STOP.search(line.text, found.at[1]) if found is not None else None
    if found is None or stop is None:
        return [line]
    head, told, last = line.text[found.at[1] : stop.end()], line.text[stop.end() :], line.spans[-1]
    titled = any(title_score(piece) > 0 for mark in at_marks(head) for piece in mark.split(", "))
    tells = is_sentence(told) or len(told.split()) > LONG_NAME
    if not titled or is_sentence(head) or not tells or not last.text.endswith(told):
        return [line]
    name = replace(last, text=last.text.removesuffix(told).rstrip(" ."))
    return [
        replace(line, spans=[*line.spans[:-1], name]),
        replace(line, spans=[replace(last, text=told, gap=0.0)], gap_above=0.0),
    ]
