"""Whose resume is it? Candidates from the top of the document, weighed; a language model is asked only in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from enrich.values.skills import known_skill
from enrich.values.text import fold
from parsers.degrees import degree_score
from parsers.honours import clean_name
from parsers.lines import Line
from parsers.nameforms import (
    NO_DEGREE,
    PARTICLES,
    could_be_name,
    hinted,
    is_document_word,
    of_two_scripts,
    raised,
    wholly_hinted,
)
from parsers.namelabels import labelled_name
from parsers.nameletters import closed_up
from parsers.namelines import before_title, extended, introduced, stacked
from parsers.namepieces import pieces_of
from parsers.namesigned import TOLD_BY_BOX, signatures, told_by_box
from parsers.places import is_city, looks_like_place
from parsers.titles import title_score
from parsers.words import heading_kind, is_cjk, misspelt_heading, soften, words

SURE, LABELLED, LABELLED_BELOW, LEAST_HEADED, HEADED = 0.75, 0.97, 0.55, 0.25, 0.9
LEAST = 0.37
HINTED = 0.3
LOOK_AT = 14
SIGNED, UNREAD = 0.3, 3
Ask = Callable[[str], list[str]]


@dataclass(frozen=True)
class Named:
    """A name, the line it was read from, and how sure that is (0 to 1)."""

    name: str
    line: Line | None
    sure: float


NOBODY = Named("", None, 0.0)


@dataclass(frozen=True)
class Witnesses:
    """What else tells who the person is: mail boxes, handles, the lines a document ends with, where people sign, and all its
    lines that do not speak of others."""

    emails: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    last_lines: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()

    def hints(self) -> list[str]:
        """Mail boxes without their digits, handles."""
        boxes = [re.sub(r"\d+", "", e.partition("@")[0].lower()) for e in self.emails]
        return boxes + [h.lower() for h in self.handles]

    def signed(self, name: str, but: Line | None = None) -> bool:
        """Whether the name stands alone in, or at the end of, one of the last lines, leaving out one of them."""
        bare = _bare(name)
        ends = [_bare(text) for x in self.last_lines if x is not but for text in (x.text, *x.cells)]
        return any(end == bare or (" " in bare and end.endswith(f" {bare}")) for end in ends)


def _bare(name: str) -> str:
    """Folded words without marks: "r tarlan" of "(R.TARLAN)"."""
    return " ".join(_MARKS.sub(" ", fold(name)).split())


_MARKS = re.compile(r"[^\w]+")


def name_of(lines: list[Line], known: Witnesses, ask: Ask) -> Named:
    """The person's name; `ask` gives the names of people that a language model sees in a text."""
    top = [line for line in lines[: LOOK_AT * 3] if line.page <= 1]
    weighed = _weighed(top, known)
    if (labelled := labelled_name(top)) is not None:
        return _as_headed(Named(*labelled, LABELLED), weighed, known)
    best = max(weighed, key=lambda n: n.sure, default=NOBODY)
    if best.sure < SURE:
        best = max((best, *_elsewhere(known)), key=lambda n: n.sure)
    if best.sure < SURE:
        best = _with_model(best, weighed, top, ask)
    best = _as_headed(best, weighed, known)
    if not best.name and (told := introduced(top)) is not None:
        return Named(*told, 0.6)
    if any(map(of_two_scripts, top[:UNREAD])) and hinted(best.name, known.hints()) < SIGNED:
        return NOBODY
    if best.sure < LEAST:
        return NOBODY
    if best.line is None or not best.name:
        return best
    sizes = sorted(line.size for line in top or [best.line])
    body = sizes[len(sizes) // 2]
    return replace(best, name=extended(best.name, best.line, top, body, known.hints()))


def _elsewhere(known: Witnesses) -> Iterator[Named]:
    """Names that a label tells, that sign, or that a mail box is made of, wherever they stand."""
    hints, lines = known.hints(), list(known.lines)
    labelled = labelled_name(lines)
    if labelled is not None and "," not in labelled[0] and title_score(labelled[0]) == 0:
        yield Named(*labelled, LABELLED_BELOW + HINTED * hinted(labelled[0], hints))
    for name, line, weight in signatures(list(known.last_lines)):
        yield Named(name, line, weight + HINTED * hinted(name, hints))
    if (told := told_by_box(lines, hints)) is not None:
        yield Named(*told, TOLD_BY_BOX)


def _as_headed(told: Named, weighed: list[Named], known: Witnesses) -> Named:
    """The same name as the top of the document sets it: "R.TARLAN" for "Tarlan R", "KEVIN R. ROE" for "Kevin Robert Roe"."""
    if is_cjk(told.name):
        return told
    parts, signed = _bare(told.name).split(), known.signed(told.name)
    same = []
    for other in weighed:
        headed = _bare(other.name).split()
        if any(p in words("name_labels") for p in headed):
            continue
        alike = len(headed) >= len(parts) and any(len(p) > 3 and p in headed for p in parts)
        surely = alike and other.sure >= HEADED
        more = not signed and _has_more(headed, parts)
        if other.sure >= LEAST_HEADED and (surely or more or _same_name(parts, headed)):
            same.append(other)
    best = max(same, key=lambda n: n.sure, default=told)
    return replace(best, sure=max(told.sure, best.sure))


def _same_name(told: list[str], headed: list[str]) -> bool:
    """Whether the heading has the same letters, or initials for names."""
    if len(told) > len(headed):
        return _joined_with_initials(told, headed)
    return sorted("".join(told)) == sorted("".join(headed)) or (
        len(told) == len(headed)
        and all(x == y or (1 in (len(x), len(y)) and x[0] == y[0]) for x, y in zip(told, headed, strict=True))
    )


def _joined_with_initials(told: list[str], headed: list[str]) -> bool:
    """ "Tavi Nela R" over "Tavinela Rodan"."""
    word = "".join(p for p in told if len(p) > 1)
    initials = sorted(p for p in told if len(p) == 1)
    return bool(initials) and word in headed and initials == sorted(p[0] for p in headed if p != word)


def _has_more(headed: list[str], told: list[str]) -> bool:
    more = set(headed) - set(told)
    return set(told) < set(headed) and all(len(p) > 2 for p in more)


def _weighed(lines: list[Line], known: Witnesses) -> list[Named]:
    biggest = max((line.size for line in lines if not is_document_word(line.text)), default=1.0)
    body = sorted(line.size for line in lines)[len(lines) // 2] if lines else 1.0
    hints = known.hints()
    if (whole := stacked(lines, biggest, body, hints)) is not None:
        return [Named(*whole, 0.93)]
    found: list[Named] = []
    titled = [line for line in lines[: LOOK_AT * 2] if not line.blank and not is_document_word(line.text)]
    for place, line in enumerate(titled):
        for piece, loss in pieces_of(line):
            name = closed_up(clean_name(piece), hints)
            shorter = clean_name(before_title(name, hints))
            if shorter and not wholly_hinted(name, hints):
                found.append(Named(shorter, line, SURE))
            if could_be_name(name) or _small_lettered(name, line, (biggest, body), hints, first=place == 0):
                weight = (
                    _weight(name, line, place, (biggest, body), hints)
                    + SIGNED * known.signed(name, line)
                    - loss
                )
                found.append(Named(name, line, min(0.99, weight)))
    return found


def _small_lettered(
    name: str, line: Line, sizes: tuple[float, float], hints: list[str], *, first: bool
) -> bool:
    """ "Jane doe smith", "jane doe": small letters in a name that its size, its place or a mail box made of it vouches for."""
    biggest, body = sizes
    if not 2 <= len(name.split()) <= 4 or not could_be_name(raised(name)):
        return False
    large = line.size >= 0.97 * biggest and biggest > 1.15 * body and (name[:1].isupper() or first)
    return large or (line.bold and first) or hinted(name, hints) > 0.6


_ADDRESS = re.compile(
    r"^(?:at|p\.?o|p\.?s|[hd]\.? ?no|vill|village|post|flat|block|plot|house|near|behind|opp|opposite|sector|dist|distt|c/o|s/o|d/o|w/o|to)\b[ .-]"
    r"|^[hd]\.? ?no\.?$|\b(?:road|street|avenue|nagar|colony|villa|apartments?|society|tower|station|dist(?:rict|t)?|taluk|tehsil|vill|village|lane|"
    r"marg|chowk|chawk|bazar|bazaar|market|enclave|vihar|layout|stra(?:ss|ß)e|rua|calle|rue|hospital|temple|soc|nivas|bhawan|complex|"
    r"flats|floor|gali|extn|extension|town|salai|pradesh|uae)\.?$",
    re.I,
)


_GENERATION = re.compile(r"(?<=\w)\s+(?:j[uú]nior|filho|neto|sobrinho)$", re.IGNORECASE)
_READING = re.compile(r"[\u3040-\u309f ]+")


def _weight(name: str, line: Line, place: int, sizes: tuple[float, float], hints: list[str]) -> float:
    biggest, body = sizes
    parts = sum(p.lower() not in PARTICLES for p in re.findall(r"[^\s.]+", _GENERATION.sub("", name)))
    weight = 0.25
    weight += 0.35 if line.size >= biggest * 0.97 and biggest > body * 1.15 else 0.0
    weight += 0.22 if place == 0 else 0.12 if place <= 2 else 0.0 if place < LOOK_AT else -0.1
    weight += 0.08 if parts in (2, 3) or is_cjk(name) else -0.2 if parts == 1 else -0.05
    weight += 0.05 if line.bold or line.caps or line.heading == 1 else 0.0
    weight += HINTED * hinted(name, hints)
    titled = (
        0.0
        if wholly_hinted(name, hints)
        else title_score(_GENERATION.sub("", NO_DEGREE.sub("", name.replace("-", " "))))
    )
    mild = titled < 0 or _only_ends_as_job(name) or _job_hinted(name, hints)
    weight -= 0.0 if titled == 0 else 0.3 if mild else 0.7
    weight -= 0.3 if looks_like_place(name) else 0.2 if "," in name or is_city(name) else 0.0
    weight -= 0.2 if _READING.fullmatch(name) else 0.0
    strange = _ADDRESS.search(name) or misspelt_heading(name) or known_skill(name) or _of_headings(name)
    weight -= 0.35 if strange and hinted(name, hints) < 1 else 0.0
    return max(0.0, min(0.99, weight))


def _of_headings(name: str) -> bool:
    """ "Experience Chronicle", "Major Strengths", "Master Informatique": a word that heads a section or names a degree."""
    parts = name.split()
    return any(heading_kind(p) is not None for p in parts) or (
        len(parts) > 1 and degree_score(NO_DEGREE.sub("", name)) > 1
    )


def _only_ends_as_job(name: str) -> bool:
    """ "Tarlabacker": one word that ends like a job's name is as often a name."""
    return " " not in name and words("titles").count(soften(name)) == 0


def _job_hinted(name: str, hints: list[str]) -> bool:
    """ "Maria Metzger", metzgerm@...: a mail box that is made of the name has the word that is a job too."""
    jobs = [fold(p) for p in name.split() if title_score(p) > 0]
    return bool(jobs) and hinted(name, hints) >= 1 and all(any(p in hint for hint in hints) for p in jobs)


def _with_model(best: Named, weighed: list[Named], lines: list[Line], ask: Ask) -> Named:
    """A candidate the model calls a person gains; a person only the model sees is taken when nothing else is there."""
    seen = ask("\n".join(line.text for line in lines[:LOOK_AT]))
    for person in seen:
        agreeing = [n for n in weighed if fuzz.token_sort_ratio(soften(n.name), soften(person)) > 85]
        if agreeing:
            top = max(agreeing, key=lambda n: n.sure)
            return max(best, Named(top.name, top.line, min(0.9, top.sure + 0.25)), key=lambda n: n.sure)
    if best.sure >= 0.4 or not seen:
        return best
    name = clean_name(seen[0])
    return Named(name, None, 0.45) if could_be_name(name) and len(name.split()) > 1 else best
