"""The data export that one person downloaded of herself, with everything that makes such exports hard to read."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from maker.world import ORIGIN, Person

NAME = "Complete_LinkedInDataExport_11-02-2026.zip"
MEMBER = "418220077"
WHO = "katharina-reuss"
DAY = "2026-11-02"
CONNECTIONS = 6

CONNECTIONS_PREAMBLE = (
    "Notes:\r\n"
    '"When exporting your connection data, you may notice that some of the email addresses are missing. You will only '
    'see email addresses for connections who have allowed their connections to see or download their email address."\r\n'
    "\r\n"
)
NO_DATA = "There is no data of this kind for your account.\r\n"


def rows(header: str, *lines: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header.split(","))
    writer.writerows(lines)
    return text.getvalue()


def english_month(day: str) -> str:
    """ "2021-06" as "Jun 2021", a bare year as it is."""
    return date.fromisoformat(f"{day}-01").strftime("%b %Y") if len(day) == 7 else day


def profile(person: Person) -> str:
    header = (
        "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,"
        "Twitter Handles,Websites,Instant Messengers"
    )
    job = person.jobs_at(DAY)[0]
    websites = f"[PORTFOLIO:https://katharina-reuss.example/,OTHER:{ORIGIN}/news/]"
    return rows(
        header,
        (
            person.given.usual, person.family_at(DAY), person.family.usual, "", "", f"{job.title} at {job.employer}",
            person.summary, "Financial Services", "", "Munich, Bavaria, Germany", "[kreuss_example]", websites, "",
        ),
    )  # fmt: skip


def positions(person: Person) -> str:
    return rows(
        "Company Name,Title,Description,Location,Started On,Finished On",
        *(
            (
                job.employer,
                job.title,
                "",
                f"{job.city}, Germany",
                english_month(job.start),
                english_month(job.end),
            )
            for job in person.jobs_at(DAY)
        ),
    )


def education(person: Person) -> str:
    return rows(
        "School Name,Start Date,End Date,Notes,Degree Name,Activities",
        *(
            (school.institution, school.start, school.end, "", f"{school.degree}, {school.area}", "")
            for school in person.schools
        ),
    )


def connections(others: Sequence[Person]) -> str:
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
    lines = [
        (
            p.given.usual,
            p.family.usual,
            p.linkedin_url,
            "",
            p.jobs[-1].employer,
            p.jobs[-1].title,
            "14 May 2024",
        )
        for p in others
    ]
    return CONNECTIONS_PREAMBLE + rows(header, *lines)


def members(person: Person, others: Sequence[Person]) -> dict[str, str]:
    languages = [entry.split(": ") for entry in person.languages]
    levels = {"native": "Native or bilingual proficiency", "C1": "Full professional proficiency"}
    return {
        "Profile.csv": profile(person),
        "Positions.csv": positions(person),
        "Education.csv": education(person),
        "Skills.csv": rows("Name", *((skill,) for skill in person.skills)),
        "Languages.csv": rows(
            "Name,Proficiency", *((name, levels.get(level, "Limited working proficiency")) for name, level in languages)
        ),
        "Certifications.csv": rows(
            "Name,Url,Authority,Started On,Finished On,License Number",
            *((name, "", issuer, english_month(day), "", "") for name, issuer, day in person.certificates),
        ),
        "Email Addresses.csv": rows(
            "Email Address,Confirmed,Primary,Updated On",
            (person.emails[1], "Yes", "Yes", "6/12/23, 9:14 AM"),
            (person.emails[0], "Yes", "No", "3/1/15, 7:40 PM"),
        ),
        "PhoneNumbers.csv": rows("Extension,Number,Type", ("", person.phones[0], "Mobile")),
        "Projects.csv": NO_DATA,
        "Publications.csv": rows(
            "Name,Published On,Description,Publisher,Url",
            ("Small roadmaps", "Mar 2025", "Talk at the product evening in Munich", "Produktabend", ""),
        ),
        f"Shares_{MEMBER}.csv": rows(
            "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility",
            (
                "2024-03-04 08:12:51", "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3Aexample-1",
                "First day at Isarbogen Versicherung as group product manager.", "", "", "MEMBER_NETWORK",
            ),
        ),
        "Connections.csv": connections(others),
        "messages.csv": rows(
            "CONVERSATION ID,CONVERSATION TITLE,FROM,TO,DATE,SUBJECT,CONTENT,FOLDER",
            (
                "c-1", "", f"{others[0].name}", f"{person.given.usual} {person.family_at(DAY)}",
                "2026-09-30 17:20:11 UTC", "", "This is between the two of us and must not be read.", "INBOX",
            ),
        ),
        "Ad_Targeting.csv": "Member Age,Company Names,Company Names,Job Functions\r\n35-54,Isarbogen,Elbwerft,Product\r\n",
        "Articles/Articles/2025-03-18-small-roadmaps.html": ARTICLE,
    }  # fmt: skip


ARTICLE = """<html><head><title>Small roadmaps</title></head><body>
<h1>Small roadmaps</h1><p class="created">Created on 2025-03-18 07:30</p><p class="published">Published on 2025-03-18 07:45</p>
<p>A roadmap that fits on one card is read by everybody, and a roadmap that is read can be argued with.</p>
</body></html>
"""


def write_linkedin(folder: Path, cast: Sequence[Person]) -> None:
    person = next(p for p in cast if p.key == WHO)
    others = [p for p in cast if p.jobs and p.key != WHO][:CONNECTIONS]
    write_zip(folder / NAME, {name: text.encode() for name, text in members(person, others).items()})


def write_zip(
    path: Path,
    contents: dict[str, bytes],
    moment: tuple[int, int, int, int, int, int] = (2026, 11, 2, 9, 30, 0),
) -> None:
    """A ZIP whose bytes depend on its contents alone."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            member = zipfile.ZipInfo(name, moment)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
