"""A table under its mapping: the cells of each attribute, put in the form a profile has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import NamedTuple

import numpy as np
import polars as pl

from enrich.ports import Ints
from matchers.dedupe.contacts import dense
from matchers.dedupe.days import day_of_parts, days_seen, iso_day, no_days, year_of_age, years_seen
from matchers.dedupe.headers import identifier_kind, network_of
from matchers.dedupe.mapping import Plan
from matchers.dedupe.mixed import mails_in, names_in, numbers_in, pages_in
from matchers.dedupe.reading import Cells, cells_of, joined

_THREADS = 2
_DIGITS = r"^\d{3,5}(\.0)?$"
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
    skills: list[tuple[Cells, bool]]
    source: Cells


# What rows tell of how their table writes things, counted: the counts of several parts of a table add up.
Seen = Counter[str]
TELLING = ("birth_date", "postal_code", "skills")
_FIVE = 0.6  # share of postal codes out of digits alone that have five of them, from which on all should have
_LISTS = "[;|\n•·]"


class Habits(NamedTuple):
    """How a whole table writes things: whether 06/07/2021 is in June, whether postal codes have five digits, which columns
    of skills part them by more than commas, and which first of January stands for a birth date that nobody knows."""

    month_first: bool
    five_digits: bool
    lists: frozenset[str]
    no_days: frozenset[str]


def cells_by_name(table: pl.DataFrame, names: list[str]) -> dict[str, Cells]:
    with ThreadPoolExecutor(_THREADS) as pool:
        return dict(zip(names, pool.map(lambda name: cells_of(table[name]), names), strict=True))


def seen_in(cells: Mapping[str, Cells], plan: Plan) -> Seen:
    """What the columns of TELLING attributes tell."""
    seen: Seen = Counter()
    for name in plan.of("birth_date"):
        texts, sizes = cells[name].text.to_list(), _rows(cells[name]).tolist()
        days = days_seen(texts, sizes)
        seen.update(first=days.first, second=days.second)
        seen.update(years_seen(texts, sizes))
    for name in plan.of("postal_code"):
        text, rows = cells[name].text, _rows(cells[name])
        digits = text.str.contains(_DIGITS).to_numpy()
        seen.update(digits=int(rows[digits].sum()))
        seen.update(five=int(rows[digits & (text.str.len_chars() == 5).to_numpy()].sum()))
    for name in plan.of("skills"):
        seen.update({f"lists {name}": int(cells[name].text.str.contains(_LISTS).any())})
    return seen


def habits_of(seen: Seen, plan: Plan) -> Habits:
    lists = frozenset(name for name in plan.of("skills") if seen[f"lists {name}"])
    five = seen["five"] >= _FIVE * max(seen["digits"], 1)
    return Habits(seen["second"] > seen["first"], five, lists, no_days(seen))


def _rows(cells: Cells) -> Ints:
    """How many rows say each text."""
    return np.bincount(cells.code, minlength=len(cells.text))


def sheet_of(table: pl.DataFrame, plan: Plan, habits: Habits | None = None) -> Sheet:
    """The cells that count as evidence; a part of a table is given the `habits` of the whole."""
    cells = cells_by_name(table, [column.name for column in plan.used])
    habits = habits or habits_of(seen_in(cells, plan), plan)
    n = table.height

    def every(attribute: str) -> list[Cells]:
        return [cells[name] for name in plan.of(attribute)]

    def one(attribute: str) -> Cells:
        return together(every(attribute), n)

    full, given, family = _names(every, n)
    spoken = together([*every("given_reading"), *every("family_reading")], n)
    mixed = [*every("contacts"), *every("mailbox")]
    return Sheet(
        n=n,
        full=full,
        given=given,
        family=family,
        aliases=[*every("alias"), *([spoken] if len(spoken.text) > 1 else [])],
        emails=[*every("email"), *map(mails_in, mixed)],
        phones=[*_dialled(every("area_code"), every("phone"), n), *chain.from_iterable(map(numbers_in, mixed))],
        links=[(cells[name], network_of(name)) for name in plan.of("link")] + [(pages_in(cell), "") for cell in mixed],
        identifiers=[(cells[name], identifier_kind(name)) for name in plan.of("identifier")],
        birth=_birth(every, n, habits),
        address=together([*every("house_number"), *every("address")], n),
        postal_code=_padded(one("postal_code")) if habits.five_digits else one("postal_code"),
        city=one("city"),
        region=one("region"),
        country=one("country"),
        location=one("location"),
        employers=every("employer"),
        titles=every("title"),
        school=one("school"),
        degree=one("degree"),
        school_year=one("school_year"),
        skills=[(cells[name], name in habits.lists) for name in plan.of("skills")],
        source=one("source"),
    )  # fmt: skip


def _names(every: Callable[[str], list[Cells]], n: int) -> tuple[Cells, Cells, Cells]:
    """Whole, given and family names; those beside an address count where no column of names is."""
    surnames, firsts = every("family_name"), every("given_name")
    family = together([*every("infix"), *surnames, *map(_generation, every("suffix"))], n)
    given = together([*firsts, *every("middle_name")], n)
    beside = [] if surnames or firsts else [names_in(cell) for cell in every("mailbox")]
    full = together(every("name") or beside, n)
    for nickname in every("nickname"):
        given = _called(given, nickname)
        full = _called(full, _unless_said(nickname, given))
    return full, given, _where(family, together(surnames, n))


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


def _where(column: Cells, needed: Cells) -> Cells:
    """The column where another one says something."""
    return Cells(np.where(needed.code > 0, column.code, 0).astype(np.int32), column.text)


def _unless_said(column: Cells, other: Cells) -> Cells:
    """The column where another one says nothing."""
    return Cells(np.where(other.code > 0, 0, column.code).astype(np.int32), column.text)


def _called(name: Cells, nickname: Cells) -> Cells:
    """Names and, in quotes behind them, the word by which somebody goes, where the name does not hold it already."""
    return _combined([name, nickname], _quoted)


def _quoted(name: str, nickname: str) -> str:
    word = nickname.strip("\"'“”()")
    return f'{name} "{word}"' if name and word and word.lower() not in name.lower().split() else name


def _dialled(areas: list[Cells], phones: list[Cells], n: int) -> list[Cells]:
    """Telephone numbers, of which other columns tell the beginnings: of each column the one at its place, or the only one."""
    if not areas or not phones:
        return phones
    of = areas if len(areas) == len(phones) else areas[:1] * len(phones)
    return [_combined([area, phone], _whole_number) for area, phone in zip(of, phones, strict=True)]


def _whole_number(area: str, phone: str) -> str:
    """The number behind its beginning, unless it has one."""
    digits = area.strip("()+ ").removesuffix(".0").removeprefix("00")
    if not digits or not phone or phone.lstrip("( ").startswith(("+", digits)):
        return phone
    return f"{area.removesuffix('.0')} {phone}"


def _generation(column: Cells) -> Cells:
    """Of name suffixes only those that tell father from son."""
    return changed(column, lambda text: text if _GENERATION.fullmatch(text) else "")


def _padded(column: Cells) -> Cells:
    """Postal codes; zeros that a spreadsheet took from the front of five digits come back."""
    if not column.text.str.contains(_DIGITS).any():
        return column
    return changed(
        column, lambda text: text.removesuffix(".0").zfill(5) if text.removesuffix(".0").isdecimal() else text
    )


def _birth(every: Callable[[str], list[Cells]], n: int, habits: Habits) -> Cells:
    """Birth dates as ISO text at the precision that is known."""
    month_first = habits.month_first

    def told(text: str) -> str:
        day = iso_day(text, month_first)
        return "" if day in habits.no_days else day

    if dates := every("birth_date"):
        return changed(dates[0], told)
    if ages := every("age"):
        as_of = every("as_of")
        return _combined(
            [ages[0], as_of[0] if as_of else nothing(n)],
            lambda age, day: year_of_age(age, iso_day(day, month_first)),
        )
    parts = [together(every(part), n) for part in ("birth_year", "birth_month", "birth_day")]
    return _combined(parts, day_of_parts)


def _combined(columns: list[Cells], said: Callable[..., str]) -> Cells:
    """What the texts of several columns say together."""
    code, first = tuples(columns)
    texts = [column.text.gather(column.code[first]).to_list() for column in columns]
    return joined(code, pl.Series([said(*row) for row in zip(*texts, strict=True)], dtype=pl.String))
