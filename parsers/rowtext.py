"""The words of one row, put right: letters set apart for looks are closed up, right-to-left text is read from the right."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from statistics import median

FEWEST_SPACED_LETTERS = 4
WORD_GAP = 1.6


@dataclass(slots=True)
class Word:
    """Characters that touch; x and y in points from the upper left corner. `spaced`: a typed space came
    before it; `guessed`: PDFium thinks that there is one."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    style: int
    bold: bool
    spaced: bool
    guessed: bool = False

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


Row = list[Word]


def in_reading_order(row: Row) -> Row:
    """From left to right; where most letters are Arabic or Hebrew from right to left, Latin runs inside as they are."""
    row.sort(key=lambda w: w.x0)
    if not any(_from_right(w.text) for w in row):
        return row
    letters = [c for w in row for c in w.text if c.isalpha()]
    if sum(_right(c) for c in letters) * 2 < len(letters):
        return row
    runs = [
        (right, list(words)) for right, words in groupby(reversed(row), key=lambda w: _from_right(w.text))
    ]
    return [w for right, words in runs for w in (words if right else reversed(words))]


def _right(char: str) -> bool:
    return unicodedata.bidirectional(char) in ("R", "AL")


def _from_right(text: str) -> bool:
    return not text.isascii() and any(map(_right, text))


def close_letters(row: Row) -> Row:
    """ "J A N E   D O E" -> "JANE DOE": single letters at even distances are one word, a wider gap parts words."""
    if len(row) < FEWEST_SPACED_LETTERS:
        return row
    closed: Row = []
    for alone, run in groupby(row, key=lambda w: len(w.text) == 1):
        words = list(run)
        closed.extend(_closed(words) if alone and len(words) >= FEWEST_SPACED_LETTERS else words)
    return closed


def _closed(letters: Row) -> Row:
    gaps = [b.x0 - a.x1 for a, b in zip(letters, letters[1:], strict=False)]
    usual = max(median(gaps), 0.1)
    few = len(letters) < 2 * FEWEST_SPACED_LETTERS
    if (few and sum(w.text.isalpha() for w in letters) < 0.7 * len(letters)) or usual > 2 * letters[0].height:
        return letters
    found = [letters[0]]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        last = found[-1]
        if gap > WORD_GAP * usual + 0.08 * letter.height or letter.style != last.style:
            letter.spaced = True
            found.append(letter)
        else:
            last.text += letter.text
            last.x1, last.top, last.bottom = (
                letter.x1,
                min(last.top, letter.top),
                max(last.bottom, letter.bottom),
            )
    return found
