"""Profile pages: the person that a page's JSON-LD (schema.org) or microformats (h-card, h-resume) describe."""

from __future__ import annotations

import json
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from enrich.model import Education, Link, PartialDate, Profile, Skill, Value, Work
from enrich.values.links import link_of
from enrich.values.places import parse_place
from parsers.dateranges import to_date


def marked_up_person(text: str, tree: LexborHTMLParser) -> Profile | None:
    """The person a page is marked up to be about; JSON-LD before microformats."""
    return _json_ld(tree) or _h_card(text)


# --- JSON-LD ---


class _Ld(Value, frozen=True):
    """A JSON-LD node with forgiving access."""

    node: dict[str, Any]

    def text(self, key: str) -> str:
        value = self.node.get(key)
        if isinstance(value, list):
            value = value[0] if value else ""
        if isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("roleName") or ""
        return str(value).strip() if isinstance(value, str | int) else ""

    def texts(self, key: str) -> list[str]:
        return [t for n in self.nodes(key) if (t := n.text("name") or n.text("text"))]

    def nodes(self, key: str) -> list[_Ld]:
        value = self.node.get(key)
        values = value if isinstance(value, list) else [value]
        return [
            _Ld(v) if isinstance(v, dict) else _Ld({"name": v}) for v in values if isinstance(v, dict | str)
        ]


def _json_ld(tree: LexborHTMLParser) -> Profile | None:
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(script.text())
        except (ValueError, RecursionError):
            continue
        for node in _graph(data):
            if (person := _person_node(node)) is not None:
                return _ld_profile(person)
    return None


def _graph(data: Any) -> list[dict[str, Any]]:
    nodes = data if isinstance(data, list) else [data]
    inner = [
        n
        for node in nodes
        if isinstance(node, dict) and isinstance(node.get("@graph"), list)
        for n in node["@graph"]
    ]
    return [n for n in [*nodes, *inner] if isinstance(n, dict)]


def _person_node(node: dict[str, Any]) -> _Ld | None:
    types = node.get("@type")
    named = types if isinstance(types, list) else [types]
    if "Person" in named:
        return _Ld(node)
    main = node.get("mainEntity")
    return _person_node(main) if "ProfilePage" in named and isinstance(main, dict) else None


def _ld_profile(person: _Ld) -> Profile:
    urls = [person.text("url"), *(n.text("name") for n in person.nodes("sameAs"))]
    address = next(iter(person.nodes("address")), None)
    place = ", ".join(
        t
        for key in ("addressLocality", "addressRegion", "addressCountry")
        if address and (t := address.text(key))
    )
    return Profile(
        name=person.text("name") or " ".join(x for x in (person.text("givenName"), person.text("familyName")) if x),
        given_name=person.text("givenName"), family_name=person.text("familyName"), aliases=tuple(person.texts("alternateName")),
        headline=person.text("jobTitle"), summary=person.text("description"), birth_date=to_date(person.text("birthDate")),
        emails=tuple(e.removeprefix("mailto:") for e in person.texts("email")), phones=tuple(person.texts("telephone")),
        links=_links(urls), location=parse_place(place) if place else None, work=_ld_work(person),
        education=tuple(Education(institution=name) for name in person.texts("alumniOf")),
        skills=tuple(Skill(name) for name in person.texts("knowsAbout")),
    )  # fmt: skip


def _ld_work(person: _Ld) -> tuple[Work, ...]:
    """worksFor, plain or wrapped in a role with dates."""
    found = []
    for node in person.nodes("worksFor"):
        role = node.text("@type").endswith("Role")
        employer = node.text("worksFor") if role else node.text("name")
        title = (node.text("roleName") if role else "") or person.text("jobTitle")
        start, end = to_date(node.text("startDate")), to_date(node.text("endDate"))
        if employer:
            found.append(Work(employer, title, start, end, current=not end))
    return tuple(found)


def _links(urls: list[str]) -> tuple[Link, ...]:
    found = {
        link.url: link
        for url in urls
        if url.startswith(("http://", "https://")) and (link := link_of(url)).url
    }
    return tuple(found.values())


# --- microformats ---


def _h_card(text: str) -> Profile | None:
    """The h-resume's contact, or the page's first h-card."""
    if not any(mark in text for mark in ("h-card", "vcard", "h-resume")):
        return None
    import mf2py  # noqa: PLC0415 - half of this process's start-up time, for few pages

    if "h-resume" not in text and "hresume" in text:
        text = _renamed(text)
    items = mf2py.parse(doc=text, html_parser="html.parser")["items"]
    resume = next((i for i in items if "h-resume" in i.get("type", [])), None)
    if resume is not None:
        return _mf_resume(resume["properties"])
    card = next((i for i in items if "h-card" in i.get("type", [])), None)
    return _mf_profile(card["properties"]) if card else None


