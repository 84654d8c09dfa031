"""The CRM export: about 400 rows that recruiters typed, imported and never cleaned."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from maker.cast import pick, view_name
from maker.lists import country
from maker.noise import REACH_KINDS, REACH_WEIGHTS, Cells, bend_employer, bend_name, reach
from maker.population import Population
from maker.world import Person, country_of, short_employer, spelt

COLUMNS = (
    "Contact ID", "First Name", "Last Name", "Email", "Alt Email", "Mobile", "Work Phone", "Company", "Job Title",
    "City", "Country", "LinkedIn", "Website", "Skills", "Status", "Source", "Owner", "Created", "Last Updated", "Notes",
)  # fmt: skip
ROWS = 400
OWNERS = ("Dana Whitlock", "Marek Sołtys", "Ines Kerbel", "Tariq Anand", "")
SOURCES = ("Career site", "Referral", "Job fair", "Imported list", "LinkedIn search", "Agency", "")
STATUSES = ("New", "Contacted", "In conversation", "Talent pool", "Not now")
NOTES = (
    "", "", "", "", "", "", "Met at Harbour Dev Days", "Prefers e-mail", "Asked to be called again in spring",
    "Referred by a colleague", 'Said: "not before summer"', "Salary expectation above range\nCheck again next year",
    "Open to relocation; partner works remotely", "Speaks at meetups, sometimes",
)  # fmt: skip
AGENCIES = (("jobs@talentbridge.example", "+44 20 7946 0311", 12), ("recruiting@harborstaff.example", "", 8))
SWITCHBOARD = ("Saltmarsh Freight Ltd", "+44 161 496 0210", "GB", 12)
JUNK = (
    {"First Name": "test", "Last Name": "test", "Email": "test@example.com", "Mobile": "000000"},
    {"First Name": "Test", "Last Name": "Test", "Email": "test@example.com", "Company": "Test"},
    {"First Name": "", "Last Name": "", "Company": "Northmoor job fair", "Notes": "leaflets left over"},
    {"First Name": "NULL", "Last Name": "NULL", "Email": "NULL", "Mobile": "NULL", "Company": "NULL"},
    {"First Name": "asdf", "Last Name": "asdf", "Email": "asdf"},
    {"First Name": "N/A", "Last Name": "N/A", "Mobile": "n/a"},
    {"First Name": "DO NOT", "Last Name": "USE", "Notes": "duplicate of duplicate"},
    {"First Name": "-", "Last Name": "-", "Email": "unknown@example.invalid"},
)  # fmt: skip


@dataclass
class Row:
    """One row and the person it is about; `person` is "" for junk."""

    cells: Cells
    at: str
    person: str
    oddity: str = ""


def blank() -> Cells:
    return dict.fromkeys(COLUMNS, "")


def story_row(person: Person, view: dict[str, Any], rng: Random) -> Row:
    at = view["at"]
    given, family = view_name(person, view)
    job = person.jobs_at(at)[0]
    cells = blank() | {
        "First Name": given,
        "Last Name": family,
        "Email": pick(person.emails, view.get("email", 0)),
        "Alt Email": pick(person.emails, view["alt"]) if "alt" in view else "",
        "Mobile": pick(person.phones, view.get("phone", 0)),
        "Work Phone": view.get("work", ""),
        "Company": view.get("company", short_employer(job.employer)),
        "Job Title": view.get("title", job.title),
        "City": view.get("city", job.city),
        "Country": view.get("country", country_of(job.city, person)),
        "LinkedIn": linkedin_of(person, view.get("li", False)),
        "Website": person.page_url if view.get("web") else "",
        "Skills": "; ".join(person.skills) if view.get("skills") else "",
        "Notes": view.get("note", ""),
    }
    return desk(Row(cells, at, person.key), rng)


def linkedin_of(person: Person, shown: bool | str) -> str:
    return person.linkedin_url if shown else ""


def desk(row: Row, rng: Random) -> Row:
    """What the recruiter's desk adds: status, source, owner, notes and the day of creation."""
    created = date.fromisoformat(row.at) - timedelta(days=rng.choice((0, 0, 3, 30, 90, 200, 400)))
    row.cells["Status"], row.cells["Source"] = rng.choice(STATUSES), rng.choice(SOURCES)
    row.cells["Owner"] = rng.choice(OWNERS)
    row.cells["Created"], row.cells["Last Updated"] = created.isoformat(), row.at
    row.cells["Notes"] = row.cells["Notes"] or rng.choice(NOTES)
    return row


def plain_row(person: Person, at: str, rng: Random) -> Row:
    """A first row about a generated person: whole name, own mailbox and telephone."""
    job = person.jobs_at(at)[0]
    cells = blank() | {
        "First Name": person.given.usual,
        "Last Name": person.family_at(at),
        "Email": person.emails[0],
        "Mobile": spelt(person.phones[0], rng.choice((0, 0, 1, 2)), person.country),
        "Company": job.employer,
        "Job Title": job.title,
        "City": job.city,
        "Country": rng.choice(country(person.country)["also"]),
        "LinkedIn": person.linkedin_url if rng.random() < 0.3 else "",
        "Skills": "; ".join(person.skills) if rng.random() < 0.45 else "",
    }
    bend_employer(cells, rng)
    return desk(Row(cells, at, person.key), rng)


