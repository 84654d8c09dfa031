"""What each blocking rule is worth: how many pairs it costs and how many true ones it finds, without truth."""

from __future__ import annotations

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


def worth_of_rules(rules: Ints, weight: Floats) -> BlockingWorth:
    """What blocking found: `rules`, a bit per rule of every pair; `weight`, the pair's match weight in bits."""
    chance = sobered(weight, SOBER)
    found = float(chance.sum())
    every = max(found + unseen(chance, np.bitwise_count(rules)), 1e-9)
    told = [
        _worth(number, rules, chance, found, every)
        for number in range(len(RULES))
        if bool((rules >> number & 1).any())
    ]
    return BlockingWorth(found / every, tuple(sorted(told, key=lambda worth: (-worth.alone, worth.rule))))


def _worth(number: int, rules: Ints, chance: Floats, found: float, every: float) -> RuleWorth:
    mine, alone = (rules >> number & 1) == 1, rules == 1 << number
    true = float(chance[mine].sum())
    return RuleWorth(
        RULES[number].name,
        int(mine.sum()),
        true,
        true / every,
        float(chance[alone].sum()) / max(found, 1e-9),
        int(alone.sum()),
    )
