"""What the comparisons of contacts say: truth tables, and values that many people share."""

from __future__ import annotations

import pytest

from enrich.model import Identifier, Link, Profile


def part(why, comparison: str, a: Profile, b: Profile, crowd=()):
    return next((p for p in why(a, b, crowd).contributions if p.comparison == comparison), None)


def level(why, comparison: str, a: Profile, b: Profile) -> str | None:
    found = part(why, comparison, a, b)
    return found and found.level


def mail(name: str, address: str) -> Profile:
    return Profile(name=name, emails=(address,))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("stargazer77@gmail.com", "stargazer77@gmail.com", "same"),
        ("Star.Gazer77+jobs@gmail.com", "stargazer77@googlemail.com", "same"),
        ("jokafor84@yahoo.com", "jokafor84@yahoo.com", "same numbered"),
        ("jane.okafor@yahoo.com", "jane.okafor@yahoo.com", "same named"),
        ("stargazer77@gmail.com", "stargazer77@gmial.com", "host slip"),
        ("jane.okafor@gmail.com", "jane.okafor@gmail.con", "host slip"),
        ("jane.okafor@yahoo.com", "jane.okafor@yaho.com", "host slip"),
        ("jane.okafor@brightlabs.example", "jane.okafor@brigthlabs.example", "host slip"),
        ("jane.okafor@gmail.com", "jane.okafor@mail.com", "different"),
        ("stargazer77@gmail.com", "stargzaer77@gmail.com", "slip"),
        ("stargazer77@gmail.com", "stargazer78@gmail.com", "different"),
        ("stargazer77@gmail.com", "stargazer77@web.de", "own user part"),
        ("jokafor84@yahoo.com", "jokafor84@web.de", "numbered user part"),
        ("jane.okafor@yahoo.com", "jane.okafor@web.de", "named user part"),
        ("jane.okafor@yahoo.com", "moonlight@web.de", "different"),
        ("jane.okafor@brightlabs.example", "mary.miller@brightlabs.example", "colleague"),
        ("jobs@talentbridge.example", "jobs@talentbridge.example", None),
    ],
)
def test_mailboxes(why, left: str, right: str, expected: str | None) -> None:
    assert level(why, "e-mail", mail("Jane Okafor", left), mail("Jane Okafor", right)) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [("Jane Okafor", "same named"), ("John Okafor", "same named"), ("Jane Bell", "same")],
)
def test_a_mailbox_is_built_from_the_name_where_both_names_give_it(why, other: str, expected: str) -> None:
    box = "jokafor@yahoo.com"
    assert level(why, "e-mail", mail("Jane Okafor", box), mail(other, box)) == expected


def test_a_user_part_counts_by_what_the_name_does_not_say(why) -> None:
    def bits(user: str) -> float:
        found = part(
            why, "e-mail", mail("Jane Okafor", f"{user}@yahoo.com"), mail("Jane Okafor", f"{user}@web.de")
        )
        return found.bits

    assert bits("jane.okafor") < 1 < bits("jokafor84") < bits("stargazer")


def test_the_best_of_several_mailboxes_speaks(why) -> None:
    one = Profile(name="Jane Okafor", emails=("a.moon@web.de", "stargazer77@gmail.com"))
    other = Profile(name="Jane Okafor", emails=("stargazer77@gmail.com", "sunny@yahoo.com"))
    assert level(why, "e-mail", one, other) == "same"


def call(number: str, name: str = "Jane Okafor") -> Profile:
    return Profile(name=name, phones=(number,))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("+49 30 901820", "+49 (0)30 901820", "same"),
        ("+1 415 555 0132", "(415) 555-0132", "same but for the country"),
        ("+1 415 555 0132", "+1 415 555 0133", "slip"),
        ("+1 415 555 0132 ext. 12", "+1 415 555 0132 ext. 45", "other extension"),
        ("+1 415 555 0132", "+1 212 555 0199", "different"),
    ],
)
def test_telephones(why, left: str, right: str, expected: str) -> None:
    assert level(why, "telephone", call(left), call(right)) == expected


def test_a_switchboard_counts_less_the_more_people_share_it(why) -> None:
    def bits(people: int) -> float:
        names = [
            f"Person {chr(97 + n % 26)}{'bdfgklmnprst'[n // 3]}en{'aeiou'[n % 5]}x" for n in range(people)
        ]
        crowd = [call("+1 415 555 0132", name) for name in names]
        return part(why, "telephone", call("+1 415 555 0132"), call("+1 415 555 0132"), crowd).bits

    series = [bits(people) for people in (0, 3, 8, 30)]
    assert series == sorted(series, reverse=True)
    assert series[0] == 15.0
    assert series[1] < 15.0


def test_a_value_that_a_crowd_shares_says_nothing(matcher, table) -> None:
    crowd = [
        matcher.prepare(call("+1 415 555 0132", f"Jo {a}{v}{b}{v}s"))
        for a in "bdfgklmnprst"
        for v in "ae"
        for b in "bdgmnrt"
    ]
    why = matcher.explain(crowd[0].features, crowd[1].features, table(crowd))
    assert next(p.bits for p in why.contributions if p.comparison == "telephone") == 0.0


def page(url: str = "", network: str = "", user: str = "") -> Profile:
    return Profile(
        name="Jane Okafor", links=(Link(url or f"https://{network}.example/{user}", network, user),)
    )


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (
            page("https://www.linkedin.com/in/jane-okafor-12/"),
            page("http://linkedin.com/in/Jane-Okafor-12?trk=x"),
            "same",
        ),
        (
            page("https://linkedin.com/in/jane-okafor-12"),
            page("https://linkedin.com/in/jane-okafor-13"),
            "other account",
        ),
        (page("https://github.com/stargazer77"), page("https://gitlab.com/stargazer77"), "same account name"),
        (page("https://github.com/stargazer77"), page("https://linkedin.com/in/jane-okafor"), None),
        (page("https://jane.example/about"), page("https://jane.example/about/"), "same"),
    ],
)
def test_pages(why, left: Profile, right: Profile, expected: str | None) -> None:
    assert level(why, "page", left, right) == expected


def numbered(kind: str, value: str) -> Profile:
    return Profile(name="Jane Okafor", identifiers=(Identifier(kind, value),))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (numbered("orcid", "0000-0002-1825-0097"), numbered("orcid", "0000000218250097"), "same"),
        (numbered("orcid", "0000-0002-1825-0097"), numbered("orcid", "0000-0002-1825-0097"), "same"),
        (numbered("national:PL", "85010112345"), numbered("national:PL", "85010112354"), "slip"),
        (numbered("national:PL", "85010112345"), numbered("national:PL", "71120254321"), "different"),
        (numbered("national:PL", "85010112345"), numbered("national:DE", "71120254321"), None),
        (numbered("crm", "4711"), numbered("crm", "4712"), None),
        (numbered("crm", "4711"), numbered("crm", "4711"), "same"),
    ],
)
def test_identifiers(why, left: Profile, right: Profile, expected: str | None) -> None:
    assert level(why, "identifier", left, right) == expected


def test_two_national_numbers_contradict(why) -> None:
    explanation = why(numbered("national:PL", "85010112345"), numbered("national:PL", "71120254321"))
    assert explanation.contradictions == ("different identifiers of a kind that a person has once",)
