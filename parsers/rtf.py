"""Rich Text Format (RTF 1.9) -> lines: text of any code page, tables, text boxes, lists, links."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from enrich.errors import Refused
from parsers.cells import CELL_GAP, Row, joined_line, table_lines, with_gaps
from parsers.limits import Limits
from parsers.lines import Line, Span

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)
# destinations that hold no text of the document
_SILENT = frozenset(
    [
        "colortbl", "stylesheet", "info", "pict", "object", "themedata", "colorschememapping", "datastore", "latentstyles",
        "listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl", "wgrffmtfilter", "filetbl", "revtbl", "pgdsctbl",
        "bkmkstart", "bkmkend", "annotation", "atnid", "atnauthor", "footnote", "nonshppict", "sp", "shprslt", "mmathPr", "userprops",
        "xe", "tc", "ftnsep", "ftnsepc", "docvar", "private", "passwordhash", "fchars", "lchars",
    ]
)  # fmt: skip
# starred destinations that hold text all the same
_SHOWN = frozenset(["shpinst", "shppict", "fldinst"])
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_PAGES = {932: "cp932", 936: "gbk", 949: "cp949", 950: "big5", 10000: "mac_roman", 65001: "utf-8"}
_SIGNS = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_LINK = re.compile(r'HYPERLINK\s+"?([^"\s]+)')
_SAVED = re.compile(
    r"\\revtim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})|\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})"
)
MAX_GROUPS = 1000
ALLOWED = "an RTF file that a writer can open"


def rtf_lines(data: bytes, limits: Limits) -> list[Line]:
    """The document's lines. Raises Refused when it is nested too deeply."""
    source = data[: limits.input_bytes].decode("latin-1")
    reader = _Reader(_code_page(source))
    position = 0
    while (token := _TOKEN.match(source, position)) is not None:
        position = token.end() + reader.take(token)
    return with_gaps(iter(reader.end()))


def saved_on(data: bytes) -> str:
    """The ISO date on which the document says it was last saved, else made; "" where it says nothing."""
    dates = [m.groups() for m in _SAVED.finditer(data[: 1 << 16].decode("latin-1"))]
    best = next((d[:3] for d in dates if d[0]), None) or next((d[3:] for d in dates if d[3]), None)
    return "-".join(f"{int(part or 0):02d}" for part in best) if best else ""


def _code_page(source: str) -> str:
    found = re.search(r"\\ansicpg(\d{3,5})", source[:2000])
    return _named_page(int(found[1])) if found else "mac_roman" if "\\mac" in source[:200] else "cp1252"


def _named_page(number: int) -> str:
    name = _PAGES.get(number, f"cp{number}")
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name


@dataclass(frozen=True)
class _State:
    """What a group inherits and its end undoes."""

    silent: bool = False
    bold: bool = False
    italic: bool = False
    capitals: bool = False
    size: float = 12.0
    fallback: int = 1  # characters that stand after \\u for old readers
    font: int = -1
    into: str = ""  # "fonttbl", "fldinst", "list"


