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
from enrich.values.contacts import clean_email, clean_phone
from enrich.values.dates import clean_date
from enrich.values.gazetteer import cities, country_code
from enrich.values.names import fold
from matchers.dedupe.days import iso_day
from matchers.dedupe.headers import ATTRIBUTES, IGNORE, attribute_of
from matchers.dedupe.reading import NOTHING, as_text
from matchers.frequencies import shipped_rarity

_SAMPLE = 400
_ALL_BUT_SLIPS = 0.95
_DIGITS = re.compile(r"\d")
_URL = re.compile(r"(?i)(https?://|www\.|linkedin\.com/|github\.com/|xing\.com/)\S+")
_NO_HEADER = re.compile(r"(?i)(column|col|field|var|variable|attr|attribute|c|f|v|x|unnamed)?[\s_:.-]*\d+")
_SALUTATION = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "herr",
        "frau",
        "m",
        "mme",
        "mlle",
        "sr",
        "sra",
        "srta",
        "sig",
        "dott",
        "mx",
        "sir",
        "madam",
    ]
)
_POSTAL = re.compile(
    r"(?i)\d{4,5}(-\d{3,4})?|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|\d{4} ?[a-z]{2}|\d{2}-\d{3}|[a-z]\d[a-z] ?\d[a-z]\d"
)
# Attributes of which one column is enough: the first that the table has counts.
_ONE = frozenset((
    "name", "birth_date", "birth_year", "birth_month", "birth_day", "city", "region", "country", "postal_code", "location",
    "school", "degree", "school_year", "source", "suffix", "infix", "middle_name", "house_number", "address",
))  # fmt: skip
# What evidence about a person can begin with; a table with none of these cannot be deduplicated.
EVIDENCE = frozenset(("name", "given_name", "family_name", "alias", "email", "phone", "link", "identifier"))


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
    found = [_column(table[name], declared, truth) for name in table.columns]
    if not any(
        column.attribute in EVIDENCE for column in found
    ):  # headers of a language nobody knows: cells speak
        found = [
            _column(table[column.name], declared, truth, unknown=True) if column.why == _UNKNOWN else column
            for column in found
        ]
    found = _told_apart(found, set(declared))
    found = _once_each(found, set(declared))
    mapping = Plan(tuple(found))
    if not any(column.attribute in EVIDENCE for column in mapping.columns):
        raise Refused(
            "no column tells who people are", found=", ".join(table.columns[:12]) + (" ..." if table.width > 12 else ""),
            allowed="a column of names, e-mail addresses, telephone numbers, pages or identifiers; --map names them",
        )  # fmt: skip
    return mapping


_UNKNOWN = "neither name nor content is known"


def _column(values: pl.Series, declared: Mapping[str, str], truth: str, *, unknown: bool = False) -> Column:
    name = values.name
    if name == truth:
        return Column(name, IGNORE, "it is the truth")
    if name in declared:
        return Column(name, declared[name], "so the map says" if declared[name] == IGNORE else "")
    sample = _sample(values)
    if not sample:
        return Column(name, IGNORE, "it is empty")
    attribute = attribute_of(name)
    attribute = _of_two_meanings(attribute, sample)
    if attribute == IGNORE:
        return Column(name, IGNORE, "its name promises no evidence")
    if attribute and (odd := _contradiction(attribute, sample)):
        return Column(name, IGNORE, f"named like {attribute}, but {odd}")
    if attribute:
        return Column(name, attribute)
    by_content = _by_content(sample, unknown or _NO_HEADER.fullmatch(name.strip()) is not None)
    return Column(name, by_content or IGNORE, "" if by_content else _UNKNOWN)


def _of_two_meanings(attribute: str, sample: list[str]) -> str:
    """What the cells speak of, where the name may say either: "birth_day" is "birthday" too, "mob" a mobile telephone."""
    other, holds = _OTHER_MEANING.get(attribute, ("", bool))
    return other if other and _share(sample, holds) >= _ALL_BUT_SLIPS else attribute


