"""Careers told as events, one per row: "2016 | 4 | Acme joined", "2020 | 3 | Acme left", as Japanese forms have them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from enrich.values.dates import clean_date
from parsers.lines import Line
from parsers.tabled import Labelled, Role
from parsers.words import WordKind, is_cjk, soften, words

FEWEST_EVENTS = 2
_BARS = re.compile(r"\s*\|\s*")
_ROW = re.compile(
    r"^(?P<year>(?:19|20)\d\d|(?P<era>令和|平成|昭和)\s?(?:元|\d{1,2}))\s*[年/.-]?\s*(?P<month>1[0-2]|0?[1-9])\s*月?\s+"
    r"(?P<what>[^\s–—~〜～-].*)$"
)


@dataclass(frozen=True)
class _Event:
    date: str
    name: str
    begins: bool
    line: Line


def positions_told(lines: list[Line]) -> list[Labelled]:
    """Positions by who was joined and left when; nothing when the section is not made of such rows."""
    return _told(lines, "employer", "joined_words", "left_words")


def studies_told(lines: list[Line]) -> list[Labelled]:
    """The same for schools."""
    return _told(lines, "school", "enrolled_words", "graduated_words")


def _told(lines: list[Line], role: Role, begin: WordKind, end: WordKind) -> list[Labelled]:
    events = [e for line in lines if (e := _event(line, begin, end)) is not None]
    if len(events) < FEWEST_EVENTS:
        return []
    found: list[Labelled] = []
    for n, event in enumerate(events):
        if event.begins:
            found.append(_spell(event, event, _ended(event, events[n + 1 :]), role))
        elif event.name and not any(e.begins and e.name == event.name for e in events[:n]):
            found.append(_spell(event, None, event, role))
    return found


def _ended(begun: _Event, later: list[_Event]) -> _Event | None:
    """The event that says so; one without a name ("left for personal reasons") ends what began last."""
    if later and not later[0].begins and not later[0].name:
        return later[0]
    return next((e for e in later if not e.begins and e.name == begun.name), None)


def _spell(known: _Event, begun: _Event | None, ended: _Event | None, role: Role) -> Labelled:
    """From one event to the other; what has not ended goes on."""
    name, _, rest = known.name.partition(" ")
    if not is_cjk(rest):
        name, rest = known.name, ""
    now = next(iter(words("present").cjk))
    period = f"{begun.date} - {ended.date if ended else now}" if begun else ended.date if ended else ""
    values: dict[Role, str] = {role: name, "period": period, "title": "", "degree": rest}
    return Labelled(values, {role: known.line, "period": known.line}, certain=True)


def _event(line: Line, begin: WordKind, end: WordKind) -> _Event | None:
    match = _ROW.match(_BARS.sub(" ", line.text).strip())
    if match is None:
        return None
    what = soften(match["what"])
    if begin == "joined_words" and (told := _joined_as_told().match(what)) is not None:
        return _Event(_date(match), match["what"][: told.end(1)], True, line)
    for kind, begins in ((begin, True), (end, False)):
        word = next((w for w in words(kind).cjk if what.endswith(w)), None)
        if word is not None:
            name = match["what"][: -len(word)].strip()
            return _Event(_date(match), name, begins, line) if name or not begins else None
    return None


def _date(match: re.Match[str]) -> str:
    year = clean_date(f"{match['year']}年") if match["era"] else match["year"]
    return f"{year}-{int(match['month']):02d}"


@cache
def _joined_as_told() -> re.Pattern[str]:
    """ "株式会社青葉堂に入社。店舗の運営に従事。": the firm stands before the particle."""
    return re.compile(rf"([^。、]{{2,40}}?)[にへ](?:{'|'.join(map(re.escape, words('joined_words').cjk))})")
