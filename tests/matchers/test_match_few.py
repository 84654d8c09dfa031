"""Few pairs are weighed in plain numbers, many in arrays: both say the same of every pair, whatever the model."""

from __future__ import annotations

import random

import msgspec
import numpy as np
import pytest

from enrich.ports import KeyTable, Matches, Pairs
from matchers.blocking import EMAIL, LINK, PHONE, local_digits, stable_hash
from matchers.comparisons import COMPARISONS
from matchers.features import Email, Features, Job, School, encode
from matchers.few.telling import Desk
from matchers.few.weighing import ASKED, FEW, FewPairs
from matchers.matcher import PersonMatcher
from matchers.model import Model
from matchers.pairing import pairs_of
from matchers.scoring import weigh_pairs

FAMILY = "smith smyth smithson garcia garzia lopez garcialopez mueller muller zhang cheung li lee s g nowak novak reed reid".split()  # noqa: SIM905
GIVEN = "robert bob rob r rbt roberto anna ann hannah jan j li samantha samanthad sam wei zhiqiang chikeung catherine bencamun benjamig".split()  # noqa: SIM905
BOXES = ["ana.ruiz@gmail.com", "anaruiz@gmial.com", "ana.ruis@gmail.com", "ana.ruiz@acme.example", "a.ruiz9@acme.example",
         "a.ruiz8@acme.example", "bob@acme.example", "bob@acmee.example", "kim@web.example", "jorge@acme.example",
         "jorje@acme.example"]  # fmt: skip
PHONES = [
    "+14155550101",
    "+4155550101",
    "+14155550102",
    "+14155550101;ext=2",
    "+14155550101;ext=3",
    "+33155667788",
    "12345",
]
LINKS = ["linkedin:ana", "github:ana", "linkedin:bob", "example.org/ana", "twitter:bob"]
IDENTIFIERS = [
    "national:1234567",
    "national:1234568",
    "national:7654321",
    "crm:77",
    "crm:78",
    "passport:x1",
    "orcid:0000",
]
EMPLOYERS = ["ibm", "international business machines", "acme", "acme europe", "acme eurpe", "facebook", "instagram", "whatsapp",
             "upper alder works", "uaw", "northwind traders", "traders northwind"]  # fmt: skip
TITLES = ["software engineer", "software developer", "senior software engineer", "nurse", "engineer software", "data analyst",
          "programmer", "zither restorer", "zither restorrer", "analyst of data"]  # fmt: skip
SCHOOLS = [
    "massachusetts institute of technology",
    "mit",
    "oxford university",
    "university oxford",
    "state university",
    "rmit",
]
SKILLS = ["python", "sql", "java", "welding", "spark", "sales", "go", "cobol"]
TOWNS = [("portland", "oregon", "US"), ("portland", "maine", "US"), ("mannheim", "", "DE"), ("heidelberg", "", "DE"), ("", "", "US"),
         ("heidelbrg", "", "DE"), ("berlin", "", "DE"), ("san francisco", "california", "US"), ("mountain view", "california", "US"),
         ("springfield", "oregon", "US"), ("lyon", "", ""), ("lyons", "rhone", ""), ("lyon", "rhone", "FR")]  # fmt: skip
STREETS = [
    "12 main st",
    "21 main st",
    "12 main steret",
    "14 main st",
    "main st",
    "5 long lane",
    "5 long lnae",
    "12 main street",
]
POSTCODES = ["97201", "97202", "97210", "10115", "sw1a1aa", "sw1a1ab", "94107"]
BIRTHS = [19800304, 19800327, 19800403, 19800305, 19800101, 19800000, 19800300, 19810304, 19900320, 19520710, 19790224, 19800401, 19810101,
          19950101, 19860521, 20010910]  # fmt: skip
DEGREES = ["", "bachelor", "master", "doctorate", "school"]


