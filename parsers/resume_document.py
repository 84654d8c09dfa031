"""A profile as a JSON Resume 1.3 document (https://jsonresume.org/schema)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from enrich.model import Item, Place, Profile, Skill, Work
from enrich.values.contacts import clean_email, clean_phone
from enrich.values.gazetteer import country_code
from enrich.values.skills import known_skill

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
VERSION = "v1.3.0"
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_SAFE = "%/:=&?~#+!$,;'@()*[]-._"


def to_json_resume(profile: Profile) -> dict[str, Any]:
    """Valid under the schema whatever the profile holds; what the schema has no room for stands under meta.onefold."""
    document: dict[str, Any] = {
        "$schema": SCHEMA,
        "basics": _basics(profile),
        "work": [_position(w) for w in profile.work if not w.volunteer],
        "volunteer": [_volunteering(w) for w in profile.work if w.volunteer],
        "education": [
            _filled(institution=e.institution, url=_uri(e.url), area=e.area, studyType=e.degree, startDate=e.start, endDate=e.end, score=e.score)
            for e in profile.education
        ],
        "skills": [_filled(name=s.name, level=s.level) for s in profile.skills if not s.implied],
        "languages": [_filled(language=x.name, fluency=x.level) for x in profile.languages],
        "certificates": [_filled(name=c.name, date=c.date, url=_uri(c.url), issuer=c.issuer) for c in profile.certificates],
        "publications": [
            _filled(name=i.title, publisher=i.publisher, releaseDate=i.date, url=_uri(i.url), summary=i.summary)
            for i in profile.items if i.kind == "publication"
        ],
        "projects": [
            _filled(name=i.title, description=i.summary, endDate=i.date, url=_uri(i.url)) for i in profile.items if i.kind == "project"
        ],
        "meta": _filled(version=VERSION, onefold=_extras(profile)),
    }  # fmt: skip
    return {key: value for key, value in document.items() if value}


def _filled(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _uri(url: str) -> str:
    """The address as RFC 3986 allows it: ASCII, with a scheme; "" when it is none."""
    found = quote(url.strip(), safe=_SAFE)
    return found if _URI.fullmatch(found) else ""


def _basics(profile: Profile) -> dict[str, Any]:
    networks = (k for k in profile.links if k.network)
    return _filled(
        name=profile.name, label=profile.headline, email=next((c for e in profile.emails if (c := clean_email(e))), ""),
        phone=next(iter(profile.phones), ""), url=next(iter(_own_pages(profile)), ""), summary=profile.summary,
        location=_location(profile.location),
        profiles=[_filled(network=k.network, username=k.username, url=_uri(k.url)) for k in networks],
    )  # fmt: skip


def _own_pages(profile: Profile) -> list[str]:
    return [url for k in profile.links if not k.network and (url := _uri(k.url))]


def _location(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    country = country_code(place.country) if place.country else ""
    return _filled(
        address=place.address, postalCode=place.postal_code, city=place.city or ("" if country else place.text),
        countryCode=country, region=place.region,
    )  # fmt: skip


def _position(w: Work) -> dict[str, Any]:
    return _filled(
        name=w.employer, position=w.title, url=_uri(w.url), startDate=w.start, endDate=w.end, summary=w.summary,
        location=w.location, highlights=list(w.highlights),
    )  # fmt: skip


def _volunteering(w: Work) -> dict[str, Any]:
    return _filled(
        organization=w.employer, position=w.title, url=_uri(w.url), startDate=w.start, endDate=w.end, summary=w.summary,
        highlights=list(w.highlights),
    )  # fmt: skip


def _extras(profile: Profile) -> dict[str, Any]:
    """What meta.onefold holds. `current` counts in `work`, `currentVolunteering` in `volunteer`; `phones` are E.164 where
    the country is known, in the order of `phonesAsWritten`, which is left out where both are the same."""
    phones = e164(profile)
    held = [w for w in profile.work if not w.volunteer]
    given = [w for w in profile.work if w.volunteer]
    return _filled(
        givenName=profile.given_name, familyName=profile.family_name, aliases=list(profile.aliases), birthDate=profile.birth_date,
        emails=list(profile.emails), phones=phones, phonesAsWritten=list(profile.phones) if phones != list(profile.phones) else [],
        links=_own_pages(profile)[1:], location=_place_parts(profile.location), current=_current(held), currentVolunteering=_current(given),
        impliedSkills=[s.name for s in profile.skills if s.implied], normalSkills=_normal_skills(profile.skills), items=[_item(i) for i in profile.items if i.kind not in ("publication", "project")],
        notes=[i.text for i in profile.interactions], identifiers=[{"kind": i.kind, "value": i.value} for i in profile.identifiers],
        tags=list(profile.tags),
    )  # fmt: skip


def _normal_skills(skills: Iterable[Skill]) -> list[dict[str, str]]:
    """How the skills that the list knows are usually written; `skills` tells them as the document does."""
    known = ((skill.name, known_skill(skill.name)) for skill in skills if not skill.implied)
    return [{"name": name, "normal": found.name, "field": found.field} for name, found in known if found]


def e164(profile: Profile) -> list[str]:
    """The telephone numbers in E.164; those without country code by the person's country."""
    region = country_code(profile.location.country) if profile.location else ""
    return [clean_phone(phone, region) or phone for phone in profile.phones]


def _place_parts(place: Place | None) -> dict[str, Any]:
    return {} if place is None else _filled(text=place.text, country=place.country)


def _current(work: Iterable[Work]) -> list[int]:
    return [i for i, w in enumerate(work) if w.current]


def _item(i: Item) -> dict[str, Any]:
    return _filled(
        kind=i.kind, title=i.title, date=i.date, url=_uri(i.url), publisher=i.publisher, summary=i.summary,
        about=i.about,
    )  # fmt: skip
