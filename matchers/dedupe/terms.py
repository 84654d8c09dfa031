"""What blocking keys are made of, for all rows of a batch at once: every field of `blocking.Terms` as an array.

Two rows have a term in common here exactly when `blocking.terms_of` gives them a word in common.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from enrich.ports import Ints
from matchers.blocking import formal_names, local_digits, postal_area
from matchers.columns import FIRST, WHOLE, Codes, Columns, Ragged, Vocabulary
from matchers.dedupe.contacts import dense
from matchers.dedupe.ragged import at_most_one, joined, kept, once, ragged, rows_of
from matchers.features import NAMED
from matchers.phonetics import sound


class Term(NamedTuple):
    """A value per entry, and the row it belongs to; values are below `space`. Rows ascend."""

    row: Ints
    value: Ints
    space: int


class BatchTerms:
    """The terms of one batch, each made when a rule asks for it."""

    def __init__(self, columns: Columns) -> None:
        self._columns, self._words = columns, columns.words
        self._all = len(columns.words)

    # --- ways to reach a person ---

    @cached_property
    def mailboxes(self) -> Term:
        return self._plain("email")

    @cached_property
    def phones(self) -> Term:
        return self._of(self._columns.many["phone"], local_digits)

    @cached_property
    def links(self) -> Term:
        return self._plain("link")

    @cached_property
    def identifiers(self) -> Term:
        return self._plain("identifier")

    @cached_property
    def handles(self) -> Term:
        """User parts of mailboxes that are the person's own choice, and accounts."""
        email, link = self._columns.many["email"], self._columns.many["link"]
        users = Vocabulary({"": 0})
        of_email = self._spelt(email.code, lambda word: word.partition("@")[0], users)
        of_link = self._spelt(link.code, lambda word: word.partition(":")[2], users)
        long = np.array([len(user) > 4 for user in users])
        own = long[of_email] | (email.flag != NAMED)
        one = kept(ragged(email.size, of_email), own)
        two = kept(ragged(link.size, of_link), of_link > 0)
        values = joined([one, two])
        return Term(rows_of(values), values.code.astype(np.int64), len(users))

    @cached_property
    def hosts(self) -> Term:
        email = self._columns.many["email"]
        return self._of(kept(email, email.number == 0), lambda word: word.partition("@")[2])

    # --- names ---

    @cached_property
    def _families(self) -> Ragged:
        """Whole family names, then their parts, at most four."""
        return once(self._columns.many["family"], 4)

    @cached_property
    def _whole(self) -> Ragged:
        family = self._columns.many["family"]
        return kept(family, family.flag == WHOLE)

    @cached_property
    def _first(self) -> Ragged:
        given = self._columns.many["given"]
        return kept(given, given.flag == FIRST)

    @cached_property
    def _sounds(self) -> Vocabulary:
        return Vocabulary({"": 0})

    @cached_property
    def family(self) -> Term:
        return self._of(self._families, sound, self._sounds)

    @cached_property
    def first_family(self) -> Codes:
        """The sound of the first family name of every row, 0 where there is none."""
        families = self._families
        said = families.size > 0
        sounds = self._spelt(families.code, sound, self._sounds)
        answer = np.zeros(len(said), np.int32)
        answer[said] = sounds[families.start[:-1][said]]
        return answer

    @cached_property
    def _formal(self) -> tuple[Ragged, list[str]]:
        """The names that the first two given names may be short for."""
        first = self._first
        one, two = _place(first, 0), _place(first, 1)
        code, at = dense(one.astype(np.int64) << 32 | two)
        words, vocabulary = self._words, Vocabulary({"": 0})
        lists = [
            formal_names((words[x], words[y]) if y else (words[x],) if x else ())
            for x, y in zip(one[at].tolist(), two[at].tolist(), strict=True)
        ]
        size = np.array([len(names) for names in lists], np.int64)
        codes = np.array([vocabulary[name] for names in lists for name in names], np.int32)
        distinct = ragged(size, codes)
        return _taken(distinct, code), list(vocabulary)

    @cached_property
    def given(self) -> Term:
        values, words = self._formal
        return Term(rows_of(values), values.code.astype(np.int64), len(words))

    @cached_property
    def _given_sounds(self) -> Ragged:
        values, words = self._formal
        sounds = np.array([self._sounds[sound(word)] if word else 0 for word in words], np.int32)
        return ragged(values.size, sounds[values.code])

    @cached_property
    def names(self) -> Term:
        return _either_order(_term(self._families, self._all), _term(self._first, self._all))

    @cached_property
    def sounding_names(self) -> Term:
        given = self._given_sounds
        family = self.family
        space = len(self._sounds)
        return _either_order(family._replace(space=space), _term(given, space))

    @cached_property
    def words(self) -> Term:
        values = joined([_as_ragged(self.family, len(self._columns.records)), self._given_sounds])
        return _term(values, len(self._sounds))

    @cached_property
    def initials(self) -> Term:
        return product(self.family, self._starting(self._first, 1))

    @cached_property
    def letters(self) -> Term:
        return self._starting(joined([self._whole, self._first]), 1)

    @cached_property
    def starts(self) -> Term:
        both = product(self._starting(self._whole, 2), self._starting(self._first, 2))
        dated = self._columns.one["birth"][both.row] >= 10_000
        return Term(both.row[dated], both.value[dated], both.space)

    @cached_property
    def long_starts(self) -> Term:
        return product(self._starting(self._whole, 4), self._starting(self._first, 2))

    def _starting(self, values: Ragged, size: int) -> Term:
        return self._of(values, lambda word: word[:size])

    # --- work and school ---

    @cached_property
    def employers(self) -> Term:
        return _term(_up_to(self._columns.many["employer"], 6), self._all)

    @cached_property
    def titles(self) -> Term:
        return _term(_up_to(self._columns.many["title"], 2), self._all)

    @cached_property
    def schools(self) -> Term:
        return _term(_up_to(self._columns.many["school"], 3), self._all)

    @cached_property
    def classes(self) -> Term:
        school = _up_to(self._columns.many["school"], 3)
        dated = kept(school, school.number > 0)
        return Term(rows_of(dated), dated.code.astype(np.int64) * 10_000 + dated.number, self._all * 10_000)

    # --- circumstances ---

    @cached_property
    def birthday(self) -> Term:
        birth = self._columns.one["birth"]
        return _one(np.where(birth % 100 > 0, birth, 0), 100_000_000)

    @cached_property
    def birth_year(self) -> Term:
        return _one(self._columns.one["birth"] // 10_000, 10_000)

    @cached_property
    def postcode(self) -> Term:
        return _one(self._columns.one["postcode"], self._all)

    @cached_property
    def area(self) -> Term:
        return self._of(at_most_one(self._columns.one["postcode"]), postal_area)

    @cached_property
    def city(self) -> Term:
        return _one(self._columns.one["city"], self._all)

    @cached_property
    def city_year(self) -> Term:
        return product(self.city, self.birth_year)

    @cached_property
    def street(self) -> Term:
        return _one(self._columns.one["street"], self._all)

    # --- how terms are made of columns ---

    def _plain(self, column: str) -> Term:
        return _term(self._columns.many[column], self._all)

    def _of(self, values: Ragged, change: Callable[[str], str], vocabulary: Vocabulary | None = None) -> Term:
        """The values, each word changed by a function that is called once per distinct word."""
        known = Vocabulary({"": 0}) if vocabulary is None else vocabulary
        code = self._spelt(values.code, change, known)
        return Term(rows_of(values), code.astype(np.int64), len(known))

    def _spelt(self, codes: Codes, change: Callable[[str], str], vocabulary: Vocabulary) -> Codes:
        table = np.zeros(self._all, np.int32)
        used = np.zeros(self._all, np.bool_)
        used[codes] = True
        at = np.flatnonzero(used)
        words = self._words
        table[at] = [vocabulary[change(words[code])] for code in at.tolist()]
        return table[codes]


def _term(values: Ragged, space: int) -> Term:
    return Term(rows_of(values), values.code.astype(np.int64), space)


def _as_ragged(term: Term, n: int) -> Ragged:
    return ragged(np.bincount(term.row, minlength=n), term.value.astype(np.int32))


def _one(code: Codes, space: int) -> Term:
    row = np.flatnonzero(code > 0)
    return Term(row, code[row].astype(np.int64), space)


def _place(values: Ragged, place: int) -> Codes:
    """The value at this place of every row, 0 where there are fewer."""
    said = values.size > place
    answer = np.zeros(len(said), np.int32)
    answer[said] = values.code[values.start[:-1][said] + place]
    return answer


def _up_to(values: Ragged, most: int) -> Ragged:
    if not len(values.code) or values.size.max() <= most:
        return values
    return kept(values, np.arange(len(values.code)) - np.repeat(values.start[:-1], values.size) < most)


def _taken(values: Ragged, at: Codes) -> Ragged:
    size = values.size[at]
    place = np.arange(int(size.sum())) + np.repeat(values.start[at] - np.cumsum(size) + size, size)
    return ragged(size, values.code[place])


def product(left: Term, right: Term) -> Term:
    """One value for each value of `left` with each of `right` in the same row."""
    at_left, at_right = _beside(left, right)
    return Term(
        left.row[at_left], left.value[at_left] * right.space + right.value[at_right], left.space * right.space
    )


def _either_order(left: Term, right: Term) -> Term:
    """The same for values of one vocabulary, where it does not matter which is which."""
    at_left, at_right = _beside(left, right)
    one, two = left.value[at_left], right.value[at_right]
    value = np.minimum(one, two) * left.space + np.maximum(one, two)
    return Term(left.row[at_left], value, left.space * left.space)


def _beside(left: Term, right: Term) -> tuple[Ints, Ints]:
    """Positions in `left` and `right` of all combinations within a row."""
    begin = np.searchsorted(right.row, left.row, "left")
    size = np.searchsorted(right.row, left.row, "right") - begin
    at_left = np.repeat(np.arange(len(left.row)), size)
    at_right = np.arange(len(at_left)) + np.repeat(begin - np.cumsum(size) + size, size)
    return at_left, at_right
