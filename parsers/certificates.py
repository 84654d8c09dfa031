"""Sections of certificates: what was awarded, by whom, when."""

from __future__ import annotations

import re
from dataclasses import replace

from enrich.model import Certificate, PartialDate
from parsers.bodies import is_label, is_sentence
from parsers.dateranges import best_range
from parsers.flowing import flowing
from parsers.lines import Line
from parsers.words import heading_kind, soften, words

_ISSUED = re.compile(r"^(?:issued on|issued|expires?|valid until|awarded|date)\b[: ]*", re.I)
_EXPIRES = re.compile(
    r"[(\[,;–-]?\s*\b(?:exp\.?|expires|expiry|valid (?:until|till|through|to))(?: date| on)?[\s:.]*$", re.I
)
_NUMBER = re.compile(r"^(?:credential|certificate|licen[cs]e|certification)\s*(?:id|no|number|#|url)\b", re.I)
_BY = re.compile(
    r"\s+(?i:issued by|awarded by|offered by|by|from|ausgestellt von|délivrée? par|emitido por|rilasciato da)\s+(?=[^\Wa-z])"
)
_NAMED = re.compile(
    r"(?:[^\Wa-zà-ÿ]\S*|of|and|for|the|de|du|der|für|&)(?:\s+(?:[^\Wa-zà-ÿ]\S*|of|and|for|the|de|du|der|für|&))*"
)
_PARTS = re.compile(r"\s+[–—|•·-]\s+|\s*[|•]\s*|,\s+")
_BRACKET = re.compile(r"^(.*\S)\s*\(([^()]{2,60})\)$")
_EDGE = " |,;•·-–—\t"
_GRADES = (
    "professional associate specialty foundation foundations practitioner expert advanced intermediate beginner fundamentals "
    "administrator developer architect engineer analyst i ii iii 1 2 3"
)
GRADES = frozenset(_GRADES.split())
MAX_SENTENCE, MAX_ISSUER_WORDS = 120, 8


def certificates_of(lines: list[Line]) -> list[Certificate]:
    """Certificates, one per line or two; a line that only dates one or names who awarded it is taken with it."""
    found: list[Certificate] = []
    above: Line | None = None
    for line in (part for whole in flowing(lines, short=True) for part in _listed(whole)):
        dates = best_range(line.text)
        text = (line.text[: dates.at[0]] + line.text[dates.at[1] :]) if dates else line.body
        expires = _EXPIRES.search(line.text[: dates.at[0]]) if dates else None
        if dates and expires:
            text = line.text[: expires.start()] + line.text[dates.at[1] :].lstrip(")] ")
        rest = _ISSUED.sub("", _bare(text))
        if _NUMBER.match(rest):
            continue
        if found and not rest.strip(" ():") and dates:
            found[-1] = Certificate(found[-1].name, found[-1].issuer, dates.start)
            continue
        if heading_kind(rest) or is_label(line) or (is_sentence(rest) and len(rest) > MAX_SENTENCE):
            continue
        date = dates.start if dates and not expires else PartialDate("")
        if found and found[-1].issuer and not found[-1].date and _ends_a_name(line, rest):
            found[-1] = Certificate(found[-1].name, f"{found[-1].issuer} {rest}", date)
        elif found and above is not None and _awards(line, above, rest) and not found[-1].issuer:
            found[-1] = Certificate(found[-1].name, _PARTS.split(rest)[0], found[-1].date or date)
        elif rest:
            name, issuer = _name_and_issuer(line, rest)
            found.append(Certificate(name, issuer, date))
        above = line
    return found


def _listed(line: Line) -> list[Line]:
    """ "H2S Alive; First Aid; API 570 (2016)": a line for each."""
    parts = [part for part in re.split(r"\s*;\s+", line.body) if part]
    if len(parts) < 2:
        return [line]
    return [replace(line, spans=[replace(line.spans[0], text=part)], urls=line.urls) for part in parts]


def _awards(line: Line, above: Line, rest: str) -> bool:
    """Whether a plain line below a bold one says who awarded it."""
    plain = above.bold and not line.bold and not line.bullet
    return plain and len(rest.split()) <= MAX_ISSUER_WORDS and not is_sentence(rest)


def _ends_a_name(line: Line, rest: str) -> bool:
    """Whether the page broke off this last word of who awarded it: "Academy" alone is no certificate."""
    kinds = (words("organisations"), words("schools"))
    return not line.bullet and len(rest.split()) == 1 and any(kind.count(soften(rest)) > 0 for kind in kinds)


def _bare(text: str) -> str:
    """Without what dates and bullets left: empty brackets, separators at the ends, halves of brackets."""
    text = re.sub(r"[(\[]\s*[)\]]", "", text).strip(_EDGE)
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1]
    if text.count("(") != text.count(")"):
        text = text.strip(" ()") if text[:1] == ")" or text[-1:] == "(" else text
    return text.strip(_EDGE)


def _name_and_issuer(line: Line, rest: str) -> tuple[str, str]:
    """Told apart by words ("by"), by style, by a dash, bar or comma, or by a bracket that is no short form of the name."""
    if len(told := _BY.split(rest, maxsplit=1)) == 2:
        return _bare(told[0]), _bare(told[1])
    styled = [_bare(t) for t, _ in line.styled_parts if best_range(t) is None]
    styled = [s for s in styled if s]
    if len(styled) == 2 and not styled[0].endswith(":") and _awarded(styled[1]):
        return styled[0], styled[1]
    pieces = [p for p in map(_bare, _PARTS.split(rest)) if p]
    if len(pieces) > 1:
        return _cut(rest, pieces)
    bracket = _BRACKET.match(rest)
    if (
        bracket
        and "+" not in bracket[2]
        and _NAMED.fullmatch(bracket[2])
        and not _shortens(bracket[2], bracket[1])
    ):
        return bracket[1], bracket[2]
    return rest, ""


def _awarded(by: str) -> bool:
    """Whether this may name who awards: words with capitals, no grade."""
    return soften(by) not in GRADES and _NAMED.fullmatch(by) is not None


def _is_job(text: str) -> bool:
    """ "Oracle Certified Associate, Java SE 8 Programmer": who may do what is no issuer."""
    last = soften(text).split()[-1]
    return words("titles").count(last) > 0 or words("titles").ends_word(last)


def _cut(rest: str, pieces: list[str]) -> tuple[str, str]:
    """The first part is the name, with the grade that follows it; the next one awarded it."""
    count = 2 if soften(pieces[1]) in GRADES or _is_job(pieces[1]) else 1
    end = rest.find(pieces[count - 1], len(pieces[0]) if count > 1 else 0) + len(pieces[count - 1])
    name = _bare(rest[:end])
    return (name or pieces[0]), (pieces[count] if len(pieces) > count else "")


def _shortens(short: str, name: str) -> bool:
    """ "CISSP" for "Certified Information Systems Security Professional"."""
    letters = iter(c for c in soften(name) if c.isalnum())
    return (
        len(short.split()) == 1
        and short.isupper()
        and all(c in letters for c in soften(short) if c.isalpha())
    )
