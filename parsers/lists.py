"""Sections that are lists: skills, languages, certificates."""

from __future__ import annotations

import re

from enrich.model import Certificate, Language, PartialDate, Skill
from parsers.dateranges import best_range, durations
from parsers.entries import is_label, is_sentence
from parsers.lines import Line
from parsers.words import heading_kind, is_cjk, soften, words

_SEPARATOR = re.compile(r"\s*[,;•·∙|‖、，；/]\s+|\s+[•·∙|‖/]\s*|[•·∙|‖、，；]|,(?=[^\s\d])|\s{2,}")
_LABEL = re.compile(r"^([^:：,;()]{2,45})(?::(?:\s+|$)|：\s*)")
_LEVEL_TAIL = re.compile(
    r"\s*[(\[]([^()\[\]]{2,40})[)\]]\s*$|\s*[:：]\s*(\S.{1,40})$|\s+[-–—]\s*(\S.{1,40})$"
)
_CEFR = re.compile(r"\b([ABC][12]\+?)\b")
_SENTENCE_END = re.compile(r"\.$")
TAG_GAP = 0.5
MAX_SKILL_CHARS = 50
MAX_SKILL_WORDS = 6


def skills_of(lines: list[Line]) -> list[Skill]:
    """Skills that a section lists; labels, groups and levels are left out."""
    cells = _columns(_without_groups(lines))
    found: dict[str, Skill] = {}
    for text in cells:
        label = _LABEL.match(text)
        for piece in _SEPARATOR.split(_outside_brackets(text[label.end() :] if label else text)):
            name = _clean(piece.replace("\x00", ","))
            if name and soften(name) not in found:
                found[soften(name)] = Skill(name)
    return list(found.values())


def _outside_brackets(text: str) -> str:
    """Commas inside brackets do not separate skills."""
    return re.sub(r"\([^()]*\)", lambda m: m.group().replace(",", "\x00").replace("/", "\u2044"), text)


def _clean(piece: str) -> str:
    piece = piece.replace("\u2044", "/").strip(" .,;:-–—•\t")
    for match in reversed(list(durations().finditer(soften(piece)))):
        piece = (piece[: match.start()] + piece[match.end() :]).rstrip(" (-–—:")
    level = _LEVEL_TAIL.search(piece)
    if level and soften(next(g for g in level.groups() if g)) in words("levels"):
        piece = piece[: level.start()]
    piece = re.sub(r"^(?:and|und|et|y|e|en|och|ve|и)\s+", "", piece.strip())
    soft = soften(piece)
    if (
        not any(c.isalnum() for c in piece)
        or len(piece) > MAX_SKILL_CHARS
        or len(piece.split()) > MAX_SKILL_WORDS
    ):
        return ""
    if soft in words("levels") or soft in words("labels") or re.fullmatch(r"[\d\W]+", piece):
        return ""
    return piece


def _without_groups(lines: list[Line]) -> list[Line]:
    """Lines that only name a group of skills ("Tools", bold over plain lines) or a level go."""
    kept = []
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        if _is_level(line) or (following is not None and _names_group(line, following)):
            continue
        if is_sentence(line.body) and not _SEPARATOR.search(line.body):
            continue
        kept.append(line)
    return kept


def _is_level(line: Line) -> bool:
    return all(soften(cell.strip(" :()")) in words("levels") for cell in line.cells)


def _names_group(line: Line, following: Line) -> bool:
    """A line in another style than what follows it, without separators."""
    if line.bullet or _SEPARATOR.search(line.text.rstrip(":")):
        return line.text.endswith(":") and "," not in line.text
    if line.text.endswith((":", "：")):
        return True
    bigger = line.size > following.size * 1.05 or (line.bold and not following.bold)
    same_bold = line.bold and following.bold and line.size > following.size * 1.05
    marked = line.heading > 0
    return (
        marked
        or same_bold
        or (bigger and not _is_level(line) and (len(line.cells) == 1 or _is_level(following) or bigger))
    )


def _columns(lines: list[Line]) -> list[str]:
    """The texts of tags and cells; a cell that its line breaks in two is joined to the cell above it."""
    texts: list[str] = []
    starts: list[tuple[float, float, bool]] = []
    for line in lines:
        for text, x0, x1 in _tags(line):
            above = next(
                (i for i in range(len(texts) - 1, max(-1, len(texts) - 6), -1) if abs(starts[i][0] - x0) < 3),
                None,
            )
            goes_on = (
                above is not None and line.page > 0 and not line.bullet and _open_end(texts[above], text)
            )
            if goes_on and above is not None:
                texts[above] = f"{texts[above]} {text}"
            else:
                texts.append(text)
                starts.append((x0, x1, line.bullet))
    return texts


