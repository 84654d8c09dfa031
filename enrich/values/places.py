"""Places: city, region and country out of one line of text."""

from __future__ import annotations

from enrich.model import Place
from enrich.values.text import fold

_CODES = {
    "germany": "DE",
    "deutschland": "DE",
    "usa": "US",
    "united states": "US",
    "poland": "PL",
    "france": "FR",
}


def parse_place(text: str) -> Place:
    """The place with as many parts as the text tells."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    country = country_code(parts[-1]) if parts else ""
    rest = parts[:-1] if country else parts
    return Place(
        text=text, city=rest[0] if rest else "", region=rest[1] if len(rest) > 1 else "", country=country
    )


def country_code(text: str) -> str:
    """The ISO 3166-1 alpha-2 code of a country named in English or in its own language; "" when it is none."""
    return _CODES.get(fold(text), "")


def fold_place(place: Place | None) -> str:
    """Country, region and city in one comparable line; "" for an unknown place."""
    return fold(f"{place.country} {place.region} {place.city}") if place else ""
