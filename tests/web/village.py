"""A village of invented people, as several sources tell of them: what the pages are tried out on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from enrich.golden import Rule, Survivorship, Trust
from enrich.model import (
    Certificate,
    Education,
    Found,
    Identifier,
    Instant,
    Interaction,
    Item,
    Language,
    Link,
    PartialDate,
    Place,
    Profile,
    Skill,
    Work,
)
from enrich.pipeline import Engine, InputFrom, ingest
from enrich.ports import Policy
from enrich.resolution import Rules
from enrich.sources import SourceInfo
from enrich.store.database import Database
from enrich.vocabulary import ATTRIBUTES
from matchers.matcher import PersonMatcher
from matchers.model import Model

TODAY = "2026-11-02"
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def day(text: str) -> Instant:
    """Noon of a day, UTC."""
    return Instant(
        (dt.datetime.fromisoformat(f"{text}T12:00:00+00:00") - EPOCH) // dt.timedelta(microseconds=1)
    )


class Clock:
    """Stands still until it is turned."""

    def __init__(self, text: str) -> None:
        self.now = day(text)

    def __call__(self) -> Instant:
        return self.now

    def turn(self, text: str) -> None:
        self.now = day(text)


SOURCES = (
    SourceInfo("crm", "crm", "The recruiters' address book, exported every night.", 0.5, folder="in/crm"),
    SourceInfo("resumes", "resume", "Resumes that people sent.", 0.9, folder="in/resumes"),
    SourceInfo(
        "pages", "page", "Personal pages with structured data.", 0.8, lookup_by=("url",),
        policy=Policy("Public pages, read as robots.txt allows."),
    ),
    SourceInfo("press", "feed", "Articles about people.", 0.5, directory=True, every="6 h"),
    SourceInfo("directory", "feed", "A trade directory.", 0.5, directory=True, lookup_by=("name+employer",), every="1 d"),
)  # fmt: skip

TRUST = {
    **{source.name: Trust(source.trust, source.human) for source in SOURCES},
    "desk": Trust(1.0, human=True),
}
HALF_LIVES = {"position": 135.0, "name": 1825.0, "location": 540.0}


def survivorship() -> Survivorship:
    rules = {
        a.name: Rule(
            "every" if a.many else "fullest" if a.name == "name" else "freshest",
            HALF_LIVES.get(a.name, 540.0),
        )
        for a in ATTRIBUTES
    }
    return Survivorship(rules, TRUST)


# Wide apart, so that the village's doubtful pairs stay doubtful whatever the shipped weights come to be.
MODEL = Model(merge_at=12.0, review_at=-4.0)


def engine_on(database: Database, clock: Clock) -> Engine:
    return Engine(database, Rules(PersonMatcher(MODEL), survivorship()), clock)


def date(text: str) -> PartialDate:
    return PartialDate(text)


def work(title: str, employer: str, start: str, end: str = "", summary: str = "") -> Work:
    return Work(employer, title, date(start), date(end), current=not end, summary=summary)


MARISOL_CRM_2024 = Profile(
    name="Marisol Echeverria",
    emails=("marisol@echeverria.example",),
    phones=("+34 600 123 451",),
    location=Place(city="Bilbao", country="ES"),
    work=(work("Data Engineer", "Cantábrica Seguros", "2021"),),
    identifiers=(Identifier("crm", "C-1007"),),
)
MARISOL_CRM_2026 = Profile(
    name="Marisol Echeverria",
    emails=("marisol@echeverria.example",),
    phones=("+34 600 123 451",),
    location=Place(city="Madrid", country="ES"),
    work=(work("Platform Lead", "Banco Valverde", "2025-09"),),
    identifiers=(Identifier("crm", "C-1007"),),
    tags=("met at a fair",),
)
MARISOL_RESUME = Profile(
    name="Marisol Echeverría Goñi",
    headline="Data platforms that people trust",
    summary="Eleven years of data work in insurance and banking. Likes contracts between teams and short nightly jobs.",
    birth_date=date("1989-05"),
    emails=("marisol@echeverria.example", "m.echeverria@ehu.example"),
    phones=("+34600123451",),
    links=(
        Link("https://echeverria.example/", "", ""),
        Link("https://www.linkedin.com/in/marisol-echeverria-17", "linkedin", "marisol-echeverria-17"),
    ),
    location=Place(city="Bilbao", country="ES"),
    work=(
        work(
            "Senior Data Engineer",
            "Cantábrica Seguros",
            "2021-03",
            summary="Moved 140 nightly jobs to one platform.",
        ),
        work("Data Engineer", "Cantábrica Seguros", "2018-02", "2021-02"),
        work("Analyst", "Norte Consultores", "2013-09", "2016-12", "Dashboards for harbours and wineries."),
    ),
    education=(
        Education("Euskal Herriko Unibertsitatea", "MSc", "Statistics", date("2011"), date("2013")),
        Education("Euskal Herriko Unibertsitatea", "BSc", "Mathematics", date("2007"), date("2011")),
    ),
    skills=tuple(
        Skill(name) for name in ("Python", "SQL", "dbt", "Spark", "Airflow", "PostgreSQL", "Data contracts")
    ),
    languages=(Language("Basque", "native"), Language("Spanish", "native"), Language("English", "C1")),
    certificates=(Certificate("Cloud Data Professional", "Stratus Academy", date("2022-06")),),
)
MARISOL_PAGE = Profile(
    name="Marisol Echeverría",
    headline="Platform lead",
    emails=("marisol@echeverria.example",),
    links=(Link("https://echeverria.example/", "", ""),),
    location=Place(city="Madrid", country="ES"),
    work=(work("Platform Lead", "Banco Valverde", "2025-09"),),
    skills=(Skill("Python"), Skill("Data contracts")),
    items=(
        Item("post", "A platform is a promise", date("2026-03-02"), "https://echeverria.example/2026/promise"),
        Item("post", "Leaving dashboards behind", date("2025-05-11"), "https://echeverria.example/2025/leaving"),
        Item("talk", "Contracts between teams, not between tables", date("2024-10"), publisher="DataBizkaia"),
        Item(
            "article", "Who keeps the nightly jobs honest?", date("2026-01-20"), "https://press.example/nightly",
            "Norte Digital", about=True,
        ),
    ),
)  # fmt: skip

MANY_NAMES = ("Oluwaseun Adebayo", "Seun Adebayo", "Oluwaseun B. Adebayo", "Adebayo, Oluwaseun")


def many_faces() -> list[tuple[str, Found]]:
    """One person with fourteen identities: somebody who applied everywhere."""
    return [
        (
            source,
            Found(
                f"seun-{number}",
                Profile(
                    name=MANY_NAMES[number % len(MANY_NAMES)],
                    emails=("seun@adebayo-lindqvist.example",),
                    phones=("+46 70 123 45 67",),
                    location=Place(city="Uppsala", country="SE"),
                    work=(work("Site Reliability Engineer", "Fjällmolnet", "2022-01"),) if number % 3 else (),
                ),
                day(f"2025-{1 + number % 12:02}-10"),
            ),
        )
        for number, source in enumerate(("crm", "resumes", "directory") * 5)
        if number < 14
    ]


# Pairs that may be one person: a rare name, and nothing that settles it.
TORSTEN = Profile(name="Torsten Vahlberg", location=Place(city="Rostock", country="DE"))
THORSTEN = Profile(name="Thorsten Vahlberg", location=Place(city="Rostock", country="DE"))
INGRID_A = Profile(
    name="Ingrid Solheim",
    location=Place(city="Bergen", country="NO"),
    work=(work("Nurse", "Haukeland", "2016"),),
)
INGRID_B = Profile(
    name="Ingrid Solheim", location=Place(city="Oslo", country="NO"),
    work=(work("Charge Nurse", "Diakonhjemmet", "2019"), work("Nurse", "Rikshospitalet", "2014-08", "2018")),
)  # fmt: skip
ANNA_A = Profile(
    name="Anna Keller",
    location=Place(city="Ulm", country="DE"),
    work=(work("Accountant", "Donau Handel", "2018"),),
)
ANNA_B = Profile(
    name="Anna Keller", location=Place(city="Ulm", country="DE"),
    work=(work("Tax Clerk", "Steuerbüro Maier", "2014", "2018"),),
)  # fmt: skip
# A name and links that want to be more than text.
MALLORY = Profile(
    name='<script>alert("x")</script> Mallory',
    headline='"><img src=x onerror=alert(1)>',
    emails=("mallory@evil.example",),
    links=(Link("javascript:alert(1)"),),
    work=(work("<b>Boss</b>", "'; DROP TABLE person; --", "2020"),),
    items=(Item("post", "<svg onload=alert(1)>", date("2024-01-01"), "javascript:alert(2)"),),
)
ONLY_MAIL = Profile(emails=("nobody@knows.example",))

TALK = Interaction(
    "call", date("2026-02-11"), "Open to roles in Madrid from autumn. Prefers mail.", "Ana", inbound=True
)


def settle_in(engine: Engine, clock: Clock) -> None:
    """Everybody moves in between 2024 and October 2026; the clock ends on 2 November 2026."""

    def take(when: str, source: str, *found: Found) -> None:
        clock.turn(when)
        ingest(engine, InputFrom(source), found)

    take(
        "2024-03-01",
        "crm",
        said("marisol", MARISOL_CRM_2024, "2024-02-20"),
        said("torsten", TORSTEN, "2024-02-20"),
    )
    take("2024-06-01", "resumes", said("echeverria.pdf", MARISOL_RESUME, "2024-05-28"))
    take(
        "2024-09-01", "crm",
        said("ingrid", INGRID_A, "2024-08-30"), said("anna", ANNA_A, "2024-08-30"), said("mallory", MALLORY, "2024-08-30"),
        said("mail", ONLY_MAIL, "2024-08-30"),
    )  # fmt: skip
    by_source: dict[str, list[Found]] = {}
    for source, found in many_faces():
        by_source.setdefault(source, []).append(found)
    for source, several in by_source.items():
        take("2025-12-15", source, *several)
    take(
        "2026-01-10",
        "resumes",
        said("thorsten.docx", THORSTEN, "2026-01-09"),
        said("ingrid.pdf", INGRID_B, "2026-01-09"),
    )
    take("2026-02-10", "directory", said("anna-17", ANNA_B, "2026-02-10"))
    take("2026-10-20", "crm", said("marisol", MARISOL_CRM_2026, "2026-10-19"))
    take(
        "2026-10-21",
        "pages",
        Found("https://echeverria.example/", MARISOL_PAGE, day("2026-10-21"), "https://echeverria.example/"),
    )
    clock.turn(TODAY)


def said(key: str, profile: Profile, when: str) -> Found:
    return Found(key, profile, day(when))


def crowd(number: int) -> Sequence[Found]:
    """So many different people that a list has pages."""
    return [
        Found(
            f"crowd-{n}",
            Profile(name=f"Person{chr(97 + n // 26)}{chr(97 + n % 26)} Crowdsen{n}"),
            day("2026-01-01"),
        )
        for n in range(number)
    ]
