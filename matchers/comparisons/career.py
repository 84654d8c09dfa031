"""What a person does and has learnt: employer, title, education, skills."""

from __future__ import annotations

import numpy as np
from rapidfuzz import fuzz, process

from enrich.ports import Floats, Ints, Levels
from matchers.blocking import stable_hash
from matchers.columns import distinct_codes
from matchers.comparisons.base import (
    AS_LEVEL,
    AlikeIn,
    Comparison,
    at_levels,
    choose,
    unusual,
    unusual_of_records,
)
from matchers.kernel import SIMILAR, TYPO, Classes, Outcome, compare_many
from matchers.scene import Batch, Level, Scene, spread
from matchers.sketches import PhraseSketch


def phrase_likeness(left: list[str], right: list[str]) -> Classes:
    """TYPO for the same words in another order or a slip apart, SIMILAR where one phrase holds the other's words."""
    whole = process.cpdist(left, right, scorer=fuzz.token_sort_ratio, score_cutoff=70, dtype=np.float32)
    parts = process.cpdist(left, right, scorer=fuzz.token_set_ratio, score_cutoff=90, dtype=np.float32)
    answer = ((parts >= 98) | (whole >= 84)).astype(np.int8) * np.int8(SIMILAR)
    answer[whole >= 92] = TYPO
    return answer


class _Phrases(Comparison):
    """Two lists of phrases, compared best with best: same, nearly the same, alike, different."""

    def beyond(self, scene: Scene) -> Floats | None:
        return unusual_of_records(scene, self.reads[0])

    def compare(self, batch: Batch) -> Outcome:
        column, weight = batch.scene.columns.many[self.reads[0]], self.bits(batch)
        alike = batch.scene.table(AlikeIn(self.reads[0], phrase_likeness, PhraseSketch))

        def judge(i: Ints, j: Ints) -> tuple[Levels, Floats]:
            left, right = column.code[i], column.code[j]
            level = AS_LEVEL[alike.of(left, right)]
            bits = weight[level]
            agree = np.flatnonzero(level <= self.at("nearly"))
            bits[agree] += unusual(batch, self.reads[0], left[agree], right[agree])
            return level, bits

        return compare_many(column, column, batch.a, batch.b, judge)


class Employer(_Phrases):
    """Have they worked for the same employer? Legal forms and the order of words do not matter. People change
    employers: different ones say little."""

    name = "employer"
    group = "career"
    reads = ("employer",)
    levels = (
        Level("same", 6.0, "the same employer"),
        Level("nearly", 5.0, "the same but for spelling"),
        Level("alike", 2.5, "one name holds the other"),
        Level("different", -0.7, "no employer in common"),
    )


class Title(_Phrases):
    """Do they do the same work? Seniority and the order of words matter little."""

    name = "title"
    group = "career"
    reads = ("title",)
    levels = (
        Level("same", 3.2, "the same title"),
        Level("nearly", 2.2, "the same but for spelling"),
        Level("alike", 1.2, "alike"),
        Level("different", -0.6, "different titles"),
    )


class Schooling(Comparison):
    """Have they studied at the same place, for the same degree, and finished in the same year?"""

    name = "education"
    reads = ("school",)
    group = "career"
    levels = (
        Level("same class", 8.0, "the same school and year"),
        Level("same school and degree", 4.5, "the same school and degree"),
        Level("same school", 3.0, "the same school"),
        Level("other class", -0.5, "the same school in different years"),
        Level("different", -0.9, "different schools"),
    )

    def beyond(self, scene: Scene) -> Floats | None:
        return unusual_of_records(scene, "school")

    def compare(self, batch: Batch) -> Outcome:
        column, weight = batch.scene.columns.many["school"], self.bits(batch)
        alike = batch.scene.table(AlikeIn("school", phrase_likeness, PhraseSketch))

        def judge(i: Ints, j: Ints) -> tuple[Levels, Floats]:
            same = alike.of(column.code[i], column.code[j]) >= TYPO
            year, other = column.number[i], column.number[j]
            dated = (year > 0) & (other > 0)
            degree = (column.flag[i] == column.flag[j]) & (column.flag[i] > 0)
            level = choose(
                self.at("different"),
                (same & dated & (np.abs(year - other) <= 1), self.at("same class")),
                (same & dated, self.at("other class")),
                (same & degree, self.at("same school and degree")),
                (same, self.at("same school")),
            )
            bits = weight[level]
            agree = np.flatnonzero(level <= self.at("same school"))
            bits[agree] += unusual(batch, "school", column.code[i[agree]], column.code[j[agree]])
            return level, bits

        return compare_many(column, column, batch.a, batch.b, judge)


_SKETCH = 4  # 64-bit words


class SkillTable:
    """Each record's skills as a set of 256 bits: two skills fall on one bit too seldom to matter."""

    of_records = True

    def __init__(self, scene: Scene) -> None:
        column, words = scene.columns.many["skill"], scene.columns.words
        self.sketch = np.zeros((len(column.start) - 1, _SKETCH), np.uint64)
        codes = distinct_codes(column.code)
        place = spread(scene.columns, codes, [stable_hash(words[code]) & 255 for code in codes.tolist()])
        place = place.astype(np.int64)[column.code]
        row = np.repeat(np.arange(len(column.start) - 1), column.size)
        bit = np.left_shift(np.uint64(1), (place & 63).astype(np.uint64))
        np.bitwise_or.at(self.sketch, (row, place >> 6), bit)
        self.size = np.bitwise_count(self.sketch).sum(axis=1, dtype=np.int64)


class Skills(Comparison):
    """How much of the shorter list of skills is in the longer one? Asked where both name at least two."""

    name = "skills"
    reads = ("skill",)
    group = "career"
    levels = (
        Level("most", 2.8, "most skills in common"),
        Level("told by title", 0.7, "most skills in common, as people with one title have"),
        Level("some", 0.6, "some skills in common"),
        Level("few", -0.6, "few skills in common"),
        Level("none", -1.8, "no skill in common"),
    )

    def compare(self, batch: Batch) -> Outcome:
        table = batch.scene.table(SkillTable)
        least = np.minimum(table.size[batch.a], table.size[batch.b])
        at = np.flatnonzero(least > 1)
        shared = np.bitwise_count(table.sketch[batch.a[at]] & table.sketch[batch.b[at]]).sum(
            axis=1, dtype=np.int64
        )
        part = shared / least[at]
        level = choose(
            self.at("none"),
            (part >= 0.6, self.at("most")),
            (part >= 0.3, self.at("some")),
            (shared > 0, self.at("few")),
        )
        nothing = np.zeros(len(batch.a), np.int32)
        return at_levels(self.bits(batch), len(batch.a), at, level, nothing, nothing)

    def shown(self, scene: Scene, outcome: Outcome) -> tuple[str, str]:
        column, words = scene.columns.many["skill"], scene.columns.words
        left, right = (
            ", ".join(
                sorted(
                    words[code] for code in column.code[column.start[row] : column.start[row + 1]].tolist()
                )
            )
            for row in (0, 1)
        )
        return left, right
