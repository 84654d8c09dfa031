"""An entry's header lines -> its parts: pieces of text that each name one thing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from parsers.bodies import is_caption
from parsers.dateranges import best_range, durations
from parsers.entries import Entry
from parsers.firms import bare_name, ends_in_form, has_legal_form
from parsers.joints import at_marks, is_open, wraps
from parsers.lines import Line
from parsers.places import is_city, is_country, is_house, looks_like_place, place_at_end
from parsers.words import is_cjk, soften, words

_EDGE = " ,;:：|·•–—-−/\u200b()[]"
_WRAPPED = re.compile(r"^\((.*)\)$")


@dataclass(frozen=True)
class Part:
    """A piece of a header. `line` is the header line it stood in, `bold` whether it stood out; `joint` how it is
    tied to the piece before: "at" (title at employer), "," or ""."""

    text: str
    line: int
    bold: bool = False
    joint: str = ""


@cache
def _at() -> re.Pattern[str]:
    spaced = "|".join(re.escape(w) for w in sorted(words("at_words").spaced, key=len, reverse=True))
    return re.compile(rf"\s+(?:{spaced}|@)\s+|\s*@\s+|(?:(?<=[\u3040-\u9fff\uac00-\ud7af])|\s)@(?=\w)")


def parts_of(entry: Entry) -> tuple[list[Part], list[str]]:
    """(parts in reading order, places) of an entry's header, its dates, durations and kinds of contract left out."""
    parts: list[Part] = []
    places: list[str] = []
    for number, line in enumerate(entry.header):
        if line is entry.dated and _says_only_when(line):
            continue
        for text, bold, joint in _pieces(line, entry):
            bare, place = (text, "") if not _placed(text) else place_at_end(text)
            if not place:
                bare, place = _town_in_brackets(bare)
            if is_house(bare):
                places.extend([place] if place else [])
            elif looks_like_place(text):
                places.append(text)
            elif bare and not is_caption(bare):
                parts.append(Part(bare, number, bold, joint))
                places.extend([place] if place else [])
    parts = _without_towns(_rejoined(parts, entry), places)
    return parts + _firm_of_place(parts, places), places


def _firm_of_place(parts: list[Part], places: list[str]) -> list[Part]:
    """ "Start Consult, UAE" and "Nextera, Orlin, Canada" beside nothing or a job alone: no town, so what sits there."""
    if len(parts) > 1 or any(words("titles").count(soften(p.text)) == 0 for p in parts):
        return []
    for at, place in enumerate(places):
        name, comma, rest = place.partition(",")
        seated = is_city(rest.partition(",")[0]) and not is_country(rest) and len(name) > 2
        if comma and not is_city(name) and (len(name.split()) > 1 or seated):
            places[at] = rest.strip() if seated else place
            return [Part(name, parts[0].line if parts else 0, joint=",")]
    return []


_TOWN = re.compile(r"^([^()]{3,}?)\s*\(([^()\d]{3,30})\)$")


def _town_in_brackets(text: str) -> tuple[str, str]:
    """ "Grupo Alborada S.L. (Madrid)": where the firm sits. What stands behind a job's name may be its field."""
    match = _TOWN.match(text)
    if match is None or not is_city(match[2]):
        return text, ""
    if words("titles").count(soften(match[1].rpartition(", ")[2])) and not has_legal_form(match[1]):
        return text, ""
    return match[1], match[2]


_LABEL = re.compile(r"^[^\w:：]*([^:：]{2,16}?)\s*(?:[:：]|\s[-–])[^:：]*$")


def _says_only_when(line: Line) -> bool:
    """ "Period: full time from May 2021 to date"."""
    match = _LABEL.match(line.text)
    return match is not None and soften(match[1]) in words("period_labels")


_LEGAL_FORM = re.compile(
    r"(?i)(?:(?:pte|pvt|pty|co|private|p)\.?,?\s*)?(?:ltd|limited|llc|l\.l\.c|llp|inc|incorporated|corp|gmbh|s\.a|plc)\.?|pte\.?|pvt\.?|pty\.?"
)


_AGENT = re.compile(r"(?:er|or|ist|ant|ive|ian|yst|eer|ern|ead|chef)s?$")


def _ends_title(last: Part, part: Part) -> bool:
    """ "Acme, Orlin — Sales" over "Representative": a job whose last word stands on the next line."""
    agent = _AGENT.search(soften(last.text)) or words("organisations").count(soften(last.text))
    follows = part.line == last.line + 1 and last.bold == part.bold and not is_city(last.text)
    word = soften(part.text)
    titled = word in words("titles") or words("titles").ends_word(word)
    return follows and not agent and " " not in part.text and titled


def _goes_on(last: Part, part: Part, entry: Entry) -> bool:
    above, line = entry.header[last.line], entry.header[part.line]
    return is_open(last.text) or (line.text.startswith(part.text) and wraps(above, line, entry.edge))


