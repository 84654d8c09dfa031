"""Skills of resumes: as written where they are listed, under their usual names where text tells of them."""

from __future__ import annotations

import pytest

from enrich.model import Found
from parsers.implied import implied_skills
from parsers.resume_document import to_json_resume
from parsers.skillsets import skills_of
from parsers.text import text_lines
from tests.parsers.conftest import Parse


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Services in Java/Python with Spring Boot and Kubernetes (k8s).", ["Java", "Python", "Spring Boot", "Kubernetes"]),
        ("C++, C# and .NET Core on AWS; CI/CD with GitLab CI", ["C++", "C#", ".NET", "Amazon Web Services", "CI/CD", "GitLab CI"]),
        ("PL/SQL, T-SQL, Oracle Database 12c", ["PL/SQL", "T-SQL", "Oracle Database"]),
        ("Used Node.js, a node and React Native.", ["Node.js", "React Native"]),
        ("Reports in MS Excel, Power BI dashboards", ["Microsoft Excel", "Power BI"]),
        ("Spring 2019: react to customers, excel in sales, express delivery, a Swift reply", ["Swift"]),
        ("SAP S/4HANA / scikit-learn", ["SAP S/4HANA", "scikit-learn"]),
        ("mongodb.example.com and Dockerfile", []),
    ],
)  # fmt: skip
def test_skills_told_by_text_have_their_usual_names(text: str, names: list[str]) -> None:
    assert [name for name, _ in implied_skills(text_lines(text))] == names


def test_a_listed_skill_is_kept_as_written_and_its_usual_name_stands_beside_it(parse: Parse) -> None:
    [found] = parse(
        "cv.txt",
        b"Ann Lee\nann.lee@example.com\n\nWORK\nEngineer at Blue Pan Ltd, Jan 2019 - Present\n"
        b"- Moved MS Excel sheets to Postgres and Kafka\n\nSKILLS\nMS Excel, k8s, basket weaving\n",
    )
    assert isinstance(found, Found)
    skills = {skill.name: skill.implied for skill in found.profile.skills}
    assert skills == {
        "MS Excel": False, "k8s": False, "basket weaving": False, "PostgreSQL": True, "Apache Kafka": True,
    }  # fmt: skip
    document = to_json_resume(found.profile)
    assert [skill["name"] for skill in document["skills"]] == ["MS Excel", "k8s", "basket weaving"]
    assert document["meta"]["onefold"]["normalSkills"] == [
        {"name": "MS Excel", "normal": "Microsoft Excel", "field": "office"},
        {"name": "k8s", "normal": "Kubernetes", "field": "operations"},
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Proficient in Java and Python", ["Java", "Python"]),
        ("Familiar with tools like Git, GitHub, Jira and Docker, etc.", ["Git", "GitHub", "Jira", "Docker"]),
        ("Very good knowledge of MS Office; basic understanding of AutoCAD", ["MS Office", "AutoCAD"]),
        ("Sehr gute Kenntnisse in SAP, sicherer Umgang mit DATEV", ["SAP", "DATEV"]),
        ("Bonne maîtrise d'Excel, connaissances en comptabilité", ["Excel", "comptabilité"]),
        ("熟练掌握Python、Django", ["Python", "Django"]),
        ("Knowledge management, customer experience", ["Knowledge management", "customer experience"]),
        ("Advanced skills in Microsoft Excel: Autofill, Flash Fill", ["Microsoft Excel", "Autofill", "Flash Fill"]),
        ("Controls:- Studio5000, RSLogix500", ["Studio5000", "RSLogix500"]),
        ("1. Bloomberg\n2. MYOB\n3. Hyperion", ["Bloomberg", "MYOB", "Hyperion"]),
        ("Operating systems : Windows\nTools : Git, Jira", ["Windows", "Git", "Jira"]),
    ],
)  # fmt: skip
def test_what_is_said_of_a_skill_is_no_part_of_its_name(text: str, names: list[str]) -> None:
    assert [skill.name for skill in skills_of(text_lines(text))] == names


def test_the_telephone_of_a_referee_is_not_the_persons(parse: Parse) -> None:
    [found] = parse(
        "cv.txt",
        b"Ann Lee\nann.lee@example.com\n\nREFERENCES\n\nName:     Tom Hill\nCompany:  Blue Pan Ltd\nContact:  +44 20 7946 0018\n",
    )
    assert isinstance(found, Found)
    assert found.profile.name == "Ann Lee"
    assert found.profile.phones == ()
