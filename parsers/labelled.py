"""Entries whose parts carry labels: "Employer: Acme", "Position: Cook", "Period: 2019 - 2021"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from parsers.dateranges import DateRange, best_range
from parsers.lines import Line
from parsers.rowtext import Row, parted
from parsers.titles import title_score
from parsers.words import WordKind, soften, words

Role = Literal["employer", "title", "period", "place", "school", "degree", "area"]
_ROLES: dict[Role, WordKind] = {
    "title": "title_labels", "employer": "employer_labels", "period": "period_labels", "place": "location_labels",
    "school": "school_labels", "degree": "degree_labels", "area": "area_labels",
}  # fmt: skip
_WORK: tuple[Role, ...] = ("title", "employer", "period", "place")
_STUDY: tuple[Role, ...] = ("area", "degree", "school", "period", "place")
MAX_VALUE, BARRED = 80, 3
LEAST_TELLING = 0.5
ROWS_BELOW = 2
_DASHED = re.compile(r"^([^\W\d_][\w ]{2,30}?)\s*[-–]+\s*(.*)$")
_ANOTHER = re.compile(r"(?:[.,;]\s+|\s{2,})[A-Z][a-z]+\s*:\s")
_LABEL = re.compile(r"^([^:：]{2,60}?)\s*[:：]\s*(.*)$")


@dataclass
class Labelled:
    """One entry: its values by role, the line each stood in, and the lines that carry no label."""

    values: dict[Role, str] = field(default_factory=dict)
    lines: dict[Role, Line] = field(default_factory=dict)
    body: list[Line] = field(default_factory=list)

    @property
    def dates(self) -> DateRange | None:
        return best_range(self.values.get("period", ""))


def labelled_work(lines: list[Line]) -> list[Labelled]:
    """The positions of a section whose lines or columns are labelled; nothing when most are not."""
    return _tabled(lines, _WORK, ("title", "employer")) or _labelled(lines, _WORK, ("title", "employer"))


def labelled_studies(lines: list[Line]) -> list[Labelled]:
    """The same for schools."""
    return _tabled(lines, _STUDY, ("school",)) or _labelled(lines, _STUDY, ("school",))


def said(lines: list[Line]) -> dict[Role, tuple[str, Line]]:
    """What labelled lines of one entry say of its title and employer: role -> (value, line)."""
    found: dict[Role, tuple[str, Line]] = {}
    for line in lines:
        role, value = _role(line, ("title", "employer"))
        if role is not None and value and len(value) < MAX_VALUE:
            found.setdefault(role, (value, line))
    return found


def is_fact(line: Line) -> bool:
    """ "Salary: ...", "Hours per week: 40": about the job, but neither its name nor what was done in it."""
    head = _LABEL.match(line.body)
    return head is not None and soften(head[1].strip()) in words("fact_labels")


def _tabled(lines: list[Line], roles: tuple[Role, ...], needed: tuple[Role, ...]) -> list[Labelled]:
    """Rows of a table whose first row names its columns."""
    at, columns = _head(lines, roles)
    columns = _guessed(
        columns, [cells for line in lines[at + 1 :] if len(cells := _cells(line)) == len(columns)]
    )
    if not columns or not set(needed) <= set(columns):
        return []
    entries: list[Labelled] = []
    for line in lines[at + 1 :]:
        cells = _cells(line)
        if len(cells) != len(columns):
            if entries:
                entries[-1].body.append(line)
            continue
        one = Labelled()
        for role, cell in zip(columns, cells, strict=True):
            if role is not None:
                one.values[role] = f"{one.values[role]} – {cell}" if role in one.values else cell
                one.lines[role] = line
        entries.append(one)
    return entries


def _head(lines: list[Line], roles: tuple[Role, ...]) -> tuple[int, list[Role | None]]:
    """Which line names the columns of a table, and what they hold; one name will do above rows of as many cells."""
    for i, line in enumerate(lines):
        columns = _column_roles(line, roles)
        known = sum(role is not None for role in columns)
        rows = lines[i + 1 : i + 1 + ROWS_BELOW]
        below = [len(_cells(row)) for row in rows]
        form = any(_role(row, roles)[0] is not None for row in rows)
        if known > 1 or (
            known and not form and len(columns) > known and below == [len(columns)] * ROWS_BELOW
        ):
            return i, columns
    return 0, []


def _guessed(columns: list[Role | None], rows: list[list[str]]) -> list[Role | None]:
    """The columns; what a head in words of its own stands over is told by what most cells below it hold."""
    free = [i for i, role in enumerate(columns) if role is None and rows]
    for wanted, weigh in _BY_CONTENT.items():
        if (
            not free
            or wanted in columns
            or ("school" in columns or "degree" in columns) == (wanted == "title")
        ):
            continue
        score, best = max((sum(weigh(row[i]) for row in rows) / len(rows), i) for i in free)
        if score > LEAST_TELLING:
            columns = [wanted if i == best else role for i, role in enumerate(columns)]
            free.remove(best)
    if "title" in columns and "employer" not in columns and len(free) == 1:
        columns = ["employer" if i == free[0] else role for i, role in enumerate(columns)]
    return columns


def _is_title(cell: str) -> float:
    return float(title_score(cell) > 0)


def _is_school(cell: str) -> float:
    return float(words("schools").count(soften(cell)) > 0)


def names_columns(row: Row) -> bool:
    """Whether a page's row is a table's first: names of columns, each in a cell of its own."""
    if any(map(str.isdigit, "".join(w.text for w in row))):
        return False
    cells = [" ".join(w.text for w in cell) for cell in parted(row)]
    return any(sum(soften(c.strip(" :：")) in _labels(roles) for c in cells) > 1 for roles in (_WORK, _STUDY))


def _cells(line: Line) -> list[str]:
    """The cells that gaps part, or bars: "Examination | Institute | Year"."""
    barred = [cell.strip() for cell in line.text.strip(" |").split("|")]
    return line.cells if len(line.cells) > 1 or len(barred) < BARRED else barred


def _column_roles(line: Line, roles: tuple[Role, ...]) -> list[Role | None]:
    """What the cells of a table's first row say of its columns."""
    cells = _cells(line)
    if len(cells) < 2 or any(map(str.isdigit, line.text)):
        return []
    return [_labels(roles).get(soften(cell.strip(" :："))) for cell in cells]


