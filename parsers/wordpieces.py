"""Words -> pieces of a fixed vocabulary, the longest that fit first.

WordPiece: Schuster, Nakajima: Japanese and Korean Voice Search (ICASSP 2012), as BERT uses it, without case and accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

UNKNOWN, GOES_ON = "[UNK]", "##"
MOST_KEPT = 1 << 14
_RUN = re.compile(r"[^\W_]+|[^\w\s]|_")


class WordPieces:
    """The vocabulary's numbers of a word's pieces; `GOES_ON` opens those that go on with a word."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._number = {piece: i for i, piece in enumerate(vocabulary)}
        self._known: dict[str, tuple[int, ...]] = {}

    def of(self, word: str) -> tuple[int, ...]:
        """At least one number; that of `UNKNOWN` for a part that no pieces make up."""
        found = self._known.get(word)
        if found is None:
            found = tuple(n for part in _parts(word) for n in self._split(part)) or self._split("")
            if len(self._known) < MOST_KEPT:
                self._known[word] = found
        return found

    def _split(self, part: str) -> tuple[int, ...]:
        numbers: list[int] = []
        at = 0
        while at < len(part):
            opening = GOES_ON if at else ""
            end = next((e for e in range(len(part), at, -1) if opening + part[at:e] in self._number), at)
            if end == at:
                break
            numbers.append(self._number[opening + part[at:end]])
            at = end
        return tuple(numbers) if numbers and at == len(part) else (self._number[UNKNOWN],)


def _parts(word: str) -> list[str]:
    """Runs of letters and digits, and each mark by itself."""
    return _RUN.findall(folded(word))


def folded(word: str) -> str:
    """Without case and accents; Korean syllables stay whole."""
    apart = unicodedata.normalize("NFD", word.lower())
    return unicodedata.normalize("NFC", "".join(c for c in apart if unicodedata.category(c) != "Mn"))
