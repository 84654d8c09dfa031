"""The ATS export: candidates who applied, with the jobs they had when they did."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from maker.cast import pick, view_name
from maker.crm import some_day
from maker.lists import nickname
from maker.population import Population
from maker.world import Person, country_of, short_employer, spelt, work_email

CANDIDATES = 120
KNOWN, TWICE = 62, 5
TAGS = ("silver medalist", "referral", "remote", "senior", "campus", "alumni", "relocation", "evening calls")
STAGES = ("Application Review", "Phone Screen", "Interview", "Offer", "Talent Pool")
STATUSES = ("active", "rejected", "hired", "rejected", "rejected")
SOURCES = ("Career site", "Referral", "Job board", "Job fair", "Recruiting agency")

Candidate = dict[str, Any]


@dataclass
class Entry:
    candidate: Candidate
    person: str


def story_candidate(person: Person, view: dict[str, Any], rng: Random) -> Entry:
    given, family = view_name(person, view)
    emails = [pick(person.emails, view.get("email", 0))]
    emails += [pick(person.emails, view["alt"])] if "alt" in view else []
    phone = pick(person.phones, view.get("phone", 0))
    links = [person.linkedin_url] if view.get("li") else []
    return candidate(person, view["at"], (given, family), emails, phone, links, rng)


def known_candidate(person: Person, at: str, rng: Random) -> Entry:
    """Someone from the CRM who applied: half with the mailbox of the CRM, half with another one and the same phone."""
    job = person.jobs_at(at)[0]
    given = nickname(person.given.usual) if rng.random() < 0.2 else ""
    email = rng.choice(
        (person.emails[0], person.emails[0], person.emails[1], work_email(person, job, person.family_at(at)))
    )
    same = email == person.emails[0]
    phone = "" if same and rng.random() < 0.4 else person.phones[0]
    links = [person.linkedin_url] if rng.random() < 0.35 else []
    return candidate(
        person, at, (given or person.given.usual, person.family_at(at)), [email], phone, links, rng
    )


def candidate(
    person: Person,
    at: str,
    name: tuple[str, str],
    emails: list[str],
    phone: str,
    links: list[str],
    rng: Random,
) -> Entry:
    jobs = person.jobs_at(at)
    shown: Candidate = {
        "id": 0,
        "first_name": name[0],
        "last_name": name[1],
        "company": short_employer(jobs[0].employer),
        "current_title": jobs[0].title,
        "created_at": f"{at}T09:{rng.randint(10, 59)}:00Z",
        "updated_at": f"{at}T16:{rng.randint(10, 59)}:00Z",
        "email_addresses": [
            {"value": email, "type": "personal" if n == 0 else "other"} for n, email in enumerate(emails)
        ],
        "phone_numbers": [{"value": spelt(phone, rng.randrange(3), person.country), "type": "mobile"}]
        if phone
        else [],
        "addresses": [
            {
                "value": f"{jobs[0].city}, {country_of(jobs[0].city, person)}",
                "type": "home",
            }
        ],
        "social_media_addresses": [{"value": link} for link in links],
        "website_addresses": [],
        "tags": rng.sample(TAGS, rng.choice((0, 0, 1, 2))),
        "applications": [application(at, rng)],
        "employments": [
            {
                "company_name": short_employer(job.employer),
                "title": job.title,
                "start_date": f"{job.start}-01",
                "end_date": f"{job.end}-01" if job.end else None,
            }
            for job in jobs[: rng.choice((1, 2, 3, 9))]
        ],
        "educations": [
            {
                "school_name": school.institution,
                "degree": school.degree,
                "discipline": school.area,
                "start_date": f"{school.start}-09-01",
                "end_date": f"{school.end}-07-01",
            }
            for school in person.schools_at(at)
        ],
    }
    return Entry(shown, person.key)


def application(at: str, rng: Random) -> dict[str, Any]:
    status = rng.choice(STATUSES)
    return {
        "id": 0,
        "job": f"REQ-{rng.randint(200, 480)}",
        "applied_at": f"{at}T08:{rng.randint(10, 59)}:00Z",
        "status": status,
        "current_stage": rng.choice(STAGES) if status == "active" else None,
        "source": rng.choice(SOURCES),
    }


def break_shape(entry: Entry) -> None:
    """What a hand-written import script once did to one candidate."""
    entry.candidate["employments"] = "see resume"


def build_ats(
    cast: list[Person], known: list[Person], population: Population, rng: Random
) -> tuple[dict[str, Any], list[Entry], list[Person]]:
    """The document, its entries with the people they are about, and the people whom no other source had yet."""
    entries = [story_candidate(p, view, rng) for p in cast for view in p.views.get("ats", [])]
    applied = rng.sample(known, KNOWN)
    entries += [known_candidate(person, late_day(person, rng), rng) for person in applied]
    entries += [known_candidate(person, late_day(person, rng), rng) for person in applied[:TWICE]]
    new = []
    while len(entries) < CANDIDATES:
        person = population.person()
        new.append(person)
        entries.append(known_candidate(person, late_day(person, rng), rng))
    break_shape(entries[-1])
    entries.sort(key=lambda entry: str(entry.candidate["created_at"]))
    for number, entry in enumerate(entries):
        entry.candidate["id"] = 53107001 + number * 17
        entry.candidate["applications"][0]["id"] = 69306311 + number * 23
    document = {"exported_at": "2026-10-30T18:00:00Z", "candidates": [entry.candidate for entry in entries]}
    return document, entries, new


def late_day(person: Person, rng: Random) -> str:
    return some_day(rng, max("2023-01-10", person.jobs[0].start + "-28"), "2026-10-25")
