"""Reading an answer's body, within bounds on both what is sent and what it unpacks to."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from enrich.errors import Refused

_PACKINGS = {"": False, "identity": False, "gzip": True, "x-gzip": True, "deflate": True}
_GZIP_OR_ZLIB = 47


class BrokenOff(Exception):
    """The answer ended before its end."""


def body_of(parts: Iterable[bytes], encoding: str, size: int, source: str) -> bytes:
    """The whole body, unpacked. Raises Refused for what is too big or packed otherwise, BrokenOff, zlib.error."""
    encoding = encoding.strip().lower()
    if encoding not in _PACKINGS:
        raise Refused("packed in another way", where=source, allowed="gzip")
    unpack = zlib.decompressobj(_GZIP_OR_ZLIB) if _PACKINGS[encoding] else None
    body, sent = bytearray(), 0
    for part in parts:
        sent += len(part)
        body += unpack.decompress(part, size + 1 - len(body)) if unpack else part
        if max(sent, len(body)) > size:
            raise Refused("the answer is too big", where=source, allowed=f"{size} bytes")
    if unpack and sent and not unpack.eof:
        raise BrokenOff
    return bytes(body)
