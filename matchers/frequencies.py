"""How rare names are: the chance that two people agree on one by accident.

A frequency table is part of a model and frozen with it; a name's rarity is -log2 of the share of people who bear it.
The shipped shares are in data/name_shares.tsv, with their source.
"""

from __future__ import annotations

from functools import cache
from math import log2
from pathlib import Path

import numpy as np

from enrich.ports import Floats, Ints
from matchers.columns import Codes

_SHARES = Path(__file__).with_name("data") / "name_shares.tsv"


@cache
def shipped_rarity(kind: str) -> dict[str, float]:
    """Rarity in bits of the listed names; `kind` is "family" or "given"."""
    rows = (line.split("\t") for line in _SHARES.read_text(encoding="ascii").splitlines() if line[0] != "#")
    return {name: rounded(float(millionths) / 1e6) for of, name, millionths in rows if of == kind}


def rounded(share: float) -> float:
    """Rarity of a share of people, in hundredths of a bit: the same on every machine."""
    return round(-log2(share), 2)


# A record's worth of belief: how many records of data weigh as much as the shipped shares do.
BELIEF = 5_000.0
RAREST = (
    17.0  # bits; a name that is rarer counts no more: it may be a misspelling, or one person's many records
)
LISTED = 8_000  # names and other words of which a model knows the share; all others count alike


def name_rarity(kind: str, words: list[str], codes: Codes, unlisted: float) -> tuple[dict[str, float], float]:
    """Rarity of the names borne in data, by word, and of names not listed: shares of the data and the shipped shares, each
    weighed by how much it has seen. `codes`: one per name borne, codes of `words`."""
    shipped = shipped_rarity(kind)
    count = np.bincount(codes, minlength=len(words))
    present = np.flatnonzero(count)
    present = present[np.argsort(-count[present], kind="stable")]
    total = float(len(codes)) + BELIEF
    believed = [2.0 ** -min(shipped.get(words[code], unlisted), unlisted) for code in present.tolist()]
    shares = (count[present] + BELIEF * np.array(believed)) / total
    listed = {
        words[code]: min(rounded(share), RAREST)
        for code, share in zip(present[:LISTED].tolist(), shares[:LISTED].tolist(), strict=True)
    }
    elsewhere = {word: bits for word, bits in shipped.items() if word not in listed}
    return {**elsewhere, **listed}, _beyond(count[present][LISTED:], total, unlisted)


def _beyond(counts: Ints, total: float, unlisted: float) -> float:
    """Rarity of the names not listed: of the one that a record with such a name bears, on average."""
    if not len(counts):
        return unlisted
    share = float((counts.astype(np.float64) ** 2).sum() / counts.sum()) / total
    return min(max(rounded(share), unlisted), RAREST)


# A word's rarity beside the average of its kind moves a weight no further than this, in bits.
MOST_UNUSUAL = 6.0
_LEAST_SEEN = 200  # values, before their frequencies tell anything


def unusual_words(words: list[str], codes: Codes) -> dict[str, float]:
    """Bits that agreement on a word adds to agreement on an average one (Winkler, 2000), by word; "" stands for all words
    that are not listed. `codes`: one per value in the data, codes of `words`."""
    count = np.bincount(codes, minlength=len(words)).astype(np.float64)
    present = np.flatnonzero(count)
    if len(codes) < _LEAST_SEEN or len(present) < 2:
        return {}
    present = present[np.argsort(-count[present], kind="stable")]
    shares = (count[present] + 1) / (len(codes) + len(present))
    average = float((shares**2).sum())
    bits = np.clip(np.log2(average / shares), -MOST_UNUSUAL, MOST_UNUSUAL)
    rest = count[present][LISTED:]
    other = (
        float((rest**2).sum() / rest.sum() / len(codes)) if len(rest) else 1.0 / (len(codes) + len(present))
    )
    listed = {
        words[code]: round(b, 2)
        for code, b in zip(present[:LISTED].tolist(), bits[:LISTED].tolist(), strict=True)
    }
    return {**listed, "": round(float(np.clip(log2(average / other), -MOST_UNUSUAL, MOST_UNUSUAL)), 2)}


def probability(bits: Floats) -> Floats:
    """2^bits / (1 + 2^bits)."""
    return np.asarray(1.0 / (1.0 + 2.0 ** -np.clip(bits, -60.0, 60.0)))