def some(chance: random.Random, words: list[str], most: int) -> tuple[str, ...]:
    return tuple(chance.sample(words, chance.choice([0, *range(1, most + 1), 1])))


def person(chance: random.Random) -> Features:
    """Somebody of few words, so that any two of them agree on much."""
    maybe = chance.random
    city, region, country = chance.choice(TOWNS) if maybe() < 0.8 else ("", "", "")
    jobs = [
        Job("\t".join((chance.choice(EMPLOYERS), *chance.choice(TOWNS))), start, chance.choice([0, start + 8, start + 40]))
        for start in chance.sample(range(1200, 1290, 2), chance.choice([0, 0, 1, 2]))
    ]  # fmt: skip
    schools = chance.sample(SCHOOLS, chance.choice([0, 0, 1, 2]))
    return Features(
        family=some(chance, FAMILY, 2), family_parts=some(chance, FAMILY, 1) if maybe() < 0.3 else (),
        given=some(chance, GIVEN, 2), given_joined=some(chance, GIVEN, 1) if maybe() < 0.2 else (),
        further=some(chance, GIVEN, 2) if maybe() < 0.4 else (),
        suffix=chance.choice(["", "", "", "jr", "sr"]),
        emails=tuple(Email(box, chance.randrange(3), "gmail" in box) for box in some(chance, BOXES, 2)),
        phones=some(chance, PHONES, 2), links=some(chance, LINKS, 2), identifiers=some(chance, IDENTIFIERS, 1),
        employers=some(chance, EMPLOYERS, 3), titles=some(chance, TITLES, 4),
        schools=tuple(School(name, chance.choice(DEGREES), chance.choice([0, 2001, 2002, 2006])) for name in schools),
        skills=some(chance, SKILLS, 5), city=city, region=region, country=country,
        postcode=chance.choice([*POSTCODES, ""]), street=chance.choice([*STREETS, ""]),
        birth=chance.choice([*BIRTHS, 0, 0, 0]), jobs=tuple(jobs),
    )  # fmt: skip


def keys_of(people: list[Features], chance: random.Random) -> KeyTable:
    """Who shares a mailbox, a telephone or a page."""
    rows = [
        (record, rule, stable_hash(f"{rule}|{value}"), chance.randrange(4))
        for record, one in enumerate(people)
        for rule, values in (
            (EMAIL, [email.box for email in one.emails]),
            (PHONE, map(local_digits, one.phones)),
            (LINK, one.links),
        )
        for value in values
    ]
    return KeyTable(*(np.array(column, np.int64) for column in zip(*rows, strict=True)))


def odd(chance: random.Random) -> Model:
    """A model of other weights, which knows rare words and which names and cities go together."""
    shipped = Model()
    weights = {
        name: {level: bits + chance.uniform(-2, 2) for level, bits in levels.items()}
        for name, levels in shipped.weights.items()
    }
    columns = {
        "city": "berlin",
        "employer": "ibm",
        "title": "nurse",
        "school": "mit",
        "postcode": "97201",
        "skill": "go",
    }
    unusual = {column: {word: chance.uniform(-3, 6), "": 1.0} for column, word in columns.items()}
    unusual["skill"] |= {skill: chance.uniform(-3, 6) for skill in SKILLS}
    origins = {
        "": {"": [0.7, 0.2, 0.1]},
        "family": {word: [chance.random() + 0.01 for _ in range(3)] for word in FAMILY[::2]},
        "given": {word: [chance.random() + 0.01 for _ in range(3)] for word in GIVEN[::2]},
        "city": {"berlin": [0.1, 5.0, 0.2], "portland": [3.0, 0.1, 0.1]},
    }
    return msgspec.structs.replace(
        shipped, weights=weights, unusual=unusual, origins=origins, family={"smith": 6.5, "garcia": 7.5},
        caps={**shipped.caps, "name": 9.0, "household": chance.choice([0.0, 7.0])},
    )  # fmt: skip


