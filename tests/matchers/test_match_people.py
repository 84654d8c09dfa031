"""Who is merged, who waits for review, who is kept apart: whole people."""

from __future__ import annotations

import pytest

from enrich.model import Education, Link, PartialDate, Place, Profile, Work

LEEDS = Place(city="Leeds", country="GB")
HOME = Place(address="12 Elm Street", city="Leeds", country="GB", postal_code="LS1 4AP")

SAME = {
    "a mailbox, and the name in another order": (
        Profile(name="Jane Okafor", emails=("stargazer77@gmail.com",)),
        Profile(name="OKAFOR Jane", emails=("star.gazer77@googlemail.com",)),
    ),
    "a telephone and a short name": (
        Profile(name="Robert Miller", phones=("+44 113 496 0123",), location=LEEDS),
        Profile(name="Bob Miller", phones=("0044 113 4960123",), location=LEEDS),
    ),
    "a married name, with the same profile page": (
        Profile(
            name="Anna Kowalska",
            links=(Link("https://linkedin.com/in/anna-k-81", "linkedin", "anna-k-81"),),
            location=LEEDS,
        ),
        Profile(
            name="Anna Nowak",
            links=(Link("https://www.linkedin.com/in/anna-k-81/", "linkedin", "anna-k-81"),),
            location=LEEDS,
        ),
    ),
    "a transliteration, with the same mailbox": (
        Profile(name="Юлия Соколова", emails=("sova.yu@yandex.ru",)),
        Profile(name="Yuliya Sokolova", emails=("sova.yu@yandex.ru",)),
    ),
    "a garbled name beside one telephone and address": (
        Profile(name="Bencamun Hoqpe", phones=("+44 113 496 0123",), location=HOME),
        Profile(name="Benjamig Hope", phones=("+44 113 496 0123",), location=HOME),
    ),
    "a rare name, employer, title and school": (
        Profile(
            name="Zebulon Fotheringay",
            work=(Work("Bright Labs", "Data Engineer"),),
            education=(Education("University of Leeds"),),
        ),
        Profile(
            name="Fotheringay, Zebulon",
            work=(Work("Bright Labs Ltd", "Data Engineer"),),
            education=(Education("Univ. of Leeds"),),
        ),
    ),
}

APART = {
    "namesakes in two cities": (
        Profile(name="John Smith", location=LEEDS, work=(Work("Bright Labs", "Data Engineer"),)),
        Profile(name="John Smith", location=Place(city="Austin", country="US"), work=(Work("Harbor Foods", "Pastry Chef"),)),
    ),
    "a couple who share telephone, mailbox and home": (
        Profile(name="Mary Okafor", phones=("+44 113 496 0123",), emails=("okafors@web.de",), location=HOME),
        Profile(name="Peter Okafor", phones=("+44 113 496 0123",), emails=("okafors@web.de",), location=HOME),
    ),
    "a couple of two family names who share a telephone": (
        Profile(name="Mary Okafor", phones=("+44 113 496 0123",), location=HOME),
        Profile(name="Peter Miller", phones=("+44 113 496 0123",), location=HOME),
    ),
    "twins": (
        Profile(name="Mary Okafor", birth_date=PartialDate("1984-03-21"), phones=("+44 113 496 0123",), location=HOME),
        Profile(name="Sarah Okafor", birth_date=PartialDate("1984-03-21"), phones=("+44 113 496 0123",), location=HOME),
    ),
    "father and son": (
        Profile(name="Martin King Sr.", phones=("+44 113 496 0123",), location=HOME),
        Profile(name="Martin King Jr.", phones=("+44 113 496 0123",), location=HOME),
    ),
    "two birth dates in one home, one given name but an initial": (
        Profile(name="M. Okafor", birth_date=PartialDate("1984-03-21"), phones=("+44 113 496 0123",), location=HOME),
        Profile(name="Martin Okafor", birth_date=PartialDate("1991-10-02"), phones=("+44 113 496 0123",), location=HOME),
    ),
    "two people of an address badly written": (
        Profile(name="Jennifer Okafor", location=Place(address="330 Llsa Extcnsions", city="Leeds", country="GB", postal_code="LS1 4AP")),
        Profile(name="Amanda Okafor", location=Place(address="330 Lisa Extensi0ns", city="Leeds", country="GB", postal_code="LS1 4AP")),
    ),
    "two candidates of one agency": (
        Profile(name="Mary Okafor", emails=("jobs@talentbridge.example",)),
        Profile(name="Peter Miller", emails=("jobs@talentbridge.example",)),
    ),
    "colleagues with one given name": (
        Profile(name="Anna Okafor", emails=("anna.okafor@brightlabs.example",), work=(Work("Bright Labs", "Engineer"),)),
        Profile(name="Anna Miller", emails=("anna.miller@brightlabs.example",), work=(Work("Bright Labs", "Engineer"),)),
    ),
}  # fmt: skip

REVIEW = {
    "a rare name and nothing else": (
        Profile(name="Zebulon Fotheringay"),
        Profile(name="Zebulon Fotheringay"),
    ),
    "a rarer name, one city": (
        Profile(name="Jane Okafor", location=LEEDS),
        Profile(name="Jane Okafor", location=LEEDS),
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_the_same_person_is_merged(why, case: str) -> None:
    explanation = why(*SAME[case])
    assert explanation.weight >= explanation.merge_at
    assert not explanation.contradictions


@pytest.mark.parametrize("case", APART)
def test_two_people_are_kept_apart(why, case: str) -> None:
    explanation = why(*APART[case])
    assert explanation.weight < explanation.review_at


@pytest.mark.parametrize("case", REVIEW)
def test_what_is_not_sure_waits_for_a_person(why, case: str) -> None:
    explanation = why(*REVIEW[case])
    assert explanation.review_at <= explanation.weight < explanation.merge_at


def test_a_couple_contradicts(why) -> None:
    explanation = why(*APART["a couple who share telephone, mailbox and home"])
    assert explanation.contradictions == ("another person with the same telephone, mailbox or address",)


def test_every_pair_here_is_found_by_blocking(matcher, table) -> None:
    for a, b in [*SAME.values(), *REVIEW.values()]:
        prepared = [matcher.prepare(a), matcher.prepare(b)]
        assert len(matcher.pairs(table(prepared)).a) == 1


def test_an_address_badly_written_is_still_one_home(why) -> None:
    explanation = why(*APART["two people of an address badly written"])
    assert explanation.contradictions == ("another person with the same telephone, mailbox or address",)
