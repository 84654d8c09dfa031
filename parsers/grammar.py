"""The words by which people tell of their jobs in sentences, as patterns; the words are data (data/told.toml)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from parsers.dateranges import date_ranges
from parsers.words import languages_data, soften

DATED, LASTING = "∎", "◇"


@dataclass(frozen=True)
class Grammar:
    """Patterns of one language, for softened and masked text. `opening` ends where a job or a firm may begin; `cue`
    matches what stands before a name (groups "job", "firm") or ends one ("end")."""

    opening: re.Pattern[str]
    verb: re.Pattern[str]
    cue: re.Pattern[str]
    now: re.Pattern[str]
    taken: frozenset[str]
    in_job: frozenset[str]
    in_firm: frozenset[str]
    lasting: re.Pattern[str]


def _any(entries: list[str]) -> str:
    """Any of the entries, the longest first; one that ends in an apostrophe stands right before the next word."""
    ordered = sorted({soften(e) for e in entries}, key=len, reverse=True)
    return "|".join(re.escape(e) + ("" if e[-1:] in "'’" else r"(?![\w])") for e in ordered) or r"(?!)"


@cache
def grammars() -> tuple[Grammar, ...]:
    """One per language, English first."""
    data = tomllib.loads(files("parsers").joinpath("data/told.toml").read_text("utf-8"))
    return tuple(_grammar(words, languages_data()[code]["units"]) for code, words in data.items())


def _grammar(words: dict[str, list[str]], units: list[str]) -> Grammar:
    opens = rf"[\W_]*(?:(?>(?<!\w)(?:{_any(words['opens'])}))[\W_]*)*"
    verb = rf"(?<!\w)(?:{_any(words['verbs'])})"
    spent = rf"(?<={LASTING})(?![{LASTING}])[)'’\s]*(?:(?>[{DATED}]+|\w+|[()'’+&,-])\s*){{0,6}}?(?<!\w)(?:{_any(words['time'])})"
    first = rf"(?<={DATED})(?=[\s:,)–-]*(?:{_any(words['at'])}|{_any(words['as'])}))"
    numbers = rf"(?:\d+(?:[.,]\d+)?|{_any(words['numbers'])})"
    return Grammar(
        opening=re.compile(rf"^{opens}(?:(?P<verb>{verb})|{spent}|{first})[\s:,–-]*"),
        verb=re.compile(rf"^{opens}{verb}"),
        cue=re.compile(
            rf"(?<![\w.'’-])(?:(?P<job>{_any(words['as'])})|(?P<firm>{_any(words['at'])})|(?P<end>{_any(words['ends'])}))\s*:?\s*"
        ),
        now=re.compile(rf"^[\W_]*(?:i am |i'm |am )?(?:{_any(words['now'])})"),
        taken=frozenset(map(soften, words["taken"])),
        in_job=frozenset(map(soften, words["in_job"])),
        in_firm=frozenset(map(soften, words["in_firm"])),
        lasting=re.compile(
            rf"(?<![\w.]){numbers}\s*\+?\s*(?:\(\w+\)\s*)?\+?\s*(?:{_any(units)})(?:\s*(?:,|&|and)?\s*{numbers}\s*(?:{_any(units)}))?"
        ),
    )


def masked(text: str, grammar: Grammar) -> str:
    """The text, character for character, its dates and durations as signs that stand in no name."""
    for found in date_ranges(text):
        start, end = found.at
        text = f"{text[:start]}{DATED * (end - start)}{text[end:]}"
    for match in grammar.lasting.finditer(soften(text)):
        text = f"{text[: match.start()]}{LASTING * len(match.group())}{text[match.end() :]}"
    return text
