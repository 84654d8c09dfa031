"""Text whose letters are not those that the page shows: fonts that name other letters than they draw."""

from __future__ import annotations

import re
from collections.abc import Iterable

# "Jbi2`", "h2+?MQHQ;v": signs, digits and capitals where words have small letters.
_BROKEN = re.compile(
    r"[A-Za-z][`?{}<>^~|=;!$%*\\\d]+[A-Za-z]|^[`^~;?\d][A-Za-z]|[a-z][A-Z]{1,2}[a-z]?(?![a-z])"
)
_ADDRESS = re.compile(r"[@/]|www|\w\.\w")  # e-mail, pages, versions, dates
SHORTEST = 3
FEWEST = 20  # words from which on they tell
MOST = 0.4  # share of broken words; documents whose letters are right have at most 0.28
MOST_OTHER = 0.2  # share of letters of other scripts


def is_garbled(texts: Iterable[str]) -> bool:
    """Whether two in five Latin words are no words at all, in a text that is Latin for the most part: beside other
    scripts that are told right, the text still says more than a picture of it."""
    words = [word for text in texts for word in text.split()]
    told = [word for word in words if _tells(word)]
    broken = sum(_BROKEN.search(word[:-1]) is not None for word in told)
    other = sum(not char.isascii() for word in words for char in word)
    latin = other < MOST_OTHER * sum(map(len, words))
    return latin and len(told) >= FEWEST and broken > MOST * len(told)


def _tells(word: str) -> bool:
    letters = sum(map(str.isalpha, word))
    return letters >= SHORTEST and word.isascii() and not _ADDRESS.search(word)
