"""Features of many records as columns: words become integer codes, lists become flat arrays with starts.

This is what the comparisons work on; no Python object per record is left once the columns are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from enrich.ports import Ints
from matchers.features import Features, decode

Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.int8]
_SLICE = 20_000


class Vocabulary(dict[str, int]):
    """word -> code, given out in order of first sight."""

    def __missing__(self, word: str) -> int:
        code = self[word] = len(self)
        return code


@dataclass(frozen=True)
class Ragged:
    """Several values per record: those of record i are at start[i]:start[i + 1]. `flag`, `number`: what is known of each."""

    start: Ints
    code: Codes
    flag: Flags
    number: Codes

    @property
    def size(self) -> Ints:
        return np.diff(self.start)


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


# A value as (word, flag, number).
Value = tuple[str, int, int]

WHOLE, PART = 0, 1
FIRST, FURTHER, JOINED = 0, 1, 3


def _flagged(*groups: tuple[Iterable[str], int]) -> list[Value]:
    return [(word, flag, 0) for words, flag in groups for word in words]


DEGREES: dict[str, int] = {
    "school": 1, "vocational": 2, "associate": 3, "bachelor": 4, "master": 5, "mba": 5, "doctorate": 6,
}  # fmt: skip

MANY: dict[str, Callable[[Features], Sequence[Value]]] = {
    "family": lambda f: _flagged((f.family, WHOLE), (f.family_parts, PART)),
    "given": lambda f: _flagged((f.given, FIRST), (f.further, FURTHER), (f.given_joined, JOINED)),
    "further": lambda f: _flagged((f.further, FURTHER)),
    "email": lambda f: [(email.box, email.made, email.public) for email in f.emails],
    "phone": lambda f: _flagged((f.phones, 0)),
    "link": lambda f: _flagged((f.links, 0)),
    "identifier": lambda f: _flagged((f.identifiers, 0)),
    "employer": lambda f: _flagged((f.employers, 0)),
    "title": lambda f: _flagged((f.titles[:3], 0)),
    "school": lambda f: [(school.name, DEGREES.get(school.degree, 0), school.year) for school in f.schools],
    "skill": lambda f: _flagged((f.skills, 0)),
}

ONE: dict[str, Callable[[Features], str]] = {
    "suffix": lambda f: f.suffix,
    "city": lambda f: f.city,
    "region": lambda f: f.region,
    "country": lambda f: f.country,
    "postcode": lambda f: f.postcode,
    "street": lambda f: f.street,
}


def columns_of(records: Ints, features: Mapping[int, bytes]) -> Columns:
    """Columns of these records (sorted, each once)."""
    vocabulary = Vocabulary({"": 0})
    slices = [
        _slice([decode(features[record]) for record in records[at : at + _SLICE].tolist()], vocabulary)
        for at in range(0, len(records), _SLICE)
    ]
    many = {name: _joined([part[0][name] for part in slices]) for name in MANY}
    one = {name: np.concatenate([part[1][name] for part in slices]) for name in (*ONE, "birth")}
    return Columns(records, list(vocabulary), many, one)


_Part = tuple[Codes, Codes, Flags, Codes]


def _slice(rows: list[Features], vocabulary: Vocabulary) -> tuple[dict[str, _Part], dict[str, Codes]]:
    many = {name: _ragged([values(row) for row in rows], vocabulary) for name, values in MANY.items()}
    one = {name: _codes((value(row) for row in rows), vocabulary) for name, value in ONE.items()}
    one["birth"] = np.fromiter((row.birth for row in rows), np.int32, len(rows))
    return many, one


def _codes(words: Iterator[str], vocabulary: Vocabulary) -> Codes:
    return np.array([vocabulary[word] for word in words], dtype=np.int32)


def _ragged(rows: list[Sequence[Value]], vocabulary: Vocabulary) -> _Part:
    flat = list(chain.from_iterable(rows))
    return (
        np.fromiter(map(len, rows), np.int32, len(rows)),
        np.array([vocabulary[value[0]] for value in flat], dtype=np.int32),
        np.array([value[1] for value in flat], dtype=np.int8),
        np.array([value[2] for value in flat], dtype=np.int32),
    )


def _joined(parts: list[_Part]) -> Ragged:
    size, code, flag, number = (np.concatenate(column) for column in zip(*parts, strict=True))
    start = np.zeros(len(size) + 1, dtype=np.int64)
    np.cumsum(size, out=start[1:])
    return Ragged(start, code, flag, number)
