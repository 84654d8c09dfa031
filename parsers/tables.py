"""Tables of people (CSV) and JSON Lines, streamed: any size, one row in memory at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import BinaryIO

import msgspec

from enrich.errors import Refused
from enrich.model import Found, Instant
from parsers.clock import instant_of, instant_of_date
from parsers.columns import WHO, Cells, attributes_of, clean_cell, link_cell, profile_of, read_date
from parsers.detect import decode, encoding_of
from parsers.people import read_person
from parsers.rows import Row, Rows, sniff_delimiter

CELL_CHARS = 32_768
ROW_CHARS = 1 << 20
JSON_LINE_BYTES = 4 << 20


def is_table(sample: bytes, declared: Mapping[str, str]) -> bool:
    """Whether the sample reads as a table of people: its header says who each row is, or what was declared is there."""
    header = _header(sample)
    attributes = [a for a in attributes_of(header, declared) if a]
    named = len(attributes) * 2 >= len(header) or len(attributes) >= 3
    return bool(attributes) and named and bool(WHO & set(attributes))


def looks_tabular(sample: bytes) -> bool:
    """Whether the sample has rows of cells, whatever they mean."""
    return len(_header(sample)) > 1


def _header(sample: bytes) -> list[str]:
    text = decode(sample)
    delimiter = sniff_delimiter(text)
    if not delimiter:
        return []
    rows = Rows(io.BytesIO(text.encode("utf-8", "replace")), "utf-8", delimiter, CELL_CHARS, ROW_CHARS)
    first = next(iter(rows), None)
    return first.cells if isinstance(first, Row) else []


def read_table(
    stream: BinaryIO, sample: bytes, declared: Mapping[str, str], modified_at: Instant
) -> Iterator[Found | Refused]:
    """Every row as a record; a row that cannot be taken as a Refused with its line."""
    rows = iter(Rows(stream, encoding_of(sample), sniff_delimiter(decode(sample)), CELL_CHARS, ROW_CHARS))
    header = next(rows, None)
    if not isinstance(header, Row):
        raise Refused(
            "the first row holds no column names", where="line 1", allowed="a header that names the columns"
        )
    names = [c.removeprefix("\ufeff").strip() for c in header.cells]
    reader = _RowReader(names, attributes_of(names, declared), modified_at)
    for row in rows:
        if isinstance(row, Refused):
            yield row
            continue
        try:
            yield reader.found(row.cells)
        except Refused as error:
            where = f"line {row.line}" + (f", {error.where}" if error.where else "")
            yield Refused(error.reason, where=where, found=error.found, allowed=error.allowed)


class _RowReader:
    """Cells -> record, with the columns' meaning worked out once."""

    def __init__(self, names: list[str], attributes: list[str], modified_at: Instant) -> None:
        self._names, self._modified_at = names, modified_at
        self._wanted = [(i, a) for i, a in enumerate(attributes) if a]

    def found(self, cells: list[str]) -> Found:
        if len(cells) > len(self._names) and any(cells[len(self._names) :]):
            raise Refused(
                "this row has too many cells",
                found=f"{len(cells)} cells",
                allowed=f"{len(self._names)}, as in the header",
            )
        profile = profile_of(by_attribute := self._cells(cells))
        if not (profile.name or profile.emails or profile.phones or profile.links):
            raise Refused("this row says of nobody", allowed="a name, email, phone or link")
        key = by_attribute["id"][0] if "id" in by_attribute else row_key(cells)
        return Found(key, profile, self._observed(by_attribute))

    def _cells(self, cells: list[str]) -> Cells:
        found: Cells = {}
        count = len(cells)
        for i, attribute in self._wanted:
            if i >= count or not (cell := cells[i]):
                continue
            cell = self._value(i, cell) if cell[0] == "=" else cell.strip()
            if cell and attribute == "link":
                cell = link_cell(self._names[i], cell)
            if cell:
                found.setdefault(attribute, []).append(cell)
        return found

    def _value(self, i: int, cell: str) -> str:
        """What starts with "=" may be text that Excel was told to keep, or a formula."""
        try:
            return clean_cell(cell)
        except Refused as error:
            raise Refused(
                error.reason, where=self._names[i], found=error.found, allowed=error.allowed
            ) from error

    def _observed(self, cells: Cells) -> Instant:
        text = cells.get("updated")
        return self._modified_at if not text else observed_at(text[0], "updated")


@lru_cache(maxsize=1 << 14)
def observed_at(text: str, where: str) -> Instant:
    """When a row was updated. Raises Refused when that is no time and no date."""
    return instant_of(text) or instant_of_date(read_date(text, where))


def row_key(cells: list[str]) -> str:
    """The same for equal content."""
    return (
        "row-"
        + blake2b(
            "\x1f".join(cells).rstrip("\x1f").encode("utf-8", "surrogatepass"), digest_size=12
        ).hexdigest()
    )


def read_json_lines(
    stream: BinaryIO, declared: Mapping[str, str], modified_at: Instant
) -> Iterator[Found | Refused]:
    """Every line as a record; a line that cannot be taken as a Refused with its number."""
    number = 0
    while line := stream.readline(JSON_LINE_BYTES + 1):
        number += 1
        where = f"line {number}"
        if len(line) > JSON_LINE_BYTES:
            yield Refused("a line is too large", where=where, allowed=f"at most {JSON_LINE_BYTES} bytes")
            while line and not line.endswith(b"\n"):
                line = stream.readline(JSON_LINE_BYTES)
            continue
        if line.strip():
            yield _line_record(line, where, declared, modified_at)


def _line_record(
    line: bytes, where: str, declared: Mapping[str, str], modified_at: Instant
) -> Found | Refused:
    try:
        node = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
        return read_person(node, where, declared).found(where, modified_at)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Refused(
            "this line is not whole JSON",
            where=where,
            found=str(error)[:60],
            allowed="one JSON object per line",
        )
    except Refused as error:
        return error
