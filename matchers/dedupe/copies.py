"""Rows that say exactly the same, many times over: one of them is compared, the others follow it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from enrich.ports import Ints
from matchers.columns import Codes, Columns
from matchers.dedupe.contacts import dense
from matchers.dedupe.ragged import rows_of, taken

# So many equal rows are fewer than the smallest limit of a block, and are compared like all others.
FEW = 12
_MIX = np.uint64(0x9E3779B97F4A7C15)


class Copies(NamedTuple):
    """`rows`: the rows that are compared; `of`: for every row the place in `rows` of the one it equals."""

    rows: Ints
    of: Codes


def copies_of(columns: Columns) -> Copies:
    """Rows of which more than FEW say exactly the same are represented by the first of them."""
    n = len(columns.records)
    code, first = dense(fingerprints(columns))
    many = np.bincount(code, minlength=len(first)) > FEW
    leader = np.full(len(first), n, np.int64)
    np.minimum.at(leader, code, np.arange(n))
    represented = np.where(many[code], leader[code], np.arange(n))
    is_row = represented == np.arange(n)
    return Copies(np.flatnonzero(is_row), (np.cumsum(is_row) - 1)[represented].astype(np.int32))


def fingerprints(columns: Columns, marks: Ints | None = None) -> Ints:
    """A 64-bit hash of all that each row says: rows that differ have the same one with a chance of 1 in 2^64.

    `marks`: a hash of every word; with them, rows of several tables can be told alike.
    """
    n = len(columns.records)
    sign = (np.arange(len(columns.words)) if marks is None else marks).astype(np.uint64)
    total = np.zeros(n, np.uint64)
    for values in columns.many.values():
        row = rows_of(values)
        place = (np.arange(len(row)) - values.start[row]).astype(np.uint64)
        total = _mixed(total)
        mixed = _mixed(
            sign[values.code] << np.uint64(16) ^ place ^ values.number.astype(np.uint64) << np.uint64(40)
        )
        np.add.at(total, row, mixed) if len(row) else None
    for name, codes in columns.one.items():
        said = codes.astype(np.uint64) if name == "birth" else sign[codes]
        total = _mixed(total) + _mixed(said)
    return total.view(np.int64)


def _mixed(value: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    value = (value ^ value >> np.uint64(31)) * _MIX
    return value ^ value >> np.uint64(29)


def subset(columns: Columns, rows: Ints) -> Columns:
    """The columns of some rows, numbered anew."""
    return Columns(
        np.arange(len(rows), dtype=np.int64),
        columns.words,
        {name: taken(values, rows) for name, values in columns.many.items()},
        {name: codes[rows] for name, codes in columns.one.items()},
    )
