"""Entries whose parts carry labels: "Employer: Acme", "Position: Cook", "Period: 2019 - 2021"."""

from __future__ import annotations

import re
from collections.abc import Callable

from parsers.bodies import is_sentence
from parsers.chapters import are_nested
from parsers.dateranges import best_range, has_span
from parsers.lines import Line
from parsers.tabled import STUDY, WORK, Labelled, Role, labels, tabled
from parsers.titles import title_score
from parsers.words import soften, words

_STUDY: tuple[Role, ...] = tuple(role for role in STUDY if role != "board")
MAX_VALUE = 80
FACTS_BETWEEN = 2
PAIRED = 2  # cells: a label and its value
_DASHED = re.compile(r"(?i)^(?!post-(?:doc|grad|secondary|sales))([^\W\d_][\w ]{2,30}?)\s*[-–]+\s*(.*)$")
_ANOTHER = re.compile(r"(?:[.,;]\s+|\s{2,})[A-Z][a-z]+\s*:\s")
_LABEL = re.compile(r"^([^:：]{2,60}?)\s*[:：]\s*(.*)$")


def labelled_work(lines: list[Line]) -> list[Labelled]:
    """The positions of a section whose lines or columns are labelled; nothing when most are not."""
    needed: tuple[Role, ...] = ("title", "employer")
    rows = tabled(lines, WORK, needed, _carries(WORK))
    jobs = any(title_score(one.values.get("title", "")) > 0 for one in rows)  # else a table of projects
    if jobs:
        return rows
    return [] if are_nested(lines) else _labelled(lines, WORK, needed)


def labelled_studies(lines: list[Line]) -> list[Labelled]:
    """The same for schools."""
    return tabled(lines, STUDY, ("school",), _carries(_STUDY)) or _labelled(lines, _STUDY, ("school",))


def _carries(roles: tuple[Role, ...]) -> Callable[[Line], bool]:
    return lambda line: _role(line, roles)[0] is not None


def said(lines: list[Line]) -> dict[Role, tuple[str, Line]]:
    """What labelled lines of one entry say of its title and employer: role -> (value, line). A client is not the employer
    of a job that has a dated line of its own, without a label."""
    found: dict[Role, tuple[str, Line]] = {}
    placed = any(_role(line, WORK)[0] is None and has_span(line.text) for line in lines)
    placed = placed or _tells_employers(lines)
    for line in lines:
        role, value = _role(line, ("title", "employer"))
        if role == "employer" and placed and _label(line) in words("client_labels"):
            continue
        if role is not None and value and len(value) < MAX_VALUE:
            found.setdefault(role, (value, line))
    return found


def _label(line: Line) -> str:
    head = _LABEL.match(_NUMBER.sub("", line.body))
    return soften((head[1] if head else line.cells[0]).strip(" :："))


def is_fact(line: Line) -> bool:
    """ "Salary: ...", "Hours per week: 40": about the job, but neither its name nor what was done in it."""
    head = _LABEL.match(line.body)
    label = head[1].strip() if head is not None else line.cells[0] if len(line.cells) == PAIRED else ""
    return soften(label.strip("■●・【】")) in words("fact_labels")


def _labelled(lines: list[Line], roles: tuple[Role, ...], needed: tuple[Role, ...]) -> list[Labelled]:
    entries: list[Labelled] = []
    forms = "title" in roles and _names_firms(lines)
    told = _tells_employers(lines)
    for line in lines:
        role, value = _role(line, roles)
        if told and role == "employer" and _label(line) in words("client_labels"):
            role = None
        if role is None and forms and (named := _NAME.match(line.text)) is not None:
            role, value = "employer", named[1]
        if role is None and "period" in roles and _only_dates(line):
            role, value = "period", line.text
        if role is None or not value:
            if entries:
                entries[-1].body.append(line)
            continue
        if (
            not entries
            or role in entries[-1].values
            or (entries[-1].body and _whole(entries[-1], needed, role))
        ):
            entries.append(Labelled())
        value, when = _undated(value) if role in ("title", "employer", "school") else (value, "")
        if when and "period" in roles:
            entries[-1].values.setdefault("period", when)
            entries[-1].lines.setdefault("period", line)
        entries[-1].values[role] = value
        entries[-1].lines[role] = line
    if "title" in needed:
        if _dated_above(entries, lines):
            return []
        _take_lines_above(entries, lines)
    full = [e for e in entries if all(role in e.values for role in needed) and not _is_project(e)]
    return full if full and len(full) * 2 >= len(entries) else []


