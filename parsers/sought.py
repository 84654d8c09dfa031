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


class Keys(list[str]):
    """The bare texts of a document's pieces."""

    def __init__(self, pieces: list[Piece]) -> None:
        super().__init__(bare(piece.text) for piece in pieces)
        self._at: dict[str, list[int]] = {}
        for i, key in enumerate(self):
            self._at.setdefault(key, []).append(i)

    def begins(self, wanted: str) -> list[int]:
        """The pieces that a text may begin with."""
        return sorted(i for n in range(1, len(wanted) + 1) for i in self._at.get(wanted[:n], ()))


def spans_of(value: str, pieces: list[Piece], keys: Keys) -> list[Span]:
    """Every place that says the value."""
    wanted = bare(value)
    ends = ((i, _end(wanted, pieces, keys, i)) for i in keys.begins(wanted))
    return [(i, last) for i, last in ends if last is not None]


def _end(wanted: str, pieces: list[Piece], keys: Keys, start: int) -> int | None:
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
