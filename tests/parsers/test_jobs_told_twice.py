"""Jobs told in an overview and again below, firms under labels of forms, headings with brackets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enrich.errors import Refused
from enrich.model import Found

Parse = Callable[[str, bytes], list[Found | Refused]]
Row = tuple[str, str, str, str]
TOP = "Tovik Arlen\ntovik@example.com\n\n"


def jobs(parse: Parse, text: str) -> list[Row]:
    [one] = parse("cv.txt", (TOP + text).encode())
    assert isinstance(one, Found), one
    return [(w.title, w.employer, w.start, "now" if w.current else w.end) for w in one.profile.work]


def test_an_overview_above_the_details(parse: Parse) -> None:
    text = (
        "PROFILE\nWarehouse Manager at Orlin Freight LLC   Feb 2016 to present\n"
        "Stock Clerk at Tarla Stores   Nov 2013 to Jan 2016\n\n"
        "WORK EXPERIENCE\nOrlin Freight LLC, Oman\n• Ran the night shift of forty people.\n• Cut losses by a third.\n\n"
        "Tarla Stores, Muscat\n• Counted stock every month.\n"
    )
    assert sorted(jobs(parse, text)) == [
        ("Stock Clerk", "Tarla Stores", "2013-11", "2016-01"),
        ("Warehouse Manager", "Orlin Freight LLC", "2016-02", "now"),
    ]


@pytest.mark.parametrize("label", ["Name", "Employee", "Company Name"])
def test_numbered_firms_under_a_label(parse: Parse, label: str) -> None:
    text = (
        f"WORK EXPERIENCE\n1. {label} : Orlin Contracting, Doha, Qatar\nDesignation: Site Manager (January 2011 to Aug 2012)\n"
        "Responsibilities:\n• Led a team of twelve.\n"
        f"2. {label} : Tarla Builders\nDesignation: Site Engineer (March 2007 to June 2010)\n• Measured quantities.\n"
    )
    assert jobs(parse, text) == [
        ("Site Manager", "Orlin Contracting", "2011-01", "2012-08"),
        ("Site Engineer", "Tarla Builders", "2007-03", "2010-06"),
    ]


def test_a_firm_described_before_the_job(parse: Parse) -> None:
    text = (
        "WORK EXPERIENCE\n1. Employer : Orlin Auto Pvt. Ltd. Zarpur\nIt makes cabins and roofs for buses of the whole country.\n"
        "Designation : Production Engineer\n2. Employer : Tarla Pipes Ltd.\nIt is one of the leading makers of pipes for oil and gas.\n"
        "Designation : Junior Engineer\n"
    )
    assert [job[:2] for job in jobs(parse, text)] == [
        ("Production Engineer", "Orlin Auto Pvt. Ltd."),
        ("Junior Engineer", "Tarla Pipes Ltd."),
    ]


def test_a_firm_with_a_label_and_no_job(parse: Parse) -> None:
    text = (
        "SUMMER INTERNSHIP\n• Company Name :- Orlin Thermal Power\n• Duration :- one month\n\nSKILLS\nExcel\n"
    )
    assert [job[1] for job in jobs(parse, text)] == ["Orlin Thermal Power"]


@pytest.mark.parametrize(
    "heading",
    ["Occupation & Work Experience: (Total Exp. +5.7 years )", "EXPERIENTIAL LEARNING (INTERNSHIP PROGRAM)", "Total Experience:",
     "Last Professional Experience:-", "GULF EXPERIENCE"],
)  # fmt: skip
def test_headings_over_jobs(parse: Parse, heading: str) -> None:
    text = f"OBJECTIVE\nTo grow with a good firm.\n\n{heading}\nCook, Orlin Foods Ltd\nJan 2015 - Dec 2018\n\nSKILLS\nBaking, Grilling\n"
    assert jobs(parse, text) == [("Cook", "Orlin Foods Ltd", "2015-01", "2018-12")]


def test_two_posts_at_one_firm_stay_two(parse: Parse) -> None:
    text = (
        "WORK EXPERIENCE\nSenior Cook\nOrlin Foods Ltd\nJan 2015 - Dec 2018\n• Led the kitchen.\n\n"
        "Cook\nOrlin Foods Ltd\nJan 2012 - Dec 2014\n• Fried fish.\n"
    )
    assert [job[0] for job in jobs(parse, text)] == ["Senior Cook", "Cook"]
