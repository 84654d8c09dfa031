"""Europass: the XML of the older Europass CV (SkillsPassport) and of today's (Candidate), alone or attached to a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2

from enrich.errors import Refused
from enrich.model import Education, Language, Link, PartialDate, Place, Profile, Skill, Work
from enrich.values.links import link_of
from parsers.clock import instant_of
from parsers.dateranges import to_date
from parsers.detect import is_europass
from parsers.limits import Limits
from parsers.reading import Reading
from parsers.xml import Node, child, children, local, parse_xml, text

_TAG = re.compile(r"<[^>]{0,400}>")
_LEVELS = ("Listening", "Reading", "SpokenInteraction", "SpokenProduction", "Writing")
MOST_ATTACHMENTS = 20
ALLOWED = "a Europass XML, or a PDF as Europass makes it"


def attached_europass(data: bytes, limits: Limits) -> Reading | None:
    """The person of the XML that is attached to a Europass PDF; None when there is none, or a damaged one."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    try:
        for number in range(min(document.count_attachments(), MOST_ATTACHMENTS)):
            content = bytes(document.get_attachment(number).get_data())
            if len(content) <= limits.input_bytes and is_europass(content):
                return next(read_europass(content))
    except (pypdfium2.PdfiumError, Refused):
        return None
    finally:
        document.close()
    return None


def read_europass(data: bytes) -> Iterator[Reading]:
    """The person. Raises Refused for damaged XML, or one that names nobody."""
    root = parse_xml(data, "this Europass document is damaged", "", ALLOWED)
    profile = _passport(root) if local(root) == "SkillsPassport" else _candidate(root)
    if not (profile.name or profile.emails):
        raise Refused("this Europass document names nobody", allowed=ALLOWED)
    updated = text(root, "DocumentInfo", "LastUpdateDate") or text(root, "DocumentInfo", "CreationDate")
    confidence = {"name": 0.99, "work": 0.98, "education": 0.98}
    yield Reading(profile, confidence=confidence, observed_at=instant_of(updated) if updated else None)


def _plain(html: str) -> str:
    """Descriptions are HTML in XML."""
    return " ".join(_TAG.sub(" ", html).replace("&nbsp;", " ").replace("&amp;", "&").split())


def _links(urls: Iterator[str]) -> tuple[Link, ...]:
    return tuple({link.url: link for u in urls if u and (link := link_of(u)).url}.values())


# --- the older form ---


def _passport(root: Node) -> Profile:
    me = child(root, "LearnerInfo")
    identity = child(me, "Identification")
    contact = child(identity, "ContactInfo")
    given, family = text(identity, "PersonName", "FirstName"), text(identity, "PersonName", "Surname")
    skills = child(me, "Skills")
    return Profile(
        name=f"{given} {family}".strip(), given_name=given, family_name=family,
        headline=text(me, "Headline", "Description", "Label") or text(me, "Headline", "Description"),
        birth_date=_parts_date(child(identity, "Demographics", "Birthdate")),
        emails=tuple(e for e in (text(contact, "Email", "Contact"),) if "@" in e),
        phones=tuple(p for n in children(contact, "TelephoneList", "Telephone") if (p := text(n, "Contact"))),
        links=_links(text(n, "Contact") for n in children(contact, "WebsiteList", "Website")),
        location=_passport_place(child(contact, "Address", "Contact")),
        work=tuple(_passport_work(n) for n in children(me, "WorkExperienceList", "WorkExperience")),
        education=tuple(_passport_study(n) for n in children(me, "EducationList", "Education")),
        skills=tuple(Skill(t) for t in _passport_skills(skills)), languages=tuple(_passport_languages(skills)),
    )  # fmt: skip


def _parts_date(node: Node | None) -> PartialDate:
    """<From year="2019" month="--08" day="---02"/>"""
    if node is None:
        return PartialDate("")
    parts = [re.sub(r"\D", "", node.get(k, "")) for k in ("year", "month", "day")]
    known = parts[: next((i for i, p in enumerate(parts) if not p), 3)]
    return (
        to_date("-".join(p if i == 0 else p.zfill(2) for i, p in enumerate(known)))
        if known
        else PartialDate("")
    )


def _passport_place(node: Node | None) -> Place | None:
    if node is None:
        return None
    return _place(
        text(node, "AddressLine"), text(node, "PostalCode"), text(node, "Municipality"), text(node, "Country", "Code"),
        text(node, "Country", "Label"),
    )  # fmt: skip


def _place(street: str, code: str, city: str, country: str, country_name: str = "") -> Place | None:
    country = {"UK": "GB", "EL": "GR"}.get(country.upper(), country.upper())
    shown = ", ".join(x for x in (city, country_name or country) if x)
    return Place(shown, street, code, city, "", country) if shown or street else None


def _passport_work(node: Node) -> Work:
    end = _parts_date(child(node, "Period", "To"))
    employer = child(node, "Employer")
    address = child(employer, "ContactInfo", "Address", "Contact")
    where = ", ".join(x for x in (text(address, "Municipality"), text(address, "Country", "Label")) if x)
    return Work(
        text(employer, "Name"), text(node, "Position", "Label") or text(node, "Position"),
        _parts_date(child(node, "Period", "From")), end, current=text(node, "Period", "Current") == "true" and not end,
        location=where, summary=_plain(text(node, "Activities")),
    )  # fmt: skip


