"""Telephone numbers of whole columns: those that need only their country's plan, told by arithmetic."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from phonenumbers import SUPPORTED_REGIONS

from enrich.values import phones

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_DIALLED_FIRST = (0, 1, 8)
_TENS = 10 ** np.arange(19, dtype=np.int64)


class Read(NamedTuple):
    """Of each number: whether it could be read so; the country code to put before it, 0 for none; and whether its first
    digit is only dialled inside the country."""

    sure: Flags
    code: Numbers
    trunk: Flags


def international(number: Numbers, length: Numbers) -> Flags:
    """Which numbers with a country code stay as they are: all of countries with a plain plan, but for those that have the
    digit behind the code that is only dialled inside the country. What has an impossible length stays as it is too.
    """
    sure = np.zeros(len(number), np.bool_)
    for size in (1, 2, 3):
        prefix = number // _TENS[np.maximum(length - size, 0)]
        known, at = np.unique(prefix, return_inverse=True)
        plans = [phones._plan_of_code(str(code)) for code in known.tolist()]
        trunk = np.array([int(plan.trunk) if plan else -1 for plan in plans], np.int64)[at]
        planned = np.array([plan is not None for plan in plans], np.bool_)[at]
        following = number // _TENS[np.maximum(length - size - 1, 0)] % 10
        sure |= planned & (following != trunk) & (length > size)
    return sure


def national(number: Numbers, length: Numbers, region: npt.NDArray[np.int32], regions: list[str]) -> Read:
    """Numbers without a country code, dialled in regions[region]; where the region is unknown they stay as they are."""
    plans = [phones._plan_of_region(name) if name in SUPPORTED_REGIONS else None for name in regions]
    supported = np.array([name in SUPPORTED_REGIONS for name in regions])
    code = np.array([int(plan.code) if plan else 0 for plan in plans], np.int64)[region]
    size = np.array([len(plan.code) if plan else 0 for plan in plans])[region]
    lengths = np.array([_mask(plan) for plan in plans], np.int64)[region]
    trunk = np.array([int(plan.trunk) if plan else -1 for plan in plans])[region]
    begins = number // _TENS[np.maximum(length - size, 0)] == code
    first = number // _TENS[length - 1]
    second = number // _TENS[np.maximum(length - 2, 0)] % 10
    dialled = first == trunk
    left = np.where(dialled, length - 1, length)
    fits = (lengths >> np.clip(left, 0, 62) & 1 == 1) & ~(dialled & (second == trunk))
    sure = (code > 0) & ~begins & fits
    # of an impossible length, and without a digit that might be dialled first: the digits stay as they are
    impossible = (
        (code > 0) & ~begins & ~dialled & (lengths >> length & 1 == 0) & ~np.isin(first, _DIALLED_FIRST)
    )
    return Read(sure | impossible | ~supported[region], np.where(sure, code, 0), sure & dialled)


def _mask(plan: phones._Plan | None) -> int:
    return sum(1 << length for length in plan.lengths if length < 63) if plan else 0
