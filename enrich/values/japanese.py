"""Japanese names in Kanji and Kana, in the letters of their passports: Hepburn without long vowels.

Kanji leave the reading open: 裕樹 is Yuki or Hiroki. All usual readings are given, the most frequent one first; a given name
that no list has is read part by part.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from enrich.values.lexicon import read_toml
from enrich.values.text import fold

_TABLES = read_toml("kanji")


def _table(words: str) -> dict[str, tuple[str, ...]]:
    cells = (cell.partition("=") for cell in words.split())
    return {written: tuple(spoken.split(",")) for written, _, spoken in cells}


FAMILIES = _table(_TABLES["family"]["words"])
CHINESE_TOO = frozenset(_TABLES["family"]["chinese_too"].split())
FAMILIES_IN_LETTERS = frozenset(spoken for readings in FAMILIES.values() for spoken in readings)
_GIVEN = _table(_TABLES["given"]["words"])
_PARTS = _table(_TABLES["parts"]["words"])
_LONGEST_PART = max(map(len, _PARTS))
_MOST = 3  # readings of one name
_LONGEST_GIVEN = 4  # characters

KANA = re.compile("[\u3040-\u30fa\u30fc-\u30ff]")
_ALL_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]+")


def is_given(written: str) -> bool:
    """Whether a list has this given name."""
    return written in _GIVEN


@lru_cache(maxsize=1 << 14)
def given_readings(written: str) -> tuple[str, ...]:
    """How a Japanese given name may be spoken, the likeliest first; () where nobody can tell."""
    if found := _GIVEN.get(written):
        return found[:_MOST]
    if _ALL_KANA.fullmatch(written):
        return (spoken_kana(written),)
    parts = _parts(written) if len(written) <= _LONGEST_GIVEN else []
    spoken = ["".join(readings) for readings in product(*parts)] if parts else []
    turned = _GIVEN.get(written[::-1], ())  # perhaps two characters have changed places
    return (*tuple(dict.fromkeys(spoken))[: _MOST - len(turned[:1])], *turned[:1])


def _parts(written: str) -> list[tuple[str, ...]]:
    """The readings of each part of a name, [] where one is not known."""
    parts: list[tuple[str, ...]] = []
    at = 0
    while at < len(written):
        if written[at] == "々" and parts:
            parts.append(parts[-1][:1])
            at += 1
            continue
        ends = range(min(len(written), at + _LONGEST_PART), at, -1)
        end = next((end for end in ends if written[at:end] in _PARTS), 0)
        if not end:
            kana = _ALL_KANA.match(written, at)
            if not kana:
                return []
            parts.append((spoken_kana(kana[0]),))
            at = kana.end()
            continue
        parts.append(_PARTS[written[at:end]])
        at = end
    return parts


_SMALL = str.maketrans("ァィゥェォャュョヮ", "アイウエオヤユヨワ")
_SMALL_Y = {"ャ": "a", "ュ": "u", "ョ": "o", "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_SPELT = {"si": "shi", "ti": "chi", "tu": "tsu", "hu": "fu", "zi": "ji", "di": "ji", "du": "zu", "wo": "o"}
_SOFT = ("shi", "chi", "ji")
_LONG = re.compile("(?<=o)[ou]|(?<=u)u")
_OPEN_LONG = re.compile("ー")
_M = re.compile("n(?=[bmp])")


def spoken_kana(written: str) -> str:
    """Kana in Hepburn; long vowels are told only in a family name that is known with them (Inoue, Matsuura)."""
    spelt = _hepburn(_OPEN_LONG.sub("", written.translate(_TO_KATAKANA)))
    return spelt if spelt in FAMILIES_IN_LETTERS else _LONG.sub("", spelt)


def _hepburn(katakana: str) -> str:
    sounds: list[str] = []
    doubled = False
    for letter in katakana:
        if letter == "ッ":
            doubled = True
            continue
        if letter in _SMALL_Y and sounds and sounds[-1][-1:] in "iueo":
            sounds[-1] = _glide(sounds[-1], letter)
            continue
        sound = fold(letter.translate(_SMALL)).replace(" ", "")
        sound = _SPELT.get(sound, sound)
        if doubled and sound:
            sound = ("t" if sound.startswith("ch") else sound[0]) + sound
        sounds.append(sound)
        doubled = False
    return "".join(sounds)


def _glide(sound: str, small: str) -> str:
    """キ and a small ョ are kyo, シ and ョ sho, テ and ィ ti."""
    head, vowel = sound[:-1], _SMALL_Y[small]
    if small not in "ャュョ":
        return head + vowel
    return head + vowel if sound.endswith(_SOFT) else f"{head}y{vowel}"
