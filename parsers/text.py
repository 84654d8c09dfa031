"""Plain text and Markdown -> lines."""

from __future__ import annotations

import re

from parsers.lines import Line, plain_line

_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_RULE = re.compile(r"^\s*(?:[-=_*~+#─━═]\s?){3,}\s*$")
_UNDERLINE = re.compile(r"^\s*(?:={3,}|-{3,})\s*$")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_BOLD_LINE = re.compile(r"^(?:\*\*|__)([^*_]+)(?:\*\*|__):?$")
MAX_LINE = 4000


def text_lines(text: str) -> list[Line]:
    """One line per row; Markdown's headings, links and emphasis are understood."""
    rows = [row[:MAX_LINE] for row in text.replace("\f", "\n").splitlines()]
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


def _line(row: str, gap: float, underlined: bool) -> Line:
    heading = _MARKDOWN_HEADING.match(row.strip())
    text = heading[2] if heading else row.strip()
    bold = _BOLD_LINE.match(text) is not None
    urls = [m[2] for m in _LINK.finditer(text)]
    text = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text))
    text = re.sub(r"(?<!\w)[*_](\S[^*_]*\S)[*_](?!\w)", r"\1", text)
    line = plain_line(
        text,
        heading=len(heading[1]) if heading else int(underlined),
        bold=bold or bool(heading),
        gap_above=gap,
    )
    line.urls.extend(urls)
    return line
