"""Dates as people type them in resumes: misspelt, glued, in pairs, broken by the end of a line."""

from __future__ import annotations

import pytest

from parsers.datelines import dates_of
from parsers.dateranges import DateRange, date_ranges


def _told(one: DateRange) -> tuple[str, str]:
    return one.start, "present" if one.current or one.open else one.end


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Jan 2010 to Till Oct-2015", "2010-01", "2015-10"),
        ("Mar 2012 TO Till", "2012-03", "present"),
        ("(12-08-2017 To Till date)", "2017-08-12", "present"),
        ("6/95 to 5/99", "1995-06", "1999-05"),
        ("June 2009 - NOVMBER 2014", "2009-06", "2014-11"),
        ("dececmber 2011 to Augest 2013", "2011-12", "2013-08"),
        ("January, 2014 to, September, 2015", "2014-01", "2015-09"),
        ("July (2017)- Till Date", "2017-07", "present"),
        ("December(2012)- November(2015)", "2012-12", "2015-11"),
        ("Since 1stSeptember 2013", "2013-09", "present"),
        ("2016 On-wards", "2016", "present"),
        ("2012 to stillworking", "2012", "present"),
        ("2009 bis", "2009", "present"),
        ("12/2019 to", "2019-12", "present"),
        ("Jan 2020 Até Outubro/2025", "2020-01", "2025-10"),
        ("Novembrode2021–Atualmente", "2021-11", "present"),
        ("5/01/2015 to 14/01/2017", "2015-01-05", "2017-01-14"),
        ("06/07/2021 - 12/31/2021", "2021-06-07", "2021-12-31"),
        ("03/30/2014 to 03/07/2014", "2014-03-30", ""),
        ("15-4-1986 to 30- 6-1987", "1986-04-15", "1987-06-30"),
        ("29-11-19 to 10-01-20", "2019-11-29", "2020-01-10"),
        ("01/01/2003 to 31/5/05", "2003-01-01", "2005-05-31"),
        ("Mar.1998 to 30- Sep- 2014", "1998-03", "2014-09"),
        ("11/ Jan/ 2014 To 02/ jul/ 2015", "2014-01", "2015-07"),
        ("1st July 15, to 31st July 2016", "2015-07", "2016-07"),
        ("2000, 10 January till 2010 Aug 04", "2000-01", "2010-08"),
        ("From 2011 – To 2012", "2011", "2012"),
        ("1 st Aug’12 to 31 st Mar’14", "2012-08", "2014-03"),
        ("20th of july 2012 to 25th of September 2012", "2012-07", "2012-09"),
        ("Nov ‘02 to Jan ‘06", "2002-11", "2006-01"),
        ("Feb.12 to Dec.15", "2012-02", "2015-12"),
        ("Dec’ 17 2013 to Jun’ 10 2014", "2013-12", "2014-06"),
        ("Dec-10-2012 to June-30-2016", "2012-12", "2016-06"),
        ("2013-oct to 2014-oct", "2013-10", "2014-10"),
        ("Nov.2014toDec.2015", "2014-11", "2015-12"),
        ("From: Dec-2010, To: Nov-2012", "2010-12", "2012-11"),
        ("January To March 2017", "2017-01", "2017-03"),
        ("9th June-08th July,2014", "2014-06", "2014-07"),
        ("20 May 2016 to (till date)", "2016-05", "present"),
        ("5/02/2015-6/01/2016", "2015-02-05", "2016-01-06"),
        ("16 Jan’15 – 16 May 15 Cook", "2015-01", "2015-05"),
        ("from Feb.12 to Dec.15.", "2012-02", "2015-12"),
        ("March’15 – Sep “16", "2015-03", "2016-09"),
        ("22 oct.2010 to 29 oct .2011", "2010-10", "2011-10"),
        ("15‐12‐ 2001 to 14‐12‐2002", "2001-12-15", "2002-12-14"),
        ("01stFEB 2014_To 30 July 2015", "2014-02", "2015-07"),
    ],
)
def test_a_span_as_typed(text: str, start: str, end: str) -> None:
    found = date_ranges(text)[0]
    if end:
        assert _told(found) == (start, end)
    else:
        assert start in (found.start, found.end)


