"""Judgements make a challenger; it takes over where it foretells other people's cases better, and can be sent back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from enrich.desk import note
from enrich.errors import NotFound
from enrich.learning import LEAST, judged_pairs, learn, models_of, tried, use
from enrich.model import Interaction, PartialDate, RecordId
from enrich.pipeline import judge, split
from enrich.simulating import simulate
from enrich.store.database import Database
from enrich.store.judgements import judgements
from matchers.model import Model
from tests.enrich.town import TRUSTING, town_on


def test_what_people_know_better_takes_over(sqlite_database: Database) -> None:
    town = town_on(sqlite_database, 1_300)
    before = town.engine.matcher.version
    assert town.judge_queue() > 300
    trial = learn(town.engine, "ada")
    assert trial.outcome == "better", trial.why
    assert trial.champion is not None and trial.challenger is not None
    assert trial.challenger.surprise < trial.champion.surprise
    assert trial.low > 0
    after = town.engine.matcher.version
    assert after == trial.challenger.version != before
    newest = models_of(town.engine)[0]
    assert (newest.version, newest.origin, newest.parent, newest.by) == (after, "taught", before, "ada")
    assert newest.report["trial"]["held_out"] == trial.held_out
    assert town.quality(after) > town.quality(before) + 0.02


@pytest.mark.parametrize("seed", [1, 2])
def test_a_fifth_of_wrong_judgements_does_no_harm(sqlite_database: Database, seed: int) -> None:
    town = town_on(sqlite_database, 800)
    before = town.engine.matcher.version
    town.judge_queue(wrong=0.2, seed=seed)
    trial = learn(town.engine, "ada")
    assert trial.champion is not None and trial.challenger is not None
    assert trial.challenger.noise >= 0.06, "it sees that some are wrong"
    assert trial.challenger.agreeing >= trial.champion.agreeing
    assert town.quality(town.engine.matcher.version) >= town.quality(before)


def test_judgements_that_say_nothing_change_nothing(sqlite_database: Database) -> None:
    town = town_on(sqlite_database, 500, Model(name="fair", prior=-13.0, caps=TRUSTING))
    town.judge_queue(wrong=0.5)
    homes, version = town.homes(), town.engine.matcher.version
    trial = learn(town.engine, "ada")
    assert trial.outcome == "no better"
    assert "chance" in trial.why or "fewer" in trial.why
    assert (town.homes(), town.engine.matcher.version) == (homes, version)


def test_too_few_judgements_say_how_many_are_lacking(database: Database) -> None:
    town = town_on(database, 60)
    judged = town.judge_queue(most=5)
    trial, challenger = tried(town.engine)
    assert challenger is None
    assert (trial.outcome, trial.same + trial.different) == ("too few", judged)
    assert f"takes {LEAST} decisions" in trial.why
    assert f"{LEAST - judged} more are needed" in trial.why
    assert learn(town.engine, "ada").outcome == "too few"
    assert [row.origin for row in models_of(town.engine)] == ["configured"]


def test_going_back_gives_exactly_the_former_decisions(database: Database) -> None:
    town = town_on(database, 400)
    before = town.engine.matcher.version
    town.judge_queue()
    homes = town.homes()
    trial, challenger = tried(town.engine)
    assert challenger is not None, trial.why
    told = simulate(town.engine, challenger)
    learn(town.engine, "ada")
    taught = town.homes()
    assert taught != homes
    assert len(set(taught.values())) == told.persons[1], "a simulation of the challenger says what it does"
    assert use(town.engine, before, "eve") > 0
    assert town.homes() == homes
    rows = models_of(town.engine)
    assert [(row.version, row.by) for row in rows] == [(before, "eve"), (challenger.version, "ada")]
    use(town.engine, challenger.version, "eve")
    assert town.homes() == taught


def test_the_same_seed_tries_the_same_challenger(sqlite_database: Database) -> None:
    town = town_on(sqlite_database, 400)
    town.judge_queue()
    first, again, other = (tried(town.engine, seed)[0] for seed in (1, 1, 2))
    assert first == again
    assert other.challenger != first.challenger


def test_no_person_is_in_both_halves(sqlite_database: Database) -> None:
    town = town_on(sqlite_database, 400)
    town.judge_queue()
    homes = town.homes()
    with sqlite_database.read() as connection:
        judged = judged_pairs(connection, seed=1)
    halves: dict[bool, set[int]] = {True: set(), False: set()}
    for a, b, learnt in zip(judged.pairs.a, judged.pairs.b, judged.learnt, strict=True):
        halves[bool(learnt)] |= {homes[RecordId(a)], homes[RecordId(b)]}
    assert all(halves.values())
    assert not halves[True] & halves[False]


def test_one_split_is_one_decision_and_notes_teach_nothing(sqlite_database: Database) -> None:
    town = town_on(sqlite_database, 60)
    records = sorted(town.truth)
    split(town.engine, records[:3], records[3:6], "ada")
    note(town.engine, records[10], Interaction("note", PartialDate("2026-01-05"), "Rang."), "ada")
    with sqlite_database.read() as connection:
        assert len(judgements(connection)) == 10
        judged = judged_pairs(connection, seed=1)
    assert len(judged.same) == 9
    assert judged.count(~judged.same) == 1


def test_taken_back_judgements_teach_nothing(sqlite_database: Database) -> None:
    town = town_on(sqlite_database, 60)
    records = sorted(town.truth)
    judge(town.engine, [(records[0], records[1])], "same", "ada")
    judge(town.engine, [(records[0], records[1])], "different", "ada")
    judge(town.engine, [(records[2], records[3])], "unsure", "ada")
    with sqlite_database.read() as connection:
        assert judged_pairs(connection, seed=1).same.tolist() == [False]


def test_a_model_that_never_was_cannot_be_used(sqlite_database: Database) -> None:
    town = town_on(sqlite_database, 20)
    with pytest.raises(NotFound, match="no model 'taught-0' for the settings in force; there are: none"):
        use(town.engine, "taught-0", "ada")


def test_another_process_tries_against_the_model_that_is_in_force_now(sqlite_database: Database) -> None:
    town = town_on(sqlite_database, 400)
    other = replace(town.engine)
    town.judge_queue()
    learn(town.engine, "ada")
    assert other.matcher.version != town.engine.matcher.version
    assert models_of(other)[0].version == town.engine.matcher.version
    trial, _ = tried(other)
    assert trial.champion is not None
    assert trial.champion.version == town.engine.matcher.version
