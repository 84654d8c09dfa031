"""Where cities are and how far they lie apart: the cities of Natural Earth (public domain, naturalearthdata.com) and some
suburbs of large ones, with the metropolitan areas that count as one place to live and work in.

`data/coordinates.csv`, a row for each: `usual` is 1 for the city that is meant where no region is told.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from enrich.values.lexicon import read_csv
from enrich.values.text import fold

NEAR = 50.0  # km: people look for work and move within that
EARTH = 6371.0  # km, mean radius


class Spot(NamedTuple):
    """Degrees of latitude and longitude; `metro`: the name of the metropolitan area, "" for none."""

    latitude: float
    longitude: float
    metro: str


def spot_of(city: str, region: str, country: str) -> Spot | None:
    """Where a folded city lies in a folded region ("" where none is known) of a country (ISO code); None for one that the
    list does not know, or knows several of."""
    for place, of_region, usual in _spots().get((country, city), ()):
        if usual if not region or not of_region else region == of_region:
            return place
    return None


def country_of_town(name: str) -> str:
    """The country (ISO code) of the only town of this name, "" for one that the list does not know, or knows in several
    countries."""
    countries = _countries().get(_folded(name), ())
    return next(iter(countries)) if len(countries) == 1 else ""


@cache
def _countries() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for country, name in _spots():
        found.setdefault(name, set()).add(country)
    return {name: frozenset(countries) for name, countries in found.items()}


@cache
def _spots() -> dict[tuple[str, str], list[tuple[Spot, str, bool]]]:
    found: dict[tuple[str, str], list[tuple[Spot, str, bool]]] = {}
    for row in read_csv("coordinates"):
        spot = Spot(float(row["latitude"]), float(row["longitude"]), row["metro"])
        of = found.setdefault((row["country"], _folded(row["name"])), [])
        of.append((spot, _folded(row["region"]), row["usual"] == "1"))
    return found


def _folded(name: str) -> str:
    """What `fold` makes of a name; most are plain letters, and there are thousands."""
    plain = name.isascii() and name.replace(" ", "").isalpha()
    return name.lower() if plain or not name else fold(name)
