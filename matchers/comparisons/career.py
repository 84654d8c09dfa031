"""What a person does and has learnt: employer, title, education, skills."""

from __future__ import annotations

from abc import abstractmethod
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from enrich.ports import Bools, Floats, Ints, Levels
from enrich.values.employers import House, as_initials, house_of, initials_of
from enrich.values.titles import post_of
from matchers.blocking import stable_hash
from matchers.columns import Codes, Ragged, distinct_codes
from matchers.comparisons.base import (
    AlikeIn,
    Comparison,
    at_levels,
    choose,
    numbered,
    unusual,
    unusual_of_records,
)
from matchers.kernel import EQUAL, SIMILAR, TYPO, Classes, Outcome, compare_many
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
    """Two lists of phrases, compared best with best."""

    def beyond(self, scene: Scene) -> Floats | None:
        return unusual_of_records(scene, self.reads[0])

    def compare(self, batch: Batch) -> Outcome:
        column, weight = batch.scene.columns.many[self.reads[0]], self.bits(batch)
        alike = batch.scene.table(AlikeIn(self.reads[0], phrase_likeness, PhraseSketch))

        def judge(i: Ints, j: Ints) -> tuple[Levels, Floats]:
            left, right = column.code[i], column.code[j]
            level = self.told(batch.scene, alike.of(left, right), left, right)
            bits = weight[level]
            agree = (level <= self.at("nearly")).nonzero()[0]
            bits[agree] += unusual(batch, self.reads[0], left[agree], right[agree])
            return level, bits

        return compare_many(column, column, batch.a, batch.b, judge)

    @abstractmethod
    def told(self, scene: Scene, like: Classes, left: Codes, right: Codes) -> Levels:
        """The level of each pair of phrases; `like`: how alike they are."""


@lru_cache(maxsize=1 << 13)
def names_of(employer: str) -> tuple[House, str, str]:
    return house_of(employer), initials_of(employer), as_initials(employer)


class EmployerTable:
    """By code of an employer: its line, its group, and its initials or what may be some; 0 where there are none."""

    of_records = True

    def __init__(self, scene: Scene) -> None:
        codes = distinct_codes(scene.columns.many["employer"].code)
        told = [names_of(scene.columns.words[code]) for code in codes.tolist()]
        (self.line,) = numbered(codes, [house.line for house, _, _ in told])
        (self.group,) = numbered(codes, [house.group for house, _, _ in told])
        self._initials, self._short = numbered(
            codes, [initials for _, initials, _ in told], [short for _, _, short in told]
        )

    def initials(self, left: Codes, right: Codes) -> Bools:
        """Whether one is the initials of the other."""
        one, other = self._initials[left], self._initials[right]
        return np.asarray(
            ((one > 0) & (one == self._short[right])) | ((other > 0) & (other == self._short[left]))
        )


class Employer(_Phrases):
    """Have they worked for the same employer? Legal forms and the order of words do not matter. Well-known employers are known
    by their other names of today and of the past (IBM and International Business Machines, Facebook and Meta, Andersen
    Consulting and Accenture) and by their groups (Instagram and WhatsApp). People change employers: different ones say
    little."""

    name = "employer"
    group = "career"
    reads = ("employer",)
    levels = (
        Level("same", 6.0, "the same employer"),
        Level("other name", 5.0, "the same employer under another or a former name"),
        Level("nearly", 5.0, "the same but for spelling"),
        Level("alike", 2.5, "one name holds the other"),
        Level("initials", 1.5, "one is the initials of the other"),
        Level("group", 1.0, "two employers of one group"),
        Level("different", -0.7, "no employer in common"),
    )

    def told(self, scene: Scene, like: Classes, left: Codes, right: Codes) -> Levels:
        table = scene.table(EmployerTable)
        line, group = table.line[left], table.group[left]
        return choose(
            self.at("different"),
            (like == EQUAL, self.at("same")),
            ((line > 0) & (line == table.line[right]), self.at("other name")),
            (like >= TYPO, self.at("nearly")),
            (like >= SIMILAR, self.at("alike")),
            (table.initials(left, right), self.at("initials")),
            ((group > 0) & (group == table.group[right]), self.at("group")),
        )


title_post = lru_cache(maxsize=1 << 13)(post_of)


class TitleTable:
    """By code of a title: its work, 0 for none, and its rank."""

    of_records = True

    def __init__(self, scene: Scene) -> None:
        codes = distinct_codes(scene.columns.many["title"].code)
        posts = [title_post(scene.columns.words[code]) for code in codes.tolist()]
        (self.work,) = numbered(codes, [post.work for post in posts])
        self.rank = spread(scene.columns, codes, [post.rank for post in posts])


