"""Emails and phones of the person a resume is about; pages are in `pages`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import phonenumbers

from enrich.values.contacts import clean_email
from enrich.values.places import country_code
from parsers.dateranges import best_range
from parsers.lines import Line
from parsers.mailboxes import EMAIL, linked_boxes, mended, whole_box
from parsers.nations import regions_told
from parsers.places import NORTH_AMERICAN
from parsers.words import soften, words

_AT_END = re.compile(r"[\w.+-]+@[\w.-]*$|@[\w.-]+$")
PHONE = re.compile(
    r"(?<![\w/@.-])(?:\(?\+|00)?[(\d](?:[\d\s().\-–/]|(?<=\d)·(?=\d)){6,24}\d(?:\s*(?:x|ext\.?)\s*\d{1,5})?(?![\w/@])"
)
_MARK = "¦"
LEAST_ALONE, MOST_DIGITS = 8, 15
APART = 0.6
LANGUAGE_REGION = {
    "en": "US", "de": "DE", "fr": "FR", "es": "ES", "pt": "BR", "it": "IT", "nl": "NL", "pl": "PL", "sv": "SE", "tr": "TR",
    "ru": "RU", "zh": "CN", "ja": "JP", "uk": "UA", "he": "IL", "ar": "EG", "ko": "KR", "cs": "CZ", "da": "DK", "no": "NO",
    "fi": "FI", "el": "GR", "hu": "HU", "ro": "RO", "vi": "VN", "id": "ID", "hi": "IN", "th": "TH", "bg": "BG", "hr": "HR",
    "fa": "IR",
}  # fmt: skip
ALSO_WRITTEN = {
    "zh": ("TW", "HK"), "pt": ("PT",), "de": ("AT", "CH"), "cs": ("SK",), "hr": ("RS", "BA", "SI", "ME"), "fr": ("BE", "CH"),
    "nl": ("BE",), "ar": ("SA", "MA", "JO", "AE", "DZ", "TN", "IQ"), "es": ("MX", "AR", "CO", "PE", "CL"), "it": ("CH",),
    "el": ("CY",), "ru": ("KZ", "BY"), "ro": ("MD",),
}  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """A value and the line it was read from."""

    value: str
    line: Line


def emails_of(lines: list[Line]) -> list[Placed]:
    """Addresses in text and in mailto links; one that its line breaks in two is joined."""
    found: dict[str, Placed] = {}
    for line in lines:
        for email in linked_boxes(line.urls, line.text):
            found.setdefault(email, Placed(email, line))
    linked = " ".join(found)
    for i, line in enumerate(lines):
        text = mended(line.text)
        if (
            _AT_END.search(text)
            and i + 1 < len(lines)
            and " " not in lines[i + 1].text.strip()
            and "@" not in lines[i + 1].text
            and not EMAIL.search(text + " ")
        ):
            text += lines[i + 1].text
        for match in EMAIL.finditer(text):
            email = clean_email(whole_box(match, text, lines[i - 1] if i else None))
            if (
                email
                and not any(email != known and email in known for known in found)
                and email not in linked
            ):
                found.setdefault(email, Placed(email, line))
    return list(found.values())


def regions_of(lines: Iterable[Line], language: str, text: str = "") -> tuple[str, ...]:
    """The country of the contact block, those that the whole text speaks of, the one where the language is most
    written."""
    told = regions_told(text)
    first = [code] if (code := region_of(lines)) else []
    usual = (LANGUAGE_REGION.get(language, "US"), *ALSO_WRITTEN.get(language, ()))
    return tuple(dict.fromkeys((*first, *told, *usual)))


def region_of(lines: Iterable[Line]) -> str:
    """The country (ISO code) that the contact block names, "" when it names none."""
    for line in lines:
        for piece in re.split(r"\s*[,،、/|•·()]\s*|\s+[-–—]\s+|\t", " , ".join(line.cells)):
            if 2 <= len(piece) < 40 and (code := _country(piece)):
                return code
    return ""


def _country(piece: str) -> str:
    last = piece.rsplit(" ", maxsplit=1)[-1]
    if len(last) == 2:
        return (
            last
            if last.isupper() and last in phonenumbers.SUPPORTED_REGIONS and last not in _STATE_CODES
            else ""
        )
    return country_code(piece)


_STATE_CODES = NORTH_AMERICAN - {"IN", "DE"}


def phones_of(lines: list[Line], regions: tuple[str, ...]) -> list[Placed]:
    """Numbers in E.164 where the region makes them valid, else as written when they are labelled as phones."""
    found: dict[str, Placed] = {}
    for line in lines:
        for url in line.urls:
            if url.lower().startswith("tel:") and (number := _e164(url[4:], regions)):
                found.setdefault(number, Placed(number, line))
        text = _apart(line)
        for match in PHONE.finditer(text):
            if _OF_OTHERS.search(text[match.end() :]):
                continue
            for one in _single(match.group(), regions):
                if written := _number(one, text[: match.start()], regions, "@" in text):
                    found.setdefault(written, Placed(written, line))
    return list(found.values())


_BETWEEN = re.compile(r"\s*/\s*|\s+[-–]\s*|\s*–\s+")


def _single(text: str, regions: tuple[str, ...]) -> list[str]:
    """ "7012345678/7087654321", "94089355 - 98085086", "93800 12345 97400 12345": two numbers in one run of digits."""
    parts = [p for p in _BETWEEN.split(text) if p]
    if len(parts) > 1 and all(len(re.sub(r"\D", "", p)) >= LEAST_ALONE for p in parts):
        return parts
    groups = text.split()
    if len(re.sub(r"\D", "", text)) > MOST_DIGITS:
        for n in range(1, len(groups)):
            cut = [" ".join(groups[:n]), " ".join(groups[n:])]
            if all(_whole_e164(p, regions) for p in cut):
                return cut
    return [text]


_OTHER_NUMBER = re.compile(
    r"(?:(?<![&/])(?<![&/] )fax|skype|\bid|qq|(?<!contact )(?<!mobile )(?<!phone )(?<!mob )(?<!mob\. )(?<!cell )(?<!ph )(?<!tel )(?<!mob\.)(?<!mobile)(?<!cell\.)(?<!ph\.)(?<!tel\.)(?<!phone)(?<!contact)no\.|nr\.?|(?<![/／、&])(?<![/／、&] )(?:wechat|weixin|微信|\bap(?:to?)?\.?|apartamento|apartment))\W*$",
    re.I,
)
_BEHIND = 32


def _identifies(before: str) -> bool:
    """Whether a number's label says that it is somebody's number with an authority: "R.U.T. :", "ID NUMBER", "Personnummer:"."""
    return _id_label().search(soften(before[-_BEHIND:])) is not None


@cache
def _id_label() -> re.Pattern[str]:
    known = words("id_labels")
    labels = "|".join(re.escape(w) for w in sorted((*known.spaced, *known.cjk), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{labels})(?![^\W\d_])[\s.:：°º#{_MARK}-]*$")


_POSTAL_LABEL = re.compile(r"(?<!\w)(?:cep|c\.?p\.?|plz|zip)\W*$|〒\W*$", re.I)
_BRAZILIAN_CODE = re.compile(r"(?:^|[\s,])\d{5}-\d{3}$")
_AFTER_DASH = re.compile(r"(?<=[A-Za-z.:)])[ .:]*[-–]+ ?(?=[+(]?\d{5})")
_SLASHED = re.compile(
    r"(?<!\w)((?:\d[ .()–-]{0,3}){8,20})(?:/+(?= ?[+(\d]|[\w.]+@)|--+|\.(?=\d{10}(?!\d))) ?"
)
_GLUED_LABEL = re.compile(r"(?i)\b(nos?|tel|mob|ph|cell|phone|mobile)\.(?=[+(]?\d)")
_OF_OTHERS = re.compile(
    r"(?i)^[\s)]*\(?(?:fax|father|mother|brother|wife|husband|spouse|guardian|parents?)\b"
)
_DOTTED = re.compile(r"(\(?\b\d{3}\)?)\s*[·•∙]\s*(\d{3})\s*[·•∙]\s*(\d{4})\b")
_WIDE_BRACKETS = str.maketrans("（）＋", "()+")
_FROM_RIGHT = re.compile(r"(?<![\d+])(\d+(?:[ -]\d+)+) ?\+(?!\d)")


def _apart(line: Line) -> str:
    """The line's text with a mark where a gap parts two things; a number drawn from right to left turned round."""
    undashed = _AFTER_DASH.sub(_undashed, _GLUED_LABEL.sub(r"\1. ", _marked(line)).translate(_WIDE_BRACKETS))
    text = _SLASHED.sub(rf"\1 {_MARK} ", _DOTTED.sub(r"\1 \2 \3", undashed))
    return _FROM_RIGHT.sub(lambda m: "+" + " ".join(reversed(m[1].split())), text)


