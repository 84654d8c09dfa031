"""Files -> records: one document, or all that is new or changed in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from enrich.errors import Refused
from enrich.files import Document, Parser, reads_better
from enrich.folders import documents_in
from enrich.model import Found
from enrich.pipeline import Engine, Ingested, InputFrom, ingest, plus
from enrich.ports import Progress, Silent
from enrich.store import inputs
from enrich.store.inputs import FileState

KEPT_BYTES = 20 * 1024 * 1024  # larger files are read, but no copy of them is kept

Seen = Callable[[str, Ingested], None]
Ahead = Callable[[Sequence[Document]], None]


def nothing_to_tell(name: str, ingested: Ingested) -> None:
    """Nobody watches the single documents."""


def take_paths(
    engine: Engine,
    parser: Parser,
    source: str,
    paths: list[Path],
    progress: Progress | None = None,
    seen: Seen = nothing_to_tell,
    ahead: Ahead | None = None,
) -> Ingested:
    """Takes in files, and all files of folders, that are new or changed since they were last read.

    Each document is complete when the next begins, so nothing is lost or done twice when this is stopped. `ahead` is told
    at the beginning what is going to be read, in its order.
    """
    progress = progress or Silent()
    with engine.database.read() as connection:
        known = inputs.intakes(connection, source)
    documents = [document for path in paths for document in documents_in(path)]
    if ahead is not None:
        ahead([one for one in documents if to_be_read(known.get(one.name), state_of(one, parser))])
    total = Ingested()
    for number, document in enumerate(documents, start=1):
        state = state_of(document, parser)
        if to_be_read(known.get(document.name), state):
            ingested = take_document(engine, parser, source, document, state, progress)
            seen(document.name, ingested)
            total = plus(total, ingested)
        progress.step(f"reading {source}", number, len(documents))
    return total


def state_of(document: Document, parser: Parser) -> FileState:
    return FileState(document.path.stat().st_size, document.modified_at, parser.version)


def to_be_read(known: FileState | None, state: FileState) -> bool:
    """Whether a file is new or changed, or may be read better than it was."""
    return known is None or known[:2] != state[:2] or reads_better(state.reader, known.reader)


def take_document(
    engine: Engine, parser: Parser, source: str, document: Document, state: FileState, progress: Progress
) -> Ingested:
    """Reads one document, takes in what it holds, keeps a copy of it, and notes that it was read."""
    with engine.database.write() as connection:
        inputs.forget_refusals(connection, source, document.name, engine.clock())
        original = ""
        if state.size <= KEPT_BYTES:
            original = inputs.store_original(connection, document, document.path.read_bytes(), engine.clock())
            inputs.note_reading(connection, source, document, original, "", engine.clock())
    origin = InputFrom(source, document.name, parser.version, original)
    ingested = ingest(engine, origin, dated(document, parser.parse(document)), progress)
    with engine.database.write() as connection:
        if original:
            inputs.note_reading(connection, source, document, original, parser.version, engine.clock())
        inputs.note_intake(connection, source, document.name, state, engine.clock())
    return ingested


def dated(document: Document, found: Iterable[Found | Refused]) -> Iterator[Found | Refused]:
    """What says nothing of its own date is as old as its file."""
    for item in found:
        if isinstance(item, Found) and item.observed_at is None:
            yield Found(item.key, item.profile, document.modified_at, item.url, item.warnings)
        else:
            yield item
