"""Who these people really are. Every source shows a view of this world at a day, with its own noise."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from anyascii import anyascii
from maker.lists import Spelling, country, table

ORIGIN = "http://127.0.0.1:8361"
TODAY = "2026-10-31"

LEGAL_FORMS = re.compile(
    r",? (Ltd|plc|LLP|LLC|Inc|Corp|Co|Pty Ltd|GmbH & Co\. KG|gGmbH|GmbH|AG|SAS|SARL|SA|SL|SpA|Srl|BV|NV|AB|KK|JSC|PJSC"
    r"|Ltda|Lda|Pvt Ltd|S\.A\.|Sp\. z o\.o\.|A\.Ş\.|Kft\.|Zrt\.)$"
)


@dataclass(frozen=True)
class Job:
    """One position; `start` and `end` are "2019-03", `end` is "" while it lasts."""

    title: str
    employer: str
    start: str
    end: str
    city: str


@dataclass(frozen=True)
class School:
    institution: str
    degree: str
    area: str
    start: str
    end: str


@dataclass(frozen=True)
class Person:
    key: str
    sex: str
    given: Spelling
    family: Spelling
    country: str
    function: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    jobs: tuple[Job, ...] = ()
    schools: tuple[School, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    certificates: tuple[tuple[str, str, str], ...] = ()
    publications: tuple[str, ...] = ()
    summary: str = ""
    native: str = ""
    married: tuple[str, str] = ("", "")
    suffix: str = ""
    github: str = ""
    linkedin: str = ""
    site: bool = False
    noindex: bool = False
    views: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.given.usual} {self.family.usual}"

    def family_at(self, day: str) -> str:
        """The family name that the person bore at a day."""
        married, since = self.married
        return married if married and day >= since else self.family.usual

    def name_at(self, day: str) -> str:
        return f"{self.given.usual} {self.family_at(day)}"

    def jobs_at(self, day: str) -> tuple[Job, ...]:
        """Newest first; a job that ends after the day has no end yet."""
        begun = [job for job in self.jobs if job.start <= day]
        return tuple(
            job if job.end and job.end <= day else Job(job.title, job.employer, job.start, "", job.city)
            for job in reversed(begun)
        )

    def schools_at(self, day: str) -> tuple[School, ...]:
        return tuple(school for school in self.schools if school.end <= day)

    @property
    def linkedin_url(self) -> str:
        return f"https://www.linkedin.com/in/{self.linkedin or slug(self.key) + '-example'}"

    @property
    def github_url(self) -> str:
        return f"https://github.com/{self.github}" if self.github else ""

    @property
    def page_path(self) -> str:
        return f"/people/{slug(self.key)}/" if self.site else ""

    @property
    def page_url(self) -> str:
        return ORIGIN + self.page_path if self.site else ""


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower().replace("'", "")).strip("-")


def short_employer(name: str) -> str:
    """Without its legal form, as people say it."""
    return LEGAL_FORMS.sub("", name)


def employer_host(name: str) -> str:
    return slug(short_employer(name)) + ".example"


def work_email(person: Person, job: Job, family: str) -> str:
    given = slug(person.given.usual).split("-")[0]
    return f"{given}.{slug(family).replace('-', '')}@{employer_host(job.employer)}"


def country_name(code: str) -> str:
    return str(country(code)["name"]) if code else ""


def city_country(city: str, default: str) -> str:
    """The country code of a city of the word lists."""
    for code, words in table("countries").items():
        if city in words["cities"]:
            return code
    return default


def country_of(city: str, person: Person) -> str:
    """The English name of the country a job is in; the person's own where the city is in no list."""
    return country_name(city_country(city, person.country))


def spelt(phone: str, style: int, code: str) -> str:
    """A telephone number as people type it; `code` is the country whose national form they use."""
    digits = re.sub(r"[^\d+]", "", phone)
    rest = phone.split(" ", 1)[1]
    trunk = str(country(code)["trunk"])
    forms = (phone, digits, trunk + rest, (trunk + rest).replace(" ", "-"), phone.replace("+", "00", 1))
    return forms[style % len(forms)]


def phone_country(phone: str, default: str) -> str:
    """The country whose lists hold numbers with this prefix; the default decides between those that share one."""
    prefix = phone.split(" ", 1)[0]
    shares = [
        code
        for code, words in table("countries").items()
        if any(template.split(" ", 1)[0] == prefix for template in words["phones"])
    ]
    return default if default in shares or not shares else shares[0]
