"""Places: city, region and country out of one line of text."""

from __future__ import annotations

import re
from collections import deque
from functools import lru_cache
from typing import NamedTuple

from enrich.model import Place
from enrich.values.gazetteer import Region, cities, country_code, find_city, find_region, regions
from enrich.values.lexicon import read_toml, spellings
from enrich.values.text import fold

__all__ = ["canonical_place", "country_code", "fold_place", "parse_place"]

_WORDS = read_toml("place_words")
_IGNORED = frozenset(fold(word) for word in spellings(_WORDS["ignored"]))
_AROUND = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _WORDS["around"])
_POSTAL_COUNTRY: dict[str, str] = _WORDS["postal_prefixes"]

_SEPARATOR = re.compile(
    r"\s*[,;|\n\r\t·•，、؛،]\s*|\s*(?<!\d)/\s*|\s*/(?!\d)\s*|\s+[-–—]\s+|\s*[()（）\[\]]\s*"
)
_AFTER_PROVINCE = re.compile(
    "(?:(?<=[\u4e00-\u9fff][省市県])|(?<=大阪府)|(?<=京都府)|(?<=東京都))(?=[\u4e00-\u9fff]{2})"
)
_POSTAL = re.compile(
    r"(?:\b(?P<prefix>[A-Z]{1,3})-)?\b(?:"
    r"(?P<uk>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})|(?P<ca>[A-Z]\d[A-Z] ?\d[A-Z]\d)|(?P<pl>\d\d-\d{3})|(?P<nl>\d{4} ?[A-Z]{2})|"
    r"(?P<br>\d{5}-\d{3})|(?P<pt>\d{4}-\d{3})|(?<=〒)\d{3}-\d{4}|(?P<us>\d{5}-\d{4})|\d{3} \d\d(?= \D|$)|\d{4,6})\b"
)
_POSTAL_GROUPS = {"uk": "GB", "ca": "CA", "pl": "PL", "nl": "NL", "br": "BR", "pt": "PT", "us": "US"}
_STATES_AFTER_CITIES = ("US", "CA", "AU")
_CITY_STATES = frozenset(("SG", "HK", "MO", "MC", "GI"))
_LONGEST = 200


class _Reading(NamedTuple):
    """What is left of the pieces of a line once a part of the place was taken from them."""

    pieces: list[str]
    region: str = ""
    country: str = ""


@lru_cache(maxsize=1 << 15)
def parse_place(text: str) -> Place:
    """The place with as many parts as the text tells: "Greater Munich Area" is city Munich, region Bavaria, country DE.

    Known cities, regions and countries get their English names, others stay as written. What says nothing about a
    place ("remote") is left out; a large city tells its region and country. Two letters behind a comma are a state of
    the USA, Canada or Australia unless the city is known to lie in the country with that code.
    """
    line = _AFTER_PROVINCE.sub(",", text[:_LONGEST])
    pieces = [piece for part in _SEPARATOR.split(line) if (piece := part.strip(" .-"))]
    pieces, postal_code, hint = _take_postal_code(pieces)
    named = (_without_around(piece) for piece in pieces if fold(piece) not in _IGNORED and fold(piece))
    pieces = [part for piece in named for part in _without_last_word(piece)]
    read = _take_region(_take_country(pieces))
    country = read.country or hint
    address, city, region = _take_city(read.pieces, read.region, country)
    if found := find_city(city, country, region):
        city, region, country = found.name, region or found.region, found.country
    elif not city and country in _CITY_STATES:
        here = (known for piece in reversed(pieces) for known in cities(piece))
        city = next((known.name for known in here if known.country == country), "")
    return Place(text, address, postal_code, city, region, country)


def _take_postal_code(pieces: list[str]) -> tuple[list[str], str, str]:
    """(pieces without it, postal code, the country its form tells); the last one in the line counts."""
    for place in range(len(pieces) - 1, -1, -1):
        found = next(iter(deque(_POSTAL.finditer(pieces[place]), maxlen=1)), None)
        if not found or (
            place == 0 and len(pieces) > 1 and found.end() < len(pieces[0]) and found.start() == 0
        ):
            continue
        group = found.lastgroup or ""
        hint = _POSTAL_COUNTRY.get(found["prefix"] or "", "") or _POSTAL_GROUPS.get(group, "")
        around = (pieces[place][: found.start()].strip(" -.〒"), pieces[place][found.end() :].strip(" -.〒"))
        kept = [*pieces[:place], *filter(None, around), *pieces[place + 1 :]]
        return kept, found.group().removeprefix(f"{found['prefix']}-"), hint
    return pieces, "", ""


def _without_around(piece: str) -> str:
    """ "Munich" for "Greater Munich Area"; a name the lists know is left whole."""
    piece = " ".join(piece.split())
    if _is_known(piece):
        return piece
    found = next((match for pattern in _AROUND if (match := pattern.fullmatch(piece))), None)
    return found["place"].strip(" .-") or piece if found else piece


