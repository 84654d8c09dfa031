"""Lists of skills under no heading for skills: below another heading, in a column that lost its own, beside spoken languages."""

from __future__ import annotations

import pytest

from parsers.lines import Line, plain_line
from parsers.listed import lists_of_skills
from parsers.resume import read_resume
from parsers.sections import Kind, Section


def rows(text: str) -> list[Line]:
    return [plain_line(row) for row in text.splitlines()]


def listed(kind: Kind, text: str, *, after: Kind | None = None) -> list[str]:
    sections = [
        Section("header"),
        *([Section(after, "X", rows("Cobol"))] if after else []),
        Section(kind, "X", rows(text)),
    ]
    lists = lists_of_skills(sections)
    return [line.text for lines in lists for line in lines if line.text != "Cobol"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("other", "HTML5(3), Java(3), CSS(2)\nWindow(3), Linux(2)"),
        ("other", "Tengo competencia con: PHP, Python y C."),
        ("education", "开发语言：HTML，CSS，JS，PHP\n数据库：Oracle，MySQL\n其他：C#，C++，Java"),
        ("education", "R\nSAS\nPython\nMySQL"),
        ("education", "• As linguagens incluem C#, Java, Python, JavaScript, Go e TypeScript."),
        ("certificates", "Docker, Terraform, Kubernetes, AWS, Git"),
        ("languages", "Python: sehr gut\nMatlab: gut\nSQL: Grundkenntnisse"),
        ("summary", "Languages: Go, Rust, Python"),
    ],
)
def test_lists_of_known_skills_are_found_wherever_they_stand(kind: Kind, text: str) -> None:
    assert listed(kind, text) == text.splitlines()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("work", "Java, Python, Docker, Kubernetes"),
        ("projects", "Technologies: Java, Python, Docker"),
        ("references", "Java, Python, Docker"),
        ("education", "Relevant coursework: Python, Java, Databases"),
        ("education", "Machine Learning\nOrlin University"),
        ("other", "Technologies: Java, Python, Docker"),
        ("other", "Sailing, chess, cooking"),
        ("languages", "English: fluent\nGerman: good"),
        ("header", "Java/Scala/Kotlin developer / SRE / DevOps"),
        ("contact", "GitHub: https://github.com/janed\nTelegram: @janed"),
        ("summary", "I have built shops with Java, Docker and Kubernetes for ten years."),
    ],
)
def test_what_only_names_skills_is_no_list(kind: Kind, text: str) -> None:
    assert listed(kind, text) == []


def test_a_section_of_labelled_lists_beside_the_skills_goes_on_with_them() -> None:
    text = "Electrical: SuperSting, Polares\nMagnetic: GEM-19, G-857\nSeismic: Geode"
    assert listed("other", text, after="skills") == text.splitlines()
    assert listed("other", "Board member since 2019\nLives by the sea", after="skills") == []


def test_such_lists_are_skills_that_the_resume_lists() -> None:
    text = "Ada Lindt\nada@example.org"
    profile = read_resume(
        [*rows(text), plain_line("Education", heading=1), *rows("Orlin University, BSc Physics, 2012 - 2015"),
         plain_line("Declaration", heading=1), *rows("Java(3), Oracle(2), Linux(2)\nReact(3), Docker(1)")]
    ).profile  # fmt: skip
    assert [s.name for s in profile.skills if not s.implied] == ["Java", "Oracle", "Linux", "React", "Docker"]
