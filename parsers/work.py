"""Entries of a work section -> positions: which part is the title, which the employer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from enrich.model import PartialDate, Work
from parsers.entries import Entry, is_label
from parsers.events import positions_told
from parsers.firms import ends_in_form, has_legal_form
from parsers.labelled import Labelled, labelled_work, said
from parsers.lines import Line
from parsers.naming import captions, named
from parsers.parts import Part, parts_of
from parsers.places import is_city
from parsers.words import WordKind, heading_form, is_cjk, soften, tokens, words

LABELLED = 0.97
SLOTS = 4
OPEN = "9999"
WEIGHT_OF_OTHERS = 1.2
CLEARLY = 2.0
LATER_COSTS, PLACE_COSTS, COMMA_COSTS = 0.35, 1.5, 0.3
FIRM_HELPS, BOLD_HELPS, LEGAL_HELPS = 0.4, 0.2, 1.5


@dataclass(frozen=True)
class Placed:
    """A position with the entry it was read from and how sure its title and employer are told apart (0 to 1)."""

    work: Work
    entry: Entry
    sure: float


@lru_cache(maxsize=1 << 12)
def title_score(text: str) -> float:
    """How much a text reads like a job title; negative when it reads like an organisation."""
    softened = soften(text)
    compound = words("titles").ends_word(softened) and not ends_in_form(text)
    titles = words("titles").count(softened) + compound
    firms = words("organisations").count(softened) + words("schools").count(softened)
    score = min(2.0, titles) * 1.5 - min(2.0, firms) * 1.2
    if is_cjk(softened):
        return score
    ends = (
        tokens(softened.partition(",")[0].partition("(")[0])[:1]
        + tokens(softened.partition(",")[0].partition("(")[0])[-1:]
    )
    if titles and any(e in words("titles") or words("titles").ends_word(e) for e in ends):
        score = max(score, 0.0) + 1.0
    return score - (0.4 if len(text.split()) > 7 else 0.0)


@dataclass
class _Draft:
    entry: Entry
    parts: list[Part]
    places: list[str]


def positions(entries: list[Entry], *, volunteer: bool = False) -> list[Placed]:
    """The positions of one section. What the single entry leaves open, the section's other entries decide."""
    drafts = [_Draft(entry, *parts_of(entry)) for entry in entries]
    _part_firm_from_place(drafts)
    usual = _vote(drafts)
    placed: list[Placed] = []
    employer = ""
    over: _Draft | None = None
    for draft, following in zip_longest(drafts, drafts[1:]):
        title, firm, sure = _as_said(draft) or _assign(draft, usual)
        if over is not None and _inside(over, draft):
            title, firm = draft.parts[0].text, over.parts[0].text
        elif following is not None and _inside(draft, following) and not draft.entry.body:
            over, employer = draft, draft.parts[0].text
            continue
        if not firm and draft.entry.banner is not None:
            firm = _banner_name(draft.entry.banner)
        if not firm and title and employer and _under_banner(draft, drafts):
            firm = employer
        title, firm = named(title), named(_without_client(firm))
        if _is_break(title, firm) or not _told(draft, title, firm):
            continue
        employer = firm or employer
        if title or firm:
            placed.append(Placed(_work(draft, title, firm, volunteer), draft.entry, sure))
    return placed


def labelled_positions(lines: list[Line], *, volunteer: bool = False) -> list[Placed]:
    """The positions of a section that labels their parts."""
    return [_labelled(entry, volunteer) for entry in positions_told(lines) or labelled_work(lines)]


SAID_WITHIN = 5


def _as_said(draft: _Draft) -> tuple[str, str, float] | None:
    """(title, employer, how sure) where a line of the entry labels one of them: "Role: Java Developer"."""
    told = said([*draft.entry.header, *draft.entry.body[:SAID_WITHIN]])
    if "title" not in told:
        return None
    lines = {id(line) for _, line in told.values()}
    parts = [p for p in draft.parts if p.line < 0 or id(draft.entry.header[p.line]) not in lines]
    firm = told["employer"][0] if "employer" in told else _likeliest_firm(parts)
    return told["title"][0], firm, LABELLED


def _likeliest_firm(parts: list[Part]) -> str:
    return min(parts, key=lambda p: title_score(p.text) + PLACE_COSTS * is_city(p.text)).text if parts else ""


_BRACKET = re.compile(r"\s*[(\[]\s*([^()\[\]:]{2,24}?)\s*[:–-]\s*[^()\[\]]*[)\]]")


def _without_client(firm: str) -> str:
    """ "Infosys (Client: Acme)": who pays is the employer."""
    match = _BRACKET.search(firm)
    if match is None or soften(match[1]) not in words("employer_labels"):
        return firm
    return (firm[: match.start()] + firm[match.end() :]).strip()


_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[^\W\d]")


