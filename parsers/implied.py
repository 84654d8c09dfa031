"""Skills that running text tells of: names of tools that mean nothing else, as enrich/values/data/skills.csv spells them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from enrich.model import Work
from enrich.values.skills import known_skill, known_skills
from parsers.lines import Line
from parsers.words import soften

_WORD = re.compile(r"[\w.#+/&-]+")
_EDGE = re.compile(r"^[./&-]+|[.,/&-]+$")
MOST_WORDS = 4


class Told(NamedTuple):
    """A spelling that tells of a skill; a capital in it must be one in the text, too."""

    name: str
    small: bool


@cache
def _told() -> dict[str, Told]:
    """softened spelling -> its skill."""
    return {
        soften(spelling): Told(skill.name, skill.name.islower())
        for skill in known_skills()
        for spelling in skill.told
    }


def implied_skills(lines: list[Line]) -> list[tuple[str, Line]]:
    """Each skill once, with the first line that names it. A name in small letters counts only when its spelling is small,
    or has something else than letters in it."""
    found: dict[str, tuple[str, Line]] = {}
    for line in lines:
        for name in named_skills(line.text):
            found.setdefault(name, (name, line))
    return list(found.values())


def named_skills(text: str, *, every: bool = False) -> Iterator[str]:
    """The skills that a text names, under their usual names."""
    return (name for name, _ in _named(text, every=every))


def written_skills(text: str) -> Iterator[str]:
    """The skills that a text about skills names, as it writes them."""
    return (written for _, written in _named(text, every=True))


def _named(text: str, *, every: bool) -> Iterator[tuple[str, str]]:
    """(usual name, as written); `every` spelling counts where a text is about skills, the longest spelling at each place."""
    places = list(_places(text))
    at = 0
    while at < len(places):
        taken = 1
        for count in range(min(MOST_WORDS, len(places) - at), 0, -1):
            written = text[places[at][0] : places[at + count - 1][1]]
            told = _told().get(soften(written))
            if told is not None and (told.small or not written.isalpha() or not written.islower()):
                yield told.name, written
                taken = count
                break
            if every and not written.islower() and (known := known_skill(written)) is not None:
                yield known.name, written
                taken = count
                break
        at += taken


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of a line begin and end; of "Java/Python", which is no name, where its parts do."""
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        if "/" in word and soften(word) not in _told():
            for part in re.finditer(r"[^/]+", word):
                yield from _trimmed(text, start + part.start(), start + part.end())
        else:
            yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Without the signs of a sentence at its edges: "Docker." is "Docker", ".NET" stays."""
    word = text[start:end]
    if soften(word) in _told():
        yield start, end
    elif (bare := _EDGE.sub("", word)) and (before := word.find(bare)) >= 0:
        yield start + before, start + before + len(bare)


def in_firm(name: str, line: Line, work: tuple[Work, ...]) -> bool:
    """Whether the line names a firm that only is called like a skill: "Swift Movers"."""
    firms = [w.employer for w in work if w.employer and w.employer in line.text]
    return any(name in named_skills(firm, every=True) for firm in firms)
