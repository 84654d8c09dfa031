"""LinkedIn's data export: a ZIP of CSV files about one member. Files about third parties are not read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from enrich.errors import Refused
from enrich.model import (
    Certificate,
    Education,
    Instant,
    Item,
    Language,
    Link,
    PartialDate,
    Profile,
    Skill,
    Value,
    Work,
)
from enrich.values.links import link_of
from enrich.values.places import parse_place
from parsers.archive import Archive
from parsers.columns import column_form
from parsers.dateranges import to_date
from parsers.detect import decode
from parsers.education import split_area
from parsers.limits import Limits
from parsers.reading import Reading
from parsers.words import soften

_PREFIX = re.compile(r"^(?:.*/)?(?:Basic_|Complete_)?")
_MEMBER_ID = re.compile(r"[_ -]\d{4,}$")
_LABEL = re.compile(r"^[A-Z_ ]+:(?!//)")
_TABLES = (
    "profile", "positions", "education", "skills", "emailaddresses", "phonenumbers", "certifications", "languages",
    "publications", "projects", "volunteering", "profilesummary", "shares",
)  # fmt: skip
Rows = list[dict[str, str]]


def read_linkedin(data: bytes, limits: Limits) -> Iterator[Reading]:
    """The member. Raises Refused for a damaged archive, or one without Profile.csv, Positions.csv or an email."""
    archive = Archive(data, limits.inflated_bytes)
    export = _Export({table: _table(archive, table) for table in _TABLES})
    profile = export.profile()
    if not (profile.name or profile.emails):
        raise Refused(
            "this LinkedIn export names nobody",
            where="Profile.csv",
            allowed="an export with Profile.csv in it",
        )
    yield Reading(
        profile,
        observed_at=export.newest(),
        confidence={"name": 0.99, "work": 0.99},
        warnings=export.warnings(),
    )


def _table(archive: Archive, table: str) -> Rows:
    """All rows of one of the export's files, keys in `column_form`; without rows where there is no such file."""
    rows: Rows = []
    for name in archive.names:
        if name.lower().endswith(".csv") and _table_name(name) == table:
            rows.extend(_rows(decode(archive.read(name))))
    return rows


def _table_name(name: str) -> str:
    """Folder and Basic_/Complete_ prefixes and the member's id at the end are no part of the name."""
    stem = _PREFIX.sub("", name.removesuffix(".csv").removesuffix(".CSV"))
    return column_form(_MEMBER_ID.sub("", stem))


def _rows(text: str) -> Rows:
    """Rows below the header. A "Notes:" preamble goes; an "empty" file holds a sentence and no header."""
    lines = text.splitlines(keepends=True)
    if lines and lines[0].lower().startswith("notes:"):
        blank = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
        lines = lines[blank + 1 :]
    try:
        rows = list(csv.reader(io.StringIO("".join(lines), newline="")))
    except csv.Error as error:
        raise Refused(
            "a table of this LinkedIn export is damaged", allowed="the ZIP as LinkedIn made it"
        ) from error
    if not rows or len(rows) < 2:
        return []
    header = [column_form(h) for h in rows[0]]
    found = []
    for row in rows[1:]:
        cells: dict[str, str] = {}
        for name, cell in zip(header, row, strict=False):
            cells.setdefault(name, cell.strip())
        found.append(cells)
    return found


