"""Several values per row as flat arrays: taking rows, joining, dropping repeats."""

from __future__ import annotations

import numpy as np

from enrich.ports import Bools, Ints
from matchers.columns import Codes, Flags, Ragged
from matchers.pairing import spans


def ragged(size: Ints, code: Codes, flag: Flags | int = 0, number: Codes | int = 0) -> Ragged:
    """Values that stand in the order of their rows; `size` of them for each row."""
    return Ragged(
        _starts(size),
        code.astype(np.int32, copy=False),
        np.full(len(code), flag, np.int8) if isinstance(flag, int) else flag.astype(np.int8, copy=False),
        np.full(len(code), number, np.int32)
        if isinstance(number, int)
        else number.astype(np.int32, copy=False),
    )


def at_most_one(code: Codes) -> Ragged:
    """One value per row, none where the code is 0."""
    said = code > 0
    return ragged(said.astype(np.int64), code[said])


def taken(values: Ragged, at: Ints | Codes) -> Ragged:
    """The values of these rows, in the order given."""
    size = values.size[at]
    place = spans(values.start[at], size)
    return ragged(size, values.code[place], values.flag[place], values.number[place])


def rows_of(values: Ragged) -> Ints:
    """The row of every value."""
    return np.repeat(np.arange(len(values.start) - 1), values.size)


def joined(parts: list[Ragged]) -> Ragged:
    """The values of several columns of the same rows, those of the first column first."""
    if len(parts) == 1:
        return parts[0]
    size: Ints = np.sum([part.size for part in parts], axis=0)
    start = _starts(size)
    answer = Ragged(start, *(np.empty(start[-1], kind) for kind in (np.int32, np.int8, np.int32)))
    behind = start[:-1].copy()
    for part in parts:
        place = np.arange(len(part.code)) + np.repeat(behind - part.start[:-1], part.size)
        answer.code[place], answer.flag[place], answer.number[place] = part.code, part.flag, part.number
        behind += part.size
    return answer


def _starts(size: Ints | Bools) -> Ints:
    start = np.zeros(len(size) + 1, np.int64)
    np.cumsum(size, out=start[1:])
    return start


def kept(values: Ragged, where: Bools) -> Ragged:
    """Only some of the values."""
    size = np.diff(_starts(where)[values.start])
    return ragged(size, values.code[where], values.flag[where], values.number[where])


def once(values: Ragged, most: int) -> Ragged:
    """Each value once per row, in order, at most so many."""
    if not len(values.code) or values.size.max() < 2:
        return values
    row = rows_of(values)
    several = np.flatnonzero(values.size[row] > 1)
    key = row[several] << 32 | values.code[several]
    order = np.argsort(key, kind="stable")
    again = np.zeros(len(row), np.bool_)
    again[several[order[1:]]] = key[order[1:]] == key[order[:-1]]
    answer = kept(values, ~again) if again.any() else values
    if answer.size.max() <= most:
        return answer
    place = np.arange(len(answer.code)) - np.repeat(answer.start[:-1], answer.size)
    return kept(answer, place < most)
