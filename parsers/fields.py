"""What was studied, where a label says so: "kierunek: Finanse", "Studium Maschinenbau", "Abschluss: Diplom"."""

from __future__ import annotations

import re
from typing import Literal

from parsers.lines import Line
from parsers.words import heading_kind, soften, words

Told = Literal["degree", "area"]
_LABEL = re.compile(r"^([^\W\d_][^:：]{2,24}?)\s*[:：]\s*(\S.*)$")
_STUDIES = re.compile(
    r"^(?P<degree>Diplom|Master|Bachelor|Magister|Lehramts|Doktorats)?[Ss]tudi(?:um|engang)(?: (?:der|des|in|im Fach))?:? (?P<area>[A-ZÄÖÜ]\S.*)$"
)
_FIELDS = frozenset(
    soften(word)
    for word in (
        "kierunek", "zawód", "specjalność", "специальность", "направление", "факультет", "спеціальність", "спеціалізація", "fachrichtung",
        "studiengang", "schwerpunkt", "spécialité", "option", "especialidad", "especialização", "indirizzo", "specializzazione",
        "inriktning", "richting", "bölüm", "专业", "専攻", "전공", "major",
    )
)  # fmt: skip


_QUOTED = re.compile(r"^([^\W\d_]{4,20}) [«„“\"]([^»“”\"]+)[»“”\"]$")


def is_personal(piece: str) -> bool:
    """ "Patente: B, C": of the person, not of the school."""
    label = _LABEL.match(piece)
    return label is not None and soften(label[1].strip()) in words("person_labels")


def headed_inline(line: Line, *kinds: str) -> bool:
    """ "Idiomas: Español nativo, Inglés avanzado" where other things are told: a section in one line."""
    label = _LABEL.match(line.body)
    found = heading_kind(label[1]) if label is not None else None
    return found is not None and found[0] in kinds


def told(piece: str) -> dict[Told, str]:
    """The degree and the area that a piece of a header labels; nothing where it labels neither."""
    if (studies := _STUDIES.match(piece)) is not None:
        found: dict[Told, str] = {"area": studies["area"]}
        return {**found, "degree": studies["degree"]} if studies["degree"] else found
    label = _LABEL.match(piece) or _QUOTED.match(piece)
    if label is None:
        return {}
    head = soften(label[1].strip())
    if head in _FIELDS:
        return {"area": label[2]}
    return {"degree": label[2]} if head in words("degree_labels") else {}
