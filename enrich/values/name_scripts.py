"""Names in scripts that are read word by word: Han, Kana, Hangul, Arabic.

Han characters have a Chinese and a Japanese reading. A Japanese one is taken when Kana stand beside them or when the
text begins with a family name that only Japan has; otherwise the Chinese one. Where a name has several readings, the
usual one comes first and `other_readings` gives the rest. A family name that nobody knows and that is not built as Chinese
ones are may be a Japanese one with a slip: what stands beside it has both readings.
"""

from __future__ import annotations

import re

from enrich.values.family_first import SETS
from enrich.values.japanese import (
    CHINESE_TOO,
    FAMILIES,
    FAMILIES_IN_LETTERS,
    KANA,
    given_readings,
    is_given,
    spoken_kana,
)
from enrich.values.lexicon import read_toml
from enrich.values.text import fold

_TABLES = read_toml("family_first")
_HANGUL: dict[str, str] = _TABLES["hangul"]
_COMPOUND = frozenset(_TABLES["han"]["compound"].split())
_READINGS: dict[str, str] = _TABLES["han"]["readings"]
_ARABIC: dict[str, str] = {
    **_TABLES["arabic"]["words"],
    **dict(cell.split("=") for cell in _TABLES["arabic"]["more"].split()),
}

EAST_ASIAN = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3]")
_HANGUL_WORD = re.compile("[\uac00-\ud7a3]+")
_HAN_OR_KANA_WORD = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_KANA_NAME = re.compile("[\u3041-\u3096\u30a0-\u30ff\uff0e=＝・· ]+")
_KANA_WORD = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]+")
_PARTED = re.compile("[=＝・·.]")
_KATAKANA = re.compile("[\u30a1-\u30fa]")
_ARABIC_LETTER = re.compile("[\u0600-\u06ff]")
_VOWEL_MARKS = re.compile("[\u064b-\u0652\u0640]")

Split = tuple[tuple[str, ...], tuple[str, ...]]


def split_east_asian(text: str) -> Split | None:
    """(given, family) in folded tokens of a name all in Han, Kana or Hangul; None for any other text."""
    if _KANA_NAME.fullmatch(text):
        return _split_kana(text)
    words = text.split()
    if all(_HANGUL_WORD.fullmatch(word) for word in words):
        return _split_korean(words)
    if all(_HAN_OR_KANA_WORD.fullmatch(word) for word in words):
        return _split_han(words)[0]
    return None


def other_readings(text: str) -> tuple[Split, ...]:
    """The other ways to read a name in Han characters, as (given, family)."""
    words = text.split()
    if (
        not words
        or not all(_HAN_OR_KANA_WORD.fullmatch(word) for word in words)
        or _KANA_NAME.fullmatch(text)
    ):
        return ()
    return tuple(_split_han(words)[1:])


def readings_of_part(text: str, *, is_family: bool) -> tuple[Split, ...]:
    """All readings of a given or a family name that stands alone; () where it is in other scripts, or holds the other part too."""
    spoken: tuple[str, ...] = ()
    if _KANA_WORD.fullmatch(text):
        spoken = (spoken_kana(text),)
    elif _HANGUL_WORD.fullmatch(text) and len(text) <= _LONGEST_PART:
        spoken = ((is_family and _HANGUL.get(text)) or fold(text),)
    elif not _HAN_OR_KANA_WORD.fullmatch(text):
        spoken = ()
    elif is_family and (len(text) <= _LONGEST_PART or text in FAMILIES):
        chinese = _READINGS.get(text) or fold(text)
        japanese = FAMILIES.get(text, ())
        spoken = (chinese, *japanese) if text in CHINESE_TOO else japanese or (chinese,)
    elif not is_family and (len(text) <= _LONGEST_PART or is_given(text)):
        spoken = (
            (*given_readings(text), fold(text)) if is_given(text) else (fold(text), *given_readings(text))
        )
    return tuple(((), (one,)) if is_family else (_tokens(one), ()) for one in dict.fromkeys(spoken))


_LONGEST_PART = 2  # characters; more may be both parts in one


