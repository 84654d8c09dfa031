"""What every kind of document becomes: lines of spans, in reading order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

BULLETS = "•§・‣◦⁃∙▪▫●○■□◆◇►▸➢➤✓✔✦★☆→»❖·*∗⋆⦁⚫◉➔➜⇨✪❏❑▷\uf0b7\uf0a7\uf076\uf0d8\u2756\u27a2\uf02d\u204c"
_BULLET = re.compile(rf"^\s*(?:[{re.escape(BULLETS)}][{re.escape(BULLETS)}\s]*|[-–—]\s+|o\s+(?=[A-Z]))(?=\S)")
_ONLY_MARKS = re.compile(r"^[\W_]*$")
WIDE_GAP = 1.3


@dataclass(slots=True)
class Span:
    """Text of one style. `gap` is the space before it in ems (a tab or table cell counts as 9); x in points."""

    text: str
    bold: bool = False
    size: float = 10.0
    style: int = 0
    gap: float = 0.0
    x0: float = 0.0
    x1: float = 0.0


@dataclass(eq=False)
class Line:
    """One line. `page` counts from 1 (0: the document has none); `box` is x0, top, x1, bottom in points from the
    page's upper left corner; `column` tells lines of different columns apart; `heading` is a marked heading's level, 0 none."""

    spans: list[Span]
    page: int = 0
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    column: int = 0
    gap_above: float = 0.0
    heading: int = 0
    marked_bullet: bool = False
    urls: list[str] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """The whole line with single spaces."""
        return " ".join("".join((" " if s.gap > 0.12 else "") + s.text for s in self.spans).split())

    @cached_property
    def body(self) -> str:
        """The text without a bullet."""
        return _BULLET.sub("", self.text) or self.text

    @cached_property
    def bullet(self) -> bool:
        return self.marked_bullet or (_BULLET.match(self.text) is not None and len(self.text) > 2)

    @cached_property
    def blank(self) -> bool:
        return _ONLY_MARKS.match(self.text) is not None

    @cached_property
    def size(self) -> float:
        """The size of most of its characters."""
        return max(self.spans, key=lambda s: len(s.text)).size if self.spans else 0.0

    @cached_property
    def bold(self) -> bool:
        """Whether most of it is bold."""
        heavy = sum(len(s.text) for s in self.spans if s.bold)
        return heavy * 2 > sum(len(s.text) for s in self.spans)

    @cached_property
    def caps(self) -> bool:
        letters = [c for c in self.text if c.isalpha()]
        return (
            len(letters) > 2 and all(not c.islower() for c in letters) and any(c.isupper() for c in letters)
        )

    @cached_property
    def cells(self) -> list[str]:
        """The parts that wide gaps set apart."""
        return [text for text, _ in _joined(self.spans, lambda _, s: s.gap >= WIDE_GAP)]

    @cached_property
    def styled_parts(self) -> list[tuple[str, bool]]:
        """(text, bold) of the parts that a wide gap or a change of style sets apart."""
        return _joined(self.spans, lambda before, s: s.gap >= WIDE_GAP or _stands_out(before, s))


_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
SAME_SIZE = 0.2


def _stands_out(before: Span, span: Span) -> bool:
    """Whether a span's style is another one, and not only its font: letters of Latin words beside Chinese ones have their own."""
    if span.style == before.style:
        return False
    scripts = [_HAN.search(s.text) is not None for s in (before, span)]
    look = span.bold == before.bold and abs(span.size - before.size) <= SAME_SIZE * before.size
    return scripts[0] == scripts[1] or not look


def _joined(spans: list[Span], cut: Callable[[Span, Span], bool]) -> list[tuple[str, bool]]:
    parts: list[tuple[list[str], bool]] = []
    before: Span | None = None
    for span in spans:
        if before is None or cut(before, span):
            parts.append(([span.text], span.bold))
        else:
            parts[-1][0].append((" " if span.gap > 0.12 else "") + span.text)
        before = span
    whole = [(" ".join("".join(texts).split()), bold) for texts, bold in parts]
    return [(text, bold) for text, bold in whole if text]


_SPACED_LABEL = re.compile(
    r"(?<![^\s])[\u4e00-\u9fff\uac00-\ud7af](?:[ \u3000]+[\u4e00-\u9fff\uac00-\ud7af]){1,3}(?=\s?[:：])"
)  # "姓    名："


def plain_line(
    text: str, *, heading: int = 0, bullet: bool = False, bold: bool = False, gap_above: float = 0.0
) -> Line:
    """A line of a document without geometry; tabs and runs of three spaces separate cells."""
    text = _SPACED_LABEL.sub(lambda label: "".join(label[0].split()), text.strip())
    parts = [p for p in re.split(r"\t+| {3,}", text) if p.strip()]
    spans = [Span(p.strip(), bold=bold, style=int(bold), gap=9.0 if i else 0.0) for i, p in enumerate(parts)]
    return Line(spans, heading=heading, marked_bullet=bullet, gap_above=gap_above)


def whole_text(lines: Iterable[Line]) -> str:
    """All lines' text, one per row."""
    return "\n".join(line.text for line in lines)
