"""The closed list of attributes: what a profile can say about a person, and how each is read and compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from enrich.model import Certificate, Identifier, Language, Link, Place, Profile, Skill, Work
from enrich.values.contacts import clean_email, clean_phone, link_key
from enrich.values.names import fold
from enrich.values.organisations import fold_employer, fold_title
from enrich.values.places import fold_place
from enrich.values.skills import fold_skill, skill_name

Sensitivity = Literal["public", "contact", "private"]


class Attribute(NamedTuple):
    """One thing that can be known about a person.

    `read` gives the values a profile holds; `clean` makes the key by which two values are the same value;
    `many` attributes keep every value, others choose one; `private` ones are never shown without being asked for.
    """

    name: str
    label: str
    many: bool
    sensitivity: Sensitivity
    read: Callable[[Profile], Sequence[Any]]
    clean: Callable[[Any], str]
    show: Callable[[Any], str] = str


def current_positions(profile: Profile) -> tuple[Work, ...]:
    """What the profile says the person does now: the paid position it marks as current, the newest where it marks several.

    A profile that marks none but leaves the newest position open is taken to mean that one.
    """
    paid = [work for work in profile.work if not work.volunteer and (work.title or work.employer)]
    marked = [work for work in paid if work.current] or [work for work in paid if not work.end and work.start]
    return (max(marked, key=lambda work: work.start),) if marked else ()


def position_key(work: Work) -> str:
    return _position_key(work.title, work.employer)


@lru_cache(maxsize=1 << 14)
def _position_key(title: str, employer: str) -> str:
    return f"{fold_title(title)}|{fold_employer(employer)}"


place_key = lru_cache(maxsize=1 << 14)(fold_place)


def show_position(work: Work) -> str:
    return " at ".join(part for part in (work.title, work.employer) if part)


def show_place(place: Place) -> str:
    return (
        ", ".join(dict.fromkeys(part for part in (place.city, place.region, place.country) if part))
        or place.text
    )


def email_key(email: str) -> str:
    return clean_email(email) or email.strip().casefold()


def phone_key(phone: str) -> str:
    return clean_phone(phone) or phone.strip()


def one(value: Any) -> tuple[Any, ...]:
    return (value,) if value else ()


def certificate_key(certificate: Certificate) -> str:
    return fold(f"{certificate.name} {certificate.issuer}")


ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute("name", "Name", False, "public", lambda p: one(p.name), fold),
    Attribute("position", "Position", False, "public", current_positions, position_key, show_position),
    Attribute("headline", "Headline", False, "public", lambda p: one(p.headline), fold),
    Attribute("location", "Location", False, "public", lambda p: one(p.location), place_key, show_place),
    Attribute("email", "E-mail", True, "contact", lambda p: p.emails, email_key),
    Attribute("phone", "Phone", True, "contact", lambda p: p.phones, phone_key),
    Attribute("link", "Link", True, "public", lambda p: p.links, link_key, lambda link: str(link.url)),
    Attribute(
        "skill", "Skill", True, "public", lambda p: p.skills, lambda s: fold_skill(s.name),
        lambda s: skill_name(s.name),
    ),
    Attribute(
        "language", "Language", True, "public", lambda p: p.languages, lambda v: fold(v.name), lambda v: str(v.name)
    ),
    Attribute(
        "certificate", "Certificate", True, "public", lambda p: p.certificates, certificate_key, lambda c: str(c.name)
    ),
    Attribute("alias", "Also known as", True, "public", lambda p: p.aliases, fold),
    Attribute("summary", "Summary", False, "public", lambda p: one(p.summary), fold),
    Attribute("birth_date", "Date of birth", False, "private", lambda p: one(p.birth_date), str),
    Attribute(
        "identifier", "Identifier", True, "private", lambda p: p.identifiers, lambda i: f"{i.kind}:{fold(i.value)}",
        lambda i: f"{i.kind} {i.value}",
    ),
    Attribute("tag", "Tag", True, "public", lambda p: p.tags, fold),
)  # fmt: skip

BY_NAME: dict[str, Attribute] = {attribute.name: attribute for attribute in ATTRIBUTES}

# The Python type of an attribute's values, for reading golden values back from JSON.
VALUE_TYPES: dict[str, type] = {
    "position": Work,
    "location": Place,
    "link": Link,
    "skill": Skill,
    "language": Language,
    "certificate": Certificate,
    "identifier": Identifier,
}
