"""How an entry is set: its rows of cells, and what stands beside it. Each layout is a small named thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.resumes.people import Job, Month, Person, School

DateStyle = Callable[[Month, Person], str]


@dataclass(frozen=True)
class Cell:
    text: str
    bold: bool = False


Row = list[Cell]


@dataclass(frozen=True)
class Entry:
    """`rail` stands at the left of the rows; with `group` the entry goes on under the employer of the one before."""

    rows: list[Row]
    bullets: tuple[str, ...] = ()
    rail: tuple[str, ...] = ()
    group: bool = False


@dataclass(frozen=True)
class Part:
    """A section: entries, or lines of plain text, or items of a list."""

    title: str
    entries: list[Entry] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)


# --- dates ---


def _names(when: Month, person: Person) -> list[str]:
    return str(person.words["months"][when.month - 1]).split()


def long_month(when: Month, person: Person) -> str:
    return (
        f"{when.year}年{when.month}月"
        if person.language in ("zh", "ja")
        else f"{_names(when, person)[0]} {when.year}"
    )


def short_month(when: Month, person: Person) -> str:
    return (
        f"{when.year}.{when.month:02}"
        if person.language in ("zh", "ja")
        else f"{_names(when, person)[-1]} {when.year}"
    )


def slashed(when: Month, person: Person) -> str:
    return f"{when.month:02}/{when.year}"


def dotted(when: Month, person: Person) -> str:
    return f"{when.month:02}.{when.year}"


def iso(when: Month, person: Person) -> str:
    return f"{when.year}-{when.month:02}"


def year(when: Month, person: Person) -> str:
    return str(when.year)


DATES: dict[str, DateStyle] = {
    "long": long_month, "short": short_month, "slashed": slashed, "dotted": dotted, "iso": iso, "year": year,
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """The choices of one document."""

    dates: str
    dash: str
    present: str
    at: str
    labels: list[str]

    def span(self, start: Month, end: Month | None, person: Person) -> str:
        shown = DATES[self.dates]
        return f"{shown(start, person)}{self.dash}{self.present if end is None else shown(end, person)}"


# --- entries: (job, dates as written, setting) -> entry ---


def title_then_firm(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(job.title, True), Cell(dates)], [Cell(f"{job.employer}, {job.city}")]], job.bullets)


def firm_then_title(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(job.employer, True), Cell(job.city)], [Cell(job.title), Cell(dates)]], job.bullets)


def title_at_firm(job: Job, dates: str, s: Setting) -> Entry:
    if not s.at:
        return title_dash_firm(job, dates, s)
    return Entry([[Cell(f"{job.title} {s.at} {job.employer}", True)], [Cell(dates)]], job.bullets)


def title_dash_firm(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(f"{job.title} – {job.employer}", True), Cell(dates)]], job.bullets)


def firm_dash_title_bar_dates(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(f"{job.employer} - {job.title} | {dates}")]], job.bullets)


def dates_on_top(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(dates)], [Cell(job.title, True)], [Cell(job.employer)]], job.bullets)


def dates_in_brackets(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(f"{job.title}, {job.employer} ({dates})")]], job.bullets)


def three_plain_lines(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(job.employer)], [Cell(job.title)], [Cell(dates)]], job.bullets)


def firm_city_dash_title(job: Job, dates: str, s: Setting) -> Entry:
    return Entry(
        [[Cell(job.employer, True), Cell(f", {job.city} — {job.title}")], [Cell(dates.upper())]], job.bullets
    )


def bars(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(f"{job.title} | {job.employer} | {job.city} | {dates}")]], job.bullets)


def labelled(job: Job, dates: str, s: Setting) -> Entry:
    firm, position, period, place = s.labels
    rows = [
        f"{period}: {dates}",
        f"{firm}: {job.employer}",
        f"{position}: {job.title}",
        f"{place}: {job.city}",
    ]
    return Entry([[Cell(row)] for row in rows], job.bullets)


def rail_dates(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(job.title, True)], [Cell(f"{job.employer}, {job.city}")]], job.bullets, rail=(dates,))


def rail_dates_and_city(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(job.employer, True)], [Cell(job.title)]], job.bullets, rail=(dates, job.city))


def rail_one_line(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(f"{job.title}, {job.employer}")]], job.bullets, rail=(dates,))


def title_dates_below_firm(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(job.title, True)], [Cell(f"{job.employer} · {job.city} · {dates}")]], job.bullets)


def dates_first_one_line(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(f"{dates}: {job.title}, {job.employer}")]], job.bullets)


def firm_dates_then_title(job: Job, dates: str, s: Setting) -> Entry:
    return Entry([[Cell(job.employer, True), Cell(dates)], [Cell(job.title)]], job.bullets)


def shouted_firm(job: Job, dates: str, s: Setting) -> Entry:
    return Entry(
        [[Cell(job.employer.upper(), True), Cell(f" {job.city}")], [Cell(f"{job.title} ({dates})")]],
        job.bullets,
    )


ENTRIES = [
    title_then_firm, firm_then_title, title_at_firm, title_dash_firm, firm_dash_title_bar_dates, dates_on_top, dates_in_brackets,
    three_plain_lines, firm_city_dash_title, bars, labelled, rail_dates, rail_dates_and_city,
]  # fmt: skip
BLIND_ENTRIES = [
    rail_one_line,
    title_dates_below_firm,
    dates_first_one_line,
    firm_dates_then_title,
    shouted_firm,
]


def school_rows(school: School, span: str, end: str, number: int) -> Entry:
    """Six ways to name a school."""
    ways: list[list[Row]] = [
        [[Cell(school.degree, True), Cell(end)], [Cell(school.institution)]],
        [[Cell(school.institution, True), Cell(span)], [Cell(school.degree)]],
        [[Cell(f"{school.degree}, {school.institution}"), Cell(span)]],
        [[Cell(f"{school.institution} — {school.degree} ({end})")]],
        [[Cell(span)], [Cell(school.institution, True)], [Cell(school.degree)]],
        [[Cell(f"{school.degree} | {school.institution} | {span}")]],
    ]
    return Entry(ways[number % len(ways)])
