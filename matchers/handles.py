"""What user names tell of a person's name: "A. Banerjee" at abdul.banerjee68@ is Abdul, and the page "diane-coult" of
Diane Rie tells of another family name, a former or a later one.

Read only where the name itself leaves something open (an initial, a missing part) or a family name stands beside the
person's own given name; a mailbox is often shared by a household, so it never tells of another given name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from enrich.values.names import nickname_roots

# Bounds on what one record may bring, so that hostile input cannot make a pair expensive.
MOST_NAMES = 6
LONGEST = 80

# Networks where an account is named by the person's whole name as a rule.
_BY_NAME = ("linkedin:", "xing:")
_SHORTEST, _SHORTEST_IN_MAIL, _SHORTEST_UNCUT = 2, 4, 3
_AFTER_FAMILY = 4
_PIECE = re.compile(r"[a-z]+")
_VOWEL = re.compile("[aeiouy]")
_CUT = re.compile(r"[-._]")
_NUMBERED = re.compile(r"([a-z]{3,})\d{1,4}")
# Words beside a given name that are no family name.
_NO_NAMES = frozenset(
    [
        "account",
        "admin",
        "art",
        "artist",
        "blog",
        "business",
        "career",
        "careers",
        "cloud",
        "coach",
        "code",
        "coder",
        "coding",
        "coffee",
        "consult",
        "consultant",
        "consulting",
        "contact",
        "crypto",
        "data",
        "design",
        "designer",
        "designs",
        "developer",
        "devs",
        "digital",
        "dotcom",
        "email",
        "engineer",
        "engineering",
        "events",
        "family",
        "fitness",
        "freelance",
        "gmail",
        "group",
        "home",
        "hotmail",
        "info",
        "inbox",
        "jobs",
        "jobsearch",
        "legal",
        "life",
        "live",
        "love",
        "mail",
        "main",
        "mobile",
        "music",
        "office",
        "official",
        "online",
        "outlook",
        "personal",
        "photo",
        "photography",
        "photos",
        "post",
        "private",
        "real",
        "resume",
        "sales",
        "school",
        "shop",
        "software",
        "solutions",
        "studio",
        "studios",
        "tech",
        "team",
        "test",
        "the",
        "tutor",
        "video",
        "work",
        "works",
        "world",
        "writer",
        "writes",
        "yahoo",
        "yoga",
    ]
)


class NamesTold(NamedTuple):
    """The fields of Features that say how a person is called."""

    family: tuple[str, ...]
    family_parts: tuple[str, ...]
    given: tuple[str, ...]
    given_joined: tuple[str, ...]
    further: tuple[str, ...]
    suffix: str


class Handle(NamedTuple):
    """A user name in small letters; `strange`: not all of it is built from the name; `by_name`: of a network where accounts
    are called as people are."""

    text: str
    strange: bool
    by_name: bool


def handles_of(boxes: Iterable[tuple[str, bool]], links: Iterable[str]) -> list[Handle]:
    """User names of canonical mailboxes (and whether they are strange) and of link keys ("linkedin:jane-doe")."""
    users = [Handle(box.partition("@")[0], strange, False) for box, strange in boxes]
    accounts = [Handle(link.partition(":")[2], True, link.startswith(_BY_NAME)) for link in links]
    return [handle for handle in (*users, *accounts) if handle.text]


def told_more(told: NamesTold, handles: Iterable[Handle]) -> NamesTold:
    """The names with what the user names add: words in place of initials, and further family names."""
    for handle in handles:
        if told.given and told.family:
            told = _read(told, handle)
    return told


def _read(told: NamesTold, handle: Handle) -> NamesTold:
    given, family = told.given[0], told.family[0]
    if len(family) > 1:
        return _given_of(told, handle) if len(given) == 1 else _further_family(told, handle)
    return _family_of(told, handle) if len(given) > 1 else told


def _given_of(told: NamesTold, handle: Handle) -> NamesTold:
    """ "A. Banerjee", abdul.banerjee68 -> Abdul."""
    initial = told.given[0]
    for family in told.family:
        word = _beside(handle.text, (family,))
        if word.startswith(initial) and len(word) > 1 and _VOWEL.search(word):  # "jp" is two initials
            return told._replace(given=_once((word, *told.given[1:])))
    return told


def _family_of(told: NamesTold, handle: Handle) -> NamesTold:
    """ "Charles B.", charles-bass -> Bass."""
    initial = told.family[0]
    word = _beside(handle.text, _spellings(told))
    if not word.startswith(initial) or len(word) < 2:
        return told
    return told._replace(family=_once((word, *told.family[1:])))


def _further_family(told: NamesTold, handle: Handle) -> NamesTold:
    """ "Diane Rie", diane-coult -> Rie and Coult."""
    pieces = _pieces(handle.text) if handle.strange else []
    if len(pieces) != 2:
        return told
    given = _spellings(told)
    others = [word for word in pieces if word not in given]
    if len(others) != 1 or not _is_family(told, others[0], handle):
        return told
    return told._replace(family=_once((*told.family, others[0])))


def _is_family(told: NamesTold, word: str, handle: Handle) -> bool:
    """Whether a word beside the given name may be another family name than those known."""
    least = _SHORTEST_UNCUT if handle.by_name else _SHORTEST_IN_MAIL
    known = (*told.family, *told.family_parts, *told.further, *told.given, *told.given_joined)
    return (
        len(word) >= least
        and word not in _NO_NAMES
        and not any(word in name or name in word for name in known if len(name) > 1)
    )


def _beside(text: str, known: tuple[str, ...]) -> str:
    """The word that stands beside one of the known ones; "" where that is not clear."""
    pieces = _pieces(text)
    if len(pieces) == 2:
        others = [word for word in pieces if word not in known]
        return others[0] if len(others) == 1 else ""
    if len(pieces) != 1:
        return ""
    for name in known:
        rest = pieces[0].removesuffix(name) if pieces[0].endswith(name) else pieces[0].removeprefix(name)
        if len(name) >= _AFTER_FAMILY and len(rest) >= _SHORTEST_UNCUT and rest != pieces[0]:
            return rest
    return ""


def _pieces(text: str) -> list[str]:
    """Words of a user name; initials and numbers between and behind them are left out."""
    pieces = _CUT.split(_NUMBERED.sub(lambda found: found[1], text))
    return [piece for piece in pieces if len(piece) >= _SHORTEST and _PIECE.fullmatch(piece)]


def _spellings(told: NamesTold) -> tuple[str, ...]:
    """The given names, their formal names, and both written as one."""
    given = told.given[0]
    words = {*told.given, *told.given_joined, *told.further, *nickname_roots(given)} - {""}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word[:LONGEST] for word in words))[:MOST_NAMES]