class _Reader:
    """A state machine over tokens. Lines of table rows wait until their row ends."""

    def __init__(self, code_page: str) -> None:
        self._code_page = code_page
        self._fonts: dict[int, str] = {}
        self._state, self._stack = _State(), list[_State]()
        self._bytes, self._starred, self._skip = bytearray(), False, 0
        self._high = ""
        self._spans: list[Span] = []
        self._urls: list[str] = []
        self._field = ""
        self._bullet, self._heading, self._in_table = False, 0, False
        self._lines: list[Line] = []
        self._cell: list[Line] = []
        self._row: Row = []
        self._rows: list[Row] = []

    def end(self) -> list[Line]:
        self._paragraph()
        self._leave_table()
        return [*self._lines, *self._cell]

    def take(self, token: re.Match[str]) -> int:
        """Handles one token; returns how many raw characters after it are data."""
        if (pair := token["hex"]) is not None:
            self._byte(int(pair, 16))
            return 0
        self._decode()
        if (brace := token["brace"]) is not None:
            self._brace(brace)
        elif (word := token["word"]) is not None:
            return self._word(word, token["number"])
        elif (symbol := token["symbol"]) is not None:
            self._symbol(symbol)
        elif token["text"] is not None:
            self._text(self._unskipped(token["text"]))
        return 0

    # --- groups ---

    def _brace(self, brace: str) -> None:
        self._starred = False
        if brace == "{":
            if len(self._stack) > MAX_GROUPS:
                raise Refused("this file is nested too deeply", allowed=f"at most {MAX_GROUPS} groups")
            self._stack.append(self._state)
        elif self._stack:
            self._state = self._stack.pop()

    def _word(self, word: str, number: str | None) -> int:
        starred, self._starred = self._starred, False
        value = int(number) if number else None
        if word == "bin":
            return max(0, value or 0)
        if word in _SILENT or (starred and word not in _SHOWN):
            self._state = replace(self._state, silent=True)
        elif word in ("fonttbl", "fldinst"):
            self._state = replace(self._state, into=word)
            self._field = "" if word == "fldinst" else self._field
        elif word in ("pntext", "listtext"):
            self._state = replace(self._state, into="list")
            self._bullet = True
        elif word == "u" and value is not None:
            self._unicode(value)
        elif word in _SIGNS:
            self._text(_SIGNS[word])
        elif (act := _ACTS.get(word)) is not None:
            act(self, value)
        return 0

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in "{}\\":
            self._text(self._unskipped(symbol))
        elif symbol == "~":
            self._text(" ")
        elif symbol == "_":
            self._text("-")
        elif symbol in "\r\n":
            self._paragraph()

    # --- characters ---

    def _byte(self, value: int) -> None:
        if self._skip:
            self._skip -= 1
        elif not self._state.silent:
            self._bytes.append(value)

    def _decode(self) -> None:
        if self._bytes:
            page = self._fonts.get(self._state.font, self._code_page)
            content = bytes(self._bytes).decode(page, "replace")
            self._bytes.clear()
            self._text(content)

    def _unskipped(self, text: str) -> str:
        skipped = min(self._skip, len(text))
        self._skip -= skipped
        return text[skipped:]

    def _unicode(self, value: int) -> None:
        """\\uN is a signed UTF-16 unit; characters outside the first plane come as two."""
        unit = value % 0x10000
        self._skip = self._state.fallback
        if 0xD800 <= unit < 0xDC00:
            self._high = chr(unit)
            return
        pair, self._high = self._high + chr(unit), ""
        self._text(pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))

    def _text(self, text: str) -> None:
        state = self._state
        if not text or state.silent or state.into in ("fonttbl", "list"):
            return
        if state.into == "fldinst":
            self._instruction(text)
            return
        if text[0].isspace():
            self._spans.append(Span("", gap=CELL_GAP if len(text) - len(text.lstrip(" ")) >= 3 else 0.3))
        for i, part in enumerate(re.split(r" {3,}", text.strip())):
            if part:
                shown = " ".join((part.upper() if state.capitals else part).split())
                style = state.bold * 2 + state.italic
                self._spans.append(Span(shown, state.bold, state.size, style, CELL_GAP if i else 0.0))
        if text[-1].isspace():
            self._spans.append(Span("", gap=0.3))

    def _instruction(self, text: str) -> None:
        """A link's address may come in pieces; the last and longest is the whole one."""
        self._field = (self._field + text)[:4000]
        if link := _LINK.search(self._field):
            self._urls = [*(u for u in self._urls if not link[1].startswith(u)), link[1]]

    # --- what words do ---

    def font(self, value: int | None) -> None:
        self._state = replace(self._state, font=value or 0)

    def charset(self, value: int | None) -> None:
        if self._state.into == "fonttbl" and value in _CHARSETS:
            self._fonts[self._state.font] = _CHARSETS[value]

    def gap(self, _: int | None) -> None:
        if not self._state.silent and not self._state.into:
            self._spans.append(Span("", gap=CELL_GAP))

    def plain(self, _: int | None) -> None:
        state = self._state
        self._state = replace(state, bold=False, italic=False, capitals=False, size=12.0)

    def start_paragraph(self, _: int | None) -> None:
        self._bullet, self._heading, self._in_table = False, 0, False

    def set(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]

    def level(self, value: int | None) -> None:
        self._heading = (value or 0) + 1 if (value or 0) < 9 else 0

    def item(self, _: int | None) -> None:
        self._bullet = True

    def inside(self, _: int | None) -> None:
        self._in_table = True

    def end_paragraph(self, _: int | None) -> None:
        if not self._state.silent:
            self._paragraph()

    def end_cell(self, _: int | None) -> None:
        self._in_table = True
        self._paragraph()
        self._row.append(self._cell)
        self._cell = []

    def end_row(self, _: int | None) -> None:
        if self._row:
            self._rows.append(self._row)
        self._row = []

    def _paragraph(self) -> None:
        """Ends the line; one outside a table also ends the table before it."""
        line = joined_line(
            self._spans, self._urls, heading=self._heading, bullet=self._bullet and not self._heading
        )
        self._spans, self._urls = [], []
        if self._in_table or self._row:
            self._cell.append(line)
        else:
            self._leave_table()
            self._lines.append(line)

    def _leave_table(self) -> None:
        if self._row:
            self._rows.append([*self._row, self._cell])
            self._row, self._cell = [], []
        self._lines.extend(table_lines(self._rows))
        self._rows = []


_Act = Callable[[_Reader, int | None], None]


def _switch(name: str) -> _Act:
    return lambda reader, value: reader.set(**{name: value != 0})


_ACTS: dict[str, _Act] = {
    "par": _Reader.end_paragraph, "line": _Reader.end_paragraph, "sect": _Reader.end_paragraph, "page": _Reader.end_paragraph,
    "tab": _Reader.gap, "cell": _Reader.end_cell, "nestcell": _Reader.end_cell, "row": _Reader.end_row, "nestrow": _Reader.end_row,
    "intbl": _Reader.inside, "pard": _Reader.start_paragraph, "plain": _Reader.plain, "outlinelevel": _Reader.level,
    "ls": _Reader.item, "f": _Reader.font, "fcharset": _Reader.charset, "b": _switch("bold"), "i": _switch("italic"),
    "caps": _switch("capitals"), "scaps": _switch("capitals"), "v": _switch("silent"), "deleted": _switch("silent"),
    "fs": lambda reader, value: reader.set(size=min(200, value or 24) / 2),
    "uc": lambda reader, value: reader.set(fallback=min(8, max(0, value or 0))),
}  # fmt: skip
