"""Jobs told in sentences: "Worked as a Welder with Acme Ltd from May 2010 to June 2012", "Seit 2018 arbeite ich als Koch bei ..."."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from enrich.model import PartialDate, Work
from parsers.bodies import is_label
from parsers.dateranges import best_range, date_ranges
from parsers.departments import is_department
from parsers.entries import Entry
from parsers.firms import has_legal_form
from parsers.grammar import DATED, LASTING, Grammar, grammars, masked
from parsers.lines import Line
from parsers.parts import balanced
from parsers.places import is_city, looks_like_place, place_at_end
from parsers.titles import title_score
from parsers.told import bullets_of
from parsers.words import soften, words
from parsers.work import Placed

SURE, HALF_SURE = 0.7, 0.5
MAX_ITEM = 400
MAX_NAME_WORDS, MAX_TITLE_WORDS, MAX_BARE_TITLE = 10, 8, 3
_NUMBERED = re.compile(r"^\W*(?:\(?\d{1,2}[.)]\s|[a-z]\)|(?:nd|st|rd|th)\b)?\s*")
_SENTENCE = re.compile(
    r"(?<=[^\W\d_]{3}[.;])\s+(?=[^\W\d_])|(?<=\d[.;])\s+(?=[^\W\d_])|(?<=[^\W\d_]{2}\)\.)\s+"
)
_EDGES = " ,.:;-–—“”\"'‘’*" + DATED + LASTING
_QUOTES = '“”"‘’'
_STOP = re.compile(
    rf"[{DATED}{LASTING};(“”\"|:]|,(?!\s*(?:ltd|inc|llc|pvt|co|limited)\b)|\s[-–—]+\s|[-–—]{{2,}}|\.\s+(?!(?:ltd|limited|co|inc|pvt|llc)\b)(?<![^\W\d_][^\W\d_]\.\s)(?<!\b[^\W\d_]\.\s)(?<!\b[^\W\d_]{{3}}\.\s)|\.$"
    r"|(?<=[^\W\d_]{2})\.\s+(?=(?:the|this|that|it|its|we|i|they|there|here|my|our|he|she|die|das|der|es|dies|hier|la|le|el|il|esta|esto|cette)\s)"
)
_FORM_AT_END = re.compile(r"(?i)\b(?:ltd|inc|corp|co|w\.l\.l|s\.a)$")
_STOPPED = re.compile(r"[^\W\d_]{2}\.\s+[A-ZÀ-Þ]")
_MESSRS = re.compile(r"^m/s\.?\s*", re.I)


@dataclass(frozen=True)
class _Told:
    """What a sentence says; "" where it says nothing of it."""

    title: str
    firm: str
    place: str


def positions_told(lines: list[Line], *, halves: bool = False, timed: bool = False) -> list[Placed]:
    """Positions told in sentences that name both a job and who it was done for; with `halves` also those that name one of
    them and say when or how long (or stand below a time that is `timed` already). What follows a sentence tells of its
    position."""
    found: list[Placed] = []
    for text, own in items(lines, _closed):
        placed = [
            p for s in _sentences(text) if (p := _position(s, own, halves=halves, timed=timed)) is not None
        ]
        if not placed and found:
            found[-1].entry.body.extend(own)
        found.extend(placed)
    return [_with_body(p) for p in found]


def _with_body(placed: Placed) -> Placed:
    bullets = bullets_of(placed.entry.body)
    work = placed.work
    fields = {
        name: getattr(work, name) for name in ("employer", "title", "start", "end", "current", "location")
    }
    told = Work(
        **fields,
        summary=" ".join(text for text, is_bullet in bullets if not is_bullet),
        highlights=tuple(text for text, is_bullet in bullets if is_bullet),
    )
    return replace(placed, work=told)


def items(lines: list[Line], closed: Callable[[str, Line], bool]) -> Iterator[tuple[str, list[Line]]]:
    """(text, its lines): bullets and sentences with the lines that go on with them; `closed` tells of a text and a line whether
    the text ends before that line."""
    text, own = "", list[Line]()
    for line in lines:
        if own and (line.bullet or closed(text, line) or len(text) > MAX_ITEM):
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
    if opens_job(line.body) or is_label(line):
        return True
    return text.endswith((".", ";", "%", ":")) or text[-4:].isdigit()


def opens_job(text: str) -> bool:
    """Whether a sentence begins as those that tell of a job."""
    return any(grammar.opening.match(soften(masked(text, grammar))) for grammar in grammars())


def _sentences(text: str) -> list[str]:
    """An item that tells of several jobs, sentence by sentence."""
    pieces = _SENTENCE.split(text)
    joined = pieces[:1]
    for piece in pieces[1:]:
        if opens_job(piece):
            joined.append(piece)
        else:
            joined[-1] = f"{joined[-1]} {piece}"
    return joined


def _position(text: str, own: list[Line], *, halves: bool, timed: bool) -> Placed | None:
    text = _NUMBERED.sub("", text)
    for grammar in grammars():
        told = _told(text, grammar)
        if told is None or not (told.title or told.firm):
            continue
        whole = bool(told.title and told.firm)
        if whole or (halves and _half(told, text, grammar, timed)):
            return _placed(told, text, own, grammar, SURE if whole else HALF_SURE)
    return None


def _half(told: _Told, text: str, grammar: Grammar, timed: bool) -> bool:
    """Whether a job without a firm, or a firm without a job, is told of as one: when, how long or where is said."""
    timed = timed or DATED in (mask := masked(text, grammar)) or LASTING in mask
    if told.title:
        return title_score(told.title) > 0 and (timed or bool(told.place))
    return timed and (has_legal_form(told.firm) or words("organisations").count(soften(told.firm)) > 0)


def _placed(told: _Told, text: str, own: list[Line], grammar: Grammar, sure: float) -> Placed:
    dates = best_range(text)
    now = grammar.now.match(soften(text)) is not None and not (dates is not None and dates.end)
    work = Work(
        employer=told.firm,
        title=told.title,
        start=dates.start if dates else PartialDate(""),
        end=dates.end if dates else PartialDate(""),
        current=(dates is not None and dates.current) or now,
        location=told.place,
    )
    line = next((line for line in own if dates is not None and best_range(line.text) == dates), None)
    return Placed(work, Entry(own, dates, line), sure)


def _told(text: str, grammar: Grammar) -> _Told | None:
    mask = masked(text, grammar)
    soft = soften(mask)
    opening = grammar.opening.match(soft)
    if opening is None:
        return None
    title = firm = place = ""
    firms: list[tuple[str, str]] = []
    for role, start in _slots(soft, mask, opening, grammar):
        name = _name(mask, soft, start, role, grammar)
        if role == "job":
            sure = opening["verb"] is not None or title_score(name) > 0
            bare = not title or (len(title.split()) == 1 and title_score(title) <= 0 < title_score(name))
            title = name if bare and sure and _is_title(name) else title
        elif _is_place(name):
            place = place or name
        elif not title and name[:1].isupper() and title_score(name) > 0 and not organised(name):
            title = name if _is_title(name) else title
        elif _is_firm(name):
            firms.append((name, _place_behind(mask, start + mask[start:].find(name) + len(name))))
    if firms:
        firm, behind = max(firms, key=lambda f: (has_legal_form(f[0]), organised(f[0])))
        firm, own = place_at_end(firm)
        place = own or behind or place
    return _Told(title, firm, place)


def _slots(soft: str, mask: str, opening: re.Match[str], grammar: Grammar) -> Iterator[tuple[str, int]]:
    """(role, where the name begins): behind the words that stand before a job or a firm, and right behind the verb."""
    start = opening.end()
    if mask[start : start + 1].isupper() or mask[start : start + 1] in _QUOTES:
        direct = _name(mask, soft, start, "job", grammar)
        if title_score(direct) > 0 and not organised(direct):
            yield "job", start
        elif (opening["verb"] or "") in grammar.taken:
            yield "firm", start
    for cue in grammar.cue.finditer(soft, max(0, start - 1)):
        if cue["job"]:
            yield "job", cue.end()
        elif cue["firm"]:
            yield "firm", cue.end()


def _name(mask: str, soft: str, start: int, role: str, grammar: Grammar) -> str:
    """What stands from here to the next word or sign that ends a name."""
    while start < len(mask) and (mask[start] in _QUOTES or mask[start].isspace()):
        start += 1
    if (messrs := _MESSRS.match(mask[start:])) is not None:
        start += messrs.end()
    stop = _STOP.search(soft, start)
    end = stop.start() if stop else len(mask)
    inside = grammar.in_job if role == "job" else grammar.in_firm
    for cue in grammar.cue.finditer(soft, start, end):
        if cue.start() > start and not _inside(cue, mask, soft, role, inside):
            end = cue.start()
            break
    name = balanced(" ".join(mask[start:end].split()).strip(_EDGES))
    return name + "." if _FORM_AT_END.search(name) and f"{name}." in " ".join(mask[start:].split()) else name


def _inside(cue: re.Match[str], mask: str, soft: str, role: str, inside: frozenset[str]) -> bool:
    """ "Head of Sales", "Bank of Orlin", "in charge": whether such a word is part of the name."""
    if cue["job"] or cue.group().strip(" :") not in inside:
        return soft[cue.end() :].startswith("charge")
    following = mask[cue.end() : cue.end() + 1]
    if role == "job":
        return following.isalpha() and (
            following.isupper()
            or title_score(mask[cue.end() :].split(maxsplit=1)[0]) > 0
            or "of" in cue.group()
        )
    return following.isupper()


def _place_behind(mask: str, at: int) -> str:
    """The town or country behind a firm and a comma."""
    pieces = [p.strip(_EDGES) for p in re.split(r",\s*", mask[at : at + 60])[1:3]]
    pieces = [
        re.split(rf"\s+(?:as|from|since|for)\s+|[{DATED}{LASTING}(.]", p, flags=re.I)[0].strip()
        for p in pieces
    ]
    return ", ".join(p for p in pieces if p and _is_place(p))


def _is_place(text: str) -> bool:
    return bool(text) and (looks_like_place(text) or is_city(text))


def organised(text: str) -> bool:
    """Whether a legal form, a firm's or a school's word stands in a name."""
    soft = soften(text)
    return has_legal_form(text) or words("organisations").count(soft) > 0 or words("schools").count(soft) > 0


def _is_title(text: str) -> bool:
    parts = text.split()
    if text[:1].islower() and _STOPPED.search(text):
        return False
    if title_score(text) > 0:
        return 0 < len(parts) <= MAX_TITLE_WORDS
    return 0 < len(parts) <= MAX_BARE_TITLE and all(p[:1].isupper() for p in parts)


def _is_firm(text: str) -> bool:
    """A name: mostly capitals at its words' heads, neither a job nor a month."""
    parts = text.split()
    if not 0 < len(parts) <= MAX_NAME_WORDS or len(text) < 2 or date_ranges(text) or is_department(text):
        return False
    heads = sum(p[:1].isupper() or not p[:1].isalpha() or len(p) <= 3 for p in parts)
    begins = parts[0][:1].isupper() or has_legal_form(text)
    return (
        (heads * 2 >= len(parts) or has_legal_form(text))
        and begins
        and (organised(text) or title_score(text) <= 0)
    )
