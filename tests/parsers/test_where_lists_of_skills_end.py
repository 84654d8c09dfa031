"""A list of skills ends where something else is told, though no heading of its own stands there; marks, dashes and versions in it."""

from __future__ import annotations

import pytest

from parsers.lines import Line, plain_line
from parsers.skillends import until_end
from parsers.skillsets import skills_of


def kept(*rows: Line) -> list[str]:
    return [line.text for line in until_end(list(rows))]


def named(*rows: str) -> list[str]:
    return [skill.name for skill in skills_of([plain_line(row) for row in rows])]


def test_a_job_told_below_ends_the_list_with_its_caption() -> None:
    rows = [plain_line("• Excel"), plain_line("• Tally"), plain_line("Blue Pan Ltd", bold=True)]
    assert kept(*rows, plain_line("Storekeeper in the main depot from March 2012 to May 2014")) == [
        "• Excel",
        "• Tally",
    ]


@pytest.mark.parametrize(
    "caption", ["Roles and responsibilities", "EXTRA INDOOR ACTIVITIES", "Worked Projects:"]
)
def test_a_caption_of_something_else_ends_the_list(caption: str) -> None:
    rows = [plain_line("• Excel"), plain_line(caption, bold=True), plain_line("• Kept the books of a shop")]
    assert kept(*rows) == ["• Excel"]


@pytest.mark.parametrize(
    "row",
    [
        "Databases",
        "Soft skills:",
        "Windows Server 2008 - 2016, Active Directory and DNS",
        "Ansible, 2015 - 2020",
    ],
)
def test_groups_and_versions_do_not_end_it(row: str) -> None:
    assert kept(plain_line("• Excel"), plain_line(row, bold=True), plain_line("• Redis")) == [
        "• Excel",
        row,
        "• Redis",
    ]


def test_a_dash_behind_a_group_parts_it_from_its_skills() -> None:
    assert named("Operating systems - Linux, Windows") == ["Linux", "Windows"]
    assert named("Application packages – MS Office, Tally") == ["MS Office", "Tally"]
    assert named("Front-end - React, Vue") == ["React", "Vue"]


def test_brackets_list_with_and_too() -> None:
    assert named("MS Office (Word and Excel)") == ["MS Office", "Word", "Excel"]
    assert named("Programming languages (Java, PHP)") == ["Java", "PHP"]


def test_a_year_is_the_version_of_what_it_stands_behind() -> None:
    assert named("AutoCAD 2012", "Sage 50 2016") == ["AutoCAD 2012", "Sage 50 2016"]
    assert named("Summer 2012", "May 2014", "2010 - 2012") == []


def test_marks_of_word_processors_are_no_part_of_a_skill() -> None:
    assert named("§ Bookkeeping", "\uf0b7 Payroll", "* Stock control", "• \uf0b7 Welding") == [
        "Bookkeeping",
        "Payroll",
        "Stock control",
        "Welding",
    ]


def test_a_suite_before_its_parts_is_a_skill_too() -> None:
    assert named("MS Office: Word, Excel") == ["MS Office", "Word", "Excel"]
    assert named("MS Office – Word, Excel") == ["MS Office", "Word", "Excel"]


def test_a_sentence_with_commas_is_no_list() -> None:
    assert named("Guided the shop staff by talking, weighing and helping") == []
    assert named("Care plans: analysis of falls, wound care, diets") == [
        "analysis of falls",
        "wound care",
        "diets",
    ]
    assert named("Elementary knowledge in Matlab") == ["Matlab"]
