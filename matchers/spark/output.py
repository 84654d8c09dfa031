"""Rows with the person each belongs to, written part by part: no table has to be in memory as a whole."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from enrich.ports import Floats, Ints
from enrich.writing import whole
from matchers.columns import Codes
from matchers.dedupe.run import Persons, as_cells, beside, cluster_sizes
from matchers.spark.tables import MOST_ROWS, Table


def write_persons(table: Table, persons: Persons, out: Path) -> None:
    """Writes the rows in their order, as CSV or Parquet, as the suffix says."""
    write = _write_csv if out.suffix.lower() == ".csv" else _write_parquet
    with whole(out) as part:
        write(table, persons.label, cluster_sizes(persons.label), persons.confidence, part)


def _write_csv(table: Table, label: Codes, size: Ints, confidence: Floats, out: Path) -> None:
    done = 0
    with out.open("wb") as file:
        for some in table.slices(MOST_ROWS):
            at = slice(done, done + some.height)
            rows = as_cells(beside(some, label[at], size[at], confidence[at]))
            rows.write_csv(file, include_header=not done)
            done += some.height


def _write_parquet(table: Table, label: Codes, size: Ints, confidence: Floats, out: Path) -> None:
    done, writer = 0, None
    for some in table.slices(MOST_ROWS):
        at = slice(done, done + some.height)
        rows = beside(some, label[at], size[at], confidence[at]).to_arrow()
        writer = writer or pq.ParquetWriter(out, rows.schema)
        writer.write_table(rows)
        done += some.height
    if writer is not None:
        writer.close()
