"""A section's lines -> entries: who did what where, each with its header lines, its dates and its body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from parsers.bodies import is_body, is_label, is_sentence
from parsers.chapters import Chapter, chapters, header_of
from parsers.dateranges import DateRange, best_range
from parsers.degrees import degree_score
from parsers.firms import has_legal_form
from parsers.headlines import (
    firm_above,
    heads,
    heads_alike,
    heads_between,
    is_complete,
    is_tied,
    is_under_firm,
    job_above,
    names_job_and_firm,
    stands_apart,
    tells_job_and_firm,
)
from parsers.indents import with_indented_bullets
from parsers.joints import with_told_apart
from parsers.labelled import is_fact
from parsers.lines import Line
from parsers.overlaps import names_firm, without_projects
from parsers.places import is_city, looks_like_place
from parsers.words import WordKind, soften, words

MAX_HEADER_LINES = 3
OUTSIDE, SHORT_REST = 3.0, 25
UNDER_DATES = 2  # lines


_NAMES: tuple[WordKind, ...] = ("titles", "organisations")


@dataclass
class Entry:
    """`header` holds the lines that name it, in order; `dates` was read from the line `dated` (None: undated); `edge` is where the
    section's longest line ends."""

    header: list[Line]
    dates: DateRange | None = None
    dated: Line | None = None
    body: list[Line] = field(default_factory=list)
    banner: Line | None = None
    edge: float = 0.0


def split_entries(lines: list[Line]) -> list[Entry]:
    """The entries of one section, by their dates; without any dates by their look."""
    lines = with_indented_bullets([line for line in lines if line.text and not is_fact(line)])
    if kept := chapters(lines):
        return _below_headings(lines, kept)
    lines = with_told_apart(lines)
    edge = max((line.box[2] for line in lines), default=0.0)
    return [replace(entry, edge=edge) for entry in _parted(lines, _anchors(lines))]


def _parted(lines: list[Line], anchors: list[int]) -> list[Entry]:
    if _dates_last(lines, anchors):
        return _closed_by_dates(lines, anchors)
    return _by_dates(lines, anchors) if anchors else _by_look(lines)


def _below_headings(lines: list[Line], kept: list[Chapter]) -> list[Entry]:
    entries = []
    for chapter, (end, _) in zip(kept, [*kept[1:], (len(lines), 0)], strict=True):
        at, dated = chapter[0], lines[chapter[1]]
        header = header_of(lines, chapter, end)
        body = [lines[i] for i in range(at, end) if i not in header]
        entries.append(Entry([lines[i] for i in header], best_range(dated.text), dated, body))
    return entries


def _dates_last(lines: list[Line], anchors: list[int]) -> bool:
    """Whether each entry ends with its dates: a line of its own below what was done."""
    if not anchors or anchors[-1] != len(lines) - 1 or is_body(lines[0]) or anchors[0] == 0:
        return False
    alike = all(_look(lines[i + 1]) == _look(lines[0]) != _look(lines[i - 1]) for i in anchors[:-1])
    told = alike and len(anchors) > 1
    return all(
        _only_dates(lines[i]) and (lines[i - 1].bullet or (told and is_sentence(lines[i - 1].text)))
        for i in anchors
    )


def _closed_by_dates(lines: list[Line], anchors: list[int]) -> list[Entry]:
    entries = []
    for start, anchor in pairwise([-1, *anchors]):
        own = lines[start + 1 : anchor]
        stop = next((i for i, line in enumerate(own) if is_body(line)), len(own))
        stop = max(1, min(stop, MAX_HEADER_LINES))
        header = [*own[:stop], lines[anchor]]
        entries.append(Entry(header, best_range(lines[anchor].text), lines[anchor], own[stop:]))
    return entries


def _anchors(lines: list[Line]) -> list[int]:
    """Indices of the lines whose dates head an entry."""
    spans: list[int] = []
    lone: list[int] = []
    for i, line in enumerate(lines):
        found = best_range(line.text)
        if found is None or not heads(line, found):
            continue
        (lone if found.lone else spans).append(i)
    chosen = spans if len(spans) * 2 >= len(lone) else sorted(spans + lone)
    if spans and len(chosen) == len(spans):
        alone = any(_only_dates(lines[i]) for i in spans)
        chosen = sorted(
            spans
            + [
                i
                for i in lone
                if _far_from(i, spans)
                or heads_between(lines, i, spans)
                or heads_alike(lines, i, spans)
                or (alone and _only_dates(lines[i]))
                or _all_tell_studies(lines, [i, *spans])
            ]
        )
    plain = [i for i in chosen if not lines[i].bullet]
    return without_projects(lines, plain if plain and len(plain) * 2 >= len(chosen) else chosen)


