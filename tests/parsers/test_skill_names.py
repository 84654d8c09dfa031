"""Skills of resumes: as written where they are listed, under their usual names where text tells of them."""

from __future__ import annotations

import pytest

from enrich.model import Found
from parsers.implied import implied_skills
from parsers.resume_document import to_json_resume
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
