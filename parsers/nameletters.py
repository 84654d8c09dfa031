"""Names whose letters a page sets apart, or whose words it sets without spaces: whole again by a mail box or handle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enrich.values.text import fold

MOST_PIECES, FEWEST_BROKEN, SHORTEST = 16, 5, 3
_BETWEEN = re.compile(r"[\W_]+")


def closed_up(name: str, hints: list[str]) -> str:
    """ "J A NE DO E" of jane.doe@...: words that a mail box has, joined where a piece of one or two letters stood apart."""
    pieces = name.split()
    if len(pieces) == 1 and name.isalpha() and name.isupper():
        return _parted(name, hints)
    if not 2 < len(pieces) <= MOST_PIECES or min(map(len, pieces)) > 2 or not name.replace(" ", "").isalpha():
        return name
    known = [frozenset(_words(hint)) for hint in hints]
    whole = {"".join(hint) for hint in map(_words, hints)}
    for cut in _cuts(pieces):
        parts = [fold(p) for p in cut]
        if min(map(len, parts)) < SHORTEST or not _broken(pieces, cut):
            continue
        many = len(pieces) >= FEWEST_BROKEN
        told = any(set(parts) <= box or _told_by(parts, box) for box in known)
        joined = {"".join(parts), "".join(parts[::-1])} & whole
        if (told and (many or _cut_at_ends(pieces, cut))) or (joined and many):
            return " ".join(cut)
    return name


def _parted(name: str, hints: list[str]) -> str:
    """ "JANEDOE" of jane.d@..., doejane@..., janekdoe@...: two words, one of which a mail box sets apart, or which it has in another
    order or with a letter between."""
    for box in map(_words, hints):
        whole = "".join(box)
        for at in range(SHORTEST, len(name) - SHORTEST + 1) if whole != fold(name) else ():
            first, last = fold(name[:at]), fold(name[at:])
            between = whole[at : at + 1] if len(box) == 1 else ""
            turned = whole in (last + first, first + between + last)
            if turned or (len(box) > 1 and (first in box or last in box)):
                return f"{name[:at]} {name[at:]}"
    return name


def _words(hint: str) -> list[str]:
    return [w for w in _BETWEEN.split(fold(re.sub(r"\d+", "", hint))) if w]


def _cuts(pieces: list[str]) -> Iterator[list[str]]:
    """The pieces joined into two words, then into three."""
    ends = range(1, len(pieces))
    for i in ends:
        yield ["".join(pieces[:i]), "".join(pieces[i:])]
    for i in ends:
        for j in range(i + 1, len(pieces)):
            yield ["".join(pieces[:i]), "".join(pieces[i:j]), "".join(pieces[j:])]


def _broken(pieces: list[str], cut: list[str]) -> bool:
    """Whether no piece that was joined to others looks like a word that begins with a capital among small letters."""
    return all(p.isupper() for p in pieces) or all(w[1:].islower() for w in cut)


def _cut_at_ends(pieces: list[str], cut: list[str]) -> bool:
    """Whether only ends of words stand apart, "GRE EN": what is short before a word may be an initial or a particle."""
    return all(len(p) > 2 or any(w.endswith(p) and w != p for w in cut) for p in pieces)


def _told_by(parts: list[str], box: frozenset[str]) -> bool:
    """ "b.ivey": one word and the initials of the others."""
    rest = [p for p in parts if p not in box]
    return len(rest) < len(parts) and all(p[0] in box for p in rest)
