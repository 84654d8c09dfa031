"""A job and its firm that a dash without a space before or behind it ties together."""

from __future__ import annotations

import re

from parsers.firms import has_legal_form
from parsers.titles import title_score
from parsers.words import is_cjk, soften, words

_GLUE = re.compile(
    r"(?<=[^\W_])[)’'”\"]?[-–—]\s+(?=\S)|\s[-–—](?=[^\W_])|(?<=[^\W_])[-–—](?=[A-ZÀ-Þ])|(?<=[»”])[-–—](?=[^\W_])"
)
_BEFORE_HYPHEN = frozenset(
    "co front back full part pre post sub multi non semi self vice inter e on off in out up ex re tele under over cross mid long short "  # noqa: SIM905
    "high low anti auto bio eco geo micro mini neuro socio step x".split()
)
LEAST_JOB_WORDS = 2
LONGEST_HEADER = 200  # characters: longer lines tell, or are hostile


def glued_halves(text: str) -> tuple[str, str] | None:
    """ "Site Engineer- Acme", "Nurse -Orlin Clinic", "Acme Ltd- Sales Executive" -> the two sides as written, when one of them
    names a job and the other one does not; None where the dash stands inside a word or a title."""
    if is_cjk(text) or len(text) > LONGEST_HEADER:
        return None
    for cut in _GLUE.finditer(text):
        left, right = text[: cut.start()].strip(" ,"), text[cut.end() :].strip(" ,")
        quoted = left.endswith(("»", "”"))
        close = not (quoted or cut[0].startswith(" ") or cut[0].endswith(" "))
        before = soften(left).rpartition(" ")[2]
        if not left or not right or before in _BEFORE_HYPHEN or (close and not _firmly(left, right)):
            continue
        if _job_first(left, right) or _firm_first(left, right):
            return left, right
    return None


def _firmly(left: str, right: str) -> bool:
    """No space at all: only a firm's legal form tells it from a compound."""
    return has_legal_form(left) != has_legal_form(right)


def _job_first(left: str, right: str) -> bool:
    last = soften(left.partition("(")[0]).split()[-1:]
    agent = bool(last) and (last[0] in words("titles") or words("titles").ends_word(last[0]))
    return agent and title_score(left) > 0 >= title_score(right) and right[0].isupper()


def _firm_first(left: str, right: str) -> bool:
    told = words("organisations").count(soften(left)) > 0 or has_legal_form(left) or left.endswith(("»", "”"))
    job = title_score(right) > 0 and (told or len(right.split()) >= LEAST_JOB_WORDS)
    return job and title_score(left) <= 0 and left[0].isupper()
