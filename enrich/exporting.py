"""One person in the formats that others read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import msgspec

from enrich.errors import NotFound
from enrich.model import Certificate, Language, Link, Skill, TimelineEntry
from enrich.persons import Person, person_code
from enrich.vocabulary import BY_NAME

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def export_person(person: Person, format_: str) -> str:
    """Raises NotFound for a format that does not exist."""
    if format_ not in FORMATS:
        raise NotFound(f"there is no format {format_!r}; there are {', '.join(FORMATS)}")
    return FORMATS[format_](person)


def values(person: Person, attribute: str) -> list[Any]:
    return [chosen.claim.value for chosen in person.golden.values.get(attribute, ())]


def as_json_resume(person: Person) -> str:
    """JSON Resume 1.0; further mail addresses and phones, and where it comes from, stand under meta.onefold."""
    emails, phones = values(person, "email"), values(person, "phone")
    document = {
        "$schema": SCHEMA,
        "basics": basics(person, first(emails), first(phones)),
        "work": [job(entry) for entry in person.timeline if entry.kind == "position"],
        "education": [study(entry) for entry in person.timeline if entry.kind == "education"],
        "skills": [
            filled({"name": s.name, "level": s.level})
            for s in values(person, "skill")
            if isinstance(s, Skill)
        ],
        "languages": [
            filled({"language": v.name, "fluency": v.level})
            for v in values(person, "language")
            if isinstance(v, Language)
        ],
        "certificates": [
            filled({"name": c.name, "issuer": c.issuer, "date": c.date, "url": c.url})
            for c in values(person, "certificate")
            if isinstance(c, Certificate)
        ],
        "publications": [
            filled({"name": e.title, "publisher": e.organisation, "releaseDate": e.start, "url": e.url})
            for e in person.timeline
            if e.kind in ("publication", "article", "post", "talk")
        ],
        "meta": {
            "onefold": filled(
                {"id": person_code(person.person_id), "emails": emails[1:], "phones": phones[1:]}
            )
        },
    }
    return pretty(filled(document))


def basics(person: Person, email: Any, phone: Any) -> dict[str, Any]:
    links = [link for link in values(person, "link") if isinstance(link, Link)]
    place = person.place
    location = {
        "address": place.address, "postalCode": place.postal_code, "city": place.city or place.text,
        "region": place.region, "countryCode": place.country,
    }  # fmt: skip
    return filled(
        {
            "name": person.shown_name,
            "label": person.position.title,
            "email": email,
            "phone": phone,
            "url": next((link.url for link in links if not link.network), ""),
            "summary": person.golden.first("summary"),
            "location": filled(location),
            "profiles": [
                filled({"network": k.network, "username": k.username, "url": k.url})
                for k in links
                if k.network
            ],
        }
    )


def job(entry: TimelineEntry) -> dict[str, Any]:
    return filled(
        {
            "name": entry.organisation, "position": entry.title, "startDate": entry.start, "endDate": entry.end,
            "summary": entry.detail,
        }
    )  # fmt: skip


def study(entry: TimelineEntry) -> dict[str, Any]:
    degree, _, area = entry.title.partition(", ")
    return filled(
        {
            "institution": entry.organisation, "studyType": degree, "area": area, "startDate": entry.start,
            "endDate": entry.end,
        }
    )  # fmt: skip


def first(found: list[Any]) -> Any:
    return found[0] if found else None


def filled(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value not in (None, "", [], {})}


def pretty(document: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def as_json(person: Person) -> str:
    """Everything, with the origin of every value and the claims that lost."""
    return pretty({**msgspec.to_builtins(person), "id": person_code(person.person_id)})


def as_csv(person: Person) -> str:
    """A line per value: attribute, value, source, whether it is the one shown. What a spreadsheet would run is quoted."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("attribute", "value", "source", "shown"))
    for name, chosen_values in person.golden.values.items():
        for chosen in chosen_values:
            for claim in (chosen.claim, *chosen.agreeing, *chosen.rivals):
                shown = "yes" if claim.key == chosen.claim.key else "no"
                writer.writerow((name, harmless(BY_NAME[name].show(claim.value)), claim.source, shown))
    return text.getvalue()


def harmless(text: str) -> str:
    return "'" + text if text.startswith(FORMULA) else text


def as_vcard(person: Person) -> str:
    """vCard 4.0 (RFC 6350)."""
    place = person.place
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"FN:{escaped(person.shown_name)}"]
    lines += [f"EMAIL:{escaped(email)}" for email in values(person, "email")]
    lines += [f"TEL:{escaped(phone)}" for phone in values(person, "phone")]
    lines += [f"TITLE:{escaped(person.position.title)}"] if person.position.title else []
    lines += [f"ORG:{escaped(person.position.employer)}"] if person.position.employer else []
    if place.city or place.country or place.text:
        lines.append(
            f"ADR:;;{escaped(place.address)};{escaped(place.city or place.text)};{escaped(place.region)};;{place.country}"
        )
    lines += [f"URL:{link.url}" for link in values(person, "link") if isinstance(link, Link)]
    lines += [f"UID:onefold:{person_code(person.person_id)}", "END:VCARD", ""]
    return "\r\n".join(folded(line) for line in lines)


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def folded(line: str) -> str:
    """Lines of at most 75 bytes, the rest on lines that begin with a space; no character is cut in two."""
    parts: list[str] = []
    current = ""
    for character in line:
        if len((current + character).encode()) > (75 if not parts else 74):
            parts.append(current)
            current = ""
        current += character
    return "\r\n ".join([*parts, current])


FORMATS: dict[str, Callable[[Person], str]] = {
    "jsonresume": as_json_resume,
    "json": as_json,
    "csv": as_csv,
    "vcard": as_vcard,
}
