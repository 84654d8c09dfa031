"""Word files: body in order, tables, text boxes, headers and footers, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from parsers.archive import Archive
from parsers.cells import joined_line, set_apart, table_lines, with_gaps
from parsers.limits import Limits
from parsers.lines import Line, Span, plain_line
from parsers.margins import is_page_number
from parsers.xml import parse_xml

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = re.compile(r"diagrams/data\d*\.xml$")
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)  # fmt: skip
_HEADING = re.compile(
    r"^(?:heading|title|überschrift|titre|titolo|título|titulo|kop|nagłówek|rubrik|başlık|заголовок|1|2|3)\s*(\d?)",
    re.I,
)
_INLINE_LINK = re.compile(r'HYPERLINK\s+"([^"]+)"')
DEFAULT_SIZE = 11.0


def docx_lines(data: bytes, limits: Limits) -> list[Line]:
    """The document's lines. Raises Refused for a damaged or oversized file."""
    archive = Archive(data, limits.inflated_bytes)
    styles = _styles(archive)
    names = archive.names
    tops = [n for n in names if re.fullmatch(r"word/header\d*\.xml", n)]
    bodies = [n for n in names if re.fullmatch(r"word/document\d?\.xml", n)][:1]
    feet = [n for n in names if re.fullmatch(r"word/footer\d*\.xml", n)]
    lines: list[Line] = []
    for name in [*tops, *bodies, *feet]:
        found = _Reader(_links(archive, name), styles, _diagrams(archive, name)).lines(_xml(archive, name))
        lines.extend(found if name in bodies else [x for x in found if not is_page_number(x.text)])
    return _once(lines)


def _once(lines: list[Line]) -> list[Line]:
    """First, even and odd page headers often say the same."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        if not line.text or (len(line.text) > 8 and line.text in seen and "@" in line.text):
            continue
        seen.add(line.text)
        kept.append(line)
    return kept


def _xml(archive: Archive, name: str) -> etree._Element:
    """One part; the names of "strict" files are put in the form that all others use."""
    content = archive.read(name)
    for strict, usual in _STRICT:
        content = content.replace(strict, usual)
    return parse_xml(content, "this Word file is damaged", name, "a DOCX that Word can open")


def _links(archive: Archive, part: str) -> dict[str, str]:
    folder, _, file = part.rpartition("/")
    name = f"{folder}/_rels/{file}.rels"
    if name not in archive.names:
        return {}
    return {
        r.get("Id", ""): r.get("Target", "") for r in _xml(archive, name) if r.get("TargetMode") == "External"
    }


def _diagrams(archive: Archive, part: str) -> dict[str, list[str]]:
    """The texts of the part's SmartArt, by the id that the part has for each."""
    folder, _, file = part.rpartition("/")
    name = f"{folder}/_rels/{file}.rels"
    if name not in archive.names:
        return {}
    targets = {r.get("Id", ""): f"{folder}/{r.get('Target', '')}" for r in _xml(archive, name)}
    return {
        key: [text for point in _xml(archive, target).iter(f"{_DGM}pt") if (text := _point(point))]
        for key, target in targets.items()
        if _DIAGRAM.search(target) and target in archive.names
    }


def _point(point: etree._Element) -> str:
    return "".join(node.text or "" for node in point.iter(f"{_A}t")).strip()


class _Style(NamedTuple):
    """`name` in lower case: names are English whatever Word's language, ids are not. `size` in points, 0 where nothing
    is said of it."""

    name: str = ""
    bold: bool | None = None
    size: float = 0.0
    based_on: str = ""


def _styles(archive: Archive) -> dict[str, _Style]:
    """Style id -> the style, with what it has of those it is based on."""
    if "word/styles.xml" not in archive.names:
        return {}
    own = {
        style.get(f"{_W}styleId", ""): _style(style)
        for style in _xml(archive, "word/styles.xml").iter(f"{_W}style")
    }
    return {name: _inherited(style, own) for name, style in own.items()}


def _style(node: etree._Element) -> _Style:
    name, base, properties = (node.find(f"{_W}{tag}") for tag in ("name", "basedOn", "rPr"))
    bold = properties.find(f"{_W}b") if properties is not None else None
    return _Style(
        (name.get(f"{_W}val", "") if name is not None else "").lower(), None if bold is None else _on(properties, "b"),
        _size(properties), base.get(f"{_W}val", "") if base is not None else "",
    )  # fmt: skip


def _inherited(style: _Style, own: dict[str, _Style]) -> _Style:
    base = style
    for _ in range(8):
        base = own.get(base.based_on, _Style())
        bold = base.bold if style.bold is None else style.bold
        style = style._replace(bold=bold, size=style.size or base.size)
    return style


def _size(properties: etree._Element | None) -> float:
    node = properties.find(f"{_W}sz") if properties is not None else None
    half = node.get(f"{_W}val", "") if node is not None else ""
    return int(half) / 2 if half.isdigit() and len(half) <= 4 else 0.0


