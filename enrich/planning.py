"""What a refresh would ask which source about a person, what that costs, and why other sources are left out."""

from __future__ import annotations

from collections.abc import Mapping

from enrich.asking import asks_of
from enrich.model import Golden, Instant, Value
from enrich.ports import Ask, Connector

ASKS_PER_SOURCE = 5
MOST_ASKS = 25  # about one person, in one refresh
MOST_COST = 1.0  # for one person, in one refresh, in each source's currency
RECENT_MINUTES = 10  # who answered so lately is not asked again, unless somebody says so

NOTHING: Mapping[str, str] = {}


class Plan(Value, frozen=True):
    """What one source would be asked about a person; `skipped` says why it is not, "" when it is.

    `cost`: what the questions may cost at most, in `currency`.
    """

    source: str
    asks: tuple[Ask, ...]
    why: str
    skipped: str = ""
    cost: float = 0.0
    currency: str = ""


def plan(
    golden: Golden,
    connectors: Mapping[str, Connector],
    paused: frozenset[str] = frozenset(),
    closed: Mapping[str, str] = NOTHING,
) -> list[Plan]:
    """Which sources would be asked what about this person, and why the others would not.

    `closed`: source -> why it is not to be asked now. All together stay within MOST_ASKS and MOST_COST; the sources that
    cost nothing come first.
    """
    plans, asks_left, cost_left = [], MOST_ASKS, MOST_COST
    for source, connector in sorted(connectors.items(), key=lambda item: (item[1].limits.cost, item[0])):
        limits = connector.limits
        able = asks_of(golden, connector, ASKS_PER_SOURCE)
        affordable = int(cost_left / limits.cost + 1e-9) if limits.cost else len(able)
        asks = able[: min(asks_left, affordable)]
        reasons = {
            "paused": source in paused,
            "is pulled as a whole, not asked about one person": not connector.lookup_by,
            f"no {' or '.join(connector.lookup_by)} of theirs is known": not able,
            closed.get(source, ""): source in closed,
            "asking costs more than one person may": not affordable,
            f"{MOST_ASKS} questions about one person are enough": not asks,
        }
        skipped = next((reason for reason, holds in reasons.items() if holds), "")
        cost = 0.0 if skipped else len(asks) * limits.cost
        asks_left, cost_left = asks_left - (0 if skipped else len(asks)), cost_left - cost
        why = (
            f"asks by {', '.join(dict.fromkeys(map(key_of, asks or able))) or ', '.join(connector.lookup_by)}"
        )
        plans.append(Plan(source, asks, why, skipped, cost, limits.currency if limits.cost else ""))
    return sorted(plans, key=lambda step: step.source)


def key_of(ask: Ask) -> str:
    """What a question goes by, without anything personal in it."""
    if ask.network and ask.handle:
        return f"{ask.network} handle"
    return (
        "email hash"
        if ask.email_hash
        else "email"
        if ask.email
        else "url"
        if ask.url
        else "name and employer"
    )


def answered_lately(last: Mapping[str, Instant], now: Instant) -> dict[str, str]:
    """The sources that need not be asked again yet, and why."""
    minutes = {source: (now - at) // 60_000_000 for source, at in last.items()}
    return {
        source: f"answered {f'{ago} min ago' if ago else 'a moment ago'}"
        for source, ago in minutes.items()
        if 0 <= ago < RECENT_MINUTES
    }
