"""What records say in some columns, numbered: pairs of records that say the same there are compared once for all.

Among the pairs of a large batch the same two family names, titles or schools meet again and again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from enrich.ports import Ints
from matchers.columns import Codes, Columns, Ragged
from matchers.comparisons.base import Comparison
from matchers.kernel import Outcome
from matchers.order import grouped
from matchers.scene import Batch, Scene

Marks = npt.NDArray[np.uint64]
_MIX = np.uint64(0x9E3779B97F4A7C15)
_FLAG, _PLACE = np.uint64(32), np.uint64(40)
_SLOT_BITS = 20  # of the places where pairs of sayings meet that are the same


class Said(NamedTuple):
    """`number`: of what each record says; `row`: of each number, a record that says so."""

    number: Codes
    row: Ints


@dataclass(frozen=True)
class SaidIn:
    """Maker of the table of what records say in these columns. Sayings are told apart by 64-bit hashes: among a million
    different ones some two are taken for the same with a chance of one in 30 million."""

    columns: tuple[str, ...]
    of_records = True

    def __call__(self, scene: Scene) -> Said:
        order, fresh = grouped(_marks(scene.columns, self.columns))
        number = np.empty(len(order), np.int32)
        number[order] = np.cumsum(fresh) - 1
        return Said(number, order[fresh])


def _marks(columns: Columns, names: tuple[str, ...]) -> Marks:
    total = np.zeros(len(columns.records), np.uint64)
    for name in names:
        total = _mixed(total)
        if name in columns.many:
            _add(total, columns.many[name])
        else:
            total += _mixed(columns.one[name].astype(np.uint64))
    return total


def _add(total: Marks, values: Ragged) -> None:
    said = np.flatnonzero(values.size)
    if not len(said):
        return
    place = np.arange(len(values.code)) - np.repeat(values.start[:-1], values.size)
    sign = values.code.astype(np.uint64) ^ values.flag.astype(np.uint64) << _FLAG
    sign = _mixed(sign ^ place.astype(np.uint64) << _PLACE) + values.number.astype(np.uint64)
    total[said] += np.add.reduceat(_mixed(sign), values.start[said])


def _mixed(value: Marks) -> Marks:
    value = (value ^ value >> np.uint64(31)) * _MIX
    return value ^ value >> np.uint64(29)


def compared_once(comparison: Comparison, columns: tuple[str, ...], batch: Batch) -> Outcome:
    """What a comparison says that looks at nothing but these columns, asked once for all pairs that say the same."""
    said = batch.scene.table(SaidIn(columns))
    x, y = said.number[batch.a], said.number[batch.b]
    codes, which = _met(np.minimum(x, y).astype(np.int64) * len(said.row) + np.maximum(x, y))
    one, other = np.divmod(codes, len(said.row))
    told = comparison.compare(Batch(batch.scene, said.row[one], said.row[other])).at(which)
    turned = np.flatnonzero(x > y)
    told.left[turned], told.right[turned] = told.right[turned], told.left[turned]
    return told


def _met(codes: Ints) -> tuple[Ints, Codes]:
    """The codes, nearly all of them once, and where each code is among them. One code of each slot stands for all that equal
    it; others there stand for themselves, which costs less than sorting."""
    every = np.arange(len(codes), dtype=np.int32)
    slot = (codes.view(np.uint64) * _MIX) >> np.uint64(64 - _SLOT_BITS)
    holder = np.empty(1 << _SLOT_BITS, np.int32)
    holder[slot] = every
    first = holder[slot]
    strange = np.flatnonzero(codes[first] != codes)
    first[strange] = strange
    own = first == every
    return codes[own], (np.cumsum(own, dtype=np.int32) - 1)[first]
