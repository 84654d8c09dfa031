"""How well somebody did at a school: "Note 1,9", "voto 102/110", "GPA: 3.6/4.0"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from parsers.lines import Line
from parsers.words import soften, words

LONG_WORD = 5
_NUMBER = r"\d{1,3}(?:[.,]\d{1,3})?"
_SCORE = re.compile(
    r"\b(?:c?gpa|wam|atar|cap(?= \d[.,]\d)|percentage|grade|note|score|abschlussnote|media|nota|voto)\b[^,;|\d]{0,14}\d(?:[^,;|()]|,(?=\d)){0,24}"
    r"|\b(?:mention|first class|magna cum laude|summa cum laude)\b(?:(?! (?:in|from|at|with)\b)[^,;|()]){0,40}(?!\w)"
    r"|\b(?:with )?(?:first|second|third|[1-3](?:st|nd|rd)) (?:division|div)\b\.?"
    rf"|\b[0-4][.,]\d{{1,2}}\s*/\s*[0-9](?:[.,]\d{{1,2}})?\b|\b{_NUMBER}\s*/\s*(?:10|20|30|60|100|110)\b(?! ?/)"
    r"|\b\d\d?(?:[.,]\d)? valores\b"
    r"|\b(?:(?:upper|lower) )?(?:second|third)[- ]class\b[^,;|()]{0,40}"
    r"|(?<=\()2\.[12](?=\))|(?<![\d:])2:[12](?![\d:])|(?<![\d.,])\d{2}(?:[.,]\d{1,2})?\s?%"
    r"|(?<=[.,;] )(?:(?:attained|obtained|scored|achieved|secured|got|earned) (?:an? )?|mean grade |grade )[A-E][+-]?(?![\w])[^,;|]{0,24}"
    r"|(?<=[(,.])\s?(?:(?:красный|червоний) диплом|(?:диплом )?(?:с отличием|з відзнакою))(?=\s*(?:[,.;)]|$))"
    r"|(?<=\()(?:with )?(?:distinction|merit|high distinction|commendation)(?=\))|\bwith (?:distinction|merit)\b",
    re.I,
)
_LEADS = re.compile(r"\s+(?:with|scored|securing|secured|obtaining)(?: an?)?\s*$", re.I)
_EMPTY_BRACKETS = re.compile(r"\s*[(（\[]\s*[,;.]?\s*[)）\]]|\s*[(（\[]\s*$")


def score_of(text: str) -> tuple[str, str]:
    """(score, the text without it); a number stands without its label. ("", text) where none is told."""
    if not any(map(str.isdigit, text)) and not _SCORE.search(text):
        return "", text
    labelled = _labelled().search(soften(text))
    if labelled is not None:
        return text[slice(*labelled.span("score"))].strip(), _without(text, labelled.span())
    found = _SCORE.search(text)
    return (
        (found.group().strip(" ()").removeprefix("with "), _without(text, found.span()))
        if found
        else ("", text)
    )


def score_below(lines: Iterable[Line]) -> str:
    """The score of a line that tells nothing else: "Abschlussnote: 1,7"."""
    for line in lines:
        found = _labelled().match(soften(line.body))
        if found is not None and found.end() >= len(line.body) - LONG_WORD:
            return line.body[slice(*found.span("score"))].strip()
    return ""


def _without(text: str, span: tuple[int, int]) -> str:
    before, after = _LEADS.sub("", text[: span[0]]).rstrip(" ,;:–-"), text[span[1] :].lstrip(" ,;")
    if before.endswith(".") and len(before.split()[-1]) > LONG_WORD:
        before = before[:-1]
    opened = before.endswith(("(", "（")) or after.startswith((")", "）"))
    return (
        _EMPTY_BRACKETS.sub("", before + ("" if opened or not after else ", ") + after)
        .strip(" ,;")
        .removesuffix(" .")
        .rstrip(" ,")
    )


@cache
def _labelled() -> re.Pattern[str]:
    known = words("grade_labels")
    labels = "|".join(re.escape(w) for w in sorted((*known.spaced, *known.cjk), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:{labels})(?: (?:final|finale|media|generale?|total))?\s*[:：=]?\s*"
        rf"(?P<score>{_NUMBER}(?:\s?%|\s*(?:/|su|von|sur|out of)\s*{_NUMBER})?(?: (?:e lode|valores|puntos|pontos))?)(?![\w-])"
    )
