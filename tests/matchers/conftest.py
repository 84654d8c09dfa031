"""A matcher with the shipped model, and two people to compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from enrich.model import Profile
from enrich.ports import Explanation, KeyTable, Matches, Prepared
from matchers.matcher import PersonMatcher
from matchers.model import Model

Why = Callable[..., Explanation]
Table = Callable[[Sequence[Prepared]], KeyTable]


@pytest.fixture(scope="session")
def matcher() -> PersonMatcher:
    return PersonMatcher(Model())


@pytest.fixture(scope="session")
def table() -> Table:
    """The keys of records numbered 0, 1, 2 ..."""

    def make(prepared: Sequence[Prepared]) -> KeyTable:
        return KeyTable.unpacked(range(len(prepared)), [one.keys for one in prepared])

    return make


@pytest.fixture(scope="session")
def why(matcher: PersonMatcher, table: Table) -> Why:
    """The reason for the weight of two profiles; `crowd` are further records that may share values with them."""

    def explain(a: Profile, b: Profile, crowd: Sequence[Profile] = ()) -> Explanation:
        prepared = [matcher.prepare(profile) for profile in (a, b, *crowd)]
        return matcher.explain(prepared[0].features, prepared[1].features, table(prepared))

    return explain


@pytest.fixture(scope="session")
def weigh(matcher: PersonMatcher, table: Table) -> Callable[[Sequence[Profile]], Matches]:
    """All pairs of these profiles that share a key, weighed."""

    def weighed(profiles: Sequence[Profile]) -> Matches:
        prepared = [matcher.prepare(profile) for profile in profiles]
        keys = table(prepared)
        features = {record: one.features for record, one in enumerate(prepared)}
        return matcher.weigh(matcher.pairs(keys), features, keys)

    return weighed
