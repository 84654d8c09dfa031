"""Names: family name, given name, further given names, generation."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from enrich.ports import Bools, Floats, Ints, Levels
from matchers.columns import FURTHER, JOINED, WHOLE, Codes, Ragged
from matchers.comparisons.base import Comparison, choose, most_of
from matchers.comparisons.name_words import NameTable
from matchers.kernel import (
    CLIPPED,
    EQUAL,
    NEVER,
    SIMILAR,
    TYPO,
    Judge,
    Outcome,
    compare_many,
)
from matchers.scene import Batch, Level, Scene


def _initials(bits: Floats, agree: Bools, letter: Floats, codes: Codes) -> None:
    """Where initials agree, the bits are the letter's rarity."""
    if agree.any():
        bits[agree] = letter[codes[agree]]


def rarest(rarity: Floats, outcome: Outcome, last: int) -> float:
    """2^rarity of what the first pair agrees on, for levels up to `last`."""
    return (
        float(2.0 ** min(rarity[outcome.left[0]], rarity[outcome.right[0]]))
        if 0 <= outcome.level[0] <= last
        else 0.0
    )


class FamilyName(Comparison):
    """Do the family names agree? A rare name counts more, also when it is misspelt, and a rare initial more than a common one.
    Spellings of one name count as such: Zhang and Cheung, Lee and Yi, Tchaikovsky and Tschaikowski, Otani and Ohtani. Former
    names and each part of a family name of several words count, and so does a name given in the other order."""

    name = "family name"
    reads = ("family",)
    group = "name"
    levels = (
        Level("same", -0.2, "the same family name"),
        Level("part", -1.5, "one name of several is the same"),
        Level("other order", -1.5, "given and family name have changed places"),
        Level("spelling", -2.0, "two spellings of one name, as other scripts and tongues have them"),
        Level("slip", -3.0, "a slip of the finger apart"),
        Level("initial", -2.5, "one is an initial that agrees"),
        Level("alike", -0.5, "alike in spelling"),
        Level("different", -4.0, "different family names"),
    )

    def beyond(self, scene: Scene) -> Floats | None:
        table = scene.table(NameTable)
        letter = np.maximum(table.family_letter, table.given_letter)  # in the other order as a given name
        return most_of(scene.columns.many["family"], np.maximum(table.family_rarity, letter))

    def compare(self, batch: Batch) -> Outcome:
        table, column = batch.scene.table(NameTable), batch.scene.columns.many["family"]
        weight = self.bits(batch)

        def judge(i: Ints, j: Ints) -> tuple[Levels, Floats]:
            left, right = column.code[i], column.code[j]
            like = table.like(left, right)
            whole = (column.flag[i] == WHOLE) & (column.flag[j] == WHOLE)
            short, agree = table.initials(left, right)
            level = choose(
                self.at("different"),
                (short & agree, self.at("initial")),
                (short, self.at("different")),
                ((like == EQUAL) & whole, self.at("same")),
                (like == EQUAL, self.at("part")),
                (table.one_family(left, right), self.at("spelling")),
                (like == TYPO, self.at("slip")),
                (like >= SIMILAR, self.at("alike")),
            )
            rarity = np.minimum(table.family_rarity[left], table.family_rarity[right])
            more = np.where(level <= self.at("slip"), rarity, 0.0)
            _initials(more, level == self.at("initial"), table.family_letter, left)
            return level, weight[level] + more

        return compare_many(column, column, batch.a, batch.b, judge)

    def one_in(self, scene: Scene, outcome: Outcome) -> float:
        table = scene.table(NameTable)
        return rarest(table.family_rarity, outcome, self.at("slip"))


