"""Careers told in labels above everything else, and Markdown of the kind that people paste."""

from __future__ import annotations

from collections.abc import Callable

from enrich.errors import Refused
from enrich.model import Found, Profile

Parse = Callable[[str, bytes], list[Found | Refused]]


def read(parse: Parse, name: str, text: str) -> Profile:
    [one] = parse(name, text.encode())
    assert isinstance(one, Found), one
    return one.profile


def test_a_career_in_labels(parse: Parse) -> None:
    profile = read(
        parse,
        "cv.txt",
        "Name: Tovik Arlen\nEmail: tovik@example.com\nCurrent Role: Test Lead\nCurrent Company: Orlin Systems\n"
        "Total Experience: 9 years\nEducation: B.E. (ECE), Tarla University, 2013\nSkills: Selenium, Java\n",
    )
    assert profile.headline == "Test Lead"
    assert [(w.title, w.employer) for w in profile.work] == [("Test Lead", "Orlin Systems")]
    assert [(e.institution, e.end) for e in profile.education] == [("Tarla University", "2013")]
    assert [s.name for s in profile.skills] == ["Selenium", "Java"]


def test_a_legal_form_is_no_country(parse: Parse) -> None:
    text = "# Tovik Arlen\n\n## Experience\n\n### Orlin SE — Senior Data Scientist\n*2020–today*, Berlin\n* Forecasts\n"
    [job] = read(parse, "cv.md", text).work
    assert (job.title, job.employer) == ("Senior Data Scientist", "Orlin SE")
    assert job.location == "Berlin"


def test_a_quoted_line_is_a_headline(parse: Parse) -> None:
    text = "# Tovik Arlen\n> Backend developer\n\n## Employment\n- **2020 – now**: Developer at Orlin GmbH\n"
    profile = read(parse, "cv.md", text)
    assert profile.headline == "Backend developer"
    assert [(w.title, w.employer) for w in profile.work] == [("Developer", "Orlin GmbH")]


def test_a_university_before_its_country_is_no_place(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nEDUCATION\nPh.D. in Chemistry, University of Cambridge, UK, 2015. Advisor: Prof. O. Marik\n"
        "M.Sc. in Physics, University of Leeds, UK, 2010\n"
    )
    assert [(e.institution, e.end) for e in read(parse, "cv.txt", text).education] == [
        ("University of Cambridge", "2015"),
        ("University of Leeds", "2010"),
    ]


def test_headings_between_rules(parse: Parse) -> None:
    text = (
        "Tovik Arlen | tovik@example.com | Amsterdam\n\n--- Work ---\nOrlin BV, Senior UX Researcher, Amsterdam, 2021-now\n"
        "TNO, Research intern, Delft, 2017 (6 months)\n\n--- School ---\nTU Delft, MSc Design, 2015-2018\n\n"
        "--- Stuff I like ---\ninterviews\n"
    )
    profile = read(parse, "cv.txt", text)
    assert [(w.title, w.employer) for w in profile.work] == [
        ("Senior UX Researcher", "Orlin BV"),
        ("Research intern", "TNO"),
    ]
    assert [(e.institution, e.degree) for e in profile.education] == [("TU Delft", "MSc")]
