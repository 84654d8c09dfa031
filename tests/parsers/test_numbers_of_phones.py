"""Which numbers of a resume are telephones of its person: not dates, flats, accounts, other networks' names, referees' numbers."""

from __future__ import annotations

import pytest

from parsers.contacts import phones_of
from parsers.lines import plain_line
from parsers.resume import read_resume


def phones(text: str, *regions: str) -> list[str]:
    return [p.value for p in phones_of([plain_line(row) for row in text.splitlines()], regions or ("US",))]


@pytest.mark.parametrize(
    ("text", "region", "wanted"),
    [
        ("携帯電話番号： 080（ 3894） 3200", "JP", ["+818038943200"]),
        ("Phone: （+81）80 6435 1300", "JP", ["+818064351300"]),
        ("Mob.No. +91-7042386000, 7751039000", "IN", ["+917042386000", "+917751039000"]),
        ("Mob-9876543210", "IN", ["+919876543210"]),
        ("Anna-Maria 0683604700", "FR", ["+33683604700"]),
    ],
)
def test_numbers_as_people_write_them(text: str, region: str, wanted: list[str]) -> None:
    assert phones(text, region) == wanted


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("1998.10.30 (28 세)", "KR"),
        ("ap 302 90650-003", "BR"),
        ("90650-003", "BR"),
        ("jane-doe-298758150", "FR"),
        ("WeChat: 18347969700", "CN"),
    ],
)
def test_numbers_that_are_no_telephones(text: str, region: str) -> None:
    assert phones(text, region) == []


def test_outside_the_contact_block_a_labelled_number_is_the_persons_and_others_are_not() -> None:
    rows = [
        plain_line("Thandi Nkosi"), plain_line("Declaration", heading=1), plain_line("Cell phone: +27 81 003 4200"),
        plain_line("Mr Dube, principal 078 188 0900"), plain_line("Ms Brits +27 84 292 1900"),
        plain_line("Education", heading=1), plain_line("Orlin University, BSc Physics, 2012 - 2015"),
    ]  # fmt: skip
    assert read_resume(rows).profile.phones == ("+27810034200",)
