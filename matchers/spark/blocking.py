"""Pairs of a table in parts: keys of every part, brought together by key, then pairs brought together by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from enrich.ports import Ints, Pairs
from matchers.blocking import BLOCK_LIMIT, EMAIL, LINK, PHONE, RULES
from matchers.dedupe.blocks import Found, found_by, key_of, merged, pairs_of_term
from matchers.dedupe.terms import ANY, BatchTerms, Term
from matchers.origins import row_marks
from matchers.pairing import people_of
from matchers.sampling import lowest, marks_of
from matchers.spark.rounds import DRIVER, Row
from matchers.spark.tables import Places, grouped
from matchers.spark.wire import gathered, opened, packed, parcel, unpacked

SHARED = (EMAIL, PHONE, LINK)  # rules by whose keys it is known how many people share a value
TOLD_FROM = 3  # people from which on a shared value counts less
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Keys:
    """A part's columns -> its keys, by bucket. Of a key that a crowd shares within the part only the number travels."""

    limits: Mapping[int, int]
    buckets: int

    def __call__(self, bucket: int, content: bytes) -> Iterator[Row]:
        columns = unpacked([content])
        terms = BatchTerms(columns, hashed=True)
        for number, limit in self.limits.items():
            term = key_of(terms, number)
            who = terms.first_family[term.row] if number in SHARED else np.empty(0, np.int64)
            yield from self._of_rule(number, limit, term.value, columns.records[term.row], who)

    def _of_rule(self, number: int, limit: int, value: Ints, row: Ints, who: Ints) -> Iterator[Row]:
        most = max(limit, BLOCK_LIMIT) if number in SHARED else limit
        if number not in SHARED:
            value, row = _once(value, row)
        keys, which, size = np.unique(value, return_inverse=True, return_counts=True)
        crowd = size > most
        kept = np.flatnonzero(~crowd[which])
        for target, at in _split(value[kept], number, self.buckets):
            mine = kept[at]
            some = who[mine] if len(who) else who
            yield target, parcel(f"keys {number}", value=value[mine], row=row[mine], who=some)
        for target, at in _split(keys[crowd], number, self.buckets):
            yield target, parcel(f"crowds {number}", value=keys[crowd][at], size=size[crowd][at])


def _once(value: Ints, row: Ints) -> tuple[Ints, Ints]:
    """Each value once per row."""
    order = np.lexsort((value, row))
    value, row = value[order], row[order]
    fresh = (
        np.r_[True, (value[1:] != value[:-1]) | (row[1:] != row[:-1])] if len(row) else np.empty(0, np.bool_)
    )
    return value[fresh], row[fresh]


def _split(value: Ints, number: int, buckets: int) -> Iterator[tuple[int, Ints]]:
    mixed = (value.astype(np.uint64) ^ np.uint64(number + 1)) * _MIX >> np.uint64(33)
    return grouped((mixed % np.uint64(buckets)).astype(np.int64))


@dataclass(frozen=True)
class PairsOfKeys:
    """The keys of a bucket -> pairs, by the part of their first row; to the driver: whom each rule left out, and how many
    people share a value."""

    limits: Mapping[int, int]
    places: Places

    def __call__(self, bucket: int, contents: list[bytes]) -> Iterator[Row]:
        for number, limit in self.limits.items():
            value, row, who = gathered(contents, f"keys {number}", value="<i8", row="<i8", who="<i8")
            crowds, size = gathered(contents, f"crowds {number}", value="<i8", size="<i8")
            if number in SHARED:
                yield DRIVER, _people(number, value, who, crowds, size)
            left_out = np.isin(value, crowds)
            a, b, found = pairs_within(value[~left_out], row[~left_out], limit)
            yield DRIVER, parcel(
                "found",
                told=np.array([
                    number, 0, found.crowds + len(np.unique(crowds)),
                    found.crowded + int(left_out.sum()) + int(size.sum()),
                ]),
            )  # fmt: skip
            for part, at in self.places.split(a):
                yield part, parcel(f"pairs {number}", a=a[at], b=b[at])


def pairs_within(value: Ints, row: Ints, limit: int) -> tuple[Ints, Ints, Found]:
    """Every two rows that share a value, unless more than `limit` do."""
    rows, place = np.unique(row, return_inverse=True)
    bits = max(int(len(rows) - 1).bit_length(), 1)
    found = pairs_of_term(Term(place, value, ANY), limit, bits)
    left, right = found.pairs >> np.int64(bits), found.pairs & np.int64((1 << bits) - 1)
    return rows[left], rows[right], found


