"""The yardstick is straight: invented people are the same for a seed, ratios say what they claim, a peer gets its best threshold."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks.ingesting import Line, times_of
from benchmarks.peers import Run, best_of, line
from benchmarks.people import EMPTY, records, write


def test_invented_people_are_the_same_for_a_seed(tmp_path: Path) -> None:
    first, again, other = ([*records(500, seed)] for seed in (3, 3, 4))
    assert first == again != other
    assert len(first) == 500
    sizes = [len([*rows]) for _, rows in itertools.groupby(first, key=lambda row: row["person_id"])]
    assert max(sizes) <= 5 and 1.6 < np.mean(sizes) < 2.5
    table = pl.read_parquet(write(tmp_path / "people.parquet", 500, 3))
    assert table["person_id"].sort().to_list() == [row["person_id"] for row in first]
    for column, share in EMPTY.items():
        assert (table[column] == "").mean() == pytest.approx(share, abs=0.08), column


def test_a_ratio_above_one_is_better() -> None:
    assert Line("seconds", 0.5, 1.0).text().endswith("| 2.00 |")
    assert Line("records a second", 500.0, 1_000.0, less=False).text().endswith("| 0.50 |")
    times = times_of([*range(1, 101)])
    assert times.median == 50.5 and 94 < times.p95 < 97


def test_a_peer_is_granted_its_best_threshold() -> None:
    person = np.array([1, 1, 1, 2, 2, 3], np.int32)
    pairs = pl.DataFrame({"a": [0, 1, 3, 2], "b": [1, 2, 4, 5], "weight": [9.0, 6.5, 6.2, 2.0]})
    assert best_of(pairs, person) == 1.0
    worse = pairs.with_columns(weight=pl.Series([9.0, 6.5, 2.2, 6.4]))
    assert 0.5 < best_of(worse, person) < 1.0


def test_a_line_stands_without_the_peer() -> None:
    mine = Run(10, 1.0, 100.0, 0.9, 0.95)
    assert (
        line("t", mine, None).count("|")
        == line("t", mine, Run(10, 5.0, 150.0, 0.8, 0.9, 0.85)).count("|")
        == 12
    )
    assert "| 5.0 | 5.0 |" in line("t", mine, Run(10, 5.0, 150.0, 0.8, 0.9, 0.85))
