"""Dates, "until now", and periods."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.model import PartialDate
from enrich.values.dates import clean_date, first_day, is_present, last_day, overlap_months, precision
from enrich.values.lexicon import read_toml, spellings

WORDS = [
    "2021", "'21", "21", "14", "6", "06", "June", "Jun", "März", "июня", "2021年", "6月", "令和3年", "-", "/", ".", ",", " ", " ", "of", "Spring", "Q3",
    "present", "T10:00", "00", "31", "2021-06-14", "1st", "de", "x",
]  # fmt: skip
date_like = st.lists(st.sampled_from(WORDS), max_size=7).map("".join)
calendar_days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
partial_dates = calendar_days.flatmap(
    lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"])
)
known_or_not = st.one_of(st.just(""), partial_dates).map(PartialDate)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2021", "2021"),
        ("2021-06", "2021-06"),
        ("2021-06-14", "2021-06-14"),
        ("2021-06-14T10:00:00Z", "2021-06-14"),
        ("2021-06-14 10:00:00.123+02:00", "2021-06-14"),
        ("20210614", "2021-06-14"),
        ("2021/6/4", "2021-06-04"),
        ("2021.06", "2021-06"),
        ("06/2021", "2021-06"),
        ("6.2021", "2021-06"),
        ("14.6.2021", "2021-06-14"),
        ("14/06/2021", "2021-06-14"),
        ("06/14/2021", "2021-06-14"),
        ("06/07/2021", "2021-07-06"),
        ("14.06.21", "2021-06-14"),
        ("14.06.78", "1978-06-14"),
        ("06/21", "2021-06"),
        ("Jun 2021", "2021-06"),
        ("June, 2021", "2021-06"),
        ("June 14, 2021", "2021-06-14"),
        ("14th of June 2021", "2021-06-14"),
        ("Sept. 2019", "2019-09"),
        ("Jun '21", "2021-06"),
        ("Jun-21", "2021-06"),
        ("14-Jun-21", "2021-06-14"),
        ("Mon, 14 Jun 2021 10:00:00 GMT", "2021-06-14"),
        ("since 2019", "2019"),
        ("Class of 2015", "2015"),
        ("June 2021 (expected)", "2021-06"),
        ("Spring 2019", "2019"),
        ("Q3 2020", "2020"),
        ("WS 2019/20", "2019"),
        ("Wintersemester 2019/20", "2019"),
        ("März 2020", "2020-03"),
        ("14. Juni 2021", "2021-06-14"),
        ("Jänner 2020", "2020-01"),
        ("seit Dez. 2018", "2018-12"),
        ("1er janvier 2018", "2018-01-01"),
        ("août 2019", "2019-08"),
        ("mar. 5 juin 2018", "2018-06-05"),
        ("3 de marzo de 2019", "2019-03-03"),
        ("sept. de 2020", "2020-09"),
        ("março de 2020", "2020-03"),
        ("gennaio 2020", "2020-01"),
        ("mei 2020", "2020-05"),
        ("stycznia 2019", "2019-01"),
        ("14 października 2020 r.", "2020-10-14"),
        ("5 maj 2021", "2021-05-05"),
        ("Şubat 2021", "2021-02"),
        ("Ağustos 2020", "2020-08"),
        ("январь 2020", "2020-01"),
        ("14 июня 2021 г.", "2021-06-14"),
        ("червень 2021", "2021-06"),
        ("červen 2021", "2021-06"),
        ("červenec 2021", "2021-07"),
        ("kesäkuu 2021", "2021-06"),
        ("június 2021", "2021-06"),
        ("Ιούνιος 2020", "2020-06"),
        ("يونيو 2020", "2020-06"),
        ("2021年6月", "2021-06"),
        ("2021年6月14日", "2021-06-14"),
        ("二〇二一年十二月二十一日", "2021-12-21"),
        ("令和3年6月", "2021-06"),
        ("平成元年", "1989"),
        ("2021년 6월 14일", "2021-06-14"),
        ("2021-00-00", "2021"),
        ("2021-06-00", "2021-06"),
        ("21 Jun", ""),
        ("June", ""),
        ("2019-2021", ""),
        ("2019-20", ""),
        ("12/2021 - 01/2022", ""),
        ("2021-13", ""),
        ("2021-02-30", ""),
        ("0000-00-00", ""),
        ("9999-12-31", ""),
        ("1.1.1", ""),
        ("12345", ""),
        ("worked 2019 hours", ""),
        ("June or July 2021", ""),
        ("present", ""),
        ("", ""),
    ],
)
def test_dates_are_read_at_their_precision(text: str, when: str) -> None:
    assert clean_date(text) == when


@pytest.mark.parametrize(
    ("text", "when"),
    [("06/07/2021", "2021-06-07"), ("13/07/2021", "2021-07-13"), ("2021-06-07", "2021-06-07")],
)
def test_months_may_be_told_to_come_first(text: str, when: str) -> None:
    assert clean_date(text, month_first=True) == when


@pytest.mark.parametrize(
    "language",
    ["en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "tr", "ru", "ja", "uk", "cs", "fi", "hu", "el"],
)
def test_every_month_of_a_language_is_known(language: str) -> None:
    names = read_toml("months")["months"][language]
    assert len(names) == 12
    for number, cell in enumerate(names, start=1):
        for word in spellings(cell):
            assert clean_date(f"{word} 2020") == f"2020-{number:02}", word
            assert clean_date(f"{word.upper()} 2020") == f"2020-{number:02}", word


@given(st.one_of(st.text(), date_like), st.booleans())
def test_cleaning_a_date_twice_is_cleaning_it_once(text: str, month_first: bool) -> None:
    when = clean_date(text, month_first=month_first)
    assert clean_date(when, month_first=month_first) == when
    assert isinstance(is_present(text), bool)


@given(calendar_days)
def test_days_survive_any_way_of_writing(day: date) -> None:
    written = [
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d %B %Y}",
        f"{day:%B %d, %Y}",
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
    ]
    assert {clean_date(text) for text in written} == {day.isoformat()}


@pytest.mark.parametrize(
    "text",
    [
        "present", "Present", "Current", "now", "to date", "till date", "ongoing", "– Present", "Present (3 yrs)",
        "heute", "bis heute", "aktuell", "jetzt",
        "aujourd'hui", "Aujourd’hui", "à ce jour", "en cours",
        "actualidad", "Actualmente", "hasta la fecha", "presente",
        "atual", "até o momento", "hoje",
        "oggi", "attuale", "in corso",
        "heden", "tot heden", "nu",
        "obecnie", "do dziś", "nadal", "teraz",
        "nuvarande", "pågående", "idag",
        "halen", "günümüz", "devam ediyor",
        "по настоящее время", "настоящее время", "н.в.", "сейчас",
        "至今", "现在", "目前",
        "現在", "現在に至る", "在職中",
        "현재", "재직중", "σήμερα", "حتى الآن", "dosud", "nykyinen", "jelenleg", "prezent",
    ],
)  # fmt: skip
def test_until_now_is_understood(text: str) -> None:
    assert is_present(text)
    assert clean_date(text) == ""


@pytest.mark.parametrize(
    "text", ["", "2019", "n/a", "N/A", "NA", "John", "Present Day Media", "Now Corp", "unknown", "June 2021"]
)
def test_other_words_are_not_until_now(text: str) -> None:
    assert not is_present(text) or text == "Present Day"


@pytest.mark.parametrize(
    ("when", "known", "first", "last"),
    [
        ("2020", "year", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", "month", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-02-14", "day", date(2020, 2, 14), date(2020, 2, 14)),
        ("", "year", date.min, date.max),
    ],
)
def test_a_date_spans_the_days_it_may_mean(when: str, known: str, first: date, last: date) -> None:
    assert precision(PartialDate(when)) == known
    assert (first_day(PartialDate(when)), last_day(PartialDate(when))) == (first, last)


def test_a_date_as_the_source_wrote_it_spans_days_too() -> None:
    assert last_day(PartialDate("March 2020")) == date(2020, 3, 31)
    assert first_day(PartialDate("no date")) == date.min


@pytest.mark.parametrize(
    ("a", "b", "months"),
    [
        (("2019-01", "2019-06"), ("2019-04", "2019-12"), 3),
        (("2019-01", "2019-06"), ("2019-06", "2019-12"), 1),
        (("2019-01", "2019-06"), ("2019-07", "2019-12"), 0),
        (("2019", "2019"), ("2018-06", "2019-03-15"), 3),
        (("2018", ""), ("2019-01", "2019-12"), 12),
        (("2018", ""), ("2020-05", ""), 1),
        (("", "2019-03"), ("2019-01", "2020"), 1),
        (("", ""), ("2019", "2020"), 0),
        (("2020", "2019"), ("2019", "2020"), 0),
    ],
)
def test_periods_share_calendar_months(a: tuple[str, str], b: tuple[str, str], months: int) -> None:
    period = tuple(PartialDate(when) for when in (*a, *b))
    assert overlap_months(*period) == months  # type: ignore[arg-type]


@given(known_or_not, known_or_not, known_or_not, known_or_not)
def test_sharing_months_is_mutual(a: PartialDate, b: PartialDate, c: PartialDate, d: PartialDate) -> None:
    assert overlap_months(a, b, c, d) == overlap_months(c, d, a, b) >= 0


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("令和3年4月", "2021-04"),
        ("令和三年四月", "2021-04"),
        ("令和元年", "2019"),
        ("平成27年4月1日", "2015-04-01"),
        ("昭和六十三年十二月", "1988-12"),
        ("H27年4月", "2015-04"),
        ("民國110年6月", "2021-06"),
        ("二〇二一年六月", "2021-06"),
        ("15 มีนาคม พ.ศ. 2562", "2019-03-15"),
        ("ม.ค. 2562", "2019-01"),
        ("พ.ศ. 2562", "2019"),
        ("15/03/2562", "2019-03-15"),
        ("03/2562", "2019-03"),
        ("2562", ""),
        ("٣ مارس ٢٠١٩", "2019-03-03"),
        ("۱۵.۰۶.۲۰۲۱", "2021-06-15"),
        ("令和99年4月", ""),
    ],
)
def test_other_calendars_and_digits(text: str, when: str) -> None:
    """Years of Japanese eras, of the Republic in Taiwan and of the Buddha in Thailand; digits of Arabic, Persian and Han."""
    assert clean_date(text) == when
