"""When a position began and ended, and spans of time that a narrow column breaks: "09/2015 –" beside a job, "12/2016" below."""

from __future__ import annotations

import re
from dataclasses import replace

from enrich.model import PartialDate
from parsers.dateranges import DateRange, best_range
from parsers.lines import Line, Span
from parsers.words import soften, words

_OPEN = re.compile(r"\s*[-–—−~〜]\s*$")
_END_ALONE = re.compile(r"^\s*[-–—−~〜]\s*(?=\S)")
NEAR, HEAD_SPANS = 40.0, 4
CLOSE = 1.2  # ems between the two lines, at most


def with_whole_dates(lines: list[Line]) -> list[Line]:
    """The lines; the end of a span of time moves up to the line where the span begins."""
    whole: list[Line] = []
    for line in lines:
        joined = _joined(whole[-1], line) if whole else None
        if joined is None:
            whole.append(line)
        else:
            whole[-1:] = joined
    return whole


def _joined(first: Line, second: Line) -> list[Line] | None:
    if first.page != second.page or second.gap_above > CLOSE:
        return None
    return _end_of_line(first, second) or _left_column(first, second)


def _end_of_line(first: Line, second: Line) -> list[Line] | None:
    """ "Acme Ltd      Jan 2005" over "- Sep 2011"."""
    begun, dash = best_range(first.text), _END_ALONE.match(second.text)
    if begun is None or not begun.lone or dash is None or begun.at[1] < len(first.text):
        return None
    if not _is_end(second.text[dash.end() :].strip(), begun):
        return None
    end = Span(
        f"– {second.text[dash.end() :].strip()}", first.spans[-1].bold, style=first.spans[-1].style, gap=0.3
    )
    return [replace(first, spans=[*first.spans, end], urls=first.urls)]


def _left_column(first: Line, second: Line) -> list[Line] | None:
    """ "09/2015 – Cook" over "12/2016 Orlin" or "Present Orlin"."""
    for n in range(1, min(HEAD_SPANS, len(first.spans))):
        head = "".join((" " if s.gap > 0.12 else "") + s.text for s in first.spans[:n])
        if not _OPEN.search(head):
            continue
        begun = best_range(head.strip())
        if begun is None or begun.end or begun.current or begun.at[0] > 1 or _range_of(first) != begun.start:
            return None
        at = _end_spans(second, begun)
        if not at or abs(first.box[0] - second.box[0]) > NEAR:
            return None
        end = [replace(s, gap=max(s.gap, 0.3)) for s in second.spans[:at]]
        return _with_rest([*first.spans[:n], *end, *first.spans[n:]], first, second, at)
    return None


def _range_of(line: Line) -> str:
    found = best_range(line.text)
    return found.start if found is not None and not found.end else ""


def _end_spans(line: Line, begun: DateRange) -> int:
    """How many of the line's first spans hold the end of what began above; 0 when none do."""
    for n in range(1, min(HEAD_SPANS, len(line.spans)) + 1):
        if _is_end(" ".join(s.text for s in line.spans[:n]).strip(), begun):
            return n
    return 0


def _is_end(text: str, begun: DateRange) -> bool:
    """A date not before the beginning, or a word for today, and nothing else."""
    if soften(text.strip(" .")) in words("present"):
        return True
    found = best_range(text)
    return (
        found is not None
        and found.lone
        and found.at[1] - found.at[0] >= len(text) - 1
        and found.start[: len(begun.start)] >= begun.start[: len(found.start)]
    )


def _with_rest(spans: list[Span], first: Line, second: Line, at: int) -> list[Line]:
    """The first line with its whole span of time, and what is left of the second: a name may go on there."""
    rest = second.spans[at:]
    if not rest:
        return [replace(first, spans=spans, urls=first.urls)]
    if rest[0].style == spans[-1].style or rest[0].text[:1].islower():
        return [
            replace(
                first, spans=[*spans, replace(rest[0], gap=0.3), *rest[1:]], urls=[*first.urls, *second.urls]
            )
        ]
    box = (rest[0].x0 or second.box[0], *second.box[1:])
    return [
        replace(first, spans=spans, urls=first.urls),
        replace(second, spans=[replace(rest[0], gap=0.0), *rest[1:]], box=box, urls=second.urls),
    ]


_DASH_BEHIND = re.compile(r"\s*[-–—−~〜](?=\s|$)")


def term_of(dates: DateRange | None, dated: Line | None) -> tuple[PartialDate, PartialDate, bool]:
    """(start, end, current) of a position: one date alone is its beginning and its end; a beginning with a dash and nothing
    behind it goes on."""
    if dates is None:
        return PartialDate(""), PartialDate(""), False
    if not dates.lone:
        return dates.start, dates.end, dates.current or dates.open
    behind = dated is not None and _DASH_BEHIND.match(dated.text, dates.at[1])
    if dated is not None and behind:
        goes_on = any(cell.endswith(dated.text[dates.at[1] : behind.end()].strip()) for cell in dated.cells)
        return dates.start, PartialDate(""), goes_on
    return dates.start, dates.start, False
