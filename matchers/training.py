"""A model from the data itself, without labels: how rare values are, how often people's records agree, and the prior.

Fellegi and Sunter's model is a mixture of two kinds of pairs; expectation-maximisation finds it (Winkler, 1988). All pairs
of the data are the population: the blocked pairs, where nearly all true ones are, and a random sample that stands for the
rest. So `u` and the prior come out right without a second estimate. Where evidence depends on other evidence, a level is
counted among the pairs where the other holds (AMONG). What few pairs have shown stays near the shipped weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log2
from typing import NamedTuple

import msgspec
import numpy as np

from enrich.ports import Bools, Floats, Ints, Levels, Pairs
from matchers.blocking import EMAIL, LINK, PHONE, RULES
from matchers.columns import FIRST, Codes, Columns
from matchers.comparisons import COMPARISONS
from matchers.comparisons.circumstances import BirthDate
from matchers.comparisons.dependence import FAMILY_SHARES, HOUSEHOLD, TWINS, of_two_people
from matchers.comparisons.names import GivenName
from matchers.expectations import AMONG, AT, AT_ONE_POSTCODE, IN_ONE_HOME, NAMES, ONE_FAMILY, most_bits
from matchers.frequencies import Counts, beliefs_of, counted, name_rarity, probability, unusual_words
from matchers.model import Model
from matchers.origins import Affinity, origins_of
from matchers.sampling import Sample, sampled
from matchers.scene import Batch, Scene
from matchers.scoring import outcomes_of, parts
from matchers.thresholds import SOBER, sobered, thresholds
from matchers.workers import forked

# Fewer records than this tell too little: the shipped model stays.
LEAST_RECORDS = 100
FEW_NAMES, FEW_MERGE_AT = 11.0, 7.5  # bits
BELIEF = 8.0  # pairs' worth of belief in the shipped weight of a level
FURTHEST = 8.0  # bits that a weight may move from the shipped one
ROUNDS, STILL = 15, 0.05  # most rounds; bits below which nothing moves any more
FEWEST, MOST = 0.01, 20.0  # true pairs per record: bounds for the prior
ENOUGH = 6.0  # pairs per record; above, the rules that find least for their pairs are switched off ...
LEAST_YIELD = 1 / 100  # ... and hold fewer true ones among the pairs only they find ...
LOSS = 0.012  # ... as long as no more of the true pairs are lost
_ALWAYS = (EMAIL, PHONE, LINK)  # how many people share a value is counted by their keys
AT_A_TIME = 20_000  # pairs
MANY = 100_000  # pairs, so that several processes are worth it
TRAINED_CAPS = {"name": 30.0, "home": 30.0, "career": 30.0, "household": 12.0, "colleagues": 0.0}


class Evidence(NamedTuple):
    """Of n pairs: `levels` (n, k); `more` (n, k), bits beyond the levels' weights (rarity, sharing); `stands_for`, pairs of
    the population that each one stands for. The first `blocked` are blocked pairs; of the others none is taken for true:
    each stands for too many."""

    levels: Levels
    more: Floats
    stands_for: Floats
    blocked: int
    rules: Ints


class Trained(NamedTuple):
    """`matches`: expected number of true pairs among all; `looked_at`: pairs that the model was made from."""

    model: Model
    matches: float
    looked_at: int


def train(scene: Scene, pairs: Pairs, model: Model, seed: int = 1, workers: int = 0) -> Trained:
    """A model for these records; `pairs` are the blocked ones, as rows of the scene. The same input gives the same model,
    with however many processes."""
    n = len(scene.columns.records)
    if n < LEAST_RECORDS or not len(pairs.a):
        return untrained(model, n)
    sample, counts = sampled(pairs, n, seed), counts_of(scene.columns)
    words = with_frequencies(model, counts, scene.table(Origins).found, beliefs_of(scene.columns))
    evidence = evidence_of(scene.weighing(uncapped(words).for_kernel()), sample, workers)
    return expect_maximise(evidence, words, n)


def untrained(model: Model, n: int) -> Trained:
    """The model where there is too little to learn from. The prior knows how many records there are. Few records are seldom a
    random choice of mankind: they come from one place, trade or search, so that names which are rare elsewhere meet here. So
    names tell no more than FEW_NAMES there, and more is asked for."""
    return Trained(
        msgspec.structs.replace(
            model,
            prior=max(model.prior, -log2(max(n, 2)) - 2.0),
            merge_at=max(model.merge_at, FEW_MERGE_AT),
            caps={**model.caps, "name": min(model.caps["name"], FEW_NAMES)},
        ),
        0.0,
        0,
    )


def values_of(columns: Columns) -> dict[str, Codes]:
    """column -> a code for each of its values, where it matters how frequent they are."""
    many, one, given = columns.many, columns.one, columns.many["given"]
    codes = {name: many[name].code for name in ("family", "employer", "title", "school", "skill")}
    codes["given"] = given.code[given.flag == FIRST]
    return codes | {name: one[name][one[name] > 0] for name in ("city", "postcode")}


def counts_of(columns: Columns) -> dict[str, Counts]:
    return {name: counted(columns.words, codes) for name, codes in values_of(columns).items()}


class Origins:
    """Names and cities of these records that go together."""

    of_records = True

    def __init__(self, scene: Scene) -> None:
        self.found = origins_of(scene.columns)


def with_frequencies(
    model: Model, counts: Mapping[str, Counts], origins: Affinity, beliefs: Mapping[str, float]
) -> Model:
    """The model with the frequencies of names and other words; `counts`: by the names of `values_of`; `beliefs`: in the shipped
    shares of names, of many records alike the whole."""
    family, no_family = name_rarity("family", counts["family"], model.unlisted_family, beliefs["family"])
    first, no_given = name_rarity("given", counts["given"], model.unlisted_given, beliefs["given"])
    others = ("employer", "title", "school", "skill", "city", "postcode")
    unusual = {name: bits for name in others if (bits := unusual_words(counts[name]))}
    return msgspec.structs.replace(
        model,
        family=family,
        given=first,
        unlisted_family=no_family,
        unlisted_given=no_given,
        unusual=unusual,
        origins=origins,
    )


def uncapped(model: Model) -> Model:
    return msgspec.structs.replace(model, caps=dict.fromkeys(model.caps, 1e9))


def evidence_of(scene: Scene, sample: Sample, workers: int = 1) -> Evidence:
    """What the comparisons say of a sample of rows of this scene."""
    found = looked_at(scene, sample.a, sample.b, workers)
    return Evidence(*found, sample.stands_for, len(sample.rules), sample.rules)


def looked_at(scene: Scene, a: Ints, b: Ints, workers: int = 1) -> tuple[Levels, Floats]:
    """Levels and bits beyond the levels' weights, before groups are bounded; what one comparison says stands together."""
    levels, more = np.empty((len(NAMES), len(a)), np.int8), np.zeros((len(NAMES), len(a)))

    def look(part: slice) -> tuple[Levels, Floats]:
        outcomes = outcomes_of(Batch(scene, a[part], b[part]))
        weight = [np.append(scene.weights.bits[name], 0.0)[outcomes[name].level] for name in NAMES]
        return (
            np.array([outcomes[name].level for name in NAMES]),
            np.array([outcomes[name].bits - bits for name, bits in zip(NAMES, weight, strict=True)]),
        )

    def keep(part: slice, its_levels: Levels, its_more: Floats) -> None:
        levels[:, part] = its_levels
        for place in np.flatnonzero(its_more.any(axis=1)):  # what is never written takes no room
            more[place, part] = its_more[place]

    first, *rest = parts(len(a), AT_A_TIME)
    keep(first, *look(first))  # makes the tables, once for all processes
    for part, seen in zip(rest, forked(look, rest, workers if len(a) > MANY else 1), strict=True):
        keep(part, *seen)
    return levels.T, more.T


