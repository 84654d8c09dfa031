"""Invented people and their careers, with what a reader should find."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "tr", "ru", "zh", "ja", "ar", "he")
REGION = {
    "en": "US", "de": "DE", "fr": "FR", "es": "ES", "pt": "BR", "it": "IT", "nl": "NL", "pl": "PL", "sv": "SE", "tr": "TR",
    "ru": "RU", "zh": "CN", "ja": "JP", "ar": "AE", "he": "IL",
}  # fmt: skip
LAST_YEAR = 2024


@dataclass(frozen=True)
class Month:
    year: int
    month: int


@dataclass(frozen=True)
class Job:
    """`end` None: still there."""

    title: str
    employer: str
    city: str
    start: Month
    end: Month | None
    bullets: tuple[str, ...]


@dataclass(frozen=True)
class School:
    institution: str
    degree: str
    start: Month
    end: Month


@dataclass(frozen=True)
class Person:
    language: str
    name: str
    email: str
    phone: str
    city: str
    link: str
    headline: str
    summary: str
    jobs: tuple[Job, ...]
    schools: tuple[School, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    words: dict[str, Any] = field(repr=False, default_factory=dict)


@cache
def content() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("content.toml").read_text("utf-8"))


def _half(values: list[str], blind: bool) -> list[str]:
    """The first halves are for the open set, the second for the blind one."""
    middle = (len(values) + 1) // 2
    return values[middle:] if blind and len(values) > 1 else values[:middle]


def person(language: str, seed: int, *, blind: bool = False) -> Person:
    """One invented person; equal arguments give the same one."""
    chance = random.Random(f"{language}-{seed}-{blind}")
    words = content()[language]
    pick = lambda key: chance.choice(_half(words[key], blind))  # noqa: E731
    number = {"n": chance.randrange(1, 9), "m": chance.randrange(1, 9)}
    handle = f"{chance.choice(('kestrel', 'aspen', 'nova', 'lumen', 'tinker'))}.{chance.choice(('fox', 'elm', 'moor', 'dale'))}{seed % 90 + 10}"
    jobs = _jobs(chance, words, blind)
    return Person(
        language=language,
        name=pick("names"),
        email=f"{handle}@{chance.choice(('example.com', 'mail.example.org', 'post.example.net'))}",
        phone=chance.choice(words["phone"]).format(**number),
        city=pick("cities"),
        link=f"https://www.linkedin.com/in/{handle.replace('.', '-')}",
        headline=jobs[0].title if chance.random() < 0.4 else "",
        summary=chance.choice(words["summary"]) if chance.random() < 0.6 else "",
        jobs=jobs,
        schools=_schools(chance, words, blind, jobs[-1].start.year),
        skills=tuple(
            chance.sample(_half(words["skills"], blind), k=min(5, len(_half(words["skills"], blind))))
        ),
        languages=tuple(words["languages"]) if chance.random() < 0.6 else (),
        words=words,
    )


def _jobs(chance: random.Random, words: dict[str, Any], blind: bool) -> tuple[Job, ...]:
    titles = _half(words["titles"], blind)
    firms = chance.sample(_half(words["employers"], blind), k=min(4, len(_half(words["employers"], blind))))
    end: Month | None = None if chance.random() < 0.6 else Month(LAST_YEAR, chance.randrange(1, 10))
    year = LAST_YEAR if end is None else end.year
    jobs = []
    for firm in firms[: chance.choice((2, 3, 3, 4))]:
        year -= chance.choice((1, 2, 3, 4))
        start = Month(year, chance.randrange(1, 13))
        bullets = tuple(chance.sample(words["bullets"], k=chance.randrange(0, min(4, len(words["bullets"])))))
        jobs.append(
            Job(
                chance.choice(titles), firm, chance.choice(words["cities"]).split(",")[0], start, end, bullets
            )
        )
        end = Month(year - (start.month <= 2), (start.month + 9) % 12 + 1)
    return tuple(jobs)


def _schools(chance: random.Random, words: dict[str, Any], blind: bool, before: int) -> tuple[School, ...]:
    names = chance.sample(_half(words["schools"], blind), k=chance.choice((1, 2)))
    degrees = chance.sample(_half(words["degrees"], blind), k=len(names))
    found = []
    for name, degree in zip(names, degrees, strict=True):
        end = Month(before - chance.randrange(0, 2), chance.choice((5, 6, 7, 9)))
        found.append(School(name, degree, Month(end.year - chance.choice((2, 3, 4)), 9), end))
        before = found[-1].start.year
    return tuple(found)
