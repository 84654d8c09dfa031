"""What the comparisons of names say: truth tables."""

from __future__ import annotations

import pytest

from enrich.model import Profile


def levels(why, a: Profile, b: Profile) -> dict[str, str]:
    return {part.comparison: part.level for part in why(a, b).contributions}


def named(name: str) -> Profile:
    return Profile(name=name)


@pytest.mark.parametrize(
    ("left", "right", "family", "given"),
    [
        ("Jane Okafor", "Jane Okafor", "same", "same"),
        ("Jane Okafor", "OKAFOR, Jane", "same", "same"),
        ("Jane Okafor", "jane okafor", "same", "same"),
        ("Okafor Jane", "Jane Okafor", "other order", "other order"),
        ("Okafor Jane", "Jane Okafro", "other order", "other order"),
        ("Bob Okafor", "Robert Okafor", "same", "short form"),
        ("Okafor Bob", "Robert Okafor", "other order", "other order"),
        ("J. Okafor", "Jane Okafor", "same", "initial"),
        ("Samantha D. Okafor", "Samantha Okafor", "same", "same"),
        ("Okafor, Samantha D.", "Samanhta Okafor", "same", "slip"),
        ("M. Okafor", "Jane Okafor", "same", "different"),
        ("Jane O.", "Jane Okafor", "initial", "same"),
        ("Jane Okafro", "Jane Okafor", "slip", "same"),
        ("Jnae Okafor", "Jane Okafor", "same", "slip"),
        ("José Muñoz", "Jose Munoz", "same", "same"),
        ("Łukasz Wójcik", "Lukasz Wojcik", "same", "same"),
        ("Иван Петров", "Ivan Petrov", "same", "same"),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos", "same", "same"),
        ("张伟", "Wei Zhang", "same", "same"),
        ("Kim Min-jun", "Minjun Kim", "same", "same"),
        ("Ana García López", "Ana García", "part", "same"),
        ("Anna Nowak (née Kowalska)", "Anna Kowalska", "same", "same"),
        ("Mary Ann Okafor", "Ann Okafor", "same", "second"),
        ("Wash Okafor", "Washington Okafor", "same", "clipped"),
        ("Maria Okafor", "Mario Okafor", "same", "different"),  # two names, however alike
        ("Jane Okafor", "Jane Weatherby", "different", "same"),
        ("Jane Okafor", "Peter Okafor", "same", "different"),
    ],
)
def test_names_in_every_form(why, left: str, right: str, family: str, given: str) -> None:
    told = levels(why, named(left), named(right))
    assert (told["family name"], told["given name"]) == (family, given)


def test_aliases_are_names_too(why) -> None:
    told = levels(why, Profile(name="Anna Nowak", aliases=("Anna Kowalska",)), named("Anna Kowalska"))
    assert told["family name"] == "same"


def test_names_kept_apart_equal_names_in_one(why) -> None:
    told = levels(why, Profile(given_name="Jane", family_name="Okafor"), named("Okafor, Jane"))
    assert (told["family name"], told["given name"]) == ("same", "same")


def test_rare_names_weigh_more_than_common_ones_also_when_misspelt(why) -> None:
    def bits(left: str, right: str) -> float:
        return next(
            p.bits for p in why(named(left), named(right)).contributions if p.comparison == "family name"
        )

    assert bits("Jane Fotheringay", "Jane Fotheringay") > bits("Jane Smith", "Jane Smith") + 3
    assert bits("Jane Fotheringay", "Jane Fotherinagy") > bits("Jane Smith", "Jane Smtih")
    assert bits("Jane Smith", "Jane Smith") > bits("Jane Smith", "Jane Smtih")


def test_one_in_says_how_rare_the_agreement_is(why) -> None:
    part = why(named("Jane Smith"), named("Jane Smith")).contributions[0]
    assert part.comparison == "family name"
    assert 100 < part.one_in < 250
    assert (part.left, part.right) == ("smith", "smith")


def test_a_name_alone_never_merges(why) -> None:
    explanation = why(named("Zebulon Fotheringay"), named("Zebulon Fotheringay"))
    assert explanation.review_at <= explanation.weight < explanation.merge_at


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("Jane Anne Okafor", "Jane Anne Okafor", "same"),
        ("Jane A. Okafor", "Jane Anne Okafor", "initial"),
        ("Jane Beatrice Okafor", "Jane Anne Okafor", "different"),
        ("Jane Okafor", "Jane Anne Okafor", None),
    ],
)
def test_further_names(why, left: str, right: str, level: str | None) -> None:
    assert levels(why, named(left), named(right)).get("further names") == level


def test_father_and_son_contradict(why) -> None:
    explanation = why(named("Martin King Jr."), named("Martin King Sr."))
    assert explanation.contradictions == ("different generations",)