def _take_lines_above(entries: list[Labelled], lines: list[Line]) -> None:
    """Where no label names an employer, it is the line without a label above each job's labels."""
    if any("employer" in one.values for one in entries):
        return
    for n, one in enumerate(entries):
        above = _line_above(one, lines)
        if above is not None and {"title", "period"} <= one.values.keys():
            one.values["employer"], one.lines["employer"] = above.text, above
            if n and above in entries[n - 1].body:
                entries[n - 1].body.remove(above)


def _line_above(one: Labelled, lines: list[Line]) -> Line | None:
    first = min(next(i for i, line in enumerate(lines) if line is told) for told in one.lines.values())
    near = reversed(lines[max(0, first - FACTS_BETWEEN - 1) : first])
    above = next((line for line in near if _LABEL.match(line.body) is None), None)
    if above is None or above.bullet or has_span(above.text) or is_sentence(above.text):
        return None
    return above if len(above.text) < MAX_VALUE else None


def _tells_employers(lines: list[Line]) -> bool:
    """Whether labels name employers, not clients alone."""
    found = (_label(line) for line in lines if _role(line, ("employer",))[0] is not None)
    return any(label not in words("client_labels") for label in found)


def _is_project(one: Labelled) -> bool:
    """ "Title: North Refinery, Client: Acme": what was built, and for whom."""
    for_client = "employer" in one.lines and _label(one.lines["employer"]) in words("client_labels")
    return for_client and not title_score(one.values.get("title", "")) > 0


def _dated_above(entries: list[Labelled], lines: list[Line]) -> bool:
    """Whether lines without labels date the entries, and no label does: what is labelled are the projects of those jobs."""
    inside = {id(line) for one in entries for line in one.lines.values()}
    spans = sum(has_span(line.text) for line in lines if id(line) not in inside)
    return bool(entries) and not any("period" in one.values for one in entries) and spans >= len(entries)


_NAME = re.compile(r"(?i)^[\W_]*(?:\d{1,2}\s?[.)]\s*)?name\s*[:：]\s*(?=\S)(.+)$")
_NUMBER = re.compile(r"^\(?\d{1,2}\s?[.)]\s*(?=[^\W\d])")


def _names_firms(lines: list[Line]) -> bool:
    """Whether "Name:" labels firms here: numbered or more than once, with titles that are labelled too."""
    names = [line.text for line in lines if _NAME.match(line.text)]
    numbered = len(names) > 1 or any(map(_NUMBER.match, names))
    return numbered and any(_role(line, ("title",))[0] for line in lines)


def _undated(value: str) -> tuple[str, str]:
    """ "Acme Ltd, Orlin   2018 - 2021" -> the value, and the span of time at its end."""
    found = best_range(value)
    if found is None or found.lone or found.at[1] < len(value) - 2 or not found.at[0]:
        return value, ""
    return value[: found.at[0]].strip(" ,-–|("), value[found.at[0] : found.at[1]]


def _whole(one: Labelled, needed: tuple[Role, ...], role: Role) -> bool:
    """Whether an entry has all it needs before a label. Forms tell the duties before the employer: one that lacks it goes on
    below them, and so does one whose firm is described before the job."""
    return all(r in one.values for r in needed) or ("period" not in one.values and role not in needed)


def _only_dates(line: Line) -> bool:
    """A span of time on a line of its own."""
    found = best_range(line.text)
    return found is not None and not found.lone and found.at[1] - found.at[0] >= len(line.text) - 2


def _role(line: Line, roles: tuple[Role, ...]) -> tuple[Role | None, str]:
    """What the line's label says it is, and the rest; a label may stand in a cell of its own."""
    cells = line.cells
    pairs = [(cells[0], " ".join(cells[1:]))] if len(cells) > 1 else []
    body = _NUMBER.sub("", line.body)
    if match := _LABEL.match(body) or _DASHED.match(body):
        pairs.insert(0, (match[1], match[2]))
    for label, value in pairs:
        found = labels(roles).get(soften(label.strip(" :：")))
        if found == "school" and (
            best_range(value) is not None or soften(label.strip(" :：")) in words("degrees")
        ):
            return None, ""
        if found:
            return found, _ANOTHER.split(value, maxsplit=1)[0].strip(" :-–=")
    return None, ""
