"""Where in a name the family stands.

Evidence is tried from the strongest to the weakest: a word in capitals among others that are not, a patronymic, the
family names and sound patterns of peoples who write the family first, particles, the double family names of Spain and
Portugal; with none of them the last word is the family.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from enrich.values.family_first import (
    EAST_ASIAN,
    SETS,
    Word,
    by_chinese,
    by_hungarian,
    by_japanese,
    by_korean,
    by_vietnamese,
    is_one_given,
)
from enrich.values.lexicon import read_toml
from enrich.values.text import fold

Rule = Callable[[list[Word]], int]

_TABLES = read_toml("family_first")
_IBERIAN = frozenset(_TABLES["iberian"]["family"].split())
_IBERIAN_GIVEN = frozenset(_TABLES["iberian"]["given"].split())
_SLAVIC = _TABLES["slavic"]
_SLAVIC_GIVEN = frozenset(_SLAVIC["given"].split())
_SLAVIC_FAMILY = tuple(_SLAVIC["family_endings"].split())
_SLAVIC_SURE = tuple(_SLAVIC["sure_endings"].split())
_NOT_SLAVIC = frozenset(_SLAVIC["no_families"].split()) | _SLAVIC_GIVEN
_PATRONYMIC = tuple(_SLAVIC["patronymic_endings"].split())
_SHORTEST_SLAVIC = 5

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
    *SETS.values(),
    _IBERIAN,
    _IBERIAN_GIVEN,
    _SLAVIC_GIVEN,
    PARTICLES,
    _LINKS,
    _NOBLE,
    _JOINED,
    _COMPOUND_GIVEN,
)


def split_name(words: list[Word]) -> tuple[list[Word], list[Word]]:
    """(given, family); one word alone is a given name."""
    if len(words) < 2:
        return words, []
    for rule in _RULES:
        if size := rule(words):
            return (words[size:], words[:size]) if size > 0 else (words[:size], words[size:])
    return words[:-1], words[-1:]


SERVANTS = frozenset(_PARTICLES_TABLE["servant"].split())
_ARTICLE = frozenset(_PARTICLES_TABLE["article"].split())


def with_servants(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """ "Abd al-Rahman", "Abdel Rahman": one name, in one word."""
    if SERVANTS.isdisjoint(tokens):
        return tokens
    kept: list[str] = []
    waiting = ""
    for place, token in enumerate(tokens):
        is_last = place == len(tokens) - 1
        if token in SERVANTS and not is_last and not waiting:
            waiting = token
        elif waiting and token in _ARTICLE and not is_last:
            waiting += token
        else:
            kept.append(waiting + token)
            waiting = ""
    return tuple(kept)


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
    if len(tokens) == 2 and len(family) == 1 and is_one_given(words, tokens, family[0]):
        return ("".join(tokens),)
    return tokens


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


def is_surely_slavic(folded: str) -> bool:
    """Whether a word ends as family names of Slavs do and nobody is called so by given name: Gromov, Nováková."""
    return len(folded) >= _SHORTEST_SLAVIC and folded.endswith(_SLAVIC_SURE) and folded not in _NOT_SLAVIC


def _by_patronymic(words: list[Word]) -> int:
    """Ivanov Ivan Ivanovich, Ivan Ivanovich Ivanov, Gromov Velimir, and in Cyrillic also Pushkin Ivan."""
    folded = [word.folded for word in words]
    is_sure = is_surely_slavic(folded[0])
    if len(words) == 3 and folded[2].endswith(_PATRONYMIC) and (is_sure or folded[1] in _SLAVIC_GIVEN):
        return 1
    if len(words) != 2:
        return 0
    if is_sure and (not folded[1].endswith(_SLAVIC_SURE) or folded[1] in _NOT_SLAVIC):
        return 1
    if words[0].raw.isascii():
        return 0
    is_first = folded[0].endswith(_SLAVIC_FAMILY) and folded[0] not in _SLAVIC_GIVEN
    return 1 if is_first and (folded[1] in _SLAVIC_GIVEN or len(folded[1]) == 1) else 0


def with_initials(words: list[Word]) -> list[Word]:
    """ "Rice SV", as lists of authors have it, with each initial a word."""
    if len(words) != 2 or not is_two_initials(words[1]) or words[0].raw.isupper() or len(words[0].folded) < 3:
        return words
    return [words[0], *(Word(letter, letter.lower()) for letter in words[1].raw)]


def is_two_initials(word: Word) -> bool:
    """Whether two capitals are no family name of East Asia."""
    return (
        len(word.raw) == 2
        and word.raw.isascii()
        and word.raw.isalpha()
        and word.raw.isupper()
        and word.folded not in EAST_ASIAN
    )


def _by_initials(words: list[Word]) -> int:
    """Lytkin V. A., Smith J. A.: several initials, and no name but one before them."""
    letters = [len(token) for word in words[1:] for token in word.folded.split()]
    return int(len(letters) > 1 and set(letters) == {1} and len(words[0].folded) > 1)


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
    _by_initials,
    by_vietnamese,
    _by_leading_particle,
    _by_particle,
    by_korean,
    by_chinese,
    by_japanese,
    by_hungarian,
    _iberian,
)


_LOOSE_APOSTROPHE = re.compile(r"(?<=\b[A-Za-z]['’`])\s+")


def words_of(text: str) -> list[Word]:
    """The words of a text that hold a letter or digit."""
    return [Word(raw, folded) for raw in _LOOSE_APOSTROPHE.sub("", text).split() if (folded := fold(raw))]
