"""Whose resume is it? Candidates from the top of the document, weighed; a language model is asked only in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from enrich.values.places import country_code
from enrich.values.text import fold
from parsers.dateranges import date_ranges
from parsers.degrees import degree_score
from parsers.honours import clean_name
from parsers.lines import Line
from parsers.places import is_city, looks_like_place
from parsers.schools import school_score
from parsers.titles import title_score
from parsers.words import WordKind, heading_kind, is_cjk, soften, words

SURE = 0.75
MAX_NAME_WORDS = 5
LONGEST_LABEL = 3
LOOK_AT = 14
WHOLLY_DEGREE = 2.0  # two words of degrees: "Leaving Certificate"
SIGNED, MISSPELT, LONGEST_ACRONYM = 0.3, 82, 3
_REACHED = re.compile(
    r"(?i)\s+(?:phone|mobile|mob|cell|tel|contact|ph|e-?mail)\b\W*(?:no\b\W*)?(?=[:+\d])|\s+(?:phone|mobile|e-?mail)\s*:"
)
_LINKING = frozenset({"of", "for", "de", "di", "von", "van"})
_LETTERS = re.compile(r"^[^\W\d_][^\d_@/\\|<>{}\[\]#*=+:;!?%&]*$")
_LABEL = re.compile(r"^\s*([^:：]{2,20}?)(?:\s*[:：]|(?<=[\u3400-\u9fff\uac00-\ud7af])\s)\s*(\S.{1,50})$")
_FIRST_MD = re.compile(r"^MD\.? (?=\w)", re.I)
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
    if best.sure >= SURE:
        return best
    return _with_model(best, weighed, top, ask)


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
        for label, name in pairs:
            plain = soften(label.strip(" :："))
            if (plain in labels or (is_cjk(plain) and plain.replace(" ", "") in labels)) and could_be_name(
                clean_name(name)
            ):
                return Named(clean_name(name), line, 0.97)
    return None


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
    if found := _two_lined(lines, biggest, body):
        return found
    for place, line in enumerate(lines[: LOOK_AT * 2]):
        if _tells_another_fact(line):
            continue
        for piece in _pieces(line)[:4]:
            name = clean_name(piece)
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
    return large or _hinted(name, hints) > 0.6


def is_document_word(text: str) -> bool:
    """ "Curriculum Vitae", "Resume": what the document is, often its largest words."""
    parts = soften(text).split()
    if soften(text).strip(" :-–") in words("document_words"):
        return True
    if bool(parts) and all(p.strip(":-–") in words("document_words") for p in parts):
        return True
    return 0 < len(parts) <= 3 and fuzz.ratio(" ".join(parts), "curriculum vitae") > MISSPELT


def _two_lined(lines: list[Line], biggest: float, body: float) -> list[Named]:
    """A given name over a family name, both in the largest letters."""
    largest = [x for x in lines[:LOOK_AT] if x.size >= 0.97 * biggest]
    apart = [(largest[0], largest[1])] if len(largest) == 2 else []
    for above, below in apart + list(pairwise([x for x in lines[:6] if not is_document_word(x.text)][:4])):
        large = min(above.size, below.size) > max(0.9 * biggest, 1.25 * body)
        name = clean_name(f"{above.text} {below.text}")
        single = max(len(above.text.split()), len(below.text.split())) <= 3 and len(name.split()) <= 4
        if large and single and could_be_name(name) and could_be_name(above.text) and title_score(name) <= 0:
            return [Named(name, above, 0.93)]
    return []


_ADDRESS = re.compile(
    r"^(?:at|po|ps|vill|village|post|flat|block|plot|house|near|behind|opp|opposite|sector|c/o|s/o|d/o|w/o|to)\b[ .-]"
    r"|\b(?:road|street|avenue|nagar|colony|villa|apartments?|society|tower|station|district|taluk|village|lane|"
    r"marg|chowk|bazar|bazaar|market|enclave|vihar|layout|stra(?:ss|ß)e|rua|calle|rue|hospital|temple|soc|nivas|bhawan|complex)\.?$",
    re.I,
)


def could_be_name(name: str) -> bool:
    """Whether a text has the form of a person's name."""
    if is_cjk(name):
        return 2 <= len(name.replace(" ", "").replace("·", "")) <= 8 and not _is_other(name)
    parts = name.split()
    if not 1 <= len(parts) <= MAX_NAME_WORDS or not 3 <= len(name) <= 50 or not _LETTERS.match(name):
        return False
    capital = sum(p[:1].isupper() or p.lower() in _PARTICLES or not p[:1].islower() for p in parts)
    return capital == len(parts) and not _is_other(name)