def _all_tell_studies(lines: list[Line], at: list[int]) -> bool:
    """ "BComm, Orlin College, 2008-2011" over "Leaving Certificate, Orlin School, 2008": one line for each."""
    return all(_tells_studies(lines[i].text) and not lines[i].bullet for i in at)


def _tells_studies(text: str) -> bool:
    return degree_score(text) > 0 or words("schools").count(soften(text)) > 0


def _far_from(i: int, spans: list[int]) -> bool:
    return all(abs(i - s) > 2 for s in spans)


def _by_dates(lines: list[Line], anchors: list[int]) -> list[Entry]:
    lead = 0 if names_job_and_firm(lines[anchors[0]]) else _lead(lines, anchors[0], 0)
    starts = [anchors[0] - lead]
    for before, anchor in pairwise(anchors):
        starts.append(_start(lines, anchor, before, lead, starts[0]))
    entries = []
    for n, (start, anchor) in enumerate(zip(starts, anchors, strict=True)):
        end = starts[n + 1] if n + 1 < len(starts) else len(lines)
        above = firm_above(lines, end) if n + 1 < len(starts) else None
        entries.append(_entry(lines, start, anchor, end - 2 * (above is not None)))
        entries[-1].banner = firm_above(lines, start)
    if starts[0] > 0:
        entries[0].banner = entries[0].banner or _banner(lines[: starts[0]])
    return entries


def _banner(before: list[Line]) -> Line | None:
    return before[-1] if not is_body(before[-1]) else None


def _lead(lines: list[Line], anchor: int, floor: int) -> int:
    """How many header lines stand above the dated one."""
    lead = 0
    while (
        lead < MAX_HEADER_LINES
        and anchor - lead - 1 >= floor
        and not stands_apart(lines[anchor - lead - 1])
        and (
            not is_body(lines[anchor - lead - 1])
            or _outer_bullet(lines[anchor - lead - 1], lines[anchor])
            or (lead == 0 and _named_bullet(lines[anchor - 1], lines[anchor]))
        )
    ):
        if lead and lines[anchor - lead].gap_above > 1.6:
            break
        lead += 1
    return lead


def _named_bullet(line: Line, dated: Line) -> bool:
    """A job or firm as an item of a list, its dates alone on the next line."""
    found = best_range(dated.text)
    alone = found is not None and len(dated.text) - (found.at[1] - found.at[0]) < SHORT_REST
    told = any(words(kind).count(soften(line.body)) for kind in _NAMES)
    return line.bullet and not dated.bullet and alone and told and not is_sentence(line.body.rstrip("."))


def _outer_bullet(line: Line, dated: Line) -> bool:
    """A firm or school as an item of a list whose entries are set in below it."""
    outside = line.page > 0 and line.box[0] < dated.box[0] - OUTSIDE and not dated.bullet
    return outside and line.bullet and not is_label(line) and not is_sentence(line.body)


def _start(lines: list[Line], anchor: int, before: int, lead: int, first: int) -> int:
    """Where the entry of this anchor starts: as far above it as in the first entry, unless the look says otherwise."""
    if (
        not lead
        and _only_dates(lines[anchor])
        and lines[anchor + 1 : anchor + 2]
        and is_body(lines[anchor + 1])
    ):
        return anchor - _lead(lines, anchor, before + 1)
    most = min(lead, _lead(lines, anchor, before + 1))
    if not lead and job_above(lines, anchor, before):
        return anchor - 1
    while 0 < most < MAX_HEADER_LINES and anchor - most - 1 > before and _goes_on(lines, anchor - most):
        most += 1
    look = _look(lines[first])
    for back in range(most, 0, -1):
        if _look(lines[anchor - back]) == look:
            return anchor - back
    if most and _look(lines[anchor]) != look and not _same_style_everywhere(lines[first : anchor + 1]):
        return anchor - most if lines[anchor - most].gap_above > 0.9 else anchor
    return anchor - most if _same_style_everywhere(lines[first : anchor + 1]) else anchor


_OPEN = re.compile(r"(?i)(?:\b(?:for|of|and|the|in|at|with)|[&,])$")


