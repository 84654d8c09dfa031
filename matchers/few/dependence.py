"""Where evidence on one pair is not independent: see `matchers.comparisons.dependence`, whose tables these are."""

from __future__ import annotations

from collections.abc import Iterable
from math import log2

from matchers.comparisons import COMPARISONS
from matchers.comparisons.base import Comparison
from matchers.comparisons.circumstances import BirthDate, PlaceOfLiving, Postcode, Street
from matchers.comparisons.contacts import EmailAddress, Identification, PhoneNumber, ProfileLink
from matchers.comparisons.dependence import (
    COLLEAGUES,
    FAMILY_SHARES,
    FOLLOWS,
    HOUSEHOLD,
    LONG,
    TOLD,
    TWINS,
    UNNAMED,
)
from matchers.comparisons.name_words import garbled, holds
from matchers.comparisons.names import FamilyName, FurtherNames, Generation, GivenName
from matchers.few.names import Name, in_other_order
from matchers.few.telling import Call, Said
from matchers.frequencies import listed_names
from matchers.phonetics import sound

PLACE = {comparison.name: place for place, comparison in enumerate(COMPARISONS)}


def place_of(comparison: type[Comparison]) -> int:
    return PLACE[comparison.name]


FAMILY, GIVEN, FURTHER, BIRTH = map(place_of, (FamilyName, GivenName, FurtherNames, BirthDate))
HOME, EMAIL, PHONE, PAGE = map(place_of, (PlaceOfLiving, EmailAddress, PhoneNumber, ProfileLink))
IDENTIFIER, STREET, GENERATION = map(place_of, (Identification, Street, Generation))
POSTCODE = place_of(Postcode)
_FAMILY_SLIP, _FAMILY_DIFFERENT = FamilyName.at("slip"), FamilyName.at("different")
_FAMILY_OTHER_ORDER = FamilyName.at("other order")
_GIVEN_SECOND, _GIVEN_SLIP = GivenName.at("second"), GivenName.at("slip")
_FURTHER_DIFFERENT = FurtherNames.at("different")
_GIVEN_DIFFERENT, _ANOTHER = GivenName.at("different"), GivenName.at("another")
_HOME_SLIP, _STREET_SLIP, _ID_SLIP = PlaceOfLiving.at("slip"), Street.at("slip"), Identification.at("slip")
_ONE_LINE, _OWN_USER = PhoneNumber.at("same but for the country"), EmailAddress.at("own user part")
_ONE_BOX = EmailAddress.at("same named")
_TWO_DATES, _APART = BirthDate.at("different"), BirthDate.at("generation")
_ELDER = Generation.at("different")
_STREET_ALIKE, _CODE_SLIP = Street.at("alike"), Postcode.at("slip")
_OTHER_YEAR, _OTHER_ID = BirthDate.at("other year"), Identification.at("different")
_UNNAMED = frozenset(map(GivenName.at, UNNAMED))

_TOLD = [
    (place_of(one), one.at(last), one.at(told), [(place_of(who), who.at(least)) for who, least in tellers])
    for one, last, told, tellers in TOLD
]
_FOLLOWS = [
    (
        place_of(one),
        one.at("different"),
        one.at(told),
        [(place_of(who), frozenset(map(who.at, levels))) for who, levels in tellers],
    )
    for one, told, tellers in FOLLOWS
]
_HOUSEHOLD, _FAMILY_SHARES, _COLLEAGUES = (
    tuple(PLACE[name] for name in names) for names in (HOUSEHOLD, FAMILY_SHARES, COLLEAGUES)
)


class Pair:
    """What all comparisons say of one pair, in the order of COMPARISONS: levels and bits, and the words of names and places."""

    __slots__ = ("bits", "family", "given", "home", "levels")

    def __init__(self, said: list[Said]) -> None:
        self.levels = [one.level for one in said]
        self.bits = [one.bits for one in said]
        self.family, self.given, self.home = said[FAMILY], said[GIVEN], said[HOME]

    def agrees(self, place: int, least: int) -> bool:
        """Whether a comparison speaks and says a level up to `least`."""
        return 0 <= self.levels[place] <= least

    def bound(self, members: Iterable[int], cap: float) -> None:
        """Scales the positive bits of these comparisons down where their sum is above the cap."""
        bits = self.bits
        total = 0.0
        for place in members:
            if bits[place] > 0.0:
                total += bits[place]
        if total > cap:
            factor = cap / total
            for place in members:
                if bits[place] > 0.0:
                    bits[place] *= factor


def settle(call: Call, pair: Pair, names: tuple[tuple[Name, ...], ...]) -> None:
    """All dependences, in their order."""
    if pair.levels[FAMILY] > _FAMILY_SLIP and not 0 <= pair.levels[GIVEN] <= _GIVEN_SECOND:
        _crossed(call, pair, names)
    if call.desk.origins.known:
        _of_one_origin(call, pair)
    _told_twice(call, pair)
    _follows(call, pair)
    _in_one_household(call, pair)
    _at_one_employer(call, pair)
    for members, cap in call.desk.groups:
        pair.bound(members, cap)


def _crossed(call: Call, pair: Pair, names: tuple[tuple[Name, ...], ...]) -> None:
    levels, bits = pair.levels, pair.bits
    crossed = in_other_order(call, names, bits[FAMILY], bits[GIVEN])
    if crossed is not None:
        pair.family, pair.given = crossed
        levels[FAMILY], bits[FAMILY] = pair.family[:2]
        levels[GIVEN], bits[GIVEN] = pair.given[:2]


