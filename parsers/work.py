"""Entries of a work section -> positions: which part is the title, which the employer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from enrich.model import Work
from parsers.cuts import halves, names_of
from parsers.dateranges import best_range
from parsers.departments import is_department
from parsers.drafts import Draft, is_firm, part_as_usual, part_firm_from_place, part_from_address
from parsers.entries import Entry
from parsers.events import positions_told
from parsers.firms import has_legal_form, in_han_form, without_page
from parsers.joined import joined_as
from parsers.labelled import labelled_work, said
from parsers.lines import Line
from parsers.naming import (
    bare_job,
    captions,
    first_words,
    is_deed,
    named,
    own_account,
    without_client,
    without_department,
    without_team,
)
from parsers.parts import Part, parts_of
from parsers.places import is_city, place_at_end
from parsers.seats import behind_form
from parsers.tabled import CERTAIN, LABELLED, Labelled
from parsers.terms import term_of
from parsers.titles import title_score
from parsers.told import bullets_of
from parsers.words import WordKind, heading_form, is_cjk, soften, words

ROLE_ALONE = 0.8
SLOTS, LISTED = 4, 2  # LISTED commas stand in a row of words, which is no firm
OPEN = "9999"
WEIGHT_OF_OTHERS = 1.2
LATER_COSTS, PLACE_COSTS, COMMA_COSTS = 0.35, 1.5, 0.3
FIRM_HELPS, BOLD_HELPS, LEGAL_HELPS = 0.4, 0.2, 1.5


@dataclass(frozen=True)
class Placed:
    """A position with the entry it was read from and how sure its title and employer are told apart (0 to 1)."""

    work: Work
    entry: Entry
    sure: float


def positions(entries: list[Entry], *, volunteer: bool = False) -> list[Placed]:
    """The positions of one section. What the single entry leaves open, the section's other entries decide."""
    drafts = [Draft(entry, *parts_of(entry)) for entry in entries]
    for draft in drafts:
        part_from_address(draft)
    part_firm_from_place(drafts)
    part_as_usual(drafts)
    usual = _vote(drafts)
    placed: list[Placed] = []
    employer, places = "", list[str]()
    over: Draft | None = None
    for draft, following in zip_longest(drafts, drafts[1:]):
        title, firm, sure = (
            _as_said(draft) or _joined_as(draft) or _role_alone(draft, drafts) or _assign(draft, usual)
        )
        if over is not None and _inside(over, draft):
            title, firm = draft.parts[0].text, over.parts[0].text
            draft.places = draft.places or over.places
        elif following is not None and _inside(draft, following) and not draft.entry.body:
            over, employer, places = draft, draft.parts[0].text, draft.places
            continue
        if not firm and draft.entry.banner is not None:
            firm = _banner_name(draft.entry.banner)
        if not firm and title and employer and _under_banner(draft, drafts):
            firm, draft.places = employer, draft.places or places
        title, firm = (
            named(without_team(title)),
            named(without_department(without_client(without_page(firm)))),
        )
        if is_deed(title):
            if not (in_han_form(firm) or is_firm(firm)):
                continue
            title = ""
        if not firm or firm == title:
            title, firm = own_account(title, [line.text for line in draft.entry.header])
        title = title or first_words(draft.entry.body)
        if _is_break(title, firm) or not _told(draft, title, firm):
            continue
        employer, places = (firm, draft.places) if firm else (employer, places)
        if title or firm:
            placed.append(Placed(_work(draft, title, firm, volunteer), draft.entry, sure))
    return placed


def labelled_positions(lines: list[Line], *, volunteer: bool = False) -> list[Placed]:
    """The positions of a section that labels their parts."""
    entries = positions_told(lines) or labelled_work(lines)
    return [_labelled(one, volunteer) for one in entries if "title" in one.values or "employer" in one.values]


SAID_WITHIN = 5


def _as_said(draft: Draft) -> tuple[str, str, float] | None:
    """(title, employer, how sure) where a line of the entry labels one of them: "Role: Java Developer"."""
    told = said([*draft.entry.header, *draft.entry.body[:SAID_WITHIN]])
    if "title" not in told:
        return _firm_said(draft)
    lines = {id(line) for _, line in told.values()}
    parts = [p for p in draft.parts if p.line < 0 or id(draft.entry.header[p.line]) not in lines]
    firm = told["employer"][0] if "employer" in told else _likeliest_firm(parts)
    return told["title"][0], firm, LABELLED


