"""Schools told in sentences: "B.Com. from Example College with 61% in 2009". English, as resumes of India, the Gulf and East
Africa have it."""

from __future__ import annotations

import re

from enrich.model import Education, PartialDate
from parsers.dateranges import DateRange, best_range, date_ranges
from parsers.degrees import degree_score, split_area
from parsers.education import Studied
from parsers.entries import Entry
from parsers.grades import score_of
from parsers.jobs_told import items
from parsers.lines import Line
from parsers.parts import balanced
from parsers.places import is_city, place_at_end
from parsers.schools import bare_school, school_score

SURE = 0.7
MAX_NAME_WORDS = 10
FEWEST_TOLD = 2
_NUMBERED = re.compile(r"^\W*(?:\(?\d{1,2}[.)]|[a-z]\)|(?:nd|st|rd|th)\b)?\s*")
_SCHOOL_LEVEL = re.compile(
    r"^(?:class |std\.? ?)?(?:10|12|x|xii)(?:th|\b)|matric|intermediate|ssc|s\.s\.c|hsc|h\.s\.c|sslc|i\.?sc|i\.?com|iti\b|i\.t\.i|"
    r"secondary|higher|high school|graduat|diploma|degree|certificat|\bcse\b|schooling",
    re.I,
)
_FROM = re.compile(r"\b(?:from|through)\b\s*:?\s*", re.I)
_PASSED = re.compile(
    r"\b(?:i |have |has |had |was |been |successfully |recently |currently |passed|completed?|pass|passing|done|did|pursu(?:ing|ed)|cleared|"
    r"obtained|received|finished|appeared|out|examination|exam|course|(?:1st|2nd|3rd|first|second|third|final) year of|(?:summa |magna )?cum laude)\b",
    re.I,
)
_MARK = re.compile(
    r"\(?\b(?:with|securing|secured|scored|scoring|obtaining|having|by|of|at)?\b\s*(?:an? )?(?:aggregate|first class|second class|first division|"
    r"second division|\d(?:st|nd|rd) (?:class|division)|marks|percentage)?\s*(?:of )?\d{1,2}(?:\.\d+)?\s?%.*?\)?(?=\s(?:from|in)\b|$|,)",
    re.I,
)
_SCHOOL_ENDS = re.compile(
    r"\s*[,.:;–-]?\s*\(?\b(?:with|in (?:the )?(?:year|session)|in (?=\D{0,4}\d{4})|in (?=\d)|in (?:spring|summer|fall|autumn|winter)|in\s*$|during|year|securing|secured|scored|having|obtaining|on (?=\d)|since|"
    r"passed|passing|affiliated|approved|under|completed|as a|session|batch|of (?=\d{4})|and (?:secured|got)|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{4}|(?:19|20)\d\d)(?:\b|$).*$|\s*\(?\d{1,2}(?:\.\d+)?\s?%.*$",
    re.I,
)


def studies_in_prose(lines: list[Line]) -> list[tuple[Studied, list[Line]]]:
    """Schools told as "degree from school", each with the lines it stands in; among several of them a course without a
    degree's word is told so too."""
    told = list(items(lines, _closed))
    found = [(s, own) for text, own in told if (s := _studied(text, own)) is not None]
    if len(found) < FEWEST_TOLD:
        return found
    return [
        (s, own) for text, own in told if (s := _studied(text, own, any_course=own[0].bullet)) is not None
    ]


def _closed(text: str, line: Line) -> bool:
    """Whether an item ends before this line."""
    if line.text[:1].islower() or line.text[:1] in "(&%":
        return False
    if _FROM.search(text) and (_FROM.search(line.text) or _opens(line.body)):
        return True
    return text.endswith((".", ";", "%")) or text[-4:].isdigit()


def _opens(text: str) -> bool:
    """Whether a line starts with a degree: "SSC completed in 2005"."""
    return _SCHOOL_LEVEL.match(text) is not None or degree_score(" ".join(text.split()[:2])) > 0


def _studied(text: str, own: list[Line], any_course: bool = False) -> Studied | None:
    text = _NUMBERED.sub("", text)
    cut = _FROM.search(text)
    if cut is None:
        return None
    degree, school = _degree(text[: cut.start()]), _school(text[cut.end() :])
    named = degree_score(degree) > 0 or _SCHOOL_LEVEL.search(degree) is not None
    named = named or (any_course and degree[:1].isupper())
    if not named or not school or not school[:1].isupper() or len(degree.split()) > MAX_NAME_WORDS:
        return None
    degree, area = split_area(degree)
    start, end, dates = _years(text)
    education = Education(
        institution=school, degree=degree, area=area, start=start, end=end, score=score_of(text)[0]
    )
    return Studied(education, Entry(own, dates, _line_of(dates, own)), SURE, told=True)


def _degree(text: str) -> str:
    text = _PASSED.sub(" ", _MARK.sub(" ", text))
    for found in reversed(date_ranges(text)):
        text = f"{text[: found.at[0]]} {text[found.at[1] :]}"
    return balanced(re.sub(r"\s+(?:in|with|the|of)$", "", " ".join(text.split()).strip(" ,.:;-–")))


def _school(text: str) -> str:
    name = _SCHOOL_ENDS.sub("", text, count=1)
    name, _ = place_at_end(bare_school(" ".join(name.split()).strip(" ,.;:-–")))
    name = balanced(name).strip(" ,.;:-–")
    head, comma, tail = name.rpartition(",")
    if comma and (
        is_city(tail) or (school_score(head) > 0 and school_score(tail) <= 0) or _STREET.search(tail)
    ):
        name = head
    return name if len(name) > 1 and len(name.split()) <= MAX_NAME_WORDS else ""


_STREET = re.compile(r"\b(?:road|street|marg|nagar|avenue|campus)\.?$", re.I)


def _years(text: str) -> tuple[PartialDate, PartialDate, DateRange | None]:
    dates = best_range(text)
    if dates is None:
        return PartialDate(""), PartialDate(""), None
    return (PartialDate(""), dates.start, dates) if dates.lone else (dates.start, dates.end, dates)


def _line_of(dates: DateRange | None, own: list[Line]) -> Line | None:
    """The line that holds the dates, when one holds them whole."""
    return next((line for line in own if dates is not None and best_range(line.text) == dates), None)
