"""Where evidence is not independent: a household shares much, and a group of comparisons often tells one thing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from enrich.ports import Bools, Floats, Ints
from matchers.comparisons.base import Comparison
from matchers.comparisons.circumstances import PlaceOfLiving, Postcode, Street
from matchers.comparisons.contacts import EmailAddress, Identification, PhoneNumber, ProfileLink
from matchers.comparisons.names import FamilyName, GivenName, NameTable
from matchers.kernel import Outcome
from matchers.scene import Batch

# What people who live together share.
HOUSEHOLD = (
    FamilyName.name,
    EmailAddress.name,
    PhoneNumber.name,
    Street.name,
    Postcode.name,
    PlaceOfLiving.name,
)


def in_one_household(batch: Batch, outcomes: Mapping[str, Outcome]) -> None:
    """Clearly different given names beside one family name and a shared telephone, mailbox or address: two people of
    one household, unless a page of their own or an identifier says that they are one, or the names may be an odd short
    form or a spelling of one another (one is no usual name, and they begin alike). All that a household shares then
    counts no more than the "household" cap."""
    given, family = outcomes[GivenName.name], outcomes[FamilyName.name]
    shared = (
        _agrees(outcomes, PhoneNumber, "same but for the country")
        | _agrees(outcomes, EmailAddress, "same")
        | _agrees(outcomes, Street, "slip")
    )
    own = _agrees(outcomes, ProfileLink, "same") | _agrees(outcomes, Identification, "slip")
    table = batch.scene.table(NameTable)
    names = table.listed[given.left] & table.listed[given.right]
    apart = names | (table.letter[given.left] != table.letter[given.right])
    related = (family.level >= 0) & (family.level <= FamilyName.at("slip"))
    at = np.flatnonzero((given.level == GivenName.at("different")) & related & shared & apart & ~own)
    given.level[at] = GivenName.at("household")
    given.bits[at] = GivenName().bits(batch)[GivenName.at("household")]
    bound([outcomes[name].bits for name in HOUSEHOLD], at, batch.scene.weights.caps["household"])


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
    total = np.maximum([bits[at] for bits in members], 0.0).sum(axis=0)
    over = at[total > cap]
    if len(over):
        factor = cap / total[total > cap]
        for bits in members:
            bits[over] *= np.where(bits[over] > 0, factor, 1.0)
