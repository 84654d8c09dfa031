"""JSON Resume 1.x (https://jsonresume.org/schema), with what our own documents keep under meta.onefold."""

from __future__ import annotations

import msgspec

from enrich.errors import Refused
from enrich.model import (
    Certificate,
    Education,
    Identifier,
    Instant,
    Interaction,
    Item,
    ItemKind,
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


class _OwnPlace(_Node):
    text: str = ""
    country: str = ""


class _OwnItem(_Node):
    kind: ItemKind
    title: str
    date: str = ""
    url: str = ""
    publisher: str = ""
    summary: str = ""
    about: bool = False


class _Own(_Node):
    """What `resume_document` writes under meta.onefold."""

    given_name: str = ""
    family_name: str = ""
    aliases: tuple[str, ...] = ()
    birth_date: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    phones_as_written: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    location: _OwnPlace | str | None = None
    current: tuple[int, ...] = ()
    current_volunteering: tuple[int, ...] = ()
    implied_skills: tuple[str, ...] = ()
    items: tuple[_OwnItem, ...] = ()
    notes: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    tags: tuple[str, ...] = ()


class _Meta(_Node):
    last_modified: str | None = None
    onefold: _Own | None = None


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
    own = (resume.meta.onefold if resume.meta else None) or _Own()
    return Profile(
        name=basics.name or "", given_name=own.given_name, family_name=own.family_name, aliases=own.aliases,
        headline=basics.label or "", summary=basics.summary or "", birth_date=_date(own.birth_date, "meta.onefold.birthDate"),
        emails=_once(basics.email, *own.emails), phones=_once(*(own.phones_as_written or (basics.phone or "", *own.phones))),
        links=tuple(_links(basics, own.links)), location=_place(basics.location, own.location),
        work=(*_positions(resume.work, own.current, "work"), *_positions(resume.volunteer, own.current_volunteering, "volunteer")),
        education=tuple(_study(e, i) for i, e in enumerate(resume.education or ())),
        skills=(*_skills(resume.skills or []), *(Skill(name, implied=True) for name in own.implied_skills)),
        languages=tuple(Language(x.language, x.fluency or "") for x in resume.languages or () if x.language),
        certificates=tuple(
            Certificate(c.name, c.issuer or "", _date(c.date, f"certificates[{i}].date"), c.url or "")
            for i, c in enumerate(resume.certificates or ()) if c.name
        ),
        items=(*_items(resume), *_own_items(own)), interactions=tuple(Interaction("note", PartialDate(""), t) for t in own.notes),
        identifiers=own.identifiers, tags=own.tags,
    )  # fmt: skip


def _once(*texts: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(x for x in texts if x))


def _own_items(own: _Own) -> list[Item]:
    return [
        Item(i.kind, i.title, _date(i.date, f"meta.onefold.items[{n}].date"), i.url, i.publisher, i.summary, i.about)
        for n, i in enumerate(own.items)
    ]  # fmt: skip


def _links(basics: _Basics, others: tuple[str, ...]) -> list[Link]:
    urls = [basics.url, *others]
    links = {link.url: link for u in urls if u and (link := link_of(u)).url}
    for p in basics.profiles or ():
        link = link_of(p.url or "")
        if link.url or p.username:
            links.setdefault(
                link.url or f"{p.network}:{p.username}",
                Link(link.url, link.network or (p.network or "").lower(), link.username or p.username or ""),
            )
    return list(links.values())


def _place(location: _Location | None, own: _OwnPlace | str | None) -> Place | None:
    if isinstance(own, str):
        own = _OwnPlace(text=own)
    if location is None and own is None:
        return None
    location = location or _Location()
    city, region, country = location.city or "", location.region or "", location.country_code or ""
    text = ", ".join(x for x in (city, region, country) if x)
    if own is not None:
        city = "" if city == own.text and city else city
        text, country = own.text or text, own.country or country
    place = Place(text, location.address or "", location.postal_code or "", city, region, country)
    return place if text or place.address else None


def _date(text: str | None, where: str) -> PartialDate:
    if not text:
        return PartialDate("")
    return read_date(text.strip(), where)


def _end(text: str | None, where: str) -> tuple[PartialDate, bool]:
    now = (text or "").strip().lower() in ("present", "current", "now")
    return (PartialDate(""), True) if now else (_date(text, where), False)


def _positions(work: list[_Work] | None, current: tuple[int, ...], where: str) -> list[Work]:
    return [_position(w, i in current, f"{where}[{i}]") for i, w in enumerate(work or ())]


def _position(w: _Work, held: bool, where: str) -> Work:
    end, current = _end(w.end_date, f"{where}.endDate")
    return Work(
        employer=w.organization or w.name or "", title=w.position or "", start=_date(w.start_date, f"{where}.startDate"), end=end,
        current=(current or held) and not end, location=w.location or "", summary=w.summary or "", highlights=tuple(w.highlights or ()), url=w.url or "",
        volunteer=where.startswith("volunteer"),
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
