"""Degrees and schools in one line each, glued, in sentences, under levels: every degree with its own school."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enrich.errors import Refused
from enrich.model import Found
from parsers.schools import bare_school

Parse = Callable[[str, bytes], list[Found | Refused]]


def schools(parse: Parse, section: str) -> list[tuple[str, str]]:
    """(institution, degree) of a resume whose education section is given."""
    text = f"Maya Lindqvist\nmaya@example.com\n\nEDUCATION\n{section}\n"
    [one] = parse("cv.txt", text.encode())
    assert isinstance(one, Found), one
    return [(e.institution, e.degree) for e in one.profile.education]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("2011-2015: Orlin University Bachelors of Commerce (Actuarial Science)\n2007-2010: Tarla High School Kenya Certificate of Secondary Education",
         [("Orlin University", "Bachelors of Commerce"), ("Tarla High School", "Kenya Certificate of Secondary Education")]),
        ("H.S.C Tarla Board 2009\nS.S.C Tarla Board 2007", [("Tarla Board", "H.S.C"), ("Tarla Board", "S.S.C")]),
        ("• Orlin Tech University: B.Sc. in Nursing\n• Tarla College: Diploma in Welding",
         [("Orlin Tech University", "B.Sc."), ("Tarla College", "Diploma")]),
        ("● ● Orlin University: MBA\n● ● Tarla College: B.Com", [("Orlin University", "MBA"), ("Tarla College", "B.Com")]),
    ],
)  # fmt: skip
def test_school_and_degree_in_one_line(parse: Parse, section: str, expected: list[tuple[str, str]]) -> None:
    assert schools(parse, section) == expected


def test_sentences_above_what_is_no_education(parse: Parse) -> None:
    found = schools(
        parse,
        "• Bachelor of Technology in Civil Engineering from Orlin University in 2013 with 71%\n"
        "• HSE from Narla Junior College in 2009 with 91.5%\n• SSC from Sri Prabha Niketan in 2007 with 83%\n"
        "• Reviewed the designs and drawings of the allocated areas in consultation with the managers\n"
        "• Planned daily and weekly work for the crew\n• Checked the rebar and form work as per drawing\n"
        "• Prepared periodical reports on the progress of work\n• Monitored the sub contractors on the site",
    )
    assert found == [
        ("Orlin University", "Bachelor of Technology"),
        ("Narla Junior College", "HSE"),
        ("Sri Prabha Niketan", "SSC"),
    ]


def test_rows_below_an_entry_of_several_lines(parse: Parse) -> None:
    found = schools(
        parse,
        "Orlin Institute of Business, Pune    2009 – 2012\nBachelor of Business Management\n"
        "H.S.C Tarla Board 2009    82%\nS.S.C Tarla Board 2007    78%",
    )
    assert found == [
        ("Orlin Institute of Business", "Bachelor of Business Management"),
        ("Tarla Board", "H.S.C"),
        ("Tarla Board", "S.S.C"),
    ]


@pytest.mark.parametrize("kind", ["College", "High School", "In progress", "Mechanical", "Percentage:"])
def test_a_kind_of_school_names_none(parse: Parse, kind: str) -> None:
    assert kind not in [school for school, _ in schools(parse, f"B.Sc. Physics\n{kind}\n2012 - 2015")]


@pytest.mark.parametrize(
    ("line", "school"),
    [
        ("2009 – 2012: Orlin School. Attained a B+ (73 points)", "Orlin School"),
        ("2003 – 2007: Escuela Técnica Superior de Ingenieros", "Escuela Técnica Superior de Ingenieros"),
        ("2003 – 2007: Orlin Graduate School of Business", "Orlin Graduate School of Business"),
    ],
)
def test_names_stay_whole_without_their_grades(parse: Parse, line: str, school: str) -> None:
    assert [name for name, _ in schools(parse, line)] == [school]


def test_what_a_header_lacks_stands_below_it(parse: Parse) -> None:
    found = schools(
        parse,
        "Aug 2006 – May 2010    Orlin National University\n• Bachelor of Business Administration\n"
        "Jan 2004 – Dec 2005    Tarla College\n• GCE ‘A’ Levels",
    )
    assert found == [
        ("Orlin National University", "Bachelor of Business Administration"),
        ("Tarla College", "GCE ‘A’ Levels"),
    ]


def test_degrees_over_their_schools_in_a_list(parse: Parse) -> None:
    found = schools(
        parse,
        "• Master of Arts in Education\n• ORLIN UNIVERSITY\n• Bachelor of Arts in Liberal Studies\n• TARLA UNIVERSITY",
    )
    assert [school for school, _ in found] == ["ORLIN UNIVERSITY", "TARLA UNIVERSITY"]


@pytest.mark.parametrize(
    ("line", "school", "degree"),
    [
        ("Pursuing MBA, Orlin University, 2023", "Orlin University", "MBA"),
        ("Completed Diploma in Welding from Tarla Polytechnic in 2012", "Tarla Polytechnic", "Diploma"),
        ("Bachelor of Engineering in Mechanical from Orlin University, Bhopal with 69.1% in 2011", "Orlin University", "Bachelor of Engineering"),
    ],
)  # fmt: skip
def test_states_of_studies_are_no_part_of_a_degree(parse: Parse, line: str, school: str, degree: str) -> None:
    assert schools(parse, line) == [(school, degree)]


@pytest.mark.parametrize(
    "line", ["Email:-maya.l@example.com", "Email: maya.l@example.com____", "maya.l@example.com"]
)
def test_an_address_between_strokes(parse: Parse, line: str) -> None:
    [one] = parse(
        "cv.txt", f"NOT PROTECTIVELY MARKED\nMaya Lindqvist\n{line}\n\nSKILLS\nPython, SQL\n".encode()
    )
    assert isinstance(one, Found)
    assert (one.profile.name, one.profile.emails) == ("Maya Lindqvist", ("maya.l@example.com",))


def test_a_board_whose_parts_by_themselves_name_no_school(parse: Parse) -> None:
    assert schools(parse, "10th | BSE, Odisha | 2007") == [("BSE, Odisha", "10th")]


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Faculdade Orlin (Cursando)", "Faculdade Orlin"),
        ("Centro Educacional Tarla - Concluído", "Centro Educacional Tarla"),
        ("Etec Tarla, incompleto", "Etec Tarla"),
        ("University of Tarla (in progress)", "University of Tarla"),
        ("Orlin高等学校卒業", "Orlin高等学校"),
        ("오를린대학교 (재학중)", "오를린대학교"),
        ("Orlin Complete College", "Orlin Complete College"),
        ("CONCLUÍDO", ""),
        (" ,-" * 20_000 + "x", " ,-" * 20_000 + "x"),
    ],
)
def test_how_far_studies_came_is_no_part_of_a_school(told: str, name: str) -> None:
    assert bare_school(told) == name


def test_how_far_studies_came_is_no_school(parse: Parse) -> None:
    found = schools(parse, "Administração, Faculdade Orlin, 2012 - 2016\nCONCLUÍDO")
    assert [school for school, _ in found] == ["Faculdade Orlin"]


def test_a_town_without_a_mark_before_it_is_part_of_the_schools_name(parse: Parse) -> None:
    found = schools(parse, "MBA Operations Management at King's College London  Sept 2006 - May 2010")
    assert found == [("King's College London", "MBA")]
