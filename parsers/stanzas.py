"""An education section cut into stanzas, one for each degree: the cut under which most stanzas hold one school, one degree
and one date, and start alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from parsers.bodies import is_sentence
from parsers.dateranges import best_range
from parsers.degrees import degree_score
from parsers.entries import Entry
from parsers.grades import score_of
from parsers.lines import Line
from parsers.schools import BOARD, is_bare_kind, is_level, is_part, names_subject, school_score
from parsers.words import is_cjk, soften, words

MOST_UNITS, LONGEST_HEADER, LONGEST_UNIT = 60, 5, 22
FIRST_WORDS = 5
AT_EDGE, FULL = 4, 45
_OPEN_END = re.compile(
    r"(?:[,&(/]|\b(?:of|and|the|for|in|de|der|des|für|und|et|du|y|do|da|di|e|och|en|van|v|ve|w|na|i|im|zu|del|della|στα|του|της|и|по|в|на))$",
    re.I,
)
_BROKEN = re.compile(r"[^\W\d_]{2}[-‐]$")
_PIECES = re.compile(r"\s*[,|:;()]\s*|\s[–-]\s|\s(?:from|at|in)\s")
RIGHT_EDGE = 0.06


@dataclass(frozen=True)
class Unit:
    """A line, or a line with those that go on it; what it tells of."""

    line: Line
    own: tuple[Line, ...]
    school: bool
    degree: bool
    dated: bool
    dates_first: bool = False

    @property
    def opens(self) -> tuple[bool, bool, bool, bool, bool]:
        first = self.line.spans[0]
        return self.school, self.degree, self.dated, first.bold, self.line.bullet


Joined = tuple[Line, tuple[Line, ...]]


def unwrapped(lines: list[Line]) -> list[Joined]:
    """Lines joined with those that end what they left open, each with the lines it is made of."""
    right = max((line.box[2] for line in lines), default=0.0)
    joined: list[Joined] = []
    for line in lines:
        if joined and _goes_on(joined[-1][1][-1], line, right):
            whole, own = joined[-1]
            joined[-1] = (_one(whole, line), (*own, line))
        else:
            joined.append((line, (line,)))
    return joined


def _goes_on(above: Line, line: Line, right: float) -> bool:
    if is_cjk(line.text) or (line.page, line.column) != (above.page, above.column) or line.bullet:
        return False
    found = best_range(line.text)
    same = round(above.size) == round(line.size) and above.spans[-1].bold == line.spans[0].bold
    if not same or (found is not None and found.at[0] < AT_EDGE) or len(above.text) < AT_EDGE:
        return False
    small = line.text[:1].islower() and (above.page > 0 or len(above.text) > FULL)
    if small or _BROKEN.search(above.text) or _OPEN_END.search(above.text):
        return True
    if above.text.count("(") > above.text.count(")") or above.text.count("“") > above.text.count("”"):
        return True
    full = above.page > 0 and above.box[2] > right * (1 - RIGHT_EDGE) and len(above.text) > LONGEST_UNIT * 2
    ends = above.text[-1] in ".;:)" or (
        (r := best_range(above.text)) is not None and r.at[1] > len(above.text) - AT_EDGE
    )
    told = re.search(r"[:：]", line.text) is not None
    return full and not ends and not told and degree_score(" ".join(line.text.split()[:2])) <= 0


def _one(above: Line, line: Line) -> Line:
    spans = list(above.spans)
    broken = _BROKEN.search(spans[-1].text) is not None and line.text[:1].islower()
    if broken:
        spans[-1] = replace(spans[-1], text=spans[-1].text[:-1])
    spans.append(replace(line.spans[0], gap=0.0 if broken else 0.3))
    a, b = above.box, line.box
    box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
    return replace(above, spans=[*spans, *line.spans[1:]], box=box, urls=[*above.urls, *line.urls])


def stanzas(joined: list[Joined]) -> list[Entry]:
    """The entries of the best cut; nothing where the section is too long to be one of degrees alone."""
    units = [_unit(line, own) for line, own in joined]
    if any((u.school or u.degree) and not u.line.bullet for u in units):
        units = [_plain(u) if u.line.bullet and is_sentence(u.line.body) else u for u in units]
    if len(units) > MOST_UNITS:
        return []
    cuts = [_best_cut(units, opens) for opens in dict.fromkeys(unit.opens for unit in units)]
    _, cut = max(cuts, key=lambda scored: scored[0], default=(0.0, ()))
    ends = [*(start for start, _ in cut[1:]), len(units)][: len(cut)]
    return [_entry(units, start, stop, end) for (start, stop), end in zip(cut, ends, strict=True)]


def _unit(line: Line, own: tuple[Line, ...]) -> Unit:
    text = score_of(line.body)[1]
    if is_aside(text):
        return Unit(line, own, False, False, False)
    short = len(text.split()) <= LONGEST_UNIT
    school = short and school_score(text) > BOARD and not is_part(text) and not is_bare_kind(text)
    head = " ".join(text.split()[:FIRST_WORDS])
    subject = names_subject(text.rstrip(".")) and not school
    degree = short and (degree_score(head if is_sentence(text) else text) > 0 or is_level(text) or subject)
    if school and degree:
        degree = any(degree_score(p) > 0 >= school_score(p) for p in _PIECES.split(text))
    found = best_range(line.text)
    first = found is not None and found.at[0] < AT_EDGE and found.at[1] < len(line.text) - AT_EDGE
    return Unit(line, own, school, degree, found is not None, first)


def _plain(unit: Unit) -> Unit:
    return replace(unit, school=False, degree=False, dated=False)


_ASIDE = re.compile(
    r"(?i)(?:(?:thesis |academic |bachelor |master |phd )?(?:co-?)?(?:advis[oe]rs?|supervisors?|direct(?:ion|ors?|or)|thesis|th[eè]se|dissertation|scriptie|"
    r"committee|titel|title|tesis|tesi|relat(?:ore|rice)|minor|awards?|honou?rs|courses?|(?:relevant |selected )?coursework|subjects?)(?: title)?)\b[^:]{0,20}:"
)


def is_aside(text: str) -> bool:
    """ "Thesis: ...", "Advisor: Dr. ...", "Awards: ...": what is told of a degree, no degree."""
    head = soften(re.split(r"[:：]", text)[0]).strip()
    return _ASIDE.match(text) is not None or head in words("school_labels") or head in words("period_labels")


Cut = tuple[tuple[int, int], ...]


def _best_cut(units: list[Unit], opens: tuple[bool, ...]) -> tuple[float, Cut]:
    """(score, (start, stop) of each header) where headers that start with a line like `opens` count more."""

    @cache
    def best(at: int) -> tuple[float, Cut]:
        if at >= len(units):
            return 0.0, ()
        score, cut = best(at + 1)
        found = (score - _passed_over(units[at]), cut)
        for stop in range(at + 1, min(at + LONGEST_HEADER, len(units)) + 1):
            score, cut = best(stop)
            score += _worth(units[at:stop]) + 0.75 * (units[at].opens == opens)
            if score > found[0]:
                found = (score, ((at, stop), *cut))
        return found

    return best(0)


def _passed_over(unit: Unit) -> float:
    return 2.0 * (unit.school or unit.degree) + 0.7 * unit.dated


def _worth(header: list[Unit]) -> float:
    """How much these lines read like the header of one degree."""
    schools, degrees = sum(u.school for u in header), sum(u.degree for u in header)
    dates = sum(u.dated for u in header)
    plain = sum(not (u.school or u.degree or u.dated) for u in header)
    worth = 2.0 * (schools > 0) + 2.0 * (degrees > 0) + (dates > 0)
    worth -= 2.5 * max(0, schools - 1) + 2.0 * max(0, degrees - 1) + 3.0 * max(0, dates - 1)
    worth -= 0.4 * max(0, plain - (not schools) - (not degrees)) + 1.5 * (not schools and not degrees)
    apart = sum(u.line.gap_above > header[0].line.gap_above + 0.3 for u in header[1:])
    body = sum((u.line.bullet and not header[0].line.bullet) or is_sentence(u.line.text) for u in header)
    late = sum(u.dates_first for u in header[1:])
    return worth - 1.2 - 0.3 * apart - 1.2 * body - 1.5 * late


def _entry(units: list[Unit], start: int, stop: int, end: int) -> Entry:
    header = [unit.line for unit in units[start:stop]]
    dated = next((line for line in header if best_range(line.text)), None)
    body = [own for unit in units[stop:end] for own in unit.own]
    return Entry(header, best_range(dated.text) if dated else None, dated, body)
