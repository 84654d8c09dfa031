"""The second reading of a resume: a trained network looks at all of it, and at what the rules made of it (parsers/tagger.py).

What the network sees is taken, and from the rules what it leaves open: ends of dates, places, summaries, marks. A whole position or
study of the rules stays where the network finds it possible, and what the rules alone read unless the network doubts it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from msgspec.structs import replace as with_fields

from enrich.model import Education, PartialDate, Work
from parsers.dateranges import DateRange
from parsers.degrees import split_area
from parsers.described import Described, described
from parsers.education import Studied
from parsers.entries import Entry
from parsers.groups import DATES, POSITION, STUDY, Group, groups, overlap, sureness, tagged_spans, text_of
from parsers.lines import Line
from parsers.located import FirstReading, Spans, located, said
from parsers.names import Named
from parsers.places import is_city
from parsers.schools import bare_school, is_bare_kind
from parsers.sections import Section
from parsers.sought import Span, bare
from parsers.tabled import CERTAIN
from parsers.tagger import FOLLOWERS, LABELS, Tagged, Weights, shipped, tag
from parsers.terms import term_of
from parsers.told import bullets_of
from parsers.words import soften
from parsers.work import Placed

SUREST = 0.95
NAME_SURE = 0.9
LEAST, LEAST_ALONE = 0.5, 0.75
LIKELY = 0.05
POSSIBLE, POSSIBLE_SURE = 0.3, 0.1
EDGE, EDGE_SURE = 0.3, 0.1
DOUBTED, DOUBTED_SURE, RULES_SURE = 0.5, 0.7, 0.9
MOST_PIECES = 12_000
_LEARNED = re.compile(
    r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff\u0370-\u052f\u0590-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
SHORTEST_ALONE = 3

T = TypeVar("T")


def second_reading(
    sections: list[Section], first: FirstReading, weights: Weights | None = None
) -> FirstReading:
    """The positions and studies of both readings, in the order of the document; the first one of a book, and where it is in letters of
    which the network has seen too little."""
    if not _is_familiar("".join(line.text for section in sections for line in section.lines)):
        return first
    document = described(sections)
    if len(document.pieces) > MOST_PIECES:
        return first
    where = located(document, first)
    found = tag(document, said(document, first, where), weights or shipped())
    return FirstReading(
        _name(document, found, first.name),
        _positions(document, found, first.positions, where.positions),
        _studies(document, found, first.studies, where.studies),
    )


def _is_familiar(text: str) -> bool:
    """Whether at least half of the letters are of scripts that the network has learned."""
    letters = [c for c in text if c.isalpha()]
    return 2 * len(_LEARNED.findall("".join(letters))) >= len(letters)


def _positions(document: Described, found: Tagged, placed: list[Placed], where: list[Spans]) -> list[Placed]:
    rules = [
        _Rule(
            {} if p.work.volunteer else spans,
            _values(p.work.start, T=p.work.title, E=p.work.employer),
            p.sure,
        )
        for spans, p in zip(where, placed, strict=True)
    ]
    both = _both(document, found, POSITION, rules)
    known = [_likely(found, p, spans) for p, spans in zip(placed, where, strict=True)]
    claimed = {(label, bare(text)) for one, _ in both.seen for label, text in one.texts.items()}
    kept = [(where[i], placed[i]) for i in both.kept]
    seen = [
        (one.spans, _position(document, found, one, None if near is None else known[near], claimed))
        for one, near in both.seen
    ]
    return _in_order([*kept, *seen])


def _studies(document: Described, found: Tagged, studies: list[Studied], where: list[Spans]) -> list[Studied]:
    rules = [
        _Rule(spans, _values(e.start or e.end, S=e.institution, G=e.degree), s.sure)
        for spans, s, e in zip(where, studies, (s.education for s in studies), strict=True)
    ]
    both = _both(document, found, STUDY, rules)
    kept = [(where[i], studies[i]) for i in both.kept]
    seen = []
    for one, near in both.seen:
        known = None if near is None else studies[near]
        exact = near is not None and overlap(one.spans, where[near], "G")
        study = _study(document, found, one, known, exact)
        if study.education.institution or study.education.degree:
            seen.append((one.spans, study))
    return _in_order([*kept, *seen])


def _name(document: Described, found: Tagged, told: Named) -> Named:
    """Who the network is sure that this is, where the rules name somebody else."""
    named = [(sureness(found, span), span) for label, span in tagged_spans(document, found) if label == "N"]
    sure, span = max(named, default=(0.0, (0, 0)))
    text = text_of(document, span) if sure > NAME_SURE else ""
    known, seen = ({soften(word) for word in name.split()} for name in (told.name, text))
    if (known and known <= seen) or seen <= known or bare(text) == bare(told.name):
        return told
    return Named(text, document.lines[document.pieces[span[0]].line], min(SUREST, sure))


# --- which reading counts ---


@dataclass(frozen=True)
class _Rule:
    """A reading of the rules: where it stands, what it says by its labels ("" is its start), and how sure it is."""

    spans: Spans
    values: dict[str, str]
    sure: float


@dataclass(frozen=True)
class _Both:
    """The groups of the network that count, each with the number of the rules' reading closest to it; and the numbers of those of
    the rules that count."""

    seen: list[tuple[Group, int | None]]
    kept: list[int]


def _both(document: Described, found: Tagged, kinds: str, rules: list[_Rule]) -> _Both:
    possible = [rule for rule in rules if rule.sure >= CERTAIN or _is_possible(document, found, rule)]
    every = [
        one
        for one in groups(document, found, kinds)
        if not any(one.meets(rule.spans) and one.spans.keys() <= rule.spans.keys() for rule in possible)
        and not any(rule.sure >= CERTAIN and _repeats(one, rule) for rule in rules)
    ]
    told = [*(_said(one) for one in every), *(rule.values for rule in rules)]
    near = [_closest(one, rules) for one in every]
    seen = [
        (one, i)
        for one, i in zip(every, near, strict=True)
        if _is_sure(one) and (i is not None or _is_news(one, told))
    ]
    kept = [
        i
        for i, rule in enumerate(rules)
        if rule.sure >= CERTAIN
        or (rule in possible and len(rule.spans) == len(kinds))
        or not (any(one.meets(rule.spans) for one, _ in seen) or _is_doubted(found, rule, kinds))
    ]
    return _Both(seen, kept)


def _repeats(one: Group, rule: _Rule) -> bool:
    """Whether a group is about what a certain rule read, there or where it ended ("X 退社")."""
    told = (rule.values.get(label, "") for label in one.texts)
    again = any(value and value in bare(text) for value, text in zip(told, one.texts.values(), strict=True))
    return one.meets(rule.spans) or again


def _values(start: str, **names: str) -> dict[str, str]:
    return {label: bare(text) for label, text in names.items() if text} | ({"": start} if start else {})


def _said(one: Group) -> dict[str, str]:
    start = "" if one.dates is None else one.dates.start
    return _values(start, **one.texts)


def _is_news(one: Group, told: list[dict[str, str]]) -> bool:
    """Whether what no rule read is told nowhere else, its own place aside, and more than one short name alone."""
    said = _said(one)
    if sum(said.items() <= other.items() for other in told) > 1:
        return False
    return len(one.spans) > 1 or len(min(said.values())) >= SHORTEST_ALONE


def _is_sure(one: Group) -> bool:
    """Whether one of its names is sure: it brings the others with it; one that stands alone has to be surer."""
    return max(one.sure[label] for label in one.texts) > (LEAST if len(one.spans) > 1 else LEAST_ALONE)


def _is_possible(document: Described, found: Tagged, rule: _Rule) -> bool:
    """Whether the network finds possible what the rules read, begin and end included; what is broken over
    lines it is asked for up to the break, for it has seen few that were joined."""
    least, edge = (POSSIBLE_SURE, EDGE_SURE) if rule.sure > RULES_SURE else (POSSIBLE, EDGE)
    for label, (a, b) in rule.spans.items():
        line = document.pieces[a].line
        pieces = [i for i in range(a, b + 1) if document.pieces[i].line == line]
        if not (found.chances[pieces][:, _of(label)].sum(axis=1) > least).all():
            return False
        if not _is_apart(found, label, (a, b), edge):
            return False
    return True


def _is_apart(found: Tagged, label: str, span: Span, least: float) -> bool:
    """Whether the network finds it possible that a name begins and ends there."""
    if label.lower() not in FOLLOWERS:
        return True
    begins, behind = found.chances[span[0], LABELS.index(label)], span[1] + 1
    goes_on = found.chances[behind, LABELS.index(label.lower())] if behind < len(found.labels) else 0.0
    return bool(min(begins, 1 - goes_on) > least)


def _is_likely(found: Tagged, spans: Spans, label: str) -> bool:
    """Whether the network thinks that a part may be what the rules took it for; of what stands elsewhere it is not asked."""
    if label not in spans:
        return True
    a, b = spans[label]
    return bool((found.chances[a : b + 1][:, _of(label)].sum(axis=1) > LIKELY).all())


def _is_doubted(found: Tagged, rule: _Rule, kinds: str) -> bool:
    """Whether the network is sure that nothing of these kinds stands where the rules read some."""
    most = DOUBTED_SURE if rule.sure > RULES_SURE else DOUBTED
    pieces = [i for a, b in rule.spans.values() for i in range(a, b + 1)]
    return bool(pieces) and 1 - float(found.chances[pieces][:, _of(kinds)].sum()) / len(pieces) > most


def _of(kinds: str) -> list[int]:
    return [n for n, label in enumerate(LABELS) if label.upper() in kinds]


def _closest(one: Group, rules: list[_Rule]) -> int | None:
    """The reading of the rules that shares most with a group."""
    met = [i for i, rule in enumerate(rules) if one.meets(rule.spans)]
    shared = {i: sum(overlap(one.spans, rules[i].spans, label) for label in one.spans) for i in met}
    return max(met, key=lambda i: shared[i], default=None)


def _in_order(found: Sequence[tuple[Spans, T]]) -> list[T]:
    """By where each stands; what stands nowhere stays behind the one before it."""
    at = 0
    keyed: list[tuple[int, T]] = []
    for spans, one in found:
        at = min((a for a, _ in spans.values()), default=at)
        keyed.append((at, one))
    return [one for _, one in sorted(keyed, key=lambda pair: pair[0])]


# --- a position ---


def _position(
    document: Described, found: Tagged, one: Group, known: Placed | None, claimed: set[tuple[str, str]]
) -> Placed:
    entry = _entry(document, found, one)
    work = known.work if known is not None else _told(entry.body)
    title, firm = one.texts.get("T", ""), one.texts.get("E", "")
    title = title or _unclaimed(work.title, "T", claimed, firm)
    firm = firm or _unclaimed(work.employer, "E", claimed, title)
    dates = one.dates
    if known is not None and (dates is None or _goes_on(dates, work)):
        dates, entry = known.entry.dates, replace(entry, dates=known.entry.dates, dated=known.entry.dated)
    elif dates is not None:
        start, end, current = term_of(dates, entry.dated)
        work = with_fields(work, start=start, end=end, current=current)
    return Placed(with_fields(work, title=title, employer=firm), entry, min(SUREST, one.least))


def _likely(found: Tagged, placed: Placed, spans: Spans) -> Placed:
    """A reading of the rules without the title or the firm that the network finds unlikely."""
    title = placed.work.title if _is_likely(found, spans, "T") else ""
    firm = placed.work.employer if _is_likely(found, spans, "E") else ""
    return replace(placed, work=with_fields(placed.work, title=title, employer=firm))


def _told(body: list[Line]) -> Work:
    told = bullets_of(body)
    return Work(
        summary=" ".join(text for text, item in told if not item),
        highlights=tuple(text for text, item in told if item),
    )


def _unclaimed(value: str, label: str, claimed: set[tuple[str, str]], other: str) -> str:
    """What the rules read, unless another position has it, or it is this one's other part."""
    return "" if (label, bare(value)) in claimed or bare(value) == bare(other) else value


