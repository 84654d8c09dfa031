"""Cells that hold several kinds of contacts at once: "Jane Doe <jane@acme.com>", "jane@acme.com; +1 212 555 0142"."""

from __future__ import annotations

import re

import polars as pl

from matchers.dedupe.reading import Cells, joined

MAIL = r"[^\s<>()\[\];,|/\"':]+@[^\s<>()\[\];,|/\"']+"
_PAGE = r"(?i)(?:https?://|www\.|(?:\w+\.)?(?:linkedin|github|xing)\.com/)[^\s;,|]+"
_NUMBER = r"[+(]?\d[\d\s().-]{5,}\d"
_NUMBERS = 3  # telephone numbers of a cell that count
_LEFT = r"[<>()\[\]\"“”;|]|mailto:"

_MAIL_IN, _PAGE_IN, _NUMBER_IN = re.compile(MAIL), re.compile(_PAGE), re.compile(_NUMBER)


def mails_in(cells: Cells) -> Cells:
    """The e-mail addresses of every cell, parted by spaces."""
    return joined(cells.code, cells.text.str.extract_all(MAIL).list.join(" "))


def pages_in(cells: Cells) -> Cells:
    """The first page of every cell."""
    return joined(cells.code, cells.text.str.extract(f"({_PAGE})").fill_null(""))


def numbers_in(cells: Cells) -> list[Cells]:
    """The telephone numbers of every cell: a column of the first ones, one of the second, one of the third."""
    found = _without(cells.text, MAIL, _PAGE).str.extract_all(_NUMBER)
    return [joined(cells.code, found.list.get(k, null_on_oob=True).fill_null("")) for k in range(_NUMBERS)]


def names_in(cells: Cells) -> Cells:
    """What is left of every cell: the name before "<jane@acme.com>"."""
    left = _without(cells.text, MAIL, _PAGE, _NUMBER, _LEFT)
    return joined(cells.code, left.str.replace_all(r"\s+", " ").str.strip_chars(" ,:/-"))


def _without(text: pl.Series, *patterns: str) -> pl.Series:
    for pattern in patterns:
        text = text.str.replace_all(pattern, " ")
    return text


def has_mail(cell: str) -> bool:
    return _MAIL_IN.search(cell) is not None


def has_number(cell: str) -> bool:
    """Whether a telephone number stands in the cell, whatever else does."""
    return _NUMBER_IN.search(_PAGE_IN.sub(" ", _MAIL_IN.sub(" ", cell))) is not None


def name_beside(cell: str) -> str:
    """What stands in a cell beside an address; "" where there is none."""
    left = re.sub(_LEFT, " ", _MAIL_IN.sub(" ", cell, count=1))
    return " ".join(left.split()).strip(" ,:/-") if has_mail(cell) else ""
