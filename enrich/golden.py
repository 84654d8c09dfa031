"""The golden record: for each attribute, which claim is shown, by which rule, and which claims lost.

A rule never invents a value; it chooses a claim. The score of a claim is `log2(trust) + seen_at / half_life`: trust
that halves with every half-life of age. Only differences between scores count, so the choice does not depend on the
day it is made, and a page can be shown as of any past instant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from enrich.model import Chosen, Claim, Golden, RecordVersion, Value
from enrich.vocabulary import ATTRIBUTES, Attribute

DAY = 86_400_000_000  # microseconds

Score = Callable[[Claim], float]
RuleName = Literal["human", "freshest", "agreed", "fullest", "every"]

RULES: dict[RuleName, str] = {
    "human": "verified by a person; the newest such value wins and no machine overwrites it",
    "freshest": "the most trusted source, its trust halved with every half-life of age",
    "agreed": "the value that most trust, halved with age, stands behind",
    "fullest": "the freshest of the longest forms of the value that most trust stands behind",
    "every": "every value is kept, the most trusted and freshest first",
}


class Rule(Value, frozen=True):
    """How one attribute's claim is chosen; `half_life_days`: after so many days a claim's trust is halved."""

    rule: RuleName = "freshest"
    half_life_days: float = 365.0


class Trust(Value, frozen=True):
    """How much a source is believed (0 < value <= 1) and whether a person speaks through it."""

    value: float = 0.5
    human: bool = False


UNKNOWN = Trust()


class Survivorship(Value, frozen=True):
    """One rule per attribute, and how much each source is believed."""

    rules: dict[str, Rule]
    trust: dict[str, Trust]

    def trust_in(self, source: str) -> Trust:
        return self.trust.get(source, UNKNOWN)


def claims_of(versions: Iterable[RecordVersion], attribute: Attribute) -> list[Claim]:
    """What the records say about one attribute, one claim per distinct value of each record."""
    claims: list[Claim] = []
    name, read, clean = attribute.name, attribute.read, attribute.clean
    for version in versions:
        values = read(version.profile)
        if not values:
            continue
        seen: set[str] = set()
        for value in values:
            key = clean(value)
            if key and key not in seen:
                seen.add(key)
                claims.append(
                    Claim(
                        name, value, key, version.record_id, version.record.source,
                        version.observed_at, version.seen_at,
                    )
                )  # fmt: skip
    return claims


def choose(versions: Sequence[RecordVersion], survivorship: Survivorship) -> Golden:
    """The golden record of a person's current record versions. Does not depend on their order."""
    ordered = sorted(versions, key=lambda version: version.record)
    values: dict[str, tuple[Chosen, ...]] = {}
    for attribute in ATTRIBUTES:
        claims = claims_of(ordered, attribute)
        if claims:
            rule = survivorship.rules.get(attribute.name, Rule())
            values[attribute.name] = chosen_values(attribute, claims, rule, survivorship)
    return Golden(values)


def chosen_values(
    attribute: Attribute, claims: Sequence[Claim], rule: Rule, survivorship: Survivorship
) -> tuple[Chosen, ...]:
    """The values of one attribute, best first; a "one" attribute has a single winner with all others as its rivals."""
    if len(claims) == 1:
        return (Chosen(claims[0], rule_for_one(attribute, claims[0], rule, survivorship)),)
    score = scores_of(claims, rule, survivorship)
    groups: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=score, reverse=True):
        groups.setdefault(claim.key, []).append(claim)
    if attribute.many:
        return tuple(Chosen(group[0], "every", tuple(group[1:])) for group in groups.values())
    human = [claim for claim in claims if survivorship.trust_in(claim.source).human]
    name: RuleName = "human" if human else rule.rule
    if human:
        winner = max(human, key=lambda claim: (claim.seen_at, score(claim)))
    else:
        agreed_by_all = len(groups) == 1
        winner = next(iter(groups.values()))[0] if agreed_by_all else PICK[rule.rule](groups, score)
    agreeing = tuple(claim for claim in groups[winner.key] if claim is not winner)
    rivals = tuple(claim for key, group in groups.items() if key != winner.key for claim in group)
    return (Chosen(winner, name, agreeing, rivals),)


def scores_of(claims: Sequence[Claim], rule: Rule, survivorship: Survivorship) -> Score:
    """Tells the score of each of these claims, counted once."""
    believed = {
        source: math.log2(survivorship.trust_in(source).value) for source in {c.source for c in claims}
    }
    half_life = rule.half_life_days * DAY
    scores = {id(claim): believed[claim.source] + claim.seen_at / half_life for claim in claims}
    return lambda claim: scores[id(claim)]


def rule_for_one(attribute: Attribute, claim: Claim, rule: Rule, survivorship: Survivorship) -> RuleName:
    """The rule by which a claim without rivals is shown."""
    if attribute.many:
        return "every"
    return "human" if survivorship.trust_in(claim.source).human else rule.rule


def freshest(groups: Mapping[str, Sequence[Claim]], score: Score) -> Claim:
    return max((group[0] for group in groups.values()), key=score)


def agreed(groups: Mapping[str, Sequence[Claim]], score: Score) -> Claim:
    return most_agreed(groups, score)[0]


def fullest(groups: Mapping[str, Sequence[Claim]], score: Score) -> Claim:
    """ "Ana María Ruiz" over "Ana Ruiz" and "A. Ruiz", where all that the shorter one says is in the longer one."""
    best = most_agreed(groups, score)[0]
    fuller = [group[0] for key, group in groups.items() if says_more(key, best.key)]
    return max([best, *fuller], key=lambda claim: (len(claim.key), score(claim)))


def says_more(longer: str, shorter: str) -> bool:
    """Every word of the shorter key, or the word it is the initial of, stands in the longer one."""
    words = longer.split()
    return all(
        any(word == part or (len(part) == 1 and word.startswith(part)) for word in words)
        for part in shorter.split()
    )


def most_agreed(groups: Mapping[str, Sequence[Claim]], score: Score) -> Sequence[Claim]:
    """The group with the greatest sum of 2^score; scores are taken relative to the best so that nothing overflows."""
    top = max(score(group[0]) for group in groups.values())
    return max(
        groups.values(), key=lambda group: (sum(2.0 ** (score(claim) - top) for claim in group), group[0].key)
    )


PICK: dict[RuleName, Callable[[Mapping[str, Sequence[Claim]], Score], Claim]] = {
    "freshest": freshest,
    "agreed": agreed,
    "fullest": fullest,
}


def summary_of(golden: Golden) -> dict[str, list[object]]:
    """The golden values alone, without their origin: what lists, search and exports need."""
    return {name: [chosen.claim.value for chosen in values] for name, values in golden.values.items()}
