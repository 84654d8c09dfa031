"""How fresh what we know is. Ages are told, and a half-life turns them into the chance that a value is stale."""

from __future__ import annotations

from typing import Literal

from enrich.golden import DAY, Rule, Survivorship
from enrich.model import Chosen, Golden, Instant, Value

State = Literal["fresh", "ageing", "stale", "verified"]


class Freshness(Value, frozen=True):
    """`days`: since a source last said so; `stale`: the chance (0 to 1) that it no longer holds, 1 - 2^(-days / half-life)."""

    days: float
    stale: float
    state: State


def freshness_of(chosen: Chosen, survivorship: Survivorship, now: Instant) -> Freshness:
    """How fresh a golden value is: by the latest of the claims that agree on it."""
    seen = max(claim.seen_at for claim in (chosen.claim, *chosen.agreeing))
    days = max(0.0, (now - seen) / DAY)
    stale = 1.0 - 2.0 ** (-days / survivorship.rules.get(chosen.claim.attribute, Rule()).half_life_days)
    verified = survivorship.trust_in(chosen.claim.source).human
    return Freshness(days, stale, "verified" if verified and stale < STALE else state_of(stale))


AGEING, STALE = 0.25, 0.5


def state_of(stale: float) -> State:
    return "stale" if stale >= STALE else "ageing" if stale >= AGEING else "fresh"


def position_freshness(golden: Golden, survivorship: Survivorship, now: Instant) -> Freshness | None:
    """How fresh the current position is, None where none is known: what recruiters ask first."""
    chosen = golden.values.get("position", ())
    return freshness_of(chosen[0], survivorship, now) if chosen else None