def _without_last_word(piece: str) -> list[str]:
    """["Austin", "TX"] for "Austin TX", ["Berlin", "Germany"] for "Berlin Germany"; a name the lists know is one."""
    first, _, last = piece.rpartition(" ")
    if not first or _is_known(piece):
        return [piece]
    is_state = last.isupper() and any(state.country in _STATES_AFTER_CITIES for state in regions(last))
    return [first, last] if is_state or (country_code(last) and cities(first)) else [piece]


def _is_known(piece: str) -> bool:
    return bool(cities(piece) or regions(piece) or country_code(piece))


def _take_country(pieces: list[str]) -> _Reading:
    """The country from the end of the line or, as Asian addresses have it, from its beginning."""
    for place in (-1, 0):
        code = country_code(pieces[place]) if pieces else ""
        if code and not _is_rather_state(pieces, place, code) and not _is_province(pieces, place, code):
            rest = pieces[:-1] if place else pieces[1:]
            nation = find_region(pieces[place], code)
            return _Reading(rest, nation.name if nation else "", code)
    return _Reading(pieces)


def _is_rather_state(pieces: list[str], place: int, code: str) -> bool:
    """Whether "CA", "DE", "Georgia" is a state: not behind a city known in the country, and in the usual countries."""
    others = pieces[:-1] if place else pieces[1:]
    states = [region for region in regions(pieces[place]) if region.country != code]
    if not states or not others or any(find_city(other, code) for other in others):
        return False
    known = any(find_city(other, state.country, state.name) for other in others for state in states)
    return known or (place == -1 and states[0].country in _STATES_AFTER_CITIES)


def _is_province(pieces: list[str], place: int, code: str) -> bool:
    """Whether two letters behind a city are a province's, as in "Napoli (NA)": the city is known, and not there."""
    town = pieces[-2] if place == -1 and len(pieces) > 1 and pieces[-1] == code else ""
    return bool(town and cities(town)) and find_city(town, code) is None


def _take_region(read: _Reading) -> _Reading:
    """The region from either end of what is left, and the country it lies in."""
    for place in (-1, 0):
        if not read.pieces:
            break
        others = read.pieces[:-1] if place else read.pieces[1:]
        street_only = all(any(sign.isdigit() for sign in other) for other in others)
        if street_only and find_city(read.pieces[place], read.country):
            break
        region = _region_at(read.pieces[place], others, read.country)
        if region:
            return _Reading(others, region.name, region.country)
    return read


def _region_at(piece: str, others: list[str], country: str) -> Region | None:
    if country:
        return find_region(piece, country)
    candidates = regions(piece)
    with_city = (c for c in candidates if any(find_city(other, c.country, c.name) for other in others))
    if known := next(with_city, None):
        return known
    is_code = len(piece.replace(".", "")) <= 3
    return next(
        (c for c in candidates if not is_code or (others and c.country in _STATES_AFTER_CITIES)), None
    )


def _take_city(pieces: list[str], region: str, country: str) -> tuple[str, str, str]:
    """(address, city, region) of what is left when region and country are taken."""
    known = next(
        (place for place in range(len(pieces) - 1, -1, -1) if find_city(pieces[place], country, region)), None
    )
    if known is not None:
        return _address(pieces[:known]), pieces[known], region
    named = [piece for piece in pieces if not any(sign.isdigit() for sign in piece)]
    if not named:
        return _address(pieces), "", region
    if not region and len(named) > 1:
        region = named[-1]
    return _address(pieces), named[0], region


def _address(pieces: list[str]) -> str:
    return ", ".join(piece for piece in pieces if any(sign.isdigit() for sign in piece))


def canonical_place(place: Place) -> Place:
    """A place with its parts under their English names; what a source left in one line is parsed."""
    if not (place.city or place.region or place.country):
        return parse_place(place.text) if place.text else place
    country = country_code(place.country) or country_code(place.country.upper()) or place.country.strip()
    found = find_region(place.region, country) if country else next(iter(regions(place.region)), None)
    region = found.name if found else place.region.strip()
    country = country or (found.country if found else "")
    city = find_city(place.city, country, region) or find_city(place.city, country)
    if city is None:
        return Place(place.text, place.address, place.postal_code, place.city.strip(), region, country)
    return Place(place.text, place.address, place.postal_code, city.name, region or city.region, city.country)


def fold_place(place: Place | None) -> str:
    """Country and city in one comparable line ("de munich"), with the state where cities repeat ("us oregon portland");
    country and region where no city is known; "" for an unknown place."""
    if place is None:
        return ""
    known = canonical_place(place)
    region = known.region if not known.city or known.country in _STATES_AFTER_CITIES else ""
    return fold(f"{known.country} {region} {known.city}")