def _sample(values: pl.Series) -> list[str]:
    """Some hundred cells that say something, spread over the column."""
    step = max(1, len(values) // (_SAMPLE * 5))
    text = as_text(values.gather_every(step)).drop_nulls().str.slice(0, 200).str.strip_chars()
    return [cell for cell in text.to_list() if cell.lower() not in NOTHING][:_SAMPLE]


def _share(sample: Iterable[str], test: Callable[[str], Any]) -> float:
    answers = [bool(test(cell)) for cell in sample]
    return sum(answers) / max(len(answers), 1)


def _digits(cell: str) -> int:
    return len(_DIGITS.findall(cell))


def _number(cell: str) -> int:
    """A whole number, also as spreadsheets write it ("7.0"); -1 for anything else."""
    whole = cell.removesuffix(".0")
    return int(whole) if whole.isdecimal() and len(whole) <= 4 else -1


def _is_day(cell: str) -> bool:
    return 1 <= _number(cell) <= 31


_OTHER_MEANING: dict[str, tuple[str, Callable[[str], Any]]] = {
    "birth_date": ("birth_day", _is_day),
    "birth_month": ("phone", lambda cell: _digits(cell) >= 6),
}


def _says_date(cell: str) -> bool:
    return bool(iso_day(cell, month_first=False)) and (len(cell) != 5 or 3_000 < int(cell) < 60_000)


def _contradiction(attribute: str, sample: list[str]) -> str:
    """What in the content speaks against the name of a column; "" for nothing."""
    doubt = _DOUBTS.get(attribute)
    if doubt is None:
        return ""
    holds, least, says = doubt
    return "" if _share(sample, holds) >= least else says


_Doubt = tuple[Callable[[str], Any], float, str]
_NAME_DOUBT: _Doubt = (lambda cell: not _digits(cell) and "@" not in cell, 0.5, "most cells hold no names")
_DOUBTS: dict[str, _Doubt] = {
    "name": _NAME_DOUBT,
    "given_name": _NAME_DOUBT,
    "family_name": _NAME_DOUBT,
    "email": (
        lambda cell: "@" in cell or "%40" in cell or "(at)" in cell.lower(),
        0.3,
        "most cells hold no addresses",
    ),
    "phone": (lambda cell: _digits(cell) >= 5 and "@" not in cell, 0.5, "most cells hold no numbers"),
    "birth_date": (_says_date, 0.2, "most cells hold no dates"),
    "birth_year": (
        lambda cell: 1850 < _number(cell) < 2100,
        0.5,
        "most cells hold no years",
    ),
    "birth_month": (
        lambda cell: 1 <= _number(cell) <= 12 or clean_date(f"{cell} 2000")[5:7],
        0.5,
        "most cells hold no months",
    ),
    "birth_day": (_is_day, 0.5, "most cells hold no days of a month"),
    "title": (lambda cell: fold(cell) not in _SALUTATION, 0.5, "its cells are forms of address"),
    "city": (lambda cell: not cell.isdecimal(), 0.5, "most cells are numbers"),
    "region": (lambda cell: len(cell) <= 60, 0.5, "most cells are long texts"),
    "country": (lambda cell: len(cell) <= 60 and not cell.isdecimal(), 0.5, "most cells name no country"),
    "postal_code": (
        lambda cell: len(cell) <= 12 and _digits(cell) > 1,
        0.4,
        "most cells are no postal codes",
    ),
    "source": (lambda cell: len(cell) <= 120, 0.9, "most cells are long texts"),
}


def _by_content(sample: list[str], is_nameless: bool) -> str:
    """The attribute that the cells of a column without a telling name speak of. Dates, numbers and words are believed
    only in a column that has no name at all."""
    tests = _PLAIN_TESTS + (_NAMELESS_TESTS if is_nameless else ())
    return next((attribute for attribute, holds, least in tests if _share(sample, holds) >= least), "")


def _is_listed(cell: str, kind: str) -> bool:
    words = fold(cell).split()
    return len(words) == 1 and words[0] in shipped_rarity(kind)


def _is_full_name(cell: str) -> bool:
    words = fold(cell).split()
    given = shipped_rarity("given")
    return 2 <= len(words) <= 5 and (words[0] in given or words[-1] in given or words[1] in given)


def _is_birth_date(cell: str) -> bool:
    year = clean_date(cell)[:4]
    return bool(year) and len(cell) >= 6 and 1900 <= int(year) <= 2015


_Test = tuple[str, Callable[[str], Any], float]
_PLAIN_TESTS: tuple[_Test, ...] = (
    ("email", lambda cell: "@" in cell and clean_email(cell), 0.6),
    ("link", _URL.match, 0.6),
)
_NAMELESS_TESTS: tuple[_Test, ...] = (
    ("birth_date", _is_birth_date, 0.7),
    ("phone", lambda cell: _digits(cell) >= 9 and clean_phone(cell), 0.6),
    ("country", country_code, 0.9),
    ("given_name", lambda cell: _is_listed(cell, "given"), 0.6),
    ("family_name", lambda cell: _is_listed(cell, "family"), 0.4),
    ("name", _is_full_name, 0.5),
    ("city", cities, 0.5),
    ("postal_code", _POSTAL.fullmatch, 0.9),
)


def _told_apart(found: list[Column], declared: set[str]) -> list[Column]:
    """Names that depend on what stands beside them: "Nom" alone is a whole name; "name" beside a given name only is the
    family name; a birth place is a city where there is no other; what is left of several lines of an address is dropped."""
    has = Counter(column.attribute for column in found)
    return [
        column if column.name in declared else _beside(column, has)
        for column in found
    ]  # fmt: skip


def _beside(column: Column, has: Counter[str]) -> Column:
    form = fold(column.name).replace(" ", "")
    alone = form in ("nom", "nome", "nombre", "ad", "imie", "namn", "naam")
    if (
        alone
        and not (has["given_name"] and has["family_name"])
        and has["given_name"] + has["family_name"] == 1
        and not has["name"]
    ):
        return column._replace(attribute="name")
    if column.attribute == "name" and has["given_name"] and not has["family_name"]:
        return column._replace(attribute="family_name")
    if column.attribute == "birth_place":
        if has["city"] or has["location"]:
            return Column(column.name, IGNORE, "it is no place of living")
        return column._replace(attribute="city")
    if column.attribute == "address_more":
        return Column(column.name, IGNORE, "the first line of the address is enough")
    return column


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
