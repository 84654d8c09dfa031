"""Names that a page sets over lines, in uneven letters, beside a job or a sex, behind labels without a sign, or only in a sentence."""

from __future__ import annotations

import pytest

from parsers.lines import Line, Span, plain_line
from parsers.names import Named, Witnesses, name_of


def nobody(_: str) -> list[str]:
    return []


def at(
    text: str, top: float, size: float = 10.0, *, bold: bool = False, gap: float = 0.3, x0: float = 40.0
) -> Line:
    x1 = x0 + len(text) * size / 2
    return Line([Span(text, bold=bold, size=size, x0=x0, x1=x1)], 1, (x0, top, x1, top + size), gap_above=gap)


BODY = [at(f"Looked after guests and helped in the kitchen {n}", 200 + 12 * n) for n in range(8)]


def name(lines: list[Line], *emails: str) -> str:
    found: Named = name_of(lines, Witnesses(tuple(emails)), nobody)
    return found.name


@pytest.mark.parametrize(
    ("sizes", "texts", "wanted"),
    [
        ((26, 45), ("ADAM", "RYBAK"), "ADAM RYBAK"),
        ((45, 26), ("ADAM", "RYBAK"), "ADAM RYBAK"),
        ((40, 40, 40), ("KISS", "ANNA", "REKA"), "KISS ANNA REKA"),
        ((39, 39), ("D r. Ada", "Lindt"), "Ada Lindt"),
        ((39, 39), ("P rof. Ada", "Lindt"), "Ada Lindt"),
    ],
)
def test_lines_of_large_letters_are_one_name(
    sizes: tuple[float, ...], texts: tuple[str, ...], wanted: str
) -> None:
    rows = [
        at(text, 20 + 45 * n, size, bold=True)
        for n, (text, size) in enumerate(zip(texts, sizes, strict=True))
    ]
    assert name([*rows, at("Waiter", 160), *BODY]) == wanted


def test_a_motto_beside_the_last_of_large_letters_is_none_of_the_name() -> None:
    last = at("EZRA", 110, 40)
    last.spans.append(Span("none, but often better than a master of one", size=10.0, gap=0.5, x0=200, x1=400))
    assert name([at("FEHER", 20, 40), at("AKOS", 65, 40), last, *BODY]) == "FEHER AKOS EZRA"


def test_a_heading_in_the_letters_of_the_name_is_none_of_it() -> None:
    assert name([at("VIDA PETER", 20, 20), at("SOCIAL", 60, 20), *BODY]) == "VIDA PETER"


def test_a_family_name_below_in_the_same_look_belongs_to_it() -> None:
    rows = [
        at("Objective", 10, 21, bold=True),
        at("Tariq Aziz", 40, 16, bold=True),
        at("Lakhani", 57, 16, bold=True),
    ]
    assert (
        name([*rows, at("E-mail: t.aziz@example.org", 80), *BODY], "t.aziz@example.org")
        == "Tariq Aziz Lakhani"
    )


def test_a_mail_box_joins_a_given_name_to_a_family_name_of_another_size() -> None:
    rows = [
        plain_line("Инна\t+7 901 000 11 22"),
        at("Калинина", 0, 33, bold=True),
        plain_line("inna.kalinina@example.org"),
    ]
    assert name(rows, "inna.kalinina@example.org") == "Инна Калинина"


@pytest.mark.parametrize(
    ("text", "box", "wanted"),
    [
        ("Tran Minh Duc Fresher Backend Developer", "ductran@example.org", "Tran Minh Duc"),
        ("Jane Roe Registered Nurse", "jane.roe@example.org", "Jane Roe"),
        ("MARTA SOSA INGENIERA CIVIL", "martasosa@example.org", "MARTA SOSA"),
    ],
)
def test_a_job_behind_the_name_is_none_of_it(text: str, box: str, wanted: str) -> None:
    assert name([plain_line(text), plain_line(box)], box) == wanted


@pytest.mark.parametrize("text", ["高绘明 / 男", "姓名：高绘明 / 男", "高绘明 | 女"])
def test_a_sex_beside_the_name_is_none_of_it(text: str) -> None:
    assert name([plain_line(text), plain_line("电话：13800138000")]) == "高绘明"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("Ime i prezime Ana Horvat", "Ana Horvat"), ("Nombre y apellidos Luz Vega Ruiz", "Luz Vega Ruiz")],
)
def test_a_label_of_several_words_needs_no_sign(text: str, wanted: str) -> None:
    assert name([plain_line("CURRICULUM VITAE FORMAT"), plain_line(text), plain_line("Zagreb")]) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("我是蕭明華，畢業於企管系，喜歡寫程式。", "蕭明華"),
        ("我叫李小明，来自北京。", "李小明"),
        ("my name is Ada Lindt and i build boats for people who sail them.", "Ada Lindt"),
        ("Je m'appelle Luc Morel et je cherche un stage dans la restauration.", "Luc Morel"),
        ("我是一名学生，喜欢编程。", ""),
        ("I am currently working as a cook in a hotel by the sea.", ""),
    ],
)
def test_a_text_that_introduces_somebody_names_them(text: str, wanted: str) -> None:
    assert name([plain_line(text)]) == wanted


def test_letters_of_two_scripts_in_a_word_are_no_name() -> None:
    assert name([plain_line("A\u0d87\u0dbd L\u0d9a\u0dad"), *BODY]) == ""
