"""What the cells of a column speak of, whatever its name says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import polars as pl

from enrich.values.contacts import clean_email, clean_phone
from enrich.values.dates import clean_date
from enrich.values.gazetteer import cities, country_code
from enrich.values.names import fold
from enrich.values.places import parse_place
from enrich.values.streets import STREET_WORDS, fold_street
from matchers.dedupe.days import iso_day
from matchers.dedupe.mixed import has_mail, has_number, name_beside
from matchers.dedupe.reading import NOTHING, as_text
from matchers.frequencies import shipped_rarity

_SAMPLE = 400
ALL_BUT_SLIPS = 0.95
MOSTLY = 0.5
_DIGITS = re.compile(r"\d")
_URL = re.compile(r"(?i)(https?://|www\.|linkedin\.com/|github\.com/|xing\.com/)\S+")
_EASTERN_NAME = re.compile(r"[\u3400-\u9fff]{1,3}[ \u3000]?[\u3400-\u9fff]{1,3}|[\uac00-\ud7a3]{2,4}")
_STREETS = frozenset(STREET_WORDS.values())
_DIALLED = re.compile(r"(\+|00)\d{1,4}")
_SALUTATION = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "herr",
        "frau",
        "m",
        "mme",
        "mlle",
        "sr",
        "sra",
        "srta",
        "sig",
        "dott",
        "mx",
        "sir",
        "madam",
        "dhr",
        "mevr",
        "pan",
        "pani",
        "hr",
        "fru",
    ]
)
_POSTAL = re.compile(
    r"(?i)\d{4,5}(-\d{3,4})?|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|\d{4} ?[a-z]{2}|\d{2}-\d{3}|[a-z]\d[a-z] ?\d[a-z]\d"
)
_MASK = re.compile(r"[xX*•#\W_]")
_TELLING = 20  # cells from which on they tell how long numbers are
_SHORT = 5  # letters and digits; whoever shares so few may be anybody
Test = Callable[[str], Any]


def sample_of(values: pl.Series) -> list[str]:
    """Some hundred cells that say something, spread over the column."""
    step = max(1, len(values) // (_SAMPLE * 5))
    text = as_text(values.gather_every(step)).drop_nulls().str.slice(0, 200).str.strip_chars()
    return [cell for cell in text.to_list() if cell.lower() not in NOTHING][:_SAMPLE]


def share(sample: Iterable[str], test: Test) -> float:
    """The part of the cells for which the test holds."""
    answers = [bool(test(cell)) for cell in sample]
    return sum(answers) / max(len(answers), 1)


def digits(cell: str) -> int:
    return len(_DIGITS.findall(cell))


def _number(cell: str) -> int:
    """A whole number, also as spreadsheets write it ("7.0"); -1 for anything else."""
    whole = cell.removesuffix(".0")
    return int(whole) if whole.isdecimal() and len(whole) <= 4 else -1


def _is_short(cell: str) -> bool:
    """The last digits of a number, or one that is masked."""
    return len(_MASK.sub("", cell)) <= _SHORT


def _is_day(cell: str) -> bool:
    return 1 <= _number(cell) <= 31


def _is_year(cell: str) -> bool:
    return 1850 < _number(cell) < 2100


def is_one_word(cell: str) -> bool:
    return len(cell.split()) == 1


def is_short_number(cell: str) -> bool:
    """What may be the number of a house: "12", "7b", "3-5"."""
    return len(cell) <= 8 and cell[:1].isdecimal()


# What the cells may speak of, where a name says either: "birth_day" is "birthday" too, "mob" a mobile telephone, "cep" a Turkish
# one, "by" a Danish town, "country code" what a telephone number begins with.
_OTHER_MEANINGS: dict[str, tuple[tuple[str, Test, float], ...]] = {
    "birth_date": (("birth_day", _is_day, ALL_BUT_SLIPS), ("birth_year", _is_year, ALL_BUT_SLIPS)),
    "birth_day": (("birth_date", lambda cell: digits(cell) >= 6 and clean_date(cell), ALL_BUT_SLIPS),),
    "birth_month": (("phone", lambda cell: digits(cell) >= 6, ALL_BUT_SLIPS),),
    "birth_year": (("city", lambda cell: not digits(cell) and cities(cell), MOSTLY),),
    "postal_code": (("phone", lambda cell: digits(cell) >= 10, ALL_BUT_SLIPS),),
    "country": (("area_code", _DIALLED.fullmatch, ALL_BUT_SLIPS),),
    "street_or_state": (("address", lambda cell: len(cell) > 3, MOSTLY), ("region", bool, 0.0)),
}


def meant(attribute: str, sample: list[str]) -> str:
    """The attribute, or another that its name stands for too and the cells speak of."""
    others = _OTHER_MEANINGS.get(attribute, ())
    return next((other for other, holds, least in others if share(sample, holds) >= least), attribute)


def is_age(cell: str) -> bool:
    return 0 <= _number(cell) <= 120


def _says_date(cell: str) -> bool:
    return bool(iso_day(cell, month_first=False)) and (len(cell) != 5 or 3_000 < int(cell) < 60_000)


_Doubt = tuple[Test, float, str]
_NAME_DOUBT: _Doubt = (lambda cell: not digits(cell) and "@" not in cell, MOSTLY, "most cells hold no names")
_DOUBTS: dict[str, _Doubt] = {
    "name": _NAME_DOUBT,
    "given_name": _NAME_DOUBT,
    "family_name": _NAME_DOUBT,
    "nickname": _NAME_DOUBT,
    "reading": _NAME_DOUBT,
    "person": (
        lambda cell: _is_full_name(cell) or _EASTERN_NAME.fullmatch(cell),
        0.25,
        "its cells are no names of persons",
    ),
    "email": (
        lambda cell: "@" in cell or "%40" in cell or "(at)" in cell.lower(),
        0.3,
        "most cells hold no addresses",
    ),
    "phone": (lambda cell: digits(cell) >= 5 and "@" not in cell, MOSTLY, "most cells hold no numbers"),
    "area_code": (lambda cell: 1 <= digits(cell) <= 5, MOSTLY, "most cells hold no beginnings of numbers"),
    "birth_date": (_says_date, 0.2, "most cells hold no dates"),
    "birth_year": (_is_year, MOSTLY, "most cells hold no years"),
    "birth_month": (
        lambda cell: 1 <= _number(cell) <= 12 or clean_date(f"{cell} 2000")[5:7],
        MOSTLY,
        "most cells hold no months",
    ),
    "birth_day": (_is_day, MOSTLY, "most cells hold no days of a month"),
    "age": (is_age, ALL_BUT_SLIPS, "most cells hold no ages"),
    "as_of": (lambda cell: bool(iso_day(cell, month_first=False)), ALL_BUT_SLIPS, "most cells hold no dates"),
    "contacts": (
        lambda cell: has_mail(cell) or has_number(cell),
        MOSTLY,
        "most cells hold nothing to reach a person by",
    ),
    "mailbox": (has_mail, MOSTLY, "most cells hold no addresses"),
    "title": (lambda cell: fold(cell) not in _SALUTATION, MOSTLY, "its cells are forms of address"),
    "city": (lambda cell: not cell.isdecimal(), MOSTLY, "most cells are numbers"),
    "region": (lambda cell: len(cell) <= 60, MOSTLY, "most cells are long texts"),
    "country": (lambda cell: len(cell) <= 60 and not cell.isdecimal(), MOSTLY, "most cells name no country"),
    "postal_code": (lambda cell: len(cell) <= 12 and digits(cell) > 1, 0.4, "most cells are no postal codes"),
    "school_year": (lambda cell: digits(cell) > 1, MOSTLY, "most cells hold no years"),
    "source": (lambda cell: len(cell) <= 120, 0.9, "most cells are long texts"),
}


def contradiction(attribute: str, sample: list[str]) -> str:
    """What in the content speaks against the name of a column; "" for nothing."""
    if attribute == "identifier" and len(sample) >= _TELLING and share(sample, _is_short) >= MOSTLY:
        return "most cells are too short to tell people apart"
    doubt = _DOUBTS.get(attribute)
    if doubt is None:
        return ""
    holds, least, says = doubt
    return "" if share(sample, holds) >= least else says


_MIXED = (
    "",
    "email",
    "phone",
    "person",
    "name",
    "link",
    "contacts",
    "mailbox",
)  # what a column of mixed cells may be named like
_SOME = 0.3


def mixed(attribute: str, sample: list[str]) -> str:
    """ "contacts" for cells with addresses and telephone numbers in one, "mailbox" for names beside their address; else the
    attribute."""
    if attribute not in _MIXED or share(sample, has_mail) < _SOME:
        return attribute
    if share(sample, has_number) >= _SOME:
        return "contacts"
    return "mailbox" if share(sample, lambda cell: _is_full_name(name_beside(cell))) >= _SOME else attribute


def is_whole_address(cell: str) -> bool:
    """Whether a street stands here with its town or postal code."""
    place = parse_place(cell)
    return bool(place.address and (place.postal_code or cities(place.city)))


def by_content(sample: list[str], is_nameless: bool) -> str:
    """The attribute that the cells of a column without a telling name speak of. Dates, numbers and words are believed
    only in a column that has no name at all."""
    tests = _PLAIN_TESTS + (_NAMELESS_TESTS if is_nameless else ())
    return next((attribute for attribute, holds, least in tests if share(sample, holds) >= least), "")


def _is_listed(cell: str, kind: str) -> bool:
    words = fold(cell).split()
    return len(words) == 1 and words[0] in shipped_rarity(kind)


def _is_full_name(cell: str) -> bool:
    words = fold(cell).split()
    given = shipped_rarity("given")
    initials = [word for word in words if len(word) == 1]
    if initials and len(words) - len(initials) == 1:  # "Doe, M."
        return "." in cell and not digits(cell)
    return 2 <= len(words) <= 5 and (words[0] in given or words[-1] in given or words[1] in given)


def _is_street(cell: str) -> bool:
    """Whether a word for a street stands here with a number: "12 Mill Road", "Calle Mayor 3"."""
    return digits(cell) > 0 and (
        fold_street(cell) != fold(cell) or not _STREETS.isdisjoint(fold(cell).split())
    )


def tells_births(sample: list[str]) -> bool:
    """Whether these dates are spread over as many years as people are born in."""
    years = {clean_date(cell)[:4] for cell in sample}
    return len(years) >= _GENERATION and share(sample, _is_birth_date) >= ALL_BUT_SLIPS


_GENERATION = 25  # years


def _is_birth_date(cell: str) -> bool:
    year = clean_date(cell)[:4]
    return bool(year) and len(cell) >= 6 and 1900 <= int(year) <= 2015


_PLAIN_TESTS: tuple[tuple[str, Test, float], ...] = (
    ("email", lambda cell: "@" in cell and clean_email(cell), 0.6),
    ("link", _URL.match, 0.6),
)
_NAMELESS_TESTS: tuple[tuple[str, Test, float], ...] = (
    ("birth_date", _is_birth_date, 0.7),
    ("phone", lambda cell: digits(cell) >= 9 and clean_phone(cell), 0.6),
    ("country", country_code, 0.9),
    ("given_name", lambda cell: _is_listed(cell, "given"), 0.6),
    ("family_name", lambda cell: _is_listed(cell, "family"), 0.4),
    ("name", _is_full_name, 0.5),
    ("city", cities, 0.5),
    (
        "given_name",
        lambda cell: _is_listed(cell, "given"),
        0.4,
    ),  # with slips, or of a generation that no list has
    ("postal_code", _POSTAL.fullmatch, 0.9),
    ("address", _is_street, 0.6),
)
