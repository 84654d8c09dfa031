"""Entries of one section are written alike; the school counts, not its faculty; broken lines; one stanza for each degree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enrich.errors import Refused
from enrich.model import Found

Parse = Callable[[str, bytes], list[Found | Refused]]


def schools(parse: Parse, section: str) -> list[tuple[str, str]]:
    """(institution, degree) of a resume whose education section is given."""
    text = f"Maya Lindqvist\nmaya@example.com\n\nEDUCATION\n{section}\n"
    [one] = parse("cv.txt", text.encode())
    assert isinstance(one, Found), one
    return [(e.institution, e.degree) for e in one.profile.education]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("2016 - 2018\nOrlin University\nM.Sc. in Physics\n\n2014 - 2016\nTARLIX\nPreparatory Cycle",
         [("Orlin University", "M.Sc."), ("TARLIX", "Preparatory Cycle")]),
        ("Orlin University    2019 - 2022\nBachelor of Laws\nVelmora    2017 - 2019\nFoundation Programme",
         [("Orlin University", "Bachelor of Laws"), ("Velmora", "Foundation Programme")]),
        ("2012 - 2016    B.Sc. Biology, Orlin College\n2016 - 2018    M.Sc. Biology, University of Tarla",
         [("Orlin College", "B.Sc."), ("University of Tarla", "M.Sc.")]),
    ],
)  # fmt: skip
def test_schools_without_a_schools_word(parse: Parse, section: str, expected: list[tuple[str, str]]) -> None:
    assert schools(parse, section) == expected


@pytest.mark.parametrize(
    ("line", "school"),
    [
        ("Facultad de Ciencias, Universidad de Orlin", "Universidad de Orlin"),
        ("University of Orlin, Faculty of Medicine", "University of Orlin"),
        ("Velmora, Department of Civil Engineering", "Velmora"),
        ("Laboratory of Geology, Orlin University", "Orlin University"),
        ("School of Computing, Orlin University", "Orlin University"),
        ("Orlin Graduate School of Business", "Orlin Graduate School of Business"),
        ("School of Watchmaking", "School of Watchmaking"),
    ],
)
def test_the_school_counts_not_its_part(parse: Parse, line: str, school: str) -> None:
    assert schools(parse, f"M.Sc. Geology    2010 - 2012\n{line}") == [(school, "M.Sc.")]


@pytest.mark.parametrize(
    "school",
    [
        "Университета Орлина",
        "Πανεπιστημίου Ορλίνης",
        "Uniwersytetu Orlińskiego",
        "Univerzitou Orlin",
        "Школы Тарла",
        pytest.param("National Observatory (Brazil)", marks=pytest.mark.by_rules),
    ],
)
def test_schools_words_change_their_endings(parse: Parse, school: str) -> None:
    assert [s for s, _ in schools(parse, f"Master of Science    2010 - 2012\n{school}")] == [school]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("2023 - 2026\nInformatyka Stosowana\nPolitechnika Orlińska",
         [("Politechnika Orlińska", "Informatyka Stosowana")]),
        ("2019 - 2021    Deltav Akademi\nYazılım Geliştirme", [("Deltav Akademi", "Yazılım Geliştirme")]),
        ("Orlin Institute    2019 - 2021\nGame Development", [("Orlin Institute", "Game Development")]),
    ],
)  # fmt: skip
def test_a_programme_stands_for_the_degree(
    parse: Parse, section: str, expected: list[tuple[str, str]]
) -> None:
    assert schools(parse, section) == expected


@pytest.mark.parametrize(
    "other",
    [
        "2011",
        "Springfield, Ohio",
        "with honours",
        pytest.param("Faculty of Arts", marks=pytest.mark.by_rules),
        "“Half a name",
    ],
)
def test_what_is_no_programme_is_no_degree(parse: Parse, other: str) -> None:
    assert other not in [degree for _, degree in schools(parse, f"Orlin University    2019 - 2021\n{other}")]


def test_a_list_of_degrees_and_schools_in_turn(parse: Parse) -> None:
    found = schools(
        parse,
        "• HSC (Plus Two)\n• Govt Higher Secondary School Tarla\n• SSLC\n• Government Higher Secondary School Velmora",
    )
    assert [s for s, _ in found] == [
        "Govt Higher Secondary School Tarla",
        "Government Higher Secondary School Velmora",
    ]
    assert [d for _, d in found] == ["HSC", "SSLC"]


def test_names_broken_over_two_lines(parse: Parse) -> None:
    found = schools(
        parse,
        "2013-2016 Bacharel em Direito, Pontifícia Universidade Católica de\nOrlin\n"
        "2010-2012 Mestrado em Letras, Universidade do Vale\nde Tarla",
    )
    assert [s for s, _ in found] == [
        "Pontifícia Universidade Católica de Orlin",
        "Universidade do Vale de Tarla",
    ]


@pytest.mark.parametrize(
    ("section", "degree"),
    [
        ("Orlin College    2007\nGCE “A” Levels", "GCE “A” Levels"),
        ("Orlin College    2007\nGCE ‘O’ level 7 credits", "GCE ‘O’ level 7 credits"),
        ("Orlin Business School    2019\nMASTER OF BUSINESS ADMINISTRATION", "MASTER OF BUSINESS ADMINISTRATION"),
        ("Orlin College    2001\nBachelor of Arts with Merit", "Bachelor of Arts"),
        ("10th in 2001 Orlin School", "10th"),
    ],
)  # fmt: skip
def test_degrees_stay_whole(parse: Parse, section: str, degree: str) -> None:
    [(school, found)] = schools(parse, section)
    assert found == degree and school.startswith("Orlin")


def test_a_level_before_the_degree_is_its_caption(parse: Parse) -> None:
    found = schools(
        parse,
        "Universitaria: (2002 - 2008) Licenciatura en Física, Universidad de Orlin\n"
        "Secundaria: (1996 - 2001) Bachiller Técnico, Instituto Tarla",
    )
    assert found == [("Universidad de Orlin", "Licenciatura"), ("Instituto Tarla", "Bachiller Técnico")]
