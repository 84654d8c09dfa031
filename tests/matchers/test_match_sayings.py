"""What is compared once for all pairs that say the same is what comparing each pair gives."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from enrich.ports import Ints
from matchers import cascade, sayings
from matchers.columns import Columns
from matchers.comparisons import COMPARISONS
from matchers.dedupe.features import columns_of_sheet
from matchers.dedupe.mapping import guess
from matchers.dedupe.sheet import sheet_of
from matchers.model import Model
from matchers.sayings import SaidIn, compared_once
from matchers.scene import Batch, NoPeople, Scene

N = 600
NAMES = (
    "Anna Maria Berg",
    "Anna Berg",
    "Maria Anna Berg",
    "A. Berg",
    "Berg, Anna",
    "Ana Bergh",
    "Jan van der Berg",
    "Li Wei",
    "",
)
CITIES = ("Paris", "Lyon", "", "Portland")
REGIONS = ("", "Oregon", "Maine")
TITLES = ("engineer", "Senior Engineer", "nurse", "")


@pytest.fixture(scope="module")
def columns() -> Columns:
    draw = np.random.default_rng(3)
    cells = {"name": NAMES, "city": CITIES, "region": REGIONS, "country": ("FR", "US", ""), "title": TITLES}
    table = pl.DataFrame(
        {of: [texts[at] for at in draw.integers(0, len(texts), N)] for of, texts in cells.items()}
    )
    return columns_of_sheet(sheet_of(table, guess(table, {}, "")))


def drawn(seed: int, pairs: int = 5_000) -> tuple[Ints, Ints]:
    draw = np.random.default_rng(seed)
    return draw.integers(0, N, pairs), draw.integers(0, N, pairs)


@pytest.mark.parametrize("slot_bits", [20, 8, 1])
@pytest.mark.parametrize("name", sorted(cascade.ONCE))
def test_what_is_compared_once_is_what_each_pair_gives(
    columns: Columns, name: str, slot_bits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sayings, "_SLOT_BITS", slot_bits)
    scene = Scene(columns, Model().for_kernel(), NoPeople())
    comparison = next(one for one in COMPARISONS if one.name == name)
    a, b = drawn(1)
    each = comparison.compare(Batch(scene, a, b))
    once = compared_once(comparison, cascade.ONCE[name], Batch(scene, a, b))
    assert (each.level >= 0).any()
    np.testing.assert_array_equal(once.level, each.level)
    np.testing.assert_array_equal(once.bits, each.bits)


def test_two_records_have_one_number_where_they_say_the_same(columns: Columns) -> None:
    scene = Scene(columns, Model().for_kernel(), NoPeople())
    said = scene.table(SaidIn(("given", "city")))
    given, city = columns.many["given"], columns.one["city"]
    spelt = [
        (*zip(given.code[start:end].tolist(), given.flag[start:end].tolist(), strict=True), place)
        for start, end, place in zip(
            given.start[:-1].tolist(), given.start[1:].tolist(), city.tolist(), strict=True
        )
    ]
    assert len(set(zip(spelt, said.number.tolist(), strict=True))) == len(set(spelt)) == len(said.row)
    np.testing.assert_array_equal(said.number[said.row], np.arange(len(said.row)))


def test_what_is_compared_once_is_told_by_all_the_columns_it_reads() -> None:
    reads = {comparison.name: comparison.reads for comparison in COMPARISONS}
    assert all(set(reads[name]) <= set(columns) for name, columns in cascade.ONCE.items())
