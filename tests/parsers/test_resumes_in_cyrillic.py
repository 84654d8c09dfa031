"""Resumes in Russian and Ukrainian as people write them: firms in quotation marks, deeds behind the job, months cut short."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enrich.errors import Refused
from enrich.model import Found, Profile
from parsers.dateranges import best_range
from parsers.joints import at_marks, with_told_apart, wraps
from parsers.lines import Line, Span, plain_line

Parse = Callable[[str, bytes], list[Found | Refused]]


def read(parse: Parse, text: str) -> Profile:
    [one] = parse("cv.txt", f"Мария Зорина\nmaria.zorina@example.com\n\n{text}".encode())
    assert isinstance(one, Found), one
    return one.profile


@pytest.mark.parametrize(
    ("text", "title", "employer"),
    [
        ("ЧТУП “Орлин”-Логист.", "Логист", "ЧТУП “Орлин”"),
        ("2019 - 2021 Инженер, ООО «Липа – Строй»", "Инженер", "ООО «Липа – Строй»"),
        ("С 2019 по 2021: ООО «Орлин», инженер-программист. Разработка встроенного ПО и печатных плат для насосных станций.",
         "инженер-программист", "ООО «Орлин»"),
        ("Липа Софт (https://lipa.example/ru/), Тула– дизайнер\nмай 2018 – август 2021", "дизайнер", "Липа Софт"),
    ],
)  # fmt: skip
def test_a_job_and_its_firm(parse: Parse, text: str, title: str, employer: str) -> None:
    [job] = read(parse, f"Опыт работы\n\n{text}\n").work
    assert (job.title, job.employer) == (title, employer)


def test_what_was_done_behind_the_job_is_kept(parse: Parse) -> None:
    told = "Разработка встроенного ПО и печатных плат для насосных станций."
    [job] = read(parse, f"Опыт работы\n\n2019 - 2021: ООО «Орлин», ведущий инженер. {told}\n").work
    assert told.rstrip(".") in f"{job.summary} {job.highlights}"


def test_a_short_line_is_not_cut() -> None:
    line = plain_line("2019 - 2021: Орлин, инженер. Вела группу.")
    assert with_told_apart([line]) == [line]


def test_dashes_between_quotation_marks_part_nothing() -> None:
    assert at_marks("Липа - PR - менеджер - Тула") == ["Липа", "PR - менеджер", "Тула"]
    assert at_marks("Инженер – АО “Липа – Запад” | Тула") == ["Инженер", "АО “Липа – Запад”", "Тула"]


@pytest.mark.parametrize(
    ("first", "edge", "expected"), [("по", 110.0, True), ("по", 200.0, False), ("По", 110.0, False)]
)
def test_a_line_goes_on_where_its_first_word_had_no_room(first: str, edge: float, expected: bool) -> None:
    above = Line([Span("менеджер")], page=1, box=(10.0, 0.0, 105.0, 10.0))
    below = Line([Span(f"{first} продажам")], page=1, box=(10.0, 12.0, 90.0, 22.0))
    assert wraps(above, below, edge) is expected


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Вер 2020 — Гру 2021", "2020-09", "2021-12"),
        ("Чер 2016 — Жов 2018", "2016-06", "2018-10"),
        ("мар 2019 - юн 2020", "2019-03", "2020-06"),
    ],
)
def test_months_cut_short(text: str, start: str, end: str) -> None:
    found = best_range(text)
    assert found is not None
    assert (found.start, found.end) == (start, end)


def test_the_kind_of_contract_is_no_job(parse: Parse) -> None:
    [job] = read(parse, "Опыт работы\n\n2016 - 2018 Орлин Групп | инженер | удалённая работа\n").work
    assert (job.employer, job.title) == ("Орлин Групп", "инженер")


def test_honours_are_no_part_of_the_degree(parse: Parse) -> None:
    [study] = read(
        parse, "Образование\n\n2005 - 2010\nОрлинский университет\nМагистр (красный диплом)\n"
    ).education
    assert (study.degree, study.score) == ("Магистр", "красный диплом")


def test_a_label_of_schools_among_details(parse: Parse) -> None:
    [study] = read(parse, "Город: Тула\nОбразование: Орлинский университет, 2019\n").education
    assert study.institution == "Орлинский университет"
