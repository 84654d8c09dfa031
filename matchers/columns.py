"""Features of many records as columns: words become integer codes, lists become flat arrays with starts.

This is what the comparisons work on; no Python object per record is left once the columns are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from enrich.ports import Bools, Ints
from matchers.features import Features, decode

Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.int8]
_SLICE = 20_000
_FEW = 100
NONE, SEVERAL = -1, -2


class Vocabulary(dict[str, int]):
    """word -> code, given out in order of first sight."""

    def __missing__(self, word: str) -> int:
        code = self[word] = len(self)
        return code


class Words(list[str]):
    """code -> word, of millions: a list that is told from others by its class, so that it need not be sent to whom has it."""


def distinct_codes(codes: Codes) -> Codes:
    """The codes that occur, each once, sorted: by a table of all codes, which is quicker than sorting or hashing them."""
    if len(codes) < _FEW:
        return np.array(sorted(set(codes.tolist())), np.int32)
    used = np.zeros(int(codes.max(initial=-1)) + 1, np.bool_)
    used[codes] = True
    return np.flatnonzero(used).astype(np.int32)


@dataclass(frozen=True)
class Ragged:
    """Several values per record: those of record i are at start[i]:start[i + 1]. `flag`, `number`: what is known of each."""

    start: Ints
    code: Codes
    flag: Flags
    number: Codes

    @cached_property
    def size(self) -> Ints:
        return self.start[1:] - self.start[:-1]

    @cached_property
    def said(self) -> Bools:
        """Which records have any."""
        return np.asarray(self.size > 0)

    @cached_property
    def only(self) -> Ints:
        """Where the one value of each record is; NONE or SEVERAL for records that do not have just one."""
        size = self.size
        answer = self.start[:-1].copy()
        answer[size == 0] = NONE
        answer[size > 1] = SEVERAL
        return answer


@dataclass(frozen=True)
class Columns:
    """`words`: code -> word. `records`: sorted record ids; all columns are in their order."""

    records: Ints
    words: list[str]
    many: dict[str, Ragged]
    one: dict[str, Codes]

    def rows(self, records: Ints) -> Ints:
        """Where these records are in the columns."""
        return np.searchsorted(self.records, records)


WHOLE, PART = 0, 1
FIRST, FURTHER, JOINED = 0, 1, 3
MONTH_BITS = 12  # of the end of a job; its beginning stands above
DEGREES: dict[str, int] = {
    "school": 1, "vocational": 2, "associate": 3, "bachelor": 4, "master": 5, "mba": 5, "doctorate": 6,
}  # fmt: skip

# column -> groups of its values, each with the flag they get.
MANY: dict[str, tuple[tuple[Callable[[Features], tuple[str, ...]], int], ...]] = {
    "family": ((attrgetter("family"), WHOLE), (attrgetter("family_parts"), PART)),
    "given": (
        (attrgetter("given"), FIRST),
        (attrgetter("further"), FURTHER),
        (attrgetter("given_joined"), JOINED),
    ),
    "further": ((attrgetter("further"), FURTHER),),
    "phone": ((attrgetter("phones"), 0),),
    "link": ((attrgetter("links"), 0),),
    "identifier": ((attrgetter("identifiers"), 0),),
    "employer": ((attrgetter("employers"), 0),),
    "title": ((lambda f: f.titles[:3], 0),),
    "skill": ((attrgetter("skills"), 0),),
}
ONE: dict[str, Callable[[Features], str]] = {
    name: attrgetter(name) for name in ("suffix", "city", "region", "country", "postcode", "street")
}

# Of some records: how many values each has, and of each value: code, flag, number.
_Part = tuple[Codes, Codes, Flags, Codes]


def columns_of(records: Ints, features: Mapping[int, bytes]) -> Columns:
    """Columns of these records (sorted, each once)."""
    vocabulary = Vocabulary({"": 0})
    slices = [
        _slice([decode(features[record]) for record in records[at : at + _SLICE].tolist()], vocabulary)
        for at in range(0, max(len(records), 1), _SLICE)
    ]
    many = {name: _joined([part[0][name] for part in slices]) for name in slices[0][0]}
    one = {name: _end_to_end([part[1][name] for part in slices]) for name in slices[0][1]}
    return Columns(records, list(vocabulary), many, one)


def _slice(rows: list[Features], vocabulary: Vocabulary) -> tuple[dict[str, _Part], dict[str, Codes]]:
    many = {
        name: _merged([(list(map(values, rows)), flag) for values, flag in groups], vocabulary)
        for name, groups in MANY.items()
    }
    many["email"] = _emails(rows, vocabulary)
    many["school"] = _schools(rows, vocabulary)
    many["job"] = _jobs(rows, vocabulary)
    one = {name: _codes(map(value, rows), vocabulary) for name, value in ONE.items()}
    one["birth"] = np.array([row.birth for row in rows], np.int32)
    return many, one


def _codes(words: Iterable[str], vocabulary: Vocabulary) -> Codes:
    return np.array([vocabulary[word] for word in words], dtype=np.int32)


def _sizes(lists: Iterable[tuple[object, ...]]) -> Codes:
    return np.array(list(map(len, lists)), np.int32)


def _group(lists: list[tuple[str, ...]], vocabulary: Vocabulary, flag: int) -> _Part:
    if not any(lists):
        return _nothing(len(lists))
    code = _codes(chain.from_iterable(lists), vocabulary)
    return _sizes(lists), code, np.full(len(code), flag, np.int8), np.zeros(len(code), np.int32)


@lru_cache(maxsize=256)
def _nothing(n: int) -> _Part:
    nothing = np.zeros(0, np.int32)
    return np.zeros(n, np.int32), nothing, np.zeros(0, np.int8), nothing


def _emails(rows: list[Features], vocabulary: Vocabulary) -> _Part:
    lists = [row.emails for row in rows]
    flat = list(chain.from_iterable(lists))
    return (
        _sizes(lists),
        _codes([email.box for email in flat], vocabulary),
        np.array([email.made for email in flat], np.int8),
        np.array([email.public for email in flat], np.int32),
    )


def _jobs(rows: list[Features], vocabulary: Vocabulary) -> _Part:
    flat = [job for row in rows for job in row.jobs]
    if not flat:
        return _nothing(len(rows))
    return (
        _sizes(row.jobs for row in rows),
        _codes((job.where for job in flat), vocabulary),
        np.zeros(len(flat), np.int8),
        np.array([job.start << MONTH_BITS | job.end for job in flat], np.int32),
    )


def _schools(rows: list[Features], vocabulary: Vocabulary) -> _Part:
    lists = [row.schools for row in rows]
    if not any(lists):
        return _nothing(len(rows))
    flat = list(chain.from_iterable(lists))
    return (
        _sizes(lists),
        _codes([school.name for school in flat], vocabulary),
        np.array([DEGREES.get(school.degree, 0) for school in flat], np.int8),
        np.array([school.year for school in flat], np.int32),
    )


def _merged(groups: list[tuple[list[tuple[str, ...]], int]], vocabulary: Vocabulary) -> _Part:
    """Several groups of values of the same records as one: each record's values stand together. `groups`: values of each
    record, and the flag they get."""
    told = [group for group in groups if any(group[0])] or groups[:1]
    parts = [_group(lists, vocabulary, flag) for lists, flag in told]
    if len(parts) == 1:
        return parts[0]
    rows = np.concatenate([np.repeat(np.arange(len(size)), size) for size, *_ in parts])
    order = np.argsort(rows, kind="stable")
    size: Codes = np.sum([size for size, *_ in parts], axis=0, dtype=np.int32)
    code, flag, number = (np.concatenate([part[k] for part in parts])[order] for k in (1, 2, 3))
    return size, code, flag, number


@lru_cache(maxsize=256)
def _silent(n: int) -> Ragged:
    """No value of any of n records."""
    _, code, flag, number = _nothing(n)
    return Ragged(np.zeros(n + 1, np.int64), code, flag, number)


def _joined(parts: list[_Part]) -> Ragged:
    if len(parts) == 1 and not len(parts[0][1]):
        return _silent(len(parts[0][0]))
    size, code, flag, number = map(_end_to_end, zip(*parts, strict=True))
    start = np.zeros(len(size) + 1, dtype=np.int64)
    size.cumsum(out=start[1:])
    return Ragged(start, code, flag, number)


def _end_to_end(parts: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
