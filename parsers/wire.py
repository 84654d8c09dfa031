"""What parent and child say to each other: frames of a length and a msgpack value."""

from __future__ import annotations

import struct
from typing import BinaryIO

import msgspec

from enrich.model import Value
from parsers.reading import Reading, Refusal, Sheet

HEAD = struct.Struct("<I")


class Order(Value, frozen=True):
    """What to parse: the content follows as a frame of its own. `columns`: declared column -> attribute; `sheets`: also tell
    what the document looks like."""

    columns: dict[str, str] = msgspec.field(default_factory=dict)
    sheets: bool = False


class Answer(Value, frozen=True):
    """One of: the child is ready, a reading, a refusal, a sheet, a model is being loaded, the end of this document
    (`dying`: and of the child)."""

    ready: bool = False
    reading: Reading | None = None
    refusal: Refusal | None = None
    sheet: Sheet | None = None
    loading: bool = False
    done: bool = False
    dying: bool = False


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; None at the end."""
    head = stream.read(HEAD.size)
    return stream.read(HEAD.unpack(head)[0]) if len(head) == HEAD.size else None


def frame(content: bytes) -> bytes:
    """The content with its length before it."""
    return HEAD.pack(len(content)) + content