def _passport_study(node: Node) -> Education:
    area = text(node, "Field", "Label") or text(node, "Field")
    start, end = _parts_date(child(node, "Period", "From")), _parts_date(child(node, "Period", "To"))
    return Education(text(node, "Organisation", "Name"), text(node, "Title"), area, start, end)


def _passport_skills(skills: Node | None) -> Iterator[str]:
    for kind in ("Computer", "JobRelated", "Other"):
        html = text(skills, kind, "Description")
        parts = re.split(r"[,;\n]|</?(?:li|p|br)[^>]{0,200}>", html)
        yield from (t for part in parts if (t := _plain(part).strip(" .•-")) and len(t) <= 60)


def _passport_languages(skills: Node | None) -> Iterator[Language]:
    for node in children(skills, "Linguistic", "MotherTongueList", "MotherTongue"):
        yield Language(text(node, "Description", "Label") or text(node, "Description"), "native")
    for node in children(skills, "Linguistic", "ForeignLanguageList", "ForeignLanguage"):
        levels = [t for k in _LEVELS if (t := text(node, "ProficiencyLevel", k))]
        name = text(node, "Description", "Label") or text(node, "Description")
        yield Language(name, min(levels, default=""))


# --- today's form ---


def _candidate(root: Node) -> Profile:
    person, cv = child(root, "CandidatePerson"), child(root, "CandidateProfile")
    given, family = text(person, "PersonName", "GivenName"), text(person, "PersonName", "FamilyName")
    channels = list(children(person, "Communication"))
    jobs = children(cv, "EmploymentHistory", "EmployerHistory")
    studies = children(cv, "EducationHistory", "EducationOrganizationAttendance")
    return Profile(
        name=f"{given} {family}".strip(), given_name=given, family_name=family,
        headline=text(cv, "Headline") or text(cv, "ProfileTitle"), summary=_plain(text(cv, "ExecutiveSummary")),
        birth_date=to_date(text(person, "BirthDate")[:10]),
        emails=tuple(dict.fromkeys(t for n in channels if _channel(n) == "email" and "@" in (t := text(n, "URI")))),
        phones=tuple(dict.fromkeys(p for n in channels if _channel(n) in ("telephone", "mobile") and (p := _phone(n)))),
        links=_links(text(n, "URI") for n in channels if _channel(n) not in ("email", "telephone", "mobile")),
        location=next((place for n in channels if (place := _address(child(n, "Address"))) is not None), None),
        work=tuple(w for n in jobs for w in _positions(n)),
        education=tuple(_attendance(n) for n in studies),
        skills=tuple(_competencies(cv)), languages=tuple(_candidate_languages(person, cv)),
    )  # fmt: skip


def _channel(node: Node) -> str:
    return text(node, "ChannelCode").lower()


def _phone(node: Node) -> str:
    """<CountryDialing>39</CountryDialing><DialNumber>06 1234567</DialNumber>"""
    dialled, country = text(node, "DialNumber"), text(node, "CountryDialing").lstrip("+")
    return f"+{country} {dialled}" if dialled and country and not dialled.startswith("+") else dialled


def _address(node: Node | None) -> Place | None:
    if node is None:
        return None
    return _place(
        text(node, "AddressLine"), text(node, "PostalCode"), text(node, "CityName"), text(node, "CountryCode")
    )


def _positions(node: Node) -> Iterator[Work]:
    """Every position at one employer; the employer's own period where a position has none."""
    place = _address(child(node, "OrganizationContact", "Communication", "Address"))
    for position in list(children(node, "PositionHistory")) or [node]:
        period = child(position, "EmploymentPeriod")
        period = child(node, "EmploymentPeriod") if period is None else period
        end = _period_date(period, "EndDate")
        where = ", ".join(t for k in ("City", "Country") if (t := text(position, k)))
        yield Work(
            text(node, "OrganizationName"), text(position, "PositionTitle"), _period_date(period, "StartDate"), end,
            current=text(period, "CurrentIndicator") == "true" and not end, location=where or (place.text if place else ""),
            summary=_plain(text(position, "Description")),
        )  # fmt: skip


def _period_date(period: Node | None, name: str) -> PartialDate:
    return to_date(text(period, name, "FormattedDateTime")[:10])


def _attendance(node: Node) -> Education:
    period = child(node, "AttendancePeriod")
    degree = child(node, "EducationDegree")
    return Education(
        text(node, "OrganizationName"), text(degree, "DegreeName") or text(node, "ProgramName"),
        text(node, "MainSubjectsCovered"), _period_date(period, "StartDate"), _period_date(period, "EndDate"),
    )  # fmt: skip


def _competencies(cv: Node | None) -> Iterator[Skill]:
    for node in children(cv, "PersonQualifications", "PersonCompetency"):
        name = text(node, "CompetencyName")
        if name and text(node, "TaxonomyID").lower() != "language":
            yield Skill(name)


def _candidate_languages(person: Node | None, cv: Node | None) -> Iterator[Language]:
    for node in children(person, "PrimaryLanguageCode"):
        yield Language(text(node), "native")
    for node in children(cv, "PersonQualifications", "PersonCompetency"):
        if text(node, "TaxonomyID").lower() == "language":
            scores = [
                t for n in children(node, "CompetencyDimension") if (t := text(n, "Score", "ScoreText"))
            ]
            yield Language(
                text(node, "CompetencyName") or text(node, "CompetencyID"), min(scores, default="")
            )
