"""When a document says it was last written: PDF and DOCX properties, HTML meta, the last lines of a text.

A file's own modification time says when it was copied; a resume of 2018 must not look fresh for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pypdfium2
from lxml import etree

from enrich.errors import Refused
from enrich.model import Instant
from enrich.values.dates import clean_date
from parsers.archive import Archive
from parsers.clock import instant_of, instant_of_date, to_instant
from parsers.detect import Kind, decode
from parsers.limits import Limits
from parsers.rtf import saved_on

_PDF_DATE = re.compile(r"D?:?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?")
_META = re.compile(
    r'<meta[^>]+(?:name|property|itemprop)=["\'](?:date|dcterms\.modified|article:modified_time|dateModified|last-modified)["\']'
    r'[^>]+content=["\']([^"\']+)',
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^[^\n:]{4,30}:\s*([^\n]{6,30})$")
_MODIFIED = "{http://purl.org/dc/terms/}modified"


def written_at(kind: Kind, data: bytes, limits: Limits) -> Instant | None:
    """None where the document says nothing of it, or names a time to come."""
    dated = _DATED.get(kind)
    found = dated(data, limits) if dated else None
    return found if found is not None and found <= to_instant(datetime.now(UTC)) else None


def _pdf(data: bytes, _: Limits) -> Instant | None:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    try:
        properties = document.get_metadata_dict()
    finally:
        document.close()
    for name in ("ModDate", "CreationDate"):
        found = _PDF_DATE.match(properties.get(name, ""))
        if found:
            return _instant([int(part or 0) for part in found.groups()])
    return None


def _instant(parts: list[int]) -> Instant | None:
    try:
        return to_instant(datetime(*parts, tzinfo=UTC))  # type: ignore[arg-type, misc]
    except ValueError:
        return None


def _docx(data: bytes, limits: Limits) -> Instant | None:
    try:
        archive = Archive(data, limits.inflated_bytes)
        if "docProps/core.xml" not in archive.names:
            return None
        root = etree.fromstring(archive.read("docProps/core.xml"), etree.XMLParser(resolve_entities=False))
    except (Refused, etree.XMLSyntaxError):
        return None
    return instant_of(root.findtext(_MODIFIED) or "")


def _odt(data: bytes, limits: Limits) -> Instant | None:
    try:
        archive = Archive(data, limits.inflated_bytes)
        if "meta.xml" not in archive.names:
            return None
        root = etree.fromstring(archive.read("meta.xml"), etree.XMLParser(resolve_entities=False))
    except (Refused, etree.XMLSyntaxError):
        return None
    made = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}creation-date"
    stamps = (root.findtext(f".//{name}") for name in ("{http://purl.org/dc/elements/1.1/}date", made))
    return next((when for stamp in stamps if stamp and (when := instant_of(stamp[:19])) is not None), None)


def _rtf(data: bytes, _: Limits) -> Instant | None:
    date = clean_date(saved_on(data))
    return instant_of_date(date) if date else None


def _html(data: bytes, _: Limits) -> Instant | None:
    found = _META.search(decode(data[:20_000]))
    return _dated(found.group(1)) if found else None


def _text(data: bytes, _: Limits) -> Instant | None:
    """A dated line at the very end: "Last updated: 3 May 2023", "Обновлено: 12.05.2023"."""
    last = next((line for line in reversed(decode(data[-400:]).splitlines()) if line.strip()), "")
    found = _LABELLED.match(last.strip())
    return _dated(found.group(1)) if found else None


def _dated(text: str) -> Instant | None:
    date = clean_date(text)
    return instant_of(text) or (instant_of_date(date) if date else None)


_DATED: dict[Kind, Callable[[bytes, Limits], Instant | None]] = {
    "pdf": _pdf,
    "docx": _docx,
    "odt": _odt,
    "rtf": _rtf,
    "html": _html,
    "text": _text,
}
