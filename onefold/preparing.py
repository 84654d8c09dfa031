"""Large inputs: features and keys are made by a few processes while this one writes to the database."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain

import msgspec

from enrich.errors import Refused
from enrich.model import Found, Instant
from enrich.pipeline import now
from enrich.store.facts import Draft, draft
from matchers.matcher import PersonMatcher
from matchers.model import from_json

Batch = tuple[list[Found], list[Refused]]
Prepared = tuple[list[Draft], list[Refused]]

encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(list[Found]).decode

matcher: PersonMatcher | None = None  # each child process has its own


def begin(model: bytes) -> None:
    global matcher  # noqa: PLW0603
    matcher = PersonMatcher(from_json(model))


def prepare(batch: bytes, at: Instant) -> list[Draft]:
    if matcher is None:
        raise RuntimeError("begin() comes first")
    return [draft(found, matcher.prepare(found.profile), at) for found in decode(batch)]


class Preparation:
    """Prepares batches: the first one here, further ones in `processes` child processes, in their order."""

    def __init__(self, model: bytes, processes: int) -> None:
        self._model, self._processes = model, processes
        self._here = PersonMatcher(from_json(model))

    def __call__(self, batches: Iterable[Batch]) -> Iterator[Prepared]:
        iterator = iter(batches)
        first = next(iterator, None)
        if first is None:
            return
        yield [draft(found, self._here.prepare(found.profile), now()) for found in first[0]], first[1]
        second = next(iterator, None)
        if second is not None:
            yield from self._spread(chain([second], iterator))

    def _spread(self, batches: Iterable[Batch]) -> Iterator[Prepared]:
        waiting: deque[tuple[Future[list[Draft]], list[Refused]]] = deque()
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self._processes, context, begin, (self._model,)) as pool:
            for found, refused in batches:
                waiting.append((pool.submit(prepare, encode(found), now()), refused))
                if len(waiting) > 2 * self._processes:
                    future, held = waiting.popleft()
                    yield future.result(), held
            for future, held in waiting:
                yield future.result(), held
