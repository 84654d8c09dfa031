"""Names with initials, beside mail boxes and numbers, behind dashes, in brackets, at the end: whose resume a rough page is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.honours import clean_name
from parsers.lines import plain_line
from parsers.nameforms import hinted
from parsers.namelabels import before_labels
from parsers.resume import read_resume

CAREER = (
    "CAREER OBJECTIVE",
    "To work for a firm where my knowledge of cranes and lifts is asked for and grows with the years.",
    "EDUCATION",
    "Diploma in Mechanical Engineering, Vellam Polytechnic College, 2012",
)


def name(*lines: str) -> str:
    return read_resume([plain_line(text) for text in lines]).profile.name


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("R.TAVINDA", "Mob: 9811122233", "Kallar Nagar, Tamil Nadu"), "R.TAVINDA"),
        (("TAVINDA K.V.", "Ground Floor, 3rd Main Road", "E-mail: someone@example.org"), "TAVINDA K.V."),
        (("RESUME", "Tavinda Orlu Cont.no: +91-9811122233", "Email Id: to@example.org"), "Tavinda Orlu"),
        (("TAVINDA.A email id:box@example.org", "No 26, Kallar Street contact no:9811122233"), "TAVINDA.A"),
        (("Tavinda Orlu +91-9811122233/box@example.org",), "Tavinda Orlu"),
        (("CURRICULUM VITAE", "Name – Orlu", "ADDRESS – Vill – Kallapur", "Contact no.-09811122233"), "Orlu"),
        (("NAME- Tavinda Orlu Mobile No-(+91)9811122233", "VILL+P.O-Kallapur"), "Tavinda Orlu"),
        (
            ("CURRICULUM VITAE", "TAVINDA\tORLU", "Village Kallapur", "Mobile No :- 98111-22233"),
            "TAVINDA ORLU",
        ),
        (("RESUME OF ORLU", "Mobile: 9811122233"), "ORLU"),
        (
            ("RESUME", "Address:", "D-65, Kalla Nagar,", "Contact No-9811122233", "( TAVINDA ORLU )"),
            "TAVINDA ORLU",
        ),
        (("TAVINDA ORLU @ RISH", "Hor Al Kalla", "Deira, Dubai.", "Mobile: 9811122233"), "TAVINDA ORLU"),
        (("Engg. Tavinda Orlu", "Mobile: 9811122233"), "Tavinda Orlu"),
        (("tavinda orlu dos ramos", "orlutavinda@example.org"), "tavinda orlu dos ramos"),
    ],
)
def test_a_name_at_the_top(lines: tuple[str, ...], wanted: str) -> None:
    assert name(*lines, *CAREER) == wanted


def test_who_signs_is_the_person_where_the_top_names_nobody() -> None:
    work = [f"Serviced lift number {n} of the harbour and wrote its reports." for n in range(20)]
    end = ("DECLARATION", "All of this is true.", "Place: Kallapur", "(TAVINDA ORLU)")
    assert (
        name("CURRICULUM VITAE", "Kalla Road, Kallapur", *CAREER, "EXPERIENCE", *work, *end) == "TAVINDA ORLU"
    )


def test_a_name_below_empty_first_pages() -> None:
    details = ("PERSONAL DETAILS", "Name\t:\tTavinda Orlu", "Sex\t:\tMale")
    lines = [replace(plain_line(text), page=2) for text in ("CURRICULUM VITAE", *CAREER, *details)]
    assert read_resume(lines).profile.name == "Tavinda Orlu"


def test_a_name_among_personal_details_far_below_is_the_persons_not_the_fathers() -> None:
    details = ("PERSONAL DETAILS", "Father's Name\t:\tRishan Orlu", "Name\t:\tTavinda Orlu", "Sex\t:\tMale")
    assert name("CURRICULUM VITAE", "Mobile: 9811122233", *CAREER, *details) == "Tavinda Orlu"


def test_the_top_of_the_document_decides_how_a_name_is_written() -> None:
    assert name("RESUME", "R. TAVINDA", "Mobile: 9811122233", *CAREER, "Name : Tavinda R") == "R. TAVINDA"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tavinda Orlu Passport No: N123", "Tavinda Orlu"),
        ("Tavinda Orlu E–Mail: a@b.org", "Tavinda Orlu"),
        ("Tavinda Orlu D-136, Kalla Park", "Tavinda Orlu"),
        ("Tavinda Home", "Tavinda Home"),
        ("EDUARDA DO NASCIMENTO", "EDUARDA DO NASCIMENTO"),
    ],
)
def test_what_stands_before_the_ways_to_reach_somebody(text: str, wanted: str) -> None:
    assert before_labels(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tavinda O. R.", "Tavinda O. R."),
        ("Er.Tavinda Orlu", "Tavinda Orlu"),
        ("M.TAVINDA, B.E", "M.TAVINDA"),
        ("M.TAVINDA ORLU.B.E", "M.TAVINDA ORLU"),
        ("Tavinda Orlu BSN, RN, OCN", "Tavinda Orlu"),
        ("TavindaOrlu", "Tavinda Orlu"),
        ("MacTavin", "MacTavin"),
        ("TAVINDA ORLU \uf028", "TAVINDA ORLU"),
    ],
)
def test_what_is_left_of_a_name_without_its_surroundings(text: str, wanted: str) -> None:
    assert clean_name(text) == wanted


def test_a_mail_box_of_a_name_and_initials_is_made_of_it() -> None:
    assert hinted("K.V. Tavinda", ["tavindakv"]) == 1
    assert hinted("R.TAVINDA", ["tavinda"]) < 1


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("SYED MD TAVINDA", "Kalla Chowk, Kallapur", "Mobile No: 9811122233"), "SYED MD TAVINDA"),
        (("TAVINDA ORLU", "Religion Hindu", "Sex Male", "tavinda@example.org"), "TAVINDA ORLU"),
        (("TAVINDA ORLU PASTOR", "orlupastortavinda@example.org"), "TAVINDA ORLU PASTOR"),
        (("CURRICULAM", "TAVINDA ORLU", "Mobile No: 9811122233"), "TAVINDA ORLU"),
        (("Er. Tavinda Rishan", "Orlu", "tavindarishanorlu@example.org"), "Tavinda Rishan Orlu"),
    ],
)
def test_what_is_no_name_is_left(lines: tuple[str, ...], wanted: str) -> None:
    assert name(*lines, *CAREER) == wanted


def test_a_name_in_small_letters_opens_a_page_in_bold() -> None:
    first = plain_line("tavinda orlu dos ramos", bold=True)
    rest = [plain_line(text) for text in ("(18) 98820-1234", *CAREER)]
    assert read_resume([first, *rest]).profile.name == "tavinda orlu dos ramos"
