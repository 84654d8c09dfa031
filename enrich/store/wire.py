"""What a PostgreSQL server is told: many statements in one journey, each prepared once for a connection.

psycopg's own pipeline sends each statement as it comes; what it does around each takes three times as long as this.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many, send
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

Written = tuple[bytes | None, Format]


def as_text(value: str) -> Written:
    if "\0" in value:
        raise psycopg.DataError("PostgreSQL text cannot hold the character NUL (0x00)")
    return value.encode(), Format.TEXT


WRITTEN: Mapping[type, Callable[[Any], Written]] = {
    int: lambda value: (b"%d" % value, Format.TEXT),
    str: as_text,
    bytes: lambda value: (value, Format.BINARY),
    float: lambda value: (repr(value).encode(), Format.TEXT),
    bool: lambda value: (b"t" if value else b"f", Format.TEXT),
    type(None): lambda _: (None, Format.TEXT),
}

WRONG = (ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED)


class Answer:
    """What the server says to a statement; there once it was listened to."""

    __slots__ = ("_raw", "result")

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._raw = raw
        self.result: PGresult | None = None

    def rows(self) -> list[tuple[Any, ...]]:
        if self.result is None:
            raise psycopg.InterfaceError("this was not listened to")
        if not self.result.ntuples:
            return []
        reader = Transformer(self._raw)
        reader.set_pgresult(self.result)
        return reader.load_rows(0, self.result.ntuples, tuple)


class Due(NamedTuple):
    """An answer that is still to come; of a statement that is being prepared its text."""

    answer: Answer | None = None
    text: str = ""


class Wire:
    """Speaks to the server for one connection of psycopg, which must be silent between the first `tell` and `close`."""

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._raw, self._server = raw, raw.pgconn
        self._names: dict[str, bytes] = {}
        self._prepared = 0
        self._due: deque[Due] = deque()
        self._ahead: dict[tuple[Any, ...], Answer] = {}
        self._wrong: psycopg.Error | None = None
        self._open = False

    def tell(self, text: str, values: Sequence[Any]) -> Answer:
        """A statement with its parameters as $1, $2, ... It goes out when somebody listens."""
        if not self._open:
            self._begin()
        name = self._names.get(text) or self._prepare(text)
        written = [WRITTEN[type(value)](value) for value in values]
        sent, formats = [one for one, _ in written], [form for _, form in written]
        answer = Answer(self._raw)
        self._server.send_query_prepared(name, sent, formats, Format.BINARY)
        self._due.append(Due(answer))
        return answer

    def ask_ahead(self, text: str, values: Sequence[Any]) -> None:
        """A statement that `ask` is going to be given in this transaction, once; its answer comes with that of another."""
        self._ahead[text, *values] = self.tell(text, values)

    def ask(self, text: str, values: Sequence[Any]) -> Answer:
        """As `tell`; of what was asked ahead the answer may be there already."""
        return self._ahead.pop((text, *values), None) or self.tell(text, values)

    def listen(self) -> None:
        """Sends what was told and waits for all answers. An error of any is raised here, and closes the wire."""
        self._server.send_flush_request()
        self._raw.wait(self._received())
        if self._wrong is not None:
            self.close()

    def commit(self) -> None:
        """The transaction ends with what was told."""
        if self._open and self._server.transaction_status != TransactionStatus.IDLE:
            self._server.send_query_params(b"COMMIT", None)
            self._due.append(Due())
        self.close()

    def close(self) -> None:
        """From here on others may speak to the server. An error of what was told is raised here."""
        if not self._open:
            return
        self._open = False
        try:
            self._server.pipeline_sync()
            self._due.append(Due())
            self._raw.wait(self._received())
        finally:
            self._due.clear()
            wrong, self._wrong = self._wrong, None
        self._server.exit_pipeline_mode()
        if wrong is not None:
            raise wrong

    def _begin(self) -> None:
        self._open = True
        self._server.enter_pipeline_mode()
        if self._server.transaction_status == TransactionStatus.IDLE:
            self._ahead.clear()
            self._server.send_query_params(b"BEGIN", None)
            self._due.append(Due())

    def _prepare(self, text: str) -> bytes:
        self._prepared += 1
        name = self._names[text] = b"onefold_%d" % self._prepared
        self._server.send_prepare(name, text.encode())
        self._due.append(Due(text=text))
        return name

    def _received(self) -> Generator[Any, Any, None]:
        """Sends what is left of what was told, all of it together, and takes the answers as they come."""
        yield from send(self._server)
        while self._due:
            self._take((yield from fetch_many(self._server)))

    def _take(self, results: Sequence[PGresult]) -> None:
        if not results:
            raise psycopg.OperationalError("the server has stopped answering")
        due, result = self._due.popleft(), results[0]
        if due.answer is not None:
            due.answer.result = result
        if result.status in WRONG:
            self._names.pop(due.text, None)
            if self._wrong is None:
                self._wrong = error_from_result(result, self._raw.info.encoding)
