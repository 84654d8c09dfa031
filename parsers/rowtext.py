"""The words of one row, put right: letters set apart for looks are closed up, right-to-left text is read from the right."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

FEWEST_SPACED_LETTERS = 4
WORD_GAP = 1.6
LETTER_GAP = 0.14


@dataclass(slots=True)
class Word:
    """Characters that touch; x and y in points from the upper left corner. `spaced`: a typed space came
    before it; `guessed`: PDFium thinks that there is one; `lead`: the space before it in ems where its place does not tell."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    style: int
    bold: bool
    spaced: bool
    guessed: bool = False
    lead: float = -1.0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


Row = list[Word]


def in_reading_order(row: Row, page_from_right: bool = False) -> Row:
    """As given, from left to right; where most letters are Arabic or Hebrew from right to left, Latin words inside as they are.

    PDFs hold such text in either order, so that letters are put together by where they stand."""
    letters = [c for w in row for c in w.text if c.isalpha()]
    if sum(map(_right, letters)) * 2 < len(letters) or not (letters or page_from_right) or not row:
        return row
    runs = groupby(reversed(row), key=lambda w: any(c.isascii() and c.isalpha() for c in w.text))
    ordered = [w for latin, run in runs for w in (reversed(list(run)) if latin else map(_mirrored, run))]
    return ordered


_MIRROR = str.maketrans("()[]<>«»", ")(][><»«")


def _mirrored(word: Word) -> Word:
    word.text = word.text.translate(_MIRROR)
    if word.text.endswith("+"):
        word.text = f"+{word.text[:-1]}"
    return word


def joined_letters(row: Row) -> Row:
    """Single right-to-left letters that touch make words; `row` runs from left to right, so does the result."""
    joined: Row = []
    for word in row:
        last = joined[-1] if joined else None
        if (
            last is not None
            and is_from_right(last.text + word.text)
            and word.x0 - last.x1 < LETTER_GAP * word.height
        ):
            last.text = word.text + last.text
            last.x1, last.top, last.bottom = (
                max(last.x1, word.x1),
                min(last.top, word.top),
                max(last.bottom, word.bottom),
            )
        else:
            joined.append(word)
    return joined


def from_right_page(words: list[Word]) -> bool:
    """Whether most letters of a page run from right to left."""
    letters = [c for w in words for c in w.text if c.isalpha()]
    return sum(map(_right, letters)) * 2 > len(letters)


def _right(char: str) -> bool:
    return char > "\u0590" and unicodedata.bidirectional(char) in ("R", "AL")


def is_from_right(text: str) -> bool:
    """Whether some letter of the text runs from right to left."""
    return not text.isascii() and any(map(_right, text))


def close_letters(row: Row) -> Row:
    """ "J A N E   D O E" -> "JANE DOE": single letters at even distances are one word, a wider gap parts words."""
    if len(row) < FEWEST_SPACED_LETTERS:
        return row
    closed: Row = []
    for alone, run in groupby(row, key=lambda w: len(w.text) == 1 and not is_from_right(w.text)):
        words = list(run)
        closed.extend(_closed(words) if alone and len(words) >= FEWEST_SPACED_LETTERS else words)
    return closed


def _closed(letters: Row) -> Row:
    gaps = [b.x0 - a.x1 for a, b in pairwise(letters)]
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
