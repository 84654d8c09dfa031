"""How rare names are: the chance that two people agree on one by accident.

A frequency table is part of a model and frozen with it; a name's rarity is -log2 of the share of people who bear it.
The shipped shares are in data/name_shares.tsv, with their source.
"""

from __future__ import annotations

from functools import cache
from math import log2
from pathlib import Path

_SHARES = Path(__file__).with_name("data") / "name_shares.tsv"


@cache
def shipped_rarity(kind: str) -> dict[str, float]:
    """Rarity in bits of the listed names; `kind` is "family" or "given"."""
    rows = (line.split("\t") for line in _SHARES.read_text(encoding="ascii").splitlines() if line[0] != "#")
    return {name: rounded(float(millionths) / 1e6) for of, name, millionths in rows if of == kind}


def rounded(share: float) -> float:
    """Rarity of a share of people, in hundredths of a bit: the same on every machine."""
    return round(-log2(share), 2)
