"""Columns and arrays as bytes, and back: what travels between the machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from enrich.ports import Ints
from matchers.columns import Codes, Columns, Ragged, Vocabulary
from matchers.dedupe.copies import subset
from matchers.dedupe.ragged import ragged

Array = npt.NDArray[Any]
NUMBERS = frozenset(["birth"])  # columns of one value that are no codes of words


class Parcel(msgspec.Struct, array_like=True, frozen=True):
    """`kind` says what it holds; `arrays`: name -> (type, bytes); `words`: the words of the arrays' codes."""

    kind: str
    arrays: dict[str, tuple[str, bytes]] = {}
    words: list[str] = []

    def __getitem__(self, name: str) -> Array:
        kind, content = self.arrays[name]
        return np.frombuffer(content, dtype=kind)


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Parcel).decode


def parcel(kind: str, words: Sequence[str] = (), **arrays: Array) -> bytes:
    packed = {name: (array.dtype.str, array.tobytes()) for name, array in arrays.items()}
    return _encode(Parcel(kind, packed, list(words)))


def opened(contents: Iterable[bytes], kind: str) -> Iterator[Parcel]:
    """The parcels of one kind."""
    for content in contents:
        found = _decode(content)
        if found.kind == kind:
            yield found


def gathered(contents: Iterable[bytes], kind: str, **types: str) -> list[Array]:
    """Arrays of these names and types out of all parcels of a kind, each array's parts behind each other."""
    parcels = list(opened(contents, kind))
    return [
        np.concatenate([np.empty(0, dtype), *(one[name] for one in parcels)]) for name, dtype in types.items()
    ]


def packed(columns: Columns, rows: Ints | None = None) -> bytes:
    """Columns, or some of their rows, with the words that these use; record ids stay."""
    some = columns if rows is None else _of_rows(columns, rows)
    used = np.zeros(len(some.words), np.bool_)
    for codes in _codes(some):
        used[codes] = True
    used[0] = True
    at = np.flatnonzero(used)
    place = np.cumsum(used).astype(np.int32) - np.int32(1)
    arrays: dict[str, Array] = {"records": some.records}
    for name, values in some.many.items():
        arrays |= {
            f"{name} size": values.size.astype(np.uint16), f"{name} code": place[values.code],
            f"{name} flag": values.flag, f"{name} number": values.number,
        }  # fmt: skip
    for name, codes in some.one.items():
        arrays[name] = codes if name in NUMBERS else place[codes]
    return parcel("columns", [some.words[code] for code in at.tolist()], **arrays)


def _of_rows(columns: Columns, rows: Ints) -> Columns:
    some = subset(columns, rows)
    return Columns(columns.records[rows], some.words, some.many, some.one)


def _codes(columns: Columns) -> Iterator[Codes]:
    yield from (values.code for values in columns.many.values())
    yield from (codes for name, codes in columns.one.items() if name not in NUMBERS)


def unpacked(contents: Iterable[bytes]) -> Columns:
    """The columns of all parcels that hold columns; no record is in two of them, and the records of one parcel lie before
    those of the next in one order or another."""
    parts = sorted(opened(contents, "columns"), key=lambda part: part["records"][:1].tolist())
    vocabulary = Vocabulary({"": 0})
    places = [np.array([vocabulary[word] for word in part.words], np.int32) for part in parts]
    names = parts[0].arrays
    many = {name.removesuffix(" size") for name in names if name.endswith(" size")}
    one = {name for name in names if " " not in name and name != "records"}
    return Columns(
        np.concatenate([part["records"] for part in parts]),
        list(vocabulary),
        {name: _ragged(name, parts, places) for name in sorted(many)},
        {name: _single(name, parts, places) for name in sorted(one)},
    )


def _ragged(name: str, parts: list[Parcel], places: list[Codes]) -> Ragged:
    return ragged(
        np.concatenate([part[f"{name} size"] for part in parts]).astype(np.int64),
        np.concatenate([place[part[f"{name} code"]] for part, place in zip(parts, places, strict=True)]),
        np.concatenate([part[f"{name} flag"] for part in parts]),
        np.concatenate([part[f"{name} number"] for part in parts]),
    )


def _single(name: str, parts: list[Parcel], places: list[Codes]) -> Codes:
    if name in NUMBERS:
        return np.concatenate([part[name] for part in parts])
    return np.concatenate([place[part[name]] for part, place in zip(parts, places, strict=True)])
