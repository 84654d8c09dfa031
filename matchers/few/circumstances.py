"""Birth dates and places of two records: see `matchers.comparisons.circumstances`."""

from __future__ import annotations

from functools import lru_cache
from math import cos, radians, sin
from typing import NamedTuple

from enrich.values.distances import spot_of
from matchers.comparisons.base import AS_LEVEL
from matchers.comparisons.circumstances import (
    GENERATION,
    IN_REACH,
    BirthDate,
    PlaceOfLiving,
    Postcode,
    Street,
)
from matchers.few.telling import SILENT, Call, Said
from matchers.few.words import postcode_like, street_like, text_like
from matchers.kernel import EQUAL, SIMILAR, TYPO

_BIRTH = {level.name: at for at, level in enumerate(BirthDate.levels)}
_PLACE = {level.name: at for at, level in enumerate(PlaceOfLiving.levels)}
_POSTCODE = {level.name: at for at, level in enumerate(Postcode.levels)}
_STREET_BY_LIKENESS: list[int] = AS_LEVEL.tolist()


def birth(call: Call, x: int, y: int) -> Said:
    a, b = _vague(x), _vague(y)
    exact = x == y or (a % 100 > 0 and b % 100 > 0)
    level = _BIRTH[_exact(x, y) if exact else _partial(a, b)]
    return Said(level, call.bits[BirthDate.name][level])


def _vague(date: int) -> int:
    return date // 10000 * 10000 if date % 10000 == 101 else date


def _exact(a: int, b: int) -> str:
    if a == b:
        if a % 100 > 0 and _vague(a) == a:
            return "same"
        return "same month" if _vague(a) % 10000 > 0 else "same year"
    year, month, day = a // 10000, a // 100 % 100, a % 100
    other, its_month, its_day = b // 10000, b // 100 % 100, b % 100
    digits = sum(p != q for p, q in zip(f"{a:08}", f"{b:08}", strict=True))
    gap = abs(_day_count(a) - _day_count(b))
    if year == other and month == its_day and day == its_month:
        return "swapped"
    if digits == 1:
        return "one digit"
    if (year != other) + (month != its_month) + (day != its_day) == 1:
        return "one part"
    if gap <= 45:
        return "close"
    if digits == 2 or abs(gap - 365) <= 45 or abs(gap - 3652) <= 45:
        return "two digits"
    return "generation" if gap >= GENERATION * 365 else "different"


def _partial(a: int, b: int) -> str:
    years = abs(a // 10000 - b // 10000)
    month, other = a // 100 % 100, b // 100 % 100
    if years == 0:
        if month and other:
            return "same month" if month == other else "near"
        return "same year"
    if years == 1:
        return "near"
    return "generation" if years >= GENERATION else "other year"


def _day_count(date: int) -> int:
    return date // 10000 * 1461 // 4 + date % 10000 // 100 * 61 // 2 + date % 100


class At(NamedTuple):
    """A point on the unit sphere, and the metropolitan area that it is in, "" for none."""

    x: float
    y: float
    z: float
    metro: str


@lru_cache(maxsize=1 << 13)
def at(city: str, region: str, country: str) -> At | None:
    """Where a city lies; None where that is not known."""
    spot = spot_of(city, region, country) if city and country else None
    if spot is None:
        return None
    latitude, longitude = radians(spot.latitude), radians(spot.longitude)
    flat = cos(latitude)
    return At(flat * cos(longitude), flat * sin(longitude), sin(latitude), spot.metro)


def in_reach(one: At, other: At) -> bool:
    """Whether two points lie within reach of one another."""
    return one.x * other.x + one.y * other.y + one.z * other.z >= IN_REACH


def near(one: At | None, other: At | None) -> bool | None:
    """Whether two cities lie within reach of one another, or in one area; None where that is not known."""
    if one is None or other is None:
        return None
    return in_reach(one, other) or (one.metro != "" and one.metro == other.metro)


class Home(NamedTuple):
    city: str
    region: str
    country: str

    @property
    def at(self) -> At | None:
        return at(self.city, self.region, self.country.upper())


def place(call: Call, left: Home, right: Home) -> Said:
    cities, countries = bool(left.city and right.city), bool(left.country and right.country)
    if not cities and not countries:
        return SILENT
    level = _PLACE[_place_level(left, right, cities, countries)]
    more = call.desk.unusual("city", left.city, right.city) if level <= _PLACE["slip"] else 0.0
    return Said(level, call.bits[PlaceOfLiving.name][level] + more, left.city, right.city)


def _place_level(left: Home, right: Home, cities: bool, countries: bool) -> str:
    away = countries and left.country != right.country
    one_region = left.region == right.region
    if cities:
        like = text_like(left.city, right.city)
        same = like >= TYPO and not away
        if same and not one_region:  # two cities of one name
            same = near(left.at, right.at) is not False
        if not same and near(left.at, right.at):
            return "near"
        if same:
            return "same city" if like == EQUAL else "slip"
    if away:
        return "other country"
    if one_region and left.region:
        return "same region"
    if not countries:
        return "other city"
    return "same country" if cities else "country"


def postcode(call: Call, x: str, y: str) -> Said:
    level = _POSTCODE[_POSTCODE_BY_LIKENESS.get(postcode_like(x, y), "different")]
    more = call.desk.unusual("postcode", x, y) if level <= _POSTCODE["slip"] else 0.0
    return Said(level, call.bits[Postcode.name][level] + more, x, y)


_POSTCODE_BY_LIKENESS = {EQUAL: "same", TYPO: "slip", SIMILAR: "same area"}


def street(call: Call, x: str, y: str) -> Said:
    level = _STREET_BY_LIKENESS[street_like(x, y)]
    return Said(level, call.bits[Street.name][level], x, y)
