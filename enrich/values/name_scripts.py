"""Names in scripts that are read word by word: Han, Kana, Hangul, Arabic.

Han characters have a Chinese and a Japanese reading. A Japanese one is taken when Kana stand beside them or when the
text begins with a family name that only Japan has; otherwise the Chinese one.
"""

from __future__ import annotations

import re

from enrich.values.lexicon import read_toml
from enrich.values.text import fold

_TABLES = read_toml("family_first")
_HANGUL: dict[str, str] = _TABLES["hangul"]
_COMPOUND = frozenset(_TABLES["han"]["compound"].split())
_READINGS: dict[str, str] = _TABLES["han"]["readings"]
_KANJI: dict[str, str] = _TABLES["kanji"]
_KANJI_GIVEN: dict[str, str] = _TABLES["kanji_given"]
_ARABIC: dict[str, str] = _TABLES["arabic"]["words"]

EAST_ASIAN = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3]")
_HANGUL_WORD = re.compile("[\uac00-\ud7a3]+")
_HAN_OR_KANA_WORD = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_KANA = re.compile("[\u3040-\u30fa\u30fc-\u30ff]")
_KATAKANA_NAME = re.compile("[\u30a0-\u30ff\uff0e=＝・· ]+")
_ARABIC_LETTER = re.compile("[\u0600-\u06ff]")
_VOWEL_MARKS = re.compile("[\u064b-\u0652\u0640]")

Split = tuple[tuple[str, ...], tuple[str, ...]]


def split_east_asian(text: str) -> Split | None:
    """(given, family) in folded tokens of a name all in Han, Kana or Hangul; None for any other text."""
    if _KATAKANA_NAME.fullmatch(text):
        words = fold(re.sub("[=＝・·.]", " ", text)).split()
        return tuple(words[:-1] or words), tuple(words[-1:] if len(words) > 1 else ())
    words = text.split()
    if all(_HANGUL_WORD.fullmatch(word) for word in words):
        return _split_korean(words)
    if all(_HAN_OR_KANA_WORD.fullmatch(word) for word in words):
        return _split_han(words)
    return None


def _split_korean(words: list[str]) -> Split:
    if len(words) > 1:
        first_is_given = len(words[0]) > 1 and words[0] not in _HANGUL and words[-1] in _HANGUL
        family, given = (words[-1], words[:-1]) if first_is_given else (words[0], words[1:])
    else:
        length = 2 if words[0][:2] in _HANGUL and len(words[0]) > 2 else 1
        family, given = words[0][:length], [words[0][length:]]
    return _tokens(fold("".join(given))), (_HANGUL.get(family) or fold(family),)


def _split_han(words: list[str]) -> Split:
    text = "".join(words)
    length = len(words[0]) if len(words) > 1 else _family_length(text)
    family, given = text[:length], text[length:]
    if family in _KANJI or _KANA.search(text):
        return _tokens(_KANJI_GIVEN.get(given) or fold(given)), (_KANJI.get(family) or fold(family),)
    return _tokens(fold(given)), (_READINGS.get(family) or fold(family),)


def _family_length(text: str) -> int:
    for length in (3, 2):
        if text[:length] in _KANJI and len(text) > length:
            return length
    if text[:2] in _COMPOUND and len(text) > 2:
        return 2
    kana = _KANA.search(text)
    if kana and kana.start() > 0:
        return min(kana.start(), 2)
    return 2 if len(text) > 3 else 1


def _tokens(folded: str) -> tuple[str, ...]:
    return tuple(folded.split())


def read_arabic(text: str) -> str:
    """The text with its known Arabic words in their usual Latin letters; the rest is left to the fold."""
    if not _ARABIC_LETTER.search(text):
        return text
    return " ".join(_ARABIC.get(word, word) for word in _VOWEL_MARKS.sub("", text).split())