class _Export(Value, frozen=True):
    """The tables by name."""

    tables: dict[str, Rows]

    def profile(self) -> Profile:
        me = next(iter(self.tables["profile"]), {})
        given, family = me.get("firstname", ""), me.get("lastname", "")
        place = me.get("geolocation") or me.get("address") or ""
        maiden = me.get("maidenname", "")
        return Profile(
            name=f"{given} {family}".strip(), given_name=given, family_name=family,
            aliases=(f"{given} {maiden}",) if maiden else (), headline=me.get("headline", ""),
            summary=me.get("summary") or next((r.get("profilesummary", "") for r in self.tables["profilesummary"]), ""),
            birth_date=_date(me.get("birthdate", "")), emails=self._emails(), phones=self._phones(),
            links=tuple(_links(me)), location=parse_place(place) if place else None,
            work=tuple(_position(r) for r in self.tables["positions"]) + tuple(_volunteer(r) for r in self.tables["volunteering"]),
            education=tuple(_study(r) for r in self.tables["education"]),
            skills=tuple(Skill(r["name"]) for r in self.tables["skills"] if r.get("name")),
            languages=tuple(Language(r["name"], r.get("proficiency", "")) for r in self.tables["languages"] if r.get("name")),
            certificates=tuple(
                Certificate(r["name"], r.get("authority", ""), _date(r.get("startedon", "")), r.get("url", ""))
                for r in self.tables["certifications"] if r.get("name")
            ),
            items=tuple(self._items()),
        )  # fmt: skip

    def _emails(self) -> tuple[str, ...]:
        """Confirmed addresses, the primary one first."""
        rows = [
            r
            for r in self.tables["emailaddresses"]
            if r.get("confirmed", "yes").lower() != "no" and "@" in r.get("emailaddress", "")
        ]
        rows.sort(key=lambda r: r.get("primary", "").lower() != "yes")
        return tuple(dict.fromkeys(r["emailaddress"] for r in rows))

    def _phones(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(
                f"{r['number']} ext. {r['extension']}" if r.get("extension") else r["number"]
                for r in self.tables["phonenumbers"]
                if r.get("number")
            )
        )

    def _items(self) -> Iterator[Item]:
        for r in self.tables["publications"]:
            if r.get("name"):
                yield Item(
                    "publication",
                    r["name"],
                    _date(r.get("publishedon", "")),
                    r.get("url", ""),
                    r.get("publisher", ""),
                    r.get("description", ""),
                )
        for r in self.tables["projects"]:
            if title := r.get("title") or r.get("name"):
                yield Item(
                    "project",
                    title,
                    _date(r.get("finishedon") or r.get("startedon") or ""),
                    r.get("url", ""),
                    "",
                    r.get("description", ""),
                )
        for r in self.tables["shares"]:
            if (text := r.get("sharecommentary", "").strip('"')) and (
                date := _date(r.get("date", "").partition(" ")[0])
            ):
                yield Item("post", " ".join(text.split())[:200], date, r.get("sharelink", ""), "LinkedIn")

    def newest(self) -> Instant | None:
        """LinkedIn does not date its exports."""
        return None

    def warnings(self) -> tuple[str, ...]:
        checks = (("no_positions", not self.tables["positions"]), ("no_profile", not self.tables["profile"]))
        return tuple(note for note, holds in checks if holds)


def _date(text: str) -> PartialDate:
    return to_date(soften(text))


def _position(r: dict[str, str]) -> Work:
    end = r.get("finishedon", "")
    return Work(
        r.get("companyname", ""), r.get("title", ""), _date(r.get("startedon", "")), _date(end), current=not end,
        location=r.get("location", ""), summary=r.get("description", ""),
    )  # fmt: skip


def _volunteer(r: dict[str, str]) -> Work:
    end = r.get("finishedon", "")
    name = r.get("companyname") or r.get("organizationname") or r.get("organization") or ""
    return Work(
        name,
        r.get("role", ""),
        _date(r.get("startedon", "")),
        _date(end),
        not end,
        summary=r.get("description", ""),
        volunteer=True,
    )


def _study(r: dict[str, str]) -> Education:
    start, end = r.get("startdate") or r.get("startedon") or "", r.get("enddate") or r.get("finishedon") or ""
    degree, area = split_area(r.get("degreename", ""))
    return Education(r.get("schoolname", ""), degree, area, start=_date(start), end=_date(end))


def _links(me: dict[str, str]) -> Iterator[Link]:
    for url in _bracketed(me.get("websites", "")):
        if (link := link_of(url)).url:
            yield link
    for handle in _bracketed(me.get("twitterhandles", "")):
        yield link_of(f"https://twitter.com/{handle.lstrip('@')}")


def _bracketed(text: str) -> list[str]:
    """ "[PORTFOLIO:https://a.example,BLOG:https://b.example]" -> its values."""
    return [value for piece in text.strip("[] ").split(",") if (value := _LABEL.sub("", piece.strip()))]