def _firm_said(draft: Draft) -> tuple[str, str, float] | None:
    """The same where a head labels the firm alone: "Company Name: Acme" over "Duration: one month"."""
    told = said(draft.entry.header)
    if "employer" not in told or best_range(told["employer"][0]) is not None:
        return None
    firm, line = told["employer"]
    rest = [p.text for p in draft.parts if draft.entry.header[p.line] is not line and title_score(p.text) > 0]
    return max(rest, key=title_score, default=""), firm, LABELLED


def _joined_as(draft: Draft) -> tuple[str, str, float] | None:
    found = joined_as(draft.entry)
    if found is None:
        return None
    draft.places[:] = [found.place] if found.place else draft.places
    return found.title, found.firm, LABELLED


def _likeliest_firm(parts: list[Part]) -> str:
    return min(parts, key=lambda p: title_score(p.text) + PLACE_COSTS * is_city(p.text)).text if parts else ""


_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[^\W\d]")


def _told(draft: Draft, title: str, firm: str) -> bool:
    """Whether something says that this is a position: dates, a job's or a firm's word, both a job and a firm over a list
    of what was done. Words alone in a row are none, nor is a chapter with its number ("4.1 Academic year 2018")."""
    if _NUMBERED.match(draft.entry.header[0].text):
        return False
    if draft.entry.dates is not None or (title and firm and draft.entry.body and firm.count(",") < LISTED):
        return True
    return title_score(title) > 0 or is_firm(firm) or words("schools").count(soften(firm)) > 0


_NO_WORK: tuple[WordKind, ...] = ("breaks", "birth_labels", "phone_labels", "email_labels", "person_labels")


def _is_break(title: str, firm: str) -> bool:
    """Months off are no position, nor is a birth."""
    heads = (text.partition("(")[0].partition(" with ")[0] for text in (title, firm) if text)
    told = [soften(head.partition("/")[0].strip(" :：")) for head in heads]
    return any(text in words(kind) for text in told for kind in _NO_WORK)


def _labelled(one: Labelled, volunteer: bool) -> Placed:
    line = one.lines.get("period")
    dates = one.dates._replace(lone=False) if one.dates else None  # a column for the end may be empty
    entry = Entry(list(one.lines.values()), dates, line, one.body)
    firm, told = one.values.get("employer", ""), one.lines.get("employer")
    firm, place = place_at_end(_banner_name(told) if told is not None and told.text == firm else firm)
    if not place:
        firm, place = behind_form(firm, labelled=True)
    place = one.values.get("place", "") or place
    work = _work(
        Draft(entry, [], [place]),
        bare_job(without_team(one.values.get("title", ""))),
        without_department(without_page(firm)),
        volunteer,
    )
    return Placed(work, entry, CERTAIN if one.certain else LABELLED)


def _banner_name(line: Line) -> str:
    parts, _ = parts_of(Entry([line]))
    return parts[0].text if parts else line.text


def _under_banner(draft: Draft, drafts: list[Draft]) -> bool:
    """Several roles at one employer: this entry names a title alone where the last one that named both had the firm first."""
    whole = [d for d in drafts[: drafts.index(draft)] if len(d.parts) > 1 or d.entry.banner is not None]
    if len(draft.parts) != 1 or all(len(d.parts) < 2 for d in whole):
        return False
    return whole[-1].entry.banner is not None or not _job_over_firm(whole[-1])


def _job_over_firm(draft: Draft) -> bool:
    """Whether a job's name stands on the line above its firm: what follows without a firm is no job there."""
    first, second = draft.parts[:2]
    return first.line < second.line and title_score(first.text) > max(0.0, title_score(second.text))


