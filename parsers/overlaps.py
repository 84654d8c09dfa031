"""Dated lines within the time of another: which of them head an entry of their own."""

from __future__ import annotations

from parsers.dateranges import DateRange, best_range
from parsers.lines import Line
from parsers.words import is_cjk, soften, words

_NEVER = "9999"
MOST_BESIDE = 3
SET_IN = 6.0  # points


def without_projects(lines: list[Line], anchors: list[int]) -> list[int]:
    """Where firms stand beside their dates, as in Chinese, Japanese and Korean lists, what is dated within a firm's time and
    names no firm is a project there."""
    kept: list[int] = []
    firm: DateRange | None = None
    for i in anchors:
        found = best_range(lines[i].text)
        if kept and found is not None and _set_in(lines[i], found, lines[kept[-1]]):
            continue
        if found and not found.lone and (_beside_firm(lines[i]) or _under_firm(lines, i, found)):
            firm = found
        elif firm is not None and found is not None and _within(found, firm) and not _names_post(lines[i]):
            continue
        kept.append(i)
    return kept


def _set_in(line: Line, found: DateRange, above: Line) -> bool:
    """Whether a line of a page stands further right than the job above it, within that one's time, and names no firm."""
    whole = best_range(above.text)
    right = line.page > 0 and line.column == above.column and line.box[0] > above.box[0] + SET_IN
    within = whole is not None and not whole.lone and _within(found, whole)
    return right and within and is_cjk(above.text) and not names_firm(line)


def _beside_firm(line: Line) -> bool:
    return is_cjk(line.text) and names_firm(line)


def _under_firm(lines: list[Line], i: int, found: DateRange) -> bool:
    """Whether the dates stand alone below a line that names the firm."""
    alone = found.at[1] - found.at[0] >= len(lines[i].text) - MOST_BESIDE
    return alone and i > 0 and _beside_firm(lines[i - 1])


def _names_post(line: Line) -> bool:
    """A firm, or a line that says what the post was: "Position / Support Engineer"."""
    return names_firm(line) or words("title_labels").count(soften(line.text)) > 0


def names_firm(line: Line) -> bool:
    return words("organisations").count(soften(line.text)) > 0


def _within(part: DateRange, whole: DateRange) -> bool:
    ends = part.end or (_NEVER if part.current else part.start)
    last = whole.end or _NEVER
    return whole.start <= part.start and ends[: len(last)] <= last
