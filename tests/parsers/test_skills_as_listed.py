"""Lists of skills as people write them: rated, in brackets, with slashes, below names of groups, in sentences of unspaced scripts."""

from __future__ import annotations

import pytest

from parsers.lines import Line, Span, plain_line
from parsers.resume import read_resume
from parsers.skillsets import skills_of


def names(text: str) -> list[str]:
    return [skill.name for skill in skills_of([plain_line(row) for row in text.splitlines()])]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Rust: 2 years\nScala: 6 months", ["Rust", "Scala"]),
        ("Matlab: Grundkenntnisse\nSAP: sehr gut", ["Matlab", "SAP"]),
        ("Maven и Gradle: хорошо владею", ["Maven", "Gradle"]),
        ("Excel: ★★★★☆", ["Excel"]),
        ("Python（約 2 年）\nDocker（3 年以上）", ["Python", "Docker"]),
        ("Databases: Oracle, Redis", ["Oracle", "Redis"]),
    ],
)
def test_what_is_said_behind_a_skill_is_how_well_it_is_known(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("AWS (S3, Lambda, EC2), Git", ["AWS", "S3", "Lambda", "EC2", "Git"]),
        ("CI/CD (Jenkins, GitLab), Go", ["CI/CD (Jenkins, GitLab)", "Go"]),
        ("Linux (Yocto), Docker", ["Linux (Yocto)", "Docker"]),
        ("Linux / CentOS", ["Linux", "CentOS"]),
        ("Internet / e-mail, Excel", ["Internet / e-mail", "Excel"]),
        ("Woodwork / Tiling / Plastering", ["Woodwork", "Tiling", "Plastering"]),
        ("GitHub・Docker・Jenkins", ["GitHub", "Docker", "Jenkins"]),
        ("e-mail, Word", ["e-mail", "Word"]),
    ],
)
def test_brackets_and_slashes(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


def bold(text: str) -> Line:
    return plain_line(text, bold=True)


@pytest.mark.parametrize(
    "group", ["Databases", "Programmiersprachen", "Langages", "Базы данных", "数据库", "Hard & Soft Skills"]
)
def test_names_of_groups_are_no_skills(group: str) -> None:
    rows = [plain_line("PHP, Java"), bold(group), plain_line("Oracle, Redis")]
    assert [s.name for s in skills_of(rows)] == ["PHP", "Java", "Oracle", "Redis"]


def test_a_word_for_a_group_is_a_skill_among_its_equals() -> None:
    rows = [plain_line(f"• {name}") for name in ("Databases", "Soldering", "Welding", "Forklift driving")]
    assert [s.name for s in skills_of(rows)] == ["Databases", "Soldering", "Welding", "Forklift driving"]


def test_captions_over_sentences_are_the_skills() -> None:
    rows = [
        bold("Java"), plain_line("バックエンドのAPIを4年ほど開発していました。"),
        bold("Docker"), plain_line("業務や日常の学習で使用。"),
    ]  # fmt: skip
    assert [s.name for s in skills_of(rows)] == ["Java", "Docker"]


def spread(*words: str, page: int = 1, top: float = 0.0, style: int = 3) -> Line:
    spans = [
        Span(w, style=style, gap=0.63 if n else 0.0, x0=50.0 * n, x1=50.0 * n + 30)
        for n, w in enumerate(words)
    ]
    return Line(spans, page=page, box=(0.0, top, 300.0, top + 8), gap_above=0.3)


def test_words_set_wide_apart_are_one_skill_where_most_lines_hold_one_word() -> None:
    rows = [
        spread("Electron"), spread("Shell", "Scripts", top=10), spread("Packer", top=20), spread("Alpine", "Linux", top=30),
        spread("Webpack", "(JS)", top=40), spread("GDAL", top=50),
    ]  # fmt: skip
    assert [s.name for s in skills_of(rows)] == [
        "Electron",
        "Shell Scripts",
        "Packer",
        "Alpine Linux",
        "Webpack (JS)",
        "GDAL",
    ]
    tags = [
        spread("Django", "Redis", "AWS"),
        spread("Docker", "GraphQL", top=10),
        spread("Kafka", "Spark", top=20),
    ]
    assert [s.name for s in skills_of(tags)] == [
        "Django",
        "Redis",
        "AWS",
        "Docker",
        "GraphQL",
        "Kafka",
        "Spark",
    ]


def test_lines_far_from_each_other_are_items_of_their_own() -> None:
    def row(text: str, top: float, x1: float) -> Line:
        return Line([Span(text, x0=10, x1=x1)], page=1, box=(10.0, top, x1, top + 14), gap_above=0.93)

    rows = [row("JS, Python, Node, Mongo, PHP", 0, 150), row("MCP Servers, Docker, APIs, JWT", 27, 155)]
    assert [s.name for s in skills_of(rows)] == [
        "JS",
        "Python",
        "Node",
        "Mongo",
        "PHP",
        "MCP Servers",
        "Docker",
        "APIs",
        "JWT",
    ]


def test_a_heading_of_skills_in_spanish() -> None:
    profile = read_resume(
        [plain_line("Luz Vega"), plain_line("Conocimientos en informática", heading=1), plain_line("Excel, Photoshop"),
         plain_line("Experiencia laboral", heading=1), plain_line("Cajera, Orlin S.A., 2019 - 2021")]
    ).profile  # fmt: skip
    assert [s.name for s in profile.skills if not s.implied] == ["Excel", "Photoshop"]
