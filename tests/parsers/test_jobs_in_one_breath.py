"""A job and its firm without anything between them, labels with an apostrophe, degrees "in" a college."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enrich.errors import Refused
from enrich.model import Found, Profile

Parse = Callable[[str, bytes], list[Found | Refused]]


def read(parse: Parse, text: str) -> Profile:
    [one] = parse("cv.txt", text.encode())
    assert isinstance(one, Found), one
    return one.profile


@pytest.mark.parametrize(
    ("line", "title", "employer"),
    [
        ("Facility Engineer Orlin Vikash Group Ltd. - New Delhi.", "Facility Engineer", "Orlin Vikash Group Ltd."),
        ("Facility Engineer Vipul Facility Management Pvt. Ltd. – New Delhi.", "Facility Engineer",
         "Vipul Facility Management Pvt. Ltd."),
        ("Electrical Engineer in Orlin Star Engineering W.L.L., Doha, Qatar", "Electrical Engineer",
         "Orlin Star Engineering W.L.L."),
        ("Services Engineer Blue Orlin Ltd., New Delhi.", "Services Engineer", "Blue Orlin Ltd."),
        ("Head of Sales Orlin GmbH", "Head of Sales", "Orlin GmbH"),
    ],
)  # fmt: skip
def test_a_job_and_its_firm_in_one_breath(parse: Parse, line: str, title: str, employer: str) -> None:
    text = (
        f"Tovik Arlen\n\nEXPERIENCE\nSince June 2011\n{line}\nWorking in a large building with many pumps.\n"
    )
    assert [(w.title, w.employer) for w in read(parse, text).work] == [(title, employer)]


def test_labels_with_an_apostrophe(parse: Parse) -> None:
    text = (
        "TOVIK ARLEN\ntovik@example.com\n\nEMPLOYMENT RECORD\n2010 to Present\nCompany’s Name: Orlin Limited\n"
        "Position: Sr.Electrician\n2007 to 2010\nCompany’s Name: Tarla Works\nPosition: Electrician\n"
    )
    assert [(w.title, w.employer, w.start) for w in read(parse, text).work] == [
        ("Sr.Electrician", "Orlin Limited", "2010"),
        ("Electrician", "Tarla Works", "2007"),
    ]


@pytest.mark.by_rules
def test_a_degree_in_a_college(parse: Parse) -> None:
    text = "Tovik Arlen\n\nEDUCATION\n• Bachelor of Science (Mathematics) in Orlin College, Trichy, (Year: 2004 - 2007).\n"
    [study] = read(parse, text).education
    assert (study.institution, study.degree, study.area, study.end) == (
        "Orlin College, Trichy", "Bachelor of Science", "Mathematics", "2007",
    )  # fmt: skip


def test_a_telephone_beside_the_name(parse: Parse) -> None:
    text = "TOVIK ARLEN Phone: +918745869029\nE-mail :arlen.t@example.com\n\nSKILLS\nPython, SQL\n"
    assert read(parse, text).name == "TOVIK ARLEN"


def test_a_handle_above_a_mailbox_is_no_part_of_it(parse: Parse) -> None:
    text = "Tovik Arlen\n@tovik-dev\ntovikarlen.dev@example.com\n\nSKILLS\nPython, SQL\n"
    assert read(parse, text).emails == ("tovikarlen.dev@example.com",)