def _role_alone(draft: Draft, drafts: list[Draft]) -> tuple[str, str, float] | None:
    """ "Registered Nurse, Surgery" on its line alone, where the first role had its firm on a line above it: one more title there."""
    first = drafts[0]
    if first is draft or len(draft.parts) != 1 or len(first.parts) < 2 or len(draft.entry.header) > 1:
        return None
    text = draft.parts[0].text
    over = {p.line for p in first.parts if is_firm(p.text) or words("schools").count(soften(p.text))}
    own = is_firm(text) or has_legal_form(text) or words("schools").count(soften(text)) > 0
    alike = any(", " in p.text for p in first.parts if p.line) or ", " not in text
    if (
        own
        or not alike
        or title_score(text) <= 0
        or 0 not in over
        or first.entry.header[0] is first.entry.dated
    ):
        return None
    return text, "", ROLE_ALONE


def _inside(over: Draft, draft: Draft) -> bool:
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


def _vote(drafts: list[Draft]) -> list[float]:
    """Per slot (first part, second part, ...) how much like a title this section's parts read there, on average."""
    sums = [[0.0, 0] for _ in range(SLOTS)]
    for draft in drafts:
        names = halves(draft.parts)
        for slot, part in enumerate(names[:SLOTS] if len(names) > 1 else []):
            score = 2.0 if slot == 0 and names[1].joint == "at" else title_score(part.text)
            sums[slot][0] += max(-2.5, min(2.5, score))
            sums[slot][1] += 1
    return [total / n if n else 0.0 for total, n in sums]


def _assign(draft: Draft, usual: list[float]) -> tuple[str, str, float]:
    """(title, employer, how sure)."""
    names = halves(names_of(draft.parts))
    if not names:
        return "", "", 0.0
    if len(names) == 1:
        score = title_score(names[0].text)
        return (names[0].text, "", 0.6) if score > 0 else ("", names[0].text, 0.5)
    if names[1].joint == "at":
        return names[0].text, names[1].text, 0.95
    title, firm, lead = _best_pair(names[:SLOTS], usual)
    if is_cjk(title.text) and _names_project(draft, title, firm):
        return "", firm.text, ROLE_ALONE
    return title.text, firm.text, min(0.97, 0.6 + 0.12 * lead)


def _names_project(draft: Draft, title: Part, firm: Part) -> bool:
    """ "在线商城项目" on the line below a firm and its dates, in Chinese: what was done there first, no job's name."""
    return (
        title.line > firm.line
        and draft.entry.header[firm.line] is draft.entry.dated
        and title_score(title.text) <= 0
    )


def _best_pair(parts: list[Part], usual: list[float]) -> tuple[Part, Part, float]:
    """The parts that best read as title and as employer, by their words and by what stands at their place in the
    section's other entries; and by how much they beat the same pair the other way round."""
    own = [title_score(p.text) for p in parts]
    sense = [score + WEIGHT_OF_OTHERS * usual[i] for i, score in enumerate(own)]

    def value(title: int, firm: int) -> float:
        found = sense[title] - sense[firm] - LATER_COSTS * (title + firm)
        found -= PLACE_COSTS * (
            is_city(parts[firm].text) or is_department(parts[firm].text)
        ) + COMMA_COSTS * (parts[firm].joint == "," and len(parts) > 2)
        found += LEGAL_HELPS * has_legal_form(parts[firm].text)
        return found + FIRM_HELPS * is_firm(parts[firm].text) + BOLD_HELPS * parts[firm].bold

    pairs = [(value(i, j), i, j) for i in range(len(parts)) for j in range(len(parts)) if i != j]
    best, title, firm = max(pairs, key=lambda p: (p[0], -p[1]))
    return parts[title], parts[firm], abs(best - value(firm, title)) / 2


def _work(draft: Draft, title: str, firm: str, volunteer: bool) -> Work:
    dates = draft.entry.dates
    place = draft.places[0] if draft.places else _leftover_place(draft, title, firm)
    bullets = bullets_of(draft.entry.body)
    start, end, current = term_of(dates, draft.entry.dated)
    return Work(
        employer=firm,
        title=title,
        start=start,
        end=end,
        current=current,
        location=place,
        summary=" ".join(text for text, is_bullet in bullets if not is_bullet),
        highlights=tuple(text for text, is_bullet in bullets if is_bullet),
        volunteer=volunteer,
    )


def _leftover_place(draft: Draft, title: str, firm: str) -> str:
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
