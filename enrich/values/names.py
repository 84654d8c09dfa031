"""Names of people: one comparable form, their parts, and the names that short forms stand for."""

from __future__ import annotations

from enrich.model import Value
from enrich.values.text import fold

__all__ = ["NameParts", "display_name", "fold", "former_family", "nickname_roots", "parse_name"]


class NameParts(Value, frozen=True):
    """A name in folded tokens; particles belong to `family`; titles and credentials are gone."""

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    suffix: str = ""
    nickname: str = ""


def parse_name(full: str, given: str = "", family: str = "") -> NameParts:
    """The parts of a name."""
    if given or family:
        return NameParts(tuple(fold(given).split()), tuple(fold(family).split()))
    last, comma, first = full.partition(",")
    if comma:
        return NameParts(tuple(fold(first).split()), tuple(fold(last).split()))
    tokens = fold(full).split()
    return NameParts(tuple(tokens[:-1] or tokens), tuple(tokens[-1:] if len(tokens) > 1 else ()))


def former_family(full: str) -> tuple[str, ...]:
    """Folded tokens of the family name a person had before, as in "(née Kowalska)"; empty where none is told."""
    _, _, former = full.partition("née ")
    return tuple(fold(former).split())


def nickname_roots(given_token: str) -> frozenset[str]:
    """The formal names a folded given name may stand for; one that is no short form gives itself."""
    return frozenset((given_token,))


def display_name(text: str) -> str:
    """A name for people to read; only text in one letter case is changed."""
    text = " ".join(text.split())
    return text.title() if text.isupper() or text.islower() else text
