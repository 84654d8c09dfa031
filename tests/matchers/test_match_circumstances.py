"""What the comparisons of a person's life say: truth tables."""

from __future__ import annotations

import pytest

from enrich.model import Education, PartialDate, Place, Profile, Skill, Work


def level(why, comparison: str, a: Profile, b: Profile) -> str | None:
    found = [p.level for p in why(a, b).contributions if p.comparison == comparison]
    return found[0] if found else None


def born(text: str) -> Profile:
    return Profile(name="Jane Okafor", birth_date=PartialDate(text))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("1984-03-21", "1984-03-21", "same"),
        ("1984-03-07", "1984-07-03", "swapped"),
        ("1984-03-21", "1984-03-24", "one digit"),
        ("1984-03-21", "1984-04-10", "close"),
        ("1984-03-21", "1984-09-25", "two digits"),
        ("1984-03-21", "1985-04-02", "two digits"),
        ("1984-03", "1984-03-21", "same month"),
        ("1984", "1984-03-21", "same year"),
        ("1984-01-01", "1984-03-21", "same year"),
        ("1984-01-01", "1984-01-01", "same year"),
        ("1984", "1985", "near"),
        ("1984", "1971", "other year"),
        ("1984-03-21", "1971-11-08", "different"),
        ("1984-03-21", "", None),
    ],
)
def test_birth_dates(why, left: str, right: str, expected: str | None) -> None:
    assert level(why, "birth date", born(left), born(right)) == expected


def test_clearly_different_birth_dates_contradict(why) -> None:
    assert why(born("1984-03-21"), born("1971-11-08")).contradictions == ("clearly different dates",)
    assert not why(born("1984"), born("1971")).contradictions


def test_where_all_else_says_one_person_a_date_is_no_contradiction(why) -> None:
    known = {"name": "Jane Okafor", "emails": ("stargazer77@gmail.com",), "phones": ("+49 30 901820",)}
    explanation = why(
        Profile(**known, birth_date=PartialDate("1984-03-21")),
        Profile(**known, birth_date=PartialDate("1971-11-08")),
    )
    assert explanation.weight > explanation.review_at
    assert explanation.contradictions == ()


def lives(**place: str) -> Profile:
    return Profile(name="Jane Okafor", location=Place(**place))


@pytest.mark.parametrize(
    ("comparison", "left", "right", "expected"),
    [
        ("place", {"city": "München", "country": "DE"}, {"city": "Munchen", "country": "DE"}, "same city"),
        ("place", {"city": "Philadelphia"}, {"city": "Philadelpia"}, "slip"),
        ("place", {"city": "Austin", "region": "TX"}, {"city": "Dallas", "region": "TX"}, "same region"),
        ("place", {"city": "Berlin", "country": "DE"}, {"city": "Hamburg", "country": "DE"}, "same country"),
        ("place", {"city": "Berlin", "country": "DE"}, {"city": "Paris", "country": "FR"}, "other country"),
        (
            "place",
            {"city": "Cambridge", "country": "GB"},
            {"city": "Cambridge", "country": "US"},
            "other country",
        ),
        ("place", {"city": "Berlin"}, {"city": "Paris"}, "other country"),
        ("place", {"city": "Lower Amwell"}, {"city": "Upper Hattersby"}, "other city"),
        (
            "place",
            {"city": "Leeds", "country": "United Kingdom"},
            {"city": "Leeds", "country": "GB"},
            "same city",
        ),
        ("place", {"city": "Berlin"}, {}, None),
        ("postcode", {"postal_code": "SW1A 1AA"}, {"postal_code": "sw1a1aa"}, "same"),
        ("postcode", {"postal_code": "10115"}, {"postal_code": "10151"}, "slip"),
        ("postcode", {"postal_code": "SW1A 1AA"}, {"postal_code": "SW1A 2BB"}, "same area"),
        ("postcode", {"postal_code": "10115"}, {"postal_code": "80331"}, "different"),
        ("address", {"address": "12 Elm Street"}, {"address": "12 elm street"}, "same"),
        ("address", {"address": "12 Elm Street"}, {"address": "12 Elm Steret"}, "slip"),
        ("address", {"address": "12 Elm Street"}, {"address": "99 Harbour View"}, "different"),
    ],
)
def test_homes(
    why, comparison: str, left: dict[str, str], right: dict[str, str], expected: str | None
) -> None:
    assert level(why, comparison, lives(**left), lives(**right)) == expected


