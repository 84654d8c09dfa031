"""Weights of the pairs that can reach a floor: step by step, cheap and telling comparisons first, and a pair is dropped as
soon as it could not reach the floor even if all comparisons not asked yet spoke for it as much as they can.

What is kept weighs what `scoring.weigh_batch` says it weighs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from enrich.ports import Floats, Ints
from matchers.columns import Codes
from matchers.comparisons import COMPARISONS, DEPENDENCES
from matchers.comparisons.base import Comparison, Key
from matchers.comparisons.career import Employer, Schooling, Skills, Title
from matchers.comparisons.circumstances import BirthDate, PlaceOfLiving, Postcode, Street
from matchers.comparisons.contacts import EmailAddress, Identification, PhoneNumber, ProfileLink
from matchers.comparisons.dependence import BECOMES
from matchers.comparisons.history import Career
from matchers.comparisons.names import FamilyName, FurtherNames, Generation, GivenName, crosswise_gain
from matchers.kernel import Outcome, silent
from matchers.sayings import compared_once
from matchers.scene import Batch, Scene
from matchers.scoring import Weighed, joined, parts, summed

# Asked together; then pairs are dropped. Names are read in the other order after the step that asks for both.
STEPS: tuple[tuple[type[Comparison], ...], ...] = (
    (FamilyName, GivenName),
    (EmailAddress, PhoneNumber),
    (PlaceOfLiving, Title, Schooling, Skills, BirthDate, Postcode, Employer, Street, Career),
    (ProfileLink, Identification, FurtherNames, Generation),
)
# Columns that are all such a comparison looks at: where many pairs say the same in them, they are compared once.
ONCE: dict[str, tuple[str, ...]] = {
    FamilyName.name: ("family",),
    GivenName.name: ("given",),
    PlaceOfLiving.name: ("city", "region", "country"),
    Title.name: ("title",),
}
_MANY = 4_000  # pairs; fewer are compared one by one
_CLOSE = 1e-3  # bits: sums in another order or in fewer digits are not quite equal
_NONE, _SEVERAL = -1, -2
Masks = npt.NDArray[np.uint32]
Shared = npt.NDArray[np.uint16]
Bound = npt.NDArray[np.float32]


class Step(NamedTuple):
    """`most`: by who both records of a pair let speak, the most bits that the levels of comparisons not asked yet give;
    `agreed`: by the keys they share, what is possible beyond that; `beyond`: what each record can add to levels."""

    asked: tuple[Comparison, ...]
    most: Floats
    agreed: Floats
    beyond: Bound


class Standing(NamedTuple):
    """Pairs that are not dropped, their places among all, the most they can weigh by what was asked so far, and what that told
    of the pairs at which places."""

    a: Ints
    b: Ints
    at: Ints
    total: Floats
    asked: dict[str, tuple[Ints, Outcome]]

    def only(self, kept: Ints) -> Standing:
        return Standing(self.a[kept], self.b[kept], self.at[kept], self.total[kept], self.asked)

    def part(self, some: slice) -> Standing:
        """Some pairs, with what was told of all."""
        return Standing(self.a[some], self.b[some], self.at[some], self.total[some].copy(), dict(self.asked))


class Cascade:
    """Tables for one scene; `above` weighs some of its pairs. May be used by several threads at once."""

    def __init__(self, scene: Scene, prior: float) -> None:
        self._scene, self._prior = scene, prior
        own = {type(comparison): comparison for comparison in COMPARISONS}
        steps = [tuple(own[kind] for kind in step if scene.tells_of(own[kind].reads)) for step in STEPS]
        told = [comparison for step in steps for comparison in step]
        keys = [(comparison, key) for comparison in told for key in comparison.keys(scene)]
        self._keys = [keys_of(scene, comparison, key) for comparison, key in keys]
        self._speaks = np.zeros(len(scene.columns.records), np.uint32)
        for place, comparison in enumerate(told):
            self._speaks |= speaking(scene, comparison) << np.uint32(place)
        gains = {comparison.name: comparison.beyond(scene) for comparison in told}
        self._steps = []
        for number, step in enumerate(steps):
            rest = [comparison for later in steps[number:] for comparison in later]
            beyond = np.zeros(len(self._speaks), np.float32)
            for gain in (gains[comparison.name] for comparison in rest):
                beyond += 0.0 if gain is None else gain.astype(np.float32)
            self._steps.append(Step(step, self._most(told, rest), self._agreed(keys, rest), beyond))

    def _most(self, told: list[Comparison], rest: list[Comparison]) -> Floats:
        answer = np.zeros(1 << len(told))
        for place, comparison in enumerate(told):
            if comparison in rest:
                named = {level for key in comparison.keys(self._scene) for level in key.levels}
                bits = self._best(comparison, {level.name for level in comparison.levels} - named)
                bits += crosswise_gain(self._scene.weights.bits) if comparison.name == GivenName.name else 0.0
                answer[np.arange(len(answer)) >> place & 1 > 0] += bits
        return answer

    def _agreed(self, keys: list[tuple[Comparison, Key]], rest: list[Comparison]) -> Floats:
        answer = np.zeros(1 << len(keys))
        for comparison in rest:
            places = [place for place, (of, _) in enumerate(keys) if of is comparison]
            named = {level for place in places for level in keys[place][1].levels}
            free = {level.name for level in comparison.levels} - named
            for mask in range(len(answer)):
                shared = {level for place in places if mask >> place & 1 for level in keys[place][1].levels}
                answer[mask] += self._best(comparison, free | shared) - self._best(comparison, free)
        return answer

    def _best(self, comparison: Comparison, levels: set[str]) -> float:
        """The most bits that some levels give, 0 where none is good."""
        bits = self._scene.weights.bits[comparison.name]
        return max([0.0, *(float(bits[comparison.at(level)]) for level in levels)])

    def above(self, a: Ints, b: Ints, floor: float, most: int = 1 << 16) -> tuple[Ints, Weighed]:
        """Positions of the pairs of at least `floor` bits, prior included, and what they weigh. Of all pairs names are asked,
        without which hardly any could be dropped; then so many pairs at a time are looked at as `most` tells: a bound for the
        memory they take."""
        named = Standing(a, b, np.arange(len(a)), np.full(len(a), self._prior), {})
        self._ask(named, self._steps[0])
        found = [self._weighed(named.part(some), floor) for some in parts(len(named.at), most)]
        return np.concatenate([at for at, _ in found]), joined([weighed for _, weighed in found])

    def _asked(self, pairs: Standing, steps: list[Step], floor: float) -> Standing:
        """The pairs that may still reach the floor, after these steps."""
        speaks, shared = self._speaks[pairs.a] & self._speaks[pairs.b], self._shared(pairs.a, pairs.b)
        for step in steps:
            most = pairs.total + step.most[speaks] + step.agreed[shared]
            most += np.minimum(step.beyond[pairs.a], step.beyond[pairs.b])
            kept = np.flatnonzero(most >= floor - _CLOSE)
            if len(kept) < len(most):
                pairs, speaks, shared = pairs.only(kept), speaks[kept], shared[kept]
            self._ask(pairs, step)
        return pairs

    def _ask(self, pairs: Standing, step: Step) -> None:
        told = ask(step.asked, Batch(self._scene, pairs.a, pairs.b))
        for comparison in step.asked:
            pairs.asked[comparison.name] = pairs.at, told[comparison.name]
            pairs.total[:] += ceiling(comparison, told[comparison.name], self._scene)

    def _weighed(self, named: Standing, floor: float) -> tuple[Ints, Weighed]:
        """The same as `above`, for pairs whose names are compared."""
        pairs = self._asked(named, self._steps[1:], floor)
        pairs = pairs.only(np.flatnonzero(pairs.total >= floor - _CLOSE))
        weighed = self._settled(pairs.a, pairs.b, pairs.at, pairs.asked)
        strong = np.flatnonzero(self._prior + weighed.bits >= floor)
        return pairs.at[strong], weighed.at(strong)

    def _settled(self, a: Ints, b: Ints, alive: Ints, asked: dict[str, tuple[Ints, Outcome]]) -> Weighed:
        outcomes = {comparison.name: silent(len(a)) for comparison in COMPARISONS}
        for name, (among, outcome) in asked.items():
            outcomes[name] = outcome.at(np.searchsorted(among, alive))
        for settle in DEPENDENCES[1:]:
            settle(Batch(self._scene, a, b), outcomes)
        return summed(outcomes)

    def _shared(self, a: Ints, b: Ints) -> Shared:
        """Which keys the records of each pair may share, as bits."""
        answer = np.zeros(len(a), np.uint16)
        for place, keys in enumerate(self._keys):
            one, two = keys[a], keys[b]
            may = (one == two) | (one == _SEVERAL) | (two == _SEVERAL)
            may &= (one != _NONE) & (two != _NONE)
            answer |= may.astype(np.uint16) << place
        return answer


def ask(comparisons: tuple[Comparison, ...], batch: Batch) -> dict[str, Outcome]:
    """What these comparisons say; names are read in the other order too."""
    told = {comparison.name: compared(comparison, batch) for comparison in comparisons}
    if FamilyName.name in told and GivenName.name in told:
        DEPENDENCES[0](batch, told)
    return told


def compared(comparison: Comparison, batch: Batch) -> Outcome:
    """What a comparison says of every pair."""
    columns = ONCE.get(comparison.name)
    if columns is None or len(batch.a) < _MANY:
        return comparison.compare(batch)
    return compared_once(comparison, columns, batch)


def ceiling(comparison: Comparison, outcome: Outcome, scene: Scene) -> Floats:
    """The bits of an outcome, or what settling may make of them where that is more."""
    if comparison.name not in BECOMES:
        return outcome.bits
    answer, weights = outcome.bits, scene.weights.bits[comparison.name]
    for first, last, told in BECOMES[comparison.name]:
        may = (outcome.level >= first) & (outcome.level <= last)
        answer = np.where(may, np.maximum(answer, weights[told]), answer)
    return answer


def speaking(scene: Scene, comparison: Comparison) -> Masks:
    """1 for the records that say anything in the columns of a comparison."""
    answer: Masks = scene.speaking(comparison.reads).astype(np.uint32)
    return answer


def keys_of(scene: Scene, comparison: Comparison, key: Key) -> Codes:
    """What the one value of every record holds; or that it has no value, or several."""
    values = scene.columns.many[comparison.reads[0]]
    answer = np.full(len(values.start) - 1, _NONE, np.int32)
    answer[values.size > 1] = _SEVERAL
    one = np.flatnonzero(values.only >= 0)
    answer[one] = key.codes[values.code[values.only[one]]]
    return answer
