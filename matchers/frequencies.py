"""How rare names are: the chance that two people agree on one by accident.

A frequency table is part of a model and frozen with it; a name's rarity is -log2 of the share of people who bear it.
The shipped shares are in data/name_shares.tsv, with their source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from math import log2
from pathlib import Path

_SHARES = Path(__file__).with_name("data") / "name_shares.tsv"
# A fitted table counts the shipped shares as if they had been seen on this many people.
_PRIOR_PEOPLE = 2000.0


@cache
def shipped_rarity(kind: str) -> dict[str, float]:
    """Rarity in bits of the listed names; `kind` is "family" or "given"."""
    rows = (line.split("\t") for line in _SHARES.read_text(encoding="ascii").splitlines() if line[0] != "#")
    return {name: rounded(float(millionths) / 1e6) for of, name, millionths in rows if of == kind}


def fitted_rarity(
    names: Iterable[str], shipped: Mapping[str, float], unlisted: float, least_seen: int = 3
) -> dict[str, float]:
    """Rarity in bits as seen in data, drawn towards the shipped table where little was seen.

    `names` has one entry per record; names seen fewer than `least_seen` times are left to `unlisted`.
    """
    seen = Counter(names)
    people = seen.total() + _PRIOR_PEOPLE
    kept = {name for name, count in seen.items() if count >= least_seen} | set(shipped)
    return {
        name: rounded((seen[name] + _PRIOR_PEOPLE * 2.0 ** -shipped.get(name, unlisted)) / people)
        for name in sorted(kept)
    }


def rounded(share: float) -> float:
    """Rarity of a share of people, in hundredths of a bit: the same on every machine."""
    return round(-log2(share), 2)
