"""A resume's sections -> its pieces with everything the chain weighs about them."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.datelines import dates_of
from parsers.lines import Line
from parsers.pieces import Piece, cell_starts, pieces_of, runs_of
from parsers.sections import Section
from parsers.signs import line_signs, step, text_signs, word_signs
from parsers.slots import slot_signs
from parsers.words import is_unspaced

Signs = tuple[str, ...]
NONE: Signs = ()
_SEEN_NEARBY = frozenset(
    "span lone only told dfirst dlast bul bold caps big label heading lower dot now tsent tlegal tbody tplace tdegree "  # noqa: SIM905
    "tkorganisations tktitles tkschools tkdegrees".split()
)
_SEEN_BESIDE = ("tts", "len", "gap")
FAR = 99
STEPS = (0.0, 1.0, 2.0, 3.0, 6.0)


@dataclass
class Described:
    """`pieces` in the order of the document. What is said of piece i: `about_line[piece.line]`, `about_run[run[i]]` where run[i]
    is not negative, and `own[i]`."""

    lines: list[Line] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    about_line: list[Signs] = field(default_factory=list)
    about_run: list[Signs] = field(default_factory=list)
    run: list[int] = field(default_factory=list)
    own: list[Signs] = field(default_factory=list)

    def about_run_of(self, i: int) -> Signs:
        """The signs of the run that piece i is part of."""
        return self.about_run[self.run[i]] if self.run[i] >= 0 else NONE


def described(sections: list[Section]) -> Described:
    """The whole document, headings with their sections."""
    found = Described()
    place: list[int] = []
    for section in sections:
        heads = [] if section.heading is None else [section.heading]
        for at, line in enumerate([*heads, *section.lines], start=-len(heads)):
            if line.text:
                found.lines.append(line)
                found.sections.append(section)
                place.append(at)
    dates = dates_of([line.text for line in found.lines])
    pieces = [pieces_of(line, n, own) for n, (line, own) in enumerate(zip(found.lines, dates, strict=True))]
    runs = [runs_of(line, own) for line, own in zip(found.lines, pieces, strict=True)]
    plain = _plain_signs(found.lines, pieces, place)
    texts = [
        [text_signs(line.text[own[r[0]].start : own[r[-1]].end]) for r in rs]
        for line, own, rs in zip(found.lines, pieces, runs, strict=True)
    ]
    slots = _slots(found, plain, texts, place)
    found.about_line = _line_contexts(found, plain, place)
    for n, own in enumerate(pieces):
        _add_line(found, n, own, runs[n], texts[n], slots)
    return found


def _plain_signs(lines: list[Line], pieces: list[list[Piece]], place: list[int]) -> list[Signs]:
    sizes = sorted(line.size for line in lines for _ in range(len(line.text) // 20 + 1))
    body = sizes[len(sizes) // 2] if sizes else 10.0
    left: dict[tuple[int, int], float] = {}
    for line in lines:
        at = (line.page, line.column)
        left[at] = min(left.get(at, line.box[0]), line.box[0])
    return [
        line_signs(line, own, body, left[line.page, line.column]) + (("heading",) if at < 0 else NONE)
        for line, own, at in zip(lines, pieces, place, strict=True)
    ]


def _slots(
    found: Described, plain: list[Signs], texts: list[list[Signs]], place: list[int]
) -> dict[tuple[int, int], Signs]:
    by_section: dict[int, list[int]] = {}
    for n, (section, at) in enumerate(zip(found.sections, place, strict=True)):
        if at >= 0:
            by_section.setdefault(id(section), []).append(n)
    slots: dict[tuple[int, int], Signs] = {}
    for numbers in by_section.values():
        slots |= slot_signs(numbers, found.lines, plain, texts)
    return slots


def _line_contexts(found: Described, plain: list[Signs], place: list[int]) -> list[Signs]:
    headed = any(s.kind == "work" for s in found.sections)
    below, above = _distances(plain), _distances(plain[::-1])[::-1]
    whole: list[Signs] = []
    for n, (section, signs) in enumerate(zip(found.sections, plain, strict=True)):
        near = [x for by in (-2, -1, 1, 2) for x in _nearby(found.sections, plain, n, by)]
        under = [f"S:{section.kind}"] + ([f"S:else-{headed}"] if section.kind != "work" else [])
        ends = [
            f"at{step(place[n], (-1, 0, 1, 2, 5))}",
            f"ld{step(below[n], STEPS)}",
            f"nd{step(above[n], STEPS)}",
            f"d{step(below[n], STEPS[:3])}{step(above[n], STEPS[:3])}",
        ]
        whole.append((*(f"L:{x}" for x in signs), *under, *ends, *near))
    return whole


def _distances(plain: list[Signs]) -> list[int]:
    """Per line, how many lines above it the last dates stand."""
    distance, found = FAR, []
    for signs in plain:
        distance = 0 if "span" in signs or "lone" in signs else distance + 1
        found.append(distance)
    return found


def _nearby(sections: list[Section], plain: list[Signs], n: int, by: int) -> list[str]:
    if not 0 <= n + by < len(plain):
        return [f"N{by}:none"]
    seen = [
        f"N{by}:{x}"
        for x in plain[n + by]
        if x in _SEEN_NEARBY or (abs(by) == 1 and x.startswith(_SEEN_BESIDE))
    ]
    return seen if sections[n + by] is sections[n] else [*seen, f"N{by}:other"]


def _add_line(
    found: Described,
    n: int,
    own: list[Piece],
    runs: list[range],
    texts: list[Signs],
    slots: dict[tuple[int, int], Signs],
) -> None:
    base = len(found.about_run)
    of = {i: k for k, run in enumerate(runs) for i in run}
    for k in range(len(runs)):
        found.about_run.append(_run_signs(k, own, runs, texts) + slots.get((n, min(k, 3)), NONE))
    each = [word_signs(p) for p in own]
    text = found.lines[n].text
    starts, bold = cell_starts(found.lines[n]), _bold_parts(found.lines[n])
    for i, piece in enumerate(own):
        near = [f"{by}{x}" for by in (-2, -1, 1, 2) for x in _word_nearby(each, i, by)]
        told = [f"i{step(i, (0, 1, 3, 6))}"]
        told += ["cell<"] if piece.start in starts else []
        told += ["apart"] if is_unspaced(piece.text) and text[piece.start - 1 : piece.start] == " " else []
        told += [f"mixed-{b}" for a, e, b in bold if a <= piece.start < e][:1]
        if i in of:
            told += (["run<"] if i == runs[of[i]][0] else []) + (["run>"] if i == runs[of[i]][-1] else [])
        else:
            told.append("parting")
        found.own.append((*each[i], *near, *told))
        found.run.append(base + of[i] if i in of else -1)
    found.pieces += own


def _word_nearby(each: list[Signs], i: int, by: int) -> Signs:
    if not 0 <= i + by < len(each):
        return ("edge",)
    return each[i + by] if abs(by) == 1 else each[i + by][:2]


def _run_signs(k: int, own: list[Piece], runs: list[range], texts: list[Signs]) -> Signs:
    before, after = runs[k][0] - 1, runs[k][-1] + 1
    left = "" if before < 0 else _mark(own[before])
    right = "" if after >= len(own) else _mark(own[after])
    return (
        *(f"G:{x}" for x in texts[k]),
        *(f"G-1:{x}" for x in (texts[k - 1] if k else NONE)),
        *(f"G+1:{x}" for x in (texts[k + 1] if k + 1 < len(texts) else NONE)),
        f"run{min(k, 4)}",
        f"runs{min(len(runs), 5)}",
        f"behind{left}",
        f"before{right}",
    )


def _mark(piece: Piece) -> str:
    if piece.dates is not None:
        return "date"
    return "word" if piece.text[0].isalnum() or len(piece.text) > 1 else piece.text


def _bold_parts(line: Line) -> list[tuple[int, int, bool]]:
    """(start, end, bold) of a line's parts where some are bold and some are not."""
    if len({span.bold for span in line.spans}) < 2:
        return []
    found, at = [], 0
    for text, bold in line.styled_parts:
        start = line.text.find(text, at)
        if start >= 0:
            at = start + len(text)
            found.append((start, at, bold))
    return found