# --- the mixture ---


class Tally:
    """Counts one comparison's levels among matches and others, each among the pairs of its context."""

    def __init__(self, place: int, evidence: Evidence, shipped: Floats) -> None:
        comparison, levels = COMPARISONS[place], evidence.levels
        self.shipped, self.size, self.most = shipped, len(shipped), most_bits(comparison)
        self.said = np.flatnonzero(levels[:, place] >= 0).astype(np.int32)
        self.level = levels[self.said, place]
        more = evidence.more[self.said, place]
        self.boost = 2.0**more if more.any() else None
        among = [AMONG.get((comparison.name, level.name)) for level in comparison.levels]
        self.among_all = np.array([context is None for context in among], np.bool_)
        contexts = {
            context: np.ones(len(self.said), np.bool_) if context is None else context(levels[self.said])
            for context in dict.fromkeys(among)
        }
        self.contexts = [contexts[context] for context in among]
        self.seen = np.bincount(self.level, minlength=self.size)

    def weights(self, matching: Floats, other: Floats) -> Floats:
        """Bits of each level: log2(m / u), near the shipped ones where few pairs have shown it, or could have: among others of
        a context, as many as answer so or would by the shipped weight."""
        mine, others = matching[self.said], other[self.said]
        m, u, matches, strangers = np.empty((4, self.size))
        distinct = {id(context): context for context in self.contexts}
        counted = {key: self._counted(mine, others, context) for key, context in distinct.items()}
        for level, context in enumerate(self.contexts):
            by_match, by_other, all_match, all_other = counted[id(context)]
            m[level] = (by_match[level] + 0.5 / self.size) / (all_match + 0.5)
            u[level] = (by_other[level] + 0.5 / self.size) / (all_other + 0.5)
            matches[level] = by_match[level]
            strangers[level] = max(by_other[level], all_other * m[level] * 2.0 ** -self.shipped[level])
        strangers[self.among_all] = np.inf  # of all pairs nearly all are of strangers
        trust = 1.0 / sum(1.0 / (seen + 0.3) for seen in (matches, self.seen, strangers))
        step = trust / (trust + BELIEF) * (np.log2(m / u) - self.shipped)
        return np.minimum(self.shipped + np.clip(step, -FURTHEST, FURTHEST), self.most)

    def _counted(self, mine: Floats, others: Floats, context: Bools) -> tuple[Floats, Floats, float, float]:
        level, mine, others = self.level[context], mine[context], others[context]
        boosted = others if self.boost is None else others * self.boost[context]
        return (
            np.bincount(level, mine, self.size).astype(np.float64),
            np.bincount(level, boosted, self.size).astype(np.float64),
            float(mine.sum()),
            float(others.sum()),
        )