def _undashed(dash: re.Match[str]) -> str:
    """ "Mob-9876543210" is a label and a number, "jane-doe-298758150" the name of an account."""
    word = dash.string[: dash.start()].rpartition(" ")[2]
    return dash.group() if re.search(r"\w[-/]\w", word) else " "


def _marked(line: Line) -> str:
    return " ".join(
        "".join(
            f" {_MARK} {s.text}" if s.gap >= APART else f" {s.text}" if s.gap > 0.12 else s.text
            for s in line.spans
        ).split()
    )


def _number(text: str, before: str, regions: tuple[str, ...], beside_email: bool) -> str:
    digits = re.sub(r"\D", "", text)
    if not 7 <= len(digits) <= MOST_DIGITS or re.fullmatch(
        r"\s*(?:19|20)\d\d\s*[-–/]\s*(?:19|20)?\d\d\s*", text
    ):
        return ""
    if (
        _OTHER_NUMBER.search(before)
        or _identifies(before)
        or re.search(
            r"(?<!\d)\d{1,2} ?[./-] ?\d{1,2} ?[./-] ?(?:19|20)\d\d(?!\d)|^\W*(?:19|20)\d\d[./-] ?\d{1,2}[./-] ?\d{1,2}(?!\d)",
            text,
        )
    ):
        return ""
    if _POSTAL_LABEL.search(before) or ((dates := best_range(text)) is not None and not dates.lone):
        return ""
    if _BRAZILIAN_CODE.search(text) and "BR" in regions:
        return ""
    if number := _e164(text, regions):
        return number
    labelled = words("phone_labels").count(soften(before[-25:])) > 0 or (beside_email and len(digits) >= 8)
    return " ".join(text.split()) if labelled or text.lstrip("( ").startswith("+") else ""


