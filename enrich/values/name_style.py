"""Names as people like to read them."""

from __future__ import annotations

import re

from enrich.values.name_order import PARTICLES
from enrich.values.text import fold

_PART = re.compile(r"[^\W\d_]+")
_TURKISH_ONLY = re.compile("[İĞğ]")
_TURKISH_LOWER = str.maketrans("Iİ", "ıi")
_TURKISH_UPPER = str.maketrans("iı", "İI")
_NUMERALS = frozenset(("II", "III", "IV", "VI", "VII", "VIII"))
_LOWER_PARTICLES = PARTICLES - frozenset(
    ("st", "saint", "san", "santa", "mac", "mc", "fitz", "al", "el", "ben", "bar", "abu")
)


def display_name(text: str) -> str:
    """A name for people to read: "JOHN O'NEIL" is "John O'Neil", "ludwig van beethoven" is "Ludwig van Beethoven".

    Text in both letter cases is left alone but for its spaces.
    """
    text = " ".join(text.split())
    if text.upper() != text and text.lower() != text:
        return text
    is_turkish = bool(_TURKISH_ONLY.search(text))
    words = text.split(" ")
    shown = (
        _shown(word, is_turkish, place < len(words) - 1) for place, word in enumerate(words[1:], start=1)
    )
    return " ".join((_capitals(words[0], is_turkish), *shown))


def _shown(word: str, is_turkish: bool, is_inside: bool) -> str:
    if word in _NUMERALS:
        return word
    if is_inside and fold(word) in _LOWER_PARTICLES:
        return word.lower()
    return _capitals(word, is_turkish)


def _capitals(word: str, is_turkish: bool) -> str:
    if is_turkish:
        return _PART.sub(lambda part: _first_in_turkish(part.group()), word)
    return _PART.sub(lambda part: _first(part.group().lower()), word)


def _first_in_turkish(part: str) -> str:
    return part[:1].translate(_TURKISH_UPPER).upper() + part[1:].translate(_TURKISH_LOWER).lower()


def _first(part: str) -> str:
    if part.startswith("mc") and len(part) > 4:
        return f"Mc{part[2:].capitalize()}"
    return part[:1].title() + part[1:]
