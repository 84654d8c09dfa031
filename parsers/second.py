"""A second reader of work: where the rules leave something open, a trained chain says what it sees there.

It is asked only where dates of a section that may tell of work are in no position, or a position lacks its job, firm or
dates, or there is none. What it adds is no surer than SUREST.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from msgspec.structs import replace as with_fields

from enrich.model import PartialDate, Work
from parsers.bodies import is_sentence
from parsers.chain import Tagged, Weights, shipped, tag
from parsers.dateranges import DateRange, date_ranges
from parsers.described import Described, described
from parsers.entries import Entry
from parsers.firms import has_legal_form
from parsers.lines import Line
from parsers.sections import Kind, Section
from parsers.sought import Span, bare, spans_of
from parsers.titles import title_score
from parsers.told import bullets_of
from parsers.words import heading_kind, soften, words
from parsers.work import Placed

SUREST = 0.75
ADDED, ADDED_HALF, FILLED, PARTED, NO_JOB = 0.6, 0.95, 0.7, 0.5, 0.99
OPEN_DATES = 0.7
FAR = 6
KINDS, APART, MISSING = "TED", 1.0, 2.0
SHORTEST, LONGEST = 2, 100
_ELSEWHERE: frozenset[Kind] = frozenset(
    {"education", "certificates", "projects", "publications", "awards", "references", "volunteer"}
)
_EDGE = " ,;:|-–—•·"


@dataclass(frozen=True)
class Seen:
    """A position as the chain sees it: the pieces of "T" (job), "E" (firm) and "D" (dates), and how sure each is."""

    spans: dict[str, Span]
    sure: dict[str, float]
    title: str
    firm: str
    dates: DateRange | None

    @property
    def least(self) -> float:
        return min(self.sure.values())

    def dates_as(self, work: Work) -> bool:
        """Whether a position has these dates."""
        return (
            self.dates is not None
            and work.start == self.dates.start
            and ((work.end, work.current) == (self.dates.end, self.dates.current))
        )


def second_reading(
    sections: list[Section], placed: list[Placed], weights: Weights | None = None
) -> list[Placed]:
    """The positions of the rules, with what they left open: filled, parted, added, and without what names no job."""
    if not _leaves_open(sections, placed):
        return placed
    document = described(sections)
    found = tag(document, weights or shipped())
    seen = list(_positions(document, found))
    keys = [bare(p.text) for p in document.pieces]
    where = _located(document, keys, placed)
    claimed = {i for spans in where for a, b in spans for i in range(a, b + 1)}
    kept = [
        (spans, one)
        for spans, one in zip(where, placed, strict=True)
        if one.work.volunteer or _is_firm_in_time(one.work) or not _names_nothing(found, spans)
    ]
    added: list[tuple[list[Span], Placed]] = []
    for one in seen:
        if any(i in claimed for a, b in one.spans.values() for i in range(a, b + 1)):
            kept = [(spans, _mended(p, one) if _meet(spans, one) else p) for spans, p in kept]
        elif _is_sure(one):
            added.append((list(one.spans.values()), _placed(document, found, one)))
    return _in_order(kept, added)


def _leaves_open(sections: list[Section], placed: list[Placed]) -> bool:
    works = [p.work for p in placed if not p.work.volunteer]
    if not works or any(not (w.title and w.employer and w.start) for w in works):
        return True
    told = {(p.work.start, p.work.end, p.work.current) for p in placed}
    return any(
        not one.lone and (one.start, one.end, one.current) not in told
        for section in sections
        if section.kind not in _ELSEWHERE
        for line in section.lines
        for one in date_ranges(line.text)
    )


# --- what the chain sees ---


def _positions(document: Described, found: Tagged) -> Iterator[Seen]:
    """The spans in their order as positions of at most one job, one firm and one time each, such that little is missing and
    little stands far apart."""
    spans = list(_spans(document, found.labels))
    lines = [(document.pieces[a].line, document.pieces[b].line) for _, (a, b) in spans]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(spans) + 1):
        choices = []
        for start in range(max(0, end - len(KINDS)), end):
            if len({kind for kind, _ in spans[start:end]}) == end - start:
                apart = lines[end - 1][1] - lines[start][0]
                cost = best[start][0] + APART * apart + MISSING * (len(KINDS) - end + start)
                choices.append((cost + (MISSING * FAR if apart > FAR else 0.0), start))
        best.append(min(choices))
    ends = [len(spans)]
    while ends[-1]:
        ends.append(best[ends[-1]][1])
    for end, start in reversed(list(pairwise(ends))):
        yield from _seen(document, found, dict(spans[start:end]))


def _spans(document: Described, labels: tuple[str, ...]) -> Iterator[tuple[str, Span]]:
    i = 0
    while i < len(labels):
        label, j = labels[i], i + 1
        while label in "TtEe" and j < len(labels) and labels[j] == label.lower():
            j += 1
        if label in "TtEe" or (label == "D" and document.pieces[i].dates is not None):
            yield label.upper(), (i, j - 1)
        i = j


def _seen(document: Described, found: Tagged, group: dict[str, Span]) -> Iterator[Seen]:
    title, firm = (_text(document, group[k]) if k in group else "" for k in "TE")
    if not (title or firm) or not all(_is_name(text) for text in (title, firm) if text):
        return
    sure = {k: sum(found.sure[a : b + 1]) / (b + 1 - a) for k, (a, b) in group.items()}
    dates = document.pieces[group["D"][0]].dates if "D" in group else None
    yield Seen(group, sure, title, firm, dates)


def _text(document: Described, span: Span) -> str:
    parts: list[str] = []
    pieces = document.pieces[span[0] : span[1] + 1]
    for number in dict.fromkeys(p.line for p in pieces):
        own = [p for p in pieces if p.line == number]
        parts.append(document.lines[number].text[own[0].start : own[-1].end])
    return " ".join(parts).strip(_EDGE)


def _is_name(text: str) -> bool:
    """Whether a text may name a job or a firm: neither a sentence nor a heading nor a label nor half of a bracket."""
    whole = text.count("(") == text.count(")") and text[-1:] not in ":：（" and len(text) <= LONGEST
    return whole and len(bare(text)) >= SHORTEST and not is_sentence(text) and heading_kind(text) is None


def _is_sure(one: Seen) -> bool:
    return one.least > (ADDED if len(one.spans) == 3 else ADDED_HALF if len(one.spans) == 2 else 1.0)


# --- beside what the rules read ---


def _located(document: Described, keys: list[str], placed: list[Placed]) -> list[list[Span]]:
    """Per position of the rules where its dates, its job and its firm stand, those closest to its entry."""
    first = {line.text: n for n, line in reversed(list(enumerate(document.lines)))}
    used: set[int] = set()

    def nearest(places: list[Span], line: int) -> list[Span]:
        if not places:
            return []
        best = min(places, key=lambda s: (s[0] in used, abs(document.pieces[s[0]].line - line)))
        used.update(range(best[0], best[1] + 1))
        return [best]

    found = []
    for one in placed:
        line = first.get((one.entry.dated or one.entry.header[0]).text, 0) if one.entry.header else 0
        spans = nearest(_dated(document, one), line)
        line = document.pieces[spans[0][0]].line if spans else line
        for value in (one.work.title, one.work.employer):
            spans += nearest(spans_of(value, document.pieces, keys), line)
        found.append(spans)
    return found


def _dated(document: Described, placed: Placed) -> list[Span]:
    dates = placed.entry.dates
    if dates is None:
        return []
    told = dates.start, dates.end, dates.current
    return [
        (i, i)
        for i, p in enumerate(document.pieces)
        if p.dates is not None and (p.dates.start, p.dates.end, p.dates.current) == told
    ]


def _is_firm_in_time(work: Work) -> bool:
    """Whether a firm that its words or its legal form tell stands beside dates."""
    firm = words("organisations").count(soften(work.employer)) > 0 or has_legal_form(work.employer)
    return firm and bool(work.start)


def _names_nothing(found: Tagged, spans: list[Span]) -> bool:
    """Whether the chain is sure that neither job nor firm stands where the rules read them, nor a job's dates."""
    pieces = [i for a, b in spans for i in range(a, b + 1)]
    return bool(pieces) and sum(found.nothing[i] for i in pieces) / len(pieces) > NO_JOB


