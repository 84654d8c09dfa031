"""Names away from the top of a document: who signs it, whom a mail box tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.honours import clean_name
from parsers.lines import Line
from parsers.nameforms import could_be_name, hinted
from parsers.namelabels import before_labels, tells_another_fact
from parsers.places import is_city, looks_like_place
from parsers.titles import title_score
from parsers.words import is_cjk

SIGNED_ALONE, SIGNED_IN_BRACKETS, TOLD_BY_BOX = 0.36, 0.45, 0.55
_AT_END = re.compile(r"[(\[]\s*([^()\[\]]{3,40}?)\s*[)\]]\W*$")
_SIGNING = re.compile(r"(?i)\W*(?:place|date|sign|station)")
_DATED = re.compile(r"(?i)^\W*(?:date|dated|place)\W+(?:\d[\d./-]*\s+|\.{3,}\s*)?(?=\w)")
_CLOSING = re.compile(
    r"(?i)^(?:(?:yours|best|kind|warm|with)?\s*(?:faithfully|sincerely|truly|regards|signature)\W+)+"
)


def signatures(lines: list[Line]) -> Iterator[tuple[str, Line, float]]:
    """Names that stand in brackets, or alone in a line or a cell: who signs below a declaration."""
    for line in lines:
        told = ":" in line.text and not _SIGNING.match(line.text)
        for cell in line.cells:
            bracketed = _AT_END.search(cell)
            if bracketed and " " not in bracketed[1] and _told_of(cell[: bracketed.start()]):
                bracketed = None
            text = bracketed[1] if bracketed else _CLOSING.sub("", _DATED.sub("", cell))
            name = clean_name(text)
            if _of_person(name) and (bracketed or not (told or tells_another_fact(cell))):
                yield name, line, SIGNED_IN_BRACKETS if bracketed else SIGNED_ALONE


def _told_of(before: str) -> bool:
    """Whether what stands before a bracket is what the bracket explains: "Member of the Institute (IEEE)"."""
    return any(map(str.isalpha, before)) and not _SIGNING.match(before)


def told_by_box(lines: list[Line], hints: list[str]) -> tuple[str, Line] | None:
    """The first words of a line or a cell that a mail box is made of."""
    for line in lines:
        for cell in line.cells:
            name = clean_name(before_labels(cell).lstrip(" :-–"))
            if (" " in name or "." in name) and _of_person(name) and hinted(name, hints) >= 1:
                return name, line
    return None


def _of_person(name: str) -> bool:
    return (
        could_be_name(name)
        and not is_cjk(name)
        and title_score(name) == 0
        and not tells_another_fact(name)
        and not looks_like_place(name)
        and not is_city(name)
    )
