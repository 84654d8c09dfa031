"""HTML: a resume written as a page, or a saved profile page that carries JSON-LD or h-card data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from enrich.errors import Refused
from enrich.model import Profile
from parsers.cells import table_lines
from parsers.lines import Line, Span
from parsers.profile_pages import marked_up_person
from parsers.reading import Reading
from parsers.resume import NO_HELPERS, Helpers, read_resume

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "ul",
        "ol",
        "dl",
        "dd",
        "dt",
        "table",
        "tbody",
        "thead",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "br",
        "hr",
        "blockquote",
        "address",
        "form",
        "fieldset",
        "figure",
        "pre",
        "nav",
        "td",
        "th",
    ]
)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "nav",
        "iframe",
        "object",
        "select",
        "button",
        "-comment",
        "head",
    ]
)
_BOLD = frozenset(["b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"])
_CELLS = frozenset(["td", "th"])
_ROW_GROUPS = frozenset(["thead", "tbody", "tfoot"])
_SIZES = {"h1": 24.0, "h2": 18.0, "h3": 14.0, "h4": 12.0}
MAX_DEPTH = 200


def read_html(text: str, helpers: Helpers) -> tuple[list[Line], Iterator[Reading]]:
    """The page's lines, and its person: marked-up data, filled up with what the text says."""
    tree = LexborHTMLParser(text)
    lines = [line for line in html_lines(tree) if line.text]
    return lines, _people(text, tree, lines, helpers)


def _people(text: str, tree: LexborHTMLParser, lines: list[Line], helpers: Helpers) -> Iterator[Reading]:
    marked = marked_up_person(text, tree)
    try:
        read = read_resume(lines, helpers if marked is None else NO_HELPERS)
    except Refused:
        if marked is None:
            raise
        yield Reading(marked, confidence={"name": 0.95})
        return
    yield read if marked is None else _merged(marked, read)


def _merged(marked: Profile, read: Reading) -> Reading:
    """Marked-up fields win; the text fills in what the markup leaves out, of the same person only."""
    if not marked.name or not _same_name(marked.name, read.profile.name):
        return Reading(marked, confidence={"name": 0.95}, warnings=("markup_only",))
    fields: dict[str, Any] = {
        f: getattr(marked, f) or getattr(read.profile, f) for f in Profile.__struct_fields__
    }
    return Reading(
        Profile(**fields),
        confidence=read.confidence | {"name": 0.97},
        evidence=read.evidence,
        warnings=read.warnings,
    )


def _same_name(a: str, b: str) -> bool:
    return set(a.lower().split()) == set(b.lower().split())


# --- text ---


def html_lines(tree: LexborHTMLParser) -> list[Line]:
    """The visible text as lines; blocks and breaks end a line, table cells are cells."""
    writer = _Writer()
    if tree.body is not None:
        _walk(tree.body, writer, 0)
    writer.end()
    return writer.lines


class _Writer:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._spans: list[Span] = []
        self._urls: list[str] = []
        self._gap = 0.0
        self.heading, self.item, self.space = 0, False, 1.0

    def text(self, text: str, bold: bool, size: float, style: int) -> None:
        if not text.strip():
            self._gap = max(self._gap, 0.3 if text else 0.0)
            return
        gap = max(self._gap, 0.3 if text[0].isspace() else 0.0) if self._spans else 0.0
        self._spans.append(Span(" ".join(text.split()), bold, size, style, gap))
        self._gap = 0.3 if text[-1].isspace() else 0.0

    def cell(self) -> None:
        self._gap = 9.0 if self._spans else 0.0

    def url(self, url: str) -> None:
        self._urls.append(url)

    def end(self) -> None:
        if self._spans:
            above = 1.0 if self.heading or self.space else 0.1
            self.lines.append(
                Line(
                    self._spans,
                    heading=self.heading,
                    marked_bullet=self.item and not self.heading,
                    gap_above=above,
                    urls=self._urls,
                )
            )
            self.item, self.space, self._urls = False, 0.0, []
        self._spans, self._gap = [], 0.0


def _walk(
    node: LexborNode, writer: _Writer, depth: int, bold: bool = False, size: float = 11.0, style: int = 0
) -> None:
    if depth > MAX_DEPTH:
        raise Refused("this page is nested too deeply", allowed=f"at most {MAX_DEPTH} levels")
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            writer.text(child.text_content or "", bold, size, style)
            continue
        if tag in _SKIPPED or tag.startswith("_") or _hidden(child):
            continue
        if tag == "table":
            writer.end()
            writer.lines.extend(table_lines([_cells_of(row, depth) for row in _rows(child)]))
            continue
        _open(tag, child, writer)
        inner = bold or tag in _BOLD
        marked = style + (tag in ("em", "i", "small", "cite")) * 2 + (inner and not bold)
        _walk(child, writer, depth + 1, inner, _SIZES.get(tag, size), marked)
        _close(tag, writer)


def _rows(node: LexborNode) -> Iterator[LexborNode]:
    """The rows of a table, not those of tables in its cells."""
    for child in node.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from _rows(child)


def _cells_of(row: LexborNode, depth: int) -> list[list[Line]]:
    """The lines of each cell of a row."""
    cells = []
    for cell in row.iter():
        if cell.tag in _CELLS and not _hidden(cell):
            writer = _Writer()
            _walk(cell, writer, depth + 1, cell.tag == "th", style=int(cell.tag == "th"))
            writer.end()
            cells.append(writer.lines)
    return cells


def _hidden(node: LexborNode) -> bool:
    style = (node.attributes.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "hidden" in node.attributes


def _open(tag: str, node: LexborNode, writer: _Writer) -> None:
    if tag in _CELLS:
        writer.cell()
    elif tag in _BLOCKS:
        writer.end()
    if tag == "li":
        writer.item = True
    if tag in ("section", "hr"):
        writer.space = 1.0
    if re.fullmatch(r"h[1-6]", tag):
        writer.heading = int(tag[1])
    if tag == "a" and (url := node.attributes.get("href")):
        writer.url(url)


def _close(tag: str, writer: _Writer) -> None:
    if tag in _BLOCKS and tag not in _CELLS:
        writer.end()
    if tag == "li":
        writer.item = False
    if re.fullmatch(r"h[1-6]", tag):
        writer.heading = 0
