"""The matcher behind the port: features and keys on save, pairs, weights, and reasons."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from enrich.model import Profile
from enrich.ports import (
    Bools,
    Contribution,
    Explanation,
    Floats,
    Ints,
    KeyTable,
    Matches,
    Pairs,
    Prepared,
    Taught,
    packed,
)
from matchers.blocking import BLOCK_LIMIT, EMAIL, LINK, PHONE, RULES, blocking_keys, plan_of
from matchers.columns import columns_of
from matchers.comparisons import COMPARISONS
from matchers.comparisons.base import Comparison
from matchers.features import encode, features_of
from matchers.few.telling import Desk
from matchers.few.weighing import FEW, FewPairs
from matchers.kernel import Outcome
from matchers.learning import shifts, taught
from matchers.model import Model, to_json
from matchers.pairing import pairs_of
from matchers.scene import SHARED_FROM, Batch, Scene
from matchers.scoring import outcomes_of, weigh_pairs
from matchers.training import train
from matchers.turning import turns_of


class PersonMatcher:
    """Weighs pairs of people's records under one model."""

    comparisons = tuple(comparison.name for comparison in COMPARISONS)
    shared_rules = (EMAIL, PHONE, LINK)
    shared_from, crowd = SHARED_FROM, BLOCK_LIMIT

    def __init__(self, model: Model) -> None:
        self.model, self.version = model, model.version
        self.merge_at, self.review_at = model.merge_at, model.review_at
        self.shared_limit = model.shared_limit
        self.block_limits = tuple(model.limits.get(rule.name, rule.limit) for rule in RULES)
        self._plan = plan_of(model.limits)
        self._weights = model.for_kernel()
        self._few = FewPairs(Desk(self._weights), model.prior, model.review_at)

    def prepare(self, profile: Profile) -> Prepared:
        """Features and blocking keys of one profile."""
        features = features_of(profile)
        return Prepared(encode(features), packed(blocking_keys(features, self._plan)))

    def pairs(self, keys: KeyTable, focus: Ints | None = None) -> Pairs:
        """The pairs that share a key; with `focus`, only those with at least one of these records in them."""
        return pairs_of(keys, focus, np.array(self.block_limits, np.int64))

    def weigh(self, pairs: Pairs, features: Mapping[int, bytes], keys: KeyTable) -> Matches:
        """The match weight of every pair, in the order given."""
        if len(pairs.a) < FEW:
            return self._few.weigh(pairs, features, keys)
        return weigh_pairs(pairs, features, keys, self._weights, self.model.prior, self.review_at)

    @property
    def content(self) -> bytes:
        """The model as JSON."""
        return to_json(self.model)

    def trained(self, features: Mapping[int, bytes], keys: KeyTable, seed: int = 1) -> PersonMatcher:
        """A matcher whose weights and thresholds are learned from these records; the same rules find their pairs."""
        records = np.array(sorted(features), dtype=np.int64)
        pairs = self.pairs(keys)
        rows = Pairs(np.searchsorted(records, pairs.a), np.searchsorted(records, pairs.b), pairs.rules)
        model = train(Scene(columns_of(records, features), self._weights, keys), rows, self.model, seed).model
        return PersonMatcher(msgspec.structs.replace(model, limits=self.model.limits))

    def taught(self, judged: Matches, same: Bools, share: Floats, others: Matches) -> Taught:
        """A challenger that foretells these judgements better; features and keys made by this one serve that one too."""
        model, noise = taught(self.model, judged, same, share, others)
        return Taught(PersonMatcher(model), noise, shifts(self.model, model))

    def explain(self, a: bytes, b: bytes, keys: KeyTable) -> Explanation:
        """The whole reason for one pair's weight."""
        scene = Scene(columns_of(np.array([0, 1]), {0: a, 1: b}), self._weights, keys)
        outcomes = outcomes_of(Batch(scene, np.array([0]), np.array([1])))
        told = [(c, outcomes[c.name]) for c in COMPARISONS if outcomes[c.name].level[0] >= 0]
        contributions = tuple(contribution(scene, comparison, outcome) for comparison, outcome in told)
        weight = self.model.prior + sum(part.bits for part in contributions)
        return Explanation(
            self.model.prior,
            contributions,
            weight,
            self.merge_at,
            self.review_at,
            self.version,
            tuple(
                level.about
                for c, outcome in told
                if (level := c.levels[outcome.level[0]]).contradicts and weight < self.review_at
            ),
            turns_of(self.model, weight, {part.comparison: part for part in contributions}),
        )


def contribution(scene: Scene, comparison: Comparison, outcome: Outcome) -> Contribution:
    """One comparison's part, for people to read."""
    level = comparison.levels[outcome.level[0]]
    left, right = comparison.shown(scene, outcome)
    return Contribution(
        comparison.name,
        level.name,
        float(outcome.bits[0]),
        left,
        right,
        comparison.one_in(scene, outcome),
        level.about,
    )