_LABELS: tuple[WordKind, ...] = (
    "name_labels", "location_labels", "email_labels", "phone_labels", "degree_labels", "title_labels", "school_labels",
    "employer_labels", "period_labels", "qualifiers", "given_labels", "family_labels",
)  # fmt: skip
_PARTICLES = frozenset(
    "van von der den de da di dos das do del della la le el al bin ibn ter ten te zu af av y e du des st".split()  # noqa: SIM905
)


def _is_other(name: str) -> bool:
    soft = soften(name)
    if soft.startswith("dear ") or (
        any(p in words("document_words") for p in soft.split())
        or is_document_word(name)
        or heading_kind(name) is not None
    ):
        return True
    if (
        soft in words("languages")
        or soft in words("levels")
        or soft in words("contract")
        or date_ranges(name)
    ):
        return True
    if "," in name and len(name.rpartition(",")[2].strip()) <= 2:
        return True
    if soft in words("name_labels") or (country_code(name) and " " in name):
        return True
    if len(soft.split()) > 1 and all(any(p in words(kind) for kind in _LABELS) for p in soft.split()):
        return True
    if soft.replace("’", "'") in words("person_labels") or soft.split()[-1] in words("email_labels"):
        return True
    spelt = " ".join(p for p in name.split() if len(p) > LONGEST_ACRONYM or not name.isupper())
    degree = degree_score(_FIRST_MD.sub("", name))
    return school_score(spelt) > 0 or degree > WHOLLY_DEGREE or (degree > 0.6 and len(name.split()) > 2)


_GENERATION = re.compile(r"(?<=\w)\s+(?:j[uú]nior|filho|neto|sobrinho)$", re.IGNORECASE)
_READING = re.compile(r"[\u3040-\u309f ]+")


def _weight(name: str, line: Line, place: int, sizes: tuple[float, float], hints: list[str]) -> float:
    biggest, body = sizes
    parts = sum(p.lower() not in _PARTICLES for p in _GENERATION.sub("", name).split())
    weight = 0.25
    weight += 0.35 if line.size >= biggest * 0.97 and biggest > body * 1.15 else 0.0
    weight += 0.22 if place == 0 else 0.12 if place <= 2 else 0.0 if place < LOOK_AT else -0.1
    weight += 0.08 if parts in (2, 3) or is_cjk(name) else -0.2 if parts == 1 else -0.05
    weight += 0.05 if line.bold or line.caps or line.heading == 1 else 0.0
    weight += 0.3 * _hinted(name, hints)
    titled = title_score(_GENERATION.sub("", _FIRST_MD.sub("", name)))
    weight -= 0.5 if titled > 0 else 0.15 if titled < 0 else 0.0
    weight -= 0.3 if looks_like_place(name) else 0.2 if "," in name or is_city(name) else 0.0
    weight -= 0.2 if _READING.fullmatch(name) else 0.0
    weight -= 0.35 if _ADDRESS.search(name) and _hinted(name, hints) < 1 else 0.0
    return max(0.0, min(0.99, weight))


def _hinted(name: str, hints: list[str]) -> float:
    """1.0 when a mail box or handle is made of the name."""
    soft = re.sub(r"[^a-z ]", "", fold(name))
    parts = soft.split()
    if not parts:
        return 0.0
    joined = "".join(parts)
    best = 0.0
    for hint in hints:
        plain = re.sub(r"[^a-z]", "", fold(hint))
        long_parts = [p for p in parts if len(p) > 2 and p in plain]
        if len(long_parts) >= 2 or (plain and plain in (joined, parts[-1] + parts[0])):
            return 1.0
        if long_parts and len(plain) > 3:
            best = max(best, 0.7)
        best = max(best, 0.6 if len(plain) > 4 and fuzz.ratio(plain, joined) > 85 else 0.0)
    return best


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
