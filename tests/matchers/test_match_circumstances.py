"""What the comparisons of a person's life say: truth tables."""

from __future__ import annotations

import msgspec
import pytest

from enrich.model import Education, PartialDate, Place, Profile, Skill, Work
from enrich.values.distances import spot_of
from enrich.values.employers import house_of
from enrich.values.titles import post_of
from matchers.matcher import PersonMatcher


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
        ("place", {"text": "Mountain View, CA"}, {"text": "San Francisco Bay Area"}, "near"),
        ("place", {"city": "Mannheim", "country": "DE"}, {"city": "Heidelberg", "country": "DE"}, "near"),
        ("place", {"text": "Copenhagen, Denmark"}, {"text": "Malmö, Sweden"}, "near"),
        ("place", {"text": "Portland, OR"}, {"text": "Portland, ME"}, "same country"),
        ("place", {"country": "Germany"}, {"country": "Deutschland"}, "country"),
        ("place", {"country": "Germany"}, {"city": "Berlin", "country": "DE"}, "country"),
        ("place", {"country": "Germany"}, {"country": "France"}, "other country"),
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
        ("title", works(title="Data Engineer"), works(title="Senior Data Engineer"), "other rank"),
        ("title", works(title="Data Engineer"), works(title="Pastry Chef"), "different"),
        ("title", works(title="Programmer"), works(title="Softwareentwicklerin"), "same work"),
        ("title", works(title="Recruiter"), works(title="Talent Acquisition Specialist"), "same work"),
        ("title", works(title="CEO"), works(title="Geschäftsführer"), "same work"),
        ("title", works(title="Junior HR Manager"), works(title="Human Resources Manager"), "other rank"),
        ("title", works(title="Director"), works(title="Vice President"), "different"),
        ("employer", works("IBM Corp."), works("International Business Machines"), "other name"),
        ("employer", works("PwC"), works("PricewaterhouseCoopers GmbH"), "other name"),
        ("employer", works("Facebook"), works("Meta Platforms, Inc."), "other name"),
        ("employer", works("Andersen Consulting"), works("Accenture"), "other name"),
        ("employer", works("Lucent Technologies"), works("Nokia"), "other name"),
        ("employer", works("Instagram"), works("WhatsApp"), "group"),
        ("employer", works("Harbor Field Systems"), works("HFS"), "initials"),
        ("employer", works("Harbor Field Systems"), works("HFT"), "different"),
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
        (studied("MIT", "BSc", "2012"), studied("MIT", "MSc", "2014"), "further degree"),
        (studied("MIT", "PhD", "2018"), studied("MIT", "MSc", "2014"), "further degree"),
        (studied("MIT", "BSc", "2014"), studied("MIT", "MSc", "2012"), "other class"),
        (studied("MIT", "BSc", "1994"), studied("MIT", "MSc", "2012"), "other class"),
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


def test_two_cities_lie_as_far_apart_as_on_a_map() -> None:
    berlin, potsdam, munich = (spot_of(city, "", "DE") for city in ("berlin", "potsdam", "munich"))
    assert berlin is not None
    assert potsdam is not None
    assert munich is not None
    assert abs(berlin.latitude - potsdam.latitude) < 0.3
    assert berlin.latitude - munich.latitude == pytest.approx(4.4, abs=0.2)
    assert spot_of("springfield", "", "US") is None  # many; none is meant unless the region is told
    assert spot_of("springfield", "ohio", "US") is not None
    assert spot_of("springfield", "nevada", "US") is None


def test_every_group_of_employers_ends_at_its_top() -> None:
    assert house_of("deepmind") == ("deepmind", "alphabet")
    assert house_of("alcatel") == house_of("nokia")
    assert house_of("wunderman thompson").group == "wpp"
    assert house_of("bright labs") == ("", "")


@pytest.mark.parametrize(
    ("title", "work", "rank"),
    [
        ("senior software engineer", "software engineer", 4),
        ("programmer", "software engineer", 0),
        ("mobile developer junior", "mobile engineer", 2),
        ("director", "", 7),
        ("professor", "professor", 0),
        ("", "", 0),
    ],
)
def test_work_and_rank_are_told_apart(title: str, work: str, rank: int) -> None:
    assert post_of(title) == (work, rank)


def test_rare_skills_count_more_than_common_ones(matcher, table) -> None:
    unusual = {
        "skill": {"microsoft excel": -5.0, "communication": -5.0, "teamwork": -5.0, "cobol": 5.0, "": 0.0}
    }
    model = msgspec.structs.replace(matcher.model, unusual=unusual)
    rare = PersonMatcher(model)

    def told(one: Profile, other: Profile, of: PersonMatcher) -> str:
        a, b = of.prepare(one), of.prepare(other)
        parts = of.explain(a.features, b.features, table([a, b])).contributions
        return next(part.level for part in parts if part.comparison == "skills")

    common = knows("Excel", "Communication", "Cobol", "Baking"), knows("Excel", "Communication", "Rust", "Go")
    telling = knows("Cobol", "Excel", "Teamwork"), knows("Cobol", "Communication", "Rust")
    assert [told(*common, matcher), told(*common, rare)] == ["some", "few"]
    assert [told(*telling, matcher), told(*telling, rare)] == ["some", "most"]
