"""LinkedIn's "Save to PDF" as it is made today: one size of type for employers, one for titles, one for the rest.

The older form (titles as "Title at Employer") reads like any other resume.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import mode

from msgspec.structs import replace

from enrich.model import Education, Link, PartialDate, Work
from enrich.values.links import link_of
from parsers.dateranges import DateRange, best_range
from parsers.degrees import split_area
from parsers.lines import Line
from parsers.places import looks_like_place
from parsers.reading import Evidence, Reading
from parsers.words import heading_kind

# of the usual size: 15.75, 12 and 11.5 points where the rest has 10.5
HEADING, LARGE, MIDDLE = 1.35, 1.115, 1.06
_ACCOUNT = re.compile(r"\(LinkedIn\)\s*$")
_PROFILE_URL = re.compile(r"linkedin\.com/(?:in|pub)/\S+")
_PERIOD = re.compile(r"\s*·?\s*[(（].*$")
LONGEST_PLACE = 80
SURE = 0.97


@dataclass
class _Block:
    """One line of larger type and what stands below it up to the next."""

    head: Line
    under: Line | None = None  # the employer above a title
    body: list[Line] = field(default_factory=list)


def with_linkedin_layout(reading: Reading, lines: list[Line]) -> Reading:
    """The reading with positions, studies and the account as LinkedIn sets them; unchanged for any other document."""
    account = _account(lines)
    if account is None:
        return reading
    main = _main_column(lines)
    usual = mode(round(line.size, 1) for line in main) if main else 0.0
    jobs = list(_positions(_section(main, usual, "work"), usual))
    studies = list(_studies(_section(main, usual, "education"), usual))
    if not jobs and not studies:
        return reading
    summary = " ".join(x.text for x in _section(main, usual, "summary"))
    links = (account, *(k for k in reading.profile.links if k.network != "linkedin"))
    profile = replace(
        reading.profile,
        summary=summary or reading.profile.summary,
        links=links if account.url else reading.profile.links,
        work=tuple(w for w, _ in jobs) or reading.profile.work,
        education=tuple(e for e, _ in studies) or reading.profile.education,
    )
    kept = [e for e in reading.evidence if not e.path.startswith(("work[", "education["))]
    seen = [e for i, (_, b) in enumerate(jobs) for e in _evidence(f"work[{i}]", "title", b)]
    seen += [e for i, (_, b) in enumerate(studies) for e in _evidence(f"education[{i}]", "institution", b)]
    confidence = reading.confidence | {"work": SURE, "education": SURE}
    return replace(reading, profile=profile, evidence=(*kept, *seen), confidence=confidence)


def _account(lines: list[Line]) -> Link | None:
    """The member's page; its address may run over several lines. None where the document has none of LinkedIn's marks."""
    for i, line in enumerate(lines):
        if line.page == 1 and _ACCOUNT.search(line.text):
            for start in range(i, max(-1, i - 4), -1):
                joined = "".join(x.text for x in lines[start : i + 1]).replace(" ", "")
                if found := _PROFILE_URL.search(_ACCOUNT.sub("", joined)):
                    return link_of("https://www." + found.group())
    return None


def _main_column(lines: list[Line]) -> list[Line]:
    """The lines that are level on the left with the largest one, which is the name."""
    name = max((x for x in lines if x.page == 1), key=lambda x: x.size)
    return [x for x in lines if x.box[0] >= name.box[0] - 6]


def _section(main: list[Line], usual: float, kind: str) -> list[Line]:
    """The lines below the heading of this kind, up to the next heading."""
    inside, found = False, []
    for line in main:
        if line.size >= HEADING * usual:
            heading = heading_kind(line.text)
            inside = heading is not None and heading[0] == kind
        elif inside:
            found.append(line)
    return found


def _positions(lines: list[Line], usual: float) -> Iterator[tuple[Work, _Block]]:
    employer: Line | None = None
    block: _Block | None = None
    for line in lines:
        if line.size >= LARGE * usual:
            yield from _position(block)
            employer, block = line, None
        elif line.size >= MIDDLE * usual:
            yield from _position(block)
            block = _Block(line, employer)
        elif block is not None:
            block.body.append(line)
    yield from _position(block)


def _position(block: _Block | None) -> Iterator[tuple[Work, _Block]]:
    if block is None:
        return
    dates, rest = _dated(block.body)
    place = ""
    if rest and len(rest[0].text) <= LONGEST_PLACE and _is_place(rest[0].text):
        place, rest = rest[0].text, rest[1:]
    bullets = tuple(x.body for x in rest if x.bullet)
    summary = " ".join(x.text for x in rest if not x.bullet)
    start, end = (dates.start, dates.end) if dates else (PartialDate(""), PartialDate(""))
    work = Work(
        block.under.text if block.under else "",
        block.head.text,
        start,
        end,
        bool(dates and dates.current),
        place,
        summary,
        bullets,
    )
    yield work, block


def _is_place(text: str) -> bool:
    return looks_like_place(text) or (
        "," in text and not text.endswith((".", ";")) and len(text.split()) <= 8
    )


def _dated(body: list[Line]) -> tuple[DateRange | None, list[Line]]:
    """The span of time on the first line, and the other lines."""
    if body and (dates := best_range(_PERIOD.sub("", body[0].text) or body[0].text)) is not None:
        return dates, body[1:]
    return None, body


def _studies(lines: list[Line], usual: float) -> Iterator[tuple[Education, _Block]]:
    block: _Block | None = None
    for line in lines:
        if line.size >= LARGE * usual:
            yield from _study(block)
            block = _Block(line)
        elif block is not None:
            block.body.append(line)
    yield from _study(block)


def _study(block: _Block | None) -> Iterator[tuple[Education, _Block]]:
    """ "Master of Arts - MA, Interaction Design · (2013 - 2018)" below the school."""
    if block is None:
        return
    said = " ".join(x.text for x in block.body)
    dates = best_range(said)
    degree, area = split_area(_PERIOD.sub("", said).strip(" ·,"))
    start, end = _span(dates)
    yield Education(block.head.text, degree, area, start, end), block


def _span(dates: DateRange | None) -> tuple[PartialDate, PartialDate]:
    """A single date is that of the end."""
    if dates is None:
        return PartialDate(""), PartialDate("")
    return (PartialDate(""), dates.start) if dates.lone else (dates.start, dates.end)


def _evidence(path: str, part: str, block: _Block) -> Iterator[Evidence]:
    """The lines of larger type, and the first line below them for the dates."""
    above = [("employer", block.under)] if block.under else []
    for name, line in (*above, (part, block.head), *(("start", line) for line in block.body[:1])):
        x0, top, x1, bottom = (round(v, 1) for v in line.box)
        yield Evidence(f"{path}.{name}", page=line.page, box=(x0, top, x1, bottom))
