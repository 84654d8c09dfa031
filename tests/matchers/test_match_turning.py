"""What would have decided otherwise is true: a pair that answers so is decided so."""

from __future__ import annotations

import pytest

from enrich.model import Place, Profile, Work
from matchers.model import Model
from matchers.turning import decision
from tests.matchers.conftest import Why

ANNA = Profile(name="Anna Kowalska", work=(Work("Acme", "Engineer", current=True),))
OTHER = Profile(name="Ania Kowalska", location=Place(city="York", country="GB"))


def test_every_turn_turns_the_decision_and_the_least_comes_first(why: Why) -> None:
    for pair in ((ANNA, ANNA), (ANNA, OTHER)):
        told = why(*pair)
        now = decision(Model(), told.weight)
        assert told.turns, pair
        assert all(turn.decide == decision(Model(), turn.weight) != now for turn in told.turns)
        moves = [abs(turn.weight - told.weight) for turn in told.turns]
        assert moves == sorted(moves)
        said = {part.comparison: part for part in told.contributions}
        for turn in told.turns:
            bits = said[turn.comparison].bits if turn.comparison in said else 0.0
            assert turn.now == (said[turn.comparison].level if turn.comparison in said else "")
            assert turn.weight == pytest.approx(told.weight - bits + turn.bits)
            assert turn.about


def test_what_is_foretold_comes_true(why: Why) -> None:
    left = Profile(name="Anna Kowalska", phones=("+442079460001",))
    told = why(left, Profile(name="Anna Kowalska"))
    assert decision(Model(), told.weight) != "apart"
    with_mail = [turn for turn in told.turns if turn.comparison == "telephone"]
    if with_mail:
        number = "+442079460001" if with_mail[0].then == "same" else "+15550100022"
        again = why(left, Profile(name="Anna Kowalska", phones=(number,)))
        assert again.weight == pytest.approx(with_mail[0].weight)


def test_agreement_on_a_name_is_not_foretold(why: Why) -> None:
    told = why(Profile(name="Anna Kowalska"), Profile(name="John Smith"))
    assert told.turns == (), "no single answer would join them"
