"""Histories of jobs beside one another, and what each comparison of recruiting records is good for."""

from __future__ import annotations

import pytest

from enrich.model import Education, PartialDate, Place, Profile, Skill, Work
from matchers.features import month_number

LEEDS, LYON = "Leeds, United Kingdom", "Lyon, France"


def did(*jobs: tuple[str, str, str, str]) -> Profile:
    """Jobs as (employer, start, end, place)."""
    work = [
        Work(employer, start=PartialDate(start), end=PartialDate(end), location=place)
        for employer, start, end, place in jobs
    ]
    return Profile(name="Jane Okafor", work=tuple(work))


def career(why, left: Profile, right: Profile) -> str | None:
    return next((p.level for p in why(left, right).contributions if p.comparison == "career"), None)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("Bright Labs", "2015-03", "2018-06", ""), ("Bright Labs GmbH", "2015-04", "2018-06", ""), "same stint"),
        (("IBM", "2015-03", "2018-06", ""), ("International Business Machines", "2015-04", "2018-06", ""), "same stint"),
        (("Bright Labs", "2015", "2018", ""), ("Bright Labs", "2016-04", "", ""), "overlap"),
        (("Bright Labs", "2015", "", ""), ("Bright Labs", "2019-04", "2020-01", ""), "overlap"),
        (("Bright Labs", "2001", "2004", ""), ("Bright Labs", "2015", "2018", ""), "other time"),
        (("Bright Labs", "2015-01", "2018-06", LEEDS), ("Harbor Foods", "2015-03", "2018-01", LYON), "two careers"),
        (("Bright Labs", "2015-01", "2018-06", "Leeds"), ("Harbor Foods", "2015-03", "2018-01", "Leeds"), "two jobs"),
        (("Bright Labs", "2015-01", "2018-06", ""), ("Harbor Foods", "2015-03", "2018-01", ""), "two jobs"),
        (("Bright Labs", "2015-01", "2016-06", LEEDS), ("Harbor Foods", "2016-03", "2018-01", LYON), None),
        (("Bright Labs", "2015-01", "", LEEDS), ("Harbor Foods", "2016-03", "2018-01", LYON), None),
        (("Bright Labs", "2015", "2016", LEEDS), ("Harbor Foods", "2015", "2016", LYON), None),
        (("Instagram", "2015-01", "2018-06", LEEDS), ("WhatsApp", "2015-03", "2018-01", LYON), None),
        (("Bright Labs", "", "2018-06", LEEDS), ("Harbor Foods", "2015-03", "2018-01", LYON), None),
    ],
)  # fmt: skip
def test_two_jobs(why, left, right, expected: str | None) -> None:
    assert career(why, did(left), did(right)) == expected
    assert career(why, did(right), did(left)) == expected


def test_one_job_in_common_outweighs_two_at_once(why) -> None:
    one = did(("Bright Labs", "2015-01", "2018-06", LEEDS), ("Harbor Foods", "2015-03", "2018-01", LYON))
    other = did(("Harbor Foods", "2015-03", "2018-01", LYON))
    assert career(why, one, other) == "same stint"


def test_two_careers_at_once_contradict(why) -> None:
    one = did(("Bright Labs", "2012-01", "2018-06", LEEDS))
    other = did(("Harbor Foods", "2012-03", "2018-01", LYON))
    assert why(one, other).contradictions == ("two employers at once in places far apart",)


def test_unpaid_work_is_no_career(why) -> None:
    free = Work("Harbor Foods", start=PartialDate("2012-03"), end=PartialDate("2018-01"), volunteer=True)
    paid = did(("Bright Labs", "2012-01", "2018-06", LEEDS))
    assert career(why, paid, Profile(name="Jane Okafor", work=(free,))) is None


@pytest.mark.parametrize(
    ("text", "unknown", "months"),
    [
        ("1900-01", 1, 1),
        ("2015-03", 12, 1383),
        ("2015", 12, 1392),
        ("2015", 1, 1381),
        ("", 1, 0),
        ("1850", 1, 0),
    ],
)
def test_months_are_counted_from_1900(text: str, unknown: int, months: int) -> None:
    assert month_number(text, unknown) == months


def person(**told: object) -> Profile:
    return Profile(name="David Miller", **told)


def at(employer: str = "", title: str = "", start: str = "", end: str = "") -> dict[str, object]:
    return {"work": (Work(employer, title, PartialDate(start), PartialDate(end)),)}


def skilled(*names: str) -> dict[str, object]:
    return {"skills": tuple(map(Skill, names))}


def taught(school: str, degree: str, year: str) -> dict[str, object]:
    return {"education": (Education(school, degree, end=PartialDate(year)),)}


# comparison -> (a record, one of the same person, one of a namesake): all else is equal.
RECRUITING = {
    "place": (
        {"location": Place("Mountain View, CA")},
        {"location": Place("San Francisco Bay Area")},
        {"location": Place("Austin, TX")},
    ),
    "employer": (at("Facebook"), at("Meta Platforms Inc."), at("Harbor Foods")),
    "title": (at(title="Senior Programmer"), at(title="Software Developer"), at(title="Pastry Chef")),
    "career": (
        at("Bright Labs", start="2015-03", end="2018-06"),
        at("Bright Labs", start="2015-03", end="2018-05"),
        at("Bright Labs", start="2001-03", end="2003-05"),
    ),
    "skills": (
        skilled("COBOL", "JCL", "DB2", "Excel"),
        skilled("Cobol", "JCL", "DB2", "Mainframe"),
        skilled("Excel", "Word", "Sewing", "Baking"),
    ),
    "education": (
        taught("TU München", "MSc", "2012"),
        taught("Technical University of Munich", "Master of Science", "2013"),
        taught("Technical University of Munich", "MSc", "1989"),
    ),
    "e-mail": (
        {"emails": ("david.miller@gmail.com",)},
        {"emails": ("david.miller@gmial.com",)},
        {"emails": ("david.miller@web.de",)},
    ),
    "birth date": (
        {"birth_date": PartialDate("1984-03-07")},
        {"birth_date": PartialDate("1984-07-03")},
        {"birth_date": PartialDate("1961-11-25")},
    ),
    "telephone": (
        {"phones": ("+49 30 901820",)},
        {"phones": ("030 901820",)},
        {"phones": ("+49 89 2351907",)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("comparison", RECRUITING)
def test_each_comparison_tells_a_person_from_a_namesake(why, comparison: str) -> None:
    record, same, namesake = (person(**told) for told in RECRUITING[comparison])
    one, two = why(record, same), why(record, namesake)
    bits = [sum(p.bits for p in pair.contributions if p.comparison == comparison) for pair in (one, two)]
    assert bits[0] > 0 > bits[1] or bits[0] > bits[1] + 2
    assert one.weight > two.weight + 1.5
