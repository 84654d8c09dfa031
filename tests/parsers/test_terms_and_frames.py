"""When jobs began and ended however it is written, and which of several readings of a section of work is the fuller one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from enrich.errors import Refused
from enrich.model import Found, Work
from parsers.dateranges import best_range

if TYPE_CHECKING:
    from tests.parsers.conftest import Paper

Parse = Callable[[str, bytes], list[Found | Refused]]


def work(parse: Parse, content: str | bytes) -> tuple[Work, ...]:
    name = "cv.txt" if isinstance(content, str) else "cv.pdf"
    [one] = parse(name, content.encode() if isinstance(content, str) else content)
    assert isinstance(one, Found), one
    return one.profile.work


def told(parse: Parse, content: str | bytes) -> list[tuple[str, str]]:
    return [(w.title, w.employer) for w in work(parse, content)]


def terms(parse: Parse, content: str | bytes) -> list[tuple[str, str]]:
    return [(w.start[:7], "now" if w.current else w.end[:7]) for w in work(parse, content)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("June 1 - June 30 2026", "2026-06", "2026-06"),
        ("18 May – 18 July 2024", "2024-05", "2024-07"),
        ("3rd March to 5th April 2019", "2019-03", "2019-04"),
        ("Sep.91 to Mar 96", "1991-09", "1996-03"),
        ("2025. 01-06.", "2025-01", "2025-06"),
        ("2020, Jul-Okt.", "2020-07", "2020-10"),
        ("2018 Aug - Sep", "2018-08", "2018-09"),
        ("Dec - Feb 2020", "2019-12", "2020-02"),
        ("Jan 15 - Mar 2016", "2015-01", "2016-03"),
    ],
)
def test_spans_that_name_their_year_once(text: str, start: str, end: str) -> None:
    found = best_range(text)
    assert found is not None
    assert (found.start, found.end, found.lone) == (start, end, False)


@pytest.mark.parametrize(
    ("when", "term"),
    [
        ("Summer 2019", ("2019", "2019")),
        ("mai 2015", ("2015-05", "2015-05")),
        ("2015 –", ("2015", "now")),
        ("2015 - 2017", ("2015", "2017")),
        ("since 2015", ("2015", "now")),
    ],
)
def test_one_date_is_a_beginning_and_an_end_and_an_open_dash_goes_on(
    parse: Parse, when: str, term: tuple[str, str]
) -> None:
    text = f"Tovik Arlen\n\nWORK EXPERIENCE\n\nBaker\t{when}\nOrlin Foods Ltd\n- Bread and rolls\n"
    assert terms(parse, text) == [term]


def test_an_open_dash_in_a_column_goes_on(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nPOSITIONS HELD\n\n2015 –\tResearch Fellow\nOrlin Institute of Physics\n\n"
        "2010 – 2015\tAssistant\nOrlin Institute of Physics\n"
    )
    assert terms(parse, text) == [("2015", "now"), ("2010", "2015")]


def test_a_narrow_column_breaks_spans_of_time(parse: Parse, paper: Paper) -> None:
    paper.put(60, 50, "Tovik Arlen", 18)
    paper.put(60, 90, "WORK EXPERIENCE", 12, bold=True)
    for y, (begun, job, end, done) in zip(
        (115, 160, 205),
        (
            ("04/2019 –", "Head Chef, Orlin Hotel", "Present", "Menus for three hundred guests"),
            ("06/2012 –", "Baker, Tarla Foods", "11/2018", "Bread and rolls every morning"),
            ("09/2010 –", "Waiter, Vesk Inn", "05/2012", "Served at the tables outside"),
        ),
        strict=True,
    ):
        paper.put_right(110, y, begun)
        paper.put(119, y, job, bold=True)
        paper.put_right(110, y + 13, end)
        paper.put(119, y + 13, done, 9)
    page = paper.pdf()
    assert terms(parse, page) == [("2019-04", "now"), ("2012-06", "2018-11"), ("2010-09", "2012-05")]
    assert told(parse, page) == [
        ("Head Chef", "Orlin Hotel"),
        ("Baker", "Tarla Foods"),
        ("Waiter", "Vesk Inn"),
    ]


@pytest.mark.by_rules
def test_sentences_do_not_drop_the_dated_entries_beside_them(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nEXPERIENCE\n\n"
        "July 2012 ~ present\tOrlin Trading Private Limited, Delhi.\n"
        "Working as Executive Director having business in trade and advice.\n"
        "Oct 2004 ~ Jan 2012\tTarla Group in India\n"
        "Worked as Plant Head in Tarla Foods Limited from Mar 2008 till Jan 2012.\n"
        "Worked as Finance Manager in Tarla Pumps Limited from Oct 2004 till Feb 2008.\n"
        "Apr 1999 ~ Sep 2004\tVesk Detergents Limited, a plant for soap.\n"
        "Worked as Senior Accountant while auditing private companies.\n"
    )
    assert told(parse, text) == [
        ("Executive Director", "Orlin Trading Private Limited"),
        ("Plant Head", "Tarla Foods Limited"),
        ("Finance Manager", "Tarla Pumps Limited"),
        ("Senior Accountant", "Vesk Detergents Limited"),
    ]


def test_a_sentence_beside_dates_tells_its_job_whole(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nEXPERIENCE\n\nFebruary 1998 to date with ORLINS 16 years\n\n"
        "- July 2013 to date working as Vice President at Orlin Communications Limited (a large firm)\n"
        "- July 2008 to June 2013 worked as the Chief Accountant with Orlin Payment Services Limited. This is a part of it.\n"
        "- June 2002 to June 2008 – Head of Finance, Orlin Cables Limited\n"
    )
    assert told(parse, text) == [
        ("Vice President", "Orlin Communications Limited"),
        ("Chief Accountant", "Orlin Payment Services Limited"),
        ("Head of Finance", "Orlin Cables Limited"),
    ]


@pytest.mark.parametrize(
    ("lines", "title", "employer"),
    [
        ("Lead Developer\t06/2015 – present\nUniversity of Orlin (80%)\tOrlin", "Lead Developer", "University of Orlin"),
        pytest.param(
            "2019 - 2021\tTeaching assistant. Physics 101. University of Tarla, Norway", "Teaching assistant", "University of Tarla", marks=pytest.mark.by_rules
        ),
        ("Développeur logiciel, Nexva, Montréal, Canada\tmai 2015 - janvier 2016", "Développeur logiciel", "Nexva"),
        ("2011 - 2012\tDesarrollador web en la empresa Altiva, en Barcelona, usando Rails", "Desarrollador web", "Altiva"),
        ("Freelance Translator\t2019–2022\nSelf-employed — Santarém, Brazil", "Freelance Translator", "Self-employed"),
        ("Orlin Bank NA\nOctober 2009 – April 2016\tTrustee Operations Officer", "Trustee Operations Officer", "Orlin Bank NA"),
        ("University of Orlin\tBrighton, UK\nPOST-DOCTORAL RESEARCH FELLOW\tSep 2016 – Dic 2018", "POST-DOCTORAL RESEARCH FELLOW", "University of Orlin"),
    ],
)  # fmt: skip
def test_where_a_job_ends_and_its_firm_begins(parse: Parse, lines: str, title: str, employer: str) -> None:
    text = f"Tovik Arlen\n\nWORK EXPERIENCE\n\n{lines}\n- Built and kept what was asked for\n"
    assert told(parse, text) == [(title, employer)]


def test_a_job_without_a_firm_takes_none_from_a_job_over_its_firm(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nWORK EXPERIENCE\n\nGeophysicist\t2022 - 2024\nOrlin Signal Ltd, Leeds\n- Measured rock\n\n"
        "Driver\t2019 - 2021\n- Drove a van\n"
    )
    assert told(parse, text) == [("Geophysicist", "Orlin Signal Ltd"), ("Driver", "")]


def test_a_line_below_a_firm_and_its_job_tells_what_was_done(parse: Parse) -> None:
    text = "Tovik Arlen\n\nWORK EXPERIENCE\n\n" + "\n\n".join(
        f"{firm}\tRemote\n{job}\t{when}\n{done}"
        for firm, job, when, done in (
            ("Orlin Works", "Site Manager", "Jan 2021 – May 2023", "- Built a bridge"),
            (
                "Tarla Home",
                "Consultant",
                "Jan 2019 – Dec 2020",
                "Data consultancy for Vesk on a cloud platform",
            ),
        )
    )
    assert told(parse, text) == [("Site Manager", "Orlin Works"), ("Consultant", "Tarla Home")]


def test_an_address_beside_the_dates_is_no_firm(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nWORK EXPERIENCE\n\nWeb developer, PM\nOrlinwerk\nDecember 2015 – May 2023\tVia Verdi 36a, 00168 Roma\n- Built shops\n\n"
        "Webmaster\nIstituto Tarla\nApril 2012 – December 2015\tVia Soria 13, 00167 Roma\n- Kept a site\n"
    )
    assert told(parse, text) == [("Web developer, PM", "Orlinwerk"), ("Webmaster", "Istituto Tarla")]


@pytest.mark.parametrize("what", ["Sabbatical / further training", "Application phase with volunteer work"])
def test_time_off_is_no_job(parse: Parse, what: str) -> None:
    text = f"Tovik Arlen\n\nWORK EXPERIENCE\n\nCook\tMay 2015 – May 2018\nOrlin Foods Ltd\n- Soups\n\n{what}\tJune 2018 – May 2019\n"
    assert told(parse, text) == [("Cook", "Orlin Foods Ltd")]


def test_labels_of_the_last_post(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nWORK HISTORY\n\nCompany: Orlin Bank Ltd\nDuration: January 2010 to December 2010\n"
        "Position Last Held: As Account Executive\n- Opened accounts\n"
    )
    assert told(parse, text) == [("Account Executive", "Orlin Bank Ltd")]
