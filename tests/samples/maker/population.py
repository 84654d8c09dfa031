"""The many: people generated from the word lists, each with a coherent career up to today."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random

from maker.lists import Culture, Spelling, country, cultures, function, table
from maker.world import Job, Person, School, slug

MAIL_HOSTS = {
    "german": ("postfach.example", "example.net", "example.org"),
    "french": ("courriel.example", "example.com"),
    "spanish": ("correo.example", "example.com"),
    "polish": ("poczta.example", "example.com"),
    "ukrainian": ("poshta.example", "example.net"),
}
ANY_HOSTS = ("mailbox.example", "inbox.example", "example.com", "example.net", "example.org")
DEGREES = (("BSc", 3), ("BA", 3), ("MSc", 5), ("MA", 5))
LAST_MONTH = 2026 * 12 + 9  # October 2026, months counted from year 0


@dataclass
class Population:
    """Makes people who share no name, mailbox or telephone with one another unless asked to."""

    rng: Random
    names: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    count: int = 0

    def knows(self, people: Iterable[Person]) -> None:
        """Takes note of people made elsewhere."""
        for person in people:
            self.names.add(slug(person.name))
            self.emails.update(person.emails)
            self.phones.update(person.phones)

    def person(self, *, home: str = "", employer: str = "") -> Person:
        culture = self.culture(home)
        sex = self.rng.choice("fm")
        given, family = self.new_name(culture, sex)
        return self.grown(culture, sex, given, family, home or self.rng.choice(culture.homes), employer)

    def namesake(self, other: Person) -> Person:
        """Another person of the same name in the same city, with a life of their own."""
        culture = next(c for c in cultures() if other.country in c.homes)
        person = self.grown(culture, other.sex, other.given, other.family, other.country)
        while person.function == other.function or person.jobs[-1].employer == other.jobs[-1].employer:
            person = self.grown(culture, other.sex, other.given, other.family, other.country)
        city = other.jobs[-1].city
        return replace(
            person,
            jobs=tuple(Job(j.title, j.employer, j.start, j.end, city) for j in person.jobs),
            married=("", ""),
        )

    def partner(self, other: Person) -> Person:
        """Lives with `other`, bears the same family name and answers the same telephone."""
        culture = next(c for c in cultures() if other.family in c.families)
        sex = "m" if other.sex == "f" else "f"
        given = self.rng.choice([g for g in names_of(culture, sex) if g != other.given])
        person = self.grown(culture, sex, given, other.family, other.country)
        return replace(person, phones=other.phones, married=("", ""))

    def culture(self, home: str) -> Culture:
        fitting = [c for c in cultures() if not home or home in c.homes]
        weights = [6 if c.name == "english" else 3 if c.name == "german" else 1 for c in fitting]
        return self.rng.choices(fitting, weights)[0]

    def new_name(self, culture: Culture, sex: str) -> tuple[Spelling, Spelling]:
        while True:
            given, family = self.rng.choice(names_of(culture, sex)), self.rng.choice(culture.families)
            key = slug(f"{given.usual} {family.usual}")
            if key not in self.names:
                self.names.add(key)
                return given, family

    def grown(
        self, culture: Culture, sex: str, given: Spelling, family: Spelling, home: str, employer: str = ""
    ) -> Person:
        work = self.rng.choice([name for name in table("careers") if employers_for(name, home)])
        self.count += 1
        city = self.rng.choice(country(home)["cities"])
        jobs, first_year = self.career(work, home, city, employer)
        native = native_name(culture, given, family)
        skills = function(work)["skills"]
        return Person(
            key=f"{slug(given.usual + ' ' + family.usual)}-{self.count}",
            sex=sex,
            given=given,
            family=family,
            country=home,
            function=work,
            emails=(self.email(culture, given, family), self.email(culture, given, family)),
            phones=(self.phone(home),),
            jobs=jobs,
            schools=(self.school(work, home, first_year),),
            skills=tuple(self.rng.sample(skills, self.rng.randint(4, 6))),
            native=native,
            married=self.marriage(culture, sex, jobs),
        )

    def career(self, work: str, home: str, city: str, last_employer: str) -> tuple[tuple[Job, ...], int]:
        """Jobs oldest first, and the year of the first."""
        titles = function(work)["titles"]
        employers = employers_for(work, home)
        months = self.rng.randint(4, 24) * 12
        first = start = LAST_MONTH - months
        rung, employer = self.rng.randint(0, 1), self.rng.choice(employers)
        jobs = []
        while start < LAST_MONTH - 5:
            length = self.rng.randint(14, 66)
            end = start + length if start + length < LAST_MONTH - 4 else 0
            jobs.append(Job(titles[min(rung, len(titles) - 1)], employer, month(start), month(end), city))
            start = end + self.rng.choice((1, 1, 1, 2, 4)) if end else LAST_MONTH
            rung += self.rng.random() < 0.7
            if self.rng.random() < 0.75:
                employer = self.rng.choice([e for e in employers if e != employer] or employers)
        if last_employer:
            last = jobs[-1]
            jobs[-1] = Job(last.title, last_employer, last.start, last.end, city)
        return tuple(jobs), first // 12

    def school(self, work: str, home: str, year: int) -> School:
        degree, years = self.rng.choice(DEGREES)
        area = self.rng.choice(function(work)["areas"])
        return School(self.rng.choice(country(home)["schools"]), degree, area, str(year - years), str(year))

    def marriage(self, culture: Culture, sex: str, jobs: tuple[Job, ...]) -> tuple[str, str]:
        if sex != "f" or culture.name not in ("english", "german", "french") or self.rng.random() > 0.2:
            return "", ""
        return self.rng.choice(culture.families).usual, f"{self.rng.randint(2023, 2025)}-06-01"

    def email(self, culture: Culture, given: Spelling, family: Spelling) -> str:
        first, last = slug(given.usual).replace("-", ""), slug(family.usual).replace("-", "")
        patterns = (
            f"{first}.{last}",
            f"{first}{last}",
            f"{first[0]}.{last}",
            f"{last}.{first}",
            f"{first}_{last}",
        )
        while True:
            number = self.rng.choice(("", "", "", str(self.rng.randint(1, 99))))
            host = self.rng.choice(MAIL_HOSTS.get(culture.name, ANY_HOSTS))
            address = f"{self.rng.choice(patterns)}{number}@{host}"
            if address not in self.emails:
                self.emails.add(address)
                return address

    def phone(self, home: str) -> str:
        """A mobile where the country has one left, else any number of its list."""
        templates = country(home)["phones"]
        for attempt in range(10_000):
            template = templates[0] if attempt < 60 else self.rng.choice(templates)
            number = re.sub(r"\{(\d)\}", lambda m: self.digits(int(m.group(1))), template)
            if number not in self.phones:
                self.phones.add(number)
                return number
        raise ValueError(f"no telephone number left in {home}")

    def digits(self, count: int) -> str:
        return "".join(self.rng.choice("0123456789") for _ in range(count))


def employers_for(work: str, home: str) -> list[str]:
    """The country's employers where such work is done; all of them unless the work is bound to some."""
    fitting = function(work).get("employers", [""])
    return [name for name in country(home)["employers"] if any(word in name for word in fitting)]


def names_of(culture: Culture, sex: str) -> tuple[Spelling, ...]:
    return culture.women if sex == "f" else culture.men


def native_name(culture: Culture, given: Spelling, family: Spelling) -> str:
    if not (given.native and family.native):
        return ""
    if culture.name in ("chinese", "korean"):
        return family.native + given.native
    return f"{given.native} {family.native}"


def month(count: int) -> str:
    """ "2019-03" for months counted from year 0; "" for 0."""
    return f"{count // 12:04d}-{count % 12 + 1:02d}" if count else ""
