"""What comparisons are given: the columns of all records at hand, the model, and tables made from both when needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log2
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt

from enrich.ports import Floats, Ints, KeyTable
from matchers.blocking import stable_hash
from matchers.columns import Codes, Columns
from matchers.kernel import distinct_of
from matchers.pairing import sharers

Table = TypeVar("Table")


class Level(NamedTuple):
    """One answer of a comparison. `bits`: its shipped weight; for agreement on a name, what is added to the name's rarity.

    `contradicts`: two records of one person hardly ever answer so.
    """

    name: str
    bits: float
    about: str
    contradicts: bool = False


class Weights(NamedTuple):
    """What the kernel needs of a model. `bits`: comparison -> one weight per level."""

    bits: Mapping[str, Floats]
    family: Mapping[str, float]
    given: Mapping[str, float]
    unlisted_family: float
    unlisted_given: float
    caps: Mapping[str, float]
    shared_limit: int


class Scene:
    """All that is the same for every pair of one call."""

    def __init__(self, columns: Columns, weights: Weights, keys: KeyTable) -> None:
        self.columns, self.weights, self.keys = columns, weights, keys
        self._tables: dict[Any, Any] = {}

    def tells_of(self, columns: tuple[str, ...]) -> bool:
        """Whether any record says anything in these columns."""
        many, one = self.columns.many, self.columns.one
        return any(bool(len(many[name].code)) if name in many else bool(one[name].any()) for name in columns)

    def table(self, make: Callable[[Scene], Table]) -> Table:
        """The table that `make` makes of this scene, made once."""
        if make not in self._tables:
            self._tables[make] = make(self)
        return cast(Table, self._tables[make])


class Batch(NamedTuple):
    """Some of the pairs: rows `a` and `b` of the scene's columns."""

    scene: Scene
    a: Ints
    b: Ints


def spread(columns: Columns, codes: Codes, values: list[Any]) -> npt.NDArray[Any]:
    """An array over all codes with these values at `codes` and 0 elsewhere."""
    known = np.array(values)
    answer = np.zeros(len(columns.words), known.dtype)
    answer[codes] = known
    return answer


class Sharing:
    """How much of its weight a value keeps that several people use (a switchboard, an agency's mailbox)."""

    def __init__(self, scene: Scene, rule: int, key_of: Callable[[str], str]) -> None:
        self._people = sharers(scene.keys, rule)
        self._words, self._rule, self._key_of = scene.columns.words, rule, key_of
        self._limit = scene.weights.shared_limit
        self._known: dict[int, float] = {}

    def kept(self, codes: Codes) -> Floats:
        """1 for values of one or two people, falling with the logarithm of their number to 0 at the limit."""
        if not self._people:
            return np.ones(len(codes))
        distinct, which = distinct_of(codes.astype(np.int64))
        return np.array([self._share(code) for code in distinct.tolist()])[which]

    def _share(self, code: int) -> float:
        if code not in self._known:
            key = f"{self._rule}|{self._key_of(self._words[code])}"
            self._known[code] = share_kept(self._people.get(stable_hash(key), 1), self._limit)
        return self._known[code]


def share_kept(people: int, limit: int) -> float:
    """The part of its weight that a value used by so many people keeps."""
    return max(0.0, 1.0 - log2(max(people, 2) / 2) / log2(max(limit, 4) / 2))
