"""OpenDocument text (ODT): body in order, lists, tables, text boxes, headers and footers, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from parsers.archive import Archive
from parsers.cells import CELL_GAP, joined_line, set_apart, table_lines, with_gaps
from parsers.limits import Limits
from parsers.lines import Line, Span
from parsers.xml import Node, local, parse_xml

_SIZE = re.compile(r"([\d.]+)pt")
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_HEADING_STYLE = re.compile(r"(?i)^(?:heading|title)(?:_20_|\s)*(\d?)")
_SKIPPED = frozenset(
    ["tracked-changes", "annotation", "note", "sequence-decls", "forms", "bookmark", "index-title-template"]
)
MOST_REPEATED = 200
MAX_DEPTH = 150
WORD_GAP = 0.3


class _Look(NamedTuple):
    """What a style says; None and 0 leave it to what is around."""

    bold: bool | None = None
    size: float = 0.0
    heading: int = 0


def odt_lines(data: bytes, limits: Limits) -> list[Line]:
    """The document's lines. Raises Refused for a damaged or oversized file."""
    archive = Archive(data, limits.inflated_bytes)
    styles = _part(archive, "styles.xml") if "styles.xml" in archive.names else None
    content = _part(archive, "content.xml")
    reader = _Reader(_looks(n for n in (styles, content) if n is not None))
    tops = [] if styles is None else [n for n in styles.iter() if local(n) in ("header", "header-first")]
    feet = [] if styles is None else [n for n in styles.iter() if local(n) in ("footer", "footer-first")]
    bodies = [n for n in content.iter() if local(n) == "text" and local(n.getparent()) == "body"]  # type: ignore[arg-type]
    return with_gaps(line for root in (*tops, *bodies, *feet) for line in reader.blocks(root, 0))


def _part(archive: Archive, name: str) -> Node:
    return parse_xml(
        archive.read(name), "this OpenDocument file is damaged", name, "an ODT that a writer can open"
    )


def _looks(roots: Iterator[Node]) -> dict[str, _Look]:
    """Style name -> its look; a style without a say has its parent's."""
    found: dict[str, _Look] = {}
    parents: dict[str, str] = {}
    for style in (node for root in roots for node in root.iter(f"{_STYLE}style")):
        name = style.get(f"{_STYLE}name", "")
        parents[name] = style.get(f"{_STYLE}parent-style-name", "")
        found[name] = _own_look(style, name)
    return {name: _inherited(name, found, parents) for name in found}


def _own_look(style: Node, name: str) -> _Look:
    properties = next((c for c in style if local(c) == "text-properties"), None)
    heading = _HEADING_STYLE.match(name)
    level = int(heading[1] or 1) if heading else 0
    if properties is None:
        return _Look(heading=level)
    weight, size = properties.get(f"{_FO}font-weight"), _SIZE.fullmatch(properties.get(f"{_FO}font-size", ""))
    bold = None if weight is None else weight == "bold" or (weight.isdigit() and int(weight) >= 600)
    return _Look(bold, float(size[1]) if size else 0.0, level)


def _inherited(name: str, found: dict[str, _Look], parents: dict[str, str]) -> _Look:
    look = _Look()
    for _ in range(8):
        own = found.get(name, _Look())
        look = _Look(
            own.bold if look.bold is None else look.bold, look.size or own.size, look.heading or own.heading
        )
        name = parents.get(name, "")
    return look


class _Reader:
    def __init__(self, looks: dict[str, _Look]) -> None:
        self._looks = looks

    def blocks(self, node: Node, depth: int, *, item: bool = False) -> Iterator[Line]:
        if depth > MAX_DEPTH:
            return
        for child in node:
            name = local(child)
            if name in ("p", "h"):
                yield from self._paragraph(child, depth, item)
            elif name == "table":
                yield from table_lines(list(self._rows(child, depth)))
            elif name not in _SKIPPED:
                yield from self.blocks(child, depth + 1, item=item or name == "list-item")

    def _rows(self, table: Node, depth: int) -> Iterator[list[list[Line]]]:
        for child in table:
            if local(child) == "table-row":
                yield [
                    list(self.blocks(cell, depth + 1))
                    for cell in child
                    if local(cell) == "table-cell" and not cell.get(f"{_TABLE}number-columns-repeated")
                ]
            elif local(child) in ("table-header-rows", "table-rows", "table-row-group"):
                yield from self._rows(child, depth)

    def _paragraph(self, paragraph: Node, depth: int, item: bool) -> Iterator[Line]:
        look = self._looks.get(paragraph.get(f"{_TEXT}style-name", ""), _Look())
        level = int(paragraph.get(f"{_TEXT}outline-level") or look.heading or 0)
        heading = (level or 1) if local(paragraph) == "h" else look.heading
        run = _Run(self, look)
        run.take(paragraph, look, depth)
        for spans, urls in run.ended():
            yield joined_line(spans, urls, heading=heading, bullet=item and not heading)
        for box in run.boxes:
            yield from set_apart(self.blocks(box, depth + 1))

    def look(self, node: Node, around: _Look) -> _Look:
        own = self._looks.get(node.get(f"{_TEXT}style-name", ""), _Look())
        return _Look(around.bold if own.bold is None else own.bold, own.size or around.size, around.heading)


class _Run:
    """Collects the spans of one paragraph, cut at its line breaks, and the text boxes anchored in it."""

    def __init__(self, reader: _Reader, look: _Look) -> None:
        self._reader = reader
        self._lines: list[tuple[list[Span], list[str]]] = [([], [])]
        self.boxes: list[Node] = []

    def ended(self) -> list[tuple[list[Span], list[str]]]:
        return self._lines

    def take(self, node: Node, look: _Look, depth: int) -> None:
        self._text(node.text, look)
        for child in node:
            self._child(child, look, depth)
            self._text(child.tail, look)

    def _child(self, child: Node, look: _Look, depth: int) -> None:
        name = local(child)
        if name == "s":
            spaces = child.get(f"{_TEXT}c", "1")
            wide = spaces.isdigit() and 3 <= int(spaces[:4]) <= MOST_REPEATED
            self._gap(CELL_GAP if wide else WORD_GAP)
        elif name == "tab":
            self._gap(CELL_GAP)
        elif name == "line-break":
            self._lines.append(([], []))
        elif name == "text-box":
            self.boxes.append(child)
        elif name not in _SKIPPED and depth < MAX_DEPTH:
            if name == "a" and (url := child.get(f"{_XLINK}href", "")):
                self._lines[-1][1].append(url)
            self.take(child, self._reader.look(child, look) if name == "span" else look, depth + 1)

    def _gap(self, width: float) -> None:
        self._lines[-1][0].append(Span("", gap=width))

    def _text(self, text: str | None, look: _Look) -> None:
        if not text:
            return
        if text[0].isspace():
            self._gap(WORD_GAP)
        if text.strip():
            bold = bool(look.bold)
            words = " ".join(text.split())
            self._lines[-1][0].append(Span(words, bold, look.size or 11.0, int(bold)))
            if text[-1].isspace():
                self._gap(WORD_GAP)
