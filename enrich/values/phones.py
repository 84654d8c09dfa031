"""Telephone numbers in one form."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    SUPPORTED_REGIONS,
    NumberParseException,
    PhoneMetadata,
    PhoneNumberFormat,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    parse,
)

_EXTENSION = re.compile(
    r"(?:;ext=|[\s,;(.-]*(?:ext(?:ension)?|extn|x|durchwahl|dw|app|poste|anexo|interno|int|ramal|wew|доб|вн|#|内线|分机|内線)"
    r"[\s.:=#-]*)(\d{1,7})\)?\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^[^\d+]*?(?=\(?\s*[\d+])")
_TRUNK_ZERO = re.compile(r"^(\+?[\d\s.-]{1,6})\(\s*0\s*\)")
_NUMBER = re.compile(r"\+?[\d\s().\-/\u2010-\u2015\u00b7*']+")
_QUICK = re.compile(r"\+?[0-9 .()/-]{7,30}")
_SIGNS = str.maketrans(dict.fromkeys((chr(code) for code in range(128) if not chr(code).isdigit()), None))
_DATE = re.compile(
    r"(?:19|20)\d\d([-./])\d\d?\1\d\d?|\d\d?([-./])\d\d?\2(?:19|20)\d\d|(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d"
)
_SHORTEST, _LONGEST = 7, 15


@lru_cache(maxsize=1 << 17)
def clean_phone(text: str, region: str = "") -> str:
    """A telephone number in E.164, with ";ext=12" behind it where one is given; "" when the text is none.

    `region` is the ISO 3166-1 alpha-2 code of the country where a number without country code is dialled. Where it is
    unknown, or no such number exists there, the national digits come back as they are (7 to 15 of them, no "+"), so
    that equal numbers still compare equal. A number with a country code but of impossible length stays "+digits".
    """
    body, extension = _split(text)
    if not body:
        return ""
    number = _international(body) if body.startswith("+") else _national(body, region.upper())
    return f"{number};ext={extension}" if number and extension else number


def _split(text: str) -> tuple[str, str]:
    """(number, extension): the number as "+digits" or digits, "" when it is none."""
    extension = ""
    if not _QUICK.fullmatch(text) or "(0" in text:
        text, extension = _take_extension(text)
    if not _NUMBER.fullmatch(text) or _DATE.fullmatch(text):
        return "", ""
    digits = text.translate(_SIGNS) if text.isascii() else _ascii_digits(text)
    plus = text.startswith(("+", "(+"))
    if not plus and digits.startswith("00"):
        plus, digits = True, digits[2:]
    if not _SHORTEST <= len(digits) <= _LONGEST or (plus and digits.startswith("0")):
        return "", ""
    return f"+{digits}" if plus else digits, extension


def _take_extension(text: str) -> tuple[str, str]:
    """The first number of a text without its label and extension, and the extension."""
    text = _LABEL.sub("", unicodedata.normalize("NFKC", text).strip())
    if second := text.find("+", 2) + 1:
        text = text[: second - 1]
    found = _EXTENSION.search(text)
    number = _TRUNK_ZERO.sub(r"\1", text[: found.start()] if found else text)
    return number.strip(" /,;|"), found[1].lstrip("0") if found else ""


def _ascii_digits(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


class _Plan(NamedTuple):
    """What is needed to tell that digits are a whole national number as they stand: how long it may be, and the digit
    dialled before it inside the country, with which it never begins."""

    code: str
    lengths: frozenset[int]
    trunk: str


def _international(body: str) -> str:
    for size in (1, 2, 3):
        plan = _plan_of_code(body[1 : 1 + size])
        if plan and len(body) - 1 - size in plan.lengths and not body.startswith(plan.trunk, 1 + size):
            return body
    return _parse(body, None) or body


def _national(digits: str, region: str) -> str:
    if region not in SUPPORTED_REGIONS:
        return digits
    plan = _plan_of_region(region)
    if plan and not digits.startswith(plan.code):
        national = digits.removeprefix(plan.trunk)
        if len(national) in plan.lengths and not national.startswith(plan.trunk):
            return f"+{plan.code}{national}"
    return _parse(digits, region) or digits


def _parse(number: str, region: str | None) -> str:
    """E.164 as libphonenumber reads it, "" for a number of impossible length."""
    try:
        parsed = parse(number, region)
    except NumberParseException:
        return ""
    is_possible = is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE
    return format_number(parsed, PhoneNumberFormat.E164) if is_possible else ""


@cache
def _plan_of_code(code: str) -> _Plan | None:
    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code) if code.isdecimal() else 0)
    return _plan_of_region(regions[0]) if regions else None


@cache
def _plan_of_region(region: str) -> _Plan | None:
    """The plan of a region; None where more than one digit decides what is dialled before a number."""
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.general_desc is None or not metadata.national_prefix:
        return None
    trunk = metadata.national_prefix_for_parsing or metadata.national_prefix
    if trunk != metadata.national_prefix or len(trunk) != 1:
        return None
    return _Plan(str(metadata.country_code), frozenset(metadata.general_desc.possible_length), trunk)
