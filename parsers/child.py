"""The process that parses. Started by parsers.pool with its limits as argument; speaks frames on stdin and stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from types import TracebackType

import msgspec

from enrich.errors import Refused
from parsers.formats import Job, read_bytes
from parsers.limits import Limits, allow_cpu, confine
from parsers.models import Models
from parsers.reading import Answered, Reading, Refusal
from parsers.resume import NO_HELPERS, Helpers, read_resume
from parsers.text import text_lines
from parsers.wire import Answer, Order, frame, read_frame

ExceptHook = Callable[[type[BaseException], BaseException, TracebackType | None], None]
LOADING_CPU_SECONDS = 60.0
PROTOCOL = msgspec.msgpack.Encoder()
WARM_UP = b"Ann Lee\nann@example.com | +44 20 7946 0018\n\nWORK\nCook at Pan Ltd, Jan 2019 - today\n\nSKILLS\nSoup\n"


class _Wire:
    """The parent's end: answers go there. Nothing else may write to it."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "wb")
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        os.dup2(sink, 2)

    def send(self, answer: Answer) -> None:
        self._out.write(frame(PROTOCOL.encode(answer)))
        if answer.done or answer.loading or answer.ready:
            self._out.flush()


def main() -> None:
    """Answers orders until stdin ends; a document that used up the memory is this process's last."""
    limits = msgspec.json.decode(sys.argv[1], type=Limits)
    stdin, wire = sys.stdin.buffer, _Wire()
    confine(limits)

    def loading(begins: bool) -> None:
        allow_cpu(LOADING_CPU_SECONDS if begins else limits.cpu_seconds)
        wire.send(Answer(loading=begins, ready=not begins))

    models = Models(loading)
    helpers = Helpers(models.people, models.skills)
    sys.excepthook = _last_words(wire)
    read_resume(text_lines(WARM_UP.decode()), NO_HELPERS)
    wire.send(Answer(ready=True))
    while (head := read_frame(stdin)) is not None:
        order = msgspec.msgpack.decode(head, type=Order)
        data = read_frame(stdin) or b""
        allow_cpu(limits.cpu_seconds)
        for answer in _answers(data, order, limits, helpers):
            wire.send(answer)
        wire.send(Answer(done=True))


def _answers(data: bytes, order: Order, limits: Limits, helpers: Helpers) -> Iterator[Answer]:
    try:
        for found in read_bytes(Job(data, limits, order.columns, helpers, order.sheets)):
            yield _answer(Refusal.of(found) if isinstance(found, Refused) else found)
    except Refused as error:
        yield Answer(refusal=Refusal.of(error))
    except RecursionError:
        yield Answer(refusal=Refusal("this file is nested too deeply", allowed="ordinary documents"))


def _answer(found: Answered) -> Answer:
    if isinstance(found, Reading):
        return Answer(reading=found)
    return Answer(refusal=found) if isinstance(found, Refusal) else Answer(sheet=found)


def _last_words(wire: _Wire) -> ExceptHook:
    """What kills this process is told to the parent before it dies: the kind of failure, never the content."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, MemoryError):
            refusal = Refusal("this file takes too much memory to read", allowed="ordinary documents")
        else:
            refusal = Refusal(
                "this file could not be read", found=kind.__name__, allowed="a file of a known kind"
            )
        wire.send(Answer(refusal=refusal))
        wire.send(Answer(done=True, dying=True))

    return tell
