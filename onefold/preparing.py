"""Large inputs: features are made and persons derived by a few processes, while this one reads and writes the database."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import lru_cache, partial
from itertools import chain
from queue import LifoQueue
from typing import TypeVar, cast

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
from matchers.workers import Worker, fresh

In = TypeVar("In")
Out = TypeVar("Out")
Batch = tuple[list[Found], list[Refused]]
Prepared = tuple[list[Draft], list[Refused]]

encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(list[Found]).decode

matcher_of = lru_cache(maxsize=1)(lambda model: PersonMatcher(from_json(model)))


def prepare(model: bytes, batch: bytes, at: Instant) -> list[Draft]:
    matcher: PersonMatcher = matcher_of(model)
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

        for drafts in self._spread(
            map(said, batches), here, lambda found: partial(prepare, self._model, encode(found), now())
        ):
            yield drafts, refused.popleft()

    def derive_many(
        self, batches: Iterable[list[Told]], survivorship: Survivorship
    ) -> Iterator[list[PersonRows]]:
        """The rows of persons."""
        yield from self._spread(
            batches,
            lambda batch: derive(batch, survivorship),
            lambda batch: partial(derive, batch, survivorship),
        )

    def _spread(
        self,
        batches: Iterable[In],
        here: Callable[[In], Out],
        there: Callable[[In], Callable[[], Out]],
    ) -> Iterator[Out]:
        iterator = iter(batches)
        first, second = next(iterator, None), next(iterator, None)
        if second is None:
            yield from map(here, () if first is None else (first,))
            return
        with Helpers(self._processes) as helpers:
            yield here(cast(In, first))
            waiting: deque[Future[Out]] = deque()
            for batch in chain([second], iterator):
                waiting.append(helpers.submit(there(batch)))
                if len(waiting) > 2 * self._processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()


class Helpers:
    """At most so many processes. The first begins to import at once, the others when they are first needed."""

    def __init__(self, processes: int) -> None:
        self._started = ExitStack()
        self._idle: LifoQueue[Worker | None] = LifoQueue()
        for _ in range(processes - 1):
            self._idle.put(None)
        self._idle.put(self._start())
        self._threads = ThreadPoolExecutor(processes)

    def submit(self, task: Callable[[], Out]) -> Future[Out]:
        return self._threads.submit(self._ask, task)

    def _start(self) -> Worker:
        return self._started.enter_context(fresh(__name__))

    def _ask(self, task: Callable[[], Out]) -> Out:
        worker = self._idle.get()
        try:
            worker = worker or self._start()
            return cast(Out, worker.ask(task))
        finally:
            self._idle.put(worker)

    def __enter__(self) -> Helpers:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends them; what is under way is lost."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._started.close()
        self._threads.shutdown()
        self._started.close()  # one may have been starting
