"""Sections that say which languages a person speaks, and how well."""

from __future__ import annotations

import re
from functools import cache

from enrich.model import Language
from parsers.flowing import flowing
from parsers.lines import Line
from parsers.words import is_cjk, soften, words

_CEFR = re.compile(r"\b([ABC][12]\+?)\b")
_PIECES = re.compile(r"\s*[,;•·|、，；]\s*(?![^(]*\))")
_SENTENCES = re.compile(r"\.\s+(?=[^\W\d_]{3,}\s*(?:[:：(]|\s[-–—]\s))")
_DASH = re.compile(r"\s+[-–—/]\s+")
_FILLED, _EMPTY = "●◉★■▪█▓▰⬤⭐", "○◯☆□▫░▱"
_DRAWN = re.compile(rf"[{_FILLED}{_EMPTY}](?:\s?[{_FILLED}{_EMPTY}])+")
_SMALL = re.compile(r"^(?:in|en|auf|of|language|:|-|–|—)\s+|\s+(?:in|en|auf)$", re.I)
_GRADED = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?\s*(?:[ABC][12]\+?|\([ABC][12]\+?\))")
_LEVEL_NOUNS = frozenset(
    ["nivel", "niveau", "poziom", "livello", "уровень", "рівень", "niva", "nivå", "level", "seviye"]
)
MAX_WORDS = 8
WITH_LEVEL = 2


def languages_of(lines: list[Line]) -> list[Language]:
    """Languages with their levels as written; a row of filled and empty dots or stars is "4/5"."""
    found: dict[str, Language] = {}
    pending: list[str] = []
    for line in flowing(lines, short=True):
        if (pair := _in_two_cells(line)) is not None:
            found.setdefault(soften(pair.name), pair)
            continue
        for piece in (p for cell in line.cells for p in _pieces(cell)):
            name, level = _language(piece)
            if name and soften(name) not in found:
                found[soften(name)] = Language(name, level)
                pending.append(soften(name))
            elif not name and pending and (level := _level_alone(piece)):
                first = pending.pop(0)
                found[first] = Language(found[first].name, found[first].level or level)
    return list(found.values())


def _in_two_cells(line: Line) -> Language | None:
    """A language and what is said of it, with a wide gap between them."""
    if len(line.cells) != WITH_LEVEL:
        return None
    name, level = (cell.strip(" .•·-–:") for cell in line.cells)
    if soften(name) not in words("languages") or words("languages").count(soften(level)):
        return None
    told = len(level.split()) <= MAX_WORDS and _DRAWN.search(level) is None
    return Language(name, _level(level)) if told and any(map(str.isalnum, level)) else None


def _pieces(cell: str) -> list[str]:
    """What separators part, and what "and" parts when a language stands on both of its sides."""
    pieces: list[str] = []
    sentences = _SENTENCES.split(cell)
    told = all(words("languages").count(soften(s)) for s in sentences)
    for piece in (q for s in (sentences if told else [cell]) for p in _PIECES.split(s) for q in _dashed(p)):
        sides = _and().split(piece)
        pieces += sides if all(words("languages").count(soften(side)) for side in sides) else [piece]
    return [p for p in pieces if p.strip(" .")]


def _dashed(piece: str) -> list[str]:
    """ "Inglese: C1 - Francese: B2", "Español (nativo) / Inglés": each side names a language."""
    sides = _DASH.split(piece)
    return sides if all(_language(side)[0] for side in sides) else [piece]


@cache
def _and() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{'|'.join(words('and_words').spaced)}|&)\s+(?![^(]*\))")


def _level_alone(piece: str) -> str:
    bare = piece.strip(" ()-–—:")
    if soften(bare) in words("levels") or _CEFR.fullmatch(bare):
        return bare
    whole = piece.strip(" -–—:")
    if soften(bare.partition(" ")[0]) in _LEVEL_NOUNS or _GRADED.fullmatch(whole):
        return whole
    return _drawn(bare) if _DRAWN.fullmatch(bare) else ""


def _language(piece: str) -> tuple[str, str]:
    """(language, level); both empty where none is named."""
    piece = piece.strip(" .•·-–")
    drawn = _DRAWN.search(piece)
    if drawn:
        name, _ = _language(piece[: drawn.start()] + piece[drawn.end() :])
        return (name, _drawn(drawn[0])) if name else ("", "")
    cut = re.search(r"\s*[(:：\[]\s*|\s+[-–—]+\s+", piece)
    name, level = (piece[: cut.start()], _level(piece[cut.start() :])) if cut else (piece, "")
    if soften(name) in words("languages"):
        return name, level
    if is_cjk(piece):
        known = next((w for w in words("languages").cjk if w in piece), "")
        return known, piece.replace(known, "").strip(" ()（）:：") if known else ""
    return _named_inside(piece)


def _named_inside(piece: str) -> tuple[str, str]:
    """ "Fluent German", "English C1", "Mandarin Chinese (beginner)": the words around the language are its level."""
    parts = piece.split()
    if len(parts) > MAX_WORDS:
        return "", ""
    for i, part in enumerate(parts):
        if soften(part.strip("(),:")) not in words("languages"):
            continue
        end = i + 1
        if end < len(parts) and soften(parts[end].strip("(),:")) in words("languages"):
            end += 1
        level = _level(" ".join(parts[end:])) or _level(" ".join(parts[:i]))
        return " ".join(parts[i:end]).strip("(),:"), level
    return "", ""


def _level(text: str) -> str:
    text = _SMALL.sub("", text.strip(" -–—:：.,[]"))
    if soften(text.partition(" ")[0]) in words("and_words"):
        return ""
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1]
    if text.count("(") != text.count(")"):
        text = text.strip("()")
    return text.strip()


def _drawn(marks: str) -> str:
    """ "●●●●○" is "4/5"; where all look alike nothing is known."""
    filled = sum(mark in _FILLED for mark in marks)
    empty = sum(mark in _EMPTY for mark in marks)
    return f"{filled}/{filled + empty}" if filled and empty else ""


def is_spoken(text: str) -> bool:
    """Whether a text is a language with a level and nothing else."""
    name, level = _language(text)
    if not name or not level or len(text.split()) > MAX_WORDS:
        return False
    return _CEFR.search(level) is not None or words("levels").count(soften(level)) > 0