def weighed_both_ways(model: Model, seed: int, n: int) -> tuple[Matches, Matches]:
    chance = random.Random(seed)
    people = [person(chance) for _ in range(n)]
    keys = keys_of(people, chance)
    stored = {record: encode(one) for record, one in enumerate(people)}
    a, b = (np.array([chance.randrange(n) for _ in range(20 * n)]) for _ in range(2))
    pairs = Pairs(a[a != b], b[a != b], np.zeros(int((a != b).sum()), np.int64))
    weights = model.for_kernel()
    few = FewPairs(Desk(weights), model.prior, model.review_at).weigh(pairs, stored, keys)
    return few, weigh_pairs(pairs, stored, keys, weights, model.prior, model.review_at)


def assert_equal(few: Matches, many: Matches) -> None:
    for place, comparison in enumerate(COMPARISONS):
        assert few.levels[:, place].tolist() == many.levels[:, place].tolist(), comparison.name
    np.testing.assert_allclose(few.weight, many.weight, atol=1e-9, rtol=0)
    assert few.contradicts.tolist() == many.contradicts.tolist()
    assert few.levels.dtype == many.levels.dtype and few.weight.dtype == many.weight.dtype


def test_few_pairs_weigh_what_many_do_at_every_level() -> None:
    few, many = weighed_both_ways(Model(), 1, 300)
    assert_equal(few, many)
    said = {
        (c.name, c.levels[at].name)
        for k, c in enumerate(COMPARISONS)
        for at in set(few.levels[:, k].tolist()) - {-1}
    }
    missing = {(c.name, level.name) for c in COMPARISONS for level in c.levels} - said
    assert not missing


@pytest.mark.parametrize("seed", range(4))
def test_so_they_do_under_any_model(seed: int) -> None:
    assert_equal(*weighed_both_ways(odd(random.Random(seed)), 100 + seed, 80))


def test_the_matcher_weighs_alike_on_both_sides_of_the_bound() -> None:
    chance, matcher = random.Random(5), PersonMatcher(Model())
    people = [person(chance) for _ in range(60)]
    stored, keys = {record: encode(one) for record, one in enumerate(people)}, keys_of(people, chance)
    a, b = np.triu_indices(60, 1)
    rules = np.zeros(len(a), np.int64)
    assert len(a) > FEW
    whole = matcher.weigh(Pairs(a, b, rules), stored, keys)
    for at in (slice(0, 1), slice(3, 3), slice(40, 40 + FEW - 1)):
        part = matcher.weigh(Pairs(a[at], b[at], rules[at]), stored, keys)
        assert part.levels.tolist() == whole.levels[at].tolist()
        np.testing.assert_allclose(part.weight, whole.weight[at], atol=1e-9, rtol=0)


def test_every_comparison_is_asked_of_few_pairs_too() -> None:
    assert ASKED.keys() == {comparison.name for comparison in COMPARISONS}


def test_the_pairs_of_a_few_records_are_those_of_all_that_have_them_in_it() -> None:
    chance = random.Random(9)
    for most in (1, 3, 100):
        records = [chance.randrange(40) for _ in range(200)]
        rows = sorted({(record, chance.randrange(3), chance.randrange(8)) for record in records})
        record, rule, value = (np.array(column, np.int64) for column in zip(*rows, strict=True))
        keys, limits = KeyTable(record, rule, value, record), np.array([most, 30, 0])
        every, focus = pairs_of(keys, limits=limits), np.array([3, 17, 39])
        kept = np.isin(every.a, focus) | np.isin(every.b, focus)
        few = pairs_of(keys, focus, limits)
        assert few.a.tolist() == every.a[kept].tolist() and few.b.tolist() == every.b[kept].tolist()
        assert few.rules.tolist() == every.rules[kept].tolist()
    assert len(pairs_of(keys, np.array([77]), limits).a) == 0
