"""Names of many scripts, written in two ways each: one name is found, and two names stay two."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.model import Profile
from enrich.values.romanisation import WRITTEN, family_roots, given_roots, given_roots_of, heard_of

_SCRIPTS = tomllib.loads(Path(__file__).with_name("name_pairs.toml").read_text(encoding="utf-8"))
# How many of the 20 pairs of a script are found at least; "Zhang Wei" and "Chang Wei" may be anybody.
_LEAST = {"chinese": 18, "korean": 18, "vietnamese": 19}


def pairs(lines: str) -> list[tuple[str, str]]:
    cut = [line.split(" | ") for line in lines.strip().splitlines()]
    return [(left, right) for left, right in cut]


def agrees(why, left: str, right: str) -> bool:
    """Whether both names are better than different."""
    told = {p.comparison: p.level for p in why(Profile(name=left), Profile(name=right)).contributions}
    return not {"different", "another", ""} & {told.get(name, "") for name in ("family name", "given name")}


@pytest.mark.parametrize("script", _SCRIPTS)
def test_names_written_in_two_ways_are_one(why, script: str) -> None:
    same = pairs(_SCRIPTS[script]["same"])
    assert len(same) == 20
    assert sum(agrees(why, *pair) for pair in same) >= _LEAST.get(script, 20)


@pytest.mark.parametrize("script", _SCRIPTS)
def test_two_names_of_one_people_are_two(why, script: str) -> None:
    unlike = pairs(_SCRIPTS[script]["unlike"])
    assert len(unlike) == 20
    assert not [pair for pair in unlike if agrees(why, *pair)]


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("jielun", "chiehlun", True),
        ("zhiqiang", "chikeung", True),
        ("yeojeong", "yuhjung", True),
        ("junho", "joonho", True),
        ("shinjo", "sinzyo", True),
        ("sujin", "seojin", False),
        ("minjun", "minjung", False),
        ("robert", "norbert", False),
        ("maria", "mario", False),
    ],
)
def test_spellings_of_given_names(one: str, other: str, meet: bool) -> None:
    assert bool(given_roots(one) & given_roots(other)) is meet


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("zhang", "cheung", True),
        ("lee", "rhee", True),
        ("elsayed", "alsayyid", True),
        ("solovyov", "soloviev", True),
        ("ntokos", "dokos", True),
        ("mueller", "muller", True),
        ("zhang", "wang", False),
        ("kowalski", "kowalczyk", False),
        ("zhukov", "zhdanov", False),
    ],
)
def test_spellings_of_family_names(one: str, other: str, meet: bool) -> None:
    heard = heard_of([one, other])
    assert bool(family_roots(one, heard[0]) & family_roots(other, heard[1])) is meet


def test_nothing_is_heard_of_nothing() -> None:
    assert heard_of([]) == []


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("muller", "mueller", True),
        ("jager", "jaeger", True),
        ("aberg", "aaberg", True),
        ("dokovic", "djokovic", True),
        ("macdonald", "mcdonald", True),
        ("bauer", "bar", False),
        ("sanz", "saenz", False),
        ("has", "haas", False),
    ],
)
def test_letters_with_marks_are_written_as_two(one: str, other: str, meet: bool) -> None:
    """Whatever they sound like: both may be usual names."""
    assert bool(family_roots(one, "") & family_roots(other, "")) == meet


_SOUNDS = sorted(
    WRITTEN | {"ji", "seong", "young", "tsu", "syo", "hu", "m", "dj", "abd", "abdul", "anna", "x"}
)


@given(st.lists(st.lists(st.sampled_from(_SOUNDS), min_size=1, max_size=3).map("".join), max_size=60))
def test_what_many_names_stand_for_is_what_each_does(words: list[str]) -> None:
    assert given_roots_of(words) == [given_roots(word) for word in words]
