"""schema.org/Person -> Profile, with the roles (https://schema.org/Role) that date a position or a study."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime

from connectors.readers.jsonld import Graph, Node, is_a
from connectors.readers.pages import web_url
from enrich.model import (
    Certificate,
    Education,
    Identifier,
    Instant,
    Language,
    Link,
    PartialDate,
    Place,
    Profile,
    Skill,
    Work,
)
from enrich.values.contacts import clean_email
from enrich.values.dates import clean_date, first_day
from enrich.values.links import link_of
from enrich.values.places import country_code

_SCHOOLS = ("EducationalOrganization", "CollegeOrUniversity", "School", "HighSchool", "University")
_ORGANISATIONS = ("Organization", "Corporation", "LocalBusiness", "NGO", "GovernmentOrganization")
_ROLES = ("Role", "OrganizationRole", "EmployeeRole")
_MICROSECONDS = 1_000_000


def person(graph: Graph, node: Node, base: str) -> Profile:
    """What a Person node says; `base` is the page's URL. Sensitive properties (gender, nationality) are not read."""
    text = graph.text
    given, family = text(node, "givenName"), text(node, "familyName")
    return Profile(
        name=text(node, "name") or f"{given} {family}".strip(),
        given_name=given,
        family_name=family,
        aliases=graph.texts(node, "alternateName"),
        headline=text(node, "jobTitle"),
        summary=text(node, "description", "disambiguatingDescription"),
        birth_date=clean_date(text(node, "birthDate")),
        emails=clean_emails(graph.texts(node, "email")),
        phones=tuple(phone.removeprefix("tel:") for phone in graph.texts(node, "telephone")),
        links=links(
            base, graph.texts(node, "url", "sameAs") + _addresses(graph.things(node, "url", "sameAs"))
        ),
        location=_place(graph, node),
        work=_work(graph, node),
        education=_education(graph, node),
        skills=tuple(Skill(name) for name in graph.texts(node, "knowsAbout", "skills")),
        languages=tuple(Language(name) for name in graph.texts(node, "knowsLanguage")),
        certificates=_certificates(graph, node),
        identifiers=_identifiers(graph, node),
    )


def links(base: str, urls: Iterable[str]) -> tuple[Link, ...]:
    """The web addresses among some texts, with the network and account they belong to."""
    absolute = (web_url(base, url) for url in urls)
    return tuple(dict.fromkeys(link_of(url) for url in absolute if url))


def clean_emails(texts: Iterable[str]) -> tuple[str, ...]:
    """The e-mail addresses among some texts and mailto: links."""
    return tuple(
        dict.fromkeys(email for text in texts if (email := clean_email(text.removeprefix("mailto:"))))
    )


