"""JSON Resume 1.3: read from, and written as (https://jsonresume.org/schema)."""

from __future__ import annotations

from typing import Any

import msgspec

from enrich.errors import Refused
from enrich.model import (
    Certificate,
    Education,
    Instant,
    Item,
    Language,
    Link,
    PartialDate,
    Place,
    Profile,
    Skill,
    Work,
)
from enrich.values.links import link_of
from parsers.clock import instant_of
from parsers.columns import read_date
from parsers.reading import Reading

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"


class _Node(msgspec.Struct, rename="camel"):
    """Unknown keys are allowed, as the schema allows them."""


class _Location(_Node):
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None
    region: str | None = None


class _Network(_Node):
    network: str | None = None
    username: str | None = None
    url: str | None = None


class _Basics(_Node):
    name: str | None = None
    label: str | None = None
    email: str | None = None
    phone: str | None = None
    url: str | None = None
    summary: str | None = None
    location: _Location | None = None
    profiles: list[_Network] | None = None


class _Work(_Node):
    name: str | None = None
    organization: str | None = None
    position: str | None = None
    url: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    summary: str | None = None
    location: str | None = None
    highlights: list[str] | None = None


class _Education(_Node):
    institution: str | None = None
    url: str | None = None
    area: str | None = None
    study_type: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    score: str | None = None


class _Skill(_Node):
    name: str | None = None
    level: str | None = None
    keywords: list[str] | None = None


class _Language(_Node):
    language: str | None = None
    fluency: str | None = None


class _Certificate(_Node):
    name: str | None = None
    date: str | None = None
    url: str | None = None
    issuer: str | None = None


class _Publication(_Node):
    name: str | None = None
    publisher: str | None = None
    release_date: str | None = None
    url: str | None = None
    summary: str | None = None


class _Project(_Node):
    name: str | None = None
    description: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    url: str | None = None


class _Meta(_Node):
    last_modified: str | None = None
    onefold: dict[str, Any] | None = None


class _Resume(_Node):
    basics: _Basics
    work: list[_Work] | None = None
    volunteer: list[_Work] | None = None
    education: list[_Education] | None = None
    skills: list[_Skill] | None = None
    languages: list[_Language] | None = None
    certificates: list[_Certificate] | None = None
    publications: list[_Publication] | None = None
    projects: list[_Project] | None = None
    meta: _Meta | None = None