def _goes_on(dates: DateRange, work: Work) -> bool:
    """Whether the rules found the end of what here is one date."""
    return dates.lone and dates.start == work.start and (bool(work.end) or work.current)


def _entry(document: Described, found: Tagged, one: Group) -> Entry:
    numbers = sorted({document.pieces[i].line for a, b in one.spans.values() for i in (a, b)})
    header = document.lines[numbers[0] : numbers[-1] + 1]
    dates, dated = one.dates, None
    if dates is not None:
        piece = document.pieces[next(a for label, (a, _) in one.spans.items() if label in DATES)]
        dates, dated = dates._replace(at=(piece.start, piece.end)), document.lines[piece.line]
    return Entry(header, dates, dated, _body(document, found, numbers[-1] + 1))


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


# --- a study ---


def _study(document: Described, found: Tagged, one: Group, known: Studied | None, exact: bool) -> Studied:
    """`exact`: the rules read the same degree, and they part it from its subject."""
    told = known.education if known is not None else Education()
    if not exact and "G" in one.texts:
        degree, area = split_area(one.texts["G"])
        told = with_fields(told, degree=degree, area=area)
    school = bare_school(one.texts.get("S", ""))
    if not school or is_bare_kind(school) or _is_with_town(told.institution, school):
        school = told.institution
    told = with_fields(told, institution=school, **_years(one.dates, told))
    return Studied(told, _entry(document, found, one), min(SUREST, one.least))


def _is_with_town(institution: str, school: str) -> bool:
    """ "Orlin College Tarla" for "Orlin College": without a mark between them the town is part of the name."""
    return institution.startswith(f"{school} ") and is_city(institution[len(school) + 1 :])


def _years(dates: DateRange | None, known: Education) -> dict[str, PartialDate]:
    """A single date is the day of the degree."""
    if dates is None or (dates.lone and dates.start in (known.start, known.end)):
        return {}
    if dates.lone:
        return {"start": PartialDate(""), "end": dates.start}
    return {"start": dates.start, "end": dates.end}