def _people(number: int, value: Ints, who: Ints, crowds: Ints, size: Ints) -> bytes:
    """Values that several people share. A crowd within one part is larger than any block: each of its rows counts."""
    keys, first = np.unique(value, return_index=True)
    people = people_of(value, who)[first]
    more, which = np.unique(crowds, return_inverse=True)
    whole = np.bincount(which, weights=size, minlength=len(more)).astype(np.int64)
    rows = np.bincount(np.searchsorted(keys, value), minlength=len(keys))
    both = np.isin(more, keys)
    whole[both] += rows[np.searchsorted(keys, more[both])]
    plain = ~np.isin(keys, more) & (people >= TOLD_FROM)
    values, counts = np.concatenate([keys[plain], more]), np.concatenate([people[plain], whole])
    return parcel("people", rule=np.full(len(values), number, np.int64), value=values, people=counts)


@dataclass(frozen=True)
class MergedPairs:
    """The pairs of a part, each once with the rules that found it; to the driver: how many several rules found, and one,
    and how many each rule."""

    bits: int

    def __call__(self, bucket: int, contents: list[bytes]) -> Iterator[Row]:
        if bucket == DRIVER:
            yield from ((DRIVER, content) for content in contents)
            return
        found = {}
        for number in range(len(RULES)):
            a, b = gathered(contents, f"pairs {number}", a="<i8", b="<i8")
            if len(a):
                found[number] = Found(a << np.int64(self.bits) | b, 0, 0)
        pairs = merged(found, self.bits)
        several = int((np.bitwise_count(pairs.rules) > 1).sum())
        yield DRIVER, parcel("sizes", told=np.array([several, len(pairs.a) - several]))
        for number, pairs_found in enumerate(found_by(pairs)):
            if pairs_found:
                yield DRIVER, parcel("found", told=np.array([number, pairs_found, 0, 0]))
        yield bucket, pairs_parcel(pairs)


def pairs_parcel(pairs: Pairs) -> bytes:
    return parcel("pairs", a=pairs.a, b=pairs.b, rules=pairs.rules)


def pairs_in(contents: list[bytes]) -> Pairs:
    return Pairs(*gathered(contents, "pairs", a="<i8", b="<i8", rules="<i8"))


@dataclass(frozen=True)
class Degrees:
    """How often rows stand in a part's pairs, by the rows' parts."""

    places: Places

    def __call__(self, bucket: int, content: bytes) -> Iterator[Row]:
        for pairs in opened([content], "pairs"):
            rows, times = np.unique(np.concatenate([pairs["a"], pairs["b"]]), return_counts=True)
            for part, at in self.places.split(rows):
                yield part, parcel("degree", row=rows[at], times=times[at])


def most_pairs(bucket: int, contents: list[bytes]) -> Iterator[Row]:
    """The largest number of pairs that a row of the part stands in."""
    row, times = gathered(contents, "degree", row="<i8", times="<i8")
    if len(row):
        _, which = np.unique(row, return_inverse=True)
        yield DRIVER, parcel("most", told=np.array([int(np.bincount(which, weights=times).max())]))


@dataclass(frozen=True)
class Chosen:
    """Of a part's pairs those to learn from: the lowest marks of each stratum, below a mark under which no more than are
    wanted are to be expected; and which random pairs are blocked."""

    marks: tuple[int, int]
    seed: int
    random: Ints
    bits: int

    def __call__(self, bucket: int, content: bytes) -> Iterator[Row]:
        for one in opened([content], "pairs"):
            pairs = Pairs(one["a"], one["b"], one["rules"])
            several, mark = np.bitwise_count(pairs.rules) > 1, marks_of(pairs, self.seed)
            for stratum, most in zip((several, ~several), self.marks, strict=True):
                at = np.flatnonzero(stratum & (mark <= np.uint64(most)))
                yield DRIVER, pairs_parcel(lowest(pairs, at, self.seed))
            code = pairs.a << np.int64(self.bits) | pairs.b
            yield DRIVER, parcel("blocked", code=code[np.isin(code, self.random)])


@dataclass(frozen=True)
class Fetch:
    """The columns of some rows (sorted)."""

    rows: Ints

    def __call__(self, bucket: int, content: bytes) -> Iterator[Row]:
        columns = unpacked([content])
        at = np.flatnonzero(np.isin(columns.records, self.rows))
        if len(at):
            yield DRIVER, packed(columns, at)


@dataclass(frozen=True)
class Marked:
    """The columns of the rows whose marks are no higher."""

    mark: int

    def __call__(self, bucket: int, content: bytes) -> Iterator[Row]:
        columns = unpacked([content])
        at = np.flatnonzero(row_marks(columns.records) <= np.uint64(self.mark))
        if len(at):
            yield DRIVER, packed(columns, at)
