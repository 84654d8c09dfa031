"""Short forms and other spellings of given names."""

from __future__ import annotations

from functools import cache

from enrich.values.lexicon import read_csv, spellings
from enrich.values.text import fold


def nickname_roots(given_token: str) -> frozenset[str]:
    """The names a folded given name may stand for: "bob" is {"robert"}, "sasha" is {"alexander", "alexandra"}.

    A name in its own right is among its roots, in the spelling its group goes by ("aleksandr" is {"alexander"}, "hans"
    both itself and "johannes"); a name that is not in the lists is its only root. Two names may be one where their
    roots meet. Names are not translated: "giovanni" and "john" do not meet.
    """
    return _roots().get(given_token) or frozenset((given_token,))


@cache
def _roots() -> dict[str, frozenset[str]]:
    groups = spelling_groups()
    roots: dict[str, set[str]] = {}
    for row in read_csv("nicknames"):
        formal = fold(row["formal"]).partition(" ")[0]
        heads = groups.get(formal, frozenset((formal,)))
        for name in (formal, *map(fold, spellings(row["short"]))):
            roots.setdefault(name, set()).update(heads)
    for name, heads in groups.items():
        roots.setdefault(name, set()).update(heads)
    return {name: frozenset(found) for name, found in roots.items()}


@cache
def spelling_groups() -> dict[str, frozenset[str]]:
    """name -> the names its spelling groups go by."""
    groups: dict[str, set[str]] = {}
    for row in read_csv("name_spellings"):
        head = fold(row["name"])
        for name in (head, *map(fold, spellings(row["spellings"]))):
            groups.setdefault(name, set()).add(head)
    return {name: frozenset(heads) for name, heads in groups.items()}


def are_two(one: str, other: str) -> bool:
    """Whether two folded given names are known to be two, however alike they look: Daniel and Daniela, Christopher and
    Christine."""
    known = lookalikes()
    return other in known.get(one, ()) or one in known.get(other, ())


@cache
def lookalikes() -> dict[str, frozenset[str]]:
    """Folded given name -> names that look like it and are known to be others; told in one direction only."""
    return {
        fold(row["name"]): frozenset(map(fold, spellings(row["others"]))) for row in read_csv("lookalikes")
    }
