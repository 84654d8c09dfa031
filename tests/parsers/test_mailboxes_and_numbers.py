"""Mail boxes and numbers with labels glued to them, broken hosts, links left from templates, several numbers in one run."""

from __future__ import annotations

import pytest

from parsers.contacts import emails_of, phones_of
from parsers.lines import Line, plain_line
from parsers.resume import read_resume


def linked(text: str, *urls: str) -> Line:
    line = plain_line(text)
    line.urls = list(urls)
    return line


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Email Id-tavi.orlu@example.org Contact No.: 98111", "tavi.orlu@example.org"),
        ("Email.id-tavi@example.org", "tavi@example.org"),
        ("E-mail: tavi12 @gmail .com", "tavi12@gmail.com"),
        ("TAVI.ORLU@GMAIL.CO", "tavi.orlu@gmail.com"),
        ("tavi_85@yahoo.co. in", "tavi_85@yahoo.co.in"),
        ("tavi.orlu(at)example.org", "tavi.orlu@example.org"),
        ("Email: Tavi_ orlu@example.org", "tavi_orlu@example.org"),
        ("tavi@gmail.comphone", "tavi@gmail.com"),
    ],
)
def test_mail_boxes_as_people_write_them(text: str, wanted: str) -> None:
    assert [e.value for e in emails_of([plain_line(text)])] == [wanted]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (linked("E-mail: tavi@example.org", "mailto:%20tavi@example.org"), ["tavi@example.org"]),
        (linked("Write to me", "mailto:Email-%20tavi@example.org"), ["tavi@example.org"]),
        (linked("E-mail: tavi@example.org", "mailto:somebody.else@example.net"), ["tavi@example.org"]),
        (linked("Mail", "mailto:tavi.orlu@example.org", "mailto:lu@example.org"), ["tavi.orlu@example.org"]),
        (
            linked("Mail", "mailto:a.orlu@example.org,%20tavi@example.net"),
            ["a.orlu@example.org", "tavi@example.net"],
        ),
    ],
)
def test_linked_mail_boxes(line: Line, wanted: list[str]) -> None:
    assert [e.value for e in emails_of([line])] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mobile: +91-98111 22233/+91-98111 22244", ["+919811122233", "+919811122244"]),
        ("Mobile: 9811122233.9811122244", ["+919811122233", "+919811122244"]),
        ("Phone: 9811122233--9811122244", ["+919811122233", "+919811122244"]),
        ("CONTACT NO.9811122233", ["+919811122233"]),
        ("Mobile: 00-91-9811122233", ["+919811122233"]),
        ("Tel & Fax: +1-617-253-1000", ["+16172531000"]),
        ("+91 98111 22233 (Self), +91 98111 22244 (Father)", ["+919811122233"]),
        ("724.357.2676 (Fax)", []),
        ("Passport: K1234567 Expiry Date: 26 /09/2022", []),
        ("orlu-760923290/", []),
    ],
)
def test_numbers_in_one_run(text: str, wanted: list[str]) -> None:
    assert [p.value for p in phones_of([plain_line(text)], ("IN",))] == wanted


def test_other_boxes_and_numbers_of_the_person_further_down_count() -> None:
    lines = (
        "TAVINDA ORLU", "Mobile: +91 98111 22233", "tavindaorlu@example.org",
        "EDUCATION", "Diploma in Mechanical Engineering, Vellam Polytechnic College, 2012",
        "PERSONAL DETAILS", "Alternate Mobile No : +91 98111 22244", "Alternate e-mail : tavinda.o@example.net",
        "REFERENCES", "Rishan Kalla, Mobile: +91 98111 22255, rishan@example.net",
    )  # fmt: skip
    profile = read_resume([plain_line(text) for text in lines]).profile
    assert profile.phones == ("+919811122233", "+919811122244")
    assert profile.emails == ("tavindaorlu@example.org", "tavinda.o@example.net")