def _told(draft: _Draft, title: str, firm: str) -> bool:
    """Whether something says that this is a position: dates, a job's or a firm's word, both a job and a firm over a list
    of what was done. Words alone in a row are none, nor is a chapter with its number ("4.1 Academic year 2018")."""
    if _NUMBERED.match(draft.entry.header[0].text):
        return False
    if draft.entry.dates is not None or (title and firm and draft.entry.body):
        return True
    return title_score(title) > 0 or _is_firm(firm) or words("schools").count(soften(firm)) > 0


_NO_WORK: tuple[WordKind, ...] = ("breaks", "birth_labels", "phone_labels", "email_labels", "person_labels")


def _is_break(title: str, firm: str) -> bool:
    """Months off are no position, nor is a birth."""
    told = [soften(text.partition("(")[0].strip(" :：")) for text in (title, firm)]
    return any(text in words(kind) for text in told for kind in _NO_WORK)


def _labelled(one: Labelled, volunteer: bool) -> Placed:
    line = one.lines.get("period")
    entry = Entry(list(one.lines.values()), one.dates, line, one.body)
    work = _work(
        _Draft(entry, [], [one.values.get("place", "")]),
        one.values["title"],
        one.values["employer"],
        volunteer,
    )
    return Placed(work, entry, LABELLED)


def _banner_name(line: Line) -> str:
    parts, _ = parts_of(Entry([line]))
    return parts[0].text if parts else line.text


def _under_banner(draft: _Draft, drafts: list[_Draft]) -> bool:
    """Several roles at one employer: this entry names a title alone where another one named both."""
    return len(draft.parts) == 1 and any(len(d.parts) > 1 for d in drafts[: drafts.index(draft)])


def _inside(over: _Draft, draft: _Draft) -> bool:
    """Whether one entry is a firm with the whole time there, and the other one of its titles with a time within it."""
    whole, part = over.entry.dates, draft.entry.dates
    if (
        whole is None
        or part is None
        or whole.lone
        or part.lone
        or len(over.parts) != 1
        or len(draft.parts) != 1
    ):
        return False
    titled, firm = title_score(draft.parts[0].text), title_score(over.parts[0].text)
    within = whole.start <= part.start and (part.end or OPEN) <= (whole.end or OPEN)
    return within and titled > max(0.0, firm)


def _part_firm_from_place(drafts: list[_Draft]) -> None:
    """ "Designer, Acme Srl" over "Torino | 2019 - 2022": told from "Engineer, Platform" over "Acme Srl" by where
    the legal forms stand in the whole section. And "Acme Srl, Torino" is a firm and a place."""
    pairs = [(d, _split_comma(d.parts[0]), d.parts[1]) for d in drafts if len(d.parts) == 2]
    pairs = [(d, cut, second) for d, cut, second in pairs if len(cut) == 2 and title_score(cut[0].text) > 0]
    before = sum(_is_firm(cut[1].text) for _, cut, _ in pairs)
    after = sum(_is_firm(second.text) or title_score(second.text) > 0 for _, _, second in pairs)
    if before > after:
        for draft, cut, second in pairs:
            if len(second.text.split()) <= 4 and not second.bold:
                draft.parts = cut
                draft.places.append(second.text)
    for draft in drafts:
        draft.parts = [_without_place(p, draft) for p in draft.parts]


def _is_firm(text: str) -> bool:
    return words("organisations").count(soften(text)) > 0


def _without_place(part: Part, draft: _Draft) -> Part:
    """What follows a firm's legal form and a comma is where it sits."""
    firm, comma, place = part.text.rpartition(", ")
    if not comma or len(place.split()) > 3 or _is_firm(place) or title_score(place) > 0:
        return part
    if not words("organisations").count(" ".join(soften(firm).split(" ")[-4:][1:])):
        return part
    draft.places.append(place)
    return Part(firm, part.line, part.bold, part.joint)


def _vote(drafts: list[_Draft]) -> list[float]:
    """Per slot (first part, second part, ...) how much like a title this section's parts read there, on average."""
    sums = [[0.0, 0] for _ in range(SLOTS)]
    for draft in drafts:
        names = _names(draft.parts)
        for slot, part in enumerate(names[:SLOTS] if len(names) > 1 else []):
            score = 2.0 if slot == 0 and names[1].joint == "at" else title_score(part.text)
            sums[slot][0] += max(-2.5, min(2.5, score))
            sums[slot][1] += 1
    return [total / n if n else 0.0 for total, n in sums]


def _names(parts: list[Part]) -> list[Part]:
    """The parts; one part alone is split at the comma that best tells a title from a firm."""
    if len(parts) != 1:
        return parts
    cut = _split_comma(parts[0])
    return cut if len(cut) > 1 else _split_bracket(parts[0])


_IN_BRACKETS = re.compile(r"^([^()]{4,60}?)\s*\(([^()]{3,60})\)$")


