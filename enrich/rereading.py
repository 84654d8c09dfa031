"""Kept files, read again when the reader has become better. What it makes of them is said by the same source, of the same day."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from enrich.documents import dated
from enrich.errors import Refused
from enrich.files import Document, Parser, reads_better
from enrich.model import Found, Value
from enrich.pipeline import Engine, Ingested, InputFrom, ingest, plus
from enrich.ports import Progress, Silent
from enrich.store import inputs, originals
from enrich.store.originals import Kept

AT_ONCE = 8  # files given to a parser at a time; it has fewer processes, or more, by its own settings

Answers = list[Found | Refused]


class Outdated(Value, frozen=True):
    """What a source's reader would read again: how many originals of how many bytes, by what they were read last.

    `not_kept`: documents of which no copy was kept, so that they are only read again where they still lie.
    """

    source: str
    reader: str
    originals: int
    size: int
    read_by: tuple[str, ...]
    not_kept: tuple[str, ...] = ()


def outdated(engine: Engine, parsers: Mapping[str, Parser]) -> list[Outdated]:
    """What there is to read again, by source; sources without any are left out."""
    found = []
    with engine.database.read() as connection:
        rows = originals.readings(connection)
        for source, parser in sorted(parsers.items()):
            old = [row for row in rows if row.source == source and reads_better(parser.version, row.reader)]
            names = tuple(row.reader for row in old)
            known = {state.reader for state in inputs.intakes(connection, source).values()}
            worse = {reader for reader in known if reads_better(parser.version, reader)}
            gone = tuple(originals.not_kept(connection, source, worse))
            if old or gone:
                counts = sum(row.originals for row in old), sum(row.size for row in old)
                found.append(Outdated(source, parser.version, *counts, names, gone))
    return found


def waiting(engine: Engine, parsers: Mapping[str, Parser]) -> list[str]:
    """The sources with originals to be read again; cheap."""
    with engine.database.read() as connection:
        read = originals.sources_read(connection)
    return [
        source
        for source, parser in sorted(parsers.items())
        if any(reads_better(parser.version, reader) for reader in read.get(source, ()))
    ]


def reread(engine: Engine, parser: Parser, source: str, progress: Progress | None = None) -> Ingested:
    """Reads the source's originals again that a worse reader read last, the oldest first.

    Each is complete when the next begins, so nothing is lost or done twice when this is stopped. What is refused now is
    listed among the refused inputs; what was read of it before stays.
    """
    progress = progress or Silent()
    total, done, number = Ingested(), 0, sum(one.originals for one in outdated(engine, {source: parser}))
    threads = ThreadPoolExecutor(AT_ONCE)
    try:
        while some := next_originals(engine, parser, source):
            for kept, document, answers in read_ahead(engine, parser, threads, some):
                total = plus(total, take_again(engine, parser, source, kept, document, answers, progress))
                done += 1
                progress.step(f"reading {source} again", done, max(done, number))
    finally:
        threads.shutdown(cancel_futures=True)
    return total


def next_originals(engine: Engine, parser: Parser, source: str) -> list[Kept]:
    with engine.database.read() as connection:
        read = originals.sources_read(connection).get(source, set())
        old = {reader for reader in read if reads_better(parser.version, reader)}
        return originals.read_by(connection, source, old) if old else []


def read_ahead(
    engine: Engine, parser: Parser, threads: ThreadPoolExecutor, some: list[Kept]
) -> Iterator[tuple[Kept, Document, Answers]]:
    """What each original holds, in their order; a few are read while one is taken in."""
    coming, running = deque(some), deque[tuple[Kept, Document, Future[Answers]]]()
    while coming or running:
        while coming and len(running) < AT_ONCE:
            kept = coming.popleft()
            with engine.database.read() as connection:
                document = originals.document_of(connection, kept)
            running.append((kept, document, threads.submit(answers_of, parser, document)))
        kept, document, answers = running.popleft()
        yield kept, document, answers.result()


def answers_of(parser: Parser, document: Document) -> Answers:
    return list(parser.parse(document))


def take_again(
    engine: Engine,
    parser: Parser,
    source: str,
    kept: Kept,
    document: Document,
    answers: Answers,
    progress: Progress,
) -> Ingested:
    """Takes in what one original holds, and notes that it was read."""
    with engine.database.write() as connection:
        inputs.forget_refusals(connection, source, kept.document, engine.clock(), kept.original)
    origin = InputFrom(source, kept.document, parser.version, kept.original)
    ingested = ingest(engine, origin, dated(document, answers), progress)
    with engine.database.write() as connection:
        inputs.note_reading(connection, source, document, kept.original, parser.version, engine.clock())
        size = len(document.content or b"")
        originals.note_intake_reread(connection, source, kept, size, parser.version)
    return ingested
