"""Headers that say everything in one line, and single dates that head entries between spans."""

from __future__ import annotations

import re

from parsers.bodies import is_body, is_sentence
from parsers.dateranges import DateRange, best_range, is_duration
from parsers.degrees import degree_score
from parsers.departments import is_department
from parsers.firms import ends_in_form, has_legal_form
from parsers.glued import glued_halves
from parsers.lines import Line
from parsers.places import is_city, looks_like_place
from parsers.words import WordKind, soften, words

WITH_TOWN, WITH_FIRM = 3, 2
APART = 0.3  # ems
LONG_LONE = 130


def names_job_and_firm(line: Line) -> bool:
    """ "Leiter Einkauf, Schwabentechnik GmbH & Co. KG, Stuttgart" beside dates: a job, a firm and where it sits."""
    found = best_range(line.text)
    text = line.text if found is None else f"{line.text[: found.at[0]]} {line.text[found.at[1] :]}"
    job, *rest = text.strip(" :–—-|").split(", ")
    if is_tied(job):
        return True
    if not rest or not _titled(job) or degree_score(job) > 0:
        return False
    if any(has_legal_form(piece) or ends_in_form(piece) for piece in rest):
        return True
    if len(rest) == 1 and _organised(rest[0]) and not _titled(rest[0]):
        return True
    return len(rest) + 1 >= WITH_TOWN and not _titled(rest[0]) and is_city(rest[-1]) and not is_city(rest[0])


def is_tied(text: str) -> bool:
    """ "Site Engineer- Acme": a dash ties a job to its firm."""
    sides = glued_halves(text.partition(", ")[0])
    return sides is not None and degree_score(sides[0]) <= 0


def tells_job_and_firm(line: Line) -> bool:
    """ "Head Barman, The Crane's Rest, Galway": a job before the first comma, and only there."""
    job, *rest = line.text.split(", ")
    return bool(rest) and not line.bullet and _titled(job) and not _titled(rest[0])


_PIECES = re.compile(r"\s+[|•·–—-]\s+|\s*[|•·｜]\s*")


def is_complete(header: list[Line]) -> bool:
    """Whether a job and a firm, told by their words, already stand in it."""
    pieces = [soften(p) for line in header for cell in line.cells for p in _PIECES.split(cell)]
    titled = [words("titles").count(p) > 0 for p in pieces]
    firms = [words("organisations").count(p) > 0 and not is_department(p) for p in pieces]
    return any(t and not f for t, f in zip(titled, firms, strict=True)) and any(
        f and not t for t, f in zip(titled, firms, strict=True)
    )


def _titled(text: str) -> bool:
    return words("titles").count(soften(text)) > 0 or words("titles").ends_word(soften(text))


def _organised(text: str) -> bool:
    return words("organisations").count(soften(text)) > 0 or words("schools").count(soften(text)) > 0


def heads_between(lines: list[Line], i: int, spans: list[int]) -> bool:
    """Whether "2003: Certificate" heads an entry among "1996 - 2002: ...": all start with dates, and it lies not within the
    span of the entry above."""
    own = best_range(lines[i].text)
    if own is None or not _leads(lines[i], own) or lines[i].bullet:
        return False
    told = [(n, r) for n in spans if (r := best_range(lines[n].text)) is not None]
    if not all(_leads(lines[n], r) for n, r in told):
        return False
    above = next((r for n, r in reversed(told) if n < i), None)
    return above is None or not (above.start < own.start and (above.current or own.start < above.end))


_PRIZES = re.compile(r"(?i)\b(?:of the (?:year|month|quarter)|awards?|awarded|prize|scholarship|promoted)\b")


def heads_alike(lines: list[Line], i: int, spans: list[int]) -> bool:
    """Whether "Belmont High School, 2011" heads an entry near spans: a school or a job beside its date, as those have them."""
    own = best_range(lines[i].text)
    if own is None or lines[i].bullet or _PRIZES.search(lines[i].text) or not _names_one(lines[i], own):
        return False
    told = [(lines[n], r) for n in spans if (r := best_range(lines[n].text)) is not None]
    alike = sum((r.at[0] <= 1) == (own.at[0] <= 1) and _names_one(line, r) for line, r in told)
    return alike * 2 > len(told)


def _names_one(line: Line, found: DateRange) -> bool:
    """A job, a school, a degree or a firm beside the dates."""
    rest = soften(f"{line.text[: found.at[0]]} {line.text[found.at[1] :]}")
    return any(words(kind).count(rest) for kind in _HEADING_WORDS)


_HEADING_WORDS: tuple[WordKind, ...] = ("titles", "schools", "degrees", "organisations")
_MAIL = re.compile(r"\S@\w+[.-]")


def stands_apart(line: Line) -> bool:
    """A line that heads no entry: a mail box, or how long somebody was with the firm named above it."""
    return _MAIL.search(line.text) is not None or is_duration(line.text)


def firm_above(lines: list[Line], start: int) -> Line | None:
    """The firm over a time there ("Acme" / "5 yrs 1 mo") right above an entry, as networks export several jobs at one."""
    if start < 2 or not is_duration(lines[start - 1].text) or lines[start - 2].bullet:
        return None
    return lines[start - 2]


def _leads(line: Line, found: DateRange) -> bool:
    """Dates first, set off from the text by a colon or a gap."""
    rest = line.text[found.at[1] :]
    return (
        found.at[0] == 0
        and bool(rest.strip())
        and (len(line.cells) > 1 or re.match(r"\s*[:：]", rest) is not None)
    )


def _beside_dates(dated: Line) -> str:
    found = best_range(dated.text)
    return (
        dated.text
        if found is None
        else f"{dated.text[: found.at[0]]} {dated.text[found.at[1] :]}".strip(_JOINTS)
    )


_JOINTS = " ,:;()|·•-–—"


def is_under_firm(header: list[Line], dated: Line) -> bool:
    """ "Acme" over "Cook   2019 - 2021": a name above a dated line that tells the job."""
    job, above = _beside_dates(dated), header[0]
    if len(header) < WITH_FIRM or not _titled(job) or _titled(above.text):
        return False
    return not is_sentence(above.text) and not looks_like_place(above.text)


def job_above(lines: list[Line], anchor: int, before: int) -> bool:
    """ "Sales Adviser" in bold right above "Acme AG, Orlin   2019 - 2021", apart from what stands above it."""
    if anchor - 1 <= before or is_body(lines[anchor - 1]) or best_range(lines[anchor - 1].text) is not None:
        return False
    above, dated = lines[anchor - 1], lines[anchor]
    apart = above.gap_above > dated.gap_above + APART and (above.bold or not dated.bold)
    return (
        apart and _titled(above.text) and not _titled(_beside_dates(dated)) and len(_beside_dates(dated)) > 1
    )


def heads(line: Line, found: DateRange) -> bool:
    """Whether the dates stand at an edge of a short line, not inside a sentence."""
    start, end = found.at
    rest = (line.text[:start] + " " + line.text[end:]).strip()
    bracketed = line.text[end : end + 1] in (")", "）", "]")
    at_edge = start <= 3 or end >= len(line.text) - (60 if bracketed else 25) or len(line.cells) > 1
    if found.lone:
        graded = start == 0 and degree_score(rest) > 0 and best_range(rest) is None
        return at_edge and len(rest) < LONG_LONE and not line.bullet and (graded or not is_sentence(rest))
    return at_edge and not (line.bullet and is_sentence(rest) and len(rest) > 60) and len(rest) < 160
