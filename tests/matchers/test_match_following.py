"""What differs only because something else does is not counted twice."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from enrich.model import Place, Profile, Work
from enrich.ports import Explanation
from enrich.values.contacts import link_of
from matchers.model import SHIPPED_CAPS

Why = Callable[..., Explanation]


def person(street: str = "", city: str = "", code: str = "", employer: str = "", title: str = "") -> Profile:
    place = Place(address=street, city=city, country="GB", postal_code=code)
    return Profile(name="Jane Okafor", location=place, work=(Work(employer, title),) if title else ())


LEEDS = person("12 Elm Street", "Leeds", "LS1 4AP")

CASES = {
    "who moved to another city has another address and postcode": (
        LEEDS,
        person("7 Quay Road", "Bristol", "BS1 6QT"),
        {"address": "moved", "postcode": "moved"},
    ),
    "another address in one city is another address": (
        LEEDS,
        person("7 Quay Road", "Leeds"),
        {"address": "different"},
    ),
    "another postcode far off tells of another address": (
        person("12 Elm Street", "", "LS1 4AP"),
        person("7 Quay Road", "", "BS9 6QT"),
        {"address": "moved", "postcode": "different"},
    ),
    "who changed the employer has another title": (
        person(employer="Bright Labs", title="Data Engineer"),
        person(employer="Harbor Foods", title="Pastry Chef"),
        {"title": "told by employer"},
    ),
    "another title at one employer is another title": (
        person(employer="Bright Labs", title="Data Engineer"),
        person(employer="Bright Labs", title="Pastry Chef"),
        {"title": "different"},
    ),
    "an area of postcodes says nothing beside its city": (
        person("", "Leeds", "LS1 4AP"),
        person("", "Leeds", "LS1 9ZZ"),
        {"postcode": "told by address", "place": "same city"},
    ),
    "a postcode says what city it is": (
        person("", "Leeds", "LS1 4AP"),
        person("", "Leeds", "LS1 4AP"),
        {"postcode": "same", "place": "told by address"},
    ),
}


@pytest.mark.parametrize(("a", "b", "levels"), CASES.values(), ids=CASES.keys())
def test_levels(why: Why, a: Profile, b: Profile, levels: dict[str, str]) -> None:
    told = {one.comparison: one.level for one in why(a, b).contributions}
    assert {name: told[name] for name in levels} == levels


def test_a_family_name_at_a_home_is_nobody_in_particular(why: Why) -> None:
    """Without given name or birth date a pair may be two people of one household; with a mailbox it is not."""
    home = Place(address="12 Elm Street", city="Leeds", country="GB", postal_code="LS1 4AP")
    silent = Profile(family_name="Okafor", location=home, phones=("+44 113 496 0123",))
    jane = Profile(given_name="Jane", family_name="Okafor", location=home, phones=("+44 113 496 0123",))
    assert why(silent, jane).weight < why(silent, jane).merge_at
    reached = ("stargazer77@gmail.com",)
    mine = Profile(family_name="Okafor", location=home, emails=reached)
    hers = Profile(given_name="Jane", family_name="Okafor", location=home, emails=reached)
    assert why(mine, hers).weight > why(mine, hers).merge_at


def test_two_given_names_of_one_family_at_one_postcode_are_two_people(why: Why) -> None:
    """Where no street is told either; one birth date tells that it may be one person all the same."""
    place = Place(country="GB", postal_code="LS1 4AP")

    def level(birth_date: str) -> str:
        jane, peter = (
            Profile(given_name=given, family_name="Okafor", location=place, birth_date=birth_date)
            for given in ("Jane", "Peter")
        )
        return {one.comparison: one.level for one in why(jane, peter).contributions}["given name"]

    assert (level(""), level("1980-05-12")) == ("another", "different")


JOB, TOWN = (Work("Bright Labs", "Consultant"),), Place(city="Leeds", country="GB")


@pytest.mark.parametrize(
    ("one", "other", "held"),
    [
        (Profile(name="John Smith"), Profile(name="Jane Smith"), True),
        (Profile(name="John Smith"), Profile(name="J. Smith"), False),
        (Profile(name="Katherine Smith"), Profile(name="Kate Smith"), False),
        (
            Profile(name="Wei Smith", links=(link_of("https://github.com/smithy"),)),
            Profile(name="Kevin Smith", links=(link_of("https://github.com/smithy"),)),
            False,
        ),
    ],
)
def test_work_says_less_of_two_given_names_of_one_family_name(
    why: Why, one: Profile, other: Profile, held: bool
) -> None:
    told = why(*(msgspec.structs.replace(p, location=TOWN, work=JOB) for p in (one, other)))
    work = sum(c.bits for c in told.contributions if c.comparison in ("employer", "title", "place"))
    assert (work <= SHIPPED_CAPS["colleagues"] + 1e-9) is held
