"""Training without labels: it finds how often records agree, is deterministic, and stays near what is shipped when data is small."""

from __future__ import annotations

from functools import cache
from math import log2
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest

from enrich.model import Place, Profile, Work
from enrich.ports import KeyTable, Matches, Pairs, Silent
from matchers.blocking import RULES
from matchers.clustering import Clusters, cluster
from matchers.columns import columns_of
from matchers.comparisons.base import Comparison
from matchers.comparisons.circumstances import BirthDate, Street
from matchers.comparisons.names import FamilyName, GivenName
from matchers.dedupe.run import Clock, dedupe_file
from matchers.expectations import NAMES, most_bits
from matchers.frequencies import RAREST, counted, name_rarity, shipped_rarity, unusual_words
from matchers.matcher import PersonMatcher
from matchers.model import Model, from_json, to_json
from matchers.scene import Scene
from matchers.scoring import weigh_pairs
from matchers.training import Evidence, Trained, expect_maximise, train, worthwhile

ALL_ON = Model(limits={rule.name: rule.limit for rule in RULES})


class World(NamedTuple):
    """Invented records with the person behind each."""

    truth: np.ndarray
    features: dict[int, bytes]
    keys: KeyTable
    scene: Scene
    pairs: Pairs


def people(persons: int, seed: int) -> list[tuple[int, Profile]]:
    """Two records of most persons and three of some: names with slips, mailboxes, telephones and employers that come and go."""
    generator = np.random.default_rng(seed)
    family, given = list(shipped_rarity("family"))[:600], list(shipped_rarity("given"))[:200]
    cities = ["Leeds", "York", "Hull", "Bath", "Derby", "Exeter", "Oxford", "Ripon"]
    records = []
    for person in range(persons):
        last, first = family[generator.integers(len(family))], given[generator.integers(len(given))]
        city, employer = cities[generator.integers(len(cities))], f"Firma {generator.integers(40)}"
        for _ in range(int(generator.choice([1, 2, 3], p=[0.3, 0.5, 0.2]))):
            has = generator.random(5) < (0.6, 0.5, 0.8, 0.7, 0.06)
            name = f"{first} {last[:-2]}{last[-1]}{last[-2]}" if has[4] else f"{first} {last}"
            records.append(
                (
                    person,
                    Profile(
                        name=name.title(),
                        emails=(f"box{person}x@posteo.example",) if has[0] else (),
                        phones=(f"+44 113 {4000000 + person}",) if has[1] else (),
                        location=Place(city=city, country="GB") if has[2] else None,
                        work=(Work(employer=employer),) if has[3] else (),
                    ),
                )
            )
    return records


@cache
def world(persons: int, seed: int) -> World:
    records = people(persons, seed)
    matcher = PersonMatcher(ALL_ON)
    prepared = [matcher.prepare(profile) for _, profile in records]
    features = {row: one.features for row, one in enumerate(prepared)}
    keys = KeyTable.unpacked(np.arange(len(records)), [one.keys for one in prepared])
    scene = Scene(columns_of(np.arange(len(records)), features), ALL_ON.for_kernel(), keys)
    return World(np.array([person for person, _ in records]), features, keys, scene, matcher.pairs(keys))


@cache
def trained(persons: int, seed: int) -> Trained:
    made = world(persons, seed)
    return train(made.scene, made.pairs, ALL_ON)


def clustered(made: World, model: Model) -> tuple[Matches, Clusters]:
    matches = weigh_pairs(
        made.pairs, made.features, made.keys, model.for_kernel(), model.prior, model.review_at
    )
    return matches, cluster(len(made.truth), matches, model)