def _split_kana(text: str) -> Split:
    """Who writes in Kana and bears a Japanese family name puts it first; strangers are written as at home, in Katakana."""
    words = [spoken_kana(word) for word in _PARTED.sub(" ", text).split()]
    if len(words) < 2:
        return tuple(words), ()
    is_native = words[0] in FAMILIES_IN_LETTERS or not _KATAKANA.search(text)
    if is_native and "・" not in text:
        return tuple(words[1:]), (words[0],)
    return tuple(words[:-1]), (words[-1],)


def _split_korean(words: list[str]) -> Split:
    if len(words) > 1:
        first_is_given = len(words[0]) > 1 and words[0] not in _HANGUL and words[-1] in _HANGUL
        family, given = (words[-1], words[:-1]) if first_is_given else (words[0], words[1:])
    else:
        length = 2 if words[0][:2] in _HANGUL and len(words[0]) > 2 else 1
        family, given = words[0][:length], [words[0][length:]]
    return _tokens(fold("".join(given))), (_HANGUL.get(family) or fold(family),)


def _split_han(words: list[str]) -> list[Split]:
    """All readings, at least one."""
    if len(words) == 2 and _is_turned(*words):
        words = words[::-1]
    text = "".join(words)
    length = len(words[0]) if len(words) > 1 else _family_length(text)
    family, given = text[:length], text[length:]
    families = FAMILIES.get(family) or ((fold(family),) if KANA.search(text) else ())
    spoken = given_readings(given) if given else ("",)
    chinese: Split = (_tokens(fold(given)), (_READINGS.get(family) or fold(family),))
    if not families and (is_given(given) or not _is_chinese(family)):  # perhaps a slip
        slipped = (fold(family), *FAMILIES.get(family[::-1], ()))
        both = [chinese, *((_tokens(name), (last,)) for name in spoken for last in slipped)]
        return list(dict.fromkeys(both))[:_MOST_READINGS]
    japanese: list[Split] = [
        (_tokens(name), (last,)) for last in families for name in spoken or (fold(given),)
    ]
    if family in CHINESE_TOO and not KANA.search(text):
        return [chinese, *(japanese if spoken else ())][:_MOST_READINGS]
    return japanese[:_MOST_READINGS] if families else [chinese]


def _is_turned(first: str, second: str) -> bool:
    """Whether the given name stands first: only the other one is known as a family name."""
    if first in FAMILIES or first in _COMPOUND:
        return False
    if is_given(second) and not is_given(first):
        return False
    return second in FAMILIES or (len(second) == 1 < len(first) and fold(second) in SETS["chinese"])


def _is_chinese(family: str) -> bool:
    """Whether this may be a Chinese family name: one character of those, or two that belong together."""
    return (
        family in _COMPOUND or family in _READINGS or (len(family) == 1 and fold(family) in SETS["chinese"])
    )


_MOST_READINGS = 4


def _family_length(text: str) -> int:
    for length in (3, 2):
        if text[:length] in FAMILIES and len(text) > length:
            return length
    if text[:2] in _COMPOUND and len(text) > 2:
        return 2
    kana = KANA.search(text)
    if kana and kana.start() > 0:
        return min(kana.start(), 2)
    return 2 if len(text) > 3 else 1


def _tokens(folded: str) -> tuple[str, ...]:
    return tuple(folded.split())


def read_arabic(text: str) -> str:
    """The text with its known Arabic words in their usual Latin letters, the article and "servant of" written together with
    what follows; the rest is left to the fold."""
    if not _ARABIC_LETTER.search(text):
        return text
    joined = _SERVANT.sub("عبد", _VOWEL_MARKS.sub("", text).replace("\u200c", " "))
    return " ".join(map(_arabic_word, joined.split()))


_SERVANT = re.compile("عبد (?=ال)")


def _arabic_word(word: str) -> str:
    if known := _ARABIC.get(word):
        return known
    if word.startswith("عبدال"):
        return f"Abdul{_ARABIC.get(word[5:]) or fold(word[5:])}"
    if word.startswith("ال") and (bare := _ARABIC.get(word[2:])):
        return f"al{bare}"
    return word
