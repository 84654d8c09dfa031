"""CSV of any size -> rows, in bounded memory: a cell or a row over its limit is refused, and the next row is read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Generator, Iterator
from itertools import islice
from typing import BinaryIO, NamedTuple

from enrich.errors import Refused

DELIMITERS = ",;\t|"
_UTF8_NAMES = ("utf-8", "utf-8-sig")


class Row(NamedTuple):
    """The cells of one record, and the number of the line it starts on (from 1)."""

    line: int
    cells: list[str]


class _TooLong(Exception):
    """A record grew over its limit while it was put together."""


class Rows:
    """Rows of a binary stream. `cell_chars` and `row_chars` bound one cell and one record."""

    def __init__(
        self, stream: BinaryIO, encoding: str, delimiter: str, cell_chars: int, row_chars: int
    ) -> None:
        self._text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
        self._delimiter, self._cell_chars, self._row_chars = delimiter, cell_chars, row_chars
        self._line = 0
        self._held: list[str] = []
        self._record: list[str] = []
        self._record_chars = 0
        self._width = 0

    def __iter__(self) -> Iterator[Row | Refused]:
        csv.field_size_limit(max(csv.field_size_limit(), self._row_chars + 1))
        more = True
        try:
            while more:
                more = yield from self._read(csv.reader(self._lines(), delimiter=self._delimiter))
        finally:
            if not self._text.closed:
                self._text.detach()  # the stream is its opener's to close

    def _read(self, reader: Iterator[list[str]]) -> Generator[Row | Refused, None, bool]:
        """Rows until the end (False) or until a record breaks the reader (True: start a new one)."""
        while True:
            self._record.clear()
            self._record_chars = 0
            first = self._line + 1
            try:
                cells = next(reader, None)
            except _TooLong:
                yield self._overlong()
                return True
            except csv.Error as error:
                yield Refused(
                    "this row cannot be read", where=f"line {first}", found=str(error).partition(" - ")[0]
                )
                return True
            if cells is None:
                return False
            if len(self._record) > 1 and self._unclosed(cells):
                yield self._broken_quote(first)
                return True
            if any(cells):
                yield self._checked(Row(first, cells))

    def _lines(self) -> Iterator[str]:
        """Physical lines, bounded; those of the record at hand are kept to be read again when its quote never closes."""
        while True:
            line = self._held.pop(0) if self._held else self._text.readline(self._row_chars + 1)
            if not line:
                return
            self._line += 1
            self._record_chars += len(line)
            self._record.append(line)
            if self._record_chars > self._row_chars:
                raise _TooLong
            yield line

    def _checked(self, row: Row) -> Row | Refused:
        """The row, or why it is refused: a cell over its limit, or bytes that are not of the file's encoding."""
        self._width = self._width or len(row.cells)
        if self._record_chars <= self._cell_chars and self._record_is_text():
            return row
        for number, cell in enumerate(row.cells, start=1):
            if len(cell) > self._cell_chars:
                found = f"{len(cell)} characters"
                return Refused(
                    "a cell is too large",
                    where=f"line {row.line}, column {number}",
                    found=found,
                    allowed=f"at most {self._cell_chars}",
                )
            if not cell.isascii() and not _is_text(cell):
                return Refused(
                    "a cell is not in the file's encoding",
                    where=f"line {row.line}, column {number}",
                    allowed=f"{self._text.encoding} text",
                )
        return row

    def _record_is_text(self) -> bool:
        return all(line.isascii() or _is_text(line) for line in self._record)

    def _unclosed(self, cells: list[str]) -> bool:
        """A record over several lines whose first line has a quote that nothing closes: its cells do not fit the header."""
        return bool(self._width) and len(cells) != self._width and self._fits(self._record[1])

    def _fits(self, line: str) -> bool:
        return len(next(csv.reader([line], delimiter=self._delimiter), [])) == self._width

    def _broken_quote(self, first: int) -> Refused:
        """Refuses the line with the open quote and puts the lines that it swallowed back."""
        swallowed = self._record[1:]
        self._line -= len(swallowed)
        self._held = swallowed + self._held
        return Refused(
            "a quote is opened and never closed",
            where=f"line {first}",
            allowed='cells in "..." end with a quote',
        )

    def _overlong(self) -> Refused:
        """Refuses the record at hand. Its rest is skipped unread, unless its lines are rows behind an open quote."""
        first = self._line - len(self._record) + 1
        if self._width and len(self._record) > 2 and all(self._fits(line) for line in self._record[1:3]):
            last = self._record.pop()
            if last.endswith("\n"):
                self._record.append(last)
            else:
                self._record.append(last + self._text.readline(self._row_chars))
            return self._broken_quote(first)
        self._skip()
        return Refused(
            "a row is too large",
            where=f"line {first}",
            found=f"over {self._row_chars} characters",
            allowed=f"at most {self._row_chars}",
        )

    def _skip(self) -> None:
        """Reads on, keeping nothing, to the end of the line where all quotes are closed."""
        quotes = sum(line.count('"') for line in self._record)
        last = self._record[-1]
        while last and not (quotes % 2 == 0 and last.endswith(("\n", "\r"))):
            last = self._text.readline(self._row_chars)
            quotes += last.count('"')
            self._line += 1 if last.endswith(("\n", "\r")) else 0


_BROKEN = re.compile("[\udc80-\udcff]")


def _is_text(cell: str) -> bool:
    return _BROKEN.search(cell) is None


def sniff_delimiter(sample: str) -> str:
    """The delimiter that cuts most of the sample's first lines into equally many cells, two or more; "" when none does."""
    best = ("", 0.0)
    for delimiter in DELIMITERS:
        rows = _first_rows(sample, delimiter)
        rows = rows[:-1] if len(rows) > 2 else rows
        if not rows or len(rows[0]) < 2:
            continue
        even = sum(len(r) == len(rows[0]) for r in rows) / len(rows)
        if even * len(rows[0]) ** 0.5 > best[1] and even >= 0.5:
            best = (delimiter, even * len(rows[0]) ** 0.5)
    return best[0]


def _first_rows(sample: str, delimiter: str) -> list[list[str]]:
    """Up to 30 rows; none when the sample is no table of this delimiter."""
    try:
        return [r for r in islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), 31) if r][
            :30
        ]
    except csv.Error:
        return []
