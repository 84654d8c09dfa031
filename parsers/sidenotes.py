"""Dates and places that stand beside an entry's text, over several rows: each belongs to the row where they begin."""

from __future__ import annotations

import re
from collections.abc import Callable
from statistics import median

from parsers.dateranges import date_ranges, is_duration
from parsers.lines import BULLETS
from parsers.places import is_city, looks_like_place
from parsers.rowtext import Row
from parsers.words import soften, words

WIDE_EMS = 1.3
MAX_NOTE_CHARS = 40
SAME_EDGE = 4.0
NEW_CELL, ONE_SPACE = 3.0, 0.3
_OPEN_END = re.compile(r"(?:[-–—]|\bto|\bbis|\ba)\s*$", re.I)
_DASHES = frozenset("-–—")
_BULLET = re.compile(r"^[•‣◦∙▪●○·*–—-]$")


def is_note(text: str) -> bool:
    """A date, a place or a duration, and little else."""
    return len(text) < MAX_NOTE_CHARS and (
        bool(date_ranges(text)) or looks_like_place(text) or is_duration(text)
    )


_YEAR = re.compile(r"(?:19|20)\d\d年?")
_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])月?")


def is_ledger(row: Row) -> bool:
    """ "2016 | 4 | Acme joined": a row of a form with a column for years, one for months and one for what happened."""
    return len(row) > 2 and bool(_YEAR.fullmatch(row[0].text)) and bool(_MONTH.fullmatch(row[1].text))


def without_dot(row: Row) -> Row:
    """The row of a timeline, "2019 - 2021 • Cook", without the dot on its line."""
    for i in range(1, len(row) - 1):
        if (
            row[i].text in BULLETS
            and len(row[i].text) == 1
            and _is_span(_text(row[:i]))
            and is_note(_text(row[:i]))
        ):
            row[i + 1].lead = NEW_CELL
            return [*row[:i], *row[i + 1 :]]
    return row


def gather_notes(rows: list[Row]) -> list[Row]:
    """Rows whose side notes have moved to the row that opens their block."""
    if len(rows) < 2:
        return rows
    em = median(w.height for row in rows for w in row)
    return _gathered(_gathered(rows, em, _left_note), em, _right_note)


Parted = tuple[Row, Row]


def _gathered(rows: list[Row], em: float, part: Callable[[Row, float], Parted]) -> list[Row]:
    gathered: list[Row] = []
    home: Row | None = None
    last: Row = []
    for row in rows:
        text, note = (row, []) if is_ledger(row) else part(row, em)
        goes_on = home is not None and note and _below(last, note, em)
        goes_on = goes_on and (_is_open(last, note) or not _heads(text, part, last, note))
        if goes_on and home is not None and (part is _right_note or any(w is last[-1] for w in home)):
            _move(note, last, home, first=part is _left_note)
            last = [*last, *note] if part is _left_note else note
            if text:
                gathered.append(text)
            continue
        gathered.append(row)
        home, last = (row, note) if note and text else (home if note else None, note)
    return gathered


def _right_note(row: Row, em: float) -> Parted:
    """The row's text and the note behind its last wide gap; no note when what stands there is none."""
    at = next((i for i in range(len(row) - 1, 0, -1) if row[i].x0 - row[i - 1].x1 > WIDE_EMS * em), 0)
    note = row[at:]
    if not is_note(_text(note)) and not _is_rest(_text(note)):
        return row, []
    return row[:at], note


def _left_note(row: Row, em: float) -> Parted:
    """The row's text and the note before its first wide gap."""
    at = next((i for i in range(1, len(row)) if row[i].x0 - row[i - 1].x1 > WIDE_EMS * em), len(row))
    note = row[:at]
    text = " ".join(w.text for w in note)
    if len(text) > MAX_NOTE_CHARS or not (is_note(text) or is_city(text) or _is_present(text)):
        return row, []
    return row[at:], note


def _is_rest(text: str) -> bool:
    """What is left of a span of time that is broken over lines: "to", "–", "Present"."""
    return soften(text.strip()) in words("range_words") or text in _DASHES or _is_present(text)


def _is_present(text: str) -> bool:
    return soften(text.strip(" -–—.")) in words("present")


def _below(above: Row, note: Row, em: float) -> bool:
    """Whether a note goes on with the one above: directly below, at the same left or right edge."""
    if not above or note[0].top - max(w.bottom for w in above) > 0.8 * em:
        return False
    left, right = above[0].x0 - note[0].x0, above[-1].x1 - note[-1].x1
    return min(abs(left), abs(right)) < SAME_EDGE or (
        _is_open(above, note) and abs(left + right) < 2 * SAME_EDGE
    )


def _is_open(above: Row, note: Row) -> bool:
    """Whether the note goes on with a span of time that the one above leaves open."""
    dated = bool(date_ranges(_text(above))) or _is_rest(_text(above))
    return dated and (_is_rest(_text(note)) or _is_rest(_text(above)) or _ends_open(above))


def _ends_open(row: Row) -> bool:
    return _OPEN_END.search(_text(row)) is not None


def _heads(text: Row, part: Callable[[Row, float], Parted], above: Row, note: Row) -> bool:
    """Whether the text beside a note opens an entry of its own: then the note is that entry's."""
    if not text:
        return False
    if part is _left_note:
        whole = not _ends_open(above)
        return whole and bool(date_ranges(_text(above))) and _is_span(_text(note))
    return _BULLET.match(text[0].text) is None and not text[0].text[:1].islower()


def _text(row: Row) -> str:
    return " ".join(w.text for w in row)


def _is_span(text: str) -> bool:
    return any(not one.lone for one in date_ranges(text))


def _move(note: Row, above: Row, home: Row, *, first: bool) -> None:
    """The note joins the row: behind the note above it, or at the row's end."""
    goes_on = _ends_open(above) or _is_rest(_text(note)) or _is_rest(_text(above))
    if first:
        at = next(i for i in range(len(home), 0, -1) if home[i - 1] is above[-1])
        home[at:at] = note
        if at + len(note) < len(home):
            home[at + len(note)].lead = NEW_CELL
    else:
        home.extend(note)
    for word in note[1:]:
        word.lead = ONE_SPACE
    note[0].lead = ONE_SPACE if goes_on else NEW_CELL
