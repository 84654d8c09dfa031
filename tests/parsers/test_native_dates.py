"""Dates in running text that count years otherwise, or write numbers otherwise, than most resumes do."""

from __future__ import annotations

import pytest

from enrich.model import Found
from parsers.dateranges import DateRange, best_range, date_ranges
from parsers.words import soften
from tests.parsers.conftest import Parse


@pytest.mark.parametrize(
    ("text", "start", "end", "current"),
    [
        ("令和3年4月〜現在", "2021-04", "", True),
        ("令和三年四月から現在", "2021-04", "", True),
        ("平成27年4月 - 平成30年3月", "2015-04", "2018-03", False),
        ("平成30年４月～令和元年５月", "2018-04", "2019-05", False),
        ("昭和63年4月 入社", "1988-04", "", False),
        ("H27年4月～H30年3月", "2015-04", "2018-03", False),
        ("民國110年6月至今", "2021-06", "", True),
        ("二〇一五年六月至二〇一八年三月", "2015-06", "2018-03", False),
        ("2015年6月至今", "2015-06", "", True),
        ("自2015年6月至2018年3月", "2015-06", "2018-03", False),
        ("２０１５年４月～２０１８年３月", "2015-04", "2018-03", False),
        ("٢٠١٩ - ٢٠٢١", "2019", "2021", False),
        ("٠٣/٢٠١٩ - حتى الآن", "2019-03", "", True),
        ("مارس ٢٠١٩ - الآن", "2019-03", "", True),
        ("۲۰۱۹ - ۲۰۲۱", "2019", "2021", False),
        ("มกราคม 2560 - มีนาคม 2562", "2017-01", "2019-03", False),
        ("ม.ค. 2560 ถึง ปัจจุบัน", "2017-01", "", True),
        ("พ.ศ. 2562 - ปัจจุบัน", "2019", "", True),
        ("04/2562 - 06/2564", "2019-04", "2021-06", False),
    ],
)
def test_spans_of_other_calendars_and_digits(text: str, start: str, end: str, current: bool) -> None:
    found = best_range(text)
    assert found is not None
    assert (found.start, found.end, found.current) == (start, end, current)


@pytest.mark.parametrize(
    "text", ["AWS S3 年", "Order 2562", "call 02-2562-1234", "S3 and H2 databases", "三年の経験"]
)
def test_what_only_looks_like_one(text: str) -> None:
    assert date_ranges(text) == []


def test_positions_are_those_of_the_text() -> None:
    text = "開発部 令和三年四月から現在 主任"
    assert best_range(text) == DateRange("2021-04", "", True, (4, 14), False)  # type: ignore[arg-type]
    assert text[4:14] == "令和三年四月から現在"


def test_digits_of_every_script_are_digits() -> None:
    assert soften("٢٠١٩ ۲۰۱۹ ２０１９ ๒๐๑๙ २०१९") == " ".join(["2019"] * 5)


def test_a_resume_with_eras(parse: Parse) -> None:
    (found,) = parse(
        "cv.txt",
        (
            "氏名 佐藤 花子\nhanako@example.com\n\n職歴\n令和3年4月〜現在 株式会社青空 エンジニア\n"
            "平成27年4月〜令和3年3月 株式会社山川 プログラマー\n"
        ).encode(),
    )
    assert isinstance(found, Found)
    assert [(w.start, w.end, w.current) for w in found.profile.work] == [
        ("2021-04", "", True),
        ("2015-04", "2021-03", False),
    ]


def test_a_resume_in_thai(parse: Parse) -> None:
    (found,) = parse(
        "cv.txt",
        (
            "สมชาย ใจดี\nsomchai@example.com\n\nประสบการณ์ทำงาน\nวิศวกรซอฟต์แวร์, บริษัท ฟ้าใส จำกัด\nมกราคม 2560 - ปัจจุบัน\n\n"
            "การศึกษา\nมหาวิทยาลัยเชียงใหม่, ปริญญาตรี\n2555 - 2559\n"
        ).encode(),
    )
    assert isinstance(found, Found)
    assert [(w.start, w.current) for w in found.profile.work] == [("2017-01", True)]
    assert len(found.profile.education) == 1
