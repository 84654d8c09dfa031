"""Tables of documents -> lines: rows of short cells side by side, columns of a layout table one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.lines import Line, Span
from parsers.tabled import names_table
from parsers.words import heading_kind

Row = list[list[Line]]
CELL_GAP = 9.0
TALL = 3
FEWEST_HEADED = 2
HEADING_CHARS = 40
ONE_SPACE, EMPTY = 0.3, "–"


def table_lines(rows: list[Row]) -> Iterator[Line]:
    """The lines of a table, given as rows of cells of lines."""
    width = max(map(len, rows), default=0)
    layout = any(len(cell) > TALL for row in rows for cell in row)
    rail = sum(_headed(row) for row in rows) >= FEWEST_HEADED
    named = _names_columns(rows)
    for row in rows:
        if named and len(row) == width:
            yield _whole(row)
        elif rail and _headed(row):
            yield from _under_heading(row)
        elif layout and len(row) == width and sum(len(cell) > TALL for cell in row) >= 2:
            for cell in row:
                yield from cell
        else:
            yield from _beside(row)


def _names_columns(rows: list[Row]) -> bool:
    """Whether the first row names what the cells below it hold, each in a few lines."""
    names = [" ".join(line.text for line in cell) for cell in rows[0]] if rows else []
    few = all(len(cell) <= TALL for row in rows for cell in row)
    return few and len(rows) > 1 and len(names) > FEWEST_HEADED and all(names) and names_table(names) > 1


def _whole(row: Row) -> Line:
    """One line of a named table's row: every cell whole, an empty one in its place."""
    spans = [
        Span(s.text, s.bold, s.size, s.style, (CELL_GAP if n else 0.0) if not k else s.gap or ONE_SPACE)
        for n, cell in enumerate(row)
        for k, s in enumerate([s for line in cell for s in line.spans] or [Span(EMPTY)])
    ]
    return Line(spans, urls=[u for cell in row for line in cell for u in line.urls])


def _headed(row: Row) -> bool:
    """Whether a row's first cell is the heading of what stands in the others."""
    heading, *others = [[line for line in cell if line.text] for cell in row] or [[]]
    text = " ".join(line.text for line in heading)
    return (
        len(heading) in (1, 2)
        and len(text) < HEADING_CHARS
        and any(others)
        and heading_kind(text) is not None
    )


def _under_heading(row: Row) -> Iterator[Line]:
    heading, *others = row
    yield joined_line([s for line in heading for s in line.spans], [], gap_above=1.0)
    yield from (
        _beside(others)
        if all(len(cell) < FEWEST_HEADED for cell in others)
        else (x for cell in others for x in cell)
    )


def _beside(cells: Row) -> Iterator[Line]:
    """Cells of one row: their first lines side by side, their further lines below."""
    cells = [[line for line in cell if line.text] for cell in cells]
    firsts = [cell[0] for cell in cells if cell]
    if not firsts:
        return
    spans = [
        Span(s.text, s.bold, s.size, s.style, CELL_GAP if n and not k else s.gap)
        for n, line in enumerate(firsts)
        for k, s in enumerate(line.spans)
    ]
    heading = firsts[0].heading if len(firsts) == 1 else 0
    urls = [u for line in firsts for u in line.urls]
    yield Line(spans, heading=heading, marked_bullet=firsts[0].marked_bullet, urls=urls)
    for cell in cells:
        yield from cell[1:]


def joined_line(
    spans: list[Span], urls: list[str], *, heading: int = 0, bullet: bool = False, gap_above: float = 0.0
) -> Line:
    """One line of its spans; a span without text only widens the gap before the next."""
    kept: list[Span] = []
    gap = 0.0
    for span in spans:
        gap = max(gap, span.gap)
        if span.text:
            span.gap = gap if kept else 0.0
            kept.append(span)
            gap = 0.0
    return Line(kept, heading=heading if kept else 0, marked_bullet=bullet, gap_above=gap_above, urls=urls)


def set_apart(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines of a text box: there is room above it."""
    for number, line in enumerate(lines):
        if number == 0:
            line.gap_above = max(line.gap_above, 1.0)
        yield line


def with_gaps(lines: Iterator[Line]) -> list[Line]:
    """Lines with text; an empty one leaves a gap above the next."""
    kept: list[Line] = []
    gap = 0.0
    for line in lines:
        if not line.text:
            gap = 1.0
            continue
        line.gap_above = max(gap, line.gap_above)
        gap = 0.0
        kept.append(line)
    return kept
