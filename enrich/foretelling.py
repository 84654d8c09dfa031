"""How well match weights foretell what people decide, when some of what people decide is wrong."""

from __future__ import annotations

from math import log

import numpy as np

from enrich.ports import Bools, Floats

# Shares of wrong judgements that are thought of. Below a half: people know better than a coin.
NOISE = (0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35)
EXPECTED, SURE_OF = 0.05, 30.0  # the share that is expected, and how many judgements' worth of belief that is


def chance_same(weight: Floats, noise: float) -> Floats:
    """P(judged the same), where `noise` of the judgements say the opposite of what is true."""
    certain = 1.0 / (1.0 + np.exp2(-np.clip(weight, -500.0, 500.0)))
    return np.asarray(noise + (1.0 - 2.0 * noise) * certain)


def surprise(weight: Floats, same: Bools, noise: float) -> Floats:
    """Bits of surprise at each judgement, the logarithmic score (Good, 1952): 0 for one foretold with certainty, 1 for an even
    chance."""
    chance = chance_same(weight, noise)
    return np.asarray(-np.log2(np.where(same, chance, 1.0 - chance)))


def likely_noise(weight: Floats, same: Bools, share: Floats) -> float:
    """The share of wrong judgements under which these weights are least surprised; each judgement counts `share`."""
    return min(NOISE, key=lambda noise: float(share @ surprise(weight, same, noise)) + belief(noise))


def belief(noise: float) -> float:
    """Bits of surprise at such a share of wrong judgements itself, beyond a constant (a beta distribution)."""
    return -SURE_OF * (EXPECTED * log(noise) + (1.0 - EXPECTED) * log(1.0 - noise)) / log(2.0)
