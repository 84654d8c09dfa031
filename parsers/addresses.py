"""Where the person of a resume lives: a town, or an address with its street, among the lines of the contact block."""

from __future__ import annotations

import re

from enrich.values.places import parse_place
from parsers.contacts import PHONE, Placed
from parsers.dateranges import best_range
from parsers.lines import Line
from parsers.mailboxes import EMAIL
from parsers.pages import network_names
from parsers.places import NORTH_AMERICAN, is_address, is_city, is_street_address, looks_like_place
from parsers.words import is_cjk, soften, words

MIN_LETTERS = 2
TOP = 4
MAX_ADDRESS, MAX_ADDRESS_WORDS, PHONE_DIGITS = 130, 18, 9
_COLON = re.compile(r"[:：]")
LONGEST_CJK = 12
_UNITS = frozenset("市区縣县都府")
_CJK_LABEL = re.compile(r"[:：]|(?<=^\S{2})[\s　]|(?<=^\S{3})[\s　]")
_PIECE_END = re.compile(
    r"\s+[|•·–—-]\s+|\s*[|•·]\s*|,\s+(?=(?:tel|tél|тел|mobil?|cell?|e-?mail|mail)\b|\+\d|[^\s@]+@)", re.I
)
_NOT_TOWNS = frozenset(
    (*network_names(), "portfolio", "website", "homepage", "blog", "resume", "cv", "stackoverflow", "contact")
)
_PIN_DASH = re.compile(r"\s*[-–]\s*(?=\d{3} ?\d{3}(?!\d))")
_LANDMARK = re.compile(r"(?i)(?:near|opp|opposite|behind|beside|next to)\b[. ]")
_UNIT = re.compile(r"\s*#\d{1,3}-\d{1,4}[A-Z]?")
_CITY_STATE = re.compile(r"(?<=[^,\s]) +(?=Singapore \(?S?\(?\d{6}\)?$)")
_STREET_END = re.compile(
    r"(?i)\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|crescent|court|ct|boulevard|blvd|terrace|parade|place|way|"
    r"highway|nagar|colony|layout|apartments?|society)\.?(?: \d{1,4})?(?: (?:apt|unit|suite)\.? ?\w{1,4})?$"
)
_HOUSE = re.compile(
    r"(?i)(?:(?:no|flat|plot|house(?: no)?|block|blk|unit|apt|h\.? ?no)\.?[ :]*)?[a-z]{0,2}-?\d{1,5}[a-z]?"
)
_STREET = re.compile(
    r"(?i)^(?:(?:no|flat|plot|house|block|blk|unit|apt|suite|h\.? ?no|p\.? ?o\.? box)\b\W*)?[a-z]{0,2}-?\d{1,5}[a-z]?[/\\, ]"
)
_BRITISH = re.compile(
    r"[ ,][A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?:, *(?:UK|U\.K\.|England|Scotland|Wales|United Kingdom))?$"
)
_CANADIAN = re.compile(r"[ ,][A-Z]{2},? [A-Z]\d[A-Z] ?\d[A-Z]\d(?:, *Canada)?$")
_AMERICAN = re.compile(r"[ ,]([A-Z]{2}),? \d{5}(?:-\d{4})?(?:, *(?:USA?|United States))?$")
_AUSTRALIAN = re.compile(r"[ ,](?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT|Vic|Qld|Tas),? \d{4}(?:, *Australia)?$")
_SINGAPORE = re.compile(r"\bSingapore \(?S?\(?\d{6}\)?$")
_STATE_CODE = re.compile(r"[A-Z]{2} (?:\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)")
_CODES = (_BRITISH, _CANADIAN, _AUSTRALIAN, _SINGAPORE)
_CODE_ALONE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\.?")


def place_of(lines: list[Line]) -> Placed | None:
    """Where the person lives: a labelled line, else a piece that reads as a place, else a bare name beside a contact."""
    return (
        _labelled(lines)
        or _among_pieces(lines)
        or _above_its_code(lines)
        or _beside_contact(lines)
        or _known_city(lines[:TOP])
    )


def _known_city(lines: list[Line]) -> Placed | None:
    """ "Jane Doe | Architect | London": a piece that is a known city and nothing else."""
    for line in lines:
        pieces = [p.strip(" ,") for cell in line.cells for p in _PIECE_END.split(cell)]
        for piece in pieces[1:]:
            if is_city(piece):
                return Placed(piece, line)
    return None


def _labelled(lines: list[Line]) -> Placed | None:
    labels = words("location_labels")
    for line in lines:
        for text in dict.fromkeys((line.body, *line.cells)):
            head, colon, rest = (
                (_CJK_LABEL if is_cjk(text[:2]) else _COLON).sub(":", text, count=1).partition(":")
            )
            if colon and soften(head.strip()) in labels and sum(map(str.isalpha, rest)) > MIN_LETTERS:
                told = next((p for p in _pieces(rest) if _is_addressed(p)), "")
                return Placed(told or rest.strip(" :-–,"), line)
    return None


