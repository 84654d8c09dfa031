"""Numbering plans as patterns and lengths, to read whole columns of telephone numbers as `phones.clean_phone` reads one."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, PhoneMetadata

from enrich.values import phones

_NOWHERE = "001"  # the region of numbers that belong to no country


class Dialling(NamedTuple):
    """What decides how digits are read in one country: patterns (regular expressions, "" for none) and lengths of numbers.

    `possible`: lengths of a national number; `stripped`: lengths from which on what is dialled inside the country was rightly
    taken away; `whole`: a national number; `inside`, `abroad`: what is dialled before one, inside the country and before a
    country code; `rewrites`: what is dialled inside may be more than dropped. `trunk` and `fits`: of a country whose plan is
    plain (`phones._Plan`), the digit dialled inside and the lengths.
    """

    code: str
    possible: tuple[int, ...]
    stripped: tuple[int, ...]
    whole: str
    inside: str
    abroad: str
    rewrites: bool
    trunk: str = ""
    fits: tuple[int, ...] = ()


@cache
def inside(region: str) -> Dialling | None:
    """How numbers without a country code are read in a region; None where they stay as they are."""
    if region not in SUPPORTED_REGIONS:
        return None
    own = _plan(region)
    plain = phones._plan_of_region(region)
    found = _dialling(own)
    return found._replace(trunk=plain.trunk, fits=tuple(plain.lengths)) if plain else found


@cache
def from_abroad(code: int) -> Dialling | None:
    """How numbers behind a country code are read; None for codes of no one country."""
    region = COUNTRY_CODE_TO_REGION_CODE[code][0]
    return None if region == _NOWHERE else _dialling(_plan(region))


@cache
def country_codes() -> tuple[int, ...]:
    """Country code by the first three digits of a number, 0 for none: no code begins with another one."""
    known = {str(code) for code in COUNTRY_CODE_TO_REGION_CODE}
    digits = (f"{number:03}" for number in range(1000))
    return tuple(next((int(d[:k]) for k in (1, 2, 3) if d[:k] in known), 0) for d in digits)


def _plan(region: str) -> Any:
    """The metadata of a region that has some; the library leaves every part of it open in its types."""
    return PhoneMetadata.metadata_for_region(region, None)


def _dialling(own: Any) -> Dialling:
    main = _plan(COUNTRY_CODE_TO_REGION_CODE[own.country_code][0])
    lengths = own.general_desc.possible_length
    return Dialling(
        code=str(own.country_code),
        possible=tuple(main.general_desc.possible_length),
        stripped=(*lengths, *range(max(lengths) + 1, phones._LONGEST + 1)),
        whole=own.general_desc.national_number_pattern or "",
        inside=own.national_prefix_for_parsing or "",
        abroad=own.international_prefix or "",
        rewrites=bool(own.national_prefix_transform_rule),
    )
