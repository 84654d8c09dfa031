"""What a degree is called, what was studied for it and how well: "BSc (Hons) Nursing, 2:1" in its parts."""

from __future__ import annotations

import re

from parsers.words import is_cjk, soften, words

_IN = re.compile(r"\s+(?:in|en|em|of|im|w zakresie|по специальности|i)\s+", re.I)
_AWAITED = re.compile(r",?\s*\b(?:expected|anticipated)\b.*$", re.I)
_STATE = re.compile(
    r"^(?:i )?(?:(?:have |currently |successfully |recently )*(?:completed|pursuing|passed|persuing|undergoing)|(?:summa |magna )?cum laude)"
    r":? (?:my |an? |(?:the )?(?:1st|2nd|3rd|first|second|third|final) year of )?(?=\w)",
    re.I,
)
_HONOURS = re.compile(
    r"^(?P<degree>[^()]{2,40}?\s*\((?:hons|honours|honors)\.?\)|[\w.]{2,8} hons\b\.?)[\s,:–-]*(?P<area>.*)$",
    re.I,
)
_IN_BRACKETS = re.compile(r"^(?P<degree>[^()]+?)\s*\((?P<area>[^()]+)\)(?P<rest>[^()]*)$")
_SHORT_FORM = re.compile(r"\s*\((?P<short>[^()]{2,8})\)$")
_SUBJECTS = re.compile(r"^(?P<label>(?:\d{1,2} )?[^:,()]{2,24}):\s+(?P<subjects>\S.*)$")


def degree_score(text: str) -> float:
    """How much a text reads like a degree."""
    softened = soften(text).replace("/", " ")
    return words("degrees").count(softened) * 1.2 + (0.5 if words("degrees").ends_word(softened) else 0.0)


def subjects_told(text: str) -> list[str]:
    """ "A-Levels: Biology (A), Chemistry (B), Orlin College" -> the degree, its subjects in one, what follows them."""
    match = _SUBJECTS.match(text)
    if match is None or degree_score(match["label"]) <= 0 or soften(match["label"]) in words("degree_labels"):
        return []
    pieces = re.split(r",\s+", match["subjects"])
    school = next((i for i, p in enumerate(pieces) if words("schools").count(soften(p))), len(pieces))
    return [match["label"], ", ".join(pieces[:school]), *pieces[school:]] if school else []


def split_area(text: str) -> tuple[str, str]:
    """ "Bachelor of Science in Physics" -> its degree and its area; "B.S. Physics", "BSc (Hons) Physics" likewise."""
    text = _STATE.sub("", text)
    honours = _HONOURS.match(text)
    if honours is not None and degree_score(honours["degree"]) > 0:
        return honours["degree"], _named(honours["area"])
    for match in reversed(list(_IN.finditer(text))):
        left, right = text[: match.start()], text[match.end() :]
        if match.group().strip().lower() in ("of", "i") or not right:
            continue
        if degree_score(left) > 0:
            return left.strip(" ,"), _named(right.strip(" ,"))
    head, comma, tail = [*re.split(r"(,)(?!\d)", text, maxsplit=1), "", ""][:3]
    if comma and degree_score(head) > 0 and degree_score(tail) == 0 and not is_cjk(text):
        return head, _AWAITED.sub("", tail).strip()
    return _bracketed(text) or _degree_in_brackets(text) or _short_degree(text)


def _named(area: str) -> str:
    """The area without the short form of its degree: "Nursing (BSN)"."""
    match = _SHORT_FORM.search(area)
    return area[: match.start()] if match and degree_score(match["short"]) > 0 else area


def _degree_in_brackets(text: str) -> tuple[str, str] | None:
    """ "Finanzwirtschaft (B.A.)": a field, and behind it the degree."""
    match = _SHORT_FORM.search(text)
    if match is None or degree_score(match["short"]) <= 0 or degree_score(text[: match.start()]) > 0:
        return None
    return match["short"], text[: match.start()]


def _bracketed(text: str) -> tuple[str, str] | None:
    """ "B.E (Computer Science)": words in brackets that are neither a degree nor a short form are the area."""
    match = _IN_BRACKETS.match(text)
    if match is None or match["rest"].strip() or is_cjk(text) or degree_score(match["degree"]) <= 0:
        return None
    area = match["area"].strip()
    told = degree_score(area) > 0 or any(map(str.isdigit, area)) or words("levels").count(soften(area))
    if told or words("contract").count(soften(area)) or words("schools").count(soften(area)):
        return None
    return None if area.isupper() or not area[:1].isupper() else (match["degree"].strip(), area)


_GOING_ON = (["of"], ["de"], ["des"], ["der"], ["in"], ["en"])  # "MASTER OF ARTS"


def _short_degree(text: str) -> tuple[str, str]:
    parts = text.split()
    rest = [soften(part.strip("'’‘\"“”")) for part in parts[1:]]
    if (
        any(" ".join(rest[:n]) in words("degrees") for n in (len(rest), *range(2, len(rest))))
        or rest[:1] in _GOING_ON
    ):
        return text, ""
    if (
        len(parts) > 1
        and ("." in parts[0] or parts[0].isupper() or parts[0] in ("MSc", "BSc", "MEng", "BEng", "PhD"))
        and degree_score(parts[0]) > 0
    ):
        return parts[0], " ".join(parts[1:]).strip(" ,")
    return text, ""