def _split_bracket(part: Part) -> list[Part]:
    """ "Software Engineer (Acme Labs)": a job, and in brackets a firm or school that its words tell."""
    match = _IN_BRACKETS.match(part.text)
    if match is None or title_score(match[1]) <= 0 or title_score(match[2]) > 0:
        return [part]
    named = _is_firm(match[2]) or words("schools").count(soften(match[2])) > 0
    return (
        [Part(match[1], part.line, part.bold), Part(match[2], part.line, part.bold, ",")] if named else [part]
    )


def _split_comma(part: Part) -> list[Part]:
    pieces = part.text.split(", ")
    best: tuple[float, int] = (0.9, 0)
    for i in range(1, len(pieces)):
        left, right = ", ".join(pieces[:i]), ", ".join(pieces[i:])
        gain = abs(title_score(left) - title_score(right))
        mixed = title_score(left) > 0 and title_score(right) > 0 and gain < CLEARLY
        if gain > best[0] and not mixed:
            best = (gain, i)
    if not best[1]:
        return [part]
    i = best[1]
    return [
        Part(", ".join(pieces[:i]), part.line, part.bold),
        Part(", ".join(pieces[i:]), part.line, part.bold, ","),
    ]


def _assign(draft: _Draft, usual: list[float]) -> tuple[str, str, float]:
    """(title, employer, how sure)."""
    names = _names(draft.parts)
    if not names:
        return "", "", 0.0
    if len(names) == 1:
        score = title_score(names[0].text)
        return (names[0].text, "", 0.6) if score > 0 else ("", names[0].text, 0.5)
    if names[1].joint == "at":
        return names[0].text, names[1].text, 0.95
    title, firm, lead = _best_pair(names[:SLOTS], usual)
    return title.text, firm.text, min(0.97, 0.6 + 0.12 * lead)


def _best_pair(parts: list[Part], usual: list[float]) -> tuple[Part, Part, float]:
    """The parts that best read as title and as employer, by their words and by what stands at their place in the
    section's other entries; and by how much they beat the same pair the other way round."""
    own = [title_score(p.text) for p in parts]
    sense = [score + WEIGHT_OF_OTHERS * usual[i] for i, score in enumerate(own)]

    def value(title: int, firm: int) -> float:
        found = sense[title] - sense[firm] - LATER_COSTS * (title + firm)
        found -= PLACE_COSTS * is_city(parts[firm].text) + COMMA_COSTS * (
            parts[firm].joint == "," and len(parts) > 2
        )
        found += LEGAL_HELPS * has_legal_form(parts[firm].text)
        return found + FIRM_HELPS * _is_firm(parts[firm].text) + BOLD_HELPS * parts[firm].bold

    pairs = [(value(i, j), i, j) for i in range(len(parts)) for j in range(len(parts)) if i != j]
    best, title, firm = max(pairs, key=lambda p: (p[0], -p[1]))
    return parts[title], parts[firm], abs(best - value(firm, title)) / 2


def _work(draft: _Draft, title: str, firm: str, volunteer: bool) -> Work:
    dates = draft.entry.dates
    place = draft.places[0] if draft.places else _leftover_place(draft, title, firm)
    bullets = _bullets(draft.entry.body)
    return Work(
        employer=firm,
        title=title,
        start=dates.start if dates else PartialDate(""),
        end=dates.end if dates else PartialDate(""),
        current=dates.current if dates else False,
        location=place,
        summary=" ".join(text for text, is_bullet in bullets if not is_bullet),
        highlights=tuple(text for text, is_bullet in bullets if is_bullet),
        volunteer=volunteer,
    )


def _leftover_place(draft: _Draft, title: str, firm: str) -> str:
    """A short part of its own line without title or firm in it stands where places stand."""
    if not title or not firm:
        return ""
    rest = [
        p
        for p in draft.parts
        if title not in p.text
        and firm not in p.text
        and title_score(p.text) <= 0
        and len(p.text.split()) <= 4
        and heading_form(p.text) not in captions()
    ]
    return rest[-1].text if rest else ""


def _bullets(lines: list[Line]) -> list[tuple[str, bool]]:
    """(text, is a bullet) of the body; a line that goes on with the one before is joined to it."""
    found: list[tuple[str, bool]] = []
    edge = min((line.box[0] for line in lines), default=0.0)
    for line in lines:
        if is_label(line) and len(line.text) < 40:
            continue
        item = line.bullet or (
            line.page > 0 and line.box[0] > edge + 4 and bool(found) and not found[-1][0][-1:].isalpha()
        )
        if found and not line.bullet and _goes_on(found[-1][0], line):
            found[-1] = (f"{found[-1][0]} {line.text}", found[-1][1])
        else:
            found.append((line.body, item))
    return found


def _goes_on(text: str, line: Line) -> bool:
    small = line.text[:1].islower() or line.text[:1].isdigit() or line.text[:1] in "(&%"
    return not text.endswith((".", "!", "?", "。")) and (
        small or text.endswith((",", " and", " the", "-", " of"))
    )