def read_json_resume(data: bytes) -> Reading:
    """The person of a JSON Resume document. Raises Refused, with the path, where it breaks the schema."""
    try:
        resume = msgspec.json.decode(data, type=_Resume)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at ")
        raise Refused(
            "this JSON Resume breaks its schema",
            where=path.strip("`"),
            found=reason.removesuffix("."),
            allowed="JSON Resume 1.x",
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused("this is not whole JSON", found=str(error)[:80], allowed="JSON Resume 1.x") from error
    return Reading(_profile(resume), observed_at=_modified(resume))


def _modified(resume: _Resume) -> Instant | None:
    return instant_of(resume.meta.last_modified) if resume.meta and resume.meta.last_modified else None


def _profile(resume: _Resume) -> Profile:
    basics = resume.basics
    extra = (resume.meta.onefold if resume.meta else None) or {}
    return Profile(
        name=basics.name or "",
        headline=basics.label or "",
        summary=basics.summary or "",
        emails=_texts(basics.email, extra.get("emails")),
        phones=_texts(basics.phone, extra.get("phones")),
        links=tuple(_links(basics, extra.get("links"))),
        location=_place(basics.location),
        work=tuple(_position(w, False, f"work[{i}]") for i, w in enumerate(resume.work or ()))
        + tuple(_position(w, True, f"volunteer[{i}]") for i, w in enumerate(resume.volunteer or ())),
        education=tuple(_study(e, i) for i, e in enumerate(resume.education or ())),
        skills=tuple(_skills(resume.skills or [])),
        languages=tuple(Language(x.language, x.fluency or "") for x in resume.languages or () if x.language),
        certificates=tuple(
            Certificate(c.name, c.issuer or "", _date(c.date, f"certificates[{i}].date"), c.url or "")
            for i, c in enumerate(resume.certificates or ())
            if c.name
        ),
        items=tuple(_items(resume)),
    )


def _texts(first: str | None, others: object) -> tuple[str, ...]:
    more = [o for o in others if isinstance(o, str)] if isinstance(others, list) else []
    return tuple(dict.fromkeys(x for x in (first, *more) if x))


def _links(basics: _Basics, others: object) -> list[Link]:
    urls = [basics.url] + [o for o in (others if isinstance(others, list) else []) if isinstance(o, str)]
    links = {link.url: link for u in urls if u and (link := link_of(u)).url}
    for p in basics.profiles or ():
        link = link_of(p.url or "")
        if link.url or p.username:
            links.setdefault(
                link.url or f"{p.network}:{p.username}",
                Link(link.url, link.network or (p.network or "").lower(), link.username or p.username or ""),
            )
    return list(links.values())


def _place(location: _Location | None) -> Place | None:
    if location is None:
        return None
    city, region, country = location.city or "", location.region or "", location.country_code or ""
    text = ", ".join(x for x in (city, region, country) if x)
    place = Place(text, location.address or "", location.postal_code or "", city, region, country)
    return place if text or place.address else None


def _date(text: str | None, where: str) -> PartialDate:
    if not text:
        return PartialDate("")
    return read_date(text.strip(), where)


def _end(text: str | None, where: str) -> tuple[PartialDate, bool]:
    now = (text or "").strip().lower() in ("present", "current", "now")
    return (PartialDate(""), True) if now else (_date(text, where), False)


def _position(w: _Work, volunteer: bool, where: str) -> Work:
    end, current = _end(w.end_date, f"{where}.endDate")
    return Work(
        employer=w.organization or w.name or "", title=w.position or "", start=_date(w.start_date, f"{where}.startDate"), end=end,
        current=current, location=w.location or "", summary=w.summary or "", highlights=tuple(w.highlights or ()), url=w.url or "",
        volunteer=volunteer,
    )  # fmt: skip


def _study(e: _Education, i: int) -> Education:
    end, _ = _end(e.end_date, f"education[{i}].endDate")
    return Education(
        institution=e.institution or "", degree=e.study_type or "", area=e.area or "",
        start=_date(e.start_date, f"education[{i}].startDate"), end=end, score=e.score or "", url=e.url or "",
    )  # fmt: skip


def _skills(skills: list[_Skill]) -> list[Skill]:
    found: dict[str, Skill] = {}
    for skill in skills:
        for name in skill.keywords or ([skill.name] if skill.name else []):
            found.setdefault(name.lower(), Skill(name, skill.level or ""))
    return list(found.values())


def _items(resume: _Resume) -> list[Item]:
    items = [
        Item(
            "publication",
            p.name,
            _date(p.release_date, f"publications[{i}].releaseDate"),
            p.url or "",
            p.publisher or "",
            p.summary or "",
        )
        for i, p in enumerate(resume.publications or ())
        if p.name
    ]
    return items + [
        Item(
            "project",
            p.name,
            _end(p.end_date or p.start_date, f"projects[{i}].endDate")[0],
            p.url or "",
            "",
            p.description or "",
        )
        for i, p in enumerate(resume.projects or ())
        if p.name
    ]


def to_json_resume(profile: Profile) -> dict[str, Any]:
    """The profile as a JSON Resume 1.3 document; what the schema has no room for stands under meta.onefold."""
    own_page = next((k.url for k in profile.links if not k.network), "")
    document: dict[str, Any] = {
        "$schema": SCHEMA,
        "basics": _filled(
            name=profile.name, label=profile.headline, email=next(iter(profile.emails), ""), phone=next(iter(profile.phones), ""),
            url=own_page, summary=profile.summary, location=_location_out(profile.location),
            profiles=[_filled(network=k.network, username=k.username, url=k.url) for k in profile.links if k.network],
        ),
        "work": [_work_out(w) for w in profile.work if not w.volunteer],
        "volunteer": [_volunteer_out(w) for w in profile.work if w.volunteer],
        "education": [
            _filled(institution=e.institution, url=e.url, area=e.area, studyType=e.degree, startDate=e.start, endDate=e.end, score=e.score)
            for e in profile.education
        ],
        "skills": [_filled(name=s.name, level=s.level) for s in profile.skills if not s.implied],
        "languages": [_filled(language=x.name, fluency=x.level) for x in profile.languages],
        "certificates": [_filled(name=c.name, date=c.date, url=c.url, issuer=c.issuer) for c in profile.certificates],
        "publications": [
            _filled(name=i.title, publisher=i.publisher, releaseDate=i.date, url=i.url, summary=i.summary)
            for i in profile.items if i.kind == "publication"
        ],
        "projects": [
            _filled(name=i.title, description=i.summary, endDate=i.date, url=i.url) for i in profile.items if i.kind == "project"
        ],
        "meta": {"version": "v1.3.0", "onefold": _extras(profile, own_page)},
    }  # fmt: skip
    return {key: value for key, value in document.items() if value}


def _filled(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _location_out(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    return _filled(
        address=place.address,
        postalCode=place.postal_code,
        city=place.city or place.text,
        countryCode=place.country,
        region=place.region,
    )


def _work_out(w: Work) -> dict[str, Any]:
    return _filled(
        name=w.employer, position=w.title, url=w.url, startDate=w.start, endDate=w.end, summary=w.summary, location=w.location,
        highlights=list(w.highlights),
    )  # fmt: skip


def _volunteer_out(w: Work) -> dict[str, Any]:
    out = _work_out(w)
    if "name" in out:
        out["organization"] = out.pop("name")
    out.pop("location", None)
    return out


def _extras(profile: Profile, own_page: str) -> dict[str, Any]:
    return _filled(
        emails=list(profile.emails), phones=list(profile.phones), links=[k.url for k in profile.links if not k.network and k.url != own_page],
        aliases=list(profile.aliases), birthDate=profile.birth_date, current=[i for i, w in enumerate(profile.work) if w.current],
        impliedSkills=[s.name for s in profile.skills if s.implied], location=profile.location.text if profile.location else "",
        identifiers=[{"kind": i.kind, "value": i.value} for i in profile.identifiers], tags=list(profile.tags),
    )  # fmt: skip
