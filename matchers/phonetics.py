"""How a name sounds, roughly, in any language written in Latin letters: for finding pairs, not for weighing them."""

from __future__ import annotations

import re
from functools import lru_cache

# Spellings of one sound across English, German, French, Spanish, Polish and the romanisations of other scripts;
# the order matters: longer spellings come first.
_SOUNDS: tuple[tuple[str, str], ...] = (
    ("tsch", "s"), ("shch", "s"), ("sch", "s"), ("tch", "s"), ("cz", "s"), ("ch", "s"), ("sh", "s"), ("sz", "s"), ("zh", "s"),
    ("ph", "f"), ("gh", "g"), ("kh", "k"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("ck", "k"), ("qu", "k"), ("cs", "s"),
    ("ce", "se"), ("ci", "si"), ("cy", "si"), ("ts", "s"), ("tz", "s"), ("dz", "s"), ("dj", "j"), ("x", "ks"),
    ("c", "k"), ("q", "k"), ("z", "s"), ("w", "v"), ("y", "i"), ("j", "i"), ("h", ""),
)  # fmt: skip
_SOUND_OF = dict(_SOUNDS)
_SPELLING = re.compile("|".join(spelling for spelling, _ in _SOUNDS))
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = ("a", "e", "i", "o", "u")
_WITHOUT_VOWELS = str.maketrans("", "", "aeiou")
_LONGEST = 6


@lru_cache(maxsize=1 << 17)
def sound(word: str) -> str:
    """The consonants of a folded word as heard, after "a" for a vowel at the start: "schmidt", "schmitt" -> "smt"."""
    return sounds([word])[0]


def sounds(words: list[str]) -> list[str]:
    """The sounds of many folded words, all read as one text, a word a line."""
    text = _SPELLING.sub(lambda spelling: _SOUND_OF[spelling[0]], "\n".join(words))
    bare = _DOUBLED.sub(r"\1", text.translate(_WITHOUT_VOWELS).replace("dt", "t"))
    return [
        ((f"a{rest}" if heard.startswith(_VOWELS) else rest)[:_LONGEST]) or word
        for word, heard, rest in zip(words, text.split("\n"), bare.split("\n"), strict=True)
    ]
