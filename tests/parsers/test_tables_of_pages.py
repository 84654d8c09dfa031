"""Tables whose first row names their columns, on pages and in documents; labels of projects under dated jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enrich.errors import Refused
from enrich.model import Found, Profile
from parsers.cells import table_lines
from parsers.grids import grid_of
from parsers.lines import Line, plain_line
from parsers.rowtext import Word, rows_of
from parsers.tabled import names_table
from parsers.work import labelled_positions

Parse = Callable[[str, bytes], list[Found | Refused]]
Paper = Any
COLUMNS = (50, 80, 230, 400, 480)
STUDIES = (
    ("S.No.", "Qualification", "Board/University", "Year", "%"),
    ("1", "B.E. in Civil Engineering", "Orlin University", "2014", "64%"),
    ("2", "HSC in Science", "Tavik State Board", "2010", "71%"),
    ("3", "SSC", "Tavik State Board", "2008", "82%"),
)
WORK = (
    ("Company", "Designation", "From", "To"),
    ("Copper Pan Ltd", "Site Engineer", "Jan 2019", "Present"),
    ("Blue Oven GmbH", "Junior Engineer", "Mar 2015", "Dec 2018"),
)


def person(found: list[Found | Refused]) -> Profile:
    [one] = found
    assert isinstance(one, Found), one
    return one.profile


def head(paper: Paper) -> None:
    paper.put(50, 50, "Ann Lee", 24, bold=True)
    paper.put(50, 72, "ann.lee@example.com | +44 20 7946 0018 | Leeds, UK")


def table(paper: Paper, rows: tuple[tuple[str, ...], ...], top: float, columns: tuple[int, ...]) -> float:
    for row in rows:
        for x, cell in zip(columns, row, strict=True):
            paper.put(x, top, cell, 10)
        top += 18
    return top


def test_tables_of_jobs_and_studies_keep_their_rows(paper: Paper, parse: Parse) -> None:
    head(paper)
    paper.put(50, 110, "Education", 13, bold=True)
    below = table(paper, STUDIES, 130, COLUMNS)
    paper.put(50, below + 8, "Work Experience", 13, bold=True)
    below = table(paper, WORK, below + 30, (50, 230, 400, 480))
    paper.put(50, below + 8, "Skills", 13, bold=True)
    paper.put(50, below + 26, "AutoCAD, Primavera, Surveying")
    profile = person(parse("cv.pdf", paper.pdf()))
    assert [(w.title, w.employer, w.start, w.end, w.current) for w in profile.work] == [
        ("Site Engineer", "Copper Pan Ltd", "2019-01", "", True),
        ("Junior Engineer", "Blue Oven GmbH", "2015-03", "2018-12", False),
    ]
    assert [(e.institution, e.degree, e.end) for e in profile.education] == [
        ("Orlin University", "B.E.", "2014"),
        ("Tavik State Board", "HSC", "2010"),
        ("Tavik State Board", "SSC", "2008"),
    ]
    assert {"AutoCAD", "Primavera", "Surveying"} <= {s.name for s in profile.skills}


@pytest.mark.parametrize("ruled", [True, False])
def test_cells_over_several_lines_are_whole(paper: Paper, parse: Parse, ruled: bool) -> None:
    head(paper)
    paper.put(50, 110, "Education", 13, bold=True)
    columns = (50, 180, 330, 460)
    lines = [
        ("Degree /", "Name of the", "Name of", "Year of"),
        ("Examination", "Board / University", "Institution", "Passing"),
        ("B.E. in Civil", "Orlin University", "Tavik College", "2014"),
        ("Engineering", "", "of Engineering", ""),
        ("HSC", "Tavik State Board", "Maple Junior", "2010"),
        ("", "", "College", ""),
    ]
    tops = [130, 142, 160, 172, 184, 196] if ruled else [130, 142, 164, 176, 198, 210]
    for top, line in zip(tops, lines, strict=True):
        for x, cell in zip(columns, line, strict=True):
            paper.put(x, top, cell, 10)
    for y in (150.5, 174.5) if ruled else ():
        paper.canvas.line(46, 841.9 - y, 540, 841.9 - y)
    profile = person(parse("cv.pdf", paper.pdf()))
    assert [(e.institution, e.degree, e.end) for e in profile.education] == [
        ("Tavik College of Engineering", "B.E.", "2014"),
        ("Maple Junior College", "HSC", "2010"),
    ]


def word(text: str, x: float, y: float) -> Word:
    return Word(text, x, y, x + 5.0 * len(text), y + 10, 0, False, True)


def test_an_empty_cell_keeps_its_place() -> None:
    rows = rows_of([word(t, x, 0) for t, x in (("Degree", 0), ("College", 100), ("Year", 200), ("Result", 300))]
                   + [word(t, x, 20) for t, x in (("MSc", 0), ("Tavik", 100), ("2014", 200), ("First", 300))]
                   + [word(t, x, 40) for t, x in (("BSc", 0), ("2012", 200), ("First", 300))])  # fmt: skip
    grid = grid_of(rows, list)
    assert grid is not None
    assert [[w.text for w in record] for record in grid.records[1:]] == [
        ["MSc", "Tavik", "2014", "First"],
        ["BSc", "–", "2012", "First"],
    ]


def test_a_line_of_text_ends_the_table() -> None:
    rows = rows_of([word(t, x, 0) for t, x in (("Company", 0), ("Designation", 100), ("Period", 200))]
                   + [word(t, x, 20) for t, x in (("Acme", 0), ("Cook", 100), ("2014", 200))]
                   + [word("x" * 10, x, 40) for x in range(0, 250, 52)])  # fmt: skip
    grid = grid_of(rows, list)
    assert grid is not None
    assert (grid.first, grid.last) == (0, 1)


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        (["Company", "Designation", "From", "To"], 4),
        (["S.No.", "Qualification", "Board/University", "Year", "%"], 3),
        (["Degree / Examination", "Name of Institution"], 2),
        (["Education", "Awards"], 0),
        (["Skills", "Languages"], 0),
        (["Company 1", "Designation"], 0),
        (["From", "To"], 0),
    ],
)
def test_names_of_columns(cells: list[str], named: int) -> None:
    assert names_table(cells) == named


def test_clients_of_projects_are_no_employers() -> None:
    lines = [
        plain_line(text)
        for text in (
            "Orlin Builders Ltd, Leeds - Site Engineer (Jan 2019 - Present)", "Client: Tavik Council", "Role: Site Engineer",
            "Maple Works Ltd, York - Junior Engineer (Mar 2015 - Dec 2018)", "Client: Aldo Water", "Role: Junior Engineer",
        )
    ]  # fmt: skip
    assert labelled_positions(lines) == []


def test_clients_without_another_employer_still_are() -> None:
    lines = [
        plain_line(text) for text in ("Client: Tavik Council", "Role: Site Engineer", "Duration: 2015 - 2018")
    ]
    [one] = labelled_positions(lines)
    assert (one.work.employer, one.work.title) == ("Tavik Council", "Site Engineer")


def test_dates_in_a_box_beside_the_job(paper: Paper, parse: Parse) -> None:
    head(paper)
    paper.put(50, 110, "Work Experience", 13, bold=True)
    for top, title, firm, start, end in (
        (130, "Head Cook", "Copper Pan Ltd", "Jan 2019", "Present"),
        (200, "Line Cook", "Blue Oven GmbH", "Mar 2015", "Dec 2018"),
    ):
        paper.put(50, top, firm, 11, bold=True)
        paper.put(50, top + 13, title)
        paper.put(60, top + 26, "• Cooked soup for four hundred guests")
        for n, text in enumerate((start, "to", end)):
            paper.put(480 - 2.5 * len(text), top + 13 * n, text)
    profile = person(parse("cv.pdf", paper.pdf()))
    assert [(w.title, w.employer, w.start, w.end, w.current) for w in profile.work] == [
        ("Head Cook", "Copper Pan Ltd", "2019-01", "", True),
        ("Line Cook", "Blue Oven GmbH", "2015-03", "2018-12", False),
    ]


def test_a_document_s_table_keeps_cells_of_several_lines_and_empty_ones() -> None:
    def cell(*texts: str) -> list[Line]:
        return [plain_line(text) for text in texts]

    rows = [
        [cell("Company"), cell("Designation"), cell("Period")],
        [cell("Copper Pan", "Ltd"), cell("Cook"), cell("2015 - 2018")],
        [cell("Blue Oven GmbH"), [], cell("2012 - 2014")],
    ]
    assert [line.cells for line in table_lines(rows)][1:] == [
        ["Copper Pan Ltd", "Cook", "2015 - 2018"],
        ["Blue Oven GmbH", "–", "2012 - 2014"],
    ]