class GivenName(Comparison):
    """Do the given names agree? Short forms count as what they may stand for, spellings of one name (Dmitri and Dmitriy,
    Jisung and Ji-seong, Zhiqiang and Chi Keung) as that name, initials by their letter, and a middle name may be the one
    that is used. Names that look alike and are two differ (Daniel and Daniela,
    Christopher and Christine). Clearly different given names speak strongly against one person, all the more
    when family name, home or telephone are shared: then these are two people of one household."""

    name = "given name"
    reads = ("given",)
    group = "name"
    levels = (
        Level("same", -0.3, "the same given name"),
        Level("short form", -1.5, "one is a short form of the other, or another spelling"),
        Level("other order", -1.5, "given and family name have changed places"),
        Level("second", -2.0, "the second given name of one is the first of the other"),
        Level("slip", -3.0, "a slip of the finger apart"),
        Level("initial", -2.0, "one is an initial that agrees"),
        Level("clipped", 1.0, "one is the beginning or the end of the other"),
        Level("alike", -0.8, "alike in spelling"),
        Level("different", -5.5, "different given names"),
        Level(
            "another", -12.0, "another person with the same telephone, mailbox or address", contradicts=True
        ),
    )

    def beyond(self, scene: Scene) -> Floats | None:
        table = scene.table(NameTable)
        return most_of(scene.columns.many["given"], np.maximum(table.given_rarity, table.given_letter))

    def compare(self, batch: Batch) -> Outcome:
        table, column = batch.scene.table(NameTable), batch.scene.columns.many["given"]
        weight = self.bits(batch)

        def judge(i: Ints, j: Ints) -> tuple[Levels, Floats]:
            kind = column.flag[i] + column.flag[j]
            asked = ((kind != 2 * FURTHER) & (kind <= JOINED)).nonzero()[0]
            if len(asked) == len(i):
                return told(i, j)
            level, bits = np.zeros(len(i), np.int8), np.full(len(i), NEVER)
            level[asked], bits[asked] = told(i[asked], j[asked])
            return level, bits

        def told(i: Ints, j: Ints) -> tuple[Levels, Floats]:
            left, right, one, other = column.code[i], column.code[j], column.flag[i], column.flag[j]
            like = table.like(left, right)
            short, agree = table.initials(left, right)
            further = (one == FURTHER) ^ (other == FURTHER)
            level = choose(
                self.at("different"),
                (further & ((like < TYPO) | short), self.at("different")),
                (further, self.at("second")),
                (short & agree, self.at("initial")),
                (short, self.at("different")),
                (like == EQUAL, self.at("same")),
                (table.one_given(left, right), self.at("short form")),
                (table.two_given(left, right, like), self.at("different")),
                (like == TYPO, self.at("slip")),
                (like == CLIPPED, self.at("clipped")),
                (like == SIMILAR, self.at("alike")),
            )
            # "Samantha D." is no slip of "Samantha", written as one word
            never = (
                (one + other == JOINED)
                & (level == self.at("slip"))
                & (table.length[left] != table.length[right])
            )
            rarity = np.minimum(table.given_rarity[left], table.given_rarity[right])
            more = np.where(level <= self.at("slip"), rarity, 0.0)
            _initials(more, level == self.at("initial"), table.given_letter, left)
            return level, np.where(never, NEVER, weight[level] + more)

        return compare_many(column, column, batch.a, batch.b, judge)

    def one_in(self, scene: Scene, outcome: Outcome) -> float:
        table = scene.table(NameTable)
        return rarest(table.given_rarity, outcome, self.at("slip"))


class FurtherNames(Comparison):
    """Do the given names after the first agree? Asked only where both records have some. A rare name or initial counts more."""

    name = "further names"
    reads = ("further",)
    group = "name"
    levels = (
        Level("same", -3.0, "the same further given name"),
        Level("initial", -2.0, "one is an initial that agrees"),
        Level("different", -2.0, "different further given names"),
    )

    def beyond(self, scene: Scene) -> Floats | None:
        table = scene.table(NameTable)
        return most_of(scene.columns.many["further"], np.maximum(table.given_rarity, table.given_letter))

    def compare(self, batch: Batch) -> Outcome:
        table, column = batch.scene.table(NameTable), batch.scene.columns.many["further"]
        weight = self.bits(batch)

        def judge(i: Ints, j: Ints) -> tuple[Levels, Floats]:
            left, right = column.code[i], column.code[j]
            short, agree = table.initials(left, right)
            close = (table.like(left, right) >= TYPO) | table.one_given(left, right)
            level = choose(
                self.at("different"), (short & agree, self.at("initial")), (close & ~short, self.at("same"))
            )
            rarity = np.minimum(table.given_rarity[left], table.given_rarity[right])
            more = np.where(level == self.at("same"), rarity, table.given_letter[left])
            return level, weight[level] + np.where(level < self.at("different"), more, 0.0)

        return compare_many(column, column, batch.a, batch.b, judge)


