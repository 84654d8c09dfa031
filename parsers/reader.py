"""The parser: any file that Onefold understands -> records. Strangers' files are read in limited child processes."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from typing import Any, BinaryIO

import msgspec

from enrich.errors import Refused
from enrich.files import Document
from enrich.model import Found
from parsers.columns import check_columns
from parsers.detect import SAMPLE, decode, looks_like_json_lines
from parsers.limits import MIB, Limits
from parsers.pool import Pool
from parsers.reading import Answered, Inspection, Reading, Refusal, Sheet
from parsers.tables import is_table, looks_tabular, read_json_lines, read_table
from parsers.wire import Order

RULES_VERSION = 13


class Reader:
    """Reads resumes and profile exports. `workers` child processes at most; every limit is per file.

    `columns` declares what columns of tables and keys of JSON exports mean (column -> attribute). Raises ConfigError when an
    attribute does not exist. A `pool` that is given has limits of its own, and is its giver's to close. `version` says what reads, in a form that sorts as text: documents read by an older one, or
    with other columns, are read again.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        wall_seconds: float = 20.0,
        cpu_seconds: float = 10.0,
        address_space: int = 1024 * MIB,
        input_bytes: int = 20 * MIB,
        export_bytes: int = 200 * MIB,
        inflated_bytes: int = 100 * MIB,
        output_bytes: int = 256 * MIB,
        pages: int = 100,
        ocr_pages: int = 3,
        columns: Mapping[str, str] | None = None,
        pool: Pool | None = None,
    ) -> None:
        limits = Limits(
            wall_seconds,
            cpu_seconds,
            address_space,
            input_bytes,
            export_bytes,
            inflated_bytes,
            output_bytes,
            pages,
            ocr_pages,
        )
        self._columns = dict(columns or {})
        check_columns(self._columns)
        self._own = pool is None
        self._pool = pool or Pool(workers, limits)
        self._limits = self._pool.limits
        self.version = f"rules-{RULES_VERSION:04d}{_extras()}{_mapping(self._columns)}"

    def parse(self, document: Document) -> Iterator[Found | Refused]:
        """Every record of the document; what cannot be read comes as a `Refused` value."""
        for found in self._read(document):
            if isinstance(found, Refusal):
                yield found.error(document.name)
            elif isinstance(found, Reading):
                yield found.found(document.name, document.modified_at)
            elif isinstance(found, Found):
                yield found

    def readings(self, document: Document) -> Iterator[Reading | Refusal]:
        """The same with confidence and evidence, one by one. Rows of tables carry neither.

        A table without rows is refused here: whoever looks at a file is told that there is nothing in it.
        """
        empty = True
        for found in self._read(document):
            empty = False
            if isinstance(found, Found):
                yield Reading(found.profile, found.key, found.observed_at, found.url, warnings=found.warnings)
            elif not isinstance(found, Sheet):
                yield found
        if empty:
            yield Refusal("this table has no rows", allowed="a header and at least one row")

    def inspect(self, document: Document, *, sheets: bool = False) -> Inspection:
        """All of it at once; with `sheets` also what the document looks like, to mark the places of its fields on."""
        started = time.perf_counter()
        kinds: dict[type, list[Any]] = {Reading: [], Refusal: [], Sheet: [], Found: []}
        for found in self._read(document, sheets):
            kinds[type(found)].append(found)
        plain = [Reading(f.profile, f.key, f.observed_at, f.url, warnings=f.warnings) for f in kinds[Found]]
        return Inspection(
            document.name, (*plain, *kinds[Reading]), tuple(kinds[Refusal]),
            round(time.perf_counter() - started, 4), tuple(kinds[Sheet]),
        )  # fmt: skip

    def close(self) -> None:
        """Ends the child processes, unless they were given."""
        if self._own:
            self._pool.close()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, document: Document, sheets: bool = False) -> Iterator[Found | Answered]:
        try:
            with _opened(document) as stream:
                sample = stream.read(SAMPLE)
                stream.seek(0)
                yield from self._by_kind(document, stream, sample, sheets)
        except Refused as error:
            yield Refusal.of(error)
        except OSError as error:
            yield Refusal("this file cannot be opened", found=os.strerror(error.errno or 0))

    def _by_kind(
        self, document: Document, stream: BinaryIO, sample: bytes, sheets: bool
    ) -> Iterator[Found | Answered]:
        if (rows := self._streamed(document, stream, sample)) is not None:
            for row in rows:
                yield Refusal.of(row) if isinstance(row, Refused) else row
            return
        data = stream.read(self._limits.export_bytes + 1)
        if len(data) > self._limits.export_bytes:
            raise Refused("this file is too large", allowed=f"at most {self._limits.export_bytes} bytes")
        yield from self._pool.run(data, Order(self._columns, sheets))

    def _streamed(
        self, document: Document, stream: BinaryIO, sample: bytes
    ) -> Iterator[Found | Refused] | None:
        """Rows of a table or of JSON Lines, read here: they may be larger than memory. None for every other kind."""
        if b"\x00" in sample[:4096].replace(b"\x00\x00", b"") and not sample.startswith(
            (b"\xff\xfe", b"\xfe\xff")
        ):
            return None
        if sample.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            lines = looks_like_json_lines(decode(sample))
            return read_json_lines(stream, self._columns, document.modified_at) if lines else None
        if sample.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"%PDF", b"PK", b"<", b"[", b"BEGIN:VCARD")):
            return None
        if is_table(sample, self._columns):
            return read_table(stream, sample, self._columns, document.modified_at)
        if document.name.lower().endswith((".csv", ".tsv")) and looks_tabular(sample):
            raise Refused(
                "no column says who a row is about",
                where="line 1",
                allowed="a header with a name, email, phone or link, or declared columns",
            )
        return None


def _opened(document: Document) -> BinaryIO:
    """The file, opened once: what is checked is what is read. Raises Refused for what is no ordinary file."""
    if document.content is not None:
        return BytesIO(document.content)
    descriptor = os.open(document.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Refused("this is no ordinary file", allowed="files")
    return os.fdopen(descriptor, "rb")


def _mapping(columns: Mapping[str, str]) -> str:
    """Declared columns decide what a table says, so that they are part of the version."""
    if not columns:
        return ""
    return "/columns-" + blake2b(msgspec.json.encode(sorted(columns.items())), digest_size=4).hexdigest()


def _extras() -> str:
    """What is installed decides what is found, so that it is part of the version."""
    try:
        return f"+pyresparser-{version('pyresparser')}"
    except PackageNotFoundError:
        return ""
