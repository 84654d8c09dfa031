"""What training may make of levels: among which pairs each is counted, and the most bits that it may get."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from enrich.ports import Bools, Floats, Levels
from matchers.comparisons import COMPARISONS
from matchers.comparisons.base import Comparison
from matchers.comparisons.career import Employer, Skills, Title
from matchers.comparisons.circumstances import BirthDate, PlaceOfLiving, Postcode, Street
from matchers.comparisons.contacts import EmailAddress, Identification, PhoneNumber
from matchers.comparisons.dependence import FOLLOWS
from matchers.comparisons.history import Career
from matchers.comparisons.names import FamilyName, FurtherNames, Generation, GivenName

NAMES = tuple(c.name for c in COMPARISONS)
AT = {name: place for place, name in enumerate(NAMES)}

Context = Callable[[Levels], Bools]


def agreeing(*tellers: tuple[type[Comparison], str]) -> Context:
    """Where one of these comparisons agrees, up to a level."""

    def context(levels: Levels) -> Bools:
        answer = np.zeros(len(levels), np.bool_)
        for comparison, last in tellers:
            level = levels[:, AT[comparison.name]]
            answer |= (level >= 0) & (level <= comparison.at(last))
        return answer

    return context


def at_levels(*tellers: tuple[type[Comparison], tuple[str, ...]]) -> Context:
    """Where one of these comparisons is at one of these levels."""

    def context(levels: Levels) -> Bools:
        answer = np.zeros(len(levels), np.bool_)
        for comparison, names in tellers:
            answer |= np.isin(levels[:, AT[comparison.name]], [comparison.at(name) for name in names])
        return answer

    return context


def without(context: Context) -> Context:
    return lambda levels: ~context(levels)


ONE_FAMILY = agreeing((FamilyName, "slip"))
_GIVEN = agreeing((GivenName, "slip"))
_AT_HOME = agreeing((Street, "slip"), (Postcode, "slip"))
_AT_STREET = agreeing((Street, "slip"))
_AT_STREET_OR_CITY = agreeing((Street, "slip"), (PlaceOfLiving, "slip"))
IN_ONE_HOME = agreeing((PhoneNumber, "same but for the country"), (Street, "same"))
AT_ONE_POSTCODE = agreeing((Postcode, "slip"))
_AT_WORK = agreeing((Title, "alike"))
_AT_EMPLOYER = agreeing((Employer, "nearly"))

_FOLLOWING = {comparison: at_levels(*tellers) for comparison, _, tellers in FOLLOWS}


def _named(levels: Levels) -> Bools:
    return ONE_FAMILY(levels) & _GIVEN(levels)


# Rules choose pairs of one family for the beginnings of their given names: how often strangers agree so is seen among all.
_PARTLY = ("initial", "clipped", "alike")

_BY_NAME = ("same numbered", "same named", "numbered user part", "named user part")

# (comparison, level) -> the pairs among which the level is counted; all others among all pairs.
AMONG: dict[tuple[str, str], Context] = {
    **{(GivenName.name, level.name): ONE_FAMILY for level in GivenName.levels if level.name not in _PARTLY},
    **{(FurtherNames.name, level.name): _named for level in FurtherNames.levels},
    **{(EmailAddress.name, name): _named for name in _BY_NAME},
    (EmailAddress.name, "same"): without(_named),
    (PlaceOfLiving.name, "told by address"): _AT_HOME,
    (PlaceOfLiving.name, "same city"): without(_AT_HOME),
    (PlaceOfLiving.name, "slip"): without(_AT_HOME),
    (Postcode.name, "told by address"): _AT_STREET_OR_CITY,
    **{(Postcode.name, name): without(_AT_STREET) for name in ("same", "slip")},
    (Postcode.name, "same area"): without(_AT_STREET_OR_CITY),
    **{(comparison.name, told): _FOLLOWING[comparison] for comparison, told, _ in FOLLOWS},
    **{(comparison.name, "different"): without(_FOLLOWING[comparison]) for comparison, _, _ in FOLLOWS},
    (Skills.name, "told by title"): _AT_WORK,
    (Skills.name, "most"): without(_AT_WORK),
    **{(Career.name, name): _AT_EMPLOYER for name in ("same stint", "overlap", "other time")},
}


# What is added to the rarity of a name cannot be more than this: a name of share p agrees by chance with probability p, so
# agreement on it tells at most -log2 p. Slips and changed places happen by chance more seldom than the name itself.
_MOST_BEYOND_RARITY = {
    "same": 0.0,
    "part": 0.0,
    "short form": 0.0,
    "spelling": 0.0,
    "second": 0.0,
    "slip": 1.0,
    "other order": 2.0,
    "initial": 0.0,
}
# One person seldom has two given names or two birth dates, whatever the data seem to tell: where families are listed
# together, more pairs share a home than are one person, and the mixture might take families for persons.
_MOST = {
    **{
        (comparison.name, level): bits
        for comparison in (FamilyName, GivenName, FurtherNames)
        for level, bits in _MOST_BEYOND_RARITY.items()
    },
    (GivenName.name, "different"): -2.5,
    (GivenName.name, "another"): -4.0,
    (FamilyName.name, "different"): -1.5,
    (BirthDate.name, "two digits"): 3.2,
    (BirthDate.name, "near"): 0.0,
    (BirthDate.name, "other year"): -2.5,
    (BirthDate.name, "different"): -3.5,
    (BirthDate.name, "generation"): -4.5,
    (Generation.name, "different"): -4.0,
    (Identification.name, "different"): -3.0,
}


def most_bits(comparison: Comparison) -> Floats:
    """The most that training may give each level."""
    return np.array([_MOST.get((comparison.name, level.name), np.inf) for level in comparison.levels])
