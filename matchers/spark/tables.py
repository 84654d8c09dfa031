"""A table in parts: where its rows are read, and how many a part holds."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np
import polars as pl

from enrich.errors import Refused
from enrich.ports import Ints
from matchers.dedupe.reading import LeftOut, read_table
from matchers.spark.rounds import Row

MOST_ROWS, LEAST_ROWS = 50_000, 3_000  # of a part
_GUESSED = 2_000  # rows that are looked at to see which column says what


class Part(msgspec.Struct, array_like=True, frozen=True):
    """Rows from `first` on: in the Parquet file at `path`, which every machine can read, or here as Arrow's bytes."""

    first: int
    rows: int
    path: str = ""
    content: bytes = b""

    def read(self, columns: list[str]) -> pl.DataFrame:
        """These columns of the part."""
        if self.path:
            return pl.scan_parquet(self.path).select(columns).slice(self.first, self.rows).collect()
        return pl.read_ipc(io.BytesIO(self.content), columns=columns)


encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Part).decode


class Table(Protocol):
    """A table on disk or in memory."""

    @property
    def rows(self) -> int: ...

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Rows that could not be read."""
        ...

    def sample(self) -> pl.DataFrame:
        """Some rows, spread over the table."""
        ...

    def column(self, name: str) -> pl.Series: ...

    def slices(self, size: int) -> Iterator[pl.DataFrame]:
        """All rows, so many at a time."""
        ...

    def parts(self, size: int, columns: list[str]) -> Iterator[Row]:
        """The parts as rows of a cluster, numbered from 0 on."""
        ...


@dataclass(frozen=True)
class ParquetTable:
    """A Parquet file: only its parts are ever read, by whoever works on them."""

    path: Path
    rows: int
    left_out: tuple[LeftOut, ...] = ()

    def sample(self) -> pl.DataFrame:
        return pl.scan_parquet(self.path).gather_every(_step(self.rows)).collect()

    def column(self, name: str) -> pl.Series:
        return pl.read_parquet(self.path, columns=[name])[name]

    def slices(self, size: int) -> Iterator[pl.DataFrame]:
        for first in range(0, self.rows, size):
            yield pl.scan_parquet(self.path).slice(first, size).collect()

    def parts(self, size: int, columns: list[str]) -> Iterator[Row]:
        path = str(self.path.absolute())
        for number, first in enumerate(range(0, self.rows, size)):
            yield number, encode(Part(first, min(size, self.rows - first), path))


@dataclass(frozen=True)
class ReadTable:
    """A table that was read here, and travels to the machines in parts."""

    table: pl.DataFrame
    left_out: tuple[LeftOut, ...] = ()

    @property
    def rows(self) -> int:
        return self.table.height

    def sample(self) -> pl.DataFrame:
        return self.table.gather_every(_step(self.rows))

    def column(self, name: str) -> pl.Series:
        return self.table[name]

    def slices(self, size: int) -> Iterator[pl.DataFrame]:
        yield from self.table.iter_slices(size)

    def parts(self, size: int, columns: list[str]) -> Iterator[Row]:
        for number, some in enumerate(self.table.select(columns).iter_slices(size)):
            buffer = io.BytesIO()
            some.write_ipc(buffer)
            yield number, encode(Part(number * size, some.height, content=buffer.getvalue()))


def _step(rows: int) -> int:
    return max(1, rows // _GUESSED)


def table_at(path: Path) -> Table:
    """Raises Refused for what is no table."""
    if path.suffix.lower() not in (".parquet", ".pq"):
        return ReadTable(*read_table(path))
    try:
        rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as wrong:
        first = str(wrong).strip().partition("\n")[0][:160]
        raise Refused("it cannot be read as a table", where=path.name, found=first) from wrong
    if not rows:
        raise Refused("there are no rows in it", where=path.name, allowed="a header and rows")
    return ParquetTable(path, rows)


@dataclass(frozen=True)
class Places:
    """Which part a row is in, once rows that equal others are left out; `starts`: the first row of every part."""

    starts: Ints

    @classmethod
    def of(cls, rows: int, size: int, left_out: Ints) -> Places:
        """`left_out`: sorted row numbers."""
        starts = np.arange(0, rows, size, dtype=np.int64)
        return cls(starts - np.searchsorted(left_out, starts))

    @property
    def parts(self) -> int:
        return len(self.starts)

    def of_rows(self, rows: Ints) -> Ints:
        return np.searchsorted(self.starts, rows, "right") - 1

    def split(self, rows: Ints) -> Iterable[tuple[int, Ints]]:
        """(part, positions in `rows`) of every part that has some."""
        return grouped(self.of_rows(rows))


def grouped(bucket: Ints) -> Iterator[tuple[int, Ints]]:
    """(bucket, positions) of every bucket that has some."""
    order = np.argsort(bucket, kind="stable")
    if not len(order):
        return
    ends = np.flatnonzero(np.r_[np.diff(bucket[order]) != 0, True]) + 1
    start = 0
    for end in ends.tolist():
        at = order[start:end]
        yield int(bucket[at[0]]), at
        start = end
