"""Designed pages: text on its side, stamps, initials, tables, timelines, dates beside their lines between two columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enrich.errors import Refused
from enrich.model import Found, Profile
from parsers.layout import lines_of
from parsers.limits import Limits
from parsers.pdf import read_pdf
from parsers.rowtext import Word

Parse = Callable[[str, bytes], list[Found | Refused]]
Paper = Any
JOBS = (
    ("Head Cook", "Copper Pan Ltd", "01/2019 - 02/2022"),
    ("Line Cook", "Blue Oven GmbH", "03/2015 - 12/2018"),
    ("Kitchen Porter", "Harbour Hotel", "06/2012 - 02/2015"),
)


def person(found: list[Found | Refused]) -> Profile:
    [one] = found
    assert isinstance(one, Found), one
    return one.profile


def jobs(profile: Profile) -> list[tuple[str, str, str, str]]:
    return [(w.title, w.employer, w.start, w.end) for w in profile.work]


EXPECTED = [
    ("Head Cook", "Copper Pan Ltd", "2019-01", "2022-02"),
    ("Line Cook", "Blue Oven GmbH", "2015-03", "2018-12"),
    ("Kitchen Porter", "Harbour Hotel", "2012-06", "2015-02"),
]


def head(paper: Paper) -> None:
    paper.put(50, 50, "Ann Lee", 24, bold=True)
    paper.put(50, 72, "ann.lee@example.com | +44 20 7946 0018 | Leeds, UK")


def on_side(paper: Paper, x: float, y: float, text: str, angle: float = 90, size: float = 10) -> None:
    paper.canvas.saveState()
    paper.canvas.translate(x, 841.9 - y)
    paper.canvas.rotate(angle)
    paper.canvas.setFont("Helvetica-Bold", size)
    paper.canvas.drawString(0, 0, text)
    paper.canvas.restoreState()


def plain_jobs(paper: Paper, top: float, left: float = 80) -> float:
    for title, firm, dates in JOBS:
        paper.put(left, top, title, 10, bold=True)
        paper.put_right(540, top, dates)
        paper.put(left, top + 14, f"{firm}, Leeds, UK")
        paper.put(left + 10, top + 28, "Cooked soup for four hundred guests every day of the week")
        top += 50
    return top


@pytest.mark.parametrize("angle", [90, -90])
def test_headings_on_their_side_head_the_rows_beside_them(paper: Paper, parse: Parse, angle: int) -> None:
    head(paper)
    end = plain_jobs(paper, 110)
    on_side(paper, 60, 210 if angle > 0 else 140, "EXPERIENCE", angle)
    for n, skill in enumerate(("Soup", "Bread", "Sauces")):
        paper.put(80, end + 20 + 13 * n, skill)
    on_side(paper, 60, end + 54 if angle > 0 else end + 14, "SKILLS", angle)
    profile = person(parse("a.pdf", paper.pdf()))
    assert jobs(profile) == EXPECTED
    assert [s.name for s in profile.skills if not s.implied] == ["Soup", "Bread", "Sauces"]


def test_a_name_along_the_edge_is_the_name(paper: Paper, parse: Parse) -> None:
    on_side(paper, 40, 700, "ANN LEE", 90, 40)
    paper.put(80, 72, "ann.lee@example.com | +44 20 7946 0018 | Leeds, UK")
    paper.put(80, 100, "Experience", 13, bold=True)
    plain_jobs(paper, 120)
    profile = person(parse("a.pdf", paper.pdf()))
    assert (profile.name, jobs(profile)) == ("ANN LEE", EXPECTED)


def test_a_page_that_lies_on_its_side_is_read_as_if_it_stood(paper: Paper) -> None:
    for n, text in enumerate(("Ann Lee", "Experience", "Head Cook, Copper Pan Ltd")):
        on_side(paper, 60 + 20 * n, 700, text, 90)
    assert [line.text for line in read_pdf(paper.pdf(), Limits()).lines] == [
        "Ann Lee", "Experience", "Head Cook, Copper Pan Ltd",
    ]  # fmt: skip


def test_a_stamp_across_the_page_is_no_text(paper: Paper) -> None:
    head(paper)
    on_side(paper, 100, 600, "CONFIDENTIAL", 40, 80)
    assert all("CONFI" not in line.text for line in read_pdf(paper.pdf(), Limits()).lines)


def test_a_large_first_letter_joins_its_word() -> None:
    words = [Word("C", 50, 100, 70, 132, 1, False, False)]
    for n, text in enumerate(("ooks by day and", "reads by night, and", "never the other way")):
        x = 73.0 if n < 2 else 50.0
        for part in text.split():
            words.append(Word(part, x, 102 + 14 * n, x + 5 * len(part), 112 + 14 * n, 0, False, x > 73))
            x += 5 * len(part) + 3
    assert [line.text for line in lines_of(words, 1)] == [
        "Cooks by day and", "reads by night, and", "never the other way",
    ]  # fmt: skip


TABLES = {
    "known names": ("Company", "Position", "Period"),
    "names in other words": ("Where I worked", "What I was", "Period"),
}


@pytest.mark.parametrize("names", TABLES.values(), ids=list(TABLES))
def test_rows_of_a_table_are_not_columns_of_a_page(
    paper: Paper, parse: Parse, names: tuple[str, str, str]
) -> None:
    head(paper)
    paper.put(50, 110, "Work experience", 13, bold=True)
    lefts = (55.0, 230.0, 420.0)
    for x, name in zip(lefts, names, strict=True):
        paper.put(x, 135, name, bold=True)
    for n, (title, firm, dates) in enumerate(JOBS):
        for x, cell in zip(lefts, (firm, title, dates), strict=True):
            paper.put(x, 158 + 22 * n, cell)
    paper.put(50, 240, "Skills", 13, bold=True)
    for n, skill in enumerate(("Soup", "Bread", "Sauces", "Fish", "Knives")):
        paper.put(55, 260 + 13 * n, skill)
    assert jobs(person(parse("a.pdf", paper.pdf()))) == EXPECTED


def test_dates_at_the_right_stay_with_their_jobs_above_two_columns(paper: Paper, parse: Parse) -> None:
    head(paper)
    paper.put(50, 110, "EXPERIENCE", 12, bold=True)
    top = 130.0
    for title, firm, dates in JOBS:
        paper.put(50, top, title, 10, bold=True)
        paper.put_right(545, top - 4, dates)
        paper.put(50, top + 13, firm)
        top += 40
    for x, name, rows in (
        (50, "EDUCATION", ("BSc, Food Science", "University of Leeds", "2009 - 2012")),
        (320, "SKILLS", ("Soup", "Bread", "Sauces", "Fish")),
        (50, "LANGUAGES", ("English - Native", "French - B2")),
        (320, "CERTIFICATES", ("Food Hygiene Level 3 (2019)",)),
    ):
        y = top + 10 if name in ("EDUCATION", "SKILLS") else top + 90
        paper.put(x, y, name, 12, bold=True)
        for n, row in enumerate(rows):
            paper.put(x, y + 16 + 12 * n, row)
    profile = person(parse("a.pdf", paper.pdf()))
    assert jobs(profile) == EXPECTED
    assert [s.name for s in profile.skills if not s.implied] == ["Soup", "Bread", "Sauces", "Fish"]
    assert [e.institution for e in profile.education] == ["University of Leeds"]


def test_dates_left_of_a_line_of_dots_belong_to_the_text_right_of_it(paper: Paper, parse: Parse) -> None:
    head(paper)
    paper.put(50, 110, "Work experience", 13, bold=True)
    top = 130.0
    for title, firm, dates in JOBS:
        paper.put_right(140, top, dates)
        paper.put(146, top, "•")
        paper.put(156, top, title, 10, bold=True)
        paper.put_right(140, top + 13, "Leeds, UK")
        paper.put(156, top + 13, firm)
        paper.put(166, top + 26, "Cooked soup for four hundred guests every day")
        top += 46
    profile = person(parse("a.pdf", paper.pdf()))
    assert jobs(profile) == EXPECTED
    assert {w.location for w in profile.work} == {"Leeds, UK"}


def test_dates_in_a_left_column_of_a_whole_page_are_no_side_bar(paper: Paper, parse: Parse) -> None:
    paper.put(50, 50, "Ann Lee", 24, bold=True)
    for n, contact in enumerate(("ann.lee@example.com", "+44 20 7946 0018", "Leeds, UK")):
        paper.put_right(545, 40 + 13 * n, contact)
    paper.put(150, 110, "Experience", 14)
    top = 130.0
    for title, firm, dates in JOBS:
        paper.put_right(140, top, dates)
        paper.put(150, top, f"{title}, {firm}, Leeds.")
        paper.put(160, top + 13, "Cooked soup for four hundred guests every day of the week")
        top += 36
    paper.put(150, top + 10, "Languages", 14)
    paper.put_right(140, top + 28, "English")
    paper.put(150, top + 28, "Native")
    paper.put_right(140, top + 41, "French")
    paper.put(150, top + 41, "B2")
    paper.put(150, top + 66, "Computer skills", 14)
    paper.put_right(140, top + 84, "Skills")
    paper.put(150, top + 84, "Excel, SAP, Outlook")
    profile = person(parse("a.pdf", paper.pdf()))
    assert jobs(profile) == EXPECTED
    assert [x.name for x in profile.languages] == ["English", "French"]


def test_jobs_side_by_side_are_read_one_after_the_other(paper: Paper, parse: Parse) -> None:
    head(paper)
    paper.put(50, 110, "Experience", 13, bold=True)
    for n, (title, firm, dates) in enumerate(JOBS):
        for row, text in enumerate((title, firm, dates, "Leeds, UK")):
            paper.put(60 + 175 * n, 135 + 13 * row, text, 10, bold=not row)
    assert jobs(person(parse("a.pdf", paper.pdf()))) == EXPECTED


def test_groups_of_skills_with_their_labels_at_the_left_are_no_columns(parse: Parse, paper: Paper) -> None:
    head(paper)
    y = plain_jobs(paper, 110)
    paper.put(50, y + 10, "SKILLS", 12, bold=True)
    groups = {
        "Frameworks:": ["Django", "Rails", "Spring"],
        "Technical tools:": ["Git", "Jira", "VS Code", "Android Studio"],
        "Platforms:": ["Linux", "Windows"],
        "Soft skills:": ["Teamwork", "Patience", "Problem-solving", "Time management"],
    }
    for n, (label, skills) in enumerate(groups.items()):
        paper.put(50, y + 30 + 14 * n, f"• {label}", bold=True)
        paper.put(160, y + 30 + 14 * n, ", ".join(skills))
    profile = person(parse("cv.pdf", paper.pdf()))
    assert jobs(profile) == EXPECTED
    listed = [skill.name for skill in profile.skills if not skill.implied]
    assert listed == [skill for skills in groups.values() for skill in skills]
