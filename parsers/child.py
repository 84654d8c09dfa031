"""The process that parses. Started by parsers.pool as `python -m parsers.child LIMITS`; speaks frames on stdin and stdout."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import BinaryIO

import msgspec

from enrich.errors import Refused
from enrich.model import Value
from parsers.formats import read_bytes
from parsers.limits import Limits, allow_cpu, confine
from parsers.models import Models
from parsers.reading import Reading, Refusal
from parsers.resume import Helpers

ExceptHook = Callable[[type[BaseException], BaseException, TracebackType | None], None]
HEAD = struct.Struct("<I")
PROTOCOL = msgspec.msgpack.Encoder()


class Order(Value, frozen=True):
    """What to parse: the content follows as a frame of its own. `columns`: declared column -> attribute."""

    columns: dict[str, str] = msgspec.field(default_factory=dict)


class Answer(Value, frozen=True):
    """One of: a reading, a refusal, a sign that a model is being loaded, the end of this document."""

    reading: Reading | None = None
    refusal: Refusal | None = None
    loading: bool = False
    done: bool = False


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; None at the end."""
    head = stream.read(HEAD.size)
    return stream.read(HEAD.unpack(head)[0]) if len(head) == HEAD.size else None


def frame(content: bytes) -> bytes:
    """The content with its length before it."""
    return HEAD.pack(len(content)) + content


class _Wire:
    """The parent's end: answers go there. Nothing else may write to it."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "wb")
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        os.dup2(sink, 2)

    def send(self, answer: Answer) -> None:
        self._out.write(frame(PROTOCOL.encode(answer)))
        if answer.done or answer.loading:
            self._out.flush()


def main() -> None:
    """Answers orders until stdin ends; a document that used up the memory is this process's last."""
    limits = msgspec.json.decode(sys.argv[1], type=Limits)
    stdin, wire = sys.stdin.buffer, _Wire()
    confine(limits)

    def loading() -> None:
        allow_cpu(limits.cpu_seconds)
        wire.send(Answer(loading=True))

    models = Models(loading)
    helpers = Helpers(models.people, models.skills)
    sys.excepthook = _last_words(wire)
    while (head := read_frame(stdin)) is not None:
        order = msgspec.msgpack.decode(head, type=Order)
        data = read_frame(stdin) or b""
        allow_cpu(limits.cpu_seconds)
        for answer in _answers(data, order, limits, helpers):
            wire.send(answer)
        wire.send(Answer(done=True))


def _answers(data: bytes, order: Order, limits: Limits, helpers: Helpers) -> Iterator[Answer]:
    try:
        for found in read_bytes(data, limits, order.columns, helpers):
            yield Answer(refusal=Refusal.of(found)) if isinstance(found, Refused) else Answer(reading=found)
    except Refused as error:
        yield Answer(refusal=Refusal.of(error))
    except RecursionError:
        yield Answer(refusal=Refusal("this file is nested too deeply", allowed="ordinary documents"))


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
        wire.send(Answer(done=True))

    return tell


if __name__ == "__main__":
    main()
