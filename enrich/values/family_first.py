"""Peoples who write the family name first: their family names, and how their given names sound.

A rule answers n where the first n words are the family, -n where the last n are, 0 where it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from enrich.values.japanese import FAMILIES_IN_LETTERS
from enrich.values.lexicon import read_toml
from enrich.values.romanisation import WRITTEN, as_korean, korean_syllable


class Word(NamedTuple):
    """A word as written, its folded form ("anna maria" for "Anna-Maria")."""

    raw: str
    folded: str


_TABLES = read_toml("family_first")
_LATIN = {name: tuple(names.split()) for name, names in _TABLES["latin"].items()}
SETS = {name: frozenset(names) for name, names in _LATIN.items()}
SETS["japanese"] |= FAMILIES_IN_LETTERS
_RANK = {people: {name: rank for rank, name in enumerate(names)} for people, names in _LATIN.items()}
_COMMON_RANK = 30

_PINYIN = (
    "(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    "(?:ai|ang|an|ao|a|eng|ei|en|er|e|iang|iong|ian|iao|ing|ia|ie|in|iu|i|ong|ou|o|uang|uai|uan|ua|ue|ui|un|uo|u)"
)
_CHINESE_GIVEN = re.compile(f"(?:{_PINYIN}){{1,2}}")
_HANGUL = (
    "(?:kk|tt|pp|ss|jj|ch|sh|[gkndtrlmbpsjhyw])?"
    "(?:yae|yeo|yoo|you|wae|woo|ae|ya|eo|ye|ee|oo|oe|ou|wa|yo|wo|we|wi|yu|eu|ui|a|e|o|u|i)(?:ng|[gknlmpbrt])?"
)
_KOREAN_GIVEN = re.compile(f"(?:{_HANGUL}){{1,2}}")
_KANA_SOUND = "(?:(?:[kgnhbpmr]y|sh|ch|ts|[kgsztdnhbpmyrwfj])?[aeiou]|n(?![aeiou]))"
_JAPANESE_GIVEN = re.compile(f"{_KANA_SOUND}{{2,5}}")
# East Asian family names that are also English given names: one further word is not enough to tell.
_ENGLISH_TOO = frozenset(
    ["kim", "lee", "dan", "jo", "may", "lynn", "lin", "jan", "jay", "jean", "ray", "ha", "so", "yu"]
)


def is_one_given(words: list[Word], tokens: tuple[str, ...], family: str) -> bool:
    """Whether two syllables behind or before a family name are one given name: Chinese or Korean, not Vietnamese."""
    if len(words) > 1 and is_vietnamese(tokens, (family,)):
        return False
    if family in SETS["chinese"] and _is_written(tokens):
        return True
    return any(
        family in SETS[people] and all(len(token) > 1 and sound.fullmatch(token) for token in tokens)
        for people, sound in (("chinese", _ONE_CHINESE), ("korean", _ONE_KOREAN))
    )


def _is_written(syllables: Iterable[str]) -> bool:
    """Whether these are syllables as Wade and Giles or people of Hong Kong write them."""
    return all(len(syllable) > 1 and syllable in WRITTEN for syllable in syllables)


# Korean family names that nobody has for a given name; and the family names of the neighbours.
_KOREAN_ONLY = frozenset(_TABLES["korean_only"]["words"].split())
EAST_ASIAN = frozenset().union(*(SETS[people] for people in ("chinese", "korean", "japanese", "vietnamese")))
_SYLLABLES = "|".join(sorted(_TABLES["korean_syllables"]["words"].split(), key=lambda one: (-len(one), one)))
_TWO_SYLLABLES = re.compile(f"(?:{_SYLLABLES}){{2}}")
_ONE_CHINESE = re.compile(_PINYIN)
_ONE_KOREAN = re.compile(_HANGUL)


_MARKS = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_VIETNAMESE = SETS["vietnamese"] | SETS["vietnamese_given"]


def is_vietnamese(given: tuple[str, ...], family: tuple[str, ...]) -> bool:
    """Whether all words of a name are such as Vietnamese bear, the family name being one of theirs."""
    return len(family) == 1 and family[0] in SETS["vietnamese"] and _VIETNAMESE.issuperset(given)


def by_vietnamese(words: list[Word]) -> int:
    """Nguyen Van Duc, Duc Nguyen, Lê Nga, Nga Lê: the family is first or last, whichever is no given name."""
    tokens = [token for word in words for token in word.folded.split()]
    first, last = words[0].folded, words[-1].folded
    is_first, is_last = first in SETS["vietnamese"], last in SETS["vietnamese"]
    is_marked = any(_MARKS.search(word.raw) for word in words)
    is_known = _VIETNAMESE.issuperset(tokens)
    if not (is_first or is_last) or not (is_known or is_marked):
        return _surely_vietnamese(words)
    if is_first and is_last:
        return _first_or_last(first, last)
    return 1 if is_first else -1


def _surely_vietnamese(words: list[Word]) -> int:
    """Nguyen Duc Kevin."""
    known = SETS["vietnamese_given"]
    is_sure = words[0].folded in SETS["vietnamese_sure"] and words[-1].folded not in SETS["vietnamese_sure"]
    return 1 if is_sure and words[1].folded in known else 0


def _first_or_last(first: str, last: str) -> int:
    """Of two words that may be families, the one that is no given name or is the more usual family."""
    one, two = (name in SETS["vietnamese_given"] for name in (first, last))
    if one != two:
        return -1 if one else 1
    rank = _RANK["vietnamese"]
    return 1 if rank[first] <= rank[last] else -1


def by_korean(words: list[Word]) -> int:
    """Park Ji-sung, Kim Min Su, Im Yoona, Kim Siu; not Ji-sung Park."""
    first, rest = words[0].folded, " ".join(word.folded for word in words[1:]).split()
    rank = _RANK["korean"].get(first)
    if rank is not None and len(rest) == 1 and first in _KOREAN_ONLY:
        return int(rest[0] not in EAST_ASIAN and bool(as_korean(rest[0])))
    if (
        rank is not None
        and len(rest) == 1
        and rest[0] not in EAST_ASIAN
        and _TWO_SYLLABLES.fullmatch(rest[0])
    ):
        return 1
    if rank is None or len(rest) != 2 or not all(map(korean_syllable, rest)):
        return 0
    is_rival = len(words) == 3 and _RANK["korean"].get(rest[-1], rank) < rank
    return 0 if is_rival else 1


def by_chinese(words: list[Word]) -> int:
    """Wang Xiaoming, Li Na, Tan Wei Ming; not Xiaoming Wang."""
    first, rest = words[0].folded, " ".join(word.folded for word in words[1:]).split()
    if first not in _RANK["chinese"] or len(rest) > 2 or (first in _ENGLISH_TOO and len(rest) < 2):
        return 0
    is_given = _CHINESE_GIVEN.fullmatch("".join(rest)) or (len(rest) == 2 and _is_written(rest))
    if not is_given or words[0].folded == rest[-1]:
        return 0
    rival = _RANK["chinese"].get(rest[-1])
    if rival is None or (len(words) == 2 and len(rest) == 2):  # syllables joined by a hyphen are a given name
        return 1
    is_given_too = rest[-1] in SETS["chinese_given_too"] and rival >= _COMMON_RANK
    return 1 if is_given_too and _RANK["chinese"][first] < _COMMON_RANK else 0


def by_japanese(words: list[Word]) -> int:
    """Tanaka Taro; not Taro Tanaka."""
    if len(words) != 2 or words[0].folded not in SETS["japanese"] or words[1].folded in SETS["japanese"]:
        return 0
    return 1 if _JAPANESE_GIVEN.fullmatch(words[1].folded) else 0


def by_hungarian(words: list[Word]) -> int:
    """Nagy Laszlo, Kovacs Anna Maria; not Laszlo Nagy."""
    first, last = words[0].folded, words[-1].folded
    return 1 if first in SETS["hungarian"] and last in SETS["hungarian_given"] and not _is_given(first) else 0


def _is_given(folded: str) -> bool:
    return folded in SETS["hungarian_given"]
