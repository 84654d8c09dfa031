"""What a comparison says of one pair, and what it is told for that: weights as plain numbers, and who shares a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from enrich.ports import KeyTable
from matchers.blocking import stable_hash
from matchers.comparisons import COMPARISONS
from matchers.frequencies import LETTERS
from matchers.kernel import MISSING
from matchers.origins import Kinship
from matchers.pairing import sharers
from matchers.scene import Weights, share_kept

Value = TypeVar("Value")


class Said(NamedTuple):
    """A level (MISSING where a side is silent), its bits, and the words that were compared."""

    level: int
    bits: float
    left: str = ""
    right: str = ""


SILENT = Said(MISSING, 0.0)


def best(left: Sequence[Value], right: Sequence[Value], judge: Callable[[Value, Value], Said | None]) -> Said:
    """What the best two values say: most bits, then the first level, then the first values. None may not speak."""
    if len(left) == len(right) == 1:
        return judge(left[0], right[0]) or SILENT
    top = SILENT
    for x in left:
        for y in right:
            said = judge(x, y)
            if said is None:
                continue
            if top is SILENT or said.bits > top.bits or (said.bits == top.bits and said.level < top.level):
                top = said
    return top


def _members(group: str) -> tuple[int, ...]:
    """Where the comparisons of a group stand among all."""
    return tuple(place for place, comparison in enumerate(COMPARISONS) if comparison.group == group)


class Desk:
    """A model's weights as plain numbers: `bits` by comparison and level, and what a word adds to them."""

    def __init__(self, weights: Weights) -> None:
        self.bits: dict[str, list[float]] = {name: bits.tolist() for name, bits in weights.bits.items()}
        self.caps, self.shared_limit = weights.caps, weights.shared_limit
        self.groups = [(_members(group), cap) for group, cap in weights.caps.items() if _members(group)]
        self._family, self._given = weights.family, weights.given
        self._most, self._least = weights.unlisted_family, weights.unlisted_given
        self._letters: dict[str, list[float]] = {
            name: bits.tolist() for name, bits in weights.letters.items()
        }
        self._unusual = {column: known for column, known in weights.unusual.items() if known}
        self.origins = Origins(weights.kinship)

    def family_rarity(self, x: str, y: str) -> float:
        """Of the less rare of two words, as family names."""
        get, most = self._family.get, self._most
        return min(get(x, most), get(y, most), most)

    def given_rarity(self, x: str, y: str) -> float:
        """The same as given names."""
        get, most = self._given.get, self._least
        return min(get(x, most), get(y, most), most)

    def letter(self, kind: str, word: str) -> float:
        """The rarity of names of a kind that begin as this word does."""
        return self._letters[kind][ord(word[0]) % LETTERS]

    def unusual(self, column: str, x: str, y: str) -> float:
        """What agreement on these words adds to agreement on average ones: the less of the two."""
        known = self._unusual.get(column)
        if known is None:
            return 0.0
        other = known.get("", 0.0)
        return min(float(known.get(x, other)), float(known.get(y, other)))

    def rare_skills(self) -> Mapping[str, float]:
        """How unusual skills are, by skill; empty where that is not known."""
        return self._unusual.get("skill", {})


class Origins:
    """Affinities of listed words as plain lists."""

    def __init__(self, kinship: Kinship) -> None:
        self.known = kinship.known
        self.share: list[float] = kinship.share.tolist()
        self._number = kinship.number
        self._affinity: dict[str, list[list[float]]] = {
            column: affinity.tolist() for column, affinity in kinship.affinity.items()
        }

    def affinity(self, column: str, word: str, agrees: bool) -> list[float]:
        """The affinities of a word to each origin; 1 each where the pair does not agree on it."""
        return self._affinity[column][self._number[column].get(word, 0) if agrees else 0]


class Call:
    """What the comparisons of one call share. `given`: every given name of its records, which are read as such wherever they
    stand."""

    def __init__(self, desk: Desk, keys: KeyTable, given: Callable[[], frozenset[str]]) -> None:
        self.desk, self.bits = desk, desk.bits
        self._keys, self._given = keys, given
        self._sharers: dict[int, dict[int, int]] = {}

    @cached_property
    def given(self) -> frozenset[str]:
        return self._given()

    def kept(self, rule: int, value: str) -> float:
        """The part of its weight that a value keeps that several people may use."""
        if rule not in self._sharers:
            self._sharers[rule] = sharers(self._keys, rule)
        several = self._sharers[rule]
        people = several.get(stable_hash(f"{rule}|{value}"), 1) if several else 1
        return share_kept(people, self.desk.shared_limit)
