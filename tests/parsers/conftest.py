"""Small real files of every kind, made where they are needed, and one warm reader for the whole session."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from enrich.errors import Refused
from enrich.model import Found, Instant
from enrich.ports import Document
from parsers.formats import Job, read_bytes
from parsers.limits import Limits
from parsers.reader import Reader
from parsers.reading import Reading
from parsers.resume import Helpers, nobody

MODIFIED = Instant(1_700_000_000_000_000)
Parse = Callable[[str, bytes], list[Found | Refused]]


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    made = Reader(workers=1)
    yield made
    made.close()


@pytest.fixture
def document(tmp_path: Path) -> Callable[[str, bytes], Document]:
    def make(name: str, content: bytes) -> Document:
        path = tmp_path / "content"
        path.write_bytes(content)
        return Document(name=name, path=path, modified_at=MODIFIED)

    return make


@pytest.fixture
def parse(
    request: pytest.FixtureRequest, reader: Reader, document: Callable[[str, bytes], Document]
) -> Parse:
    """Reads as the product does; a case marked `by_rules` as the rules alone do: the trained network, which goes by what is usual, reads
    it otherwise."""
    if request.node.get_closest_marker("by_rules") is None:
        return lambda name, content: list(reader.parse(document(name, content)))
    rules = Helpers(nobody, nobody, lambda sections, first: first)
    return lambda name, content: [
        Found(name, reading.profile)
        for reading in read_bytes(Job(content, Limits(), {}, rules))
        if isinstance(reading, Reading)
    ]


class Paper:
    """Draws text on PDF pages; y counts from the top."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self.canvas = Canvas(self._out, pagesize=A4, invariant=True)

    def put(self, x: float, y: float, text: str, size: float = 10, bold: bool = False) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawString(x, A4[1] - y, text)

    def put_right(self, x: float, y: float, text: str, size: float = 10) -> None:
        self.put(x - stringWidth(text, "Helvetica", size), y, text, size)

    def pdf(self) -> bytes:
        self.canvas.save()
        return self._out.getvalue()


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def make_zip() -> Callable[[dict[str, str | bytes]], bytes]:
    def make(members: dict[str, str | bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return out.getvalue()

    return make
