"""What each blocking rule is worth: how many pairs it costs and how many true ones it finds, without truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from enrich.ports import Floats, Ints
from matchers.blocking import RULES
from matchers.thresholds import SOBER, sobered, unseen


class RuleWorth(NamedTuple):
    """`pairs`: what the rule found; `true`: how many of them are expected to be right; `recall`: their share of all true pairs;
    `alone`: the share of the true pairs found that no other rule finds; `alone_pairs`: pairs that no other rule found."""

    rule: str
    pairs: int
    true: float
    recall: float
    alone: float
    alone_pairs: int


class BlockingWorth(NamedTuple):
    """`recall`: estimated share of all true pairs that the rules find together; `rules`: most useful first."""

    recall: float
    rules: tuple[RuleWorth, ...]


def worth_of_rules(rules: Ints, weight: Floats, compared: Mapping[str, int] | None = None) -> BlockingWorth:
    """What blocking found: `rules`, a bit per rule of every pair; `weight`, the pair's match weight in bits. Pairs that weigh
    next to nothing may be left out, where `compared` says how many each rule found in all."""
    chance = sobered(weight, SOBER)
    found = float(chance.sum())
    every = max(found + unseen(chance, np.bitwise_count(rules)), 1e-9)
    counted = {rule.name: int((rules >> number & 1).sum()) for number, rule in enumerate(RULES)}
    pairs = counted | dict(compared or {})
    told = [
        _worth(number, rules, chance, found, every, pairs[rule.name])
        for number, rule in enumerate(RULES)
        if pairs[rule.name]
    ]
    return BlockingWorth(found / every, tuple(sorted(told, key=lambda worth: (-worth.alone, worth.rule))))


def _worth(number: int, rules: Ints, chance: Floats, found: float, every: float, pairs: int) -> RuleWorth:
    mine, alone = (rules >> number & 1) == 1, rules == 1 << number
    true = float(chance[mine].sum())
    return RuleWorth(
        RULES[number].name,
        pairs,
        true,
        true / every,
        float(chance[alone].sum()) / max(found, 1e-9),
        int(alone.sum()),
    )