def shares(label: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Pairwise precision and recall."""
    one, two = np.triu_indices(len(truth), 1)
    together, true = label[one] == label[two], truth[one] == truth[two]
    both = float((together & true).sum())
    return both / together.sum(), both / true.sum()


def test_training_finds_the_people_without_being_told() -> None:
    made = world(700, 1)
    _, clusters = clustered(made, trained(700, 1).model)
    precision, recall = shares(clusters.label, made.truth)
    assert precision >= 0.985
    assert recall >= 0.93
    assert clusters.precision.low <= precision <= clusters.precision.high + 0.005
    assert recall >= clusters.recall.low - 0.02


def test_the_prior_is_the_share_of_true_pairs() -> None:
    made = world(700, 1)
    n = len(made.truth)
    counts = np.bincount(made.truth)
    share = (counts * (counts - 1) // 2).sum() / (n * (n - 1) / 2)
    assert trained(700, 1).model.prior == pytest.approx(log2(share), abs=0.4)


def test_the_same_records_and_seed_give_the_same_model() -> None:
    made = world(250, 2)
    again = train(made.scene, made.pairs, ALL_ON)
    assert again.model == trained(250, 2).model
    assert again.model.version == trained(250, 2).model.version
    other = train(made.scene, made.pairs, ALL_ON, seed=2).model
    assert other.prior == pytest.approx(again.model.prior, abs=0.5), (
        "another seed looks at other pairs of strangers"
    )


def test_a_trained_model_can_be_stored() -> None:
    model = trained(250, 2).model
    assert from_json(to_json(model)) == model


def test_few_records_keep_the_shipped_weights() -> None:
    made = world(40, 3)
    model = train(made.scene, made.pairs, ALL_ON).model
    assert model.weights == ALL_ON.weights
    assert model.prior > ALL_ON.prior, "among few records a pair is one person more often"


def test_levels_that_nobody_reached_stay_as_shipped() -> None:
    model = trained(700, 1).model
    for comparison in ("birth date", "page", "postcode"):
        for level, bits in ALL_ON.weights[comparison].items():
            assert model.weights[comparison][level] == pytest.approx(bits, abs=0.5)


def test_agreement_on_a_name_never_counts_more_than_its_rarity() -> None:
    weights = trained(700, 1).model.weights
    assert weights["given name"]["same"] <= 0.0
    assert weights["family name"]["same"] <= 0.0


def namesakes(persons: int, seed: int) -> list[Profile]:
    """Two records each of people of few names, whose mailboxes are built from the name alone, so that some have one in common."""
    generator = np.random.default_rng(seed)
    family, given = list(shipped_rarity("family"))[:25], list(shipped_rarity("given"))[:20]
    records = []
    for person in range(persons):
        last, first = family[generator.integers(len(family))], given[generator.integers(len(given))]
        box = f"{first}.{last}@{('gmail.com', 'web.de')[generator.integers(2)]}"
        born = f"{1950 + generator.integers(50)}-03-{generator.integers(1, 29):02}"
        told = {"phones": (f"+44 113 {4000000 + person}",), "birth_date": born, "emails": (box,)}
        records += [Profile(name=f"{first} {last}".title(), **told) for _ in range(2)]
    return records


def mailbox_weights(profiles: list[Profile]) -> dict[str, float]:
    matcher = PersonMatcher(ALL_ON)
    prepared = [matcher.prepare(profile) for profile in profiles]
    keys = KeyTable.unpacked(np.arange(len(prepared)), [one.keys for one in prepared])
    return matcher.trained({row: one.features for row, one in enumerate(prepared)}, keys).model.weights[
        "e-mail"
    ]


def test_a_mailbox_that_namesakes_share_tells_less_than_one_of_their_own() -> None:
    shipped, learnt = ALL_ON.weights["e-mail"], mailbox_weights(namesakes(700, 5))
    assert learnt["same named"] < shipped["same named"] - 5
    assert learnt["same"] == pytest.approx(shipped["same"], abs=0.5)


def test_where_few_namesakes_were_seen_their_mailboxes_weigh_as_shipped() -> None:
    made = [
        Profile(name=name, emails=(f"{name.lower().replace(' ', '.')}@web.de",), phones=profile.phones)
        for _, profile in people(150, 4)
        if (name := profile.name)
    ]
    assert mailbox_weights(made)["same named"] == pytest.approx(
        ALL_ON.weights["e-mail"]["same named"], abs=1.0
    )


def test_a_queue_is_bounded() -> None:
    made = world(700, 1)
    _, clusters = clustered(made, trained(700, 1).model)
    assert len(clusters.review) <= 0.06 * len(made.truth)


def test_explaining_a_pair_sums_to_its_weight_under_a_trained_model() -> None:
    made, model = world(250, 2), trained(250, 2).model
    matcher = PersonMatcher(model)
    matches = matcher.weigh(made.pairs, made.features, made.keys)
    for at in range(0, len(matches.a), 37):
        a, b = int(matches.a[at]), int(matches.b[at])
        around = matcher.explain(made.features[a], made.features[b], made.keys)
        back = matcher.explain(made.features[b], made.features[a], made.keys)
        assert around.weight == pytest.approx(matches.weight[at], abs=1e-9)
        assert back.weight == pytest.approx(around.weight, abs=1e-9)


def test_names_of_the_data_become_common_and_others_stay_rare() -> None:
    words = ["", "okonkwo", "smith"]
    codes = np.array([1] * 3000 + [2] * 5)
    rarity, _ = name_rarity("family", counted(words, codes), 14.0)
    shipped = shipped_rarity("family")
    assert rarity["okonkwo"] < 2.0
    assert rarity["smith"] > shipped["smith"] - 1.0
    assert rarity["garcia"] == shipped["garcia"], "what the data does not tell stays as shipped"
    assert max(rarity.values()) <= RAREST


def test_rare_words_add_bits_and_common_ones_take_some() -> None:
    words = ["", "google", "tiny firm", "middling"]
    bits = unusual_words(counted(words, np.array([1] * 800 + [2] * 2 + [3] * 60)))
    assert bits["google"] < 0 < bits["middling"] < bits["tiny firm"]
    assert unusual_words(counted(words, np.array([1, 2, 3]))) == {}, "three values tell nothing"


def test_rules_that_find_next_to_nothing_are_switched_off() -> None:
    useful, useless = 5, 11
    rules = np.array([1 << useful] * 1000 + [1 << useless] * 9000 + [1 << useful | 1 << useless] * 500)
    chance = np.array([0.5] * 1000 + [0.0001] * 9000 + [1.0] * 500)
    limits = worthwhile(rules, np.ones(len(rules)), chance, n=500)
    assert limits[RULES[useless].name] == 0
    assert limits[RULES[useful].name] == RULES[useful].limit
    assert all(worthwhile(rules, np.ones(len(rules)), chance, n=5000).values()), "few pairs cost nothing"


def test_a_list_of_households_is_told_from_one_where_names_were_mistaken() -> None:
    def evidence(birth: str) -> Evidence:
        levels = np.full((40, len(NAMES)), -1, np.int8)
        for name, level in (
            ("family name", FamilyName.at("same")),
            ("given name", GivenName.at("another")),
            ("address", Street.at("same")),
            ("birth date", BirthDate.at(birth)),
        ):
            levels[:4, NAMES.index(name)] = level
        return Evidence(levels, np.zeros(levels.shape), np.ones(40), 40, np.ones(40, np.int64))

    caps = {
        birth: expect_maximise(evidence(birth), Model(), 1000).model.caps["household"]
        for birth in ("same", "different", "generation")
    }
    assert caps == {"same": 0.0, "different": 12.0, "generation": 12.0}


@pytest.mark.parametrize(
    ("comparison", "level"), [(GivenName, "different"), (GivenName, "another"), (BirthDate, "generation")]
)
def test_disagreement_on_names_and_birth_dates_always_speaks_against(
    comparison: type[Comparison], level: str
) -> None:
    assert most_bits(comparison())[comparison.at(level)] <= -2.5


def test_few_records_are_asked_for_more_than_a_name(tmp_path: Path) -> None:
    """Two dozen rows: namesakes at other firms stay apart, whoever shares a way to reach them does not."""
    rows = [
        ("David Lee", "IBM", "david.lee@mail.example"), ("David Lee", "KPMG", "dlee@kpmg.example"),
        ("Maria Garcia", "Banco Azul", ""), ("Maria Garcia", "Sunshine Realty", ""),
        ("Peter Müller", "Siemens", ""), ("Peter Mueller", "Siemens AG", ""), ("Peter Müller", "Bosch", ""),
        ("Kate Brown", "Wayfair", "kb@mail.example"), ("Katherine Brown", "Etsy", "kb@mail.example"),
    ]  # fmt: skip
    path = tmp_path / "few.csv"
    pl.DataFrame(rows, schema=["name", "company", "email"], orient="row").write_csv(path)
    label = dedupe_file(path, "", None, Clock(Silent())).persons.label.tolist()
    assert label == [0, 1, 2, 3, 4, 4, 5, 6, 6]


def test_an_initial_holds_no_two_people_together(tmp_path: Path) -> None:
    rows = [("John", "Smith"), ("Jane", "Smith"), ("J.", "Smith")]
    path = tmp_path / "smiths.csv"
    pl.DataFrame(
        [(*row, "Boston", "Acme") for row in rows], schema=["first", "last", "city", "employer"], orient="row"
    ).write_csv(path)
    report = dedupe_file(path, "", None, Clock(Silent()))
    assert len(set(report.persons.label.tolist())) == 3 and report.persons.review_pairs >= 2
