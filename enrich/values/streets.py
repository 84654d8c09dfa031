"""Streets and numbers, however their words are shortened."""

from __future__ import annotations

import re
from functools import lru_cache

from enrich.values.lexicon import read_toml, spellings
from enrich.values.text import fold

_TABLE = read_toml("street_words")
# Word -> the form in which it is compared; "" for words that say nothing.
STREET_WORDS: dict[str, str] = {
    **{other: word for word, others in _TABLE["words"].items() for other in spellings(others)},
    **dict.fromkeys(spellings(_TABLE["silent"]["words"]), ""),
}
# Ends of words with at least three letters before them: Bahnhofstrasse, Bahnhofstr.
ENDINGS: tuple[tuple[str, str], ...] = tuple(
    (rf"([a-z]{{3}})(?:{others}) ", f"${{1}}{end} ") for end, others in _TABLE["endings"].items()
)
_ENDINGS = tuple((re.compile(pattern), change.replace("${1}", r"\g<1>")) for pattern, change in ENDINGS)


@lru_cache(maxsize=1 << 14)
def fold_street(text: str) -> str:
    """An address in folded words, the usual ones in one form each: 5, avenue de la Gare -> 5 av de la gare."""
    words = fold(text).split()
    spaced = "".join(f" {STREET_WORDS.get(word, word)} " for word in words)
    for ending, change in _ENDINGS:
        spaced = ending.sub(change, spaced)
    return " ".join(spaced.split())
