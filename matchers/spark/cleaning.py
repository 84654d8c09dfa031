"""Parts of a table -> their columns, and what is counted over all of them: habits, equal rows, frequent words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
import numpy as np

from enrich.ports import Ints
from matchers.blocking import stable_hash
from matchers.columns import Columns
from matchers.dedupe.copies import FEW, fingerprints, subset
from matchers.dedupe.features import columns_of_sheet
from matchers.dedupe.mapping import Plan
from matchers.dedupe.sheet import TELLING, Habits, Seen, cells_by_name, seen_in, sheet_of
from matchers.frequencies import LISTED, Counts, squares_of
from matchers.spark.rounds import DRIVER, Row
from matchers.spark.tables import decode
from matchers.spark.wire import Parcel, gathered, opened, packed, parcel, unpacked
from matchers.training import values_of


@dataclass(frozen=True)
class See:
    """A part -> what its rows tell of how the table is written."""

    plan: Plan

    def __call__(self, bucket: int, content: bytes) -> Iterator[Row]:
        names = self.plan.of(*TELLING)
        cells = cells_by_name(decode(content).read(names), names)
        yield DRIVER, msgspec.json.encode(seen_in(cells, self.plan))


def all_seen(contents: Iterable[bytes]) -> Seen:
    seen: Seen = Counter()
    for content in contents:
        seen.update(msgspec.json.decode(content))
    return seen


@dataclass(frozen=True)
class Clean:
    """A part -> its columns; records are the rows' numbers in the whole table."""

    plan: Plan
    habits: Habits

    def __call__(self, bucket: int, content: bytes) -> Iterator[Row]:
        part = decode(content)
        table = part.read([column.name for column in self.plan.used])
        columns = columns_of_sheet(sheet_of(table, self.plan, self.habits))
        yield bucket, packed(numbered(columns, columns.records + part.first))


def numbered(columns: Columns, records: Ints) -> Columns:
    """The same columns of other records."""
    return Columns(records, columns.words, columns.many, columns.one)


@dataclass(frozen=True)
class Prints:
    """A part's columns -> a hash of all that each row says, by hash."""

    buckets: int

    def __call__(self, bucket: int, content: bytes) -> Iterator[Row]:
        columns = unpacked([content])
        marks = np.array([stable_hash(word) for word in columns.words], np.int64)
        prints = fingerprints(columns, marks)
        target = (prints.view(np.uint64) >> np.uint64(17)) % np.uint64(self.buckets)
        for one in np.unique(target).tolist():
            at = target == one
            yield int(one), parcel("prints", mark=prints[at], row=columns.records[at])


def equal_rows(bucket: int, contents: list[bytes]) -> Iterator[Row]:
    """Rows that say the same as more than FEW others, each with the first of them."""
    mark, row = gathered(contents, "prints", mark="<i8", row="<i8")
    order = np.lexsort((row, mark))
    mark, row = mark[order], row[order]
    _, first, size = np.unique(mark, return_index=True, return_counts=True)
    leader = np.repeat(row[first], size)
    follows = np.repeat(size > FEW, size) & (row != leader)
    if follows.any():
        yield DRIVER, parcel("copies", row=row[follows], leader=leader[follows])


@dataclass(frozen=True)
class Distinct:
    """A part's columns without the rows that equal others (sorted), the rest numbered anew."""

    left_out: Ints

    def __call__(self, bucket: int, content: bytes) -> Iterator[Row]:
        columns = unpacked([content])
        rows = np.flatnonzero(~np.isin(columns.records, self.left_out))
        records = columns.records[rows]
        some = subset(columns, rows)
        yield bucket, packed(numbered(some, records - np.searchsorted(self.left_out, records)))


@dataclass(frozen=True)
class Words:
    """A part's columns -> how often each word stands in each column that `training.values_of` names, by word."""

    buckets: int

    def __call__(self, bucket: int, content: bytes) -> Iterator[Row]:
        columns = unpacked([content])
        for name, codes in values_of(columns).items():
            count = np.bincount(codes, minlength=1)
            present = np.flatnonzero(count)
            words = [columns.words[code] for code in present.tolist()]
            target = np.array([stable_hash(word) for word in words], np.int64).view(np.uint64) % np.uint64(
                self.buckets
            )
            for one in np.unique(target).tolist():
                at = np.flatnonzero(target == one)
                yield int(one), parcel(name, [words[i] for i in at.tolist()], count=count[present[at]])


@dataclass(frozen=True)
class Frequent:
    """A bucket's words of all parts -> the most frequent of each column, and sums over all of them."""

    names: tuple[str, ...]

    def __call__(self, bucket: int, contents: list[bytes]) -> Iterator[Row]:
        for name in self.names:
            total: Counter[str] = Counter()
            for one in opened(contents, name):
                total.update(dict(zip(one.words, one["count"].tolist(), strict=True)))
            if total:
                counts = counts_of_words(total)
                sums = np.array([counts.values, counts.distinct], np.int64)
                yield (
                    DRIVER,
                    parcel(
                        name,
                        counts.words,
                        count=counts.numbers,
                        sums=sums,
                        squares=np.array([counts.squares]),
                    ),
                )


def counts_of_words(total: Counter[str]) -> Counts:
    numbers = np.array(list(total.values()), np.int64)
    words = sorted(total, key=lambda word: (-total[word], word))[:LISTED]
    listed = np.array([total[word] for word in words], np.int64)
    return Counts(words, listed, int(numbers.sum()), len(total), squares_of(numbers))


def all_counts(contents: list[bytes], names: Iterable[str]) -> dict[str, Counts]:
    """Of all buckets together: no word is in two of them."""
    return {name: _joined([*opened(contents, name)]) for name in names}


def _joined(parts: list[Parcel]) -> Counts:
    total = {
        word: number
        for part in parts
        for word, number in zip(part.words, part["count"].tolist(), strict=True)
    }
    words = sorted(total, key=lambda word: (-total[word], word))[:LISTED]
    values, distinct = (sum(int(part["sums"][place]) for part in parts) for place in (0, 1))
    squares = sum(float(part["squares"][0]) for part in parts)
    return Counts(words, np.array([total[word] for word in words], np.int64), values, distinct, squares)
