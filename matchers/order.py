"""Equal numbers and equal texts brought together, and numbers put in order: by sorting them together with their places, which
is several times as quick as sorting the places by them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from enrich.ports import Bools, Ints
from matchers.columns import Codes, Vocabulary

Marks = npt.NDArray[np.uint64]
_MIX = np.uint64(0x9E3779B97F4A7C15)
_BITS = 64


def grouped(marks: Marks) -> tuple[Ints, Bools]:
    """The places of all marks, equal marks together and each one's places ascending; and where in them a mark begins."""
    places = max(len(marks) - 1, 1).bit_length()
    shift, mask = np.uint64(places), np.uint64((1 << places) - 1)
    exact = int(marks.max(initial=0)).bit_length() + places <= _BITS
    packed = marks << shift if exact else marks * _MIX & ~mask
    packed |= np.arange(len(marks), dtype=np.uint64)
    packed.sort()
    order, fresh = (packed & mask).view(np.int64), _changes(packed >> shift)
    if not exact and (fresh != _changes(marks[order])).any():  # two marks whose upper bits are the same
        order = np.argsort(marks, kind="stable")
        fresh = _changes(marks[order])
    return order, fresh


def _changes(ranks: Marks) -> Bools:
    return np.r_[True, ranks[1:] != ranks[:-1]] if len(ranks) else np.empty(0, np.bool_)


def ranked(numbers: Ints) -> Ints:
    """Where the numbers stand, in their ascending order; they are below 2^31, and so is how many there are."""
    return (np.sort(numbers << 32 | np.arange(len(numbers)))) & 0xFFFFFFFF


_FEW = 1_000  # texts


def numbers_of(texts: list[str]) -> tuple[Codes, list[str]]:
    """A number for each text, by first sight, equal where texts are, 0 for ""; and the text of each number.

    Many texts are told apart by 64-bit hashes: among a million different ones some two are taken for the same with a chance
    of one in 30 million.
    """
    if len(texts) < _FEW:
        number = Vocabulary({"": 0})
        return np.array([number[text] for text in texts], np.int32), list(number)
    marks = np.fromiter(map(hash, ("", *texts)), np.int64, len(texts) + 1)
    order, fresh = grouped(marks.view(np.uint64))
    first = order[fresh]
    by_sight = ranked(first)
    place = np.empty(len(first), np.int32)
    place[by_sight] = np.arange(len(first))
    answer = np.empty(len(marks), np.int32)
    answer[order] = place[np.cumsum(fresh) - 1]
    return answer[1:], ["", *(texts[at - 1] for at in first[by_sight[1:]].tolist())]
