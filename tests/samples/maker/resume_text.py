"""What stands in a resume, before any layout: a person's career as they would write it at a day, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from maker.cast import pick
from maker.lists import function, table
from maker.world import Job, Person, country_of, phone_country, spelt


@dataclass(frozen=True)
class Position:
    title: str
    employer: str
    place: str
    dates: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Study:
    institution: str
    degree: str
    dates: str


@dataclass(frozen=True)
class Resume:
    file: str
    layout: str
    language: str
    day: str
    person: str
    name: str
    title: str
    contacts: tuple[str, ...]
    links: tuple[str, ...]
    summary: str
    work: tuple[Position, ...]
    education: tuple[Study, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    certificates: tuple[str, ...]
    publications: tuple[str, ...]
    headings: dict[str, str]
    updated: str
    scale: float = 1.0


def resumes(cast: list[Person]) -> list[Resume]:
    return [resume(person, view) for person in cast for view in person.views.get("resume", [])]


def resume(person: Person, view: dict[str, Any]) -> Resume:
    day, code = view["at"], view.get("lang", "en")
    words = table("languages")[code]
    own = table("foreign").get(view["file"], {})
    jobs = person.jobs_at(day)
    style = sum(map(ord, view["file"])) % 3
    return Resume(
        file=view["file"],
        layout=view["layout"],
        language=code,
        day=day,
        person=person.key,
        name=view.get("name", resume_name(person, day, code)),
        title=own.get("title", jobs[0].title),
        contacts=contacts(person, view, jobs[0]),
        links=links(person, day),
        summary=own.get("summary", person.summary),
        work=positions(person, jobs, own, words, code, style),
        education=studies(person, day, own),
        skills=tuple(own.get("skills", person.skills)),
        languages=tuple(own.get("languages", person.languages)),
        certificates=tuple(
            f"{name}, {issuer}, {when[:4]}" for name, issuer, when in person.certificates if when <= day
        ),
        publications=person.publications,
        headings=words["headings"],
        updated=f"{words['updated']} {when(day, words, code, 0)}",
        scale=view.get("scale", 1.0),
    )


def resume_name(person: Person, day: str, code: str) -> str:
    """Own script in an own-language resume of people who have one."""
    name = person.native if code in ("uk", "ru", "zh") and person.native else person.name_at(day)
    return f"{name} {person.suffix}".strip() if code == "en" else name


def contacts(person: Person, view: dict[str, Any], job: Job) -> tuple[str, ...]:
    city = view.get("city", job.city)
    phone = pick(person.phones, view.get("phone", 0))
    style = (0, 0, 1, 2)[len(view["file"]) % 4]
    shown = spelt(phone, style, phone_country(phone, person.country)) if phone else ""
    home = country_of(job.city, person) if "city" not in view else ""
    email = pick(person.emails, view.get("email", 0))
    return tuple(part for part in (", ".join(p for p in (city, home) if p), shown, email) if part)


def links(person: Person, day: str) -> tuple[str, ...]:
    shown = [person.linkedin_url.removeprefix("https://www.")] if day >= "2021" else []
    shown += [person.github_url.removeprefix("https://")] if person.github else []
    shown += [person.page_url] if person.site and day >= "2022" else []
    return tuple(shown)


def positions(
    person: Person, jobs: tuple[Job, ...], own: dict[str, Any], words: dict[str, Any], code: str, style: int
) -> tuple[Position, ...]:
    told = own.get("jobs") or [[job.title, lines_of(person, job)] for job in jobs]
    return tuple(
        Position(title, job.employer, job.city, between(job.start, job.end, words, code, style), tuple(lines))
        for job, (title, lines) in zip(jobs, told, strict=True)
    )


def lines_of(person: Person, job: Job) -> list[str]:
    """What was done in a job: the same in every resume that tells of it, and said of one job only where lines suffice."""
    own = function(person.function)["lines"]
    told = Random(person.key).sample(own, len(own))
    number = [known.start for known in person.jobs].index(job.start)
    rng = Random(f"{person.key}/{job.start}")
    lines = [told[(number * 4 + step) % len(told)] for step in range(rng.randint(3, 4))]
    return [str(line).format(**figures(rng)) for line in lines]


def figures(rng: Random) -> dict[str, int]:
    return {
        "n": rng.randint(4, 38),
        "pct": rng.randint(8, 45),
        "team": rng.randint(3, 12),
        "k": rng.randint(2, 9),
    }


def studies(person: Person, day: str, own: dict[str, Any]) -> tuple[Study, ...]:
    schools = person.schools_at(day)
    told = own.get("education") or [[s.institution, f"{s.degree}, {s.area}"] for s in schools]
    return tuple(
        Study(institution, degree, f"{school.start} – {school.end}")
        for school, (institution, degree) in zip(schools, told, strict=True)
    )


def between(start: str, end: str, words: dict[str, Any], code: str, style: int) -> str:
    dash = ("–", "-", "–")[style]
    return f"{when(start, words, code, style)} {dash} {when(end, words, code, style) if end else words['present']}"


def when(day: str, words: dict[str, Any], code: str, style: int) -> str:
    """ "Feb 2022", "02/2022" or "2022-02", by style; Chinese resumes write "2022.02"."""
    year, month = day[:4], day[5:7]
    if code == "zh":
        return f"{year}.{month}"
    return (
        f"{words['months'][int(month) - 1]} {year}",
        f"{month}/{year}",
        f"{words['months'][int(month) - 1]} {year}",
    )[style]
