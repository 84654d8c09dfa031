"""Resumes as people of many trades write them in English; every person, firm and school here is invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enrich.errors import Refused
from enrich.model import Found, Profile

Parse = Callable[[str, bytes], list[Found | Refused]]


def read(parse: Parse, text: str) -> Profile:
    [one] = parse("cv.txt", f"Tovik Arlen\ntovik.arlen@example.com\n\n{text}".encode())
    assert isinstance(one, Found), one
    return one.profile


def jobs(parse: Parse, text: str) -> list[tuple[str, str, str, str]]:
    return [(w.title, w.employer, w.start, w.end) for w in read(parse, text).work]


def schools(parse: Parse, text: str) -> list[str]:
    return [e.institution for e in read(parse, text).education]


def test_a_single_date_heads_an_entry_that_looks_like_those_with_spans(parse: Parse) -> None:
    text = (
        "EXPERIENCE\nGrade 4 Teacher, Orlin Valley School District, August 2017 - present\nPlan lessons in all subjects.\n\n"
        "Student Teacher, Tarla Elementary School, Fall 2016\nTaught a unit on fractions to two classes.\n"
    )
    assert jobs(parse, text) == [
        ("Grade 4 Teacher", "Orlin Valley School District", "2017-08", ""),
        ("Student Teacher", "Tarla Elementary School", "2016", "2016"),
    ]
    assert schools(
        parse, "EDUCATION\nORLIN COLLEGE\t2013-2015\nAA Business\n\nTARLA HIGH SCHOOL\t2013\n"
    ) == [
        "ORLIN COLLEGE",
        "TARLA HIGH SCHOOL",
    ]


@pytest.mark.by_rules
def test_a_prize_beside_its_year_heads_no_entry(parse: Parse) -> None:
    text = (
        "EXPERIENCE\nCook, Orlin Grill, 2010 - 2015\nCook of the year, Orlin Grill, 2013\n"
        "Waiter, Tarla Cafe, 2008 - 2010\n"
    )
    assert [j[:2] for j in jobs(parse, text)] == [("Cook", "Orlin Grill"), ("Waiter", "Tarla Cafe")]


def test_what_follows_a_job_and_a_comma_may_be_its_field(parse: Parse) -> None:
    text = "EXPERIENCE\nLong-Term Substitute, Grade 2, Orlin School District, January - June 2017\n"
    assert jobs(parse, text) == [
        ("Long-Term Substitute, Grade 2", "Orlin School District", "2017-01", "2017-06")
    ]


def test_captions_of_a_job_end_no_section(parse: Parse) -> None:
    text = (
        "Career History\n\nSite Supervisor   Feb 2017 - Current\nOrlin Homes Pty Ltd, Tarla\nResponsibilities:\n"
        "- Supervise up to 8 builds\nAchievements:\n- No accident in 5 years\n\n"
        "Carpenter   Mar 2012 - Jan 2017\nTarla Carpentry\nResponsibilities:\n- Framing\n\nKey Skills\nSafety, Framing\n"
    )
    assert [j[:2] for j in jobs(parse, text)] == [
        ("Site Supervisor", "Orlin Homes Pty Ltd"),
        ("Carpenter", "Tarla Carpentry"),
    ]


def test_lines_that_announce_what_follows_are_no_firm(parse: Parse) -> None:
    text = (
        "Experience\nOrlin Pierce Consulting, London\t2015 - Present\nPrincipal Consultant (2019 - Present)\n"
        "Consultant (2015 - 2019)\n\nSome of the client work:\nRetail bank - led a cost reduction programme for a year\n"
    )
    assert [j[:2] for j in jobs(parse, text)] == [
        ("Principal Consultant", "Orlin Pierce Consulting"),
        ("Consultant", "Orlin Pierce Consulting"),
    ]


def test_several_jobs_under_a_firm_and_the_time_there(parse: Parse) -> None:
    text = (
        "Experience\n\nHR Partner\nCrest Foods · Full-time\nMar 2020 - Present · 4 yrs 2 mos\n\n"
        "Orlin Paper Company\n5 yrs 1 mo\nHR Manager\nJan 2017 - Feb 2020 · 3 yrs 2 mos\nMacon, Georgia, United States\n"
        "HR Generalist\nFeb 2015 - Dec 2016 · 1 yr 11 mos\n"
    )
    assert [j[:2] for j in jobs(parse, text)] == [
        ("HR Partner", "Crest Foods"),
        ("HR Manager", "Orlin Paper Company"),
        ("HR Generalist", "Orlin Paper Company"),
    ]


def test_a_house_is_no_part_of_a_job(parse: Parse) -> None:
    text = (
        "Experience\nProgram Analyst\nOrlin Materiel Command\n700 19th Street South, Dayton, OH 45420\n04/2018 - Present\n"
        "Hours per week: 40\n"
    )
    assert [j[:2] for j in jobs(parse, text)] == [("Program Analyst", "Orlin Materiel Command")]


@pytest.mark.parametrize(
    ("line", "school"),
    [
        ("Secondary: Orlin National High School, 2008 - 2012", "Orlin National High School"),
        ("Class XII | CBSE | 2008 | 91.4%", "CBSE"),
        ("Plus Two (Commerce) – Board of Higher Secondary Education – 2013", "Board of Higher Secondary Education"),
    ],
)  # fmt: skip
def test_schools_by_their_level_and_by_their_board(parse: Parse, line: str, school: str) -> None:
    assert schools(parse, f"EDUCATION\nBSc | Orlin University | 2015\n{line}\n")[-1] == school


def test_a_school_certificate_is_no_school(parse: Parse) -> None:
    text = "EDUCATION\nOrlin College\t2001 - 2007\nBSc Physics\nSenior School Certificate (WAEC)\t2001\n"
    assert set(schools(parse, text)) == {"Orlin College"}


def test_courses_beside_schools_are_no_schools(parse: Parse) -> None:
    text = "EDUCATION\nOrlin College, BSc Physics, 2008\n\nMILITARY TRAINING\nAdvanced Leader Course, 2017\n"
    assert schools(parse, text) == ["Orlin College"]


def test_a_career_without_headings(parse: Parse) -> None:
    text = (
        "I am a hard working joiner with 20 years in the trade.\n\n2010 to present Orlin Frames Ltd, Leeds\nJoiner\n"
        "Building timber houses and reading drawings.\n\nTarla Academy, Leeds, 1994 to 2000\n\nClean licence.\n"
    )
    profile = read(parse, text)
    assert [(w.title, w.employer) for w in profile.work] == [("Joiner", "Orlin Frames Ltd")]
    assert [e.institution for e in profile.education] == ["Tarla Academy"]


def test_towns_with_their_state_tell_whose_numbers_those_are(parse: Parse) -> None:
    text = (
        "Phone 469-555-0151\n\nEXPERIENCE\nJava Developer, Orlin Bank, Omaha, NE, 2018 - 2021\nWeb Developer, Tarla Bank, Plano, TX, 2016 - 2018\n"
        "Developer, Deccan Infotech, Pune, India, 2014 - 2016\n"
    )
    assert read(parse, text).phones == ("+14695550151",)


def test_dates_may_close_each_entry(parse: Parse) -> None:
    text = (
        "WORK EXPERIENCE\nMarketing Coordinator\nOrlin Hostels\n- Ran social media channels\nMay 2019 - Present\n\n"
        "Marketing Intern\nTarla Tours\n- Wrote newsletters\nSep 2018 - Apr 2019\n"
    )
    assert jobs(parse, text) == [
        ("Marketing Coordinator", "Orlin Hostels", "2019-05", ""),
        ("Marketing Intern", "Tarla Tours", "2018-09", "2019-04"),
    ]


def test_jobs_without_dates_line_by_line(parse: Parse) -> None:
    text = "Work\nHead Barman, The Crane's Rest, Galway\nBarman, Orlin & Daughters, Galway\nNight Porter, Tarla Strand Hotel\n"
    assert [j[:2] for j in jobs(parse, text)] == [
        ("Head Barman", "The Crane's Rest"),
        ("Barman", "Orlin & Daughters"),
        ("Night Porter", "Tarla Strand Hotel"),
    ]


@pytest.mark.parametrize(
    ("line", "title", "employer"),
    [
        ("Freelance Translator, self-employed (2017 - now)", "Freelance Translator", "self-employed"),
        ("Waiter, Orlin Grill, Leeds (weekends, 2018 - 2020)", "Waiter", "Orlin Grill"),
        ("Data Analyst [Orlin Credit Union] [Toronto] [2020-09 to present]", "Data Analyst", "Orlin Credit Union"),
        ("Since Aug'19: Orlin Cement Works, Solan as Manager (Kilns)", "Manager (Kilns)", "Orlin Cement Works"),
        ("2016 - present   Orlin Freight Lines\nLong haul driver. 48 states, dry van and reefer.", "Long haul driver", "Orlin Freight Lines"),
    ],
)  # fmt: skip
def test_one_job_as_it_is_put(parse: Parse, line: str, title: str, employer: str) -> None:
    assert [j[:2] for j in jobs(parse, f"EXPERIENCE\n{line}\n")] == [(title, employer)]


def test_a_client_beside_the_time_there(parse: Parse) -> None:
    text = (
        "EXPERIENCE\nClient: Orlin Mutual Insurance, Plano, TX\t\tMar 2021 - Present\nRole: Java Developer\n"
        "Responsibilities:\n- Developed services.\n\nClient: Tarla Bank, Omaha, NE\t\tJan 2018 - Feb 2021\nRole: Web Developer\n"
        "Responsibilities:\n- Designed services.\n"
    )
    assert jobs(parse, text) == [
        ("Java Developer", "Orlin Mutual Insurance", "2021-03", ""),
        ("Web Developer", "Tarla Bank", "2018-01", "2021-02"),
    ]


def test_running_heads_are_nobodys_employer(parse: Parse) -> None:
    text = (
        "EXPERIENCE\nOrlin Food Bank | Seattle, WA | 2014 - present\nExecutive Director, 2018 - present\n"
        "Director of Programs, 2014 - 2018\n\nTovik Arlen      Page 2 of 2\n\n"
        "YWCA Tarla | Seattle, WA | 2008 - 2014\nProgram Manager, 2010 - 2014\nCase Manager, 2008 - 2010\n"
    )
    assert [j[:2] for j in jobs(parse, text)] == [
        ("Executive Director", "Orlin Food Bank"),
        ("Director of Programs", "Orlin Food Bank"),
        ("Program Manager", "YWCA Tarla"),
        ("Case Manager", "YWCA Tarla"),
    ]


@pytest.mark.parametrize(
    ("line", "school"),
    [
        ("New Orlin School of Banking: Certificate, 2008", "New Orlin School of Banking"),
        ("Study abroad: University of Orlin, Spring 2019", "University of Orlin"),
        ("12th from St. Orlin's School, Dehradun (CBSE), 2012", "St. Orlin's School"),
        ("MBA/PGDM - HR\nOrlin Institute\n2020", "Orlin Institute"),
    ],
)
def test_one_school_as_it_is_put(parse: Parse, line: str, school: str) -> None:
    assert schools(parse, f"EDUCATION\n{line}\n") == [school]
