"""Employers, titles, schools, degrees and skills."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.values.lexicon import read_toml, spellings
from enrich.values.organisations import fold_degree, fold_employer, fold_school, fold_title

WORDS = [
    "Acme",
    "The",
    "GmbH",
    "&",
    "Co.",
    "KG",
    "Inc.",
    "S.A.",
    "Sp.",
    "z",
    "o.o.",
    "and",
    "und",
    "of",
    "de",
    "ООО",
    "株式会社",
    "(formerly",
    "Beta)",
    "Senior",
    "Sr.",
    "VP",
    "Eng.",
    "Head",
    "HR",
    "IT",
    "Developer",
    "C++",
    ".NET",
    "R&D",
    "II",
    "(m/w/d)",
    "Entwickler:in",
    "Chef",
    "projet",
    "Univ.",
    "TU",
    "München",
    "MIT",
    "St.",
    "Hochschule",
    "applied",
    "sciences",
    "science",
    "front",
    "end",
    "human",
    "resource",
    "machine",
    "learning",
    "ML",
    "React.js",
    "i",
    "2",
    "a",
    "e",
    "y",
    "St",
    "Wien",
    "general",
    "director",
]
texts = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Acme", "acme"),
        ("The Acme Company, Inc.", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("ACME LLC", "acme"),
        ("Acme Ltd.", "acme"),
        ("Acme Pvt. Ltd.", "acme"),
        ("Acme Pty Ltd", "acme"),
        ("Acme S.A.", "acme"),
        ("Acme S. A.", "acme"),
        ("Acme S/A", "acme"),
        ("Acme S.p.A.", "acme"),
        ("Acme S.r.l.", "acme"),
        ("Acme S.A. de C.V.", "acme"),
        ("Acme Sp. z o.o.", "acme"),
        ("Acme s.r.o.", "acme"),
        ("Acme d.o.o.", "acme"),
        ("Acme B.V.", "acme"),
        ("Acme AB", "acme"),
        ("Acme A/S", "acme"),
        ("Acme Oyj", "acme"),
        ("Acme Kft.", "acme"),
        ("Acme A.Ş.", "acme"),
        ("Acme Ltd. Şti.", "acme"),
        ("Acme Sdn Bhd", "acme"),
        ("ООО Ромашка", "romashka"),
        ("株式会社日立", "rili"),
        ("日立株式会社", "rili"),
        ("삼성전자 주식회사", "samseongjeonja"),
        ("Müller & Söhne OHG", "muller and sohne"),
        ("Müller und Söhne", "muller and sohne"),
        ("Dupont et Fils SARL", "dupont and fils"),
        ("AT&T", "at and t"),
        ("I.B.M. Corp.", "ibm"),
        ("J.P. Morgan", "jp morgan"),
        ("JP Morgan", "jp morgan"),
        ("Amazon.com, Inc.", "amazon"),
        ("Meta (formerly Facebook)", "meta"),
        ("Plan B S.A.", "plan b"),
        ("L'Oréal S.A.", "loreal"),
        ("Société Générale", "societe generale"),
        ("SAP SE", "sap"),
        ("AG", "ag"),
        ("The Inc.", "inc"),
        ("", ""),
    ],
)
def test_employers_lose_their_legal_form(text: str, folded: str) -> None:
    assert fold_employer(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Sr. Software Eng.", "senior software engineer"),
        ("Senior Software Engineer", "senior software engineer"),
        ("VP of Sales", "vice president sales"),
        ("V.P. Sales", "vice president sales"),
        ("CEO & Co-Founder", "chief executive officer cofounder"),
        ("Head of HR", "head human resources"),
        ("Engineer II", "engineer 2"),
        ("Front-End Dev", "frontend developer"),
        ("C++ Developer", "cpp developer"),
        (".NET Dev", "dotnet developer"),
        ("Data/Business Analyst", "data business analyst"),
        ("R&D Manager", "research development manager"),
        ("Sign-in Engineer", "sign engineer"),
        ("Softwareentwickler (m/w/d)", "software developer"),
        ("Softwareentwicklerin", "software developer"),
        ("Entwickler:in", "developer"),
        ("Consultant (all genders)", "consultant"),
        ("Développeur H/F", "developer"),
        ("Chef de projet", "project manager"),
        ("Jefa de Ventas", "head sales"),
        ("Desenvolvedora de Software", "developer software"),
        ("Ingegnere", "engineer"),
        ("Projectleider", "project manager"),
        ("Starszy Programista", "senior programmer"),
        ("Projektledare", "project manager"),
        ("Yazılım Mühendisi", "software engineer"),
        ("Ведущий разработчик", "lead developer"),
        ("Chef", "chef"),
        ("of", "of"),
        ("", ""),
    ],
)
def test_titles_are_spelled_out_in_english(text: str, folded: str) -> None:
    assert fold_title(text) == folded


@pytest.mark.parametrize(
    ("spellings_of_one", "folded"),
    [
        (("Univ. Wien", "Universität Wien", "University of Vienna"), "university vienna"),
        (
            ("TU München", "TUM", "Technische Universität München", "Technical University of Munich"),
            "technical university munich",
        ),
        (("MIT", "M.I.T.", "Massachusetts Institute of Technology"), "massachusetts institute technology"),
        (
            ("UC Berkeley", "University of California, Berkeley", "University of California at Berkeley"),
            "university california berkeley",
        ),
        (("Georgia Tech", "Georgia Institute of Technology"), "georgia institute technology"),
        (("Uniwersytet Warszawski", "University of Warsaw"), "university warsaw"),
        (("Politecnico di Milano", "Polytechnic of Milan"), "polytechnic milan"),
        (("ETH Zürich", "ETH", "Swiss Federal Institute of Technology Zurich"), "eth zurich"),
        (
            ("İstanbul Teknik Üniversitesi", "Istanbul Technical University", "ITU"),
            "istanbul technical university",
        ),
        (("北京大学", "Peking University", "PKU"), "peking university"),
        (("Hochschule München", "Munich University of Applied Sciences"), ""),
        (("St. Mary's College", "Saint Mary's College"), "saint marys college"),
        (("of",), "of"),
        (("",), ""),
    ],
)
def test_spellings_of_one_school_meet(spellings_of_one: tuple[str, ...], folded: str) -> None:
    found = {fold_school(text) for text in spellings_of_one}
    if folded or spellings_of_one == ("",):
        assert found == {folded}
    else:
        assert len({" ".join(sorted(name.split())) for name in found}) == 1


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Ph.D.", "doctorate"), ("Doctor of Philosophy", "doctorate"), ("Dr. rer. nat.", "doctorate"), ("Doctorat", "doctorate"),
        ("Doutorado", "doctorate"), ("кандидат наук", "doctorate"), ("博士", "doctorate"), ("JD", "doctorate"),
        ("MBA", "mba"), ("Executive MBA", "mba"), ("Master of Business Administration", "mba"),
        ("M.Sc. Informatik", "master"), ("Master's in Data Science", "master"), ("Dipl.-Ing.", "master"), ("Diplom-Informatiker", "master"),
        ("Staatsexamen", "master"), ("Laurea magistrale", "master"), ("Mestrado", "master"), ("mgr inż.", "master"), ("Магистр", "master"),
        ("Yüksek Lisans", "master"), ("硕士", "master"), ("修士", "master"), ("計算機科学修士", "master"),
        ("BSc Computer Science", "bachelor"), ("B.A. (Hons)", "bachelor"), ("Bachelor of Arts", "bachelor"), ("Licence Informatique", "bachelor"),
        ("Laurea triennale in Economia", "bachelor"), ("Licenciatura en Derecho", "bachelor"), ("inżynier", "bachelor"), ("бакалавр", "bachelor"),
        ("Lisans", "bachelor"), ("Kandidatexamen", "bachelor"), ("本科", "bachelor"), ("学士", "bachelor"),
        ("Associate of Science", "associate"), ("BTS", "associate"), ("大专", "associate"),
        ("Ausbildung zum Kaufmann", "vocational"), ("Diploma in Marketing", "vocational"), ("Certificate in Accounting", "vocational"),
        ("High School Diploma", "school"), ("Abitur", "school"), ("Baccalauréat", "school"), ("GCSE", "school"), ("高中", "school"),
        ("BSc and MSc", "master"), ("Computer Science", ""), ("Harvard", ""), ("", ""),
    ],
)  # fmt: skip
def test_degrees_are_told_by_level(text: str, level: str) -> None:
    assert fold_degree(text) == level


@pytest.mark.parametrize("cleaner", [fold_employer, fold_title, fold_school])
@given(text=texts)
def test_folding_twice_is_folding_once(cleaner: Callable[[str], str], text: str) -> None:
    folded = cleaner(text)
    assert cleaner(folded) == folded
    assert folded.isascii()


@given(texts)
def test_the_level_of_a_level_is_itself(text: str) -> None:
    level = fold_degree(text)
    assert fold_degree(level) == level


@pytest.mark.parametrize(("area", "cleaner"), [("titles", fold_title), ("schools", fold_school)])
def test_every_listed_phrase_leads_to_a_form_that_stays(area: str, cleaner: Callable[[str], str]) -> None:
    cells = [
        cell
        for line in read_toml("organisation_words")[area]["words"].splitlines()
        for cell in spellings(line)
    ]
    assert len(cells) > 80
    for cell in cells:
        source, _, target = cell.partition("=")
        assert target, cell
        assert cleaner(cleaner(source)) == cleaner(source), cell


def test_every_alias_meets_what_it_stands_for() -> None:
    cells = [
        cell
        for line in read_toml("organisation_words")["schools"]["aliases"].splitlines()
        for cell in spellings(line)
    ]
    assert len(cells) > 80
    for cell in cells:
        alias, _, name = cell.partition("=")
        assert fold_school(alias) == fold_school(name) == name, cell


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stanford", "Stanford University"),
        ("Oxford University", "University of Oxford"),
        ("La Sorbonne", "Sorbonne Université"),
        ("Penn State", "Pennsylvania State University"),
        ("Peking University", "北京大学"),
        ("Politecnico di Milano", "Polytechnic University of Milan"),
    ],
)
def test_schools_go_by_short_and_long_names(one: str, other: str) -> None:
    assert fold_school(one) == fold_school(other)
