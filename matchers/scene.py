"""What comparisons are given: the columns of all records at hand, the model, and tables made from both when needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import log2
from typing import Any, NamedTuple, Protocol, TypeVar, cast

import numpy as np
import numpy.typing as npt

from enrich.ports import Bools, Floats, Ints, KeyTable
from matchers.blocking import stable_hash
from matchers.columns import Codes, Columns
from matchers.kernel import distinct_of
from matchers.origins import NO_KINSHIP, Kinship
from matchers.pairing import sharers

Table = TypeVar("Table")

# From so many people on a value that they share counts less: a couple has one telephone.
SHARED_FROM = 3


class Level(NamedTuple):
    """One answer of a comparison. `bits`: its shipped weight; for agreement on a name, what is added to the name's rarity.

    `contradicts`: two records of one person hardly ever answer so.
    """

    name: str
    bits: float
    about: str
    contradicts: bool = False


class Weights(NamedTuple):
    """What the kernel needs of a model. `bits`: comparison -> one weight per level. `letters`: of "family" and "given", the
    rarity of names that begin with each ASCII letter. `kinship`: which names and cities go together."""

    bits: Mapping[str, Floats]
    family: Mapping[str, float]
    given: Mapping[str, float]
    unlisted_family: float
    unlisted_given: float
    caps: Mapping[str, float]
    shared_limit: int
    unusual: Mapping[str, Mapping[str, float]] = {}
    letters: Mapping[str, Floats] = {}
    kinship: Kinship = NO_KINSHIP


class People(Protocol):
    """How many people (family names) use a value."""

    def using(self, rule: int, codes: Codes, key_of: Callable[[str], str]) -> Ints:
        """For each code; `rule` is the blocking rule that knows the value under `key_of` its word."""
        ...


class Scene:
    """All that is the same for every pair of one call."""

    def __init__(self, columns: Columns, weights: Weights, keys: KeyTable | People) -> None:
        self.columns, self.weights = columns, weights
        self.people: People = PeopleOfKeys(keys, columns.words) if isinstance(keys, KeyTable) else keys
        self._tables: dict[Any, Any] = {}
        self._of_records: dict[Any, Any] = {}
        self._awaited: list[Callable[[], dict[Any, Any]]] = []

    def weighing(self, weights: Weights) -> Scene:
        """The same records under other weights; tables that only depend on the records are made once for both."""
        scene = Scene(self.columns, weights, self.people)
        scene._of_records, scene._awaited = self._of_records, self._awaited
        return scene

    def of_records(self) -> dict[Any, Any]:
        """The tables made so far that only depend on the records."""
        return self._of_records

    def awaiting(self, made: Callable[[], dict[Any, Any]]) -> Scene:
        """This scene; what gives its tables of the records, made elsewhere meanwhile, is asked when the first one is needed."""
        self._awaited.append(made)
        return self

    def tells_of(self, columns: tuple[str, ...]) -> bool:
        """Whether any record says anything in these columns."""
        many, one = self.columns.many, self.columns.one
        return any(bool(len(many[name].code)) if name in many else bool(one[name].any()) for name in columns)

    def speaking(self, columns: tuple[str, ...]) -> Bools:
        """Which records say anything in these columns."""
        if columns not in self._of_records:
            many, one = self.columns.many, self.columns.one
            says = [many[name].said if name in many else one[name] != 0 for name in columns]
            self._of_records[columns] = says[0] if len(says) == 1 else np.logical_or.reduce(says)
        return cast(Bools, self._of_records[columns])

    def table(self, make: Callable[[Scene], Table]) -> Table:
        """The table that `make` makes of this scene, made once. `make.of_records` says that weights do not matter to it."""
        lasting = getattr(make, "of_records", False)
        tables = self._of_records if lasting else self._tables
        while lasting and make not in tables and self._awaited:
            tables.update(self._awaited.pop()())
        if make not in tables:
            tables[make] = make(self)
        return cast(Table, tables[make])


class Batch(NamedTuple):
    """Some of the pairs: rows `a` and `b` of the scene's columns."""

    scene: Scene
    a: Ints
    b: Ints

    def tell_of(self, columns: Iterable[tuple[str, ...]]) -> list[bool]:
        """Of each group of columns whether both sides of any pair say something in them."""
        says = np.array([self.scene.speaking(some) for some in columns])
        answer: list[bool] = (says[:, self.a] & says[:, self.b]).any(axis=1).tolist()
        return answer


def spread(columns: Columns, codes: Codes, values: list[Any]) -> npt.NDArray[Any]:
    """An array over all codes up to the last of `codes`, with these values at `codes` and 0 elsewhere."""
    known = np.array(values) if values else np.zeros(0, np.bool_)
    answer = np.zeros(int(codes.max(initial=0)) + 1, known.dtype)
    answer[codes] = known
    return answer


class PeopleOfKeys:
    """Counted in a table of blocking keys, for the values that are asked for."""

    def __init__(self, keys: KeyTable, words: list[str]) -> None:
        self._keys, self._words = keys, words
        self._several: dict[int, dict[int, int]] = {}

    def using(self, rule: int, codes: Codes, key_of: Callable[[str], str]) -> Ints:
        if rule not in self._several:
            self._several[rule] = sharers(self._keys, rule)
        several = self._several[rule]
        if not several:
            return np.ones(len(codes), np.int64)
        distinct, which = distinct_of(codes.astype(np.int64))
        hashes = [stable_hash(f"{rule}|{key_of(self._words[code])}") for code in distinct.tolist()]
        return np.array([several.get(key, 1) for key in hashes], np.int64)[which]


class NoPeople:
    """Where it does not matter how many people use a value."""

    def using(self, rule: int, codes: Codes, key_of: Callable[[str], str]) -> Ints:
        return np.ones(len(codes), np.int64)


class PeopleOfColumns:
    """Counted for all values of a batch: `counts` of each rule, by code from `first` on."""

    def __init__(self, counts: Mapping[int, tuple[int, Ints]]) -> None:
        self._counts = counts

    def using(self, rule: int, codes: Codes, key_of: Callable[[str], str]) -> Ints:
        first, counts = self._counts[rule]
        return counts[codes - first]


class Sharing:
    """How much of its weight a value keeps that several people use (a switchboard, an agency's mailbox)."""

    def __init__(self, scene: Scene, rule: int, key_of: Callable[[str], str]) -> None:
        self._people, self._rule, self._key_of = scene.people, rule, key_of
        self._limit = scene.weights.shared_limit

    def kept(self, codes: Codes) -> Floats:
        """1 for values of one or two people, falling with the logarithm of their number to 0 at the limit."""
        people = self._people.using(self._rule, codes, self._key_of)
        few = SHARED_FROM - 1
        return np.maximum(0.0, 1.0 - np.log2(np.maximum(people, few) / few) / log2(max(self._limit, 4) / few))


def share_kept(people: int, limit: int) -> float:
    """The part of its weight that a value used by so many people keeps."""
    few = SHARED_FROM - 1
    return max(0.0, 1.0 - log2(max(people, few) / few) / log2(max(limit, 4) / few))
