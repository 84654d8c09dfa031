"""Pages whose order a machine gets wrong: dates in a column beside a sidebar, rails of headings, letters set apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enrich.errors import Refused
from enrich.model import Found, Profile
from parsers.lines import Line, Span, plain_line
from parsers.sections import split_sections
from parsers.words import compound_heading, heading_kind

Parse = Callable[[str, bytes], list[Found | Refused]]


def person(found: list[Found | Refused]) -> Profile:
    assert len(found) == 1
    assert isinstance(found[0], Found), found[0]
    return found[0].profile


def worked(profile: Profile) -> list[tuple[str, str, str, str]]:
    return [(w.title, w.employer, w.start, w.end) for w in profile.work]


JOBS = {
    "de": ("BERUFSPRAXIS", "STUDIUM", "Sprachen", "Deutsch", "Kenntnisse", "Floristin", "Blumenhaus Merle", "Gärtnerin"),
    "fr": ("EXPÉRIENCES", "FORMATIONS", "Langues", "Français", "Compétences", "Fleuriste", "Boutique Merle", "Jardinière"),
    "pl": ("DOSWIADCZENIE", "EDUKACJA", "Jezyki", "Polski", "Kompetencje", "Kwiaciarka", "Kwiaciarnia Merle", "Ogrodniczka"),
}  # fmt: skip


@pytest.mark.parametrize("language", JOBS)
def test_dates_between_a_sidebar_and_their_text_stay_with_the_text(
    parse: Parse, paper: Any, language: str
) -> None:
    work, study, tongues, tongue, skills, title, firm, second = JOBS[language]
    paper.put(40, 50, "Mara Lindqvist", 20, bold=True)
    for y, text, size in [
        (120, tongues, 14), (140, f"• {tongue}", 10), (154, "• English", 10), (210, skills, 14),
        (230, "• Binderei", 10), (244, "• Kasse", 10), (258, "• Einkauf", 10), (272, "• Beratung", 10),
    ]:  # fmt: skip
        paper.put(40, y, text, size)
    paper.put(230, 120, work, 12, bold=True)
    for y, dates, head, below in [
        (144, "03/2019 - 08/2023", title, f"{firm} GmbH"),
        (212, "06/2015 - 02/2019", second, "Park Auhof GmbH"),
    ]:
        paper.put(230, y, dates)
        paper.put(360, y, head, bold=True)
        paper.put(360, y + 13, below)
        for i, done in enumerate(("Kunden beraten und Gebinde fertigen", "Ware bestellen und pflegen")):
            paper.put(372, y + 28 + 13 * i, f"• {done}")
    paper.put(230, 290, study, 12, bold=True)
    paper.put(230, 312, "08/2012 - 05/2015")
    paper.put(360, 312, "Bachelor Gartenbau", bold=True)
    paper.put(360, 325, "Hochschule Lindau")
    mara = person(parse("cv.pdf", paper.pdf()))
    assert worked(mara) == [
        (title, f"{firm} GmbH", "2019-03", "2023-08"),
        (second, "Park Auhof GmbH", "2015-06", "2019-02"),
    ]
    assert [(e.institution, e.start) for e in mara.education] == [("Hochschule Lindau", "2012-08")]


def test_a_date_column_with_a_heading_in_it_is_no_column_of_text(parse: Parse, paper: Any) -> None:
    paper.put(60, 50, "Tomasz Wilk", 20, bold=True)
    paper.put(60, 90, "Bildung", 13)
    for y, dates, school in [
        (112, "Sep 2010 - Jul 2013", "Gymnasium Nordheim"),
        (142, "Sep 2013 - Jul 2016", "Hochschule Ostfeld"),
        (172, "Sep 2016 - Jul 2018", "Universität Südhang"),
    ]:
        paper.put(60, y, dates)
        paper.put(190, y, "Abschluss in Chemie", bold=True)
        paper.put(190, y + 12, school)
    paper.put(60, 216, "Referenzen", 13)
    paper.put(60, 236, "Labor Merz")
    paper.put(190, 236, "Uwe Kant")
    paper.put(190, 248, "+49 721 5550100")
    tomasz = person(parse("cv.pdf", paper.pdf()))
    assert [(e.institution, e.start) for e in tomasz.education] == [
        ("Gymnasium Nordheim", "2010-09"),
        ("Hochschule Ostfeld", "2013-09"),
        ("Universität Südhang", "2016-09"),
    ]


def test_headings_flush_right_in_a_rail_open_their_sections(parse: Parse, paper: Any) -> None:
    paper.put(180, 50, "Adela Vrbova", 20, bold=True)
    for y, heading, rest in [
        (120, "Vzdelani", "2016-2020"), (160, "Praxe", "2020-2023"), (200, "Jazykove znalosti", "anglictina"),
        (230, "Technicke znalosti a dovednosti", "Pletivo"), (260, "Zajmy", "hory"),
    ]:  # fmt: skip
        paper.put_right(160, y, heading, 10)
        paper.put(180, y, rest)
    paper.put(260, 120, "Gymnazium Lhota", bold=True)
    paper.put(260, 160, "Pila Sever s.r.o.", bold=True)
    paper.put(260, 172, "Ucetni")
    adela = person(parse("cv.pdf", paper.pdf()))
    assert worked(adela) == [("Ucetni", "Pila Sever s.r.o.", "2020", "2023")]
    assert [e.institution for e in adela.education] == ["Gymnazium Lhota"]


def placed(text: str, y: float, size: float = 10.0, bold: bool = False) -> Line:
    span = Span(text, bold, size, int(bold), 0.0, 50.0, 50.0 + 5 * len(text))
    return Line([span], 1, (50.0, y, span.x1, y + size), 0, 0.3)


def kinds(lines: list[Line]) -> list[tuple[str, int]]:
    return [(s.kind, len(s.lines)) for s in split_sections(lines) if s.heading is not None]


@pytest.mark.parametrize(
    ("upper", "lower", "kind"),
    [("教育", "背景", "education"), ("项目", "经验", "projects"), ("WORK", "EXPERIENCE", "work"), ("ЛИЧНЫЕ", "ДАННЫЕ", "contact")],
)  # fmt: skip
def test_a_heading_on_two_lines_is_one(upper: str, lower: str, kind: str) -> None:
    lines = [placed("Ming Li", 20, 18), placed(upper, 60, 16, True), placed(lower, 78, 16, True)]
    assert kinds([*lines, placed("河北大学 2010 - 2014", 100), placed("工程师 2014 - 2018", 112)]) == [
        (kind, 2)
    ]


def test_two_headings_below_one_another_stay_two() -> None:
    lines = [placed("SKILLS", 60, 16, True), placed("LANGUAGES", 78, 16, True), placed("English", 100)]
    assert [kind for kind, _ in kinds(lines)] == ["skills", "languages"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("EDUC AT I O N", "education"), ("W O R K E XPERI E NCE", "work"), ("BERUFSERFAH R U N G", "work"), ("F O R M A ZI O N E", "education")],
)  # fmt: skip
def test_letters_set_apart_in_pieces_make_a_heading(text: str, kind: str) -> None:
    lines = [placed("Ada Roe", 20, 18), placed(text, 60, 16, True), placed("Acme, 2010 - 2014", 90)]
    assert kinds(lines) == [(kind, 1)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Auslandserfahrung", "work"), ("Holzkenntnisse", "skills"), ("2 Ferienjobervaringen", "work"),
        ("ICT-vaardigheden", "skills"), ("Jordbruksutbildning", "education"),
    ],
)  # fmt: skip
def test_compounds_end_in_the_word_that_tells_the_section(text: str, kind: str) -> None:
    found = compound_heading(text)
    assert found is not None
    assert found[0] == kind


@pytest.mark.parametrize("text", ["Lebenserfahrung sammeln", "Experience", "Restoration", "Kundenprojekte"])
def test_what_is_no_compound_heading(text: str) -> None:
    assert compound_heading(text) is None


def test_a_number_and_a_qualifying_word_before_a_heading() -> None:
    for text, kind in [("3. Relevant experience", "work"), ("II. Berufliche Ausbildung", "education")]:
        found = heading_kind(text)
        assert found is not None, text
        assert found[0] == kind


def test_subsections_stay_in_their_section() -> None:
    lines = [
        placed("1 Opleiding", 40, 14, True), placed("1.1 Hoger", 60, 12, True), placed("2010 - 2014 Hogeschool Waas", 80),
        placed("2 Vaardigheden", 110, 14, True), placed("2.1 Kantoor", 130, 12, True), placed("Excel, Word", 150),
        placed("2.2 Talen", 170, 12, True), placed("Frans", 190),
        placed("Duits", 205), placed("Deens", 220), placed("Zweeds", 235),
    ]  # fmt: skip
    for line in lines:
        line.gap_above = 1.0
    assert kinds(lines) == [("education", 2), ("skills", 2), ("languages", 4)]


def test_an_item_with_its_mark_is_no_heading() -> None:
    texts = [
        "■職務経歴", "株式会社みなと 2015年4月〜2020年3月", "○在庫の管理", "○その他", "○新人の教育", "■学歴", "2015年3月 北浜高校 卒業",
    ]  # fmt: skip
    lines = [placed(text, 20 * i) for i, text in enumerate(texts)]
    for line in lines:
        line.gap_above = 1.0 if line.text.startswith("■") else 0.2
    assert kinds(lines) == [("work", 4), ("education", 1)]


@pytest.mark.parametrize(
    "signed",
    [["Berlin, den 3. Mai 2021", "Jana Holm"], ["Lyon, le 12/03/2022"], ["Kraków, 5.11.2020", "Jan Kos", "(podpis)"]],
)  # fmt: skip
def test_a_place_and_a_day_at_the_end_are_no_job(signed: list[str]) -> None:
    lines = [plain_line("Berufserfahrung", heading=1), plain_line("Tischlerin, Holz Merk GmbH, 2015 - 2020")]
    sections = split_sections([*lines, *map(plain_line, signed)])
    assert [(s.kind, len(s.lines)) for s in sections if s.heading] == [("work", 1)]


def test_a_job_of_one_day_in_a_town_with_what_was_done_stays() -> None:
    lines = [plain_line("Berufserfahrung", heading=1), plain_line("Berlin, 3. Mai 2021")]
    lines += [plain_line("• Führung durch das Museum mit Gästen"), plain_line("• Kasse")]
    assert [len(s.lines) for s in split_sections(lines) if s.heading] == [3]


def test_the_schooling_among_personal_data_opens_no_section() -> None:
    lines = [
        plain_line("个人信息", heading=1),
        plain_line("姓名：王芳"),
        plain_line("学历：本科"),
        plain_line("性别：女"),
    ]
    assert kinds(lines) == [("contact", 3)]