def instant(text: str) -> Instant | None:
    """When a page says it was written; None for no date or one that is still to come."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        # `first_day` of no date is the first day of all, which is before 1970.
        when = datetime.combine(first_day(clean_date(text)), datetime.min.time())
    moment = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    return Instant(round(moment * _MICROSECONDS)) if 0 < moment <= time.time() else None


def _addresses(things: Iterable[Node]) -> tuple[str, ...]:
    """Links given as nodes: {"@id": "https://..."} or {"@type": "WebPage", "url": "..."}."""
    return tuple(url for thing in things for key in ("url", "@id") if isinstance(url := thing.get(key), str))


def _dates(graph: Graph, node: Node) -> tuple[PartialDate, PartialDate]:
    return clean_date(graph.text(node, "startDate")), clean_date(graph.text(node, "endDate"))


def _work(graph: Graph, node: Node) -> tuple[Work, ...]:
    """Present employers, then occupations, then organisations left behind."""
    titles = graph.texts(node, "jobTitle")
    employers = graph.things(node, "worksFor") or graph.things(node, "affiliation")
    found = [
        _position(graph, thing, "worksFor", titles[0] if titles and place == 0 else "")
        for place, thing in enumerate(employers)
    ]
    found += [_occupation(graph, thing) for thing in graph.things(node, "hasOccupation")]
    if titles and not any(titles[0] == work.title for work in found):
        found.append(Work(title=titles[0], current=True))
    found += [_position(graph, thing, "alumniOf", "") for thing in graph.things(node, "alumniOf")
              if _is_employer(graph, thing)]  # fmt: skip
    return tuple(work for work in found if work.employer or work.title)


def _position(graph: Graph, thing: Node, key: str, title: str) -> Work:
    """An organisation one works for (or, by `alumniOf`, worked for), plain or wrapped in a dated role."""
    role = thing if is_a(thing, *_ROLES) else {}
    start, end = _dates(graph, role)
    return Work(
        employer=graph.text(role or {key: thing}, key),
        title=graph.text(role, "roleName", "namedPosition") or title,
        start=start,
        end=end,
        current=key == "worksFor" and not end,
        summary=graph.text(role, "description"),
    )


def _occupation(graph: Graph, thing: Node) -> Work:
    role = thing if is_a(thing, *_ROLES) else {}
    start, end = _dates(graph, role)
    title = graph.text(role, "roleName", "hasOccupation") or graph.text({"is": thing}, "is")
    return Work(title=title, start=start, end=end, current=not end)


def _is_employer(graph: Graph, thing: Node) -> bool:
    """Whether `alumniOf` leads to a company and not, as it mostly does, to a school."""
    inner = (graph.things(thing, "alumniOf") or [thing])[0]
    return is_a(inner, *_ORGANISATIONS)


def _education(graph: Graph, node: Node) -> tuple[Education, ...]:
    schools = [thing for thing in graph.things(node, "alumniOf") if not _is_employer(graph, thing)]
    found = [_study(graph, thing) for thing in schools]
    degrees = [
        _degree(graph, thing) for thing in graph.things(node, "hasCredential") if _is_degree(graph, thing)
    ]
    return tuple(study for study in found + degrees if study.institution or study.degree)


def _study(graph: Graph, thing: Node) -> Education:
    role = thing if is_a(thing, *_ROLES) else {}
    start, end = _dates(graph, role)
    name = graph.text(role or {"alumniOf": thing}, "alumniOf")
    return Education(institution=name, degree=graph.text(role, "roleName"), start=start, end=end)


def _is_degree(graph: Graph, thing: Node) -> bool:
    return "degree" in graph.text(thing, "credentialCategory").lower()


def _degree(graph: Graph, thing: Node) -> Education:
    return Education(
        institution=graph.text(thing, "recognizedBy", "sourceOrganization"),
        degree=graph.text(thing, "name"),
        area=graph.text(thing, "about", "competencyRequired"),
        end=clean_date(graph.text(thing, "dateCreated", "datePublished")),
    )


def _certificates(graph: Graph, node: Node) -> tuple[Certificate, ...]:
    return tuple(
        Certificate(
            name=name,
            issuer=graph.text(thing, "recognizedBy", "sourceOrganization"),
            date=clean_date(graph.text(thing, "validFrom", "dateCreated", "datePublished")),
            url=graph.text(thing, "url"),
        )
        for thing in graph.things(node, "hasCredential", "hasCertification")
        if (name := graph.text(thing, "name")) and not _is_degree(graph, thing)
    )


def _identifiers(graph: Graph, node: Node) -> tuple[Identifier, ...]:
    """PropertyValue identifiers, such as {"propertyID": "ORCID", "value": "0000-..."}."""
    return tuple(
        Identifier(kind.lower(), value)
        for thing in graph.things(node, "identifier")
        if (kind := graph.text(thing, "propertyID")) and (value := graph.text(thing, "value"))
    )


def _place(graph: Graph, node: Node) -> Place | None:
    """`address`, else the address or name of where the person lives or works."""
    for thing in graph.things(node, "address", "homeLocation", "workLocation"):
        inner = graph.things(thing, "address") or [thing]
        if place := _address(graph, inner[0]):
            return place
    return None


def _address(graph: Graph, node: Node) -> Place | None:
    country = graph.text(node, "addressCountry")
    code = country.upper() if len(country) == 2 else country_code(country)
    place = Place(
        text=graph.text(node, "name") or ("" if code else country),
        address=graph.text(node, "streetAddress"),
        postal_code=graph.text(node, "postalCode"),
        city=graph.text(node, "addressLocality"),
        region=graph.text(node, "addressRegion"),
        country=code,
    )
    return place if place != Place() else None
