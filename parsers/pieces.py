"""A line's words, marks and dates as pieces, and the runs of words between marks and cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.dateranges import DateRange
from parsers.lines import Line
from parsers.words import UNSPACED, is_unspaced

LONGEST_NAMING = (
    90  # a longer line without dates tells what was done; half as long where words are not spaced
)
TOLD = "•"
_WORD = re.compile(r"[^\W_](?:[\w&+#’'.]*[\w+#])?\.?|[^\w\s]|_")
_SIGN = re.compile(rf"[{UNSPACED}]|[^{UNSPACED}]+")
_PARTING, _PARTING_ALONE = frozenset("|•·∙‖¦,;:()[]~@–—−"), frozenset("-/")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a mark, a sign of an unspaced script, or a date or span of dates as one; `line` counts the document's lines."""

    text: str
    line: int
    start: int
    end: int
    dates: DateRange | None = None


def pieces_of(line: Line, number: int, ranges: list[DateRange]) -> list[Piece]:
    """The pieces of a line; a long one without dates is one piece, as it names nobody."""
    text = line.text
    found: list[Piece] = []
    at = 0
    if not ranges and len(text) > (LONGEST_NAMING // 2 if is_unspaced(text) else LONGEST_NAMING):
        return [Piece(TOLD, number, 0, len(text))]
    for dates in ranges:
        found += _words(text, number, at, dates.at[0])
        found.append(Piece(text[dates.at[0] : dates.at[1]], number, *dates.at, dates))
        at = dates.at[1]
    return (found + _words(text, number, at, len(text))) or [Piece(TOLD, number, 0, len(text))]


def _words(text: str, number: int, start: int, stop: int) -> list[Piece]:
    found: list[Piece] = []
    for match in _WORD.finditer(text, start, stop):
        whole = match.group()
        if len(whole) > 1 and is_unspaced(whole):
            signs = (s.span() for s in _SIGN.finditer(whole))
            found += [Piece(whole[a:b], number, match.start() + a, match.start() + b) for a, b in signs]
        else:
            found.append(Piece(whole, number, match.start(), match.end()))
    return found


def cell_starts(line: Line) -> set[int]:
    """Where the line's cells start in its text."""
    starts: set[int] = set()
    at = 0
    for cell in line.cells:
        found = line.text.find(cell, at)
        if found >= 0:
            starts.add(found)
            at = found + len(cell)
    return starts


def runs_of(line: Line, pieces: list[Piece]) -> list[range]:
    """The runs of words that dates, marks and cells part, as indices of the line's pieces."""
    cuts = cell_starts(line)
    runs: list[range] = []
    start: int | None = None
    for i, piece in enumerate(pieces):
        parts = _parts(piece, line.text)
        if start is not None and (parts or piece.start in cuts):
            runs.append(range(start, i))
            start = None
        if not parts and start is None:
            start = i
    return runs if start is None else [*runs, range(start, len(pieces))]


def _parts(piece: Piece, text: str) -> bool:
    if piece.dates is not None or piece.text in _PARTING:
        return True
    alone = text[piece.start - 1 : piece.start] == " " and text[piece.end : piece.end + 1] in (" ", "")
    return piece.text in _PARTING_ALONE and alone
