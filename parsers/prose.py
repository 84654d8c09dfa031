"""Careers told in sentences: "Worked as a Welder with Acme Ltd from May 2010 to June 2012", "B.Com. from Example College
with 61% in 2009". English, as resumes of India, the Gulf and East Africa have it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enrich.model import Education, PartialDate, Work
from parsers.dateranges import DateRange, best_range, date_ranges
from parsers.degrees import degree_score, split_area
from parsers.education import Studied
from parsers.entries import Entry
from parsers.grades import score_of
from parsers.lines import Line
from parsers.parts import balanced
from parsers.places import is_city, looks_like_place, place_at_end
from parsers.schools import bare_school, school_score
from parsers.titles import title_score
from parsers.words import soften, words
from parsers.work import Placed

SURE = 0.7
MAX_NAME_WORDS = 10
MAX_TITLE_WORDS, MAX_BARE_TITLE = 7, 3
MAX_ITEM = 400
_NUMBERED = re.compile(r"^\W*(?:\(?\d{1,2}[.)]|[a-z]\)|(?:nd|st|rd|th)\b)?\s*")
_SCHOOL_LEVEL = re.compile(
    r"^(?:class |std\.? ?)?(?:10|12|x|xii)(?:th|\b)|matric|intermediate|ssc|s\.s\.c|hsc|h\.s\.c|sslc|i\.?sc|i\.?com|iti\b|i\.t\.i|"
    r"secondary|higher|graduat|diploma|degree|certificat|\bcse\b|schooling",
    re.I,
)
_FROM = re.compile(r"\b(?:from|through)\b\s*:?\s*", re.I)
_PASSED = re.compile(
    r"\b(?:i |have |has |had |was |been |successfully |recently |currently |passed|completed?|pass|passing|done|did|pursu(?:ing|ed)|cleared|"
    r"obtained|received|finished|appeared|out|examination|exam|course)\b",
    re.I,
)
_MARK = re.compile(
    r"\(?\b(?:with|securing|secured|scored|scoring|obtaining|having|by|of|at)?\b\s*(?:an? )?(?:aggregate|first class|second class|first division|"
    r"second division|\d(?:st|nd|rd) (?:class|division)|marks|percentage)?\s*(?:of )?\d{1,2}(?:\.\d+)?\s?%.*?\)?(?=\s(?:from|in)\b|$|,)",
    re.I,
)
_SCHOOL_ENDS = re.compile(
    r"\s*[,.:;–-]?\s*\(?\b(?:with|in (?:the )?(?:year|session)|in (?=\D{0,4}\d{4})|in\s*$|during|year|securing|secured|scored|having|obtaining|on (?=\d)|since|"
    r"passed|passing|affiliated|approved|under|completed|as a|session|batch|of (?=\d{4})|and (?:secured|got)|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{4}|(?:19|20)\d\d)(?:\b|$).*$|\s*\(?\d{1,2}(?:\.\d+)?\s?%.*$",
    re.I,
)
_VERB = re.compile(
    r"^(?:(?:i\s+(?:am|have|was)?|presently|currently|at present|now|previously|earlier|recently|total|overall|more than|over)\s+)*"
    r"(?:(?:been\s+)?(?:working|worked|work|served|serving|employed|joined|associated)\b"
    r"|[\w.+]{1,5}\s*(?:\(\w+\)\s*)?(?:\+\s*)?(?:years?|yrs?|months?)\b.{0,30}?\bexp(?:erience|\.)"
    r"|[\w.+]{1,5}\s*(?:years?|yrs?|months?)\s+(?:worked|working)\b|(?:one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:years?|months?)\b.{0,30}?\bexp(?:erience|\.)|as an?\s)",
    re.I,
)
_AS = re.compile(
    r"(?:^|\s)(?:as|position of|post of|capacity of|exp(?:erience)?\.? (?:in|of))\s*(?:(?:an?|the)\s+)?[“\"'‘]?\s*(?P<title>[^\W\d_].*?)\s*[”\"'’]?\s*"
    r"(?=\s(?:at|in|with|for|from|since|under|to|w\.?e\.?f|on|having|where|and)\b|[,:;(“\"]|(?<!\b[SJD]r)(?<!\bAsst)(?<!\bDy)\.\s|\.$|\s[-–]\s|$)",
    re.I,
)
_PLACE_OF_WORK = re.compile(
    r"\b(?:at|in|with|for|from|of)\s*:?\s*(?:M/[sS]\.?\s*)?[“\"'‘]?\s*(?P<firm>[A-Z].*?)\s*[”\"'’]?\s*"
    r"(?=\s(?:as|from|since|for|during|till|until|where|to|on|with effect|w\.?e\.?f)\b|[,;(“\"”]|\.\s(?!(?:Ltd|Co|Inc|Pvt)\b)|\.$|\s[-–]\s|\sAs\b|$)"
)


def studies_in_prose(lines: list[Line]) -> list[Studied]:
    """Schools told as "degree from school"; nothing where hardly half of the section's items are such."""
    items = list(_items(lines))
    found = [s for text, own in items if (s := _studied(text, own)) is not None]
    return found if found and 2 * len(found) >= len(items) else []


