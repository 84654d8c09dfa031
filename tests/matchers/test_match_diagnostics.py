"""What blocking rules are worth, told without truth."""

from __future__ import annotations

import numpy as np
import pytest

from matchers.blocking import RULES
from matchers.diagnostics import worth_of_rules

EMAIL, NAME, HOST = (1 << [rule.name for rule in RULES].index(name) for name in ("email", "name", "host"))


def test_each_rule_is_told_by_what_only_it_finds() -> None:
    rules = np.array([EMAIL | NAME] * 60 + [EMAIL] * 30 + [NAME] * 10 + [HOST] * 1000)
    weight = np.array([40.0] * 100 + [-40.0] * 1000)
    worth = worth_of_rules(rules, weight)
    email, name, host = worth.rules
    assert (email.rule, name.rule, host.rule) == ("email", "name", "host")
    assert (email.pairs, email.alone_pairs, email.alone) == (90, 30, pytest.approx(0.3))
    assert name.alone == pytest.approx(0.1)
    assert host.pairs == 1000
    assert host.true == pytest.approx(0.0, abs=1e-6)
    assert host.alone == pytest.approx(0.0, abs=1e-6)
    assert worth.recall == pytest.approx(100 / (100 + 40**2 / 120))
    assert email.recall == pytest.approx(0.9 * worth.recall)


def test_pairs_that_were_dropped_are_counted_where_it_is_known_how_many() -> None:
    worth = worth_of_rules(np.array([EMAIL, EMAIL]), np.array([40.0, 40.0]), {"email": 7, "host": 500})
    email, host = worth.rules
    assert (email.pairs, email.recall, email.alone) == (7, pytest.approx(worth.recall), pytest.approx(1.0))
    assert (host.rule, host.pairs, host.true) == ("host", 500, 0.0)


def test_no_pairs_have_no_rules_to_tell_of() -> None:
    assert worth_of_rules(np.empty(0, np.int64), np.empty(0)).rules == ()
