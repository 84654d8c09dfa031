"""The small web: people's own pages, as JSON-LD, as h-card, or both. They know newer things than the CRM."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from maker.pages import document, json_ld, write
from maker.press import blog_path
from maker.world import TODAY, Job, Person, School, city_country, slug

ROBOTS = "User-agent: *\nDisallow: /private/\n"
MARKUPS = ("json-ld", "h-card", "both")


def same_as(person: Person) -> list[str]:
    return [url for url in (person.linkedin_url, person.github_url) if url]


def schema_person(person: Person) -> dict[str, Any]:
    job = person.jobs_at(TODAY)[0]
    content: dict[str, Any] = {
        "@type": "Person",
        "name": person.name_at(TODAY),
        "givenName": person.given.usual,
        "familyName": person.family_at(TODAY),
        "jobTitle": job.title,
        "worksFor": {"@type": "Organization", "name": job.employer},
        "address": {
            "@type": "PostalAddress",
            "addressLocality": job.city,
            "addressCountry": city_country(job.city, person.country),
        },
        "alumniOf": [
            {"@type": "CollegeOrUniversity", "name": school.institution} for school in person.schools
        ],
        "knowsAbout": list(person.skills),
        "knowsLanguage": [language.split(":")[0] for language in person.languages],
        "url": person.page_url,
        "sameAs": same_as(person),
        "description": person.summary,
    }
    if person.native:
        content["alternateName"] = person.native
    if len(person.emails) > 1:
        content["email"] = f"mailto:{person.emails[1]}"
    return content


def profile_page(person: Person) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "dateModified": changed(person),
        "mainEntity": schema_person(person),
    }


def changed(person: Person) -> str:
    """People mend their page some days after they change their job."""
    return f"{person.jobs[-1].start}-20"


def h_card(person: Person, kind: str = "h-card") -> str:
    """The person as a microformats2 h-card; `kind` may add the property it is of what surrounds it."""
    job = person.jobs_at(TODAY)[0]
    links = "".join(
        f'<li><a rel="me" class="u-url" href="{url}">{escape(url)}</a></li>\n' for url in same_as(person)
    )
    mail = f'<a class="u-email" href="mailto:{person.emails[-1]}">{person.emails[-1]}</a>'
    return (
        f'<div class="{kind}">\n'
        f'<h1><a class="p-name u-url u-uid" href="{person.page_path}">{escape(person.name_at(TODAY))}</a></h1>\n'
        f'<p><span class="p-job-title">{escape(job.title)}</span> at <span class="p-org">{escape(job.employer)}</span>, '
        f'<span class="p-locality">{escape(job.city)}</span></p>\n'
        f'<p class="p-note">{escape(person.summary)}</p>\n<p>{mail}</p>\n<ul>\n{links}</ul>\n'
        f'<p>Updated on <time class="dt-rev" datetime="{changed(person)}">{changed(person)}</time></p>\n</div>\n'
    )


def h_resume(person: Person) -> str:
    """The h-card within an h-resume that tells of the career."""
    jobs = "".join(map(experience, person.jobs_at(TODAY)))
    schools = "".join(map(education, person.schools))
    skills = ", ".join(f'<span class="p-skill">{escape(skill)}</span>' for skill in person.skills)
    return (
        f'<article class="h-resume">\n{h_card(person, "p-contact h-card")}'
        f"<h2>Career</h2>\n<ul>\n{jobs}</ul>\n<h2>Education</h2>\n<ul>\n{schools}</ul>\n<p>Knows: {skills}</p>\n</article>\n"
    )


def experience(job: Job) -> str:
    end = f'<time class="dt-end" datetime="{job.end}">{job.end}</time>' if job.end else "today"
    return (
        f'<li class="p-experience h-event h-card"><span class="p-name p-job-title">{escape(job.title)}</span>, '
        f'<span class="p-org">{escape(job.employer)}</span>, <span class="p-location">{escape(job.city)}</span>, '
        f'<time class="dt-start" datetime="{job.start}">{job.start}</time> to {end}</li>\n'
    )


def education(school: School) -> str:
    return (
        f'<li class="p-education h-event h-card"><span class="p-name p-org">{escape(school.institution)}</span>, '
        f"{escape(school.degree)}, {escape(school.area)}, "
        f'<time class="dt-start" datetime="{school.start}">{school.start}</time> to '
        f'<time class="dt-end" datetime="{school.end}">{school.end}</time></li>\n'
    )


def plain_card(person: Person) -> str:
    jobs = "".join(
        f"<li>{escape(job.title)}, {escape(job.employer)}, {job.start} to {job.end or 'today'}</li>\n"
        for job in person.jobs_at(TODAY)
    )
    links = "".join(f'<li><a rel="me" href="{url}">{escape(url)}</a></li>\n' for url in same_as(person))
    return (
        f"<h1>{escape(person.name_at(TODAY))}</h1>\n<p>{escape(person.summary)}</p>\n<h2>Career</h2>\n<ul>\n{jobs}</ul>\n"
        f"<h2>Elsewhere</h2>\n<ul>\n{links}</ul>\n"
    )


def person_page(person: Person, markup: str, bloggers: set[str]) -> str:
    head = '<meta name="robots" content="noindex">\n' if person.noindex else ""
    head += json_ld(profile_page(person)) if markup in ("json-ld", "both") else ""
    body = {"json-ld": plain_card, "h-card": h_card, "both": h_resume}[markup](person)
    if person.key in bloggers:
        feed = blog_path(person)
        kind = "rss" if feed.endswith("rss.xml") else "atom"
        head += f'<link rel="alternate" type="application/{kind}+xml" href="{feed}">\n'
        body += f'<p><a href="{feed}">Blog</a></p>\n'
    return document(person.name_at(TODAY), body, head)


def private_page() -> str:
    body = '<div class="h-card"><h1 class="p-name">Anna Lorentz-Example</h1><p>This page asks not to be read by robots.</p></div>\n'
    return document("Private", body)


def index(people: list[Person]) -> str:
    links = "".join(f'<li><a href="{p.page_path}">{escape(p.name_at(TODAY))}</a></li>\n' for p in people)
    return document(
        "People and papers",
        "<h1>People and papers</h1>\n<p>Invented people on a small invented web, made to show Onefold at work.</p>\n"
        f'<ul>\n{links}</ul>\n<p><a href="/news/">The Harbour Courier</a> · <a href="/private/anna-lorentz/">Private</a></p>\n',
    )


def write_site(folder: Path, cast: list[Person], bloggers: set[str]) -> dict[str, str]:
    """Writes index, robots.txt and people pages; path of each page -> its person."""
    people = sorted((p for p in cast if p.site), key=lambda p: slug(p.key))
    write(folder, "/", index(people))
    write(folder, "/private/anna-lorentz/", private_page())
    (folder / "robots.txt").write_text(ROBOTS, encoding="utf-8", newline="\n")
    for number, person in enumerate(people):
        write(folder, person.page_path, person_page(person, MARKUPS[number % 3], bloggers))
    return {person.page_path: person.key for person in people}
