"""Whose resume is it? Candidates from the top of the document, weighed; a language model is asked only in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz import fuzz

from enrich.values.places import country_code
from enrich.values.text import fold
from parsers.honours import clean_name
from parsers.lines import Line
from parsers.nameforms import FIRST_MD, PARTICLES, could_be_name, hinted, is_document_word, of_two_scripts
from parsers.namelines import before_title, extended, introduced, stacked
from parsers.places import is_city, looks_like_place
from parsers.titles import title_score
from parsers.words import WordKind, heading_kind, is_cjk, soften, words

SURE = 0.75
LONGEST_LABEL = 3
LOOK_AT = 14
SIGNED, UNREAD = 0.3, 3
_REACHED = re.compile(
    r"(?i)\s+(?:phone|mobile|mob|cell|tel|contact|ph|e-?mail)\b\W*(?:no\b\W*)?(?=[:+\d])|\s+(?:phone|mobile|e-?mail)\s*:"
)
_LINKING = frozenset({"of", "for", "de", "di", "von", "van"})
_LABEL = re.compile(r"^\s*([^:：]{2,20}?)(?:\s*[:：]|(?<=[\u3400-\u9fff\uac00-\ud7af])\s)\s*(\S.{1,50})$")
MAX_LABELLED = 50
Ask = Callable[[str], list[str]]


@dataclass(frozen=True)
class Named:
    """A name, the line it was read from, and how sure that is (0 to 1)."""

    name: str
    line: Line | None
    sure: float


@dataclass(frozen=True)
class Witnesses:
    """What else tells who the person is: mail boxes, handles, and the lines a document ends with, where people sign."""

    emails: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    last_lines: tuple[str, ...] = ()

    def hints(self) -> list[str]:
        """Mail boxes without their digits, handles."""
        boxes = [re.sub(r"\d+", "", e.partition("@")[0].lower()) for e in self.emails]
        return boxes + [h.lower() for h in self.handles]

    def signed(self, name: str) -> bool:
        """Whether the name stands alone in, or at the end of, one of the last lines."""
        soft = fold(name)
        return " " in soft and any(fold(text).endswith(soft) for text in self.last_lines)


def name_of(lines: list[Line], known: Witnesses, ask: Ask) -> Named:
    """The person's name; `ask` gives the names of people that a language model sees in a text."""
    top = [line for line in lines[: LOOK_AT * 3] if line.page <= 1]
    if (labelled := _labelled(top)) is not None:
        return labelled
    weighed = _weighed(top, known)
    best = max(weighed, key=lambda n: n.sure, default=Named("", None, 0.0))
    if best.sure < SURE:
        best = _with_model(best, weighed, top, ask)
    if not best.name and (told := introduced(top)) is not None:
        return Named(*told, 0.6)
    if any(map(of_two_scripts, top[:UNREAD])) and hinted(best.name, known.hints()) < SIGNED:
        return Named("", None, 0.0)
    if best.line is None or not best.name:
        return best
    body = sorted(line.size for line in top)[len(top) // 2]
    return replace(best, name=extended(best.name, best.line, top, body, known.hints()))


def _labelled(lines: list[Line]) -> Named | None:
    """The name that a label tells, whole or as given and family names on lines of their own."""
    told = {kind: found for kind in _NAME_LABELS if (found := _told_by(lines, kind)) is not None}
    whole, given, family = (told.get(kind) for kind in _NAME_LABELS)
    if whole is not None and (given or family):
        other = given or family
        if other and other.line is not whole.line and fold(other.name) not in fold(whole.name):
            given, family = (given, family or whole) if given else (whole, family)
    if given and family:
        return Named(f"{given.name} {family.name}", family.line, 0.97)
    return whole


_NAME_LABELS: tuple[WordKind, ...] = ("name_labels", "given_labels", "family_labels")


def _told_by(lines: list[Line], kind: WordKind) -> Named | None:
    labels = words(kind)
    for line in lines:
        cells = [cell for cell in line.cells if any(map(str.isalnum, cell))]
        pairs = [(a, b.lstrip(" :-–")) for a, b in pairwise(cells) if len(b) <= MAX_LABELLED]
        pairs.extend((match[1], match[2]) for cell in line.cells if (match := _LABEL.match(cell)))
        pairs.extend(_unmarked(cell) for cell in line.cells)
        for label, name in pairs:
            plain = soften(label.strip(" :："))
            if (plain in labels or (is_cjk(plain) and plain.replace(" ", "") in labels)) and could_be_name(
                clean_name(name)
            ):
                return Named(clean_name(name), line, 0.97)
    return None


def _unmarked(cell: str) -> tuple[str, str]:
    """ "Ime i prezime Ana Horvat": a label of several words, without a colon."""
    parts = cell.split()
    cuts = ((" ".join(parts[:n]), " ".join(parts[n:])) for n in range(len(parts) - 2, 1, -1))
    return next((cut for cut in cuts if soften(cut[0]) in words("name_labels")), ("", ""))


_BRACKETED = re.compile(r"\s*\([^()]{4,}\)")
_BETWEEN = re.compile(r"\s+[|•·–—-]\s+|\s*[|•·]\s*|,\s+(?=[A-Z][a-z]+ [A-Z]?[a-z]+)")


def _pieces(line: Line) -> list[str]:
    spread = _spread_letters(line)
    if spread:
        return [spread]
    found: list[str] = []
    for cell in (_without_document_word(_REACHED.split(cell)[0]) for cell in line.cells):
        found.extend(map(_before_comma, _BETWEEN.split(_BRACKETED.sub(" ", cell))))
    return found


def _before_comma(piece: str) -> str:
    """ "Jane Doe, Florist": what follows a name of two words is no name; "Doe, Jane" and "Austin, TX" stay."""
    head, comma, tail = piece.partition(",")
    if not comma or len(head.split()) < 2 or looks_like_place(piece) or country_code(tail.strip()):
        return piece
    return head if not is_city(head) else piece


def _without_document_word(cell: str) -> str:
    """ "Jane Doe Resume", "Curriculum Vitae - Jane Doe", "PERSONAL INFORMATION Jane Doe"."""
    parts = cell.split()
    kinds = words("document_words")
    while len(parts) > 2 and soften(parts[-1]) in kinds:
        parts.pop()
    dropped = len(parts)
    while len(parts) > 2 and soften(parts[0]) in kinds:
        parts.pop(0)
    if len(parts) > 2 and len(parts) < dropped and parts[0] in _LINKING:
        parts.pop(0)
    for n in range(1, min(LONGEST_LABEL, len(parts) - 2) + 1):
        found = heading_kind(" ".join(parts[:n]))
        if found is not None and found[0] == "contact":
            parts = parts[n:]
            break
    return " ".join(parts).strip(" -–—:|")


def _spread_letters(line: Line) -> str:
    """A name set in spaced letters: single characters, words parted by wider gaps."""
    letters = [s for s in line.spans if s.text.strip()]
    words_seen = line.text.split()
    if len(words_seen) < 5 or sum(len(w) <= 2 for w in words_seen) < 0.8 * len(words_seen):
        return ""
    if len(letters) > 1:
        return " ".join("".join(s.text.split()) for s in letters)
    apart = re.split(r"\s{2,}|\u2003", letters[0].text.strip()) if letters else []
    return " ".join("".join(word.split()) for word in apart) if len(apart) > 1 else ""


def _weighed(lines: list[Line], known: Witnesses) -> list[Named]:
    biggest = max((line.size for line in lines if not is_document_word(line.text)), default=1.0)
    body = sorted(line.size for line in lines)[len(lines) // 2] if lines else 1.0
    hints = known.hints()
    if (whole := stacked(lines, biggest, body)) is not None:
        return [Named(*whole, 0.93)]
    found: list[Named] = []
    for place, line in enumerate(lines[: LOOK_AT * 2]):
        if _tells_another_fact(line):
            continue
        for piece in _pieces(line)[:4]:
            name = clean_name(piece)
            if shorter := before_title(name, hints):
                found.append(Named(shorter, line, SURE))
            if could_be_name(name) or _small_lettered(name, line, (biggest, body), hints):
                weight = _weight(name, line, place, (biggest, body), hints) + SIGNED * known.signed(name)
                found.append(Named(name, line, min(0.99, weight)))
    return found


_FACTS: tuple[WordKind, ...] = ("location_labels", "birth_labels", "person_labels", "phone_labels")


def _tells_another_fact(line: Line) -> bool:
    """ "Endereço: Rua Dois – Bairro Ibura": what a label names is no name."""
    label = _LABEL.match(line.cells[0]) if len(line.cells) == 1 else None
    return (
        label is not None
        and not is_cjk(label[1])
        and any(soften(label[1].strip()) in words(kind) for kind in _FACTS)
    )


def _small_lettered(name: str, line: Line, sizes: tuple[float, float], hints: list[str]) -> bool:
    """ "Jane doe smith", "jane doe": small letters in a name that its size or a mail box made of it vouches for."""
    biggest, body = sizes
    raised = " ".join(p[:1].upper() + p[1:] for p in name.split())
    if not 2 <= len(name.split()) <= 4 or not could_be_name(raised):
        return False
    large = line.size >= 0.97 * biggest and biggest > 1.15 * body and name[:1].isupper()
    return large or hinted(name, hints) > 0.6


_ADDRESS = re.compile(
    r"^(?:at|po|ps|vill|village|post|flat|block|plot|house|near|behind|opp|opposite|sector|c/o|s/o|d/o|w/o|to)\b[ .-]"
    r"|\b(?:road|street|avenue|nagar|colony|villa|apartments?|society|tower|station|district|taluk|village|lane|"
    r"marg|chowk|bazar|bazaar|market|enclave|vihar|layout|stra(?:ss|ß)e|rua|calle|rue|hospital|temple|soc|nivas|bhawan|complex)\.?$",
    re.I,
)


_GENERATION = re.compile(r"(?<=\w)\s+(?:j[uú]nior|filho|neto|sobrinho)$", re.IGNORECASE)
_READING = re.compile(r"[\u3040-\u309f ]+")


def _weight(name: str, line: Line, place: int, sizes: tuple[float, float], hints: list[str]) -> float:
    biggest, body = sizes
    parts = sum(p.lower() not in PARTICLES for p in _GENERATION.sub("", name).split())
    weight = 0.25
    weight += 0.35 if line.size >= biggest * 0.97 and biggest > body * 1.15 else 0.0
    weight += 0.22 if place == 0 else 0.12 if place <= 2 else 0.0 if place < LOOK_AT else -0.1
    weight += 0.08 if parts in (2, 3) or is_cjk(name) else -0.2 if parts == 1 else -0.05
    weight += 0.05 if line.bold or line.caps or line.heading == 1 else 0.0
    weight += 0.3 * hinted(name, hints)
    titled = title_score(_GENERATION.sub("", FIRST_MD.sub("", name)))
    weight -= 0.5 if titled > 0 else 0.15 if titled < 0 else 0.0
    weight -= 0.3 if looks_like_place(name) else 0.2 if "," in name or is_city(name) else 0.0
    weight -= 0.2 if _READING.fullmatch(name) else 0.0
    weight -= 0.35 if _ADDRESS.search(name) and hinted(name, hints) < 1 else 0.0
    return max(0.0, min(0.99, weight))


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
