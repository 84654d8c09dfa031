"""What of a line may be a person's name: its cells and pieces, without what the document is, contacts, or a list behind it."""

from __future__ import annotations

import re

from enrich.values.places import country_code
from parsers.honours import clean_name, only_credentials
from parsers.lines import Line
from parsers.nameforms import could_be_name, is_document_word
from parsers.namelabels import before_labels, tells_another_fact
from parsers.places import is_city, looks_like_place
from parsers.titles import title_score
from parsers.words import heading_kind, is_cjk, soften, words

LONGEST_LABEL = 3
LISTED, MARKED, MOST_APART = 0.2, 0.1, 3
_POSSESSIVE = re.compile(r"(?i)(?<=\w)[’']s$")
_LINKING = frozenset({"of", "for", "de", "di", "von", "van"})
_BRACKETED = re.compile(r"\s*\([^()]{4,}\)")
_WHOLLY_BRACKETED = re.compile(r"[(\[]\s*([^()\[\]]+?)\s*[)\]]")
_BETWEEN = re.compile(r"\s+[|•·–—-]\s+|\s*[|•·]\s*")
_MARKED = re.compile(r"(?P<head>[^:–—-]{2,20}?)\s*[:–—-]+\s*(?P<rest>\S.*)")
_ALIAS = re.compile(r"\s+@\s+")
_LISTED = re.compile(r",\s+(?=[A-Z][a-z]+ [A-Z]?[a-z]+)")
MOST_PIECES = 4


def pieces_of(line: Line) -> list[tuple[str, float]]:
    """What of a line may be a name, with what it loses for standing behind something else, or gains behind "Resume of"."""
    if spread := _spread_letters(line):
        return [(spread, 0.0)]
    if apart := _apart(line):
        return [(apart, 0.0)]
    found: list[tuple[str, float]] = []
    for cell in line.cells:
        if _is_heading_of_contacts(cell):
            continue
        if tells_another_fact(cell):
            break
        whole = _WHOLLY_BRACKETED.fullmatch(cell)
        told = before_labels(_ALIAS.split(whole[1] if whole else cell)[0])
        text = _without_document_word(told)
        loss = -MARKED if text and text != told and told.endswith(text) else 0.0
        for part in _BETWEEN.split(_BRACKETED.sub(" ", text.replace("[", " ").replace("]", " "))):
            first, *others = _LISTED.split(part)
            found.append((_before_comma(first), loss + MARKED * first.endswith(",")))
            found.extend((_before_comma(other), LISTED) for other in others)
    return found[:MOST_PIECES]


def _is_heading_of_contacts(text: str) -> bool:
    found = heading_kind(text)
    return found is not None and found[0] == "contact"


def _apart(line: Line) -> str:
    """ "JANE    DOE": a name whose words a gap sets apart."""
    cells = line.cells
    alike = len({(s.size, s.bold) for s in line.spans}) == 1
    if (
        not 2 <= len(cells) <= MOST_APART
        or not alike
        or any(" " in c or tells_another_fact(c) for c in cells)
    ):
        return ""
    name = clean_name(" ".join(cells))
    return name if could_be_name(name) and title_score(name) <= 0 and all(map(_may_be_part, cells)) else ""


def _may_be_part(word: str) -> bool:
    if is_cjk(word):
        return len(word) == 1
    return word.strip(".").isalpha() and word[:1].isupper() and not is_city(word)


def _before_comma(piece: str) -> str:
    """ "Jane Doe, Florist": what follows a name of two words is no name; "Doe, Jane" and "Austin, TX" stay."""
    head, comma, tail = piece.partition(",")
    if not comma or len(head.split()) < 2 or looks_like_place(piece) or country_code(tail.strip()):
        return piece
    if only_credentials(tail) and "," not in (name := clean_name(piece)):
        return name
    return head if not is_city(head) else piece


def _without_document_word(cell: str) -> str:
    """ "Jane Doe Resume", "Curriculum Vitae - Jane Doe", "PERSONAL INFORMATION Jane Doe"."""
    parts = _behind_document_word(cell).split()
    kinds = words("document_words")
    while len(parts) > 1 and soften(parts[-1]) in kinds:
        parts.pop()
        parts[-1] = _POSSESSIVE.sub("", parts[-1])
    dropped = len(parts)
    while len(parts) > 1 and soften(parts[0]) in kinds:
        parts.pop(0)
    if len(parts) > 1 and len(parts) < dropped and parts[0].lower() in _LINKING:
        parts.pop(0)
    for n in range(min(LONGEST_LABEL, len(parts) - 2), 0, -1):
        found = heading_kind(" ".join(parts[:n]))
        if found is not None and found[0] == "contact":
            parts = parts[n:]
            break
    return " ".join(parts).strip(" -–—:|")


def _behind_document_word(cell: str) -> str:
    """ "Jane Doe" of "Curriculum Vitae: Jane Doe", "CurriculumVitae- Jane Doe", "CV –Jane Doe"."""
    match = _MARKED.match(cell)
    return match["rest"] if match and is_document_word(match["head"]) else cell


def _spread_letters(line: Line) -> str:
    """A name set in spaced letters: single characters, words parted by wider gaps."""
    letters = [s for s in line.spans if s.text.strip()]
    words_seen = line.text.split()
    if len(words_seen) < 5 or sum(len(w) <= 2 for w in words_seen) < 0.8 * len(words_seen):
        return ""
    if len(letters) > 1:
        return " ".join("".join(s.text.split()) for s in letters)
    apart = re.split(r"\s{2,}|\u2003", letters[0].text.strip()) if letters else []
    return " ".join("".join(word.split()) for word in apart) if len(apart) > 1 else ""
