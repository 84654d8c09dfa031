"""Where the skills of a list stand: tags with gaps between them, cells, labels in a column of their own."""

from __future__ import annotations

import re
from collections import Counter

from parsers.lines import BULLETS, WIDE_GAP, Line
from parsers.words import soften, words

TAG_GAP = 0.5
EVEN, WORD_GAP, TWO = 1.15, 0.8, 2  # gaps of one width, in ems
PARTING = r"\s*[,;•·∙|‖、，；]\s+|\s+[•·∙|‖]\s*|[•·∙|‖、，；]|,(?=[^\s\d])|(?<=[A-Za-z0-9#+)])・|・(?=[A-Za-z])|\s{2,}"
SLASH = re.compile(r"\s*/\s+|\s+/\s*|／")
LABEL = re.compile(r"^([^:：,;()]{2,45})(?:\([^()]{2,25}\)\s?)?(?::\s?[-–—]+\s*|:(?:\s+|$)|：\s*)")
SEPARATOR = re.compile(rf"{PARTING}|{SLASH.pattern}")


def texts_of(lines: list[Line]) -> list[str]:
    """The texts of tags and cells; a cell that its line breaks in two is joined to the cell above it."""
    texts: list[str] = []
    starts: list[tuple[float, float, bool]] = []
    labels = _label_cells(lines)
    gaps = _tag_gaps(lines)
    for line in lines:
        for text, x0, x1 in _tags(line, gaps)[1 if line in labels else 0 :]:
            above = next(
                (i for i in range(len(texts) - 1, max(-1, len(texts) - 6), -1) if abs(starts[i][0] - x0) < 3),
                None,
            )
            if (
                above is not None
                and line.page > 0
                and not line.bullet
                and not LABEL.match(text)
                and _broken(texts[above])
            ):
                texts[above] = f"{texts[above]} {text}"
            else:
                texts.append(text)
                starts.append((x0, x1, line.bullet))
    return texts


def _label_cells(lines: list[Line]) -> list[Line]:
    """Lines whose first cell names the group of what the second lists: "Back-end | Koa, Express, Django"."""
    rows = [line for line in lines if len(line.cells) == 2 and line.spans[0].gap < WIDE_GAP]
    listing = [
        x for x in rows if SEPARATOR.search(x.cells[1]) and not SEPARATOR.search(x.cells[0].rstrip(":"))
    ]
    if len(listing) * 2 > len(rows) and len(rows) * 2 >= len(lines):
        return rows
    named = [line for line in lines if len(line.cells) > 1 and _names_group(line)]
    return [line for line in rows if line.cells[1].startswith((":", "："))] or named or _bold_labels(lines)


def _names_group(line: Line) -> bool:
    """Whether its first cell names a group of skills, and no others stand beside it: "Operating systems | : | Windows"."""
    grouped = [soften(cell.strip(f"{BULLETS} :：")) in words("skill_groups") for cell in line.cells]
    return grouped[0] and not any(grouped[1:])


def _bold_labels(lines: list[Line]) -> list[Line]:
    """Lines that begin in bold and go on with a plain list."""
    return [
        line
        for line in lines
        if len(line.styled_parts) == 2
        and line.styled_parts[0][1]
        and not line.styled_parts[1][1]
        and len(_tags(line, {})) == 2
        and SEPARATOR.search(line.styled_parts[1][0])
    ]


def _broken(above: str) -> bool:
    """Whether a list was broken in the middle: its end is a separator."""
    return above.rstrip().endswith((",", "&", "/", " and", "·", "|", "•", ";"))


def _plain(line: Line) -> str:
    """The text of a line of one span; "Bilingual  Inventory  Teamwork" keeps the wide gaps that part its skills."""
    typed = line.spans[0].text.strip("•·●▪ ")
    return typed if not line.page and _WIDE.search(typed) and not SEPARATOR.search(line.body) else line.body


_WIDE = re.compile(r"\S {2,}\S")


def _tag_gaps(lines: list[Line]) -> dict[int, float]:
    """style -> the gap that parts tags, where no span of the style holds a space and most of its lines hold one word: its words
    are set that wide apart."""
    alone = Counter(x.spans[0].style for x in lines if len(x.spans) == 1)
    several = Counter(x.spans[0].style for x in lines if len(x.spans) > 1)
    spaced = {s.style for line in lines for s in line.spans if " " in s.text.strip()}
    gaps: dict[int, list[float]] = {}
    for line in lines:
        for span in line.spans[1:]:
            if span.style not in spaced and TAG_GAP <= span.gap < WIDE_GAP:
                gaps.setdefault(span.style, []).append(span.gap)
    even = {
        style: found
        for style, found in gaps.items()
        if max(found) < min(found) * EVEN and max(found) < WORD_GAP
    }
    return {s: max(found) * EVEN for s, found in even.items() if len(found) > TWO and alone[s] >= several[s]}


def _tags(line: Line, gaps: dict[int, float]) -> list[tuple[str, float, float]]:
    """(text, x0, x1) of the pieces that a gap wider than a space parts; `gaps`: how wide that is in a style."""
    tags: list[tuple[str, float, float]] = []
    separated = SEPARATOR.search(line.body) is not None
    for n, span in enumerate(line.spans):
        text = _plain(line) if len(line.spans) == 1 else span.text
        if n and not ((span.gap >= gaps.get(span.style, TAG_GAP) and not separated) or span.gap >= WIDE_GAP):
            tags[-1] = (tags[-1][0] + (" " if span.gap > 0.12 else "") + span.text, tags[-1][1], span.x1)
        else:
            tags.append((text.strip("•·●▪ ").lstrip(f"{BULLETS} ") if not n else text, span.x0, span.x1))
    return tags
