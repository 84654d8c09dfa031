"""Skills under one name each, however they are spelled and in whatever language.

`data/skills.csv` is a list of our own: a name, the field it belongs to, other spellings (shortened, joined, in other
languages), and the spellings by which running text tells of the skill: names of tools, which mean nothing else. One spelling
stands for one skill.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from enrich.values.lexicon import read_csv, read_toml, spellings
from enrich.values.text import fold

_CACHED = 1 << 16
# What may follow a known name and adds nothing to it: a version, or a word that every skill might bear.
_TAIL = re.compile(
    r" (?:v?\d[\d ]*x?|x|programming|language|kenntnisse|knowledge|skills|basics|grundkenntnisse|certified)$"
)


def _whole(sign: str) -> str:
    """A pattern for a sign that does not stand within a word: "a/b", but not in "data/business"."""
    before = r"(?<![A-Za-z0-9])" if sign[0].isalnum() else ""
    return f"{before}{re.escape(sign)}{r'(?![A-Za-z0-9])' if sign[-1].isalnum() else ''}"


_SIGNS = {
    sign: f" {word.strip()} " for sign, word in read_toml("organisation_words")["skills"]["signs"].items()
}
_SIGN = re.compile("|".join(map(_whole, sorted(_SIGNS, key=len, reverse=True))), re.IGNORECASE)


def spelled_signs(text: str) -> str:
    """ "C++" as " cpp ": signs that make a name, in letters, before a fold takes them away."""
    return _SIGN.sub(lambda found: _SIGNS[found.group().lower()], text)


class Known(NamedTuple):
    """A skill of the list. `key`: its name folded; `told`: the spellings by which running text tells of it."""

    name: str
    field: str
    key: str
    also: tuple[str, ...]
    told: tuple[str, ...]


@cache
def known_skills() -> tuple[Known, ...]:
    """The list, in its order."""
    return tuple(
        Known(
            row["name"],
            row["field"],
            _folded(row["name"]),
            tuple(spellings(row["also"])),
            tuple(spellings(row["told"])),
        )
        for row in read_csv("skills")
    )


@cache
def _by_key() -> dict[str, Known]:
    """Every spelling, folded -> its skill."""
    found = {_folded(spelling): skill for skill in known_skills() for spelling in skill.also}
    return found | {skill.key: skill for skill in known_skills()}


def _folded(text: str) -> str:
    return fold(spelled_signs(text))


@lru_cache(maxsize=_CACHED)
def known_skill(text: str) -> Known | None:
    """The skill that the text names, also with a version behind it ("Python 3.8"); None for one that is not listed."""
    folded = _folded(text)
    while folded:
        if (found := _by_key().get(folded)) is not None:
            return found
        shorter = _TAIL.sub("", folded)
        if shorter == folded:
            return None
        folded = shorter
    return None


@lru_cache(maxsize=_CACHED)
def fold_skill(text: str) -> str:
    """A skill under its one name: "JS" is "javascript", "C++" is "cpp", "maschinelles Lernen" is "machine learning"."""
    found = known_skill(text)
    return found.key if found else _folded(text)


def skill_name(text: str) -> str:
    """The skill as it is usually written; one that is not listed as it stands."""
    found = known_skill(text)
    return found.name if found else text
