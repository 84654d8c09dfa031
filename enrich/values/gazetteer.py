"""The countries, regions and large cities that places are read with, by every name the lists know."""

from __future__ import annotations

from typing import NamedTuple

from enrich.values.lexicon import read_csv, spellings
from enrich.values.text import fold


class City(NamedTuple):
    country: str
    region: str
    name: str


class Region(NamedTuple):
    country: str
    code: str
    name: str


_ROWS = read_csv("countries")
_CODES = frozenset(row["code"] for row in _ROWS)
_COUNTRIES = {
    fold(name): row["code"]
    for row in _ROWS
    for name in (row["name"], *spellings(row["others"]))
    if fold(name)
}

_REGIONS: dict[str, list[Region]] = {}
_REGION_CODES: dict[str, list[Region]] = {}
for _row in read_csv("regions"):
    _region = Region(_row["country"], _row["code"], _row["name"])
    for _name in {fold(name) for name in (_row["name"], *spellings(_row["others"]))}:
        _REGIONS.setdefault(_name, []).append(_region)
    if _region.code:
        _REGION_CODES.setdefault(_region.code, []).append(_region)

_CITIES: dict[str, list[City]] = {}
for _row in read_csv("cities"):
    _city = City(_row["country"], _row["region"], _row["name"])
    for _name in {fold(name) for name in (_row["name"], *spellings(_row["others"]))}:
        _CITIES.setdefault(_name, []).append(_city)


def country_code(text: str) -> str:
    """The ISO 3166-1 alpha-2 code of a country: of its name in English, in its own or another large language, or of
    the code itself in capitals; "" when it is none."""
    text = text.strip()
    if text in _CODES:
        return text
    return _COUNTRIES.get(fold(text), "")


def regions(text: str) -> list[Region]:
    """The regions that have this name or, in capitals, this code; the larger country first."""
    return _REGIONS.get(fold(text), []) + _REGION_CODES.get(text.replace(".", ""), [])


def cities(text: str) -> list[City]:
    """The large cities of this name, the best known first."""
    return _CITIES.get(fold(text), [])


def find_city(text: str, country: str = "", region: str = "") -> City | None:
    """The best known city of this name in a country and region, as far as they are known."""
    return next(
        (
            city
            for city in cities(text)
            if (not country or city.country == country) and (not region or city.region in ("", region))
        ),
        None,
    )


def find_region(text: str, country: str) -> Region | None:
    """The region of this name or code in a country."""
    return next((region for region in regions(text) if region.country == country), None)
