"""What people are like is no skill; what they know is one, under whatever words of a heading."""

from __future__ import annotations

import pytest

from parsers.lines import Line, plain_line
from parsers.resume import read_resume


def listed(heading: str, *rows: str, before: tuple[str, ...] = ()) -> list[str]:
    """The skills of a resume with one section under the heading."""

    def section(title: str, *texts: str) -> list[Line]:
        return [plain_line(title.upper(), heading=1, bold=True, gap_above=1.0), *map(plain_line, texts)]

    lines = [
        plain_line("Ann Lee"), plain_line("ann.lee@example.com"),
        *section("Work experience", "Clerk, Blue Pan Ltd, 2019 - 2021"),
        *(section(*before) if before else []), *section(heading, *rows),
    ]  # fmt: skip
    return [skill.name for skill in read_resume(lines).profile.skills if not skill.implied]


@pytest.mark.parametrize(
    "heading", ["STRENGTHS:", "Personal Qualities", "Stärken", "Points forts", "Сильные стороны"]
)
def test_traits_under_a_heading_for_them_are_no_skills(heading: str) -> None:
    assert listed(heading, "• Hard worker", "• Honest, punctual", "• Leadership", "• Positive attitude") == []


def test_what_is_learned_is_a_skill_among_strengths_too() -> None:
    assert listed("Strengths", "• Punctual", "• Excel, Photoshop") == ["Excel", "Photoshop"]
    assert listed("Strengths", "• Python, SQL", "• Java", "• Vendor care") == [
        "Python",
        "SQL",
        "Java",
        "Vendor care",
    ]


def test_short_abilities_under_a_heading_for_skills_are_skills() -> None:
    assert listed("Soft skills", "• Team spirit", "• Honesty") == ["Team spirit", "Honesty"]


@pytest.mark.parametrize(
    "heading",
    ["Technical Exposure", "Software known", "KNOWLEDGE PURVIEW", "Core Competence Areas", "Fachgebiete",
     "Logiciels maîtrisés", "Manejo de programas", "Znajomość oprogramowania", "Знание программ"],
)  # fmt: skip
def test_headings_for_skills_in_other_words(heading: str) -> None:
    assert listed(heading, "Tally, Page Maker") == ["Tally", "Page Maker"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Fluency with Java, Sybase", ["Java", "Sybase"]),
        ("Beginner of AutoCAD", ["AutoCAD"]),
        ("Experienced in working on Tally 9.0", ["Tally 9.0"]),
        ("A team player", ["team player"]),
    ],
)  # fmt: skip
def test_words_before_a_skill(text: str, wanted: list[str]) -> None:
    assert listed("Skills", text) == wanted


def test_a_heading_that_is_a_skill_goes_on_with_the_skills_before_it() -> None:
    assert listed("Linux", "• Setting up name servers", before=("Skills", "Tally")) == [
        "Tally",
        "Setting up name servers",
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Sales & Branding", ["Sales & Branding"]),
        ("Word, Excel & Canva", ["Word", "Excel", "Canva"]),
        ("Tally, mails and ledgers", ["Tally", "mails", "ledgers"]),
        ("Linux (Debian, Arch)", ["Linux", "Debian", "Arch"]),
        ("1.Welding", ["Welding"]),
        ("Teamwork: I have always worked gladly with the people of other departments.", ["Teamwork"]),
        ("Tools: I have always worked gladly with Git and the people of other departments.", ["Git"]),
        ("Place : Pune", []),
        ("Passport No : X123", []),
        ("Date ..........", []),
        ("(Ann Lee)", []),
    ],
)
def test_items_of_a_section_for_skills(text: str, wanted: list[str]) -> None:
    assert listed("Skills", text) == wanted


def test_a_cell_that_names_a_group_is_no_skill() -> None:
    assert listed("Skills", "Operating systems\t:\tWindows XP", "Packages\t:\tTally, Canva") == [
        "Windows XP",
        "Tally",
        "Canva",
    ]


def test_what_was_done_when_is_no_list_of_skills() -> None:
    rows = ("Blue valve, 2011 - 2013", "Red pump, 2009 - 2010", "Small lathe, 2005 - 2008")
    assert listed("Deployed software systems", *rows, before=("Education", "Orlin College")) == []


def test_a_heading_behind_a_drawn_line_opens_a_section() -> None:
    assert listed("Skills", "Tally", "---------------- Hobbies", "Chess") == ["Tally"]
