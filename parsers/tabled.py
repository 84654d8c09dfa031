"""Tables whose first row names their columns: Company | Designation | From | To; S.No. | Qualification | Board | Year | %."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from parsers.dateranges import DateRange, best_range
from parsers.lines import Line
from parsers.titles import title_score
from parsers.words import WordKind, heading_kind, soften, words

Role = Literal["employer", "title", "period", "place", "school", "degree", "area", "board"]
_ROLES: dict[Role, WordKind] = {
    "title": "title_labels", "employer": "employer_labels", "period": "period_labels", "place": "location_labels",
    "board": "board_labels", "school": "school_labels", "degree": "degree_labels", "area": "area_labels",
}  # fmt: skip
WORK: tuple[Role, ...] = ("title", "employer", "period", "place")
STUDY: tuple[Role, ...] = ("area", "degree", "board", "school", "period", "place")
_NAMING: tuple[Role, ...] = ("title", "employer", "school", "board", "degree")
BARRED = 3
LEAST_TELLING = 0.5
ROWS_BELOW = 2
LONGEST_NAME, MOST_COLUMNS = 45, 9
_EMPTY = "–-— "


LABELLED, CERTAIN = 0.97, 0.99  # how sure an entry is that labels tell, and one that can mean nothing else


@dataclass
class Labelled:
    """One entry: its values by role, the line each stood in, and the lines that carry no label; `certain`: read from rows that can mean
    nothing else."""

    values: dict[Role, str] = field(default_factory=dict)
    lines: dict[Role, Line] = field(default_factory=dict)
    body: list[Line] = field(default_factory=list)
    certain: bool = False

    @property
    def dates(self) -> DateRange | None:
        return best_range(self.values.get("period", ""))


def tabled(
    lines: list[Line], roles: tuple[Role, ...], needed: tuple[Role, ...], in_form: Callable[[Line], bool]
) -> list[Labelled]:
    """The rows of a table whose first row names its columns; `in_form` tells lines that carry a label of their own."""
    at, columns = _head(lines, roles, in_form)
    below = [cells for line in lines[at + 1 :] if len(cells := _cells(line)) == len(columns)]
    columns = _guessed(_with_school(columns, below), below)
    if not columns or not set(needed) <= set(columns):
        return []
    entries: list[Labelled] = []
    for line in lines[at + 1 :]:
        cells = _cells(line)
        if len(cells) != len(columns):
            if entries:
                entries[-1].body.append(line)
            continue
        entries.append(_row(columns, cells, line))
    return entries


def _row(columns: list[Role | None], cells: list[str], line: Line) -> Labelled:
    one = Labelled()
    for role, cell in zip(columns, cells, strict=True):
        if role is not None and cell.strip(_EMPTY):
            one.values[role] = f"{one.values[role]} – {cell}" if role in one.values else cell
            one.lines[role] = line
    if "board" in one.values and "school" not in one.values:
        one.values["school"], one.lines["school"] = one.values["board"], line
    return one


def _with_school(columns: list[Role | None], rows: list[list[str]]) -> list[Role | None]:
    """A column of universities or boards is the one of schools where no other is, or where that one is empty."""
    if "school" not in columns or not any(row[columns.index("school")].strip(_EMPTY) for row in rows):
        return ["school" if role == "board" else role for role in columns]
    return columns


def _head(
    lines: list[Line], roles: tuple[Role, ...], in_form: Callable[[Line], bool]
) -> tuple[int, list[Role | None]]:
    """Which line names the columns of a table, and what they hold; one name will do above rows of as many cells."""
    for i, line in enumerate(lines):
        columns = _column_roles(line, roles)
        known = sum(role is not None for role in columns)
        rows = lines[i + 1 : i + 1 + ROWS_BELOW]
        below = [len(_cells(row)) for row in rows]
        form = any(in_form(row) for row in rows)
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


_BY_CONTENT: dict[Role, Callable[[str], float]] = {"title": _is_title, "school": _is_school}


def names_table(cells: list[str]) -> int:
    """How many of the cells name columns of a table of jobs or studies; 0 when they do not look like its first row."""
    names = [cell for cell in cells if not any(map(str.isdigit, cell))]
    if len(names) < len(cells) or not 1 < len(cells) <= MOST_COLUMNS or max(map(len, cells)) > LONGEST_NAME:
        return 0
    best = 0
    for roles in (WORK, STUDY):
        found = [(cell, role) for cell in cells if (role := column_role(cell, roles)) is not None]
        headings = sum(heading_kind(cell) is not None for cell, _ in found)
        if any(role in _NAMING for _, role in found) and len({*found}) > max(1, headings):
            best = max(best, len(found))
    return best if best * 2 >= len(cells) else 0


def _cells(line: Line) -> list[str]:
    """The cells that gaps part, or bars: "Examination | Institute | Year"."""
    barred = [cell.strip() for cell in line.text.strip(" |").split("|")]
    return line.cells if len(line.cells) > 1 or len(barred) < BARRED else barred


def _column_roles(line: Line, roles: tuple[Role, ...]) -> list[Role | None]:
    """What the cells of a table's first row say of its columns."""
    cells = _cells(line)
    if len(cells) < 2 or any(map(str.isdigit, line.text)):
        return []
    return [column_role(cell, roles) for cell in cells]


def column_role(name: str, roles: tuple[Role, ...]) -> Role | None:
    """What stands below this name of a column: the name as a whole tells, or one of those that strokes part."""
    known = labels(roles)
    softened = soften(name.strip(" :："))
    if softened in known:
        return known[softened]
    parts = [part.strip(" .") for part in softened.split("/")]
    return next((known[part] for part in parts if part in known), None) if len(parts) > 1 else None


@cache
def labels(roles: tuple[Role, ...]) -> dict[str, Role]:
    """softened label -> its role, of these roles."""
    found: dict[str, Role] = {}
    for role in roles:
        kind = words(_ROLES[role])
        for word in (*kind.spaced, *kind.cjk):
            found.setdefault(word, role)
    return found