def positions_in_prose(lines: list[Line]) -> list[Placed]:
    """Positions told in sentences that name both a job and who it was done for."""
    return [p for text, own in _items(lines) if (p := _position(text, own)) is not None]


def _items(lines: list[Line]) -> Iterator[tuple[str, list[Line]]]:
    """(text, its lines): bullets and sentences with the lines that go on with them."""
    text, own = "", list[Line]()
    for line in lines:
        if own and (line.bullet or _closed(text, line) or len(text) > MAX_ITEM):
            yield text, own
            text, own = "", []
        text = f"{text} {line.body}".strip()
        own.append(line)
    if own:
        yield text, own


def _closed(text: str, line: Line) -> bool:
    """Whether an item ends before this line."""
    if line.text[:1].islower() or line.text[:1] in "(&%":
        return False
    if _VERB.match(line.body) or (_FROM.search(line.text) and _FROM.search(text)):
        return True
    return text.endswith((".", ";", "%")) or text[-4:].isdigit()


def _studied(text: str, own: list[Line]) -> Studied | None:
    text = _NUMBERED.sub("", text)
    cut = _FROM.search(text)
    if cut is None:
        return None
    degree, school = _degree(text[: cut.start()]), _school(text[cut.end() :])
    named = degree_score(degree) > 0 or _SCHOOL_LEVEL.search(degree) is not None
    if not named or not school or not school[:1].isupper() or len(degree.split()) > MAX_NAME_WORDS:
        return None
    degree, area = split_area(degree)
    start, end, dates = _years(text)
    education = Education(
        institution=school, degree=degree, area=area, start=start, end=end, score=score_of(text)[0]
    )
    return Studied(education, Entry(own, dates, _line_of(dates, own)), SURE)


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


def _position(text: str, own: list[Line]) -> Placed | None:
    text = _NUMBERED.sub("", text)
    if not _VERB.match(text):
        return None
    dates = best_range(text)
    told = text
    for found in reversed(date_ranges(text)):
        told = f"{told[: found.at[0]]}, {told[found.at[1] :]}"
    job = _AS.search(told)
    if job is None or not _is_title(title := _bare(job["title"])):
        return None
    rest = f"{told[: job.start()]} ; {told[job.end() :]}"
    firm = next((f for m in _PLACE_OF_WORK.finditer(rest) if _is_firm(f := _bare(m["firm"]))), "")
    if not firm:
        return None
    work = Work(
        employer=firm,
        title=title,
        start=dates.start if dates else PartialDate(""),
        end=dates.end if dates else PartialDate(""),
        current=(dates is not None and dates.current) or _NOW.match(text) is not None,
    )
    return Placed(work, Entry(own, dates, _line_of(dates, own)), SURE)


_NOW = re.compile(r"(?:i\s+am\s+)?(?:presently|currently|at present|now)\b", re.I)


def _bare(text: str) -> str:
    return balanced(" ".join(text.split()).strip(" ,.;:-–“”\"'‘’"))


def _is_title(text: str) -> bool:
    parts = text.split()
    named = title_score(text) > 0 or all(p[:1].isupper() for p in parts[: MAX_BARE_TITLE + 1])
    return 0 < len(parts) <= (MAX_TITLE_WORDS if title_score(text) > 0 else MAX_BARE_TITLE) and named


def _is_firm(text: str) -> bool:
    """A name: mostly capitals at its words' heads, neither a job nor a town nor a month."""
    parts = text.split()
    if (
        not parts
        or len(parts) > MAX_NAME_WORDS
        or looks_like_place(text)
        or is_city(text)
        or date_ranges(text)
    ):
        return False
    heads = sum(
        p[:1].isupper() or not p[:1].isalpha() or p in ("of", "and", "the", "for", "&") for p in parts
    )
    organised = words("organisations").count(soften(text)) > 0
    return (
        heads * 2 > len(parts)
        and parts[0][:1].isupper()
        and (organised or title_score(text) <= 0)
        and len(text) > 1
    )