def _e164(text: str, regions: tuple[str, ...]) -> str:
    """In E.164 when it is a number, or its first or last groups are: a postal code may follow it or stand before it."""
    groups = text.split()
    first = [" ".join(groups[:n]) for n in range(len(groups), max(0, len(groups) - 3), -1)]
    last = [" ".join(groups[1:])] if len(groups) > 1 and _POSTAL_CODE.fullmatch(groups[0]) else []
    return next((found for part in (*first, *last) if (found := _whole_e164(part, regions))), "")


_POSTAL_CODE = re.compile(r"\d{4,6}")


_AMERICAN = re.compile(r"\([2-9]\d\d\) ?[2-9]\d\d-\d{4}")
_DASHED = re.compile(r"([2-9]\d\d)([-.])[2-9]\d\d\2\d{4}")


_BRITISH_FICTION = re.compile(r"07700900\d{3}|01632960\d{3}")


def _whole_e164(text: str, regions: tuple[str, ...]) -> str:
    region = regions[0]
    dashed = "US" in regions and _DASHED.fullmatch(text.strip())
    american = ("US",) if dashed or _AMERICAN.fullmatch(text.strip()) else ()
    for guess in dict.fromkeys((*american, *regions, "US", "GB", "IN")):
        try:
            number = phonenumbers.parse(text, guess)
        except phonenumbers.NumberParseException:
            return ""
        if (guess == "GB" and _BRITISH_FICTION.fullmatch(re.sub(r"\D", "", text))) or (
            phonenumbers.is_valid_number(number)
        ):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if guess == region and phonenumbers.is_possible_number(number) and text.lstrip("( ").startswith("+"):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return _fictive(text, "US" if american else region)


NANP = 1  # North America dials no trunk "0"


def _fictive(text: str, region: str) -> str:
    """Numbers set aside for fiction ("555-0123", "06 39 98 ...") are possible, never valid; they keep their form."""
    number = phonenumbers.parse(text, region)
    digits = len(str(number.national_number))
    american = region in ("US", "CA") and digits == 10 and str(number.national_number)[0] in "23456789"
    trunk = number.country_code != NANP and text.lstrip("( ").startswith("0") and 8 <= digits <= 10
    if (american or trunk) and phonenumbers.is_possible_number(number):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""
