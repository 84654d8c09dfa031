"""Columns of telephone numbers -> one form, as `clean_phone` gives it number by number; only odd texts are read one by one."""

from __future__ import annotations

import numpy as np
import polars as pl

from enrich.ports import Ints
from enrich.values.contacts import clean_phone
from enrich.values.plain_phones import Dialling, country_codes, from_abroad, inside
from matchers.columns import Codes

_NUMBER = r"^\+?[0-9 .()/-]{7,30}$"
_DATE = r"^(?:(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:19|20)\d\d|(?:19|20)\d\d\s*-\s*(?:19|20)\d\d)$"
_DIGITS = pl.col("digits")
_TEXT = pl.col("text")


def e164(text: pl.Series, region: Codes, regions: list[str]) -> pl.Series:
    """What `clean_phone` makes of every text, dialled in regions[region]."""
    frame = _digits(text)
    digits, plain, plus = frame["digits"], frame["plain"].to_numpy(), frame["plus"].to_numpy()
    places: list[Ints] = [np.flatnonzero((text == "").to_numpy())]
    found = [text.gather(places[0])]
    for at, country in _countries(digits, np.flatnonzero(plain & plus)):
        places.append(at)
        found.append(_international(digits.gather(at), from_abroad(country) if country else None))
    for at, code in _groups(region, np.flatnonzero(plain & ~plus)):
        places.append(at)
        found.append(_national(digits.gather(at), inside(regions[code].upper())))
    quick = _in_place(places, found, len(text))
    odd = quick.is_null().arg_true()
    dialled = [regions[code] for code in region[odd.to_numpy()].tolist()]
    slow = [clean_phone(one, place) for one, place in zip(text.gather(odd).to_list(), dialled, strict=True)]
    return quick.scatter(odd, pl.Series(slow, dtype=pl.String)) if slow else quick


def _digits(text: pl.Series) -> pl.DataFrame:
    """digits: of the text, without a prefix that stands for "+"; plus: a country code comes first; plain: it is a number."""
    frame = pl.DataFrame({"text": text}).with_columns(digits=_TEXT.str.replace_all(r"[^0-9]+", ""))
    plus, zeros = _TEXT.str.starts_with("+"), _DIGITS.str.starts_with("00")
    frame = frame.with_columns(
        digits=pl.when(~plus & zeros).then(_DIGITS.str.slice(2)).otherwise(_DIGITS), plus=plus | zeros
    )
    return frame.select(
        "digits", "plus",
        plain=_TEXT.str.contains(_NUMBER)
        & ~_TEXT.str.contains("(0", literal=True)
        & ~_TEXT.str.contains(_DATE)
        & _DIGITS.str.len_bytes().is_between(7, 15)
        & ~(pl.col("plus") & _DIGITS.str.starts_with("0")),
    )  # fmt: skip


def _groups(codes: Codes | Ints, at: Ints) -> list[tuple[Ints, int]]:
    """The places of each code."""
    order = at[np.argsort(codes[at], kind="stable")]
    ends = np.flatnonzero(np.diff(codes[order])) + 1
    return [(group, int(codes[group[0]])) for group in np.split(order, ends) if len(group)]


def _countries(digits: pl.Series, at: Ints) -> list[tuple[Ints, int]]:
    """The places of each country code, 0 for none."""
    code = np.zeros(len(digits), np.int64)
    begins = digits.gather(at).str.slice(0, 3).cast(pl.Int64).to_numpy()
    code[at] = np.array(country_codes(), np.int64)[begins]
    return _groups(code, at)


def _international(digits: pl.Series, plan: Dialling | None) -> pl.Series:
    """Numbers that begin with one country code (none: they stay); null where they must be read one by one."""
    as_it_is = "+" + digits
    if plan is None:
        return as_it_is
    return _read(digits.str.slice(len(plan.code)), as_it_is, plan)


def _national(digits: pl.Series, plan: Dialling | None) -> pl.Series:
    """Numbers dialled inside one country; null where they must be read one by one."""
    if plan is None:
        return digits
    foreign = _DIGITS.str.starts_with(plan.code) | _begins(_DIGITS, plan.abroad)
    frame = pl.DataFrame({"digits": digits, "read": _read(digits, digits, plan)})
    answer: pl.Expr = pl.when(~foreign).then(pl.col("read"))
    if plan.trunk:
        bare = pl.when(_DIGITS.str.starts_with(plan.trunk)).then(_DIGITS.str.slice(1)).otherwise(_DIGITS)
        fits = (
            bare.str.len_bytes().is_in(plan.fits)
            & ~bare.str.starts_with(plan.trunk)
            & ~_DIGITS.str.starts_with(plan.code)
        )
        answer = pl.when(fits).then(f"+{plan.code}" + bare).otherwise(answer)
    return frame.select(answer).to_series()


def _read(digits: pl.Series, as_it_is: pl.Series, plan: Dialling) -> pl.Series:
    """National numbers with their country code; `as_it_is` for those of impossible length."""
    dialled = _begins(_DIGITS, plan.inside)
    dropped = _DIGITS.str.slice(_DIGITS.str.extract(f"^({plan.inside})", 1).str.len_bytes().fill_null(0))
    spoilt = _is_whole(_DIGITS, plan) & ~_is_whole(dropped, plan)
    bare = pl.when(~spoilt & dropped.str.len_bytes().is_in(plan.stripped)).then(dropped).otherwise(_DIGITS)
    frame = pl.DataFrame({"digits": digits, "other": as_it_is}).with_columns(dialled=dialled)
    frame = frame.with_columns(bare=pl.when("dialled").then(bare).otherwise(_DIGITS))
    possible = pl.col("bare").str.len_bytes().is_in(plan.possible)
    known = pl.when(possible).then(f"+{plan.code}" + pl.col("bare")).otherwise(pl.col("other"))
    if plan.rewrites:
        known = pl.when(~pl.col("dialled")).then(known)
    return frame.select(known).to_series()


def _begins(digits: pl.Expr, pattern: str) -> pl.Expr:
    return digits.str.contains(f"^(?:{pattern})") if pattern else pl.lit(value=False)


def _is_whole(digits: pl.Expr, plan: Dialling) -> pl.Expr:
    return digits.str.contains(f"^(?:{plan.whole})$")


def _in_place(places: list[Ints], found: list[pl.Series], n: int) -> pl.Series:
    """The texts found, each at its place; null where none was found."""
    at = np.concatenate(places)
    where = np.full(n, -1, np.int64)
    where[at] = np.arange(len(at))
    every = pl.concat(found)
    return every.gather(pl.Series(where).replace(-1, None))
