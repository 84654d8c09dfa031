"""Where and when: birth date, place, postcode, address."""

from __future__ import annotations

from math import cos

import numpy as np

from enrich.ports import Bools, Floats, Ints, Levels
from enrich.values.distances import EARTH, NEAR, spot_of
from matchers.columns import Codes, distinct_codes
from matchers.comparisons.base import (
    AS_LEVEL,
    AlikeIn,
    Comparison,
    at_levels,
    choose,
    unusual,
    unusual_of_records,
)
from matchers.comparisons.houses import street_likeness
from matchers.kernel import (
    EQUAL,
    SIMILAR,
    TYPO,
    Classes,
    Outcome,
    text_likeness,
)
from matchers.scene import Batch, Level, Scene
from matchers.sketches import PostcodeSketch, TextSketch


def both(batch: Batch, column: str) -> tuple[Codes, Codes, Ints]:
    """Codes of a one-valued column on both sides, and where both sides speak."""
    codes = batch.scene.columns.one[column]
    left, right = codes[batch.a], codes[batch.b]
    return left, right, ((left > 0) & (right > 0)).nonzero()[0]


GENERATION = 14  # years


class BirthDate(Comparison):
    """Were they born on the same day? Swapped day and month, one wrong digit or one wrong part are forgiven; a date of which only the
    year is known (also when written as 1 January) is compared by year. Clearly different dates contradict, all the more where a
    generation lies between them: father and son share name and home."""

    name = "birth date"
    reads = ("birth",)
    levels = (
        Level("same", 11.5, "the same day"),
        Level("swapped", 8.0, "day and month have changed places"),
        Level("one digit", 6.0, "one digit apart"),
        Level("same month", 6.0, "the same month and year, as far as both say"),
        Level("same year", 4.0, "the same year, as far as both say"),
        Level("one part", 3.0, "day, month or year alone is another"),
        Level("close", 1.5, "a few weeks apart"),
        Level("two digits", 0.5, "two digits apart, or a year or ten but for a few weeks"),
        Level("near", -1.5, "the year is one apart, as far as both say"),
        Level("other year", -5.0, "different years, as far as both say"),
        Level("different", -7.0, "clearly different dates", contradicts=True),
        Level("generation", -8.0, "so many years apart that one may be the other's child", contradicts=True),
    )

    def compare(self, batch: Batch) -> Outcome:
        left, right, at = both(batch, "birth")
        a, b = vague(left[at]), vague(right[at])
        level = np.where(
            (a % 100 > 0) & (b % 100 > 0) | (left[at] == right[at]),
            self._exact(left[at], right[at]),
            self._partial(a, b),
        )
        nothing = np.zeros(len(left), np.int32)
        return at_levels(self.bits(batch), len(left), at, level.astype(np.int8), nothing, nothing)

    def shown(self, scene: Scene, outcome: Outcome) -> tuple[str, str]:
        left, right = scene.columns.one["birth"].tolist()
        return day_text(left), day_text(right)

    def _exact(self, a: Codes, b: Codes) -> Levels:
        digits = sum((a // 10**k % 10 != b // 10**k % 10).astype(np.int8) for k in range(8))
        gap = np.abs(day_count(a) - day_count(b))
        swapped = (a // 10000 == b // 10000) & (a % 10000 // 100 == b % 100) & (a % 100 == b % 10000 // 100)
        return choose(
            self.at("different"),
            ((a == b) & (a % 100 > 0) & (vague(a) == a), self.at("same")),
            ((a == b) & (vague(a) % 10000 > 0), self.at("same month")),
            (a == b, self.at("same year")),
            (swapped, self.at("swapped")),
            (digits == 1, self.at("one digit")),
            (_parts_apart(a, b) == 1, self.at("one part")),
            (gap <= 45, self.at("close")),
            ((digits == 2) | (np.abs(gap - 365) <= 45) | (np.abs(gap - 3652) <= 45), self.at("two digits")),
            (gap >= GENERATION * 365, self.at("generation")),
        )

    def _partial(self, a: Codes, b: Codes) -> Levels:
        years = np.abs(a // 10000 - b // 10000)
        months = (a % 10000 // 100 > 0) & (b % 10000 // 100 > 0)
        month = a % 10000 // 100 == b % 10000 // 100
        return choose(
            self.at("other year"),
            ((years == 0) & months & month, self.at("same month")),
            ((years == 0) & months, self.at("near")),
            (years == 0, self.at("same year")),
            (years == 1, self.at("near")),
            (years >= GENERATION, self.at("generation")),
        )


def _parts_apart(a: Codes, b: Codes) -> Codes:
    """How many of day, month and year differ."""
    parts = ((a % 100, b % 100), (a // 100 % 100, b // 100 % 100), (a // 10000, b // 10000))
    return np.asarray(sum((x != y).astype(np.int32) for x, y in parts), np.int32)


def day_text(number: int) -> str:
    """The partial date behind year * 10000 + month * 100 + day."""
    parts = (f"{number // 10000:04}", f"{number % 10000 // 100:02}", f"{number % 100:02}")
    return "-".join(part for part in parts if int(part))


def day_count(date: Codes) -> Codes:
    """Days, near enough for a distance between dates."""
    return date // 10000 * 1461 // 4 + date % 10000 // 100 * 61 // 2 + date % 100


def vague(date: Codes) -> Codes:
    """1 January often stands for a year alone."""
    return np.where(date % 10000 == 101, date // 10000 * 10000, date).astype(np.int32)


class Spots:
    """Where the city of each record lies: as a point on the unit sphere, NaN where that is not known, and the number of its
    metropolitan area, 0 for none."""

    of_records = True

    def __init__(self, scene: Scene) -> None:
        one, words = scene.columns.one, scene.columns.words
        parts = np.stack([one["city"], one["region"], one["country"]])
        self.number, cities = numbered_places(parts)
        spots = [
            spot_of(words[city], words[region], words[country].upper()) for city, region, country in cities
        ]
        degrees = [(s.latitude, s.longitude) if s else (np.nan, np.nan) for s in spots]
        self._point = points([(np.nan, np.nan), *degrees])
        areas = {"": 0}
        self._metro = np.array(
            [0, *(areas.setdefault(s.metro if s else "", len(areas)) for s in spots)], np.int32
        )

    def near(self, a: Ints, b: Ints) -> Bools:
        """Whether both are known to lie within reach of one another."""
        x, y = self.number[a], self.number[b]
        metro = self._metro[x]
        return np.asarray((self._cosine(x, y) >= IN_REACH) | ((metro > 0) & (metro == self._metro[y])))

    def far(self, a: Ints, b: Ints) -> Bools:
        """Whether both are known to lie out of reach of one another."""
        x, y = self.number[a], self.number[b]
        metro = self._metro[x]
        return np.asarray((self._cosine(x, y) < IN_REACH) & ((metro == 0) | (metro != self._metro[y])))

    def _cosine(self, x: Codes, y: Codes) -> Floats:
        return np.asarray(np.einsum("ij,ij->i", self._point[x], self._point[y]), np.float64)


IN_REACH = cos(NEAR / EARTH)


def points(degrees: list[tuple[float, float]]) -> Floats:
    """(n, 3) points on the unit sphere."""
    latitude, longitude = np.radians(np.array(degrees, np.float64)).T
    flat = np.cos(latitude)
    return np.stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)], axis=1)


_FEW = 1_000  # records; fewer are looked at one by one


def numbered_places(parts: Codes) -> tuple[Codes, list[tuple[int, ...]]]:
    """`parts`: (3, n) codes of city, region, country. The number of the place of each record, 0 where city or country are not
    known, and the places by number, from 1 on."""
    if parts.shape[1] < _FEW:
        places = [place if place[0] and place[2] else () for place in zip(*parts.tolist(), strict=True)]
        numbers: dict[tuple[int, ...], int] = {(): 0}
        number = [numbers.setdefault(place, len(numbers)) for place in places]
        return np.array(number, np.int32), list(numbers)[1:]
    said = ((parts[0] > 0) & (parts[2] > 0)).nonzero()[0]
    few = [distinct_of_words(part[said]) for part in parts]
    key = (few[0][1] * (len(few[1][0]) + 1) + few[1][1]) * (len(few[2][0]) + 1) + few[2][1]
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    answer = np.zeros(parts.shape[1], np.int32)
    answer[said] = which + 1
    return answer, list(map(tuple, parts[:, said[first]].T.tolist()))


def distinct_of_words(codes: Codes) -> tuple[Codes, Ints]:
    """The distinct codes of words, and where each code is among them."""
    distinct = distinct_codes(codes)
    place = np.zeros(int(codes.max(initial=0)) + 1, np.int64)
    place[distinct] = np.arange(len(distinct))
    return distinct, place[codes]


class PlaceOfLiving(Comparison):
    """Do they live in the same place? Cities of one metropolitan area, or within 50 km of one another, are near: Mountain View and
    San Francisco, Mannheim and Heidelberg. Two cities of one name that lie far apart (Portland in Oregon and in Maine) are two.
    People move: another place says little, another country somewhat more."""

    name = "place"
    reads = ("city", "country")
    group = "career"
    levels = (
        Level("same city", 4.0, "the same city"),
        Level("slip", 3.0, "the same city, differently spelt"),
        Level("told by address", 0.8, "the same city, which address or postcode have said already"),
        Level("near", 2.0, "within 50 km or in one metropolitan area"),
        Level("same region", 1.5, "the same region"),
        Level("country", 0.3, "the same country, as far as both say"),
        Level("same country", -0.5, "the same country, another city"),
        Level("other city", -0.8, "another city"),
        Level("other country", -1.5, "another country"),
    )

    def beyond(self, scene: Scene) -> Floats | None:
        return unusual_of_records(scene, "city")

    def compare(self, batch: Batch) -> Outcome:
        one = batch.scene.columns.one
        left, right, _ = both(batch, "city")
        country, abroad = one["country"][batch.a], one["country"][batch.b]
        region, elsewhere = one["region"][batch.a], one["region"][batch.b]
        cities, countries = (left > 0) & (right > 0), (country > 0) & (abroad > 0)
        at = (cities | countries).nonzero()[0]
        like = batch.scene.table(AlikeIn("city", text_likeness, TextSketch)).of(left[at], right[at])
        away, known = (countries & (country != abroad))[at], cities[at]
        spots = batch.scene.table(Spots)
        same = known & (like >= TYPO) & ~away
        apart = (same & (region != elsewhere)[at]).nonzero()[0]  # two cities of one name
        same[apart[spots.far(batch.a[at[apart]], batch.b[at[apart]])]] = False
        near = np.zeros(len(at), np.bool_)
        other = (known & ~same).nonzero()[0]
        near[other] = spots.near(batch.a[at[other]], batch.b[at[other]])
        level = choose(
            self.at("other city"),
            (near, self.at("near")),
            (away, self.at("other country")),
            (same & (like == EQUAL), self.at("same city")),
            (same, self.at("slip")),
            (((region == elsewhere) & (region > 0))[at], self.at("same region")),
            (countries[at] & ~known, self.at("country")),
            (countries[at], self.at("same country")),
        )
        agree = (level <= self.at("slip")).nonzero()[0]
        more = np.zeros(len(at))
        more[agree] = unusual(batch, "city", left[at[agree]], right[at[agree]])
        return at_levels(self.bits(batch), len(left), at, level, left, right, more)


class Postcode(Comparison):
    """Do they have the same postcode? The same first letters are the same area."""

    name = "postcode"
    reads = ("postcode",)
    group = "home"
    levels = (
        Level("same", 8.0, "the same postcode"),
        Level("slip", 4.0, "one character apart"),
        Level("same area", 2.5, "the same area"),
        Level("told by address", 1.5, "the same or nearly, which the address has said already"),
        Level("different", -1.2, "different postcodes"),
        Level("moved", -0.4, "different postcodes, in different cities"),
    )

    def beyond(self, scene: Scene) -> Floats | None:
        return unusual_of_records(scene, "postcode")

    def compare(self, batch: Batch) -> Outcome:
        left, right, at = both(batch, "postcode")
        alike = batch.scene.table(AlikeIn("postcode", postcode_likeness, PostcodeSketch))
        like = alike.of(left[at], right[at])
        level = choose(
            self.at("different"),
            (like == EQUAL, self.at("same")),
            (like == TYPO, self.at("slip")),
            (like == SIMILAR, self.at("same area")),
        )
        more = np.where(level <= self.at("slip"), unusual(batch, "postcode", left[at], right[at]), 0.0)
        return at_levels(self.bits(batch), len(left), at, level, left, right, more)


def postcode_likeness(left: list[str], right: list[str]) -> Classes:
    """TYPO for one character, SIMILAR for one area."""
    area = np.array(
        [a[: max(2, len(a) - 3)] == b[: max(2, len(b) - 3)] for a, b in zip(left, right, strict=True)]
    )
    edits = np.array(
        [
            len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1
            for a, b in zip(left, right, strict=True)
        ]
    )
    swaps = np.array([sorted(a) == sorted(b) for a, b in zip(left, right, strict=True)])
    return np.select([edits | swaps, area], [np.int8(TYPO), np.int8(SIMILAR)], np.int8(0))


class Street(Comparison):
    """Do they live at the same address? A whole household does. The next house is another address."""

    name = "address"
    reads = ("street",)
    group = "home"
    levels = (
        Level("same", 9.0, "the same street and number"),
        Level("slip", 7.0, "the same but for a slip of the finger"),
        Level("alike", 3.0, "alike"),
        Level("different", -1.5, "different addresses"),
        Level("moved", -0.4, "different addresses, in different cities or areas"),
    )

    def compare(self, batch: Batch) -> Outcome:
        left, right, at = both(batch, "street")
        alike = batch.scene.table(AlikeIn("street", street_likeness, TextSketch))
        like = alike.of(left[at], right[at])
        return at_levels(self.bits(batch), len(left), at, AS_LEVEL[like], left, right)
