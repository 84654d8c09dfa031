"""Dates and places that stand beside an entry's text, over several rows: each belongs to the row where they begin."""

from __future__ import annotations

import re
from statistics import median

from parsers.dateranges import date_ranges, is_duration
from parsers.places import looks_like_place
from parsers.rowtext import Row, Word

WIDE_EMS = 1.3
MAX_NOTE_CHARS = 40
SAME_EDGE = 4.0
_OPEN_END = re.compile(r"(?:[-–—]|\bto|\bbis|\ba)\s*$")
_BULLET = re.compile(r"^[•‣◦∙▪●○·*–—-]$")


def is_note(text: str) -> bool:
    """A date, a place or a duration, and little else."""
    return len(text) < MAX_NOTE_CHARS and (
        bool(date_ranges(text)) or looks_like_place(text) or is_duration(text)
    )


def gather_notes(rows: list[Row]) -> list[Row]:
    """Rows whose side notes have moved up to the row that opens their block."""
    if len(rows) < 2:
        return rows
    em = median(w.height for row in rows for w in row)
    gathered: list[Row] = []
    home: Row | None = None
    last: list[Word] = []
    for row in rows:
        text, note = _parted(row, em)
        follows = bool(note) and home is not None and _below(last, note, em) and (_is_body(text) or not text)
        if follows and home is not None and not _heads(text):
            home.extend(_pushed_right(note, home))
            last = note
            if text:
                gathered.append(text)
            continue
        gathered.append(row)
        home, last = (row, note) if note and text else (home if note else None, note)
    return gathered


def _parted(row: Row, em: float) -> tuple[Row, list[Word]]:
    """The row's text and the note behind its last wide gap; no note when what stands there is none."""
    at = next((i for i in range(len(row) - 1, 0, -1) if row[i].x0 - row[i - 1].x1 > WIDE_EMS * em), 0)
    note = row[at:]
    if not is_note(" ".join(w.text for w in note)):
        return row, []
    return row[:at], note


def _below(above: list[Word], note: list[Word], em: float) -> bool:
    """Whether a note goes on with the one above: directly below, at the same left or right edge."""
    if not above or note[0].top - max(w.bottom for w in above) > 0.8 * em:
        return False
    return abs(above[0].x0 - note[0].x0) < SAME_EDGE or abs(above[-1].x1 - note[-1].x1) < SAME_EDGE


def _is_body(text: Row) -> bool:
    return bool(text) and (_BULLET.match(text[0].text) is not None or len(text) > 9)


def _heads(text: Row) -> bool:
    return bool(text) and text[0].bold


def _pushed_right(note: list[Word], home: Row) -> list[Word]:
    """The note's words level with the row they join, behind what stands there."""
    right = max(w.x1 for w in home)
    shift = right + 2 * WIDE_EMS * home[-1].height - note[0].x0
    for word in note:
        word.x0 += shift
        word.x1 += shift
        word.top, word.bottom = home[-1].top, home[-1].bottom
    return note
