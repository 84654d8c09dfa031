"""Weights of pairs of a table in parts: rows travel to the part of the other row of their pairs, where both are weighed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from enrich.ports import Ints, Pairs
from matchers.blocking import stable_hash
from matchers.columns import Codes
from matchers.dedupe.blocks import useful
from matchers.dedupe.weighing import Weigher
from matchers.kernel import distinct_of
from matchers.model import Model, from_json
from matchers.scene import Batch, Scene
from matchers.scoring import weigh_batch
from matchers.spark.blocking import pairs_in, pairs_parcel
from matchers.spark.edges import signs_of
from matchers.spark.rounds import DRIVER, Row
from matchers.spark.tables import Places
from matchers.spark.wire import gathered, opened, packed, parcel, unpacked


@dataclass(frozen=True)
class PeopleOfHashes:
    """How many people use a value: of every rule the hashes of the values that several use (sorted), and how many do."""

    several: dict[int, tuple[Ints, Ints]]

    def using(self, rule: int, codes: Codes, key_of: Callable[[str], str], words: list[str]) -> Ints:
        values, people = self.several[rule]
        distinct, which = distinct_of(codes.astype(np.int64))
        if not len(values):
            return np.ones(len(codes), np.int64)
        hashes = np.array([stable_hash(key_of(words[code])) for code in distinct.tolist()], np.int64)
        at = np.minimum(np.searchsorted(values, hashes), len(values) - 1)
        return np.where(values[at] == hashes, people[at], 1)[which]


@dataclass(frozen=True)
class PeopleOfWords:
    """The same for one batch's words."""

    known: PeopleOfHashes
    words: list[str]

    def using(self, rule: int, codes: Codes, key_of: Callable[[str], str]) -> Ints:
        return self.known.using(rule, codes, key_of, self.words)


@dataclass(frozen=True)
class Send:
    """A part's pairs and columns -> for every part that second rows lie in: the pairs, and their first rows."""

    places: Places
    model: bytes

    def __call__(self, bucket: int, contents: list[bytes]) -> Iterator[Row]:
        pairs = useful(pairs_in(contents), model_of(self.model).limits)
        if not len(pairs.a):
            return
        columns = unpacked(contents)
        for part, at in self.places.split(pairs.b):
            yield part, pairs_parcel(Pairs(pairs.a[at], pairs.b[at], pairs.rules[at]))
            if part != bucket:
                yield part, packed(columns, columns.rows(np.unique(pairs.a[at])))


@dataclass(frozen=True)
class Weigh:
    """A part's columns, the pairs whose second row is here and their first rows -> edges of at least `floor` bits, to the
    driver; all of them without a floor."""

    model: bytes
    people: PeopleOfHashes
    floor: float | None

    def __call__(self, bucket: int, contents: list[bytes]) -> Iterator[Row]:
        pairs = pairs_in(contents)
        if not len(pairs.a):
            return
        columns, model = unpacked(contents), model_of(self.model)
        scene = Scene(columns, model.for_kernel(), PeopleOfWords(self.people, columns.words))
        weigher = Weigher(scene, model.prior, model.review_at)
        here = Pairs(columns.rows(pairs.a), columns.rows(pairs.b), pairs.rules)
        found = weigher.all(here) if self.floor is None else weigher.strong(here, self.floor, _untold)
        a, b = columns.records[found.a], columns.records[found.b]
        yield (
            DRIVER,
            parcel("edges", a=a, b=b, weight=found.weight, rules=found.rules, signs=signs_of(found.levels)),
        )
        yield DRIVER, parcel("compared", told=np.array([len(pairs.a)]))


def _untold(done: int, of: int) -> None:
    """Nobody watches a machine of the cluster."""


@lru_cache(maxsize=2)
def model_of(content: bytes) -> Model:
    return from_json(content)


@dataclass(frozen=True)
class Inner:
    """A part's pairs, and the components and known edges of its rows -> by the part of the second row: the pairs not known
    whose first row is in a component."""

    places: Places
    model: bytes

    def __call__(self, bucket: int, contents: list[bytes]) -> Iterator[Row]:
        rows, component = gathered(contents, "components", row="<i8", component="<i8")
        pairs = useful(pairs_in(contents), model_of(self.model).limits)
        if not len(rows) or not len(pairs.a):
            return
        of = _looked_up(rows, component, pairs.a)
        known_a, known_b = gathered(contents, "known", a="<i8", b="<i8")
        span = np.int64(max(int(pairs.b.max()), int(known_b.max(initial=0))) + 1)
        unknown = (of >= 0) & ~np.isin(pairs.a * span + pairs.b, known_a * span + known_b)
        at = np.flatnonzero(unknown)
        for part, some in self.places.split(pairs.b[at]):
            mine = at[some]
            yield (
                part,
                parcel(
                    "asked", a=pairs.a[mine], b=pairs.b[mine], rules=pairs.rules[mine], component=of[mine]
                ),
            )


@dataclass(frozen=True)
class Inside:
    """The same pairs at their second rows -> those that lie within one component, by the part of the first row."""

    places: Places

    def __call__(self, bucket: int, contents: list[bytes]) -> Iterator[Row]:
        rows, component = gathered(contents, "components", row="<i8", component="<i8")
        a, b, rules, of = gathered(contents, "asked", a="<i8", b="<i8", rules="<i8", component="<i8")
        if not len(rows) or not len(a):
            return
        at = np.flatnonzero(_looked_up(rows, component, b) == of)
        for part, some in self.places.split(a[at]):
            mine = at[some]
            yield part, pairs_parcel(Pairs(a[mine], b[mine], rules[mine]))


def _looked_up(rows: Ints, component: Ints, wanted: Ints) -> Ints:
    """The component of every wanted row, -1 for none."""
    order = np.argsort(rows)
    rows, component = rows[order], component[order]
    at = np.minimum(np.searchsorted(rows, wanted), len(rows) - 1)
    return np.where(rows[at] == wanted, component[at], -1)


@dataclass(frozen=True)
class WithThemselves:
    """What some rows (sorted) weigh against themselves, without the prior."""

    rows: Ints
    model: bytes
    people: PeopleOfHashes

    def __call__(self, bucket: int, content: bytes) -> Iterator[Row]:
        columns = unpacked([content])
        at = np.flatnonzero(np.isin(columns.records, self.rows))
        if len(at):
            scene = Scene(
                columns, model_of(self.model).for_kernel(), PeopleOfWords(self.people, columns.words)
            )
            bits = weigh_batch(Batch(scene, at, at)).bits
            yield DRIVER, parcel("bits", row=columns.records[at], bits=bits)


def numbers(contents: list[bytes], kind: str) -> list[list[int]]:
    """The `told` numbers of all parcels of a kind."""
    return [one["told"].tolist() for one in opened(contents, kind)]
