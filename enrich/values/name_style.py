"""Names as people like to read them."""

from __future__ import annotations

import re

from enrich.values.name_order import PARTICLES
from enrich.values.text import fold

_PART = re.compile(r"[^\W\d_]+")
_TURKISH_ONLY = re.compile("[İĞğ]")
_TURKISH_LOWER = str.maketrans("Iİ", "ıi")
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
    words = text.split(" ")
    lower = _lower_turkish if _TURKISH_ONLY.search(text) else str.lower
    last = len(words) - 1
    return " ".join(
        word
        if place and word.upper() in _NUMERALS and word.isupper()
        else lower(word)
        if 0 < place < last and fold(word) in _LOWER_PARTICLES
        else _PART.sub(lambda part: _capital(lower(part.group())), word)
        for place, word in enumerate(words)
    )


def _lower_turkish(word: str) -> str:
    return word.translate(_TURKISH_LOWER).lower()


def _capital(part: str) -> str:
    if part.startswith("mc") and len(part) > 4:
        return f"Mc{part[2:].capitalize()}"
    return part[:1].upper() + part[1:]
