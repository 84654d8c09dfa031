"""Names and places that go together, households, twins, fathers and sons: evidence that is not independent."""

from __future__ import annotations

import random

import msgspec
import numpy as np
import pytest

from enrich.model import PartialDate, Place, Profile
from enrich.ports import Ints, KeyTable
from matchers.columns import Codes, Columns, Ragged, columns_of
from matchers.features import encode, features_of
from matchers.matcher import PersonMatcher
from matchers.model import Model
from matchers.origins import Kinship, origins_of

ORIGINS = (
    (("an", "bir", "cars", "dor"), "husum"),
    (("lo", "xa", "re", "mo"), "passau"),
    (("ki", "yu", "ha", "su"), "kobe"),
)


def of_three_origins(n: int) -> Columns:
    """People whose names and places go together, but for one in ten."""
    chance = random.Random(5)
    ends = ("ber", "dan", "mi", "gor", "ta")

    def word() -> str:
        return chance.choice(syllables) + chance.choice(ends) + chance.choice(ends)

    features = {}
    for record in range(n):
        syllables, city = chance.choice(ORIGINS)
        given, family = word(), word()
        if chance.random() < 0.1:
            syllables, city = chance.choice(ORIGINS)
        profile = Profile(given_name=given, family_name=family, location=Place(city=city))
        features[record] = encode(features_of(profile))
    return columns_of(np.arange(n), features)


@pytest.fixture(scope="module")
def kinship() -> Kinship:
    return Kinship(origins_of(of_three_origins(6_000)))


def together(kinship: Kinship, family: str, given: str, city: str) -> tuple[float, float]:
    """Bits that the names tell of one another, and that they tell of the city."""
    f, g, c = (
        kinship.affinity[column][kinship.number[column].get(word, 0)]
        for column, word in (("family", family), ("given", given), ("city", city))
    )
    names = float(np.log2((f * g) @ kinship.share))
    return names, float(np.log2((f * g * c) @ kinship.share)) - names


def test_names_and_cities_of_one_origin_tell_of_one_another(kinship: Kinship) -> None:
    names, city = together(kinship, "xabermi", "logorta", "passau")
    assert names > 1.0
    assert city > 0.2
    assert together(kinship, "xabermi", "yugorta", "passau")[0] < 0
    assert together(kinship, "unheard", "logorta", "")[0] == pytest.approx(0, abs=1e-9)


def test_few_names_tell_of_no_origins() -> None:
    assert origins_of(of_three_origins(500)) == {}


def test_origins_do_not_depend_on_the_order_of_records_and_words() -> None:
    columns = of_three_origins(4_000)
    shift = np.arange(1, len(columns.words) + 1)[::-1] - 1
    assert origins_of(columns) == origins_of(recoded(columns, shift))


def recoded(columns: Columns, code: Ints) -> Columns:
    """The same with other codes; 0 stays "" """
    fresh: Codes = np.where(np.arange(len(code)) == 0, 0, np.roll(code, 1)).astype(np.int32)
    words = [""] * len(fresh)
    for at, word in enumerate(columns.words):
        words[fresh[at]] = word
    many = {
        name: Ragged(values.start, fresh[values.code], values.flag, values.number)
        for name, values in columns.many.items()
    }
    one = {name: codes if name == "birth" else fresh[codes] for name, codes in columns.one.items()}
    return Columns(columns.records, words, many, one)


def weight_of(one: Profile, two: Profile, model: Model | None = None) -> tuple[float, dict[str, str]]:
    matcher = PersonMatcher(model or Model())
    prepared = [matcher.prepare(profile) for profile in (one, two)]
    keys = KeyTable.unpacked([0, 1], [p.keys for p in prepared])
    told = matcher.explain(prepared[0].features, prepared[1].features, keys)
    return told.weight, {part.comparison: part.level for part in told.contributions}


def person(name: str, born: str = "", street: str = "Deichstr. 7", email: str = "") -> Profile:
    return Profile(
        name=name, birth_date=PartialDate(born), location=Place(address=street, city="Husum"),
        emails=(email,) if email else (),
    )  # fmt: skip


def test_other_given_name_in_one_home_is_another_person_even_with_one_birth_date() -> None:
    weight, levels = weight_of(
        person("Birte Petersen", "1980-04-03"), person("Ansgar Petersen", "1980-04-03")
    )
    assert levels["given name"] == "another"
    assert weight < Model().review_at


def test_other_given_name_and_other_birth_date_are_another_person_wherever_they_live() -> None:
    _, levels = weight_of(
        person("Birte Petersen", "1980-04-03", ""), person("Ansgar Petersen", "1951-11-24", "")
    )
    assert levels["given name"] == "another"


def test_father_and_son_of_one_name_in_one_home_are_two() -> None:
    weight, levels = weight_of(
        person("Ansgar Petersen", "1980-04-03"), person("Ansgar Petersen", "1951-11-24")
    )
    assert levels["birth date"] == "generation"
    assert weight < Model().review_at
    same, _ = weight_of(person("Ansgar Petersen", "1980-04-03"), person("Ansgar Petersen", "1980-04-03"))
    assert same > Model().merge_at


def test_without_households_given_names_that_differ_are_only_different() -> None:
    caps = {**Model().caps, "household": 0.0}
    model = msgspec.structs.replace(Model(), caps=caps)
    _, levels = weight_of(
        person("Birte Petersen", "1980-04-03"), person("Ansgar Petersen", "1980-04-03"), model
    )
    assert levels["given name"] == "different"


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        ("1980-04-03", "1951-11-24", "generation"),
        ("1980", "1951", "generation"),
        ("1980-04-03", "1984-11-24", "different"),
        ("1980-04-03", "1930-04-03", "one digit"),
        ("1980-04-03", "1951-04-03", "one part"),
        ("1980-04-03", "1980-11-03", "one part"),
    ],
)
def test_years_that_lie_a_generation_apart(one: str, two: str, level: str) -> None:
    assert weight_of(person("Ansgar Petersen", one), person("Ansgar Petersen", two))[1]["birth date"] == level


def test_rare_further_names_and_initials_count_more() -> None:
    open_ended = msgspec.structs.replace(Model(), caps=dict.fromkeys(Model().caps, 99.0))

    def bits(one: str, two: str) -> float:
        plain = weight_of(person("Ansgar Petersen"), person("Ansgar Petersen"), open_ended)[0]
        return weight_of(person(one), person(two), open_ended)[0] - plain

    assert bits("Ansgar Quirin Petersen", "Ansgar Quirin Petersen") > bits(
        "Ansgar Maria Petersen", "Ansgar Maria Petersen"
    )
    assert bits("Ansgar Q. Petersen", "Ansgar Q. Petersen") > bits("Ansgar J. Petersen", "Ansgar J. Petersen")
    assert bits("Ansgar Q. Petersen", "Ansgar J. Petersen") < 0
