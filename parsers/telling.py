"""The lines of a resume that may tell of skills."""

from __future__ import annotations

from enrich.model import Work
from parsers.bodies import is_sentence
from parsers.lines import Line
from parsers.sections import Kind, Section

_SILENT: frozenset[Kind] = frozenset({"contact", "profiles", "languages", "references", "education"})


def telling(sections: list[Section]) -> list[Line]:
    """Without contacts, languages, schools and referees; of the header only sentences, unless all stands there."""
    if len(sections) == 1:
        return sections[0].lines
    return [
        line
        for section in sections
        if section.kind not in _SILENT
        for line in section.lines
        if section.kind != "header" or is_sentence(line.text)
    ]


def without_firms(text: str, work: tuple[Work, ...]) -> str:
    """Firms that only are called like a skill tell of none: "Swift Movers"."""
    for firm in {w.employer for w in work if w.employer}:
        text = text.replace(firm, "")
    return text