def works(employer: str = "", title: str = "") -> Profile:
    return Profile(name="Jane Okafor", work=(Work(employer, title),))


@pytest.mark.parametrize(
    ("comparison", "left", "right", "expected"),
    [
        ("employer", works("Acme GmbH"), works("ACME"), "same"),
        ("employer", works("Bright Labs"), works("Bright Lab"), "nearly"),
        ("employer", works("Bright Labs"), works("Bright Labs Europe"), "alike"),
        ("employer", works("Bright Labs"), works("Harbor Foods"), "different"),
        ("title", works(title="Sr. Data Engineer"), works(title="Senior Data Engineer"), "same"),
        ("title", works(title="Data Engineer"), works(title="Senior Data Engineer"), "alike"),
        ("title", works(title="Data Engineer"), works(title="Pastry Chef"), "different"),
    ],
)
def test_careers(why, comparison: str, left: Profile, right: Profile, expected: str) -> None:
    assert level(why, comparison, left, right) == expected


def studied(school: str, degree: str = "", year: str = "") -> Profile:
    return Profile(name="Jane Okafor", education=(Education(school, degree, end=PartialDate(year)),))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (
            studied("University of Leeds", "BSc", "2012"),
            studied("Leeds University", "", "2013"),
            "same class",
        ),
        (
            studied("University of Leeds", "BSc"),
            studied("University of Leeds", "BSc", "2012"),
            "same school and degree",
        ),
        (studied("University of Leeds"), studied("University of Leeds", "BSc"), "same school"),
        (
            studied("University of Leeds", "BSc", "2012"),
            studied("University of Leeds", "BSc", "1998"),
            "other class",
        ),
        (studied("University of Leeds"), studied("Sorbonne"), "different"),
    ],
)
def test_schools(why, left: Profile, right: Profile, expected: str) -> None:
    assert level(why, "education", left, right) == expected


def knows(*skills: str) -> Profile:
    return Profile(name="Jane Okafor", skills=tuple(Skill(skill) for skill in skills))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (knows("Go", "Rust", "SQL"), knows("rust", "sql", "go", "AWS", "Docker"), "most"),
        (knows("Go", "Rust", "SQL"), knows("Go", "Baking", "Welding"), "some"),
        (knows("Go", "Rust", "SQL", "AWS"), knows("Go", "Baking", "Welding", "Sewing"), "few"),
        (knows("Go", "Rust"), knows("Baking", "Welding"), "none"),
        (knows("Go"), knows("Go"), None),
    ],
)
def test_skills(why, left: Profile, right: Profile, expected: str | None) -> None:
    assert level(why, "skills", left, right) == expected


def test_employer_title_city_and_school_are_not_counted_in_full_together(why, matcher) -> None:
    whole = Profile(
        name="Jane Okafor",
        work=(Work("Bright Labs", "Data Engineer"),),
        location=Place(city="Leeds", country="GB"),
        education=(Education("University of Leeds", "BSc", end=PartialDate("2012")),),
        skills=tuple(Skill(name) for name in ("Go", "Rust", "SQL")),
    )
    career = {"employer", "title", "place", "education", "skills"}
    bits = [part.bits for part in why(whole, whole).contributions if part.comparison in career]
    assert len(bits) == 5
    assert sum(bits) == pytest.approx(matcher.model.caps["career"])
