"""Dates are matched by signs of their words' classes: the same spans as by the words spelled out, in a small pattern."""

import re

import pytest

from enrich.model import PartialDate
from parsers.dateranges import DateRange, date_ranges, range_pattern, ranges_by
from parsers.datewords import MONTH, by_class, marked, spelled
from parsers.words import WordKind, months, soften, words

_OF_MONTHS = (
    "{0} 2019", "{0}. 2019 - 2020", "5 {0} 2018 – {0} 2020", "{0} '19", "2016 {0}", "{0}19-{0}20", "{0} - {0} 2019",
    "12{0}2019", "{0}2019{0}2020", "x{0} 2019", "{0}x 2019", "to {0} in 2019",
)  # fmt: skip
_OF_WORDS = (
    "2018 - {0}", "Mar 2018 {0}", "{0} 2019", "Jan 18 - {0}", "01/18–{0}", "2018 - {0}, 2020, {0}", "2019 to {0}",
    "{0}. 2019 – {0}", "2018 {0}x",
)  # fmt: skip
_KINDS: tuple[WordKind, ...] = ("present", "since_words", "range_words", "awaited_words", "seasons")


def _texts() -> list[str]:
    with_months = [shape.format(month) for month in months() for shape in _OF_MONTHS]
    phrases = [p for kind in _KINDS for p in (*words(kind).spaced, *words(kind).cjk)]
    return with_months + [shape.format(phrase) for phrase in phrases for shape in _OF_WORDS]


def test_signs_and_spelled_words_give_the_same_spans() -> None:
    by_letters, by_signs = re.compile(range_pattern(spelled())), re.compile(range_pattern(by_class()))
    softened = [soften(text) for text in _texts()]
    differing = [
        text
        for text in softened
        if ranges_by(by_letters, text, text) != ranges_by(by_signs, marked(text), text)
    ]
    assert len(softened) > 10_000
    assert differing == []


def test_the_pattern_in_use_is_small() -> None:
    assert len(range_pattern(by_class())) * 7 < len(range_pattern(spelled()))


def test_signs_stand_letter_for_letter() -> None:
    assert marked("od maja 2019") == f"od {MONTH * 4} 2019"
    assert marked("smaja 2019") == "smaja 2019"


def test_a_joining_word_before_a_word_for_today() -> None:
    text = "2019 a data atual"
    assert date_ranges(text) == [DateRange(PartialDate("2019"), PartialDate(""), True, (0, len(text)))]


@pytest.mark.parametrize(
    ("text", "start", "end", "current"),
    [
        ("11thSep 2014 to 3rdSep2015", "2014-09", "2015-09", False),
        ("July 17 till date", "2017-07", "", True),
        ("from June 2010 to March – 2013", "2010-06", "2013-03", False),
        ("2014to2016", "2014", "2016", False),
        ("From Jan 2013 up to Dec 2014", "2013-01", "2014-12", False),
        ("01 Jan 2013 up to now", "2013-01", "", True),
        ("(Mar’ 88 - Aug’ 89)", "1988-03", "1989-08", False),
        ("Since March 90 till 2012", "1990-03", "2012", False),
        ("Mar 2010 - Contd...", "2010-03", "", True),
    ],
)  # fmt: skip
def test_dates_as_people_type_them(text: str, start: str, end: str, current: bool) -> None:
    found = date_ranges(text)[0]
    assert (found.start, found.end, found.current) == (PartialDate(start), PartialDate(end), current)