# hResume's classes (2006) -> those of h-resume; mf2py renames no classes of a card in a resume
_RENAMED = {
    "hresume": "h-resume", "vcard": "h-card", "vevent": "h-event", "fn": "p-name", "given-name": "p-given-name",
    "family-name": "p-family-name", "email": "u-email", "tel": "p-tel", "url": "u-url", "org": "p-org", "title": "p-job-title",
    "role": "p-role", "locality": "p-locality", "region": "p-region", "country-name": "p-country-name", "bday": "dt-bday",
    "contact": "p-contact", "experience": "p-experience", "education": "p-education", "skill": "p-skill", "note": "p-note",
    "dtstart": "dt-start", "dtend": "dt-end", "summary": "p-summary", "description": "p-description",
}  # fmt: skip


def _renamed(text: str) -> str:
    tree = LexborHTMLParser(text)
    for node in tree.css("[class]"):
        classes = (node.attributes.get("class") or "").split()
        node.attrs["class"] = " ".join(_RENAMED.get(c, c) for c in classes)
    return tree.html or ""


def _mf_profile(card: dict[str, list[Any]]) -> Profile:
    place = ", ".join(x for key in ("locality", "region", "country-name") for x in _texts(card, key)[:1])
    place = place or next(
        (
            ", ".join(
                _texts(a.get("properties", {}), k)[0]
                for k in ("locality", "region", "country-name")
                if _texts(a.get("properties", {}), k)
            )
            for a in card.get("adr", [])
            if isinstance(a, dict)
        ),
        "",
    )
    employer, title = _first(card, "org"), _first(card, "job-title") or _first(card, "role")
    return Profile(
        name=_first(card, "name"), given_name=_first(card, "given-name"), family_name=_first(card, "family-name"), headline=title,
        summary=_first(card, "note"), emails=tuple(e.removeprefix("mailto:") for e in _texts(card, "email")),
        phones=tuple(t.removeprefix("tel:") for t in _texts(card, "tel")), links=_links(_texts(card, "url")),
        location=parse_place(place) if place else None, birth_date=to_date(_first(card, "bday")),
        work=(Work(employer, title, current=True),) if employer else (), skills=tuple(Skill(c) for c in _texts(card, "category")),
    )  # fmt: skip


def _mf_resume(properties: dict[str, list[Any]]) -> Profile:
    contact: dict[str, list[Any]] = next(
        (c["properties"] for c in properties.get("contact", []) if isinstance(c, dict)), {}
    )
    base = _mf_profile(contact) if contact else Profile(name=_first(properties, "name"))
    work = [
        Work(
            _first(p, "org") or _first(p, "name"), _first(p, "job-title") or _first(p, "title"), *_mf_dates(p)
        )
        for p in _events(properties, "experience")
    ]
    education = [
        Education(_first(p, "org") or _first(p, "name"), start=_mf_dates(p)[0], end=_mf_dates(p)[1])
        for p in _events(properties, "education")
    ]
    fields: dict[str, Any] = {f: getattr(base, f) for f in Profile.__struct_fields__}
    fields |= {
        "work": tuple(work) or base.work,
        "education": tuple(education),
        "summary": _first(properties, "summary") or base.summary,
    }
    fields["skills"] = tuple(Skill(s) for s in _texts(properties, "skill")) or base.skills
    return Profile(**fields)


def _events(properties: dict[str, list[Any]], key: str) -> list[dict[str, list[Any]]]:
    """The properties of the events; a card inside one fills up what it does not say."""
    found = []
    for event in properties.get(key, []):
        if isinstance(event, dict):
            cards = [c["properties"] for c in event.get("children", []) if "h-card" in c.get("type", [])]
            found.append((cards[0] if cards else {}) | event["properties"])
    return found


def _mf_dates(properties: dict[str, list[Any]]) -> tuple[PartialDate, PartialDate]:
    return to_date(_first(properties, "start")), to_date(_first(properties, "end"))


def _texts(properties: dict[str, list[Any]], key: str) -> list[str]:
    values = properties.get(key, [])
    flat = [v if isinstance(v, str) else v.get("value", "") if isinstance(v, dict) else "" for v in values]
    return [" ".join(str(f).split()) for f in flat if f]


def _first(properties: dict[str, list[Any]], key: str) -> str:
    return next(iter(_texts(properties, key)), "")
