"""Plain text and Markdown -> lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.flat import unescaped
from parsers.lines import Line, plain_line
from parsers.markdowntags import without_tags

_MARKDOWN_HEADING = re.compile(r"^(?:>\s?)*(#{1,6})(?:(?<=##)|\s|(?=[\u4e00-\u9fff]))\s*([^\s#].*?)\s*#*$")
_RULE = re.compile(r"^\s*(?:[-=_*~+#─━═]\s?){3,}\s*$")
_UNDERLINE = re.compile(r"^\s*(?:={3,}|-{3,})\s*$")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_BOLD_LINE = re.compile(r"^(?:\*\*|__)([^*_]+)(?:\*\*|__):?$")
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n((?:[^\n-][^\n]*\n|[ \t]*\n){1,60})---[ \t]*\n")
_SETTING = re.compile(
    r"(?:title|layout|author|date|lang|language|permalink|css|stylesheet|output|theme|template|geometry|fontsize|draft|tags|"
    r"documentclass|header-includes|pdf_options|category|categories|description|slug|keywords):",
    re.I,
)
_COMMENT = re.compile(r"<!--[^<]{0,2000}?-->")
_QUOTED = re.compile(r"^(?:> )+(?=\S)")
_CODE = re.compile(r"`([^`\n]+)`")
_TABLE_ROW = re.compile(r"^\s*\|(.+)\|\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*$")
MAX_LINE = 4000


def text_lines(text: str) -> list[Line]:
    """One line per row; Markdown's headings, links, emphasis and tables are understood."""
    text = unescaped(text)
    text = without_tags(_COMMENT.sub("", _FRONT_MATTER.sub(_without_settings, text)))
    rows = _without_table_heads(
        [piece for row in text.replace("\f", "\n").splitlines() for piece in _bounded(row)]
    )
    lines: list[Line] = []
    gap = 9.0
    for i, row in enumerate(rows):
        if not row.strip() or _RULE.match(row):
            gap = max(gap, 1.0)
            continue
        underlined = i + 1 < len(rows) and _UNDERLINE.match(rows[i + 1]) is not None
        line = _line(row, gap, underlined)
        if line.text:
            lines.append(line)
            gap = 0.0
    return lines


def _bounded(row: str) -> Iterator[str]:
    """The row in pieces of a length that patterns can bear, cut at spaces."""
    while len(row) > MAX_LINE:
        at = row.rfind(" ", 0, MAX_LINE)
        at = at if at > 0 else MAX_LINE
        yield row[:at]
        row = row[at:].lstrip()
    yield row


def _without_settings(front: re.Match[str]) -> str:
    """What a Markdown file tells its tools is no part of the resume; "name: ..." and "phone: ..." are."""
    return "\n".join(row for row in front[1].splitlines() if not _SETTING.match(row)) + "\n"


def _without_table_heads(rows: list[str]) -> list[str]:
    """Rows of Markdown tables are rows of cells; the rule below a table's head goes, and the head with it."""
    rules = {i for i, row in enumerate(rows) if "|" in row and _TABLE_RULE.match(row)}
    kept = []
    for i, row in enumerate(rows):
        if i in rules or (i + 1 in rules and "|" in row):
            continue
        cells = _TABLE_ROW.match(row)
        kept.append("\t".join(cell.strip() for cell in cells[1].split("|")) if cells and rules else row)
    return kept


def _line(row: str, gap: float, underlined: bool) -> Line:
    heading = _MARKDOWN_HEADING.match(row.strip())
    text = heading[2] if heading else _QUOTED.sub("", row.strip())
    bold = _BOLD_LINE.match(text) is not None
    urls = [m[2] for m in _LINK.finditer(text)]
    text = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", _CODE.sub(r"\1", text)))
    text = re.sub(r"(?<!\w)[*_](\S[^*_]*\S)[*_](?!\w)", r"\1", text)
    line = plain_line(
        text,
        heading=len(heading[1]) if heading else int(underlined),
        bold=bold or bool(heading),
        gap_above=gap,
    )
    line.urls.extend(urls)
    return line
