"""What must hold for any people: one kernel for one pair or many, in any order, whole or piece by piece."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.model import Education, Identifier, Link, PartialDate, Place, Profile, Skill, Work
from enrich.ports import KeyTable, Matches, Pairs
from matchers import scoring
from matchers.kernel import name_likeness, text_likeness
from matchers.matcher import PersonMatcher
from matchers.model import Model

MATCHER = PersonMatcher(Model())


def several(*values: str, most: int = 2):
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


NAMES = ("Jane Okafor", "Okafor, Jane", "J. Okafor", "Jane Anne Okafor", "Bob Miller", "Robert Miller Jr.", "Róbert Mueller",
         "Anna García López", "López Anna", "张伟", "Zhang Wei", "Cheung Wai", "Madonna", "")  # fmt: skip
MAILS = (
    "stargazer77@gmail.com",
    "star.gazer77@gmial.com",
    "stargazer77@web.de",
    "jane.okafor@brightlabs.example",
    "jobs@hire.example",
)
PHONES = (
    "+44 113 496 0123",
    "0113 4960123",
    "+44 113 496 0124",
    "+1 415 555 0132 ext. 12",
    "+1 415 555 0132",
)

JOBS = (
    Work("Bright Labs", "Data Engineer", PartialDate("2012-03"), PartialDate("2016-06"), location="Leeds, United Kingdom"),
    Work("Bright Labs Europe", "Senior Data Engineer", PartialDate("2012"), location="Leeds, United Kingdom"),
    Work("Harbor Foods", "Recruiter", PartialDate("2012-01"), PartialDate("2016-01"), location="Lyon, France"),
    Work("Facebook", "Talent Acquisition Specialist"),
    Work("Meta Platforms"),
)  # fmt: skip
people = st.builds(
    Profile,
    name=st.sampled_from(NAMES),
    aliases=several(*NAMES[:8], most=1),
    birth_date=st.sampled_from(["", "1984", "1984-03", "1984-03-21", "1984-03-12", "1971-11-08"]).map(PartialDate),
    emails=several(*MAILS),
    phones=several(*PHONES),
    links=several("https://linkedin.com/in/jane-1", "https://github.com/stargazer77", "https://jane.example").map(
        lambda urls: tuple(Link(url) for url in urls)
    ),
    location=st.sampled_from(
        [None, Place(country="GB"), Place(city="Bradford", country="GB"), Place(city="Leeds", country="GB"), Place(city="Leeds", country="GB", address="12 Elm Street", postal_code="LS1 4AP")]
    ),
    work=st.lists(st.sampled_from(JOBS), max_size=2, unique=True).map(tuple),
    education=several("University of Leeds", "Sorbonne", most=1).map(
        lambda names: tuple(Education(name, "BSc", end=PartialDate("2012")) for name in names)
    ),
    skills=several("Go", "Rust", "SQL", "Baking", most=4).map(lambda names: tuple(Skill(name) for name in names)),
    identifiers=several("85010112345", "85010112354", "71120254321", most=1).map(
        lambda values: tuple(Identifier("national:PL", value) for value in values)
    ),
)  # fmt: skip
crowds = st.lists(people, min_size=2, max_size=8)


def key_table(prepared) -> KeyTable:
    return KeyTable.unpacked(list(prepared), [one.keys for one in prepared.values()])


def every_pair(records) -> Pairs:
    found = [(a, b) for a in records for b in records if a < b]
    a, b = np.array(found, dtype=np.int64).reshape(-1, 2).T
    return Pairs(a, b, np.zeros(len(a), np.int64))


def weighed(profiles) -> tuple[Matches, dict[int, bytes], KeyTable]:
    prepared = {record: MATCHER.prepare(profile) for record, profile in enumerate(profiles)}
    features = {record: one.features for record, one in prepared.items()}
    keys = key_table(prepared)
    return MATCHER.weigh(every_pair(range(len(profiles))), features, keys), features, keys


@settings(deadline=None, max_examples=60)
@given(crowds)
def test_explain_says_what_weigh_says(profiles) -> None:
    matches, features, keys = weighed(profiles)
    for i, (a, b) in enumerate(zip(matches.a.tolist(), matches.b.tolist(), strict=True)):
        why = MATCHER.explain(features[a], features[b], keys)
        assert why.weight == pytest.approx(matches.weight[i], abs=1e-9)
        assert why.prior + sum(part.bits for part in why.contributions) == pytest.approx(why.weight, abs=1e-9)
        assert bool(why.contradictions) == bool(matches.contradicts[i])
        assert len(why.contributions) == int((matches.levels[i] >= 0).sum())


@settings(deadline=None, max_examples=60)
@given(people, people)
def test_either_side_may_come_first(a, b) -> None:
    forth, _, _ = weighed([a, b])
    back, _, _ = weighed([b, a])
    assert forth.weight[0] == pytest.approx(back.weight[0], abs=1e-9)
    assert (forth.levels == back.levels).all()
    assert (forth.contradicts == back.contradicts).all()


@settings(deadline=None, max_examples=40)
@given(crowds, st.randoms(use_true_random=False))
def test_the_order_of_pairs_changes_nothing(profiles, random) -> None:
    matches, features, keys = weighed(profiles)
    order = list(range(len(matches.a)))
    random.shuffle(order)
    again = MATCHER.weigh(Pairs(matches.a[order], matches.b[order], matches.rules[order]), features, keys)
    assert np.allclose(again.weight, matches.weight[order], atol=1e-9, rtol=0)
    assert (again.levels == matches.levels[order]).all()


@settings(deadline=None, max_examples=40)
@given(crowds)
def test_one_pair_at_a_time_weighs_what_all_together_weigh(profiles) -> None:
    matches, features, keys = weighed(profiles)
    for i in range(len(matches.a)):
        one = slice(i, i + 1)
        alone = MATCHER.weigh(Pairs(matches.a[one], matches.b[one], matches.rules[one]), features, keys)
        assert alone.weight[0] == pytest.approx(matches.weight[i], abs=1e-9)
        assert (alone.levels[0] == matches.levels[i]).all()


@settings(deadline=None, max_examples=40)
@given(crowds)
def test_record_by_record_finds_and_weighs_the_same_pairs_as_all_at_once(profiles) -> None:
    prepared = {record * 7 - 20: MATCHER.prepare(profile) for record, profile in enumerate(profiles)}
    features = {record: one.features for record, one in prepared.items()}
    keys = key_table(prepared)
    whole = MATCHER.weigh(MATCHER.pairs(keys), features, keys)
    expected = {
        (a, b): w for a, b, w in zip(whole.a.tolist(), whole.b.tolist(), whole.weight.tolist(), strict=True)
    }
    rules = dict(zip(expected, whole.rules.tolist(), strict=True))
    found = {}
    for record in prepared:
        near = neighbourhood(keys, record)
        pairs = MATCHER.pairs(near, np.array([record]))
        assert all(record in pair for pair in zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))
        around = {number: features[number] for number in {*pairs.a.tolist(), *pairs.b.tolist()}}
        part = MATCHER.weigh(pairs, around, shared_by(keys, around))
        for i, pair in enumerate(zip(part.a.tolist(), part.b.tolist(), strict=True)):
            found[pair] = part.weight[i]
            assert part.rules[i] == rules[pair]
    assert found.keys() == expected.keys()
    assert all(found[pair] == pytest.approx(expected[pair], abs=1e-9) for pair in expected)


def neighbourhood(keys: KeyTable, record: int) -> KeyTable:
    """The rows that share a key with the record."""
    own = {
        (r, v)
        for n, r, v in zip(keys.record.tolist(), keys.rule.tolist(), keys.value.tolist(), strict=True)
        if n == record
    }
    return rows(keys, [(r, v) in own for r, v in zip(keys.rule.tolist(), keys.value.tolist(), strict=True)])


def shared_by(keys: KeyTable, records) -> KeyTable:
    """The rows, of any record, that share a value of a shared rule with one of these records."""
    listed = list(zip(keys.record.tolist(), keys.rule.tolist(), keys.value.tolist(), strict=True))
    own = {(r, v) for n, r, v in listed if n in records and r in MATCHER.shared_rules}
    return rows(keys, [(r, v) in own for _, r, v in listed])


def rows(keys: KeyTable, chosen: list[bool]) -> KeyTable:
    keep = np.array(chosen, dtype=bool)
    return KeyTable(keys.record[keep], keys.rule[keep], keys.value[keep], keys.who[keep])


def test_chunks_do_not_show() -> None:
    profiles = [Profile(name=name, emails=(mail,), phones=(PHONES[0],)) for name in NAMES for mail in MAILS]
    whole, features, keys = weighed(profiles)
    often = scoring.CHUNK // len(whole.a) + 2
    many = MATCHER.weigh(Pairs(*(np.tile(c, often) for c in (whole.a, whole.b, whole.rules))), features, keys)
    assert len(many.weight) > scoring.CHUNK
    assert np.array_equal(many.weight, np.tile(whole.weight, often))
    assert np.array_equal(many.levels, np.tile(whole.levels, (often, 1)))


def test_no_pair_is_no_trouble() -> None:
    none = np.empty(0, np.int64)
    empty = KeyTable(none, none, none, none)
    pairs = MATCHER.pairs(empty)
    assert len(pairs.a) == 0
    matches = MATCHER.weigh(pairs, {}, empty)
    assert matches.weight.shape == (0,)
    assert matches.levels.shape == (0, len(MATCHER.comparisons))


def test_records_that_say_nothing_weigh_the_prior() -> None:
    matches, _, _ = weighed([Profile(), Profile()])
    assert matches.weight.tolist() == [MATCHER.model.prior]
    assert (matches.levels == -1).all()


@pytest.mark.parametrize(
    ("left", "right", "name", "text"),
    [
        ("smith", "smtih", 3, 3),
        ("smith", "smyth", 3, 3),
        ("lee", "leo", 0, 0),
        ("weatherby", "wetherbby", 3, 3),
        ("nita", "juanita", 2, 0),
        ("al", "alexander", 2, 0),
        ("smith", "okafor", 0, 0),
    ],
)
def test_likeness_of_words(left: str, right: str, name: int, text: int) -> None:
    assert name_likeness([left], [right])[0] == name_likeness([right], [left])[0] == name
    assert text_likeness([left], [right])[0] == text_likeness([right], [left])[0] == text
