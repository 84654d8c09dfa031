"""Content -> readings: one reader per kind of file. Runs in the child process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from enrich.errors import Refused
from parsers.dating import written_at
from parsers.detect import Kind, decode, kind_of
from parsers.docx import docx_lines
from parsers.html import read_html
from parsers.limits import Limits
from parsers.linkedin import read_linkedin
from parsers.pdf import read_pdf
from parsers.people import read_json
from parsers.reading import Reading
from parsers.resume import Helpers, read_resume
from parsers.text import text_lines
from parsers.vcard import read_vcards

Read = Callable[[bytes, Limits, Mapping[str, str], Helpers], Iterator[Reading | Refused]]
EXPORTS: frozenset[Kind] = frozenset({"linkedin", "vcard", "json"})


def read_bytes(
    data: bytes, limits: Limits, columns: Mapping[str, str], helpers: Helpers
) -> Iterator[Reading | Refused]:
    """Every person in the file. Raises Refused when the file as a whole cannot be read."""
    kind = kind_of(data)
    allowed = limits.export_bytes if kind in EXPORTS else limits.input_bytes
    if len(data) > allowed:
        raise Refused(
            "this file is too large", found=f"{len(data)} bytes", allowed=f"at most {allowed} bytes"
        )
    written = written_at(kind, data, limits)
    for found in _READERS[kind](data, limits, columns, helpers):
        if isinstance(found, Reading) and found.observed_at is None:
            yield replace(found, observed_at=written)
        else:
            yield found


def _pdf(data: bytes, limits: Limits, _: Mapping[str, str], helpers: Helpers) -> Iterator[Reading | Refused]:
    text = read_pdf(data, limits)
    if sum(len(line.text) for line in text.lines) < 20:
        reason = "this is an image, not text" if text.images else "this PDF has no text"
        raise Refused(reason, found=f"{text.pages} page(s) without text", allowed="a PDF with text in it")
    yield read_resume(text.lines, helpers)


def _docx(data: bytes, limits: Limits, _: Mapping[str, str], helpers: Helpers) -> Iterator[Reading | Refused]:
    yield read_resume(docx_lines(data, limits), helpers)


def _html(data: bytes, limits: Limits, _: Mapping[str, str], helpers: Helpers) -> Iterator[Reading | Refused]:
    yield from read_html(decode(data), helpers)


def _text(data: bytes, limits: Limits, _: Mapping[str, str], helpers: Helpers) -> Iterator[Reading | Refused]:
    yield read_resume(text_lines(decode(data)), helpers)


def _linkedin(
    data: bytes, limits: Limits, _: Mapping[str, str], helpers: Helpers
) -> Iterator[Reading | Refused]:
    yield from read_linkedin(data, limits)


def _vcard(
    data: bytes, limits: Limits, _: Mapping[str, str], helpers: Helpers
) -> Iterator[Reading | Refused]:
    yield from read_vcards(decode(data))


def _json(
    data: bytes, limits: Limits, columns: Mapping[str, str], helpers: Helpers
) -> Iterator[Reading | Refused]:
    yield from read_json(decode(data).encode(), columns)


_READERS: dict[Kind, Read] = {
    "pdf": _pdf, "docx": _docx, "html": _html, "text": _text, "linkedin": _linkedin, "vcard": _vcard, "json": _json,
}  # fmt: skip