class Generation(Comparison):
    """Junior or senior, II or III: father and son share everything else in a name."""

    name = "generation"
    reads = ("suffix",)
    levels = (
        Level("same", 3.0, "the same generation"),
        Level("different", -8.0, "different generations", contradicts=True),
    )

    def compare(self, batch: Batch) -> Outcome:
        suffix = batch.scene.columns.one["suffix"]
        left, right = suffix[batch.a], suffix[batch.b]
        said = (left > 0) & (right > 0)
        level = np.where(said, np.where(left == right, 0, 1), -1).astype(np.int8)
        return Outcome(level, np.append(self.bits(batch), 0.0)[level], left, right)


def in_other_order(batch: Batch, outcomes: Mapping[str, Outcome]) -> None:
    """Reads the names of a pair crosswise where that explains more: given and family name have changed places."""
    family, given = outcomes[FamilyName.name], outcomes[GivenName.name]
    unexplained = (given.level > GivenName.at("second")) | (given.level < 0)
    weak = (unexplained & (family.level > FamilyName.at("slip"))).nonzero()[0]
    if not len(weak):
        return
    family_names, given_names = batch.scene.columns.many["family"], batch.scene.columns.many["given"]
    judge = crosswise(batch, family_names, given_names)
    one = compare_many(family_names, given_names, batch.a[weak], batch.b[weak], judge)
    weak, one = weak[one.level >= 0], one.at(one.level >= 0)
    if not len(weak):
        return
    judge = crosswise(batch, given_names, family_names)
    two = compare_many(given_names, family_names, batch.a[weak], batch.b[weak], judge)
    in_family, in_given = FamilyName().bits(batch), GivenName().bits(batch)
    f, g = FamilyName.at("other order"), GivenName.at("other order")
    straight = family.bits[weak] + given.bits[weak]
    heard = (two.level >= 0) & (one.level * two.level == 0)
    better = heard & (one.bits + two.bits + in_family[f] + in_given[g] > straight)
    at = weak[better]
    family.level[at], given.level[at] = f, g
    family.bits[at], given.bits[at] = one.bits[better] + in_family[f], two.bits[better] + in_given[g]
    family.left[at], family.right[at] = one.left[better], one.right[better]
    given.left[at], given.right[at] = two.left[better], two.right[better]


def crosswise_gain(weights: Mapping[str, Floats]) -> float:
    """How much more than the best levels of both names the other order can give, rarity aside."""
    family, given = weights[FamilyName.name], weights[GivenName.name]
    one_of_two = max(0.0, given[GivenName.at("initial")], given[GivenName.at("short form")])
    crossed = family[FamilyName.at("other order")] + given[GivenName.at("other order")] + one_of_two
    return max(0.0, float(crossed - max(0.0, family.max()) - max(0.0, given.max())))


def crosswise(batch: Batch, left: Ragged, right: Ragged) -> Judge:
    """Judges family against given names. Levels: 0 equal or a slip apart, 1 short for one another, 2 an initial."""
    table = batch.scene.table(NameTable)
    weight = GivenName().bits(batch)
    initial, short_form = weight[GivenName.at("initial")], weight[GivenName.at("short form")]

    def judge(i: Ints, j: Ints) -> tuple[Levels, Floats]:
        x, y = left.code[i], right.code[j]
        like = table.like(x, y)
        short, agree = table.initials(x, y)
        close = (like >= TYPO) & ~short
        formal = table.one_given(x, y) & ~short
        rarity = np.minimum(
            np.minimum(table.family_rarity[x], table.family_rarity[y]),
            np.minimum(table.given_rarity[x], table.given_rarity[y]),
        )
        level = choose(3, (close, 0), (formal, 1), (short & agree, 2))
        bits = np.where(level < 2, rarity, NEVER)
        bits[level == 1] += short_form
        _initials(bits, level == 2, table.given_letter + initial, x)
        return level, bits

    return judge
