"""Which lines tell of what was done: running text, bullets, captions."""

from __future__ import annotations

import re
from functools import cache

from parsers.degrees import degree_score
from parsers.lines import Line
from parsers.words import WordKind, heading_form, is_cjk, soften, words

LONG_SENTENCE, LONG_NAME = 15, 8
_TOLD = re.compile(r"^(?:[A-Z][a-z]+ed|Led|Built|Wrote|Ran|Drove|Grew|Made|Won|Oversaw|Set|Cut|Kept) ")
_GOES_ON = re.compile(r"[a-z] (?:to|the|a|an|with|by|on|such as|including|which|that)$|[a-z]{3,}, and$")
_NEW_SENTENCE = re.compile(r"[a-z]{5,}\. [A-Z][a-z]+ [a-z]+")
_PLAIN_WORD = re.compile(r"^[a-zà-öø-ÿа-я]+[,;:]?$")
_NAMES: tuple[WordKind, ...] = ("titles", "organisations", "schools", "degrees")


def is_sentence(text: str) -> bool:
    """Whether this is running text, not the name of a job, a firm or a school."""
    if is_cjk(text):
        return len(text) > 45 or text.endswith(("。", "；"))
    parts = text.split()
    if len(parts) > LONG_SENTENCE:
        return True
    capitals = all(p[:1].isupper() or not p[:1].isalpha() for p in parts)
    stopped = text.endswith(".") and len(parts) >= 4 and len(parts[-1]) > 4 and not _abbreviates(parts[-1])
    if stopped and not capitals:
        return True
    if len(parts) >= 5 and (_GOES_ON.search(text) or _NEW_SENTENCE.search(text)):
        return True
    plain = sum(_PLAIN_WORD.match(p) is not None for p in parts) / max(1, len(parts))
    named = words("titles").count(soften(text)) > 0 or _names_school(parts)
    if len(parts) >= 4 and plain > 0.5 and not (named or degree_score(parts[0]) > 0):
        return True
    if len(parts) >= 4 and plain > 0.25 and _TOLD.match(text):
        return True
    return len(parts) >= 8 and plain > 0.6


def _names_school(parts: list[str]) -> bool:
    """ "Новосибирский государственный педагогический университет": small letters throughout, and a school at its end."""
    return 0 < len(parts) <= LONG_NAME and not parts[0].isascii() and soften(parts[-1]) in words("schools")


def _abbreviates(word: str) -> bool:
    """ "S.r.l.", "Ltda."."""
    return (
        "." in word[:-1]
        or soften(word) in words("organisations")
        or soften(word[:-1]) in words("organisations")
    )


def is_label(line: Line) -> bool:
    """ "Highlights", "Responsibilities:"; "Technologies: Java, Spring"; "Some of my work there:"."""
    head = heading_form(re.split(r"[:：]", line.text)[0])
    return head in _labels() or _announces(line.text)


def _announces(text: str) -> bool:
    """Several words, small ones among them, and a colon at the end."""
    parts = text.rstrip().removesuffix(":").split()
    if not text.rstrip().endswith(":") or not any(p.isalpha() and p.islower() and len(p) > 3 for p in parts):
        return False
    return not any(words(kind).count(soften(text)) for kind in _NAMES)


@cache
def _labels() -> frozenset[str]:
    return frozenset(heading_form(w) for w in words("labels").spaced | set(words("labels").cjk))


def is_body(line: Line) -> bool:
    return line.bullet or is_label(line) or is_sentence(line.text)
