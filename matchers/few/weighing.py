"""Weights of few pairs: every two values that meet are judged once a call, and nothing is made that is not asked for.

What comes out is what `scoring.weigh_pairs` says of the same pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from itertools import compress
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from enrich.ports import Floats, KeyTable, Levels, Matches, Pairs
from matchers.columns import FIRST, FURTHER, JOINED, PART, WHOLE
from matchers.comparisons import COMPARISONS
from matchers.features import Features, decode
from matchers.few.career import (
    career,
    employer,
    schooling,
    skills,
    stint_of,
    studies_of,
    title,
)
from matchers.few.circumstances import Home, birth, place, postcode, street
from matchers.few.contacts import account_of, email, identifier, line_of, mailbox_of, page, phone
from matchers.few.dependence import FAMILY, GIVEN, Pair, settle
from matchers.few.names import family, further_names, generation, given, listen
from matchers.few.telling import SILENT, Call, Desk, Said
from matchers.scoring import CONTRADICTING

FEW = 250  # pairs from which on arrays are quicker

Values = Any  # what one comparison reads of one record: hashable, and empty where the record is silent
Judge = Callable[[Call, Any, Any], Said]


class Asked(NamedTuple):
    """`told`: what a comparison reads of a record; `judge`: what it says of two records' values."""

    told: Callable[[Features], Values]
    judge: Judge


def _family(row: Features) -> Values:
    words = [(word, WHOLE) for word in row.family]
    if row.family_parts:
        words += [(word, PART) for word in row.family_parts]
    return tuple(words)


def _given(row: Features) -> Values:
    words = [(word, FIRST) for word in row.given]
    if row.further or row.given_joined:
        words += [(word, FURTHER) for word in row.further]
        words += [(word, JOINED) for word in row.given_joined]
    return tuple(words)


def _further(row: Features) -> Values:
    return tuple([(word, FURTHER) for word in row.further]) if row.further else ()


def _mailboxes(row: Features) -> Values:
    return tuple([mailbox_of(told.box, told.made, told.public) for told in row.emails])


def _home(row: Features) -> Values:
    return Home(row.city, row.region, row.country) if row.city or row.country else ()


ASKED: Mapping[str, Asked] = {
    "family name": Asked(_family, family),
    "given name": Asked(_given, given),
    "further names": Asked(_further, further_names),
    "generation": Asked(attrgetter("suffix"), generation),
    "birth date": Asked(attrgetter("birth"), birth),
    "e-mail": Asked(_mailboxes, email),
    "telephone": Asked(lambda row: row.phones and tuple(map(line_of, row.phones)), phone),
    "page": Asked(lambda row: row.links and tuple(map(account_of, row.links)), page),
    "identifier": Asked(lambda row: row.identifiers and tuple(map(account_of, row.identifiers)), identifier),
    "address": Asked(attrgetter("street"), street),
    "postcode": Asked(attrgetter("postcode"), postcode),
    "place": Asked(_home, place),
    "employer": Asked(attrgetter("employers"), employer),
    "title": Asked(lambda row: row.titles[:3], title),
    "education": Asked(lambda row: row.schools and tuple(map(studies_of, row.schools)), schooling),
    "skills": Asked(attrgetter("skills"), skills),
    "career": Asked(lambda row: row.jobs and tuple(map(stint_of, row.jobs)), career),
}
_IN_ORDER = [ASKED[comparison.name] for comparison in COMPARISONS]
_JUDGES = [one.judge for one in _IN_ORDER]
_SILENT = [SILENT] * len(_JUDGES)


_BITS = [1 << place for place in range(len(_JUDGES))]


class Told(NamedTuple):
    """What the comparisons read of a record, in the order of COMPARISONS; `spoken`: a bit for each that it tells something."""

    values: tuple[Values, ...]
    spoken: int


@lru_cache(maxsize=1 << 11)
def told_by(features: bytes) -> Told:
    """What the comparisons read of a record."""
    row = decode(features)
    values = tuple([one.told(row) for one in _IN_ORDER])
    return Told(values, sum(compress(_BITS, values)))


@lru_cache(maxsize=1 << 12)
def _places(spoken: int) -> tuple[int, ...]:
    return tuple(place for place in range(len(_JUDGES)) if spoken >> place & 1)


class FewPairs:
    """Weighs pairs one by one under one model."""

    def __init__(self, desk: Desk, prior: float, review_at: float) -> None:
        self._desk, self._prior, self._review_at = desk, prior, review_at

    def weigh(self, pairs: Pairs, features: Mapping[int, bytes], keys: KeyTable) -> Matches:
        """The match weight of every pair, in the order given."""
        left, right = pairs.a.tolist(), pairs.b.tolist()
        told = {record: told_by(features[record]) for record in {*left, *right}}
        call = Call(self._desk, keys, partial(_given_names, told.values()))
        said: list[dict[Any, Said]] = [{} for _ in _JUDGES]
        listen({word for one in told.values() for word, _ in one.values[FAMILY]})
        weighed = [settled(call, said, told[a], told[b]) for a, b in zip(left, right, strict=True)]
        weight: Floats = np.array([self._prior + sum(one.bits) for one in weighed], np.float64)
        levels: Levels = np.array([one.levels for one in weighed], np.int8).reshape(-1, len(_JUDGES))
        doubtful = np.zeros(len(weighed), np.bool_)
        for at, level in CONTRADICTING:
            doubtful |= levels[:, at] == level
        return Matches(pairs.a, pairs.b, weight, levels, doubtful & (weight < self._review_at), pairs.rules)


def _given_names(told: Iterable[Told]) -> frozenset[str]:
    return frozenset(word for one in told for word, _ in one.values[GIVEN])


def settled(call: Call, said: list[dict[Any, Said]], one: Told, other: Told) -> Pair:
    """What all comparisons say of one pair. `said`: of each comparison, what it has said of values in this call."""
    answers, left, right = _SILENT.copy(), one.values, other.values
    for at in _places(one.spoken & other.spoken):
        known, values = said[at], (left[at], right[at])
        answer = known.get(values)
        if answer is None:
            answer = known[values] = _JUDGES[at](call, *values)
        answers[at] = answer
    pair = Pair(answers)
    settle(call, pair, (left[FAMILY], left[GIVEN], right[FAMILY], right[GIVEN]))
    return pair
