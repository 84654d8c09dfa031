"""Parts of a firm that stand where its name might: "Financial Services", "Human Resources Department"."""

from __future__ import annotations

import re

from parsers.firms import has_legal_form
from parsers.words import soften, tokens, words

_FUNCTIONS = frozenset(
    "accounting accounts administration admin advisory analytics assurance audit banking business care claims clinical commercial "  # noqa: SIM905
    "communications compliance construction corporate credit customer data delivery design development digital distribution "
    "electrical engineering experience facilities finance financial global group hr human industry information infrastructure "
    "instrumentation internal investment investments it legal logistics maintenance management manufacturing marketing mechanical "
    "merchandising operations payroll people planning practice private procurement product production products project projects "
    "public purchase purchasing quality recruitment regulatory relations research resource resources retail risk safety sales "
    "security service services software solutions sourcing strategy supply chain support tax taxation technical technology trading "
    "training transaction transactions treasury wealth wholesale".split()
)
_PARTS = frozenset("department dept division unit section team office practice branch wing cell desk".split())  # noqa: SIM905
_JOINING = frozenset(("and", "of", "the", "&", "for"))
_HEAD = re.compile(r"^(?P<part>[^.,]{4,60})\.\s+(?P<rest>[A-Z].{3,})$")


def is_department(text: str) -> bool:
    """Whether every word names what a part of a firm does, or that it is one; a legal form makes a firm of it."""
    told = [t.strip(".,()") for t in tokens(soften(text)) if t not in _JOINING]
    return bool(told) and not has_legal_form(text) and all(t in _FUNCTIONS or t in _PARTS for t in told)


def of_department(text: str) -> str:
    """ "Revenue Department. County Government of Orlin": the name behind a department that stands first."""
    head = _HEAD.match(text)
    if head is None or not set(tokens(soften(head["part"]))) & _PARTS:
        return text
    told = words("organisations").count(soften(head["rest"])) > 0 or words("schools").count(
        soften(head["rest"])
    )
    return head["rest"] if told and not has_legal_form(head["part"]) else text
