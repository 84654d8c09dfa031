"""The word lists in `words/*.toml`, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words"


@cache
def table(name: str) -> dict[str, Any]:
    return tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Spelling:
    """A name as usually written, another Latin spelling of it, and its own script; "" where there is none."""

    usual: str
    other: str = ""
    native: str = ""


def spelling(entry: str) -> Spelling:
    """ "Serhii/Sergey=Сергій" in parts."""
    latin, _, native = entry.strip().partition("=")
    usual, _, other = latin.partition("/")
    return Spelling(usual, other, native)


def spellings(entries: str) -> list[Spelling]:
    return [spelling(entry) for entry in entries.split(",")]


@dataclass(frozen=True)
class Culture:
    name: str
    homes: tuple[str, ...]
    men: tuple[Spelling, ...]
    women: tuple[Spelling, ...]
    families: tuple[Spelling, ...]


@cache
def cultures() -> tuple[Culture, ...]:
    return tuple(
        Culture(
            name,
            tuple(words["homes"]),
            tuple(spellings(words["men"])),
            tuple(spellings(words["women"])),
            tuple(spellings(words["families"])),
        )
        for name, words in table("names").items()
        if "homes" in words
    )


def nickname(given: str) -> str:
    return str(table("names")["nicknames"].get(given, ""))


def country(code: str) -> dict[str, Any]:
    return dict(table("countries")[code])


def function(name: str) -> dict[str, Any]:
    return dict(table("careers")[name])
