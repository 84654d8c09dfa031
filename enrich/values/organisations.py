"""Employers, titles, schools, degrees and skills in comparable forms."""

from __future__ import annotations

from typing import Literal

from enrich.values.text import fold

Degree = Literal["", "school", "vocational", "associate", "bachelor", "master", "mba", "doctorate"]
_LEGAL = {"gmbh", "inc", "ltd", "llc", "ag", "corp", "co", "kg", "plc", "sa", "limited", "corporation"}


def fold_employer(text: str) -> str:
    """An employer's name without legal form."""
    words = fold(text.replace("&", " and ")).split()
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    return " ".join(words)


def fold_title(text: str) -> str:
    """A job title with its usual words spelled out."""
    known = {"sr": "senior", "jr": "junior", "mgr": "manager"}
    return " ".join(known.get(word, word) for word in fold(text).split())


def fold_school(text: str) -> str:
    """A school's name with its usual words in English."""
    known = {"univ": "university", "universitat": "university", "universite": "university"}
    return " ".join(known.get(word, word) for word in fold(text).split())


def fold_degree(text: str) -> Degree:
    """The level of a degree; "" when the text names none."""
    words = set(fold(text).split())
    return "master" if words & {"master", "msc"} else "bachelor" if words & {"bachelor", "bsc"} else ""


def fold_skill(text: str) -> str:
    """A skill under its one name."""
    return fold(text.lower().replace("c++", "cpp").replace("c#", "csharp"))