def expect_maximise(evidence: Evidence, model: Model, n: int) -> Trained:
    """The weights and the prior under which the evidence is most likely, starting from the model's."""
    caps = TRAINED_CAPS
    if _lists_no_households(evidence):
        evidence, caps = _without_households(evidence), {**TRAINED_CAPS, "household": 0.0}
    population = float(evidence.stands_for.sum())
    shipped = {
        c.name: np.array([model.weights[c.name][level.name] for level in c.levels]) for c in COMPARISONS
    }
    tallies = [Tally(place, evidence, shipped[name]) for place, name in enumerate(NAMES)]
    weights, prior = dict(shipped), log2(0.5 * n / population)
    matches = 0.0
    for _ in range(ROUNDS):
        chance = probability(prior + total_bits(evidence, weights, caps))
        chance[evidence.blocked :] = 0.0
        matching, other = evidence.stands_for * chance, evidence.stands_for * (1.0 - chance)
        matches = float(matching.sum())
        prior = log2(min(max(matches, FEWEST * n), MOST * n) / population)
        fresh = {name: tally.weights(matching, other) for name, tally in zip(NAMES, tallies, strict=True)}
        moved = max(float(np.abs(fresh[name] - weights[name]).max()) for name in NAMES)
        weights = fresh
        if moved < STILL:
            break
    settled = _model_of(model, weights, prior, caps)
    blocked = slice(evidence.blocked)
    bits = settled.prior + total_bits(evidence, weights, caps)[blocked]
    share = evidence.stands_for[blocked]
    merge_at, review_at = thresholds(bits, share, n)
    limits = worthwhile(evidence.rules, share, sobered(bits, SOBER), n)
    settled = msgspec.structs.replace(settled, merge_at=merge_at, review_at=review_at, limits=limits)
    return Trained(settled, matches, len(evidence.levels))


_FEWEST_SUCH = 2.5  # pairs