def _goes_on(lines: list[Line], at: int) -> bool:
    """Whether a line ends what the line above it left open: "Site Engineer - Orlin Works for" / "Trade and Transport"."""
    above = lines[at - 1]
    broken = _OPEN.search(above.text) is not None
    return broken and not is_body(above) and lines[at].gap_above < 1.0


def _same_style_everywhere(lines: list[Line]) -> bool:
    return len({_look(line) for line in lines}) == 1


def _look(line: Line) -> tuple[int, bool, bool, int]:
    first = line.spans[0]
    return (round(first.size), first.bold, line.bullet, round(line.box[0] / 6))


def _entry(lines: list[Line], start: int, anchor: int, end: int) -> Entry:
    header = lines[start : anchor + 1]
    dated = lines[anchor]
    stop = anchor + 1
    while (
        stop < min(end, anchor + 1 + MAX_HEADER_LINES)
        and _belongs(lines[stop], dated, stop - anchor)
        and not (lines[stop].bullet and start < anchor)
        and not _finished(lines[start:stop], dated, lines[stop])
    ):
        stop += 1
    return Entry([*header, *lines[anchor + 1 : stop]], best_range(dated.text), dated, lines[stop:end])


def _finished(header: list[Line], dated: Line, line: Line) -> bool:
    """Whether a header needs no more lines. A firm's legal form may still follow a department's name."""
    if has_legal_form(line.text) and not any(has_legal_form(x.text) for x in header):
        return is_sentence(line.text)
    if is_complete(header) or names_job_and_firm(dated) or is_tied(header[0].text):
        return True
    if header[-1] is dated and is_under_firm(header, dated):
        return not (looks_like_place(line.text) or is_city(line.text))
    told = any(words(kind).count(soften(line.text)) for kind in _NAMES)
    return len(header) == 1 and not told and not line.bold and _names_two(dated)


def _names_two(dated: Line) -> bool:
    """ "2019 - 2021 | Acme | Waiter": the dated line alone names two things beside its dates, neither a place."""
    found = best_range(dated.text)
    if found is None or "|" not in dated.text:
        return False
    rest = f"{dated.text[: found.at[0]]} | {dated.text[found.at[1] :]}"
    pieces = [p.strip(" ()-–") for p in rest.split("|")]
    return sum(bool(p) and not looks_like_place(p) and not is_city(p) for p in pieces) >= 2


def _belongs(line: Line, dated: Line, distance: int) -> bool:
    """Whether a line below the dated one still names the entry."""
    if is_label(line) or line.gap_above > 1.7:
        return False
    if line.bullet:
        return (
            distance == 1
            and dated.text == _only_dates(dated)
            and not is_sentence(line.body)
            and len(line.body) < 70
        )
    if line.page and line.box[0] > dated.box[0] + 30 and len(dated.cells) == 1 and not dated.bullet:
        named = words("titles").count(soften(line.text)) > 0 or (_dates_first(dated) and names_firm(line))
        alone = distance <= UNDER_DATES and bool(_only_dates(dated)) and not is_sentence(line.text)
        return alone or (distance == 1 and named)
    return not is_sentence(line.text)


def _dates_first(dated: Line) -> bool:
    """ "07/2010 - 09/2012 Technician": what else is told stands further right, below its text."""
    found = best_range(dated.text)
    return found is not None and found.at[0] <= 2 and found.at[1] < len(dated.text) - 2


def _only_dates(line: Line) -> str:
    found = best_range(line.text)
    return line.text if found and found.at[1] - found.at[0] >= len(line.text) - 3 else ""


def _by_look(lines: list[Line]) -> list[Entry]:
    """Without dates: an entry starts where a header-like line follows a body line, or looks like the first line."""
    if not lines:
        return []
    look = _look(lines[0])
    entries: list[Entry] = []
    for i, line in enumerate(lines):
        body = is_body(line) and bool(entries)
        alike = not body and bool(entries) and tells_job_and_firm(line) and tells_job_and_firm(lines[i - 1])
        opens = not entries or (
            not body
            and (
                alike
                or bool(entries[-1].body)
                or (_look(line) == look and line.bold and i > 0 and _look(lines[i - 1]) != look)
            )
        )
        if opens:
            entries.append(Entry([line]))
        elif body or entries[-1].body or len(entries[-1].header) >= MAX_HEADER_LINES:
            entries[-1].body.append(line)
        else:
            entries[-1].header.append(line)
    return entries
