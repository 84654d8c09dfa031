"""What a comparison is: a named question with ordered answers; its docstring is shown to users."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, NamedTuple

import numpy as np

from enrich.ports import Bools, Floats, Ints, Levels
from matchers.columns import Codes, Ragged, distinct_codes
from matchers.kernel import Likeness, Outcome
from matchers.scene import Batch, Level, Scene, spread
from matchers.sketches import Alikeness, Sketch

# Class of likeness -> level, where the levels are: same, nearly, alike, different.
AS_LEVEL = np.array([3, 2, 2, 1, 0], np.int8)


class Key(NamedTuple):
    """`codes`: what a value holds, by code of the value. `levels`: found only where two values hold the same, of this key or
    of another one that names the level too."""

    codes: Codes
    levels: tuple[str, ...]


class Comparison(ABC):
    """A question about a pair. `reads`: the columns it looks at; where all are empty it is not asked. `group` names what
    kind of evidence it is: a group's sum is bounded."""

    name: ClassVar[str]
    reads: ClassVar[tuple[str, ...]]
    group: ClassVar[str] = ""
    levels: ClassVar[tuple[Level, ...]]

    @abstractmethod
    def compare(self, batch: Batch) -> Outcome:
        """The level and bits of every pair, MISSING and 0 where a side is silent."""

    def keys(self, scene: Scene) -> tuple[Key, ...]:
        """What two values must have in common for some of the levels; all other levels need nothing."""
        return ()

    def beyond(self, scene: Scene) -> Floats | None:
        """Of every record the most bits that it can add to the weight of a level, None for a comparison that never adds
        any. A pair gets no more than the less of its two records."""
        return None

    def bits(self, batch: Batch) -> Floats:
        """The model's weight of each level."""
        return batch.scene.weights.bits[self.name]

    def shown(self, scene: Scene, outcome: Outcome) -> tuple[str, str]:
        """What was compared of the first pair (rows 0 and 1 of the scene), for people to read."""
        return scene.columns.words[outcome.left[0]], scene.columns.words[outcome.right[0]]

    def one_in(self, scene: Scene, outcome: Outcome) -> float:
        """One in so many people would agree this far with the first pair by chance; 0 where that is not known."""
        return 0.0

    @classmethod
    @cache
    def at(cls, name: str) -> int:
        """Index of the level of this name."""
        return [level.name for level in cls.levels].index(name)


def choose(default: int, *cases: tuple[Bools, int]) -> Levels:
    """The level of the first case that holds."""
    answer = np.empty(len(cases[0][0]), np.int8)
    answer.fill(default)
    for case, level in reversed(cases):
        answer[case] = level
    return answer


def at_levels(
    weight: Floats, n: int, at: Ints, level: Levels, left: Codes, right: Codes, more: Floats | float = 0.0
) -> Outcome:
    """An outcome that speaks at some pairs only; `more`: bits beyond the weights of the levels."""
    levels, bits = np.full(n, -1, np.int8), np.zeros(n)
    levels[at], bits[at] = level, weight[level] + more
    return Outcome(levels, bits, left, right)


@dataclass(frozen=True)
class AlikeIn:
    """Maker of the table that tells how alike the words of a column are."""

    column: str
    classes: Likeness
    sketch: type[Sketch]
    of_records = True

    def __call__(self, scene: Scene) -> Alikeness:
        columns = scene.columns
        has = columns.many[self.column].code if self.column in columns.many else columns.one[self.column]
        return Alikeness(columns.words, has, self.classes, self.sketch)


def numbered(codes: Codes, *lists: list[str]) -> list[Codes]:
    """Of each list, a text for each of the codes: the numbers of the texts, by code, equal where texts are; 0 for ""."""
    number: dict[str, int] = {"": 0}
    answer = []
    for texts in lists:
        numbers = np.zeros(int(codes.max(initial=0)) + 1, np.int32)
        numbers[codes] = [number.setdefault(text, len(number)) for text in texts]
        answer.append(numbers)
    return answer


def most_of(values: Ragged, by_code: Floats) -> Floats:
    """The highest number of any value of each record, at least 0."""
    answer = np.zeros(len(values.start) - 1)
    said = np.flatnonzero(values.size)
    if len(said):
        answer[said] = np.maximum(np.maximum.reduceat(by_code[values.code], values.start[said]), 0.0)
    return answer


@cache
def unusual_bits(column: str) -> Callable[[Scene], Floats]:
    """Maker of the table of bits that agreement on a word of a column adds, by code."""

    def make(scene: Scene) -> Floats:
        known, columns = scene.weights.unusual.get(column, {}), scene.columns
        if not known:
            return np.zeros(len(columns.words))
        has = columns.many[column].code if column in columns.many else columns.one[column]
        codes, other = distinct_codes(has), known.get("", 0.0)
        return spread(
            columns, codes, [float(known.get(columns.words[code], other)) for code in codes.tolist()]
        )

    return make


def unusual(batch: Batch, column: str, left: Codes, right: Codes) -> Floats:
    """What agreement on these words adds to agreement on average ones: the less of the two."""
    table = batch.scene.table(unusual_bits(column))
    return np.minimum(table[left], table[right])


def unusual_of_records(scene: Scene, column: str) -> Floats | None:
    """The most that `unusual` can give each record."""
    if not scene.weights.unusual.get(column):
        return None
    table, columns = scene.table(unusual_bits(column)), scene.columns
    if column in columns.many:
        return most_of(columns.many[column], table)
    return np.maximum(table[columns.one[column]], 0.0)