def _meet(spans: list[Span], one: Seen) -> bool:
    return any(a <= d and c <= b for a, b in spans for c, d in one.spans.values())


def _mended(placed: Placed, one: Seen) -> Placed:
    """A position of the rules with what it lacks of this one; parted where it has job and firm in one."""
    work = placed.work
    dated = one.dates_as(work)
    job = bool(one.title) and bare(one.title) == bare(work.title)
    firm = bool(one.firm) and bare(one.firm) == bare(work.employer)
    told: dict[str, object] = {}
    if dated and one.title and not work.title and bare(one.title) == bare(work.employer):
        told = {"title": one.title, "employer": one.firm}
    elif dated and _parts(work, one):
        told = {"title": one.title, "employer": _longer(work.employer, one.firm)}
    elif (dated or job) and not work.employer and one.firm and one.sure["E"] > FILLED:
        told = {"employer": one.firm}
    elif (dated or firm) and not work.title and one.title and one.sure["T"] > FILLED:
        told = {"title": one.title}
    elif job and not work.start and one.dates is not None and one.sure["D"] > FILLED:
        told = _when(one.dates)
    if not told:
        return placed
    return replace(placed, work=with_fields(work, **told), sure=min(placed.sure, SUREST * one.least))


def _parts(work: Work, one: Seen) -> bool:
    """Whether job and firm of a position are better told by the chain: one is missing, or both are in one."""
    if not one.title or not one.firm or one.least <= PARTED:
        return False
    title, firm = bare(one.title), bare(one.firm)
    glued = any(
        firm in bare(text).replace(title, " ", 1) != bare(text) for text in (work.title, work.employer)
    )
    return not work.title or not work.employer or glued


