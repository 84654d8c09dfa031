"""What blocking keys are made of, for all rows of a batch at once: every field of `blocking.Terms` as an array.

Two rows have a term in common here exactly when `blocking.terms_of` gives them a word in common. Values are codes, which
mean something within one batch; or hashes, by which the rows of several batches can be brought together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from enrich.ports import Ints
from matchers.blocking import formal_names, stable_hash
from matchers.columns import FIRST, WHOLE, Codes, Columns, Ragged, Vocabulary
from matchers.dedupe.contacts import dense
from matchers.dedupe.ragged import at_most_one, joined, kept, once, ragged, rows_of, taken
from matchers.dedupe.reading import distinct
from matchers.features import NAMED
from matchers.pairing import spans
from matchers.phonetics import sounds

# Stands for "any 64-bit number" among the spaces of values, and is what such values are multiplied with, modulo 2^64.
ANY = -7046029254386353131
_FITS = 1 << 63


class Term(NamedTuple):
    """A value per entry, and the row it belongs to; values are below `space`, or hashes where that is ANY. Rows ascend."""

    row: Ints
    value: Ints
    space: int


class BatchTerms:
    """The terms of one batch, each made when a rule asks for it; `hashed`: for rows of a larger table."""

    def __init__(self, columns: Columns, hashed: bool = False) -> None:
        self._columns, self._hashed = columns, hashed
        self._hashes: dict[str, int] = {"": 0}

    def forget(self, names: Collection[str]) -> None:
        """Frees the room of terms that no rule asks for any more; one that is asked for again is made again."""
        for name in names:
            self.__dict__.pop(name, None)

    @cached_property
    def _words(self) -> pl.Series:
        return pl.Series(self._columns.words, dtype=pl.String)

    # --- ways to reach a person ---

    @cached_property
    def mailboxes(self) -> Term:
        return self._plain("email")

    @cached_property
    def phones(self) -> Term:
        return self._of(self._columns.many["phone"], _local_digits)

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
        (at_box, boxes), (at_link, links) = self._used(email.code), self._used(link.code)
        which, users = distinct(
            pl.concat([boxes.str.replace("(?s)@.*$", ""), links.str.replace("(?s)^[^:]*:?", "")])
        )
        of_email, of_link = which[: len(boxes)][at_box], which[len(boxes) :][at_link]
        own = (users.str.len_chars() > 4).to_numpy()[of_email] | (email.flag != NAMED)
        one = kept(ragged(email.size, of_email), own)
        two = kept(ragged(link.size, of_link), of_link > 0)
        return self._term(joined([one, two]), users)

    @cached_property
    def hosts(self) -> Term:
        email = self._columns.many["email"]
        return self._of(kept(email, email.number == 0), lambda words: words.str.replace("(?s)^[^@]*@?", ""))

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
    def _sounds(self) -> tuple[Codes, Codes, pl.Series]:
        """Codes of the sounds of all family names and of all formal names, and what the codes mean."""
        (at, names), formal = self._used(self._families.code), self._formal[1]
        which, known = distinct(pl.Series(sounds([*names.to_list(), *formal.to_list()]), dtype=pl.String))
        return which[: len(names)][at], which[len(names) :], known

    @cached_property
    def _family_sounds(self) -> Ragged:
        return ragged(self._families.size, self._sounds[0])

    @cached_property
    def _given_sounds(self) -> Ragged:
        values = self._formal[0]
        return ragged(values.size, self._sounds[1][values.code])

    @cached_property
    def family(self) -> Term:
        return self._term(self._family_sounds, self._sounds[2])

    @cached_property
    def first_family(self) -> Ints:
        """The sound of the first family name of every row, 0 where there is none."""
        return self._valued(_place(self._family_sounds, 0), self._sounds[2])[0]

    @cached_property
    def _formal(self) -> tuple[Ragged, pl.Series]:
        """The names that the first two given names may be short for."""
        first = self._first
        one, two = _place(first, 0), _place(first, 1)
        code, at = dense(one.astype(np.int64) << 32 | two)
        words, vocabulary = self._columns.words, Vocabulary({"": 0})
        lists = [
            formal_names((words[x], words[y]) if y else (words[x],) if x else ())
            for x, y in zip(one[at].tolist(), two[at].tolist(), strict=True)
        ]
        size = np.array([len(names) for names in lists], np.int64)
        codes = np.array([vocabulary[name] for names in lists for name in names], np.int32)
        return taken(ragged(size, codes), code), pl.Series(list(vocabulary), dtype=pl.String)

    @cached_property
    def given(self) -> Term:
        return self._term(*self._formal)

    @cached_property
    def names(self) -> Term:
        return _either_order(self._term(self._families), self._term(self._first))

    @cached_property
    def sounding_names(self) -> Term:
        family, given = self._family_sounds, self._given_sounds
        known = self._sounds[2]
        return _either_order(self._term(family, known), self._term(given, known))

    @cached_property
    def words(self) -> Term:
        values = joined([self._family_sounds, self._given_sounds])
        return self._term(values, self._sounds[2])

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
        return self._of(values, lambda words: words.str.slice(0, size))

    # --- work and school ---

    @cached_property
    def employers(self) -> Term:
        return self._term(_up_to(self._columns.many["employer"], 6))

    @cached_property
    def titles(self) -> Term:
        return self._term(_up_to(self._columns.many["title"], 2))

    @cached_property
    def schools(self) -> Term:
        return self._term(_up_to(self._columns.many["school"], 3))

    @cached_property
    def classes(self) -> Term:
        school = _up_to(self._columns.many["school"], 3)
        dated = kept(school, school.number > 0)
        schools = self._term(dated)
        return Term(schools.row, schools.value * 10_000 + dated.number, _times(schools.space, 10_000))

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
        return self._coded("postcode")

    @cached_property
    def area(self) -> Term:
        return self._of(at_most_one(self._columns.one["postcode"]), _postal_area)

    @cached_property
    def city(self) -> Term:
        return self._coded("city")

    @cached_property
    def city_year(self) -> Term:
        return product(self.city, self.birth_year)

    @cached_property
    def street(self) -> Term:
        return self._coded("street")

    # --- how terms are made of columns ---

    def _plain(self, column: str) -> Term:
        return self._term(self._columns.many[column])

    def _coded(self, column: str) -> Term:
        code = self._columns.one[column]
        row = np.flatnonzero(code > 0)
        return Term(row, *self._valued(code[row], self._words))

    def _term(self, values: Ragged, words: pl.Series | None = None) -> Term:
        """Values whose codes are of these words; by default of the batch's."""
        return Term(rows_of(values), *self._valued(values.code, self._words if words is None else words))

    def _valued(self, codes: Codes, words: pl.Series) -> tuple[Ints, int]:
        """The codes themselves, or hashes of their words; and the space they lie in."""
        if not self._hashed:
            return codes.astype(np.int64), len(words)
        used = np.flatnonzero(np.bincount(codes, minlength=1))
        table = np.zeros(len(words), np.int64)
        table[used] = [self._hash(word) for word in words.gather(used).to_list()]
        return table[codes], ANY

    def _hash(self, word: str) -> int:
        if (known := self._hashes.get(word)) is None:
            known = self._hashes[word] = stable_hash(word)
        return known

    def _of(self, values: Ragged, change: Callable[[pl.Series], pl.Series]) -> Term:
        """The values, all distinct words changed by a function."""
        at, words = self._used(values.code)
        which, known = distinct(change(words))
        return Term(rows_of(values), *self._valued(which[at], known))

    def _used(self, codes: Codes) -> tuple[Codes, pl.Series]:
        """The distinct words of these codes, and for each code its place among them."""
        used = np.zeros(len(self._words), np.bool_)
        used[codes] = True
        return (np.cumsum(used, dtype=np.int32) - 1)[codes], self._words.gather(np.flatnonzero(used))