def _lists_no_households(evidence: Evidence) -> bool:
    """Whether two given names in one home go with one birth date rather than with two: then hardly any two people of these
    records live together, and names were changed or mistaken."""
    levels = evidence.levels
    given = levels[:, AT[GivenName.name]]
    another = IN_ONE_HOME(levels) & (given == GivenName.at("another"))
    another |= AT_ONE_POSTCODE(levels) & (given == GivenName.at("different"))
    another &= ONE_FAMILY(levels)
    birth = levels[:, AT[BirthDate.name]]
    one = float(evidence.stands_for[another & (birth >= 0) & (birth <= BirthDate.at("one digit"))].sum())
    two = float(evidence.stands_for[another & (birth >= BirthDate.at("close"))].sum())
    return one > max(two, _FEWEST_SUCH)


def _without_households(evidence: Evidence) -> Evidence:
    """The evidence with given names that are no more than different."""
    levels = evidence.levels.copy()
    given = levels[:, AT[GivenName.name]]
    given[given == GivenName.at("another")] = GivenName.at("different")
    return evidence._replace(levels=levels)


def worthwhile(rules: Ints, stands_for: Floats, chance: Floats, n: int) -> dict[str, int]:
    """Limit of every rule, 0 for the rules to do without where there are more than ENOUGH pairs per record: first those
    whose own pairs hold the fewest true ones for their number, as long as no more than LOSS of all is lost."""
    on, limits = (1 << len(RULES)) - 1, {rule.name: rule.limit for rule in RULES}
    spare = LOSS * float((stands_for * chance).sum())
    while float(stands_for[(rules & on) != 0].sum()) > ENOUGH * n:
        costs = {
            number: (float((stands_for[own] * chance[own]).sum()), float(stands_for[own].sum()))
            for number in range(len(RULES))
            if on >> number & 1 and number not in _ALWAYS and (own := (rules & on) == 1 << number).any()
        }
        cheap = {
            number: true / pairs
            for number, (true, pairs) in costs.items()
            if true <= spare and true < LEAST_YIELD * pairs
        }
        if not cheap:
            break
        worst = min(cheap, key=lambda number: (cheap[number], number))
        spare, on, limits[RULES[worst].name] = spare - costs[worst][0], on & ~(1 << worst), 0
    return limits


def _model_of(model: Model, weights: Mapping[str, Floats], prior: float, caps: Mapping[str, float]) -> Model:
    rounded = {
        c.name: {
            level.name: round(float(bits), 3) for level, bits in zip(c.levels, weights[c.name], strict=True)
        }
        for c in COMPARISONS
    }
    return msgspec.structs.replace(
        model, name="trained", prior=round(prior, 3), weights=rounded, caps=dict(caps)
    )


# Groups of columns of the evidence that are bounded together.
_GROUPS = {
    group: [place for place, c in enumerate(COMPARISONS) if c.group == group]
    for group in ("name", "home", "career")
}
_ALL = slice(None)
_HOUSEHOLD = [AT[name] for name in HOUSEHOLD]
_FATHER_AND_SON = [AT[name] for name in FAMILY_SHARES]


def total_bits(evidence: Evidence, weights: Mapping[str, Floats], caps: Mapping[str, float]) -> Floats:
    """The sum of all bits of every pair, groups bounded as `dependence` bounds them."""
    levels = {name: evidence.levels[:, place] for place, name in enumerate(NAMES)}

    def bits(place: int, at: Ints | slice) -> Floats:
        name = NAMES[place]
        return np.asarray(evidence.more[at, place] + np.append(weights[name], 0.0)[levels[name][at]])

    def beyond_cap(places: list[int], cap: float, at: Ints | slice = _ALL) -> Floats:
        return np.asarray(np.maximum(sum(np.maximum(bits(place, at), 0.0) for place in places) - cap, 0.0))

    total = np.zeros(len(evidence.levels))
    for place in range(len(NAMES)):
        total += bits(place, _ALL)
    two, generations = of_two_people(levels) if caps["household"] else (np.empty(0, np.int64),) * 2
    total[two] -= beyond_cap(_HOUSEHOLD, caps["household"], two)
    total[two] -= beyond_cap([AT[BirthDate.name]], TWINS, two)
    total[generations] -= beyond_cap(_FATHER_AND_SON, caps["household"], generations)
    for group, places in _GROUPS.items():
        total -= beyond_cap(places, caps[group])
    return total
