"""LinkedIn's data export: a ZIP of CSV files about one member. Files about third parties are not read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from enrich.errors import Refused
from enrich.linkedin import TABLES, member_profile
from parsers.archive import Archive
from parsers.columns import column_form
from parsers.degrees import split_area
from parsers.detect import decode
from parsers.limits import Limits
from parsers.reading import Reading

_PREFIX = re.compile(r"^(?:.*/)?(?:Basic_|Complete_)?")
_MEMBER_ID = re.compile(r"[_ -]\d{4,}$")
Rows = list[dict[str, str]]


def read_linkedin(data: bytes, limits: Limits) -> Iterator[Reading]:
    """The member. Raises Refused for a damaged archive, or one without Profile.csv, Positions.csv or an email."""
    archive = Archive(data, limits.inflated_bytes)
    tables = {table: _table(archive, table) for table in TABLES}
    profile = member_profile(tables, split_area)
    if not (profile.name or profile.emails):
        raise Refused(
            "this LinkedIn export names nobody",
            where="Profile.csv",
            allowed="an export with Profile.csv in it",
        )
    yield Reading(
        profile,
        confidence={"name": 0.99, "work": 0.99},
        warnings=tuple(f"no_{table}" for table in ("positions", "profile") if not tables[table]),
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
