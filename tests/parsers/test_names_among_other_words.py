"""Names behind words of the document, before credentials and jobs, in letters set apart, and what only looks like a name."""

from __future__ import annotations

import pytest

from parsers.honours import clean_name
from parsers.lines import Line, Span, plain_line
from parsers.nameforms import could_be_name
from parsers.nameletters import closed_up
from parsers.names import Witnesses, name_of

BODY = [plain_line(f"Looked after guests and helped in the kitchen {n}") for n in range(8)]


def name(texts: list[str], *emails: str, handles: tuple[str, ...] = ()) -> str:
    lines = [plain_line(text) for text in texts]
    return name_of([*lines, *BODY], Witnesses(tuple(emails), handles), lambda _: []).name


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["Curriculum Vitae: Mara Tarlan"], "Mara Tarlan"),
        (["CURRICULUM VITAE –TARLAN.M"], "TARLAN.M"),
        (["CurriculumVitae- Mara Tarlan"], "Mara Tarlan"),
        (["[Mara Orlin Tarlan] | [Curriculum-Vitae]"], "Mara Orlin Tarlan"),
        (["PERSONAL INFORMATION Mara Tarlan"], "Mara Tarlan"),
        (["MARA TARLAN @ ORLIN"], "MARA TARLAN"),
        (["Mara Tarlan BSN, RN, OCN"], "Mara Tarlan"),
        (["Mara Tarlan, Dr."], "Mara Tarlan"),
        (["C V", "Mara Tarlan"], "Mara Tarlan"),
        (["R ESUME", "Mara Tarlan"], "Mara Tarlan"),
        (["Curriculum Vitae", "Kalla Pur Nagra,", "Mara Tarlan"], "Mara Tarlan"),
        (["MAJOR STRENGTHS", "Mara Tarlan"], "Mara Tarlan"),
        (["Manager-Business Relations", "Mara Tarlan"], "Mara Tarlan"),
        (["R. Sivatarlan", "Name: Siva Tarlan R"], "R. Sivatarlan"),
        (["Sivatarlan Ravida", "Name: Siva Tarlan R"], "Sivatarlan Ravida"),
        (["Name: Mara Tarlan Father's Name: Orlin"], "Mara Tarlan"),
        (["Name: Mara orlin tarlan", "Address: Kalla Road"], "Mara orlin tarlan"),
        (["Curriculum Vitae", "Communication Address", "Kalla Road 7", "Mara Tarlan"], "Mara Tarlan"),
    ],
)
def test_a_name_beside_other_words(texts: list[str], wanted: str) -> None:
    assert name(texts) == wanted


@pytest.mark.parametrize(
    ("text", "email", "wanted"),
    [
        ("MARA TARLAN: Kitchen and Hall", "mara@tarlan.example", "MARA TARLAN"),
        ("Mara Tarlan Master of Sciences", "mara.t@example.org", "Mara Tarlan"),
        ("Mara Orlin Tarlan Software Developer", "mara.orlin.tarlan@example.org", "Mara Orlin Tarlan"),
        ("MARA METZGER", "metzgerm@example.org", "MARA METZGER"),
    ],
)
def test_a_name_that_a_mail_box_tells_from_what_follows(text: str, email: str, wanted: str) -> None:
    assert name([text], email) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("M. Tarlan", "M. Tarlan"),
        ("Mara Tarlan Jr.", "Mara Tarlan Jr."),
        ("MARA TARLAN III", "MARA TARLAN III"),
    ],
)
def test_an_initial_and_a_generation_are_of_the_name(text: str, wanted: str) -> None:
    assert clean_name(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mara Orlin P. Tarlan de Sousa", True),
        ("Mara Amadou Ba", True),
        ("Beijing, China", False),
        ("Spouse's Name", False),
        ("Cumulative GPA", False),
        ("P.O", False),
        ("Tarlan.io", False),
        ("Daten und", False),
    ],
)
def test_what_has_the_form_of_a_name(text: str, wanted: bool) -> None:
    assert could_be_name(text) is wanted


@pytest.mark.parametrize(
    ("text", "hints", "wanted"),
    [
        ("M AR A TAR LA N", ["tarlanmara"], "MARA TARLAN"),
        ("MA RA TARLAN", ["mara-tarlan"], "MA RA TARLAN"),
        ("DE TARLAN MARA", ["detarlan.mara"], "DE TARLAN MARA"),
        ("MARA TARL AN", ["m.tarlan"], "MARA TARLAN"),
        ("MARA TARL AN", ["someone"], "MARA TARL AN"),
        ("MD MARA TARLAN", ["mara.tarlan"], "MD MARA TARLAN"),
        ("Li Na Tarlan", ["lina.tarlan"], "Li Na Tarlan"),
    ],
)
def test_letters_set_apart_that_a_mail_box_joins(text: str, hints: list[str], wanted: str) -> None:
    assert closed_up(text, hints) == wanted


@pytest.mark.parametrize(
    ("text", "hints", "wanted"),
    [
        ("MARATARLAN", ["tarlanmara"], "MARA TARLAN"),
        ("MARATARLAN", ["maraqtarlan"], "MARA TARLAN"),
        ("MARATARLAN", ["maratarlan"], "MARATARLAN"),
        ("MARATARLAN", ["maara.tarlan"], "MARA TARLAN"),
        ("MaratarlaN", ["tarlanmara"], "MaratarlaN"),
    ],
)
def test_two_words_without_a_space_that_a_mail_box_parts(text: str, hints: list[str], wanted: str) -> None:
    assert closed_up(text, hints) == wanted


@pytest.mark.parametrize(
    ("last", "wanted"),
    [("Date: 19/1/2018 Mara Tarlan", "Mara Tarlan"), ("Member of the Institute (TARLAN)", "")],
)
def test_who_signs_behind_a_date(last: str, wanted: str) -> None:
    line = plain_line(last)
    known = Witnesses(("maratarlan@example.org",), (), (line,), (line,))
    assert name_of(BODY, known, lambda _: []).name == wanted


def test_an_initial_in_a_mail_box_joins_two_large_words() -> None:
    lines = [*BODY[:6], large("MARA", 20, size=24), large("TARLAN", 60), *BODY]
    assert name_of(lines, Witnesses(("mtarlan19@example.org",)), lambda _: []).name == "MARA TARLAN"


def large(text: str, top: float, x0: float = 40.0, size: float = 30.0) -> Line:
    return Line([Span(text, bold=True, size=size, x0=x0)], 1, (x0, top, x0 + 200, top + size), gap_above=0.3)


def test_large_words_elsewhere_are_none_of_a_name_that_a_mail_box_tells() -> None:
    lines = [large("MARA TARLAN", 20), large("Orlin", 400, 300), *BODY]
    assert name_of(lines, Witnesses(("mara.tarlan@example.org",)), lambda _: []).name == "MARA TARLAN"


def test_five_words_in_large_letters_are_one_name_where_one_is_a_particle() -> None:
    lines = [large("Mara Orlin", 20), large("Tarlan da Sousa", 50), *BODY]
    assert name_of(lines, Witnesses(), lambda _: []).name == "Mara Orlin Tarlan da Sousa"