def _local_digits(phones: pl.Series) -> pl.Series:
    """`blocking.local_digits` of each."""
    return phones.str.replace(";.*$", "").str.tail(9)


def _postal_area(postcodes: pl.Series) -> pl.Series:
    """`blocking.postal_area` of each."""
    size = pl.col("code").str.len_chars().cast(pl.Int64)
    return (
        postcodes.to_frame("code")
        .select(pl.col("code").str.slice(0, pl.max_horizontal(size - 3, 2)))
        .to_series()
    )


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


def product(left: Term, right: Term) -> Term:
    """One value for each value of `left` with each of `right` in the same row."""
    at_left, at_right = _beside(left, right)
    return Term(
        left.row[at_left],
        left.value[at_left] * right.space + right.value[at_right],
        _times(left.space, right.space),
    )


def _either_order(left: Term, right: Term) -> Term:
    """The same for values of one vocabulary, where it does not matter which is which."""
    at_left, at_right = _beside(left, right)
    one, two = left.value[at_left], right.value[at_right]
    value = np.minimum(one, two) * left.space + np.maximum(one, two)
    return Term(left.row[at_left], value, _times(left.space, left.space))


def _times(left: int, right: int) -> int:
    """The space of products."""
    return left * right if ANY not in (left, right) and left * right < _FITS else ANY


def _beside(left: Term, right: Term) -> tuple[Ints, Ints]:
    """Positions in `left` and `right` of all combinations within a row."""
    n = int(max(left.row.max(initial=-1), right.row.max(initial=-1))) + 1
    number = np.bincount(right.row, minlength=n)
    size = number[left.row]
    at_left = np.repeat(np.arange(len(left.row)), size)
    return at_left, spans((np.cumsum(number) - number)[left.row], size)