@pytest.mark.parametrize(
    "text",
    [
        "Room 2008A, Lisbon",
        "in 2008 through",
        "2008 (65%) – (70%)",
        "University of Madras 2008-2011",
        "Student 2008 - 2011",
        "pass out (2008) 2011",
        "2008 - 2011 Merch",
    ],
)
def test_words_near_a_year_that_are_no_months(text: str) -> None:
    assert {one.start for one in date_ranges(text)} <= {"2008", "2011"}


@pytest.mark.parametrize(
    "text", ["version 3.2.10, 5 to 8", "+44 20 7946 0958", "12.03.81 and 12.10.20", "may to be"]
)
def test_numbers_that_are_no_dates(text: str) -> None:
    assert date_ranges(text) == []


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        (("Cook, Lisbon, 10 Mar. 2005, to 15 May", "2010. Menus for 80 guests."), "2005-03", "2010-05"),
        (("Cook (Nov. 2006 to July", "2011)"), "2006-11", "2011-07"),
        (("Cook from June", "2014 to April 2015"), "2014-06", "2015-04"),
        (("Cook (Oct-2013 –", "Dec- 2014)"), "2013-10", "2014-12"),
        (("2022-07", "- obecnie"), "2022-07", "present"),
        (("Cook from 21/08/1995", "to 11/08/2008. Head cook"), "1995-08-21", "2008-08-11"),
        (("Cook from 12-10-2008 to 14-8-", "2011 ."), "2008-10-12", "2011-08-14"),
        (("Jan 2009 to Cook – Casa Azul", "Apr 2012"), "2009-01", "2012-04"),
        (("From : 11/12/2016", "To : 23/06/2017"), "2016-12-11", "2017-06-23"),
        (("06/2012 – Cook, Casa Azul", "11/2012 Lisbon"), "2012-06", "2012-11"),
    ],
)
def test_a_span_broken_by_the_end_of_a_line(lines: tuple[str, str], start: str, end: str) -> None:
    above, below = dates_of(lines)
    assert [_told(one) for one in above] == [(start, end)]
    assert not below


@pytest.mark.parametrize(
    "lines",
    [
        ("2014-05", "2015-06"),
        ("2014", "2015"),
        ("Prize of Casa Azul - Lisbon 2010.", "2013 - Cook at Casa Verde"),
        ("2008 - 2010", "2012 - 2014"),
        ("Cook since 2012 –", "15 guests"),
        ("2014 — Casa Azul", "2016 — Casa Verde"),
        ("Moved in June 2014", "- 2015 began to run the kitchen of the house"),
    ],
)
def test_lines_with_dates_of_their_own(lines: tuple[str, str]) -> None:
    assert dates_of(lines) == [date_ranges(line) for line in lines]


def test_pairs_of_years_are_told_by_the_other_pairs_of_the_document() -> None:
    years = dates_of(["Cook, 2008-09", "Waiter, 2014-15"])
    assert [_told(own[0]) for own in years] == [("2008", "2009"), ("2014", "2015")]
    months = dates_of(["Cook, 2008-09", "Waiter, 2011-10"])
    assert [_told(own[0]) for own in months] == [("2008-09", ""), ("2011-10", "")]
    written = dates_of(["2008-09", "2014-15", "2011-04 - 2012-10"])
    assert _told(written[0][0]) == ("2008-09", "")


def test_the_order_of_day_and_month_is_told_by_the_other_dates_of_the_document() -> None:
    assert dates_of(["05/01/2013 to 04/02/2013", "born 23/04/1990"])[0][0].start == "2013-01-05"
    assert dates_of(["05/01/2013 to 04/02/2014", "born 04/23/1990"])[0][0].end == "2014-04-02"