class _Reader:
    def __init__(
        self, links: dict[str, str], styles: dict[str, _Style], diagrams: dict[str, list[str]]
    ) -> None:
        self._links, self._styles, self._diagrams = links, styles, diagrams

    def lines(self, root: etree._Element) -> list[Line]:
        return with_gaps(self._blocks(root))

    def _blocks(self, node: etree._Element) -> Iterator[Line]:
        for child in node:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag in (f"{_W}body", f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}smartTag"):
                yield from self._blocks(child)

    def _table(self, table: etree._Element) -> Iterator[Line]:
        """Rows of short cells are lines of cells; columns of a layout table are read one after the other."""
        rows = [
            [list(self._blocks(cell)) for cell in row.iter(f"{_W}tc") if _owner(cell) is table]
            for row in table.iter(f"{_W}tr")
            if _owner(row) is table
        ]
        yield from table_lines(rows)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Line]:
        spans: list[Span] = []
        urls: list[str] = []
        boxes: list[etree._Element] = []
        lines: list[Line] = []
        style = self._style(paragraph)
        for run, url in self._runs(paragraph):
            if url:
                urls.append(url)
            urls.extend(
                m[1] for code in run.iter(f"{_W}instrText") if (m := _INLINE_LINK.search(code.text or ""))
            )
            boxes.extend(b for b in run.iter(f"{_W}txbxContent") if not _in_fallback(b))
            for text, gap in _texts(run):
                if text == "\n":
                    lines.append(_line(spans, urls, paragraph, style.name))
                    spans, urls = [], []
                elif text:
                    spans.append(_span(text, gap, run, self._run_style(run, style)))
                else:
                    spans.append(Span("", gap=gap))
        lines.append(_line(spans, urls, paragraph, style.name))
        yield from lines
        for shown in paragraph.iter(f"{_DGM}relIds"):
            yield from map(plain_line, self._diagrams.get(shown.get(f"{_R}dm", ""), []))
        for box in boxes:
            yield from set_apart(self._blocks(box))

    def _style(self, paragraph: etree._Element) -> _Style:
        node = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = node.get(f"{_W}val", "") if node is not None else ""
        return self._styles.get(name, _Style(name.lower()))

    def _run_style(self, run: etree._Element, around: _Style) -> _Style:
        node = run.find(f"{_W}rPr/{_W}rStyle")
        own = self._styles.get(node.get(f"{_W}val", ""), _Style()) if node is not None else _Style()
        bold = around.bold if own.bold is None else own.bold
        return around._replace(bold=bold, size=own.size or around.size)

    def _runs(self, node: etree._Element, url: str = "") -> Iterator[tuple[etree._Element, str]]:
        for child in node:
            if child.tag == f"{_W}r":
                if not _on(child.find(f"{_W}rPr"), "vanish"):
                    yield child, url
                url = ""
            elif child.tag == f"{_W}hyperlink":
                yield from self._runs(child, self._links.get(child.get(f"{_R}id", ""), ""))
            elif child.tag in (
                f"{_W}ins",
                f"{_W}moveTo",
                f"{_W}smartTag",
                f"{_W}sdt",
                f"{_W}sdtContent",
                f"{_W}fldSimple",
                f"{_W}bdo",
                f"{_W}dir",
            ):
                yield from self._runs(child, _field_url(child))


def _field_url(node: etree._Element) -> str:
    match = _INLINE_LINK.search(node.get(f"{_W}instr", ""))
    return match[1] if match else ""


def _owner(node: etree._Element) -> etree._Element | None:
    """The nearest table around a row or cell."""
    return next(node.iterancestors(f"{_W}tbl"), None)


def _in_fallback(box: etree._Element) -> bool:
    """Word writes text boxes twice, the second time for old readers; and boxes in boxes come with the outer one."""
    outer = sum(1 for _ in box.iterancestors(f"{_W}txbxContent"))
    return next(box.iterancestors(f"{_MC}Fallback"), None) is not None or outer > 0


def _texts(run: etree._Element) -> Iterator[tuple[str, float]]:
    """(text, gap before it in ems); "\\n" for a break of the line."""
    for child in run:
        if child.tag == f"{_W}t":
            text = child.text or ""
            yield text.strip(), 0.3 if text[:1].isspace() else 0.0
            if text.strip() and text[-1:].isspace():
                yield "", 0.3
        elif child.tag in (f"{_W}tab", f"{_W}ptab"):
            yield "", 9.0
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n", 0.0
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-", 0.0


def _span(text: str, gap: float, run: etree._Element, style: _Style) -> Span:
    properties = run.find(f"{_W}rPr")
    said = properties is not None and properties.find(f"{_W}b") is not None
    bold = _on(properties, "b") if said else bool(style.bold)
    caps = _on(properties, "caps") or _on(properties, "smallCaps")
    return Span(
        text.upper() if caps else text, bold or style.name.startswith(("heading", "title")),
        _size(properties) or style.size or DEFAULT_SIZE, bold * 2 + _on(properties, "i"), gap,
    )  # fmt: skip


def _on(properties: etree._Element | None, name: str) -> bool:
    node = properties.find(f"{_W}{name}") if properties is not None else None
    return node is not None and node.get(f"{_W}val", "1") not in ("0", "false", "none")


def _line(spans: list[Span], urls: list[str], paragraph: etree._Element, style: str) -> Line:
    match = _HEADING.match(style)
    level = int(match[1] or 1) if match else 0
    numbered = paragraph.find(f"{_W}pPr/{_W}numPr") is not None or style.startswith(("list", "aufz"))
    return joined_line(spans, urls, heading=level, bullet=numbered and not level)
