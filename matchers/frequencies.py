"""How rare names are: the chance that two people agree on one by accident.

A frequency table is part of a model and frozen with it; a name's rarity is -log2 of the share of people who bear it.
The shipped shares are in data/name_shares.tsv, with their source.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import log2
from pathlib import Path
from typing import NamedTuple

import numpy as np

from enrich.ports import Floats, Ints
from matchers.columns import FIRST, WHOLE, Codes, Columns
from matchers.origins import first_of

_SHARES = Path(__file__).with_name("data") / "name_shares.tsv"


@cache
def shipped_rarity(kind: str) -> dict[str, float]:
    """Rarity in bits of the listed names; `kind` is "family" or "given"."""
    rows = (line.split("\t") for line in _SHARES.read_text(encoding="ascii").splitlines() if line[0] != "#")
    return {name: rounded(float(millionths) / 1e6) for of, name, millionths in rows if of == kind}


@cache
def listed_names() -> frozenset[str]:
    return frozenset(shipped_rarity("family")) | frozenset(shipped_rarity("given"))


def rounded(share: float) -> float:
    """Rarity of a share of people, in hundredths of a bit: the same on every machine."""
    return round(-log2(share), 2)


LETTERS = 128


def letter_rarity(rarity: Mapping[str, float]) -> Floats:
    """Rarity in bits of names that begin with a letter, by its ASCII code; of a letter that begins none, as of the rarest."""
    share = np.zeros(LETTERS)
    for name, bits in rarity.items():
        share[ord(name[0]) % LETTERS] += 2.0**-bits
    share = share / max(float(share.sum()), 1e-9)
    least = float(share[share > 0].min(initial=1.0))
    return np.asarray(np.round(-np.log2(np.maximum(share, least)), 2), np.float64)


# A record's worth of belief: how many records of data weigh as much as the shipped shares do.
BELIEF = 5_000.0
RAREST = (
    17.0  # bits; a name that is rarer counts no more: it may be a misspelling, or one person's many records
)
_LEAST_PAIRS = 1_000  # of records, before they tell how concentrated names are
_MANY = 2_000  # records; of so many the pairs themselves teach what a name tells, and whoever is listed often makes names common
_TOLERATED = 1.5  # times the chance that the shipped shares give
LISTED = 8_000  # names and other words of which a model knows the share; all others count alike


class Counts(NamedTuple):
    """How often words stand in a column: the LISTED most frequent ones, of equally frequent ones the first by alphabet;
    and of all of them how many values and how many distinct words there are, and the sum of the squares of their numbers."""

    words: list[str]
    numbers: Ints
    values: int
    distinct: int
    squares: float

    @property
    def rest(self) -> tuple[int, float]:
        """Values and sum of squares of the words that are not listed."""
        return self.values - int(self.numbers.sum()), self.squares - squares_of(self.numbers)


def counted(words: list[str], codes: Codes) -> Counts:
    """`codes`: one per value in the data, codes of `words`."""
    count = np.bincount(codes, minlength=len(words))
    present = np.flatnonzero(count)
    listed = present
    if len(present) > LISTED:
        least = np.partition(count[present], -LISTED)[-LISTED]
        listed = present[count[present] >= least]
    order = sorted(listed.tolist(), key=lambda code: (-count[code], words[code]))[:LISTED]
    numbers = count[np.array(order, dtype=np.int64)]
    return Counts([words[code] for code in order], numbers, len(codes), len(present), squares_of(count))


def squares_of(count: Ints) -> float:
    return float(np.square(count.astype(np.float64)).sum())


def belief_of(kind: str, names: Codes, letters: Ints) -> float:
    """How many records of data the shipped shares are worth where these names are borne: the fewer, the more often two people
    of the data share a name beyond what the shipped shares say, as in one village or one trade. With shares drawn around the
    shipped ones (a Dirichlet distribution of this concentration b) two people share a name with chance (1 + b h) / (1 + b), h by
    the shipped shares. `names`: one per record; `letters`: what the other name of each begins with; those whose other names
    begin alike may be one person and tell nothing."""
    pairs = float(len(letters)) ** 2 - squares_of(np.bincount(letters))
    if pairs < 2 * _LEAST_PAIRS:
        return BELIEF
    both = np.unique(names.astype(np.int64) << 32 | letters, return_counts=True)[1]
    alike = (squares_of(np.bincount(names)) - squares_of(both)) / pairs
    beyond = alike - _TOLERATED * sum(2.0 ** (-2.0 * bits) for bits in shipped_rarity(kind).values())
    told = (1.0 - alike) / beyond if beyond > 0 else BELIEF
    return min(max(told, BELIEF * (len(names) / _MANY) ** 2), BELIEF)


def beliefs_of(columns: Columns) -> dict[str, float]:
    """How far the shipped shares of family and given names hold for these records, in records; see `belief_of`."""
    names = {
        "family": first_of(columns.many["family"], WHOLE),
        "given": first_of(columns.many["given"], FIRST),
    }
    rows = np.flatnonzero((names["family"] > 0) & (names["given"] > 0))
    some = zip(*(codes[rows[: 2 * _MANY]].tolist() for codes in names.values()), strict=True)
    if sum(min(len(columns.words[x]), len(columns.words[y])) > 1 for x, y in some) >= _MANY:
        return dict.fromkeys(names, BELIEF)
    words = {kind: [columns.words[code] for code in codes[rows].tolist()] for kind, codes in names.items()}
    told = np.array([min(map(len, both)) > 1 for both in zip(*words.values(), strict=True)], np.bool_)
    letters = {
        kind: np.array([ord(word[0]) for word in some], np.int64)[told] for kind, some in words.items()
    }
    return {
        kind: belief_of(kind, names[kind][rows[told]], letters[other])
        for kind, other in (("family", "given"), ("given", "family"))
    }


def name_rarity(
    kind: str, counts: Counts, unlisted: float, belief: float = BELIEF
) -> tuple[dict[str, float], float]:
    """Rarity of the names borne in data, by word, and of names not listed: shares of the data and the shipped shares, each
    weighed by how much it has seen; `belief`: records that the shipped ones are worth."""
    shipped = shipped_rarity(kind)
    total = float(counts.values) + belief
    believed = [2.0 ** -min(shipped.get(word, unlisted), unlisted) for word in counts.words]
    shares = (counts.numbers + belief * np.array(believed)) / total
    listed = {
        word: min(rounded(share), RAREST) for word, share in zip(counts.words, shares.tolist(), strict=True)
    }
    elsewhere = {word: bits for word, bits in shipped.items() if word not in listed}
    return {**elsewhere, **listed}, _beyond(counts, total, unlisted)


def _beyond(counts: Counts, total: float, unlisted: float) -> float:
    """Rarity of the names not listed: of the one that a record with such a name bears, on average."""
    values, squares = counts.rest
    if not values:
        return unlisted
    return min(max(rounded(squares / values / total), unlisted), RAREST)


# A word's rarity beside the average of its kind moves a weight no further than this, in bits.
MOST_UNUSUAL = 6.0
_LEAST_SEEN = 200  # values, before their frequencies tell anything


def unusual_words(counts: Counts) -> dict[str, float]:
    """Bits that agreement on a word adds to agreement on an average one (Winkler, 2000), by word; "" stands for all words
    that are not listed."""
    if counts.values < _LEAST_SEEN or counts.distinct < 2:
        return {}
    all_of = counts.values + counts.distinct
    average = (counts.squares + 2.0 * counts.values + counts.distinct) / all_of**2
    shares = (counts.numbers + 1.0) / all_of
    bits = np.clip(np.log2(average / shares), -MOST_UNUSUAL, MOST_UNUSUAL)
    values, squares = counts.rest
    other = squares / values / counts.values if values else 1.0 / all_of
    listed = {word: round(b, 2) for word, b in zip(counts.words, bits.tolist(), strict=True)}
    return {**listed, "": round(float(np.clip(log2(average / other), -MOST_UNUSUAL, MOST_UNUSUAL)), 2)}


def probability(bits: Floats) -> Floats:
    """2^bits / (1 + 2^bits)."""
    return np.asarray(1.0 / (1.0 + 2.0 ** -np.clip(bits, -60.0, 60.0)))
