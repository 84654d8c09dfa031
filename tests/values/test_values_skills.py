"""Skills under one name each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.model import Profile, Skill
from enrich.values.skills import fold_skill, known_skill, known_skills, skill_name
from enrich.vocabulary import BY_NAME


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("js", "JavaScript"),
        ("ECMAScript", "JavaScript"),
        ("c++", "C++"),
        ("C Sharp", "C#"),
        ("C", "C"),
        ("R", "R"),
        (".net core", ".NET"),
        ("asp.net MVC", "ASP.NET"),
        ("React.js", "React"),
        ("ReactJS", "React"),
        ("nodejs", "Node.js"),
        ("k8s", "Kubernetes"),
        ("Postgres", "PostgreSQL"),
        ("MS Excel", "Microsoft Excel"),
        ("ML", "Machine learning"),
        ("ci / cd", "CI/CD"),
        ("UX/UI", "UI and UX design"),
        ("Python 3.8", "Python"),
        ("Angular 12", "Angular"),
        ("Java programming", "Java"),
        ("AutoCAD 2021", "AutoCAD"),
        ("Teamfähigkeit", "Teamwork"),
        ("работа в команде", "Teamwork"),
        ("团队合作", "Teamwork"),
        ("Buchhaltung", "Accounting"),
        ("gestion de projet", "Project management"),
        ("プロジェクト管理", "Project management"),
        ("Basket weaving", "Basket weaving"),
        ("C/C++", "C/C++"),
        ("", ""),
    ],
)
def test_a_skill_has_one_name(text: str, name: str) -> None:
    assert skill_name(text) == name
    assert fold_skill(text) == fold_skill(name)


@pytest.mark.parametrize(
    "text",
    [
        "machine learning",
        "maschinelles Lernen",
        "apprentissage automatique",
        "aprendizaje automático",
        "aprendizado de máquina",
        "apprendimento automatico",
        "machinaal leren",
        "uczenie maszynowe",
        "maskininlärning",
        "makine öğrenmesi",
        "машинное обучение",
        "机器学习",
        "機械学習",
    ],
)
def test_one_skill_in_thirteen_languages(text: str) -> None:
    assert fold_skill(text) == "machine learning"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Java", "JavaScript"), ("C", "C++"), ("C#", "C"), ("Go", "Google Ads"), ("SQL", "NoSQL"), ("React", "React Native")],
)  # fmt: skip
def test_different_skills_stay_apart(one: str, other: str) -> None:
    assert fold_skill(one) != fold_skill(other)


def test_the_list_is_whole() -> None:
    """Each spelling stands for one skill, and every name for itself."""
    skills = known_skills()
    assert 600 <= len(skills) <= 1500
    assert len({skill.key for skill in skills}) == len(skills)
    claimed: dict[str, str] = {}
    for skill in skills:
        assert skill.field
        assert fold_skill(skill.name) == skill.key
        assert skill_name(skill.name) == skill.name
        for spelling in skill.also:
            assert skill_name(spelling) == skill.name, spelling
            assert claimed.setdefault(spelling, skill.name) == skill.name


@given(st.text(max_size=40) | st.sampled_from([s for skill in known_skills() for s in skill.also]))
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold_skill(text)
    assert fold_skill(folded) == folded
    assert folded.isascii()
    assert fold_skill(skill_name(text)) == folded


def test_skills_are_shown_by_their_names_and_agree_by_them() -> None:
    attribute = BY_NAME["skill"]
    said = attribute.read(Profile(skills=(Skill("k8s"), Skill("Kubernetes"), Skill("weaving"))))
    assert [attribute.show(value) for value in said] == ["Kubernetes", "Kubernetes", "weaving"]
    assert len({attribute.clean(value) for value in said}) == 2
    assert known_skill("weaving") is None