class Title(_Phrases):
    """Do they do the same work? Other words for it are known (programmer and software developer, recruiter and talent acquisition
    specialist), in several languages, and the order of words does not matter. Rank is told apart from work: people rise, so
    a junior and a senior of one trade agree, but less."""

    name = "title"
    group = "career"
    reads = ("title",)
    levels = (
        Level("same", 3.2, "the same title"),
        Level("nearly", 2.2, "the same but for spelling"),
        Level("same work", 2.0, "other words for the same work"),
        Level("other rank", 1.4, "the same work at another rank"),
        Level("alike", 1.2, "alike"),
        Level("different", -0.6, "different titles"),
        Level("told by employer", -0.3, "different titles, at different employers"),
    )

    def told(self, scene: Scene, like: Classes, left: Codes, right: Codes) -> Levels:
        table = scene.table(TitleTable)
        one = (table.work[left] > 0) & (table.work[left] == table.work[right])
        return choose(
            self.at("different"),
            (like == EQUAL, self.at("same")),
            (one & (table.rank[left] == table.rank[right]), self.at("same work")),
            (one, self.at("other rank")),
            (like >= TYPO, self.at("nearly")),
            (like >= SIMILAR, self.at("alike")),
        )


STUDY = 8  # years that a higher degree takes at most


class Schooling(Comparison):
    """Have they studied at the same place, for the same degree, and finished in the same year, or one apart? Schools go by short and
    long names (MIT, TU München). A higher degree of the same school some years after a lower one speaks for one person too: many
    stay where they began."""

    name = "education"
    reads = ("school",)
    group = "career"
    levels = (
        Level("same class", 8.0, "the same school and year"),
        Level("same school and degree", 4.5, "the same school and degree"),
        Level("same school", 3.0, "the same school"),
        Level("further degree", 1.5, "the same school, and a higher degree some years after a lower one"),
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
            one, two = column.flag[i], column.flag[j]
            known = (one > 0) & (two > 0)
            degree = known & (one == two)
            years = np.where(one < two, other - year, year - other)  # from the lower degree to the higher one
            further = known & (one != two) & (years > 0) & (years <= STUDY)
            level = choose(
                self.at("different"),
                (same & dated & further, self.at("further degree")),
                (same & dated & (np.abs(year - other) <= 1), self.at("same class")),
                (same & dated, self.at("other class")),
                (same & degree, self.at("same school and degree")),
                (same, self.at("same school")),
            )
            bits = weight[level]
            agree = (level <= self.at("further degree")).nonzero()[0]
            bits[agree] += unusual(batch, "school", column.code[i[agree]], column.code[j[agree]])
            return level, bits

        return compare_many(column, column, batch.a, batch.b, judge)


SKILL_BITS = 512  # of a sketch
SKILL_CLASSES = 4  # of rarity: a skill of class k counts k + 1
_STEP = 1.5  # bits of rarity from class to class
_CODE_BITS = 64


def rarity_class(unusual: float) -> int:
    """How rare a skill is, by the bits that it tells beyond an average one."""
    return min(max(int(unusual / _STEP + SKILL_CLASSES / 2), 0), SKILL_CLASSES - 1)


class SkillTable:
    """Each record's skills as a set of 512 bits, a quarter of them for each class of rarity where that is known: two skills fall
    on one bit too seldom to matter. `value`: what all skills of a record count."""

    def __init__(self, scene: Scene) -> None:
        column, words = scene.columns.many["skill"], scene.columns.words
        known = scene.weights.unusual.get("skill", {})
        other = known.get("", 0.0)
        part = SKILL_BITS // SKILL_CLASSES if known else SKILL_BITS
        codes = distinct_codes(column.code)
        texts = [words[code] for code in codes.tolist()]
        places = [
            part * (rarity_class(known.get(text, other)) if known else 0) + stable_hash(text) % part
            for text in texts
        ]
        self.weight = np.repeat(
            np.arange(1.0, SKILL_CLASSES + 1) if known else np.ones(SKILL_CLASSES),
            SKILL_BITS // _CODE_BITS // SKILL_CLASSES,
        )
        self.sketch = _sketch_of(column, spread(scene.columns, codes, places)[column.code])
        self.size = np.bitwise_count(self.sketch).sum(axis=1, dtype=np.int16)
        self.value = self.valued(self.sketch)

    def valued(self, sketch: npt.NDArray[np.uint64]) -> Floats:
        """What the skills of each sketch count."""
        return np.asarray(np.bitwise_count(sketch) @ self.weight, np.float64)


def _sketch_of(column: Ragged, place: Ints) -> npt.NDArray[np.uint64]:
    """(records, words): the bits at the places of each record's values."""
    answer = np.zeros((len(column.start) - 1, SKILL_BITS // _CODE_BITS), np.uint64)
    said = column.size.nonzero()[0]
    if not len(said):
        return answer
    bit = np.left_shift(np.uint64(1), (place % _CODE_BITS).astype(np.uint64))
    word = (place // _CODE_BITS).astype(np.int8)
    for number in range(answer.shape[1]):
        mine = np.where(word == number, bit, np.uint64(0))
        answer[said, number] = np.bitwise_or.reduceat(mine, column.start[said])
    return answer


class Skills(Comparison):
    """How much of the shorter list of skills is in the longer one? Rare skills count up to four times as much as common ones, as
    far as the data tell which are rare. Asked where both name at least two."""

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
        at = (np.minimum(table.size[batch.a], table.size[batch.b]) > 1).nonzero()[0]
        a, b = batch.a[at], batch.b[at]
        shared = table.valued(table.sketch[a] & table.sketch[b])
        part = shared / np.minimum(table.value[a], table.value[b])
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
