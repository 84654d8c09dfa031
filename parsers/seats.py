"""Where a firm sits, told behind its name."""

from __future__ import annotations

import re

from parsers.firms import has_legal_form
from parsers.parts import Part
from parsers.places import is_city, looks_like_place
from parsers.titles import title_score
from parsers.words import soften, words

FEW_WORDS = 2
_SEATED = re.compile(r"^([^()]{3,80}?)\s*\(([^()]{3,40})\)$")
_BEHIND_FORM = re.compile(
    r"(?i)^(?P<firm>\S.*\b(?:ltd|limited|inc|llc|llp|gmbh|plc|corp|w\.l\.l)\.?)\s+(?P<place>[^\W\d_][^\d,()]{2,30}(?:\s*\([^()]+\))?)$"
)


def without_seat(part: Part, places: list[str]) -> Part:
    """What follows a firm's legal form and a comma is where it sits, and so is a town in brackets; it is put with the places."""
    if (match := _SEATED.match(part.text)) and _is_town(match[2]) and _seats(match[1]):
        places.append(match[2])
        return Part(match[1], part.line, part.bold, part.joint)
    firm, comma, place = part.text.rpartition(", ")
    if (
        not comma
        or len(place.split()) > 3
        or _organised(place)
        or has_legal_form(place)
        or title_score(place) > 0
    ):
        return part
    if not words("organisations").count(" ".join(soften(firm).split(" ")[-4:][1:])):
        return part
    places.append(place)
    return Part(firm, part.line, part.bold, part.joint)


def behind_form(firm: str, *, labelled: bool = False) -> tuple[str, str]:
    """ "Orlin Auto Pvt. Ltd. Alwar" -> the firm and the town behind its legal form. Behind a firm that a form's label tells,
    a word or two that no gazetteer knows is a town too."""
    match = _BEHIND_FORM.match(firm)
    if match is None:
        return firm, ""
    place = match["place"].partition("(")[0].strip()
    unknown = len(place.split()) <= FEW_WORDS and not _organised(place) and title_score(place) <= 0
    return (match["firm"], match["place"]) if _is_town(place) or (labelled and unknown) else (firm, "")


def _organised(text: str) -> bool:
    return words("organisations").count(soften(text)) > 0


def _is_town(text: str) -> bool:
    return is_city(text) or looks_like_place(text)


def _seats(name: str) -> bool:
    """No school: "University of Orlin (Town)" is what it is called."""
    return words("schools").count(soften(name)) == 0