def further_row(person: Person, at: str, rng: Random) -> Row:
    """Another row about the same person, entered by someone who did not look first."""
    row = plain_row(person, at, rng)
    kind = rng.choices(REACH_KINDS, REACH_WEIGHTS)[0]
    reach(row.cells, person, at, kind, rng)
    if kind != "none":
        bend_name(row.cells, person, rng)
    return row


def some_day(rng: Random, first: str = "2022-01-05", last: str = "2026-10-20") -> str:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return (start + timedelta(days=rng.randint(0, (end - start).days))).isoformat()


def rows_about(person: Person, count: int, rng: Random) -> list[Row]:
    first_job = max(person.jobs[0].start + "-28", "2022-01-05")
    days = sorted(some_day(rng, first_job) for _ in range(count))
    rows = [plain_row(person, days[0], rng)]
    rows += [further_row(person, day, rng) for day in days[1:]]
    if any(row.cells["LinkedIn"] for row in rows[1:]):
        rows[0].cells["LinkedIn"] = person.linkedin_url
    return rows


@dataclass
class Crm:
    """Builds the rows group by group; `people` are the generated persons it has brought in."""

    population: Population
    rng: Random
    rows: list[Row]
    people: list[Person]

    def about(self, person: Person, count: int = 1) -> list[Row]:
        rows = rows_about(person, count, self.rng)
        self.people.append(person)
        self.rows.extend(rows)
        return rows

    def story(self, cast: Iterable[Person]) -> None:
        for person in cast:
            self.rows += [story_row(person, view, self.rng) for view in person.views.get("crm", [])]

    def duplicates(self) -> None:
        for count, times in ((2, 52), (3, 14), (4, 4)):
            for _ in range(times):
                self.about(self.population.person(), count)

    def namesakes(self) -> None:
        for _ in range(11):
            person = self.population.person()
            self.about(person, self.rng.choice((1, 1, 2)))
            self.about(self.population.namesake(person))

    def couples(self) -> None:
        for _ in range(8):
            person = self.population.person()
            self.about(person)
            self.about(self.population.partner(person))

    def agencies(self) -> None:
        """An agency writes for many people from one mailbox, and some of them come again on their own."""
        for mailbox, phone, count in AGENCIES:
            for number in range(count):
                rows = self.about(self.population.person(), 2 if number % 5 == 0 else 1)
                rows[0].cells |= {"Email": mailbox, "Source": "Agency"}
                rows[0].cells["Mobile"] = phone or rows[0].cells["Mobile"]

    def switchboard(self) -> None:
        employer, number, home, count = SWITCHBOARD
        for _ in range(count):
            person = self.population.person(home=home, employer=employer)
            row = plain_row(
                person, some_day(self.rng, max(person.jobs[-1].start + "-28", "2022-01-05")), self.rng
            )
            column = self.rng.choice(("Mobile", "Work Phone", "Work Phone"))
            row.cells[column] = number
            self.people.append(person)
            self.rows.append(row)

    def junk(self) -> None:
        for cells in JUNK:
            at = some_day(self.rng)
            dates = {"Created": at, "Last Updated": at}
            self.rows.append(Row(blank() | cells | dates, at, "", "junk"))

    def oddities(self) -> None:
        for wrong in ("2025-13-45", "31.02.2024"):
            row = self.about(self.population.person())[0]
            row.cells["Last Updated"], row.oddity = wrong, "wrong_date"
        row = self.about(self.population.person())[0]
        row.cells["Notes"], row.oddity = "Wrote twice, no answer", "too_many_cells"

    def singles(self) -> None:
        while len(self.rows) < ROWS:
            self.about(self.population.person())

    def numbered(self) -> None:
        self.rows.sort(key=lambda row: row.cells["Created"])
        for number, row in enumerate(self.rows):
            row.cells["Contact ID"] = f"C-{10211 + number * 3}"


def build_crm(cast: list[Person], population: Population, rng: Random) -> Crm:
    population.phones.update((SWITCHBOARD[1], *(phone for _, phone, _ in AGENCIES)))
    crm = Crm(population, rng, [], [])
    crm.story(cast)
    for step in (
        crm.duplicates,
        crm.namesakes,
        crm.couples,
        crm.agencies,
        crm.switchboard,
        crm.junk,
        crm.oddities,
    ):
        step()
    crm.singles()
    crm.numbered()
    return crm


def crm_csv(rows: list[Row]) -> str:
    """The export's text; the row with too many cells has a comma that nobody quoted."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = [row.cells[column] for column in COLUMNS]
        writer.writerow(cells[:-1] + cells[-1].split(",") if row.oddity == "too_many_cells" else cells)
    return text.getvalue()
