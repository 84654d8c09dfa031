"""The one fold that every comparison rests on."""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_KEPT = string.ascii_lowercase + string.digits
_JOINED = b"'`"

# For every byte: letters in lower case, digits as they are, all else a space.
_FOLDED = bytes(ord(lower) if (lower := chr(code).lower()) in _KEPT else ord(" ") for code in range(256))

# Pictures and marks that would otherwise be spelled out ("rocket", "TM").
_PICTURES = re.compile(
    "[\u00a9\u00ae\u2117\u2120\u2122\u2190-\u245f\u2500-\u2bff\ufe00-\ufe0f\U0001f000-\U0001faff\U000e0000-\U000e007f]"
)

_GREEK = re.compile("[\u0370-\u03ff]")
_GREEK_PAIRS = {
    "ου": "ou",
    "ού": "ou",
    "ευ": "ev",
    "εύ": "ev",
    "αυ": "av",
    "αύ": "av",
    "γγ": "ng",
    "γκ": "gk",
    "γχ": "nch",
}
_GREEK_PAIR = re.compile("|".join(_GREEK_PAIRS), re.IGNORECASE)


REMEMBERED = 80  # longer text hardly ever comes again


def fold(text: str) -> str:
    """`text` as lower-case ASCII letters and digits, words parted by single spaces.

    Every script is transliterated, one letter at a time ("ö" is "o", "ß" is "ss", "ł" is "l", "щ" is "shch", a Han
    character its Mandarin reading). "oe" is left as written: who compares German names tries both. Apostrophes join
    ("O'Neil" is "oneil"), all other signs part words ("Anna-Maria" is "anna maria"). Pictures are nothing.
    """
    return _known_fold(text) if len(text) <= REMEMBERED else _fold(text)


def _fold(text: str) -> str:
    if not text.isascii():
        text = spelt_in_ascii(_read_greek(text) if _GREEK.search(text) else text)
    return " ".join(text.encode().translate(_FOLDED, _JOINED).decode().split())


def spelt_in_ascii(text: str) -> str:
    """Every letter of any script in ASCII, one by one; pictures are spaces."""
    return anyascii(_PICTURES.sub(" ", text))


_known_fold = lru_cache(maxsize=1 << 15)(_fold)


def _read_greek(text: str) -> str:
    """Pairs of Greek letters that sound as one, spelled as Greeks spell them in Latin letters."""
    composed = unicodedata.normalize("NFC", text)
    return _GREEK_PAIR.sub(lambda pair: _GREEK_PAIRS.get(pair.group().lower(), pair.group()), composed)