def _rejoined(parts: list[Part], entry: Entry) -> list[Part]:
    """A name that its line breaks in two ("... Institute of" / "Technology") is one part."""
    joined: list[Part] = []
    alone = Counter(p.line for p in parts)
    for part in parts:
        last = joined[-1] if joined else None
        if last is not None and alone[last.line] > 1 and alone[part.line] == 1 and _ends_title(last, part):
            joined[-1] = Part(f"{last.text} {part.text}", part.line, last.bold, last.joint)
            continue
        broken = last is not None and part.line == last.line + 1 and _goes_on(last, part, entry)
        if last is not None and (broken or (part.line == last.line and _LEGAL_FORM.fullmatch(part.text))):
            comma = "," if broken and entry.header[last.line].text.endswith(",") else ""
            joined[-1] = Part(f"{last.text}{comma} {part.text}", part.line, last.bold, last.joint)
        else:
            joined.append(part)
    return joined


def _without_towns(parts: list[Part], places: list[str]) -> list[Part]:
    """A town's name alone is where the job was, when enough else names the job."""
    towns = [
        p
        for p in parts
        if p.joint != "at" and is_city(p.text) and soften(p.text) not in words("organisations")
    ]
    left = [p for p in parts if p not in towns]
    whole = len(left) == 1 and (
        (has_legal_form(left[0].text) and words("titles").count(soften(left[0].text)) > 0)
        or (not left[0].text.isascii() and words("organisations").count(soften(left[0].text)) > 0)
    )
    if not towns or (len(left) < 2 and not whole):
        return parts
    places.extend(p.text for p in towns)
    return left


def _placed(text: str) -> bool:
    return "," in text


def _pieces(line: Line, entry: Entry) -> list[tuple[str, bool, str]]:
    found: list[tuple[str, bool, str]] = []
    comma = False
    for text, bold in _styled(line, entry):
        for n, piece in enumerate(_unslashed(at_marks(text), text)):
            for m, side in enumerate(_split_at(piece)):
                clean = _clean(side)
                if clean:
                    found.append((clean, bold, "at" if m else ("," if comma and not n else "")))
        comma = text.rstrip().endswith(",")
    return found


_SLASH = re.compile(r"\s+/\s+")


def _unslashed(pieces: list[str], text: str) -> list[str]:
    """ "Consultant / Mentor" and "Integration / Web Identity at Acme" are one job each."""
    joined: list[str] = []
    for piece in pieces:
        if (
            joined
            and _SLASH.search(text)
            and f"{joined[-1]}/{piece}" in _SLASH.sub("/", text)
            and _is_job(joined[-1], piece)
        ):
            joined[-1] = f"{joined[-1]} / {piece}"
        else:
            joined.append(piece)
    return joined


def _is_job(left: str, right: str) -> bool:
    if len(_split_at(right)) > 1:
        return not _is_firm(left)
    titled = [words("titles").count(soften(side)) > 0 for side in (left, right)]
    firms = [words("organisations").count(soften(side)) > 0 for side in (left, right)]
    return all(titled) and not any(firms)


def _styled(line: Line, entry: Entry) -> list[tuple[str, bool]]:
    """The line's styled parts without its dates; parts of one style that only a small step parts stay whole."""
    styled = line.styled_parts or [(line.body, line.bold)]
    if line is not entry.dated or entry.dates is None:
        return _joined_at(styled, line)
    found: list[tuple[str, bool]] = []
    position = 0
    start, end = entry.dates.at
    for text, bold in styled:
        at = line.text.find(text, position)
        position = at + len(text)
        cut_from, cut_to = max(start - at, 0), min(end - at, len(text))
        if cut_from < cut_to:
            found.extend([(text[:cut_from], bold), (text[cut_to:], bold)])
        else:
            found.append((text, bold))
    return _joined_at([(t, b) for t, b in found if t.strip(_EDGE)], line)


_ASIDE_BEFORE = re.compile(
    r"^(\([^()\d]{3,50}\))(\s*[–—|-]\s+\S.*)$"
)  # "(Acme Group) – Analyst" behind a firm in bold
_OPENS_AT, _ENDS_AT = re.compile(r"^(?:at|bei|chez|@)\s"), re.compile(r"\w\s(?:at|bei|chez|@)$")


def _joined_at(styled: list[tuple[str, bool]], line: Line) -> list[tuple[str, bool]]:
    """ "Engineer" + "at Acme" is one text to split, whatever its styles."""
    joined: list[tuple[str, bool]] = []
    for text, bold in styled:
        if joined and (_at().match(f" {text} ") or _OPENS_AT.match(text) or _ENDS_AT.search(joined[-1][0])):
            joined[-1] = (f"{joined[-1][0]} {text}", joined[-1][1])
        elif joined and (aside := _ASIDE_BEFORE.match(text)) is not None:
            joined[-1] = (f"{joined[-1][0]} {aside[1]}", joined[-1][1])
            joined.append((aside[2], bold))
        elif joined and len(text) <= 2 and not text.isalnum():
            joined[-1] = (joined[-1][0] + text, joined[-1][1])
        else:
            joined.append((text, bold))
    return joined


_AT_WHAT = frozenset(("work", "height", "heights", "home", "sea", "scale", "risk"))  # "First Aid at Work"


