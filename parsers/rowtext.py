"""The words of one row, put right: letters set apart for looks are closed up, right-to-left text is read from the right."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

FEWEST_SPACED_LETTERS = 4
WORD_GAP = 1.6
CELL_EMS = 1.3
LEAST_INITIAL = 1.7
FEWEST_BESIDE_INITIAL = 2


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


def rows_of(words: list[Word]) -> list[Row]:
    """Words whose middles are level make a row, from left to right; rows from top to bottom."""
    rows: list[Row] = []
    for word in sorted(words, key=lambda w: w.middle):
        if rows and _level(rows[-1], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda w: w.x0)
    return rows


def _level(row: Row, word: Word) -> bool:
    last = row[-1]
    return abs(word.middle - last.middle) < 0.45 * min(word.height, last.height)


def with_initials(words: list[Word]) -> list[Word]:
    """The words; a large first letter, over two rows or more, joins the word that it begins."""
    if len(words) < FEWEST_BESIDE_INITIAL:
        return words
    least = LEAST_INITIAL * median(w.height for w in words)
    for initial in [w for w in words if w.height > least and len(w.text) == 1 and w.text.isalpha()]:
        reach = 0.6 * initial.height
        beside = [
            w for w in words if -1.0 < w.x0 - initial.x1 < reach and initial.top < w.middle < initial.bottom
        ]
        small = sorted((w for w in beside if w.height < initial.height / LEAST_INITIAL), key=lambda w: w.top)
        if len(small) < FEWEST_BESIDE_INITIAL or len(small) < len(beside):
            continue
        first = small[0]
        words = [w for w in words if w is not initial]
        if first.spaced:
            words.append(
                replace(initial, top=first.top, bottom=first.bottom, style=first.style, x1=first.x0 - 1.0)
            )
        else:
            first.text, first.x0 = initial.text + first.text, initial.x0
    return words


def parted(row: Row, ems: float = CELL_EMS) -> list[Row]:
    """The cells of a row: words between gaps of more than so many ems."""
    cells = [[row[0]]]
    for before, word in pairwise(row):
        if word.x0 - before.x1 > ems * word.height:
            cells.append([])
        cells[-1].append(word)
    return cells


def mirrored(words: list[Word]) -> list[Word]:
    """A page that runs from right to left as one that runs from left to right; there only gaps tell words apart."""
    for word in words:
        word.x0, word.x1 = -word.x1, -word.x0
        word.spaced = word.guessed = False
    return words


def in_reading_order(row: Row, from_right: bool) -> Row:
    """A row of a page, from its side: Latin words keep their own order inside a page that runs from the right, and
    Arabic or Hebrew ones inside a page that runs from the left."""
    if not from_right and not any(is_from_right(w.text) for w in row):
        return row
    runs = groupby(row, key=lambda w: _against(w.text, from_right))
    ordered = [w for against, run in runs for w in (reversed(list(run)) if against else run)]
    return [_turned(w) for w in ordered] if from_right else ordered


def _against(text: str, from_right: bool) -> bool:
    """Whether a word runs against its page."""
    return any(c.isascii() and c.isalpha() for c in text) if from_right else is_from_right(text)


_MIRROR = str.maketrans("()[]<>«»", ")(][><»«")


def _turned(word: Word) -> Word:
    """Brackets, plus signs and commas stand in a PDF as they are drawn, not as they are read."""
    before, core, after = _EDGES.fullmatch(word.text).groups()  # type: ignore[union-attr]
    if not is_from_right(core) and core:
        word.text = after.translate(_MIRROR) + core + before.translate(_MIRROR)
    elif not core:
        word.text = word.text.translate(_MIRROR)
    return word


_EDGES = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)


class RightLetters:
    """Letters of one right-to-left word: PDFs hold them in either order, so that they are put together by where they stand."""

    def __init__(self, char: str, x0: float) -> None:
        self._letters = [(x0, char)]

    def add(self, char: str, x0: float) -> None:
        self._letters.append((x0, char))

    @property
    def text(self) -> str:
        digits = [i for i, (_, c) in enumerate(self._letters) if c.isdigit()]
        ordered = sorted(self._letters, key=lambda at: -at[0])
        text = "".join(c for _, c in ordered) if len(digits) < 2 else "".join(c for _, c in self._letters)
        return text.translate(_MIRROR)


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
        initial = last.text.isupper() and letter.text.islower()
        if gap > WORD_GAP * usual + 0.08 * letter.height or (letter.style != last.style and not initial):
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