def _labelled(lines: list[Line], roles: tuple[Role, ...], needed: tuple[Role, ...]) -> list[Labelled]:
    entries: list[Labelled] = []
    for line in lines:
        role, value = _role(line, roles)
        if role is None and "period" in roles and _only_dates(line):
            role, value = "period", line.text
        if role is None or not value:
            if entries:
                entries[-1].body.append(line)
            continue
        if not entries or role in entries[-1].values or (entries[-1].body and _whole(entries[-1], needed)):
            entries.append(Labelled())
        value, when = _undated(value) if role in ("title", "employer", "school") else (value, "")
        if when and "period" in roles:
            entries[-1].values.setdefault("period", when)
            entries[-1].lines.setdefault("period", line)
        entries[-1].values[role] = value
        entries[-1].lines[role] = line
    full = [e for e in entries if all(role in e.values for role in needed)]
    return full if full and len(full) * 2 >= len(entries) else []


def _undated(value: str) -> tuple[str, str]:
    """ "Acme Ltd, Orlin   2018 - 2021" -> the value, and the span of time at its end."""
    found = best_range(value)
    if found is None or found.lone or found.at[1] < len(value) - 2 or not found.at[0]:
        return value, ""
    return value[: found.at[0]].strip(" ,-–|("), value[found.at[0] : found.at[1]]


def _whole(one: Labelled, needed: tuple[Role, ...]) -> bool:
    """Whether an entry has all it needs. Forms tell the duties before the employer: one that lacks it goes on below them."""
    return "period" not in one.values or all(role in one.values for role in needed)


def _only_dates(line: Line) -> bool:
    """A span of time on a line of its own."""
    found = best_range(line.text)
    return found is not None and not found.lone and found.at[1] - found.at[0] >= len(line.text) - 2


def _role(line: Line, roles: tuple[Role, ...]) -> tuple[Role | None, str]:
    """What the line's label says it is, and the rest; a label may stand in a cell of its own."""
    cells = line.cells
    pairs = [(cells[0], " ".join(cells[1:]))] if len(cells) > 1 else []
    if match := _LABEL.match(line.body) or _DASHED.match(line.body):
        pairs.insert(0, (match[1], match[2]))
    for label, value in pairs:
        found = _labels(roles).get(soften(label.strip(" :：")))
        if found == "school" and (
            best_range(value) is not None or soften(label.strip(" :：")) in words("degrees")
        ):
            return None, ""
        if found:
            return found, _ANOTHER.split(value, maxsplit=1)[0].strip(" :-–=")
    return None, ""


_BY_CONTENT: dict[Role, Callable[[str], float]] = {"title": _is_title, "school": _is_school}


@cache
def _labels(roles: tuple[Role, ...]) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for role in roles:
        kind = words(_ROLES[role])
        for word in (*kind.spaced, *kind.cjk):
            found.setdefault(word, role)
    return found
