"""People Data Labs: a vendor's records of careers, charged for each person that is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Header, Secret
from connectors.kit.records import day, links, moment, texts
from connectors.readers.likeness import suggestions
from enrich.model import Education, Found, Place, Profile, Skill, Work
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate

_SURE = 8


class Named(msgspec.Struct):
    name: str | None = None


class Experience(msgspec.Struct):
    company: Named | None = None
    title: Named | None = None
    start_date: str | None = None
    end_date: str | None = None
    location_names: Any = None
    is_primary: bool = False


class Study(msgspec.Struct):
    school: Named | None = None
    degrees: list[str] = []
    majors: list[str] = []
    start_date: str | None = None
    end_date: str | None = None


class Account(msgspec.Struct):
    url: str | None = None


class Person(msgspec.Struct):
    """What an account's plan does not hold comes as true or false instead of the value."""

    id: str
    full_name: str | bool | None = None
    first_name: str | bool | None = None
    last_name: str | bool | None = None
    birth_date: str | bool | None = None
    work_email: str | bool | None = None
    personal_emails: Any = None
    emails: Any = None
    mobile_phone: str | bool | None = None
    phone_numbers: Any = None
    location_name: str | bool | None = None
    linkedin_url: str | bool | None = None
    job_last_updated: str | bool | None = None
    skills: Any = None
    profiles: list[Account] | None = None
    experience: list[Experience] | None = None
    education: list[Study] | None = None


class Match(msgspec.Struct):
    """`likelihood`: 1 to 10, how sure the vendor is that this is who was asked for."""

    data: Person
    likelihood: int


class PeopleDataLabsOptions(SourceOptions, frozen=True):
    """key: an API key. base: the API's address. min_likelihood: how sure the vendor has to be, 2 to 10; for a name and an
    employer never less than 8. required: what a record must have to be paid for, such as "experience"."""

    key: Secret
    base: str = "https://api.peopledatalabs.com/v5"
    min_likelihood: int = 6
    required: str = ""


class PeopleDataLabs(BaseConnector[PeopleDataLabsOptions]):
    """People Data Labs: careers, studies, skills, accounts and addresses. Each person found is paid for."""

    name = "peopledatalabs"
    title = "People Data Labs"
    needs = "an API key, a contract that covers recruiting, and a budget"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle", "email hash", "name+employer")
    networks = ("linkedin", "github", "x", "facebook")
    auth = Header("X-Api-Key", "key")
    limits = Limits((Rate(100, 60),), cost=0.28, per_match=True)
    probe = "/autocomplete?field=skill&text=python&size=1"
    policy = Policy(
        "As the contract says: what is bought may be kept while it runs; people must be told within a month that we hold "
        "their data and where it came from (GDPR, article 14), and opt-outs that the vendor passes on must be obeyed.",
        keep_days=365,
        purposes=("recruiting, with notice to the person",),
        attribution="People Data Labs",
        show_link=False,
        basis="legitimate interest, with notice under GDPR article 14",
        terms_url="https://www.peopledatalabs.com/legal",
    )
    options_type = PeopleDataLabsOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        least = self.options.min_likelihood
        asked: dict[str, object] = {
            "min_likelihood": least,
            "required": self.options.required,
            "titlecase": "true",
        }
        if ask.handle and ask.url:
            asked |= {"profile": ask.url}
        elif ask.email_hash:
            asked |= {"email_hash": ask.email_hash}
        elif ask.name and ask.employer:
            asked |= {"name": ask.name, "company": ask.employer, "min_likelihood": max(least, _SURE)}
        else:
            return
        match = self.api.get("/person/enrich", Match, asked)
        if match is not None:
            told = moment(_told(match.data.job_last_updated))
            found = Found(match.data.id, _profile(match.data, ask), told)
            yield from [found] if ask.handle or ask.email_hash else suggestions(ask, [found])

    def check(self) -> str:
        """A question that costs nothing."""
        self.api.answer(self.probe, cost=0.0)
        return "it answers"


def _profile(person: Person, ask: Ask) -> Profile:
    place = _told(person.location_name)
    return Profile(
        name=_told(person.full_name),
        given_name=_told(person.first_name),
        family_name=_told(person.last_name),
        birth_date=day(_told(person.birth_date)),
        emails=texts(
            ask.email,
            _told(person.work_email),
            *_all(person.emails, "address"),
            *_all(person.personal_emails),
        ),
        phones=texts(_told(person.mobile_phone), *_all(person.phone_numbers)),
        links=links(ask.url, _told(person.linkedin_url), *(each.url for each in person.profiles or [])),
        location=Place(place) if place else None,
        work=tuple(_position(each) for each in person.experience or [] if each.company or each.title),
        education=tuple(_study(each) for each in person.education or [] if each.school),
        skills=tuple(Skill(name) for name in _all(person.skills)),
    )


def _position(each: Experience) -> Work:
    company, title = each.company or Named(), each.title or Named()
    end = day(each.end_date)
    place = next(iter(_all(each.location_names)), "")
    return Work(
        company.name or "", title.name or "", day(each.start_date), end, each.is_primary and not end, place
    )


def _study(each: Study) -> Education:
    school = each.school.name if each.school else ""
    dates = day(each.start_date), day(each.end_date)
    return Education(school or "", ", ".join(each.degrees), ", ".join(each.majors), *dates)


def _told(value: str | bool | None) -> str:
    return value if isinstance(value, str) else ""


def _all(values: Any, key: str = "") -> list[str]:
    """The texts of a list that may be true, false, null, one text, or objects with a text at `key`."""
    found = [values] if isinstance(values, str) else values if isinstance(values, list) else []
    inner = [each.get(key) if isinstance(each, dict) else each for each in found]
    return [each for each in inner if isinstance(each, str)]
