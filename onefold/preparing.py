"""Large inputs: features are made and persons derived by a few processes, while this one reads and writes the database."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain
from multiprocessing.forkserver import ensure_running
from typing import Any, TypeVar

import msgspec

from enrich.errors import Refused
from enrich.golden import Survivorship
from enrich.model import Found, Instant
from enrich.pipeline import now
from enrich.resolution import Told
from enrich.store.facts import Draft, draft
from enrich.store.persons import PersonRows, rows_of
from matchers.matcher import PersonMatcher
from matchers.model import from_json

In = TypeVar("In")
Out = TypeVar("Out")
Batch = tuple[list[Found], list[Refused]]
Prepared = tuple[list[Draft], list[Refused]]

encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(list[Found]).decode

# Children are forked off one server process that has imported all of this once; it has no threads that a fork would lose.
START = multiprocessing.get_context("forkserver")
START.set_forkserver_preload([__name__])

matcher: PersonMatcher | None = None  # each child process has its own


def begin(model: bytes) -> None:
    global matcher  # noqa: PLW0603
    matcher = PersonMatcher(from_json(model))


def prepare(batch: bytes, at: Instant) -> list[Draft]:
    if matcher is None:
        raise RuntimeError("begin() comes first")
    return [draft(found, matcher.prepare(found.profile), at) for found in decode(batch)]


def derive(batch: list[Told], survivorship: Survivorship) -> list[PersonRows]:
    return [rows_of(told, survivorship) for told in batch]


class Crew:
    """Does a first batch of work here, and further ones in `processes` child processes, in their order."""

    def __init__(self, model: bytes, processes: int) -> None:
        self._model, self._processes = model, processes
        self._here = PersonMatcher(from_json(model))

    def prepare_many(self, batches: Iterable[Batch]) -> Iterator[Prepared]:
        """Drafts of records, with features and keys."""
        refused: deque[list[Refused]] = deque()

        def said(batch: Batch) -> list[Found]:
            refused.append(batch[1])
            return batch[0]

        def here(found: list[Found]) -> list[Draft]:
            return [draft(item, self._here.prepare(item.profile), now()) for item in found]

        for drafts in self._spread(map(said, batches), here, lambda found: (prepare, encode(found), now())):
            yield drafts, refused.popleft()

    def derive_many(
        self, batches: Iterable[list[Told]], survivorship: Survivorship
    ) -> Iterator[list[PersonRows]]:
        """The rows of persons."""
        yield from self._spread(
            batches, lambda batch: derive(batch, survivorship), lambda batch: (derive, batch, survivorship)
        )

    def _spread(
        self,
        batches: Iterable[In],
        here: Callable[[In], Out],
        there: Callable[[In], tuple[Any, ...]],
    ) -> Iterator[Out]:
        iterator = iter(batches)
        first, second = next(iterator, None), next(iterator, None)
        if second is not None:
            ensure_running()  # it imports while the first batch is done here
        if first is not None:
            yield here(first)
        if second is None:
            return
        waiting: deque[Future[Out]] = deque()
        with ProcessPoolExecutor(self._processes, START, begin, (self._model,)) as pool:
            for batch in chain([second], iterator):
                work, *arguments = there(batch)
                waiting.append(pool.submit(work, *arguments))
                if len(waiting) > 2 * self._processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
