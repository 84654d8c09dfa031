"""An article as prose: its words without the page around them, who wrote it and when."""

from __future__ import annotations

import logging
from typing import NamedTuple

from connectors.readers.pages import Page
from enrich.model import PartialDate
from enrich.values.dates import clean_date
from enrich.values.text import fold

_READ_CHARACTERS = 500_000
_BEFORE, _SNIPPET = 100, 280
# These log pieces of what they read.
for _library in ("trafilatura", "htmldate", "courlan", "dateparser"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


class Prose(NamedTuple):
    title: str
    text: str
    author: str
    published: PartialDate
    publisher: str


def prose_of(page: Page, markup: str) -> Prose | None:
    """The article on a page; None where there is none."""
    from trafilatura import bare_extraction  # noqa: PLC0415 -- takes half a second that other commands need not wait

    found = bare_extraction(
        markup[:_READ_CHARACTERS],
        url=page.url,
        with_metadata=True,
        include_comments=False,
        favor_precision=True,
    )
    told = found if isinstance(found, dict) or found is None else found.as_dict()
    if told is None or not told.get("text"):
        return None
    title, author, date, site = (
        str(told.get(name) or "") for name in ("title", "author", "date", "sitename")
    )
    return Prose(title, str(told["text"]), author, clean_date(date), site)


def names(text: str, words: str) -> bool:
    """Whether a text has these words, in this order and side by side, whatever their case and accents."""
    wanted = fold(words)
    return bool(wanted) and f" {wanted} " in f" {fold(text)} "


def snippet(text: str, name: str) -> str:
    """The words of a text around the first mention of a name, on one line."""
    line = " ".join(text.split())
    last = name.rsplit(maxsplit=1)[-1] if name.split() else ""
    place = max(line.lower().find(last.lower()), 0)
    start = line.rfind(" ", 0, max(place - _BEFORE, 0)) + 1
    piece = line[start : start + _SNIPPET]
    cut = piece.rsplit(" ", 1)[0] if start + _SNIPPET < len(line) else piece
    return ("... " if start else "") + cut + (" ..." if cut != line[start:] else "")