def _among_pieces(lines: list[Line]) -> Placed | None:
    for i, line in enumerate(lines):
        for piece in (p for cell in line.cells for p in _pieces(cell)):
            if EMAIL.search(piece):
                continue
            if any(test(piece) for test in (_is_addressed, is_address, is_street_address, _is_town)):
                return Placed(_below_street(piece, line, lines[i - 1] if i else None), line)
    return None


def _is_town(piece: str) -> bool:
    if is_cjk(piece):
        return looks_like_place(piece) or (
            piece[-1:] in _UNITS and len(piece) <= LONGEST_CJK and bool(parse_place(piece).city)
        )
    return looks_like_place(piece) and not (_STREET_END.search(piece) and piece[:1].isdigit())


def _below_street(piece: str, line: Line, above: Line | None) -> str:
    """ "1234 Maple Street" over "Vancouver, BC V6B 1A1" are one address."""
    if above is None or piece != line.text.strip(" ,") or not _is_street(above.text):
        return piece
    return f"{above.text.strip(' ,')}, {piece}"


def _is_street(text: str) -> bool:
    bare = text.strip(" ,.")
    return _STREET.match(bare) is not None and _STREET_END.search(bare) is not None


def _above_its_code(lines: list[Line]) -> Placed | None:
    """ "Leeds" over "LS6 2AB": a town with its postal code below it."""
    for i, line in enumerate(lines[1:], start=1):
        town = lines[i - 1].text.strip(" ,")
        if _CODE_ALONE.fullmatch(line.text) and is_city(town):
            whole = f"{town}, {line.text.strip(' .')}"
            return Placed(_below_street(whole, line, None), lines[i - 1])
    return None


def _beside_contact(lines: list[Line]) -> Placed | None:
    for line in lines:
        if not EMAIL.search(line.text):
            continue
        for piece in (p.strip(" ,") for cell in line.cells for p in _PIECE_END.split(cell)):
            if piece != line.text and _could_be_town(piece):
                return Placed(piece, line)
    return None


def _pieces(cell: str) -> list[str]:
    """What separators, mail boxes and phones part; a postal code stays with its town, a house with its street."""
    text = _PIN_DASH.sub(" ", _UNIT.sub("", cell))
    pieces = [p.strip(" ,") for p in _PIECE_END.split(text)]
    return [_whole(cut.strip(" ,.")) for p in pieces for cut in _without_contacts(p) if cut.strip(" ,.")]


def _without_contacts(piece: str) -> list[str]:
    """Only where a comma joins an address with what reaches the person; else the piece as it stands."""
    if "," not in piece:
        return [piece]
    return PHONE.sub(_phone_out, EMAIL.sub("|", piece)).split("|")


def _phone_out(match: re.Match[str]) -> str:
    """A postal code ("4050-262") is shorter than a phone."""
    return "|" if sum(map(str.isdigit, match.group())) >= PHONE_DIGITS else match.group()


def _whole(piece: str) -> str:
    piece = ", ".join(part for part in piece.split(", ") if not _LANDMARK.match(part))
    head, comma, rest = piece.partition(", ")
    street, _, _ = rest.partition(", ")
    if comma and _HOUSE.fullmatch(head) and _STREET_END.search(street):
        piece = f"{head} {rest}"
    return _CITY_STATE.sub(", ", _without_buildings(piece))


def _without_buildings(piece: str) -> str:
    """ "221 Science Hall, Orlin College, Ithaca, NY 14850": the town stands right before its state."""
    pieces = piece.split(", ")
    state = next((i for i, p in enumerate(pieces) if _STATE_CODE.fullmatch(p)), 0)
    if state < 3:
        return piece
    kept = [p for p in pieces[: state - 1] if any(map(str.isdigit, p))]
    return ", ".join([*kept, *pieces[state - 1 :]])


def _is_addressed(piece: str) -> bool:
    """ "12 Elm Street, Leeds LS1 4AB": a town with a postal code in its country's form, or a street and a known town."""
    if not (8 < len(piece) < MAX_ADDRESS) or len(piece.split()) > MAX_ADDRESS_WORDS:
        return False
    if (dates := best_range(piece)) and not (dates.lone and _AUSTRALIAN.search(piece)):
        return False
    if _with_code(piece):
        return bool(parse_place(piece).city)
    if "," not in piece or _STREET.match(piece) is None:
        return False
    place = parse_place(piece)
    return bool(place.country and place.city) and (is_city(place.city) or bool(place.region))


def _with_code(piece: str) -> bool:
    american = _AMERICAN.search(piece)
    return (american is not None and american[1] in NORTH_AMERICAN) or any(c.search(piece) for c in _CODES)


def _could_be_town(piece: str) -> bool:
    plain = all(c.isalpha() or c in " .'’-" for c in piece)
    named = words("titles").count(soften(piece)) or words("email_labels").count(soften(piece))
    named = named or soften(piece).replace(" ", "") in _NOT_TOWNS
    return plain and not named and piece[:1].isupper() and 1 <= len(piece.split()) <= 3 and len(piece) > 2
