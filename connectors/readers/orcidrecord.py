"""An ORCID record (version 3.0 of its JSON: https://github.com/ORCID/orcid-model) -> Profile."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from connectors.kit.records import links, texts
from enrich.model import Certificate, Education, Item, ItemKind, PartialDate, Place, Profile, Skill, Work

_KINDS: dict[str, ItemKind] = {
    "lecture-speech": "talk", "conference-presentation": "talk", "conference-poster": "talk", "software": "project",
}  # fmt: skip


class _Part(msgspec.Struct, rename="kebab"):
    """A part of a record; parts that say nothing are null."""


class Valued(_Part):
    value: str | int | None = None


class Content(_Part):
    content: str


class Day(_Part):
    year: Valued | None = None
    month: Valued | None = None
    day: Valued | None = None


class Address(_Part):
    city: str | None = None
    region: str | None = None
    country: str | None = None


class Organization(_Part):
    name: str
    address: Address | None = None


class Affiliation(_Part):
    """A position, a study or an award. `path` ends with its put-code, which stays when the rest is corrected."""

    put_code: int
    path: str
    organization: Organization
    role_title: str | None = None
    department_name: str | None = None
    start_date: Day | None = None
    end_date: Day | None = None


class Affiliations(_Part):
    class Group(_Part):
        summaries: list[dict[str, Affiliation]]

    affiliation_group: list[Group]

    def __iter__(self) -> Iterator[Affiliation]:
        """The summary that the record shows of each group: its first."""
        for group in self.affiliation_group:
            yield from list(group.summaries[0].values()) if group.summaries else ()


class ExternalId(_Part):
    external_id_value: str
    external_id_url: Valued | None = None


class Title(_Part):
    title: Valued


class Publication(_Part):
    class Ids(_Part):
        external_id: list[ExternalId]

    path: str
    type: str
    title: Title | None = None
    url: Valued | None = None
    external_ids: Ids | None = None
    publication_date: Day | None = None
    journal_title: Valued | None = None


class Works(_Part):
    class Group(_Part):
        work_summary: list[Publication]

    group: list[Group]


class Activities(_Part):
    employments: Affiliations
    educations: Affiliations
    invited_positions: Affiliations
    qualifications: Affiliations
    distinctions: Affiliations
    works: Works


class Name(_Part):
    given_names: Valued | None = None
    family_name: Valued | None = None
    credit_name: Valued | None = None


class OtherNames(_Part):
    other_name: list[Content]


class Site(_Part):
    url: Valued


class Sites(_Part):
    researcher_url: list[Site]


class Email(_Part):
    email: str


class Emails(_Part):
    email: list[Email]


class Country(_Part):
    country: Valued


class Addresses(_Part):
    address: list[Country]


class Keywords(_Part):
    keyword: list[Content]


class ExternalIds(_Part):
    external_identifier: list[ExternalId]


class Person(_Part):
    other_names: OtherNames
    researcher_urls: Sites
    emails: Emails
    addresses: Addresses
    keywords: Keywords
    external_identifiers: ExternalIds
    name: Name | None = None
    biography: Content | None = None


class Identifier(_Part):
    path: str


class History(_Part):
    last_modified_date: Valued | None = None


class Record(_Part):
    orcid_identifier: Identifier
    person: Person
    activities_summary: Activities
    history: History | None = None


def profile_of(record: Record, base: str) -> Profile:
    """All that a record makes public. `base`: the API's address, at which positions stand under their put-codes."""
    person, activities = record.person, record.activities_summary
    name = person.name or Name()
    given, family = _text(name.given_names), _text(name.family_name)
    plain = f"{given} {family}".strip()
    shown = _text(name.credit_name) or plain
    others = texts(plain, *(other.content for other in person.other_names.other_name))
    countries = [_text(each.country) for each in person.addresses.address]
    sites = [_text(each.url) for each in person.researcher_urls.researcher_url]
    elsewhere = [_text(each.external_id_url) for each in person.external_identifiers.external_identifier]
    return Profile(
        name=shown,
        given_name=given,
        family_name=family,
        aliases=tuple(other for other in others if other != shown),
        summary=person.biography.content if person.biography else "",
        emails=texts(*(each.email for each in person.emails.email)),
        links=links(f"https://orcid.org/{record.orcid_identifier.path}", *sites, *elsewhere),
        location=Place(country=countries[0]) if countries else None,
        work=tuple(_work(each, base) for each in (*activities.employments, *activities.invited_positions)),
        education=tuple(_education(each, base) for each in activities.educations),
        certificates=tuple(
            _certificate(each, base) for each in (*activities.qualifications, *activities.distinctions)
        ),
        skills=tuple(Skill(each.content) for each in person.keywords.keyword),
        items=tuple(_items(activities.works)),
    )


def _work(each: Affiliation, base: str) -> Work:
    """A position without an end is held now: ORCID shows it as "to present"."""
    return Work(
        employer=each.organization.name,
        title=each.role_title or "",
        start=_date(each.start_date),
        end=_date(each.end_date),
        current=each.start_date is not None and each.end_date is None,
        location=_place(each.organization),
        summary=each.department_name or "",
        url=f"{base}{each.path}",
    )


def _education(each: Affiliation, base: str) -> Education:
    return Education(
        institution=each.organization.name,
        degree=each.role_title or "",
        area=each.department_name or "",
        start=_date(each.start_date),
        end=_date(each.end_date),
        url=f"{base}{each.path}",
    )


def _certificate(each: Affiliation, base: str) -> Certificate:
    date = _date(each.end_date) or _date(each.start_date)
    return Certificate(each.role_title or "", each.organization.name, date, f"{base}{each.path}")


def _items(works: Works) -> Iterator[Item]:
    """Each work once, as the summary tells that the record shows: the first of its group."""
    for each in (group.work_summary[0] for group in works.group if group.work_summary):
        ids = each.external_ids.external_id if each.external_ids else []
        addresses = texts(_text(each.url), *(_text(one.external_id_url) for one in ids))
        if each.title:
            yield Item(
                kind=_KINDS.get(each.type, "publication"),
                title=_text(each.title.title),
                date=_date(each.publication_date),
                url=addresses[0] if addresses else "",
                publisher=_text(each.journal_title),
            )


def _place(organization: Organization) -> str:
    address = organization.address or Address()
    return ", ".join(texts(address.city, address.region, address.country))


def _date(when: Day | None) -> PartialDate:
    """The parts that are known: "2019", "2019-03" or "2019-03-14"."""
    parts = (_text(when.year), _text(when.month), _text(when.day)) if when else ()
    known = [part.zfill(2) for place, part in enumerate(parts) if all(parts[: place + 1])]
    return PartialDate("-".join(known))


def _text(valued: Valued | None) -> str:
    return "" if valued is None or valued.value is None else str(valued.value)