def _of_one_origin(call: Call, pair: Pair) -> None:
    origins = call.desk.origins
    named = pair.agrees(FAMILY, _FAMILY_SLIP), pair.agrees(GIVEN, _GIVEN_SLIP)
    lives = pair.agrees(HOME, _HOME_SLIP)
    if named[0] + named[1] + lives < 2:
        return
    family, given, home = pair.family, pair.given, pair.home
    right = family.right, given.right
    if pair.levels[FAMILY] == _FAMILY_OTHER_ORDER:
        right = given.right, family.right
    for f, g, c in ((family.left, given.left, home.left), (*right, home.right)):
        fit = [
            x * y
            for x, y in zip(
                origins.affinity("family", f, named[0]), origins.affinity("given", g, named[1]), strict=True
            )
        ]
        names = max(log2(sum(x * share for x, share in zip(fit, origins.share, strict=True))), 0.0)
        lived = zip(fit, origins.affinity("city", c, lives), origins.share, strict=True)
        every = log2(sum(x * y * share for x, y, share in lived))
        if named[0] and named[1]:
            pair.bits[GIVEN] -= names / 2
        if lives:
            pair.bits[HOME] -= max(every - names, 0.0) / 2


def _told_twice(call: Call, pair: Pair) -> None:
    levels = pair.levels
    for place, last, told, tellers in _TOLD:
        if 0 <= levels[place] <= last:
            for who, least in tellers:
                if 0 <= levels[who] <= least:
                    _say(call, pair, place, told)
                    break


def _follows(call: Call, pair: Pair) -> None:
    levels = pair.levels
    for place, different, told, tellers in _FOLLOWS:
        if levels[place] == different and any(levels[who] in said for who, said in tellers):
            _say(call, pair, place, told)


def _say(call: Call, pair: Pair, place: int, level: int) -> None:
    pair.levels[place], pair.bits[place] = level, call.bits[COMPARISONS[place].name][level]


def _in_one_household(call: Call, pair: Pair) -> None:
    cap, levels = call.desk.caps["household"], pair.levels
    if not cap:  # these records list no households
        return
    if levels[GIVEN] == _GIVEN_DIFFERENT and not _own(pair):
        beside = _one_home(pair) or pair.agrees(EMAIL, _ONE_BOX) or levels[BIRTH] >= _TWO_DATES
        if beside and _two_names(pair.given.left, pair.given.right):
            _say(call, pair, GIVEN, _ANOTHER)
    nothing = levels[GIVEN] < 0 and levels[FURTHER] < 0 and levels[BIRTH] < 0
    other = levels[BIRTH] >= _OTHER_YEAR or levels[IDENTIFIER] == _OTHER_ID
    named = levels[GIVEN] >= 0 and levels[GIVEN] not in _UNNAMED and levels[FURTHER] != _FURTHER_DIFFERENT
    unnamed = other and not named
    apart = levels[BIRTH] == _APART or unnamed
    shared = (nothing or apart) and _one_home(pair) and not (pair.agrees(EMAIL, _ONE_BOX) or _own(pair))
    if levels[GIVEN] == _ANOTHER or (nothing and shared):
        pair.bound(_HOUSEHOLD, cap)
        pair.bound((BIRTH,), TWINS)
    if (apart and shared) or levels[GENERATION] == _ELDER:
        pair.bound(_FAMILY_SHARES, cap)


def _at_one_employer(call: Call, pair: Pair) -> None:
    cap = call.desk.caps.get("colleagues", 0.0)
    if not cap:
        return
    levels = pair.levels
    different = levels[GIVEN] == _GIVEN_DIFFERENT, levels[FAMILY] == _FAMILY_DIFFERENT
    if not any(different) or _reached(pair):
        return
    if different[0]:
        x, y = pair.given.left, pair.given.right
        if _begin_apart_or_usual(x, y) or not holds(*sorted((x, y), key=len)):
            pair.bound(_COLLEAGUES, cap)
    if different[1] and _begin_apart_or_usual(pair.family.left, pair.family.right):
        pair.bound(_COLLEAGUES, cap)


def _reached(pair: Pair) -> bool:
    """Whether they share a way to reach one person, or a birth date."""
    born = 0 <= pair.levels[BIRTH] < _TWO_DATES
    return born or _own(pair) or pair.agrees(EMAIL, _OWN_USER) or _one_home(pair)


def _one_home(pair: Pair) -> bool:
    near = pair.levels[STREET] == _STREET_ALIKE
    near = near or (pair.levels[BIRTH] < 0 and pair.agrees(FAMILY, _FAMILY_SLIP))
    at_home = near and pair.agrees(POSTCODE, _CODE_SLIP)
    return at_home or pair.agrees(PHONE, _ONE_LINE) or pair.agrees(STREET, _STREET_SLIP)


def _own(pair: Pair) -> bool:
    return pair.levels[PAGE] == 0 or pair.agrees(IDENTIFIER, _ID_SLIP)


def _begin_apart_or_usual(x: str, y: str) -> bool:
    listed = listed_names()
    return x[0] != y[0] or (x in listed and y in listed)


def _two_names(x: str, y: str) -> bool:
    """Both are usual names, or they begin differently, or neither is short for the other; and they do not sound alike, nor
    may one be garbled."""
    two = min(len(x), len(y)) >= LONG or _begin_apart_or_usual(x, y) or not holds(*sorted((x, y), key=len))
    listed = listed_names()
    return two and sound(x) != sound(y) and ((x in listed and y in listed) or not garbled(x, y))
