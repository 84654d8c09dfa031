"""What pages repeat: their numbers beside a name, the address they were printed from."""

from __future__ import annotations

import re

from parsers.lines import Line
from parsers.pages import WHOLE_ADDRESS
from parsers.words import soften

FIRST_LINES = 4


def once(lines: list[Line]) -> list[Line]:
    """The lines without what stands on every page; the first one stays."""
    return _without_repeated_addresses(_without_running_heads(lines))


_PAGE = re.compile(r"(?i)[\W_]*\b(?:page|pg\.?)\s*\d{1,2}(?:\s*(?:of|/)\s*\d{1,2})?[\W_]*")


def _without_running_heads(lines: list[Line]) -> list[Line]:
    """ "Jane Doe   Page 2 of 3": a page's number, alone or beside what the first lines say."""
    first = [soften(line.text) for line in lines[:FIRST_LINES]]
    kept = []
    for line in lines:
        rest = soften(_PAGE.sub(" ", line.text, count=1)).strip(" |·•-–—,")
        paged = line.text != _PAGE.sub("", line.text, count=1)
        if not paged or (rest and not any(text.startswith(rest) for text in first)):
            kept.append(line)
    return kept


def _without_repeated_addresses(lines: list[Line]) -> list[Line]:
    """An address that stands alone on several lines is printed by a site on each page; its first one stays."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        if WHOLE_ADDRESS.fullmatch(line.text):
            if line.text in seen:
                continue
            seen.add(line.text)
        kept.append(line)
    return kept
