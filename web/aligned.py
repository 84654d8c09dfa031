"""Two records side by side: each field's values aligned, and whether they agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from enrich.model import Education, Profile, Work
from enrich.values.names import fold
from enrich.values.organisations import fold_employer, fold_school, fold_title
from enrich.vocabulary import ATTRIBUTES, show_position
from web.words import span_words

State = Literal["agree", "similar", "differ", "missing"]

SIMILAR = 70.0  # Indel ratio of two texts whose differing letters are worth marking

STATES: dict[State, str] = {
    "agree": "agree",
    "similar": "similar",
    "differ": "differ",
    "missing": "only one side says",
}


class Piece(NamedTuple):
    """A run of letters; `odd`: not on the other side."""

    text: str
    odd: bool


class Cell(NamedTuple):
    """One value; `shared`: the other side has it too, however it is written."""

    pieces: tuple[Piece, ...]
    shared: bool


class Row(NamedTuple):
    label: str
    state: State
    left: tuple[Cell, ...]
    right: tuple[Cell, ...]


class Said(NamedTuple):
    """A value as shown, and the key by which two values are the same."""

    text: str
    key: str


class Field(NamedTuple):
    label: str
    read: Callable[[Profile], list[Said]]


def of_attribute(index: int) -> Field:
    attribute = ATTRIBUTES[index]
    return Field(
        attribute.label,
        lambda p: [Said(attribute.show(value), attribute.clean(value)) for value in attribute.read(p)],
    )


def work_said(work: Work) -> Said:
    when = span_words(work.start, work.end, work.current)
    key = f"{fold_title(work.title)}|{fold_employer(work.employer)}"
    return Said(", ".join(part for part in (show_position(work), when) if part), key)


def study_said(study: Education) -> Said:
    parts = (study.degree, study.area, study.institution, span_words(study.start, study.end, current=False))
    return Said(
        ", ".join(part for part in parts if part), f"{fold_school(study.institution)}|{fold(study.degree)}"
    )


# The current position is among all positions already.
FIELDS: tuple[Field, ...] = (
    *(of_attribute(n) for n, a in enumerate(ATTRIBUTES) if a.name not in ("position", "summary", "tag")),
    Field("Positions", lambda p: [work_said(work) for work in p.work]),
    Field("Education", lambda p: [study_said(study) for study in p.education]),
)


def aligned(left: Profile, right: Profile) -> list[Row]:
    """A row for each field that at least one side speaks of."""
    rows = []
    for field in FIELDS:
        ours, theirs = field.read(left), field.read(right)
        if ours or theirs:
            rows.append(row(field.label, ours, theirs))
    return rows


def row(label: str, left: Sequence[Said], right: Sequence[Said]) -> Row:
    left_keys, right_keys = {said.key for said in left}, {said.key for said in right}
    state = state_of(left, right)
    if state == "similar" and len(left) == len(right) == 1:
        ours, theirs = marked(left[0].text, right[0].text)
        return Row(label, state, (Cell(ours, shared=False),), (Cell(theirs, shared=False),))
    return Row(
        label, state,
        tuple(Cell((Piece(said.text, odd=False),), said.key in right_keys) for said in left),
        tuple(Cell((Piece(said.text, odd=False),), said.key in left_keys) for said in right),
    )  # fmt: skip


def state_of(left: Sequence[Said], right: Sequence[Said]) -> State:
    if not left or not right:
        return "missing"
    keys = {said.key for said in left} & {said.key for said in right}
    if keys - {""} or {said.text for said in left} & {said.text for said in right}:
        return "agree"
    close = max(fuzz.ratio(ours.text.casefold(), theirs.text.casefold()) for ours in left for theirs in right)
    return "similar" if close >= SIMILAR else "differ"


def marked(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in runs, with the letters marked that the other has not."""
    ours: list[Piece] = []
    theirs: list[Piece] = []
    for step in Indel.opcodes(left.casefold(), right.casefold()):
        odd = step.tag != "equal"
        ours.append(Piece(left[step.src_start : step.src_end], odd))
        theirs.append(Piece(right[step.dest_start : step.dest_end], odd))
    return tuple(p for p in ours if p.text), tuple(p for p in theirs if p.text)
