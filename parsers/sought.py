"""Where a value stands among a document's pieces, whatever marks and line breaks stand in it."""

from __future__ import annotations

import re

from parsers.pieces import Piece
from parsers.words import soften

Span = tuple[int, int]
"""The first and the last piece."""

_ALNUM = re.compile(r"[^\W_]+")
MOST_LINES = 2


def bare(text: str) -> str:
    """Letters and digits alone, softened."""
    return "".join(_ALNUM.findall(soften(text)))


def spans_of(value: str, pieces: list[Piece], keys: list[str]) -> list[Span]:
    """Every place that says the value; `keys` are the pieces' bare texts."""
    wanted = bare(value)
    if not wanted:
        return []
    found: list[Span] = []
    for i, key in enumerate(keys):
        if key and wanted.startswith(key) and (last := _end(wanted, pieces, keys, i)) is not None:
            found.append((i, last))
    return found


def _end(wanted: str, pieces: list[Piece], keys: list[str], start: int) -> int | None:
    said = ""
    for j in range(start, len(pieces)):
        if pieces[j].line - pieces[start].line > MOST_LINES:
            return None
        said += keys[j]
        if said == wanted:
            return j
        if not wanted.startswith(said):
            return None
    return None
