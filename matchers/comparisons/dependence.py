"""Where evidence is not independent: a household shares much, and a group of comparisons often tells one thing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from enrich.ports import Bools, Floats, Ints
from matchers.columns import Codes
from matchers.comparisons.base import Comparison
from matchers.comparisons.career import Skills, Title
from matchers.comparisons.circumstances import PlaceOfLiving, Postcode, Street
from matchers.comparisons.contacts import EmailAddress, Identification, PhoneNumber, ProfileLink
from matchers.comparisons.names import FamilyName, Generation, GivenName, NameTable
from matchers.kernel import Outcome
from matchers.scene import Batch

LONG = 6  # letters: short forms are shorter
# What people who live together share, and what father and son share beyond that.
HOUSEHOLD = (
    FamilyName.name,
    EmailAddress.name,
    PhoneNumber.name,
    Street.name,
    Postcode.name,
    PlaceOfLiving.name,
)
FAMILY = (*HOUSEHOLD, GivenName.name)


# Who tells, up to which level, that what a comparison says up to a level is no news; then it says "told by ...".
TOLD: tuple[tuple[type[Comparison], str, str, tuple[tuple[type[Comparison], str], ...]], ...] = (
    (PlaceOfLiving, "slip", "told by address", ((Postcode, "told by address"), (Street, "slip"))),
    (Postcode, "same area", "told by address", ((Street, "slip"),)),
    (Skills, "most", "told by title", ((Title, "alike"),)),
)


# comparison -> (level, what it and those before it may become): its bits are then the weight of that level.
BECOMES = {
    **{comparison.name: (comparison.at(last), comparison.at(told)) for comparison, last, told, _ in TOLD},
    GivenName.name: (GivenName.at("different"), GivenName.at("another")),
}


def told_twice(batch: Batch, outcomes: Mapping[str, Outcome]) -> None:
    """Evidence that follows from other evidence counts by what it adds: a city beside one postcode, a postcode beside one
    address, skills beside one title."""
    for comparison, last, told, tellers in TOLD:
        outcome = outcomes[comparison.name]
        known = np.zeros(len(batch.a), np.bool_)
        for teller, least in tellers:
            known |= _agrees(outcomes, teller, least)
        at = np.flatnonzero(known & _agrees(outcomes, comparison, last))
        outcome.level[at] = comparison.at(told)
        outcome.bits[at] = batch.scene.weights.bits[comparison.name][comparison.at(told)]


def in_one_household(batch: Batch, outcomes: Mapping[str, Outcome]) -> None:
    """Clearly different given names beside a shared telephone, mailbox or address: two people of one household, unless a
    page of their own or an identifier says that they are one, or the names may be an odd short form or a spelling of one
    another (one is no usual name, and they begin alike). All that a household shares then counts no more than the
    "household" cap, and so for father and son."""
    given, cap = outcomes[GivenName.name], batch.scene.weights.caps["household"]
    shared = (
        _agrees(outcomes, PhoneNumber, "same but for the country")
        | _agrees(outcomes, EmailAddress, "same")
        | _agrees(outcomes, Street, "slip")
    )
    own = _agrees(outcomes, ProfileLink, "same") | _agrees(outcomes, Identification, "slip")
    different = given.level == GivenName.at("different")
    at = np.flatnonzero(different & shared & ~own)
    at = at[_two_names(batch, given.left[at], given.right[at])] if len(at) else at
    given.level[at] = GivenName.at("another")
    given.bits[at] = GivenName().bits(batch)[GivenName.at("another")]
    bound([outcomes[name].bits for name in HOUSEHOLD], at, cap)
    generations = np.flatnonzero(outcomes[Generation.name].level == Generation.at("different"))
    bound([outcomes[name].bits for name in FAMILY], generations, cap)


def _two_names(batch: Batch, left: Codes, right: Codes) -> Bools:
    """Both are usual names, or they begin differently, or both are too long to be short for one another; names that sound
    alike may be one name in two spellings."""
    table = batch.scene.table(NameTable)
    usual = table.listed[left] & table.listed[right]
    long = np.minimum(table.length[left], table.length[right]) >= LONG
    two = usual | long | (table.letter[left] != table.letter[right])
    at = np.flatnonzero(two)
    two[at] = ~table.sound_alike(left[at], right[at])
    return np.asarray(two)


def _agrees(outcomes: Mapping[str, Outcome], comparison: type[Comparison], least: str) -> Bools:
    level = outcomes[comparison.name].level
    return (level >= 0) & (level <= comparison.at(least))


def bound_groups(batch: Batch, outcomes: Mapping[str, Outcome], comparisons: Iterable[Comparison]) -> None:
    """Scales the positive bits of a group down where their sum is above the group's cap."""
    for group, cap in batch.scene.weights.caps.items():
        members = [outcomes[c.name].bits for c in comparisons if c.group == group]
        if members:
            bound(members, np.arange(len(batch.a)), cap)


def bound(members: list[Floats], at: Ints, cap: float) -> None:
    """Scales the positive bits of these comparisons down at the pairs `at` where their sum is above the cap."""
    if not len(at):
        return
    total = np.maximum([bits[at] for bits in members], 0.0).sum(axis=0)
    over = at[total > cap]
    if len(over):
        factor = cap / total[total > cap]
        for bits in members:
            bits[over] *= np.where(bits[over] > 0, factor, 1.0)
