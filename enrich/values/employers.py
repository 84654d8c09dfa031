"""Well-known employers by all their names: abbreviations, names they had before, and the groups they belong to.

`data/employers.csv`, a row for each: its folded name, other names of today, names of the past, the group it is a part of.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from enrich.values.lexicon import read_csv, spellings


class House(NamedTuple):
    """`line`: one employer under all names of today and of the past. `group`: the line of the group it belongs to, its own
    for one that belongs to none."""

    line: str
    group: str


_UNKNOWN = House("", "")
_SMALL = frozenset(("and", "of", "the", "for"))
_SHORTEST, _LONGEST = 2, 5  # letters of initials


def house_of(employer: str) -> House:
    """The house of a folded employer (see `fold_employer`); two empty texts where the list does not know it."""
    return _houses().get(employer, _UNKNOWN)


def initials_of(employer: str) -> str:
    """The initials of a folded name of several words ("acme business solutions" is "abs"); "" for one word."""
    words = [word for word in employer.split() if word not in _SMALL]
    return "".join(word[0] for word in words) if _SHORTEST <= len(words) <= _LONGEST else ""


def as_initials(employer: str) -> str:
    """A folded name that may be the initials of another one; "" for a longer one."""
    return employer if _SHORTEST < len(employer) <= _LONGEST and employer.isalpha() else ""


@cache
def _houses() -> dict[str, House]:
    rows = read_csv("employers")
    later = {former: row["name"] for row in rows for former in spellings(row["former"])}

    def last(name: str) -> str:
        """The present name of an employer that had this one."""
        seen = {name}
        while (name := later.get(name, name)) not in seen:
            seen.add(name)
        return name

    found: dict[str, House] = {}
    above = {last(row["name"]): row["group"] for row in rows}
    for row in rows:
        line = last(row["name"])
        top, seen = line, {line}
        while (higher := last(above.get(top, ""))) and higher not in seen:
            top = higher
            seen.add(top)
        for name in (*spellings(row["former"]), row["name"], *spellings(row["also"])):
            found[name] = House(line, top)
    return found
