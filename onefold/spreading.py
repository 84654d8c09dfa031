"""Files of a backlog are read on a cluster, in waves and ahead of being asked for; what comes of them is taken in as ever.

Every machine reads in limited child processes, as this one does. This process reads each file's bytes (it keeps a copy
anyway) and sends them along, so the machines need no file system in common.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path

import msgspec

from enrich.errors import ConfigError, Refused
from enrich.model import Found, Instant
from enrich.ports import Document
from matchers.spark.rounds import DRIVER, Cluster, Row
from parsers.reader import Reader

FILES, BYTES = 64, 64 << 20  # of a wave, per slot
_PIECE_FILES, _PIECE_BYTES = 8, 16 << 20  # of a piece of work
LARGEST = 20 << 20  # files above this size are read here
MOST_RECORDS = 2_000  # files that hold more are read here

Columns = tuple[tuple[str, str], ...]


class File(msgspec.Struct, array_like=True, frozen=True):
    number: int
    name: str
    modified_at: int
    content: bytes


class Answer(msgspec.Struct, array_like=True, frozen=True):
    """What a machine read out of a file: records, or (reason, where, found, allowed) of what is refused, in their order.
    None for a file of too many. `version`: of the machine's reader."""

    number: int
    version: str
    items: list[Found | tuple[str, str, str, str]] | None


_encode = msgspec.msgpack.Encoder().encode
_files = msgspec.msgpack.Decoder(list[File]).decode
_answer = msgspec.msgpack.Decoder(Answer).decode


@dataclass(frozen=True)
class ReadFiles:
    """A piece of work: files -> answers. It runs on the machines."""

    columns: Columns

    def __call__(self, bucket: int, content: bytes) -> Iterator[Row]:
        reader = reader_with(self.columns)
        for file in _files(content):
            document = Document(file.name, Path(file.name), Instant(file.modified_at), file.content)
            yield DRIVER, _encode(Answer(file.number, reader.version, items_of(reader.parse(document))))


@lru_cache(maxsize=4)
def reader_with(columns: Columns) -> Reader:
    """One reader for all pieces of work that a process does."""
    return Reader(workers=1, columns=dict(columns))


def items_of(found: Iterable[Found | Refused]) -> list[Found | tuple[str, str, str, str]] | None:
    items = list(islice(found, MOST_RECORDS + 1))
    if len(items) > MOST_RECORDS:
        return None
    return [
        item if isinstance(item, Found) else (item.reason, item.where, item.found, item.allowed)
        for item in items
    ]


@dataclass
class SpreadReader:
    """A reader of files that reads on a cluster what it was told to expect, and everything else here."""

    reader: Reader
    columns: Columns
    machines: Cluster
    version: str = field(init=False)
    _foreseen: set[Document] = field(default_factory=set)
    _waves: Iterator[list[Document]] = field(default_factory=lambda: iter(()))
    _coming: deque[Future[dict[Document, Answer]]] = field(default_factory=deque)
    _ready: dict[Document, Answer] = field(default_factory=dict)
    _ahead: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def __post_init__(self) -> None:
        self.version = self.reader.version

    def expect(self, documents: Sequence[Document]) -> None:
        """These are going to be asked for, in this order."""
        self._foreseen = set(documents)
        self._waves = waves(documents, self.machines.slots)
        self._start()

    def parse(self, document: Document) -> Iterator[Found | Refused]:
        """Every record of the document; what cannot be read comes as a `Refused` value."""
        while document in self._foreseen and document not in self._ready and self._coming:
            self._ready = self._coming.popleft().result()
            self._start()
        answer = self._ready.pop(document, None)
        if answer is None or answer.items is None or changed(document):
            yield from self.reader.parse(document)
            return
        for item in answer.items:
            yield item if isinstance(item, Found) else refused(*item)

    def _start(self) -> None:
        """The next wave is read while this one is taken in."""
        wave = next(self._waves, None)
        if wave is not None:
            self._coming.append(self._ahead.submit(self._read, wave))

    def _read(self, wave: list[Document]) -> dict[Document, Answer]:
        pieces = [(number, _encode(piece)) for number, piece in enumerate(pieces_of(wave))]
        told = self.machines.spread(pieces).each(ReadFiles(self.columns)).fetched() if pieces else []
        answers = [_answer(content) for content in told]
        other = next((answer.version for answer in answers if answer.version != self.version), "")
        if other:
            raise ConfigError(
                "the machines of the cluster read with another version", found=other, allowed=self.version
            )
        return {wave[answer.number]: answer for answer in answers}

    def close(self) -> None:
        self._waves = iter(())
        self._ahead.shutdown()


def refused(reason: str, where: str, found: str, allowed: str) -> Refused:
    return Refused(reason, where=where, found=found, allowed=allowed)


def waves(documents: Sequence[Document], slots: int) -> Iterator[list[Document]]:
    """Documents in their order, so many at a time as the cluster can be given."""
    wave: list[Document] = []
    size = 0
    for document in documents:
        wave.append(document)
        size += document.path.stat().st_size if document.path.exists() else 0
        if len(wave) >= FILES * slots or size >= BYTES * slots:
            yield wave
            wave, size = [], 0
    if wave:
        yield wave


def pieces_of(wave: Sequence[Document]) -> Iterator[list[File]]:
    """The files of a wave with their bytes; what is no ordinary file, or too large, is left out."""
    piece: list[File] = []
    size = 0
    for number, document in enumerate(wave):
        content = content_of(document)
        if content is None:
            continue
        piece.append(File(number, document.name, document.modified_at, content))
        size += len(content)
        if len(piece) >= _PIECE_FILES or size >= _PIECE_BYTES:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def content_of(document: Document) -> bytes | None:
    """The bytes of an ordinary file of ordinary size as it stood when it was found; else None."""
    try:
        descriptor = os.open(document.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if (
            not stat.S_ISREG(state.st_mode)
            or state.st_size > LARGEST
            or modified(state) != document.modified_at
        ):
            return None
        return file.read(LARGEST + 1)


def changed(document: Document) -> bool:
    """Whether the file is another one than the machines were given."""
    return not document.path.exists() or modified(document.path.stat()) != document.modified_at


def modified(state: os.stat_result) -> int:
    return state.st_mtime_ns // 1000
