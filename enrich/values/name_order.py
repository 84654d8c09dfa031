"""Where in a name the family stands.

Evidence is tried from the strongest to the weakest: a word in capitals among others that are not, a patronymic, the
family names and sound patterns of peoples who write the family first, particles, the double family names of Spain and
Portugal; with none of them the last word is the family.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from enrich.values.lexicon import read_toml
from enrich.values.romanisation import WRITTEN, as_korean, korean_syllable
from enrich.values.text import fold


class Word(NamedTuple):
    """A word as written, its folded form ("anna maria" for "Anna-Maria")."""

    raw: str
    folded: str


Rule = Callable[[list[Word]], int]

_TABLES = read_toml("family_first")
_LATIN = {name: tuple(names.split()) for name, names in _TABLES["latin"].items()}
_SETS = {name: frozenset(names) for name, names in _LATIN.items()}
_CHINESE_RANK = {name: rank for rank, name in enumerate(_LATIN["chinese"])}
_KOREAN_RANK = {name: rank for rank, name in enumerate(_LATIN["korean"])}
_COMMON_RANK = 30
_IBERIAN = frozenset(_TABLES["iberian"]["family"].split())
_IBERIAN_GIVEN = frozenset(_TABLES["iberian"]["given"].split())
_SLAVIC = _TABLES["slavic"]
_SLAVIC_GIVEN = frozenset(_SLAVIC["given"].split())
_SLAVIC_FAMILY = tuple(_SLAVIC["family_endings"].split())
_PATRONYMIC = tuple(_SLAVIC["patronymic_endings"].split())

_PARTICLES_TABLE = read_toml("name_words")["particles"]
PARTICLES = frozenset(_PARTICLES_TABLE["words"].split())
_LEADING = frozenset(_PARTICLES_TABLE["leading"].split())
_LINKS = frozenset(_PARTICLES_TABLE["links"].split())
_NOBLE = frozenset(_PARTICLES_TABLE["noble"].split())
_JOINED = frozenset(_PARTICLES_TABLE["joined"].split())
_COMPOUND_GIVEN = frozenset(_PARTICLES_TABLE["given"].split())


def is_particle(word: Word) -> bool:
    """Whether a word belongs to the family name behind it; one letter does in lower case or behind an apostrophe ("van 't
    Hof"): "T." is an initial."""
    return word.folded in PARTICLES and (len(word.folded) > 1 or not word.raw[0].isupper())


def _is_link(word: Word, words: list[Word]) -> bool:
    """Whether a word joins two family names; one letter does in lower case, or in a name all in capitals: "Y." is an initial."""
    if word.folded not in _LINKS:
        return False
    return len(word.folded) > 1 or word.raw.islower() or all(other.raw.isupper() for other in words)


# A name without any of these words is a western one.
TELLING_WORDS = frozenset().union(
    *_SETS.values(),
    _IBERIAN,
    _IBERIAN_GIVEN,
    _SLAVIC_GIVEN,
    PARTICLES,
    _LINKS,
    _NOBLE,
    _JOINED,
    _COMPOUND_GIVEN,
)

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


def split_name(words: list[Word]) -> tuple[list[Word], list[Word]]:
    """(given, family); one word alone is a given name."""
    if len(words) < 2:
        return words, []
    for rule in _RULES:
        if size := rule(words):
            return (words[size:], words[:size]) if size > 0 else (words[:size], words[size:])
    return words[:-1], words[-1:]


def family_tokens(words: list[Word]) -> tuple[str, ...]:
    """Folded tokens of a family name; "Mc Donald" is one, a noble title before a particle is none."""
    tokens = " ".join(word.folded for word in words).split()
    kept: list[str] = []
    for place, token in enumerate(tokens):
        if token in _NOBLE and tokens[place + 1 : place + 2] and tokens[place + 1] in PARTICLES:
            continue
        if kept and kept[-1] in _JOINED:
            kept[-1] += token
        else:
            kept.append(token)
    return tuple(kept)


def given_tokens(words: list[Word], family: tuple[str, ...]) -> tuple[str, ...]:
    """Folded tokens of the given names; the syllables of a Chinese or Korean one are one token."""
    tokens = tuple(" ".join(word.folded for word in words).split())
    if len(tokens) == 2 and len(family) == 1 and _is_east_asian_given(tokens, family[0]):
        return ("".join(tokens),)
    return tokens


def _is_east_asian_given(tokens: tuple[str, ...], family: str) -> bool:
    if family in _SETS["chinese"] and _is_written(tokens):
        return True
    return any(
        family in _SETS[people] and all(len(token) > 1 and sound.fullmatch(token) for token in tokens)
        for people, sound in (("chinese", _ONE_CHINESE), ("korean", _ONE_KOREAN))
    )


def _is_written(syllables: Iterable[str]) -> bool:
    """Whether these are syllables as Wade and Giles or people of Hong Kong write them."""
    return all(len(syllable) > 1 and syllable in WRITTEN for syllable in syllables)


# Korean family names that nobody has for a given name; and the family names of the neighbours.
_KOREAN_ONLY = frozenset(_TABLES["korean_only"]["words"].split())
_FAMILIES = frozenset().union(*(_SETS[people] for people in ("chinese", "korean", "japanese", "vietnamese")))
_ONE_CHINESE = re.compile(_PINYIN)
_ONE_KOREAN = re.compile(_HANGUL)


# --- rules: +n when the first n words are the family, -n when the last n are, 0 when the rule does not know ---


def _by_capitals(words: list[Word]) -> int:
    """DUPONT Jean, Jean DUPONT."""
    capital = [len(word.folded) > 2 and word.raw.isupper() and "." not in word.raw for word in words]
    if capital[0] == capital[-1] or all(word.raw.isupper() for word in words):
        return 0
    if capital[-1]:
        first = len(words) - next(size for size, is_so in enumerate([*capital[::-1], False]) if not is_so)
        while first > 1 and is_particle(words[first - 1]):
            first -= 1
        return first - len(words) if first else 0
    return next(size for size, is_so in enumerate(capital) if not is_so)


def _by_patronymic(words: list[Word]) -> int:
    """Ivanov Ivan Ivanovich, Ivan Ivanovich Ivanov, and in Cyrillic also Ivanov Ivan."""
    folded = [word.folded for word in words]
    if len(words) == 3 and folded[2].endswith(_PATRONYMIC) and folded[1] in _SLAVIC_GIVEN:
        return 1
    if words[0].raw.isascii() or len(words) != 2:
        return 0
    is_first = (
        folded[0].endswith(_SLAVIC_FAMILY) and folded[0] not in _SLAVIC_GIVEN and folded[1] in _SLAVIC_GIVEN
    )
    return 1 if is_first else 0


def _vietnamese(words: list[Word]) -> int:
    """Nguyen Van Duc; not Duc Nguyen."""
    first, rest = words[0].folded, [word.folded for word in words[1:]]
    known = _SETS["vietnamese_given"]
    sure = first in _SETS["vietnamese_sure"] and rest[-1] not in _SETS["vietnamese_sure"] and rest[0] in known
    several = len(rest) > 1 and first in _SETS["vietnamese"] and all(token in known for token in rest)
    return 1 if sure or several else 0


def _korean(words: list[Word]) -> int:
    """Park Ji-sung, Kim Min Su, Im Yoona; not Ji-sung Park."""
    first, rest = words[0].folded, " ".join(word.folded for word in words[1:]).split()
    rank = _KOREAN_RANK.get(first)
    if rank is not None and len(rest) == 1 and first in _KOREAN_ONLY:
        return int(rest[0] not in _FAMILIES and bool(as_korean(rest[0])))
    if rank is None or len(rest) != 2 or not all(map(korean_syllable, rest)):
        return 0
    is_rival = len(words) == 3 and _KOREAN_RANK.get(rest[-1], rank) < rank
    return 0 if is_rival else 1


def _chinese(words: list[Word]) -> int:
    """Wang Xiaoming, Li Na, Tan Wei Ming; not Xiaoming Wang."""
    first, rest = words[0].folded, " ".join(word.folded for word in words[1:]).split()
    if first not in _CHINESE_RANK or len(rest) > 2 or (first in _ENGLISH_TOO and len(rest) < 2):
        return 0
    is_given = _CHINESE_GIVEN.fullmatch("".join(rest)) or (len(rest) == 2 and _is_written(rest))
    if not is_given or words[0].folded == rest[-1]:
        return 0
    rival = _CHINESE_RANK.get(rest[-1])
    if rival is None or (len(words) == 2 and len(rest) == 2):  # syllables joined by a hyphen are a given name
        return 1
    is_given_too = rest[-1] in _SETS["chinese_given_too"] and rival >= _COMMON_RANK
    return 1 if is_given_too and _CHINESE_RANK[first] < _COMMON_RANK else 0


def _japanese(words: list[Word]) -> int:
    """Tanaka Taro; not Taro Tanaka."""
    if len(words) != 2 or words[0].folded not in _SETS["japanese"] or words[1].folded in _SETS["japanese"]:
        return 0
    return 1 if _JAPANESE_GIVEN.fullmatch(words[1].folded) else 0


def _hungarian(words: list[Word]) -> int:
    """Nagy Laszlo, Kovacs Anna Maria; not Laszlo Nagy."""
    first, last = words[0].folded, words[-1].folded
    return (
        1 if first in _SETS["hungarian"] and last in _SETS["hungarian_given"] and not _is_given(first) else 0
    )


def _is_given(folded: str) -> bool:
    return folded in _SETS["hungarian_given"]


def _by_leading_particle(words: list[Word]) -> int:
    """De la Cruz Maria, and the bare De Niro."""
    if words[0].folded not in _LEADING and not (words[0].folded == "van" and is_particle(words[1])):
        return 0
    size = next((place for place, word in enumerate(words) if not is_particle(word)), len(words))
    return min(size + 1, len(words))


def _by_particle(words: list[Word]) -> int:
    """Ludwig van Beethoven, Maria de la Cruz Perez, Jose Ortega y Gasset, Abdul Rahman Khan."""
    start = 2 if words[0].folded in _COMPOUND_GIVEN and len(words) > 2 else 1
    for place in range(start, len(words) - 1):
        first, _, rest = words[place].folded.partition(" ")
        if is_particle(words[place]) or (rest and len(first) > 1 and first in PARTICLES):
            before = _before_noble(words, place)
            return min(before, _double(words[:before])) - len(words)
        if _is_link(words[place], words) and place > 1:
            return place - 1 - len(words)
    return 0


def _before_noble(words: list[Word], place: int) -> int:
    return place - 1 if place > 1 and words[place - 1].folded in _NOBLE else place


def _double(words: list[Word]) -> int:
    """Where an Iberian family name before a particle begins: Ana Sousa de Oliveira."""
    last = words[-1].folded
    return len(words) - (len(words) > 1 and last in _IBERIAN and last not in _IBERIAN_GIVEN)


def _iberian(words: list[Word]) -> int:
    """Maria Garcia Lopez, Juan Carlos Garcia Lopez."""
    if len(words) < 3 or len(words[-2].folded) == 1:
        return 0
    before, last = words[-2].folded, words[-1].folded
    if before in _IBERIAN and (last in _IBERIAN or words[0].folded in _IBERIAN_GIVEN):
        return -2 if before not in _IBERIAN_GIVEN or len(words) > 3 else 0
    return (
        -2
        if len(words) == 4 and words[0].folded in _IBERIAN_GIVEN and words[1].folded in _IBERIAN_GIVEN
        else 0
    )


_RULES: tuple[Rule, ...] = (
    _by_capitals,
    _by_patronymic,
    _vietnamese,
    _by_leading_particle,
    _by_particle,
    _korean,
    _chinese,
    _japanese,
    _hungarian,
    _iberian,
)


_LOOSE_APOSTROPHE = re.compile(r"(?<=\b[A-Za-z]['’`])\s+")


def words_of(text: str) -> list[Word]:
    """The words of a text that hold a letter or digit."""
    return [Word(raw, folded) for raw in _LOOSE_APOSTROPHE.sub("", text).split() if (folded := fold(raw))]
