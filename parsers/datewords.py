"""Words of dates made known by their class: a pattern of dates need not spell out the months of every language.

The names of months, and the words for "until today", stand some twenty times in the pattern of a span of dates; spelled
out in all languages it has 227,000 characters, which take most of a second to compile. So those words are looked up first,
and each is replaced, letter for letter, by the sign of its class.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from parsers.words import MARKS, UNSPACED, WordKind, months, words

MONTH, NOW = "\U0001d426", "\U0001d427"  # letters that no softened text holds
_RUN = re.compile(rf"(?:[^\W\d_{UNSPACED}]|[{MARKS}])+")
_OTHER_CLASSES: tuple[WordKind, ...] = ("range_words", "since_words", "awaited_words", "seasons")


class Spelling(NamedTuple):
    """Patterns of the two classes: a name of a month, and a word for today in a script with spaces."""

    month: str
    now: str


def alternatives(entries: frozenset[str] | tuple[str, ...] | list[str]) -> str:
    """Any of the entries, the longest first, letter by letter: an alternative is tried only where its letters stand."""
    heads: dict[str, list[str]] = {}
    for entry in sorted(set(entries)):
        heads.setdefault(entry[:1], []).append(entry[1:])
    return "|".join(re.escape(head) + _tails(rests) for head, rests in heads.items() if head)


def _tails(rests: list[str]) -> str:
    longer = alternatives([rest for rest in rests if rest])
    return f"(?:{longer}){'?' if '' in rests else ''}" if longer else ""


def spelled() -> Spelling:
    """Every word spelled out: for a text as it stands."""
    return Spelling(alternatives(list(months())), alternatives(words("present").spaced))


def by_class() -> Spelling:
    """For a text that `marked` has gone over; names that other words of dates could be taken for stay spelled out."""
    unmarked = alternatives([name for name in months() if not _is_plain(name)])
    return Spelling(f"{MONTH}+|{unmarked}", f"{NOW}+")


@cache
def _ambiguous() -> frozenset[str]:
    return frozenset(word for kind in _OTHER_CLASSES for word in words(kind).spaced)


def _is_plain(name: str) -> bool:
    """Whether the name is one whole word, and no abbreviation that an apostrophe may end."""
    return _RUN.fullmatch(name) is not None and name not in _ambiguous() and f"{name}'" not in months()


@cache
def _heads() -> dict[str, list[tuple[str, str]]]:
    """First word -> the phrases that begin with it, the longest first, each with the sign of its class."""
    phrases = {name: MONTH for name in months() if _is_plain(name)}
    phrases.update(dict.fromkeys(words("present").spaced, NOW))
    found: dict[str, list[tuple[str, str]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        if head := _RUN.match(phrase):
            found.setdefault(head.group(), []).append((phrase, phrases[phrase]))
    return found


def marked(softened: str) -> str:
    """The softened text with months and words for today as signs of their class, position for position."""
    if _heads().keys().isdisjoint(_RUN.findall(softened)):
        return softened
    out, done = softened, 0
    phrases = list(filter(None, (_phrase_at(softened, word) for word in _RUN.finditer(softened))))
    for (start, end, sign), later in zip(phrases, [*phrases[1:], None], strict=False):
        if start >= done and not (
            later and later[0] < end < later[1]
        ):  # "a | data atual", not "a data | atual"
            out, done = out[:start] + sign * (end - start) + out[end:], end
    return out


def _phrase_at(text: str, word: re.Match[str]) -> tuple[int, int, str] | None:
    """(start, end, sign) of the longest phrase that begins with this word."""
    for phrase, sign in _heads().get(word.group(), ()):
        end = word.start() + len(phrase)
        if text.startswith(phrase, word.start()) and not text[end : end + 1].isalpha():
            return word.start(), end, sign
    return None