def _split_at(piece: str) -> list[str]:
    """ "Engineer at Acme" -> its two sides, when the left one names a job and the right one does not start small."""
    match = _at().search(soften(piece)) if " " in piece else None
    if match is None:
        return [piece]
    left, right = piece[: match.start()], piece[match.end() :]
    if not left.strip() or soften(right) in _AT_WHAT:
        return [piece]
    joint = match.group().split()
    short = len(joint[0]) <= 2 and all(len(w) <= 3 for w in joint) and joint[0] not in ("at", "@")
    named = (
        words("titles").count(soften(left)) > 0
        or words("titles").ends_word(soften(left))
        or words("degrees").count(soften(left)) > 0
    )
    right = _ARTICLE.sub("", right)
    humped = re.match(r"[a-z]{1,2}[A-Z]", right) is not None  # "eBay"
    if not right[:1].isalnum() or (
        right[:1].islower() and not humped and not (named and _is_small_name(right))
    ):
        return [piece]
    titled = soften(left).split()[-1] in words("titles")
    if words("schools").count(soften(left)) and not words("degrees").count(soften(left)) and not titled:
        return [piece]
    if short and words("degrees").count(soften(left)) and not _is_firm(right):
        return [piece]
    if short and not (named and words("titles").count(soften(right)) == 0):
        return [piece]
    return [left, right] if named or not short else [piece]


_ARTICLE = re.compile(
    r"^(?:(?:(?:the|la|l['’]|der|die|a|een|de|the) ?)?(?:company|empresa|société|entreprise|azienda|ditta|firma|firm|compañía|companhia) |the |l['’]|il |la |lo |el |os? |as? |les? )(?=[A-ZÀ-Þ])"
)  # "presso l'Istituto ..."


def _is_firm(text: str) -> bool:
    bare = text.partition(" (")[0]
    return has_legal_form(bare) or ends_in_form(bare)


def _is_small_name(text: str) -> bool:
    """ "van Bentheim NV", "da Rosa e Filhos": a particle, then a capital."""
    return re.match(
        r"^(?:van|von|der|den|de|da|di|do|dos|das|del|della|la|le|el|al|ter|ten|zu)(?: (?:der|den|la))? [^\W\d_]",
        text,
    ) is not None and any(word[:1].isupper() for word in text.split()[1:3])


def balanced(text: str) -> str:
    """Without brackets at its ends that have no partner."""
    return text if text.count("(") == text.count(")") else text.strip("()（） ")


def _without_durations(piece: str) -> str:
    for match in reversed(list(durations().finditer(soften(piece)))):
        piece = f"{piece[: match.start()]} {piece[match.end() :]}"
    return piece


_ENUMERATED = re.compile(r"^\d{1,2}(?:-\d{1,2})?[.)]\s+(?=[^\W\d_])|^\(?\d{1,2}[.)]$")
_ADDRESSED = re.compile(r"^M/[sS]\.?\s*(?=\w)")
_AS_A = re.compile(
    r"(?i)^(?:(?:(?:currently|presently|now) )?(?:work(?:ing|ed)|joined) as (?:an? |the )?|as (?:an? |the ))(?=[^\W\d_])"
)
_STOPPED = re.compile(r"(?<=[^\W\d_]{6})\.$|(?<=[)»”])\.$|(?<=[а-яё]{4})\.$")
_ASIDE = re.compile(
    r"\s*[（(\[【](?:\d[^()（）\[\]]{0,12}[人名]?(?:以上|以下)?|\s*)[）)\]】]$"
)  # "（500人以上）", "[8年7个月]", "（）"
_ADDRESS = re.compile(r"(?:^|,\s*)(?:https?://|www\.)\S+$")
_WORKLOAD = re.compile(
    r"\s*(?:[(\[]|,\s|\bà\s|\bzu\s)\s*\d{1,3}(?:\s*[-–]\s*\d{1,3})?\s?%\s*[)\]]?$"
)  # "(80%)", ", 20-50 %"


_HALF_BRACKET = re.compile(r"(?<=\w)[\s,]*\([^()]{0,24}$")


def _clean(piece: str) -> str:
    piece = bare_name(piece) if has_legal_form(piece) else piece
    piece = _HALF_BRACKET.sub("", _WORKLOAD.sub("", _without_durations(piece)))
    piece = _ENUMERATED.sub("", " ".join(piece.split()).strip(" ,;:：|·•–—−-/\u200b").lstrip(">» ■□●○◆◇▼▲"))
    piece = _AS_A.sub("", _ADDRESSED.sub("", piece))
    piece = _ASIDE.sub("", piece) if is_cjk(piece) else piece
    if (wrapped := _WRAPPED.match(piece)) is not None and "(" not in wrapped[1]:
        piece = wrapped[1]
    piece = _STOPPED.sub("", balanced(piece).removeprefix(". ")).rstrip(" :,")
    piece = _ADDRESS.sub("", piece)
    if (found := best_range(piece)) is not None and found.at[1] - found.at[0] >= len(piece) - 1:
        return ""
    contract = soften(piece.strip("()"))
    if contract in words("contract") or contract in words("present") or not any(c.isalnum() for c in piece):
        return ""
    return piece
