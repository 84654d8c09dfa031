"""Pages of a PDF as pictures, to mark the places of fields on."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import pypdfium2

from parsers.reading import Sheet

SCALE = 1.4
MOST_PAGES = 12
MOST_PIXELS = 4_000_000


def pictures(data: bytes) -> Iterator[Sheet]:
    """The first pages of a document that was read before; one that cannot be drawn is left out."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            width, height = page.get_size()
            scale = min(SCALE, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
            try:
                bitmap = page.render(scale=scale, rev_byteorder=True)
            except pypdfium2.PdfiumError:
                continue
            yield Sheet(number + 1, width, height, png=_png(bitmap))
            page.close()
    finally:
        document.close()


def _png(bitmap: pypdfium2.PdfBitmap) -> bytes:
    """8-bit RGB, or grey, without filters (PNG 1.2, RFC 2083)."""
    pixels, bytes_per_pixel = bytes(bitmap.buffer), bitmap.n_channels
    rows = bytearray()
    for y in range(bitmap.height):
        start = y * bitmap.stride
        rows += b"\x00" + pixels[start : start + bitmap.width * bytes_per_pixel]
    colour = {1: 0, 3: 2, 4: 6}[bytes_per_pixel]
    head = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    kind, content = chunk
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
