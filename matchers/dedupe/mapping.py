"""Which column says what: a guess from headers and content, corrected by a file."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from enrich.errors import ConfigError, Refused
from enrich.values.names import fold
from matchers.dedupe.content import (
    ALL_BUT_SLIPS,
    MOSTLY,
    by_content,
    contradiction,
    is_one_word,
    is_short_number,
    is_whole_address,
    meant,
    mixed,
    sample_of,
    share,
    tells_births,
)
from matchers.dedupe.headers import ATTRIBUTES, IGNORE, attribute_of, is_reading

_NO_HEADER = re.compile(r"(?i)(column|col|field|var|variable|attr|attribute|c|f|v|x|unnamed)?[\s_:.-]*\d+")
# Attributes of which one column is enough: the first that the table has counts.
_ONE = frozenset((
    "name", "birth_date", "birth_year", "birth_month", "birth_day", "age", "as_of", "city", "region", "country", "postal_code", "location",
    "school", "degree", "school_year", "source", "suffix", "infix", "middle_name", "house_number", "address",
))  # fmt: skip
# What evidence about a person can begin with; a table with none of these cannot be deduplicated.
EVIDENCE = frozenset(
    (
        "name",
        "given_name",
        "family_name",
        "alias",
        "person",
        "nickname",
        "reading",
        "email",
        "phone",
        "contacts",
        "mailbox",
        "link",
        "identifier",
    )
)


class Column(NamedTuple):
    """A column and the attribute it is taken for; `why` says why it is ignored."""

    name: str
    attribute: str
    why: str = ""


class Plan(NamedTuple):
    """All columns of a table, in their order."""

    columns: tuple[Column, ...]

    def of(self, *attributes: str) -> list[str]:
        """The columns taken for one of these attributes."""
        return [column.name for column in self.columns if column.attribute in attributes]

    @property
    def used(self) -> list[Column]:
        return [column for column in self.columns if column.attribute != IGNORE]

    @property
    def ignored(self) -> list[Column]:
        return [column for column in self.columns if column.attribute == IGNORE]


def guess(table: pl.DataFrame, declared: Mapping[str, str], truth: str = "") -> Plan:
    """What each column is taken for; declared columns win, and the truth is never evidence.

    Raises Refused when no column says anything by which a person can be known.
    """
    samples = {name: sample_of(table[name]) for name in table.columns}
    found = [_column(table[name], samples[name], declared, truth) for name in table.columns]
    if not _tells_people(found):  # headers of a language nobody knows: cells speak
        found = [
            _column(table[column.name], samples[column.name], declared, truth, unknown=True)
            if column.why == _UNKNOWN
            else column
            for column in found
        ]
    found = _told_apart(found, set(declared), samples)
    found = _once_each(found, set(declared))
    mapping = Plan(tuple(found))
    if not _tells_people(mapping.columns):
        raise Refused(
            "no column tells who people are", found=", ".join(table.columns[:12]) + (" ..." if table.width > 12 else ""),
            allowed="a column of names, e-mail addresses, telephone numbers, pages or identifiers; --map names them",
        )  # fmt: skip
    return mapping


def _tells_people(columns: Iterable[Column]) -> bool:
    return any(column.attribute in EVIDENCE for column in columns)


NO_EVIDENCE = "its name promises no evidence"
_UNKNOWN = "neither name nor content is known"


def _column(
    values: pl.Series, sample: list[str], declared: Mapping[str, str], truth: str, *, unknown: bool = False
) -> Column:
    name = values.name
    if name == truth:
        return Column(name, IGNORE, "it is the truth")
    if name in declared:
        return Column(name, declared[name], "so the map says" if declared[name] == IGNORE else "")
    if not sample:
        return Column(name, IGNORE, "it is empty")
    attribute = mixed(meant(attribute_of(name), sample), sample)
    if attribute == IGNORE:
        return Column(name, IGNORE, NO_EVIDENCE)
    if attribute and (odd := contradiction(attribute, sample)):
        return Column(name, IGNORE, f"named like {attribute}, but {odd}")
    if attribute:
        return Column(name, attribute)
    by_cells = by_content(sample, unknown or _NO_HEADER.fullmatch(name.strip()) is not None)
    return Column(name, by_cells or IGNORE, "" if by_cells else _UNKNOWN)


class _Beside(NamedTuple):
    """What a name that depends on the others has beside it: how many columns of each attribute, the attributes of the columns
    before and after, and some of its cells."""

    has: Counter[str]
    near: tuple[str, str]
    sample: list[str]


def _told_apart(found: list[Column], declared: set[str], samples: Mapping[str, list[str]]) -> list[Column]:
    """Names that depend on what stands beside them, each kind under its rule of BESIDE."""
    answer = found
    for kinds in _ROUNDS:
        has = Counter(column.attribute for column in answer)
        around = ["", *(column.attribute for column in answer), ""]
        answer = [
            column
            if column.name in declared or column.attribute not in kinds
            else _BESIDE[column.attribute](
                column, _Beside(has, (around[place], around[place + 2]), samples[column.name])
            )
            for place, column in enumerate(answer)
        ]
    return answer


def _person(column: Column, beside: _Beside) -> Column:
    """Who a row is about, where nothing else says it."""
    has = beside.has
    if has["name"] or has["given_name"] or has["family_name"]:
        return Column(column.name, IGNORE, "other columns tell the name")
    return column._replace(attribute="name")


def _name(column: Column, beside: _Beside) -> Column:
    """ "name" beside a given name only is the family name, and beside a family name the given one if it is one word."""
    has = beside.has
    if has["given_name"] and not has["family_name"]:
        return column._replace(attribute="family_name")
    if has["family_name"] and not has["given_name"] and share(beside.sample, is_one_word) >= ALL_BUT_SLIPS:
        return column._replace(attribute="given_name")
    return column


_ALONE_WHOLE = ("nom", "nome", "nombre", "ad", "imie", "namn", "naam", "ten", "ime", "jmeno", "meno")


def _part(column: Column, beside: _Beside) -> Column:
    """ "Nom" alone is a whole name, "fname" beside "gname" a family name; how a name is spoken, beside the name itself, is another form of it."""
    has, form = beside.has, fold(column.name).replace(" ", "")
    if form == "fname" and has["given_name"] > 1 and not has["family_name"]:
        return column._replace(attribute="family_name")
    if is_reading(column.name) and has[column.attribute] > 1:
        return column._replace(attribute=column.attribute.replace("name", "reading"))
    one = has["given_name"] + has["family_name"] == 1 and not has["name"]
    return column._replace(attribute="name") if form in _ALONE_WHOLE and one else column


def _nickname(column: Column, beside: _Beside) -> Column:
    """The word by which somebody goes is a given name where there is no other."""
    has = beside.has
    if share(beside.sample, is_one_word) < MOSTLY:
        return column._replace(attribute="alias" if has["name"] + has["given_name"] else "name")
    if has["name"] or has["given_name"]:
        return column
    return column._replace(attribute="given_name" if has["family_name"] else "name")


def _initials(column: Column, beside: _Beside) -> Column:
    if beside.has["given_name"] or not beside.has["family_name"]:
        return Column(column.name, IGNORE, "other columns tell the name")
    return column._replace(attribute="given_name")


def _reading(column: Column, beside: _Beside) -> Column:
    has = beside.has
    alone = not (has["name"] or has["given_name"] or has["family_name"])
    return column._replace(attribute="name" if alone else "alias")


def _number(column: Column, beside: _Beside) -> Column:
    """A number beside an address is that of the house."""
    if "address" in beside.near and share(beside.sample, is_short_number) >= MOSTLY:
        return column._replace(attribute="house_number")
    return Column(column.name, IGNORE, "it numbers rows")


def _birth_place(column: Column, beside: _Beside) -> Column:
    if beside.has["city"] or beside.has["location"]:
        return Column(column.name, IGNORE, "it is no place of living")
    return column._replace(attribute="city")


def _address(column: Column, beside: _Beside) -> Column:
    """An address that holds its town, beside no column of towns, is a place in one line."""
    has = beside.has
    if (
        has["city"]
        or has["postal_code"]
        or has["location"]
        or share(beside.sample, is_whole_address) < MOSTLY
    ):
        return column
    return column._replace(attribute="location")


def _age(column: Column, beside: _Beside) -> Column:
    if beside.has["birth_date"] or beside.has["birth_year"]:
        return Column(column.name, IGNORE, "the birth date tells it")
    return column


def _as_of(column: Column, beside: _Beside) -> Column:
    """When a row was true matters to ages alone; a date of no name may be that of birth."""
    has = beside.has
    if not (has["birth_date"] or has["birth_year"] or has["age"]) and tells_births(beside.sample):
        return column._replace(attribute="birth_date")
    return column if beside.has["age"] else Column(column.name, IGNORE, NO_EVIDENCE)


def _address_more(column: Column, beside: _Beside) -> Column:
    return Column(column.name, IGNORE, "the first line of the address is enough")


_BESIDE: dict[str, Callable[[Column, _Beside], Column]] = {
    "reading": _reading,
    "person": _person,
    "name": _name,
    "given_name": _part,
    "family_name": _part,
    "nickname": _nickname,
    "initials": _initials,
    "number": _number,
    "birth_place": _birth_place,
    "address_more": _address_more,
    "address": _address,
    "age": _age,
    "as_of": _as_of,
}
# What depends on more is told apart later.
_ROUNDS = (
    ("given_name", "family_name"),
    ("initials", "name"),
    ("nickname",),
    ("reading", "person"),
    ("number", "birth_place", "address_more", "age"),
    ("address", "as_of"),
)


def _once_each(found: list[Column], declared: set[str]) -> list[Column]:
    """Attributes of which a table tells one keep their declared or else first column."""
    chosen: dict[str, str] = {}
    for column in sorted(found, key=lambda column: column.name not in declared):
        if column.attribute in _ONE:
            chosen.setdefault(column.attribute, column.name)
    return [
        Column(column.name, IGNORE, f"{column.attribute} is taken from {chosen[column.attribute]}")
        if column.attribute in _ONE and chosen[column.attribute] != column.name
        else column
        for column in found
    ]


def read_map(path: Path, columns: Iterable[str]) -> dict[str, str]:
    """column -> attribute out of a TOML or JSON file. Raises ConfigError for what is no map of this table."""
    try:
        content = path.read_text(encoding="utf-8-sig")
        table = json.loads(content) if path.suffix.lower() == ".json" else tomllib.loads(content)
    except OSError as missing:
        raise ConfigError(
            "the map cannot be read", file=str(path), found=missing.strerror or "nothing"
        ) from missing
    except ValueError as wrong:
        raise ConfigError("this is neither TOML nor JSON", file=str(path), found=str(wrong)[:120]) from wrong
    return checked_map(table, list(columns), str(path))


def checked_map(table: Any, columns: list[str], file: str) -> dict[str, str]:
    """Raises ConfigError for a column that is not there and an attribute that does not exist."""
    if isinstance(table, dict) and isinstance(table.get("mapping"), dict):
        table = table["mapping"]
    if not isinstance(table, dict):
        raise ConfigError("not a map", file=file, found=type(table).__name__, allowed='column = "attribute"')
    for column, attribute in table.items():
        if column not in columns:
            raise ConfigError(
                "there is no such column",
                file=file,
                key=column,
                found=repr(column),
                allowed=", ".join(columns),
            )
        if attribute not in ATTRIBUTES:
            raise ConfigError(
                "there is no such attribute", file=file, key=column, found=repr(attribute), allowed=", ".join(ATTRIBUTES)
            )  # fmt: skip
    return dict(table)
