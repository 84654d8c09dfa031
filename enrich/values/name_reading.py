"""What stands around a name: titles, credentials, generations, nicknames, former names, "Last, First"."""

from __future__ import annotations

import re
from typing import NamedTuple

from enrich.values.family_first import Word
from enrich.values.lexicon import read_toml
from enrich.values.name_order import is_particle, words_of
from enrich.values.name_scripts import EAST_ASIAN, read_arabic
from enrich.values.nicknames import nickname_roots
from enrich.values.text import fold

_WORDS = read_toml("name_words")
_TITLES = frozenset(_WORDS["titles"].split())
ONLY_TITLES = _TITLES
_TITLES_WITH_DOT = frozenset(_WORDS["titles_with_dot"].split()) | _TITLES
_CREDENTIALS = frozenset(_WORDS["credentials"].split())
_IN_CAPITALS = frozenset(_WORDS["credentials_in_capitals"].split())
_IGNORED = frozenset(_WORDS["ignored"].split()) | _CREDENTIALS
_FORMER = frozenset(_WORDS["former"]["markers"].split("|"))
_FORMER_BARE = frozenset(_WORDS["former"]["bare"].split("|"))
_SUFFIXES: dict[str, str] = _WORDS["suffixes"]["any"]
_LATE_SUFFIXES: dict[str, str] = _WORDS["suffixes"]["third"]
# A name of plain words without any of these has nothing around it.
SURROUNDING_WORDS = frozenset().union(
    _TITLES_WITH_DOT, _IN_CAPITALS, _IGNORED, _FORMER, _FORMER_BARE, _SUFFIXES, _LATE_SUFFIXES
)

_MARKS = re.compile(r"""[(\[（【「"“”„«'‘]""")
_ASIDE = re.compile(
    r"""[(\[（【「](?P<bracket>[^()\[\]（）【】「」]*)[)\]）】」]"""
    r"""|["“”„«](?P<quote>[^"“”„«»]*)["“”»]"""
    r"""|(?<!\w)['‘](?P<single>[^'‘’]+)['’](?!\w)"""
)
_HEADLINE = re.compile(r"\s[|•·–—/@-]\s|[|•\n\r;]")
_WIDE_COMMAS = str.maketrans("،，、", ",,,")


class Reading(NamedTuple):
    """A name without what stands around it; `family` is set where a comma parts it from the given names in `words`."""

    words: list[Word]
    family: list[Word]
    suffix: str = ""
    nickname: str = ""
    former: tuple[str, ...] = ()
    addressed: bool = False


class _Asides(NamedTuple):
    text: str
    nickname: str = ""
    former: tuple[str, ...] = ()


class _Core(NamedTuple):
    words: list[Word]
    suffix: str
    addressed: bool


def read_name(text: str) -> Reading:
    """The words of a name, sorted from what stands around them."""
    asides = take_asides(read_arabic(text))
    main, *others = _HEADLINE.split(asides.text.strip(), maxsplit=1)[0].translate(_WIDE_COMMAS).split(",")
    words, former = _cut_former(_latin_words(words_of(main)))
    reading = read_words(words, [words_of(part) for part in others])
    return reading._replace(nickname=asides.nickname, former=former or asides.former)


def read_words(words: list[Word], after: list[list[Word]]) -> Reading:
    """The words of a name that holds no asides and no former name; `after`: what follows each comma."""
    suffix = next((_SUFFIXES[part[0].folded] for part in after if _is_suffix(part)), "")
    rest = [part for part in after if part and not _is_suffix(part) and not _is_qualification(part, words)]
    core = _core(words)
    if not rest or not words:
        return Reading(core.words, [], suffix or core.suffix, addressed=core.addressed)
    given = _core(rest[0])
    first, particles = _trailing_particles(given.words)
    return Reading(first, particles + core.words, suffix or core.suffix or given.suffix)


def take_asides(text: str) -> _Asides:
    """The text without what is in brackets and quotes, and what that was."""
    if not _MARKS.search(text):
        return _Asides(text)
    nickname = ""
    former: tuple[str, ...] = ()
    for found in _ASIDE.finditer(text):
        bracket = found["bracket"]
        content = bracket if bracket is not None else found["quote"] or found["single"] or ""
        tokens = tuple(fold(content).split())
        if family := _after_marker(tokens):
            former = family
        elif _says_nothing(content, tokens):
            continue
        elif bracket is None or not _is_end(text[found.end() :]) or nickname_roots(tokens[0]) != {tokens[0]}:
            nickname = " ".join(tokens)
        else:
            former = tokens
    return _Asides(_ASIDE.sub(" ", text), nickname, former)


