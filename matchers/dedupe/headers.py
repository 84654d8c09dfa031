"""What the name of a column says about its content, in a dozen languages."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from enrich.values.text import fold

IGNORE = "ignore"
# What a column can be taken for; `--map` takes these words too. IGNORE: no evidence.
ATTRIBUTES: tuple[str, ...] = (
    "name", "given_name", "family_name", "middle_name", "infix", "suffix", "alias", "nickname", "given_reading",
    "family_reading", "birth_date", "birth_year",
    "birth_month", "birth_day", "age", "as_of", "email", "phone", "contacts", "mailbox", "area_code", "link", "identifier", "address", "house_number", "postal_code",
    "city", "region", "country", "location", "employer", "title", "school", "degree", "school_year", "skills",
    "source", IGNORE,
)  # fmt: skip

_DATA = Path(__file__).with_name("data") / "columns.toml"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[a-zA-Z])(?=\d)|(?<=\d)(?=[a-zA-Z])")
_HINT = re.compile(r"[(（][^)）]*[)）]|\[[^\]]*\]")
_STROKES = re.compile(r"[/|]| or | oder | ou | o ")
_SPOKEN = ("kana", "phonetic", "yomi", "furigana")
# Words of a header that name a network: a bare user name in such a column is an account there.
NETWORKS = (
    "linkedin",
    "github",
    "gitlab",
    "twitter",
    "xing",
    "facebook",
    "instagram",
    "orcid",
    "stackoverflow",
)


class _Words(NamedTuple):
    known: dict[str, str]
    harmless: frozenset[str]
    other: frozenset[str]


@cache
def _words() -> _Words:
    tables = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    beside = tables.pop("beside")
    known: dict[str, str] = {}
    for attribute, names in tables.items():
        for name in names.split("|"):
            known.setdefault(_form(_tokens(name)), attribute)
    harmless, other = (frozenset(fold(beside[kind]).split()) for kind in ("harmless", "other"))
    return _Words(known, harmless, other)


def _tokens(header: str) -> list[str]:
    return fold(_CAMEL.sub(" ", header.replace("_", " "))).split()


def _form(tokens: list[str]) -> str:
    return "".join(tokens)


def attribute_of(header: str) -> str:
    """The attribute a header names: one of ATTRIBUTES, or what depends on cells and other columns (`mapping` tells them apart);
    "" when it names none.

    The whole header counts first, then the longest known part of it, if all other words are such as "primary" or "home"; then
    what several words for one thing have in common ("Surname/Family name").
    """
    words = _words()
    for text in dict.fromkeys((header, _HINT.sub(" ", header))):
        tokens = _tokens(text)
        if found := _whole(tokens, words):
            return found
    return _part(tokens, words) or _together(text, words) or _of_another(tokens, words)


def _whole(tokens: list[str], words: _Words) -> str:
    form = _form(tokens)
    without_number = _form([token for token in tokens if not token.isdecimal()])
    forms = (form, without_number, form.removesuffix("s"), form.removesuffix("es"))
    return next((words.known[each] for each in forms if each in words.known), "")


def _part(tokens: list[str], words: _Words) -> str:
    for size in range(len(tokens) - 1, 0, -1):
        for start in range(len(tokens) - size, -1, -1):
            found = words.known.get(_form(tokens[start : start + size]))
            rest = tokens[:start] + tokens[start + size :]
            if found and all(token in words.harmless or token.isdecimal() for token in rest):
                return found
    return ""


def _together(header: str, words: _Words) -> str:
    """What the parts between strokes all name."""
    parts = [_tokens(part) for part in _STROKES.split(header)]
    if len(parts) < 2:
        return ""
    named = {_whole(part, words) or _part(part, words) for part in parts if part}
    return named.pop() if len(named) == 1 else ""


def _of_another(tokens: list[str], words: _Words) -> str:
    return IGNORE if any(token in words.other for token in tokens) else ""


def is_reading(header: str) -> bool:
    """Whether a header of a name says that it is written as it is spoken: カナ, phonetic."""
    form = _form(_tokens(header))
    return form in ("sei", "mei") or any(word in form for word in _SPOKEN)


def network_of(header: str) -> str:
    """The network a header names, "" for none."""
    form = _form(_tokens(header))
    return next((network for network in NETWORKS if network in form), "")


def identifier_kind(header: str) -> str:
    """The kind of a number that a person has once, made of the header: "national:soc sec id"."""
    return "orcid" if "orcid" in header.lower() else f"national:{' '.join(_tokens(header))}"
