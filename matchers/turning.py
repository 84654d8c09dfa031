"""What would have decided otherwise: for each comparison the least change of its answer that turns the decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from enrich.ports import Contribution, Decision, Turn
from matchers.comparisons import COMPARISONS
from matchers.comparisons.base import Comparison
from matchers.comparisons.names import FamilyName, GivenName
from matchers.model import Model
from matchers.scene import Level

MOST = 6  # turns that are told
_SILENT = Level("", 0.0, "if it said nothing")
# Levels that other comparisons bring about; and comparisons whose agreement weighs as much as the name is rare.
_BROUGHT = ("told by", "another")
_RARE = (FamilyName.name, GivenName.name)


def turns_of(model: Model, weight: float, said: Mapping[str, Contribution]) -> tuple[Turn, ...]:
    """The least change first; `said`: what each comparison that spoke answers."""
    now = decision(model, weight)
    found = [
        min(turning, key=lambda turn: (abs(turn.weight - weight), turn.then))
        for comparison in COMPARISONS
        if (turning := [t for t in answers(model, weight, comparison, said) if t.decide != now])
    ]
    return tuple(sorted(found, key=lambda turn: (abs(turn.weight - weight), turn.comparison))[:MOST])


def decision(model: Model, weight: float) -> Decision:
    if weight >= model.merge_at:
        return "merge"
    return "review" if weight >= model.review_at else "apart"


def answers(
    model: Model, weight: float, comparison: Comparison, said: Mapping[str, Contribution]
) -> Iterator[Turn]:
    """What the pair would weigh for each answer that this comparison might give instead."""
    name, told = comparison.name, said.get(comparison.name)
    now, bits = (told.level, told.bits) if told else ("", 0.0)
    for level in (_SILENT, *comparison.levels):
        then = model.weights[name][level.name] if level.name else 0.0
        if level.name == now or level.name.startswith(_BROUGHT) or (name in _RARE and then > bits):
            continue
        other = weight - bits + then
        yield Turn(name, now, level.name, then, other, decision(model, other), level.about)