def _open_end(above: str, text: str) -> bool:
    """Whether a list was broken in the middle: it has separators, and its end or the next start is one."""
    if above.rstrip().endswith((",", "&", "/", " and", "·", "|", "•", ";")):
        return True
    return bool(_SEPARATOR.search(above)) and _LABEL.match(text) is None and "," in above


def _tags(line: Line) -> list[tuple[str, float, float]]:
    """(text, x0, x1) of the pieces that a gap wider than a space parts."""
    tags: list[tuple[str, float, float]] = []
    separated = _SEPARATOR.search(line.body) is not None
    for n, span in enumerate(line.spans):
        text = line.body if len(line.spans) == 1 else span.text
        if n and not ((span.gap >= TAG_GAP and not separated) or span.gap >= 1.3):
            tags[-1] = (tags[-1][0] + (" " if span.gap > 0.12 else "") + span.text, tags[-1][1], span.x1)
        else:
            tags.append((text.strip("•·●▪ ") if not n else text, span.x0, span.x1))
    return tags


def languages_of(lines: list[Line]) -> list[Language]:
    """Languages with their levels."""
    found: dict[str, Language] = {}
    pending: list[str] = []
    for line in lines:
        pieces = [
            p
            for cell in line.cells
            for p in re.split(r"\s*[,;•·|、，；]\s*(?![^(]*\))", cell)
            if p.strip(" .")
        ]
        for piece in pieces:
            name, level = _language(piece)
            if name and soften(name) not in found:
                found[soften(name)] = Language(name, level)
                pending.append(soften(name))
            elif not name and soften(piece.strip(" ()")) in words("levels") and pending:
                first = pending.pop(0)
                found[first] = Language(found[first].name, found[first].level or piece.strip(" ()"))
    return list(found.values())


def _language(piece: str) -> tuple[str, str]:
    piece = piece.strip(" .•·-–")
    cut = re.search(r"\s*[(:：\[]\s*|\s+[-–—]+\s+", piece)
    name, level = (piece[: cut.start()], piece[cut.end() :].strip(" )]")) if cut else (piece, "")
    if soften(name) in words("languages"):
        return name, level
    first, _, rest = piece.partition(" ")
    if soften(first) in words("languages"):
        return first, rest.strip(" ()-–:")
    if is_cjk(piece):
        known = next((w for w in words("languages").cjk if w in piece), "")
        return known, piece.replace(known, "").strip(" ()（）:：") if known else ""
    if (cefr := _CEFR.search(piece)) and words("languages").count(soften(piece)):
        return next(w for w in piece.split() if soften(w.strip("(),:")) in words("languages")), cefr[1]
    return "", ""


_ISSUED = re.compile(r"^(?:issued on|issued|expires?|valid until|awarded|date)\b[: ]*", re.I)


def certificates_of(lines: list[Line]) -> list[Certificate]:
    """Certificates, one per line or two; a line that only dates one is taken with it."""
    found: list[Certificate] = []
    for line in lines:
        dates = best_range(line.text)
        rest = (line.text[: dates.at[0]] + line.text[dates.at[1] :]) if dates else line.text
        rest = _ISSUED.sub("", rest.strip(" ()|,•·-–—"))
        if not rest.strip(" ()|,•·-–—:") and dates and found:
            found[-1] = Certificate(found[-1].name, found[-1].issuer, dates.start)
            continue
        if heading_kind(rest) or is_label(line) or (is_sentence(rest) and len(rest) > 120):
            continue
        if parts := _certificate_parts(line, rest):
            date = dates.start if dates else PartialDate("")
            found.append(Certificate(parts[0], parts[1] if len(parts) > 1 else "", date))
    return found


def _certificate_parts(line: Line, rest: str) -> list[str]:
    """(name, issuer), told apart by style, dash, bar or comma."""
    styled = [t.strip(" ,|•·-–—()") for t, _ in line.styled_parts if best_range(t) is None]
    styled = [s for s in styled if s]
    if len(styled) > 1:
        return styled
    pieces = re.split(r"\s+[–—|•·-]\s+|,\s+", rest.strip(" ()|,•·-–—"), maxsplit=1)
    return [p.strip(" ,()•") for p in pieces if p.strip(" ,()•")]