def _longer(known: str, seen: str) -> str:
    """A firm as the rules read it, where the chain saw a part of it."""
    return known if known and bare(seen) in bare(known) and title_score(known) <= 0 else seen


def _when(dates: DateRange | None) -> dict[str, object]:
    if dates is None:
        return {}
    return {"start": dates.start, "end": dates.end, "current": dates.current}


def _placed(document: Described, found: Tagged, one: Seen) -> Placed:
    numbers = sorted({document.pieces[i].line for a, b in one.spans.values() for i in (a, b)})
    header = document.lines[numbers[0] : numbers[-1] + 1]
    body = _body(document, found, numbers[-1] + 1)
    told = bullets_of(body)
    dated = document.lines[document.pieces[one.spans["D"][0]].line] if "D" in one.spans else None
    work = Work(
        employer=one.firm,
        title=one.title,
        start=one.dates.start if one.dates else PartialDate(""),
        end=one.dates.end if one.dates else PartialDate(""),
        current=one.dates is not None and one.dates.current,
        summary=" ".join(text for text, item in told if not item),
        highlights=tuple(text for text, item in told if item),
    )
    dates = one.dates
    if dates is not None and dated is not None:
        piece = document.pieces[one.spans["D"][0]]
        dates = dates._replace(at=(piece.start, piece.end))
    return Placed(work, Entry(header, dates, dated, body), SUREST * one.least)


def _body(document: Described, found: Tagged, first: int) -> list[Line]:
    """The lines of the same section up to the next one that names something."""
    naming = {p.line for p, label in zip(document.pieces, found.labels, strict=True) if label != "O"}
    last = first
    while (
        last < len(document.lines)
        and last not in naming
        and document.sections[last] is document.sections[first - 1]
    ):
        last += 1
    return document.lines[first:last]


def _in_order(kept: list[tuple[list[Span], Placed]], added: list[tuple[list[Span], Placed]]) -> list[Placed]:
    """Those of the rules in their order, each added one before the first that stands below it."""
    found = list(kept)
    for spans, one in added:
        start = min(s[0] for s in spans)
        at = next(
            (i for i, (own, _) in enumerate(found) if own and min(s[0] for s in own) > start), len(found)
        )
        found.insert(at, (spans, one))
    return [one for _, one in found]
