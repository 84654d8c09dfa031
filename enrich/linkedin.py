"""A LinkedIn member's own data -> their profile, whichever way it came: the export's CSV files and the Member Snapshot API
have the same tables with the same columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from enrich.model import Certificate, Education, Item, Language, Link, Profile, Skill, Work
from enrich.values.dates import clean_date
from enrich.values.links import link_of
from enrich.values.places import parse_place

TABLES = (
    "profile", "positions", "education", "skills", "emailaddresses", "phonenumbers", "certifications", "languages",
    "publications", "projects", "volunteering", "profilesummary", "shares",
)  # fmt: skip
_LABEL = re.compile(r"^[A-Z_ ]+:(?!//)")

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]
Split = Callable[[str], tuple[str, str]]


def member_profile(tables: Tables, split_area: Split = lambda degree: (degree, "")) -> Profile:
    """The member's profile. Tables, by the names in TABLES, are lists of rows with columns in lower-case letters and digits
    ("companyname"). `split_area` takes a degree and its area apart."""
    me = next(iter(tables.get("profile", ())), {})
    given, family = me.get("firstname", ""), me.get("lastname", "")
    place = me.get("geolocation") or me.get("address") or ""
    maiden = me.get("maidenname", "")
    summaries = (r.get("profilesummary", "") for r in tables.get("profilesummary", ()))
    positions, roles = tables.get("positions", ()), tables.get("volunteering", ())
    return Profile(
        name=f"{given} {family}".strip(),
        given_name=given,
        family_name=family,
        aliases=(f"{given} {maiden}",) if maiden else (),
        headline=me.get("headline", ""),
        summary=me.get("summary") or next(summaries, ""),
        birth_date=clean_date(me.get("birthdate", "")),
        emails=_emails(tables.get("emailaddresses", ())),
        phones=_phones(tables.get("phonenumbers", ())),
        links=tuple(_links(me)),
        location=parse_place(place) if place else None,
        work=(*(_position(r) for r in positions), *(_volunteer(r) for r in roles)),
        education=tuple(_study(r, split_area) for r in tables.get("education", ())),
        skills=tuple(Skill(r["name"]) for r in tables.get("skills", ()) if r.get("name")),
        languages=tuple(
            Language(r["name"], r.get("proficiency", ""))
            for r in tables.get("languages", ())
            if r.get("name")
        ),
        certificates=tuple(_certificate(r) for r in tables.get("certifications", ()) if r.get("name")),
        items=tuple(_items(tables)),
    )


def _emails(rows: Sequence[Row]) -> tuple[str, ...]:
    """Confirmed addresses, the primary one first."""
    sound = [
        r for r in rows if r.get("confirmed", "yes").lower() != "no" and "@" in r.get("emailaddress", "")
    ]
    sound.sort(key=lambda r: r.get("primary", "").lower() != "yes")
    return tuple(dict.fromkeys(r["emailaddress"] for r in sound))


def _phones(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            f"{r['number']} ext. {r['extension']}" if r.get("extension") else r["number"]
            for r in rows
            if r.get("number")
        )
    )


def _certificate(r: Row) -> Certificate:
    return Certificate(
        r["name"], r.get("authority", ""), clean_date(r.get("startedon", "")), r.get("url", "")
    )


def _items(tables: Tables) -> Iterator[Item]:
    for r in tables.get("publications", ()):
        if r.get("name"):
            yield Item(
                "publication", r["name"], clean_date(r.get("publishedon", "")), r.get("url", ""), r.get("publisher", ""),
                r.get("description", ""),
            )  # fmt: skip
    for r in tables.get("projects", ()):
        if title := r.get("title") or r.get("name"):
            date = clean_date(r.get("finishedon") or r.get("startedon") or "")
            yield Item("project", title, date, r.get("url", ""), "", r.get("description", ""))
    for r in tables.get("shares", ()):
        date = clean_date(r.get("date", "").partition(" ")[0])
        if (text := r.get("sharecommentary", "").strip('"')) and date:
            yield Item("post", " ".join(text.split())[:200], date, r.get("sharelink", ""), "LinkedIn")


def _position(r: Row) -> Work:
    end = r.get("finishedon", "")
    return Work(
        r.get("companyname", ""), r.get("title", ""), clean_date(r.get("startedon", "")), clean_date(end), current=not end,
        location=r.get("location", ""), summary=r.get("description", ""),
    )  # fmt: skip


def _volunteer(r: Row) -> Work:
    end = r.get("finishedon", "")
    name = r.get("companyname") or r.get("organizationname") or r.get("organization") or ""
    return Work(
        name, r.get("role", ""), clean_date(r.get("startedon", "")), clean_date(end), not end,
        summary=r.get("description", ""), volunteer=True,
    )  # fmt: skip


def _study(r: Row, split_area: Split) -> Education:
    start, end = r.get("startdate") or r.get("startedon") or "", r.get("enddate") or r.get("finishedon") or ""
    degree, area = split_area(r.get("degreename", ""))
    return Education(r.get("schoolname", ""), degree, area, start=clean_date(start), end=clean_date(end))


def _links(me: Row) -> Iterator[Link]:
    for url in _bracketed(me.get("websites", "")):
        if (link := link_of(url)).url:
            yield link
    for handle in _bracketed(me.get("twitterhandles", "")):
        yield link_of(f"https://twitter.com/{handle.lstrip('@')}")


def _bracketed(text: str) -> list[str]:
    """ "[PORTFOLIO:https://a.example,BLOG:https://b.example]" -> its values."""
    return [value for piece in text.strip("[] ").split(",") if (value := _LABEL.sub("", piece.strip()))]
