"""Where evidence is not independent: a household shares much, and a group of comparisons often tells one thing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from enrich.ports import Bools
from matchers.comparisons.base import Comparison
from matchers.comparisons.circumstances import Street
from matchers.comparisons.contacts import EmailAddress, Identification, PhoneNumber, ProfileLink
from matchers.comparisons.names import FamilyName, GivenName
from matchers.kernel import Outcome
from matchers.scene import Batch


def in_one_household(batch: Batch, outcomes: Mapping[str, Outcome]) -> None:
    """Clearly different given names beside one family name and a shared telephone, mailbox or address: two people of
    one household, unless a page of their own or an identifier says that they are one."""
    given, family = outcomes[GivenName.name], outcomes[FamilyName.name]
    shared = (
        _agrees(outcomes, PhoneNumber, "same but for the country")
        | _agrees(outcomes, EmailAddress, "same")
        | _agrees(outcomes, Street, "slip")
    )
    own = _agrees(outcomes, ProfileLink, "same") | _agrees(outcomes, Identification, "slip")
    related = (family.level >= 0) & (family.level <= FamilyName.at("slip"))
    at = np.flatnonzero((given.level == GivenName.at("different")) & related & shared & ~own)
    given.level[at] = GivenName.at("household")
    given.bits[at] = GivenName().bits(batch)[GivenName.at("household")]


def _agrees(outcomes: Mapping[str, Outcome], comparison: type[Comparison], least: str) -> Bools:
    level = outcomes[comparison.name].level
    return (level >= 0) & (level <= comparison.at(least))


def bound_groups(batch: Batch, outcomes: Mapping[str, Outcome], comparisons: Iterable[Comparison]) -> None:
    """Scales the positive bits of a group down where their sum is above the group's cap."""
    for group, cap in batch.scene.weights.caps.items():
        members = [outcomes[c.name].bits for c in comparisons if c.group == group]
        total = np.maximum(members, 0.0).sum(axis=0)
        over = np.flatnonzero(total > cap)
        if len(over):
            factor = cap / total[over]
            for bits in members:
                bits[over] *= np.where(bits[over] > 0, factor, 1.0)
