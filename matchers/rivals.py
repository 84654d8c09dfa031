"""Records that fit two persons who cannot be one: "J. Smith" beside John and Jane, a name alone beside father and son.

Where two records differ in what a third one leaves open, that third one must not hold them together. What fits both about equally
well goes to neither, until a person has looked; what fits one of them clearly better speaks no more for the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from enrich.ports import Bools, Floats, Ints, Levels
from matchers.comparisons import COMPARISONS
from matchers.comparisons.base import Comparison
from matchers.comparisons.circumstances import BirthDate, Street
from matchers.comparisons.contacts import PhoneNumber
from matchers.comparisons.names import Generation, GivenName

MARGIN = 4.0  # bits by which a record must fit one of two rivals better
REFUSED = -2.0  # bits of a link that does not hold


class Trait(NamedTuple):
    """What tells two people apart: a comparison, the level from which on it does, if any beside one home; the level at which it
    leaves that open, by default where a record says nothing."""

    comparison: type[Comparison]
    apart: str
    open: str = ""
    at_home: bool = False


TRAITS = (
    Trait(GivenName, "different", open="initial"),
    Trait(Generation, "different"),
    Trait(BirthDate, "generation", at_home=True),
)
_HOME = ((PhoneNumber, "same but for the country"), (Street, "slip"))
_NAMES = [c.name for c in COMPARISONS]
PLACES = tuple(
    _NAMES.index(comparison.name)
    for comparison in (*(trait.comparison for trait in TRAITS), *(comparison for comparison, _ in _HOME))
)


def refusing(
    a: Ints, b: Ints, weight: Floats, levels: Levels, component: Ints, merge_at: float, join_at: float
) -> Floats:
    """The weights of these links with those refused that would hold rivals together. Links come component by component."""
    if not levels.shape[1]:
        return weight
    answer = weight.copy()
    home = np.zeros(len(weight), np.bool_)
    for comparison, last in _HOME:
        level = levels[:, _NAMES.index(comparison.name)]
        home |= (level >= 0) & (level <= comparison.at(last))
    for trait in TRAITS:
        level = levels[:, _NAMES.index(trait.comparison.name)]
        apart = (
            (level >= trait.comparison.at(trait.apart)) & (weight < merge_at) & (home | (not trait.at_home))
        )
        vague = (level == (trait.comparison.at(trait.open) if trait.open else -1)) & (weight > join_at)
        for part in _shared(component, apart, vague):
            at = part[apart[part] | vague[part]]
            found = _refused(
                a[at].tolist(), b[at].tolist(), weight[at].tolist(), apart[at].tolist(), merge_at
            )
            answer[at[found]] = np.minimum(answer[at[found]], REFUSED)
    return answer


def _shared(component: Ints, apart: Bools, vague: Bools) -> Iterator[Ints]:
    """Positions of the links of each component that has both kinds."""
    size = int(component.max(initial=-1)) + 1
    both = np.zeros(size, np.bool_)
    both[component[apart]] = True
    several = np.bincount(component[vague], minlength=size) > 1
    at = np.flatnonzero((both & several)[component])
    of = component[at]
    bounds = [0, *(np.flatnonzero(of[1:] != of[:-1]) + 1).tolist(), len(of)]
    yield from (at[start:end] for start, end in pairwise(bounds) if end > start)


def _refused(
    left: list[int], right: list[int], weight: list[float], apart: list[bool], merge_at: float
) -> list[int]:
    """Which of the links of one component do not hold; those not `apart` leave open what tells the others apart."""
    fits: dict[int, dict[int, int]] = defaultdict(dict)
    for number, (a, b) in enumerate(zip(left, right, strict=True)):
        if not apart[number]:
            fits[a][b] = fits[b][a] = number
    refused: set[int] = set()
    torn: dict[int, float] = {}
    for number, (a, b) in enumerate(zip(left, right, strict=True)):
        if apart[number]:
            for record in fits[a].keys() & fits[b].keys():
                weak, strong = sorted((fits[a][record], fits[b][record]), key=weight.__getitem__)
                refused.add(weak)
                if weight[weak] >= merge_at and weight[strong] - weight[weak] < MARGIN:
                    torn[record] = max(torn.get(record, 0.0), weight[strong])
    for record, most in torn.items():
        refused.update(number for number in fits[record].values() if weight[number] < most + MARGIN)
    return sorted(refused)
