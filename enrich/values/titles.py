"""What a job title says of the work and of the rank, apart: a person keeps the work and rises in rank."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from enrich.values.lexicon import read_toml, spellings
from enrich.values.organisations import Phrase


class Post(NamedTuple):
    """`work`: under one name for all that call it otherwise, "" where a title names nothing but a rank. `rank`: 0 where none
    is told, else from 1 (intern) to 9 (chief)."""

    work: str
    rank: int


_TABLE = read_toml("titles")
_RANKS: dict[Phrase, int] = {
    tuple(words.split()): rank
    for rank, cell in enumerate(_TABLE["ranks"].values(), 1)
    for words in spellings(cell)
}
_LONGEST = max(map(len, _RANKS))


def post_of(title: str) -> Post:
    """The work and the rank of a folded title (see `fold_title`)."""
    if work := _works().get(_unordered(title)):
        return Post(work, 0)
    rest, rank = _without_ranks(tuple(title.split()))
    bare = " ".join(rest)
    return Post(_works().get(_unordered(bare), _unordered(bare)), rank)


def _without_ranks(words: Phrase) -> tuple[Phrase, int]:
    """(the other words, the highest rank): the longest phrases are taken first."""
    kept: list[str] = []
    place, highest = 0, 0
    while place < len(words):
        sizes = range(min(_LONGEST, len(words) - place), 0, -1)
        size = next((size for size in sizes if words[place : place + size] in _RANKS), 0)
        if size:
            highest = max(highest, _RANKS[words[place : place + size]])
        else:
            kept.append(words[place])
        place += size or 1
    return tuple(kept), highest


def _unordered(title: str) -> str:
    return " ".join(sorted(title.split()))


@cache
def _works() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _TABLE["work"]["words"].strip().splitlines():
        work, _, others = line.partition("=")
        for name in (work, *spellings(others)):
            found.setdefault(_unordered(name), work)
    return found