def _after_marker(tokens: tuple[str, ...]) -> tuple[str, ...]:
    for size in (3, 2, 1):
        if " ".join(tokens[:size]) in _FORMER and len(tokens) > size:
            return tokens[size:]
    return ()


def _says_nothing(content: str, tokens: tuple[str, ...]) -> bool:
    is_other_script = not content.isascii() and fold(content[:1]) != "" and ord(content[0]) > 0x24F
    is_letters = content.isupper() and len(content) <= 5
    return (
        not tokens or len(tokens) > 2 or is_other_script or is_letters or all(t in _IGNORED for t in tokens)
    )


def _is_end(rest: str) -> bool:
    return not rest.strip() or rest.lstrip()[0] in ",|-–—"


def _latin_words(words: list[Word]) -> list[Word]:
    """Only the Latin words of a name that is told twice, as in "王小明 Xiaoming Wang"."""
    latin = [word for word in words if word.raw.isascii() or not EAST_ASIAN.search(word.raw)]
    return latin if len(latin) > 1 else words


def _cut_former(words: list[Word]) -> tuple[list[Word], tuple[str, ...]]:
    for place in range(1, len(words) - 1):
        for size in (1, 2):
            marker = " ".join(word.folded for word in words[place : place + size])
            if marker in _FORMER_BARE and len(words) > place + size:
                former = " ".join(word.folded for word in words[place + size :])
                return words[:place], tuple(former.split())
    return words, ()


def _is_suffix(words: list[Word]) -> bool:
    return len(words) == 1 and words[0].folded in _SUFFIXES


def _is_qualification(words: list[Word], name: list[Word]) -> bool:
    """Whether what follows a comma is credentials: known ones, or capitals behind a name that is not in capitals."""
    if is_family_alone(name) and all(len(token) == 1 for word in words for token in word.folded.split()):
        return False
    in_capitals = len(name) > 1 and any(word.raw[1:].islower() for word in name)
    return all(
        _joined(word) in _IGNORED
        or (len(name) > 1 and _joined(word) in _IN_CAPITALS and word.raw.isupper())
        or (in_capitals and word.raw.isupper() and len(word.raw) > 1)
        for word in words
    )


def is_family_alone(name: list[Word]) -> bool:
    """Whether what stands before a comma is but a family name: what follows are initials then, whatever they stand for."""
    return len(name) == 1 or (len(name) > 1 and all(is_particle(word) for word in name[:-1]))


def _core(words: list[Word]) -> _Core:
    start = 0
    while len(words) - start > 1 and _is_title(words[start], start > 0):
        start += 1
    addressed, words, suffix = start > 0, words[start:], ""
    while len(words) > 1:
        if found := _suffix(words):
            suffix = found
        elif not _is_credential(words):
            break
        words = words[:-1]
    return _Core(words, suffix, addressed)


def _is_title(word: Word, after_title: bool) -> bool:
    tokens = word.folded.split()
    if _TITLES.issuperset(tokens):
        return True
    if all(len(token) == 1 for token in tokens):  # "Dr. h. c. Huber", but "C. Novotny"
        return after_title and word.raw.islower() and _TITLES_WITH_DOT.issuperset(tokens)
    marked = "." in word.raw or (after_title and word.raw.islower())
    return marked and _TITLES_WITH_DOT.issuperset(tokens)


def _suffix(words: list[Word]) -> str:
    last = words[-1].folded
    if last in _SUFFIXES:
        return _SUFFIXES[last]
    is_initial = len(last) == 1 and words[-1].raw.endswith(".")
    return _LATE_SUFFIXES.get(last, "") if len(words) > 2 and not is_initial else ""


def _is_credential(words: list[Word]) -> bool:
    joined = _joined(words[-1])
    if joined in _CREDENTIALS:
        return True
    shouted = all(word.raw.isupper() for word in words)
    return len(words) > 2 and joined in _IN_CAPITALS and words[-1].raw.isupper() and not shouted


def _joined(word: Word) -> str:
    return word.folded.replace(" ", "")


def _trailing_particles(words: list[Word]) -> tuple[list[Word], list[Word]]:
    """Berg, Jan van der."""
    size = len(words)
    while size > 1 and is_particle(words[size - 1]) and words[size - 1].raw.islower():
        size -= 1
    return words[:size], words[size:]
