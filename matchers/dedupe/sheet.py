"""A table under its mapping: the cells of each attribute, put in the form a profile has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import polars as pl

from enrich.ports import Ints
from matchers.dedupe.contacts import dense
from matchers.dedupe.days import day_of_parts, iso_day, month_comes_first
from matchers.dedupe.headers import identifier_kind, network_of
from matchers.dedupe.mapping import Plan
from matchers.dedupe.reading import Cells, cells_of, joined

_THREADS = 2
_GENERATION = re.compile(r"(?i)(jr|sr|ii|iii|iv|v|junior|senior|[2-5](nd|rd|th))\.?")


class Sheet(NamedTuple):
    """Columns by attribute; each list holds one entry per column of the table."""

    n: int
    full: Cells
    given: Cells
    family: Cells
    aliases: list[Cells]
    emails: list[Cells]
    phones: list[Cells]
    links: list[tuple[Cells, str]]
    identifiers: list[tuple[Cells, str]]
    birth: Cells
    address: Cells
    postal_code: Cells
    city: Cells
    region: Cells
    country: Cells
    location: Cells
    employers: list[Cells]
    titles: list[Cells]
    school: Cells
    degree: Cells
    school_year: Cells
    skills: list[Cells]
    source: Cells


def sheet_of(table: pl.DataFrame, plan: Plan) -> Sheet:
    """The cells that count as evidence."""
    used = [column.name for column in plan.used]
    with ThreadPoolExecutor(_THREADS) as pool:
        cells = dict(zip(used, pool.map(lambda name: cells_of(table[name]), used), strict=True))
    n = table.height

    def every(attribute: str) -> list[Cells]:
        return [cells[name] for name in plan.of(attribute)]

    def one(attribute: str) -> Cells:
        return together(every(attribute), n)

    family = together([*every("infix"), *every("family_name"), *map(_generation, every("suffix"))], n)
    family = _unless(family, together(every("family_name"), n))
    return Sheet(
        n=n,
        full=one("name"),
        given=together([*every("given_name"), *every("middle_name")], n),
        family=family,
        aliases=every("alias"),
        emails=every("email"),
        phones=every("phone"),
        links=[(cells[name], network_of(name)) for name in plan.of("link")],
        identifiers=[(cells[name], identifier_kind(name)) for name in plan.of("identifier")],
        birth=_birth(every("birth_date"), [one(part) for part in ("birth_year", "birth_month", "birth_day")], n),
        address=together([*every("house_number"), *every("address")], n),
        postal_code=_padded(one("postal_code")),
        city=one("city"),
        region=one("region"),
        country=one("country"),
        location=one("location"),
        employers=every("employer"),
        titles=every("title"),
        school=one("school"),
        degree=one("degree"),
        school_year=one("school_year"),
        skills=every("skills"),
        source=one("source"),
    )  # fmt: skip


def nothing(n: int) -> Cells:
    return Cells(np.zeros(n, np.int32), pl.Series([""], dtype=pl.String))


def together(columns: list[Cells], n: int) -> Cells:
    """Several columns as one, their texts parted by spaces; where the first of one attribute is enough, it is alone here."""
    if not columns:
        return nothing(n)
    answer = columns[0]
    for column in columns[1:]:
        code, first = tuples([answer, column])
        frame = pl.DataFrame(
            {"a": answer.text.gather(answer.code[first]), "b": column.text.gather(column.code[first])}
        )
        text = frame.select((pl.col("a") + " " + pl.col("b")).str.strip_chars(" ")).to_series()
        answer = joined(code, text)
    return answer


def tuples(columns: list[Cells]) -> tuple[np.ndarray[tuple[int], np.dtype[np.int32]], Ints]:
    """A number for every distinct combination of these columns' cells, and a row where each is found."""
    code = columns[0].code.astype(np.int64)
    first = np.empty(0, np.int64)
    for column in columns[1:]:
        small, first = dense(code * len(column.text) + column.code)
        code = small.astype(np.int64)
    if len(columns) == 1:
        return dense(code)
    return code.astype(np.int32), first


def changed(column: Cells, change: Callable[[str], str]) -> Cells:
    """The column with every distinct text changed."""
    return joined(column.code, pl.Series([change(text) for text in column.text.to_list()], dtype=pl.String))


def _unless(column: Cells, needed: Cells) -> Cells:
    """The column where another one says something."""
    return Cells(np.where(needed.code > 0, column.code, 0).astype(np.int32), column.text)


def _generation(column: Cells) -> Cells:
    """Of name suffixes only those that tell father from son."""
    return changed(column, lambda text: text if _GENERATION.fullmatch(text) else "")


def _padded(column: Cells) -> Cells:
    """Postal codes; zeros that a spreadsheet took from the front of five digits come back."""
    digits = column.text.str.contains(r"^\d{3,5}(\.0)?$")
    if not digits.any():
        return column
    five = (column.text.filter(digits).str.len_chars() == 5).mean()
    if not isinstance(five, float) or five < 0.6:
        return column
    return changed(
        column, lambda text: text.removesuffix(".0").zfill(5) if text.removesuffix(".0").isdecimal() else text
    )


def _birth(dates: list[Cells], parts: list[Cells], n: int) -> Cells:
    """Birth dates as ISO text at the precision that is known."""
    if dates:
        column = dates[0]
        month_first = month_comes_first(column.text.to_list())
        return changed(column, lambda text: iso_day(text, month_first))
    code, first = tuples(parts)
    texts = [part.text.gather(part.code[first]).to_list() for part in parts]
    return joined(code, pl.Series([day_of_parts(*row) for row in zip(*texts, strict=True)], dtype=pl.String))
