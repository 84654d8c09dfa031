"""Careers in Chinese, Japanese and Korean whose jobs stand below headings that the document marks, projects deeper."""

from __future__ import annotations

from parsers.bodies import is_body
from parsers.dateranges import DateRange, best_range
from parsers.firms import in_han_form
from parsers.lines import Line
from parsers.titles import title_score
from parsers.words import is_cjk

DATED_WITHIN = 7  # lines below a heading
Chapter = tuple[int, int]  # the heading, the line that dates it


def chapters(lines: list[Line]) -> list[Chapter]:
    """The outermost headings that say when, themselves or in the lines below; nothing where a line above them does."""
    if sum(is_cjk(line.text) for line in lines) * 2 < len(lines):
        return []
    found: list[Chapter] = []
    heads = [i for i, line in enumerate(lines) if line.heading]
    for at, after in zip(heads, [*heads[1:], len(lines)], strict=False):
        dated = next((i for i in range(at, min(after, at + DATED_WITHIN)) if _span(lines[i])), None)
        if dated is not None:
            found.append((at, dated))
    outer = min((lines[at].heading for at, _ in found), default=0)
    kept = [one for one in found if lines[one[0]].heading == outer]
    above = lines[: kept[0][0]] if kept else []
    return [] if any(_span(line) and not line.bullet for line in above) else kept


def are_nested(lines: list[Line]) -> bool:
    """Whether more is dated below such headings than they themselves."""
    kept = chapters(lines)
    return bool(kept) and sum(_span(line) is not None for line in lines) > len(kept)


def header_of(lines: list[Line], chapter: Chapter, end: int) -> list[int]:
    """The lines that name a job: its heading, the line with its dates, and a job's title right below."""
    own = sorted(set(chapter))
    below = own[-1] + 1
    named = below < end and not is_body(lines[below]) and not lines[below].heading and not _span(lines[below])
    return [*own, below] if named and title_score(lines[below].text) > 0 else own


def opens_career(line: Line) -> bool:
    """ "株式会社青空 (2019/4〜2022/3)" as a heading: a firm and its time there, whatever stands above it."""
    return bool(line.heading) and _span(line) is not None and in_han_form(line.text)


def is_inside(line: Line, career: list[Line]) -> bool:
    """Whether a heading is deeper than those that date the jobs above it."""
    return bool(line.heading) and any(
        0 < x.heading < line.heading and _span(x) is not None for x in career if x.heading
    )


def _span(line: Line) -> DateRange | None:
    """A time with both its ends; a firm with a heading of its own may say its beginning alone."""
    found = best_range(line.text)
    firm = bool(line.heading) and in_han_form(line.text)
    return None if found is None or (found.lone and not firm) else found
