"""A table -> the columns that comparisons look at; large tables in parts, of which several processes take their share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import polars as pl

from matchers.columns import Codes, Columns
from matchers.dedupe.features import Cleaned, cleaned, columns_of_cleaned
from matchers.dedupe.mapping import Plan
from matchers.dedupe.parts import as_one
from matchers.dedupe.sheet import TELLING, Habits, cells_by_name, habits_of, seen_in, sheet_of
from matchers.workers import SPAWNS, Worker, early, shared

SMALL = 50_000  # rows, up to which a table is cleaned before another process has started
PART = 500_000  # rows at most: what they are cleaned with needs room only once


def helpers(workers: int) -> list[Worker]:
    """Processes that clean beside this one, if it may have any."""
    return [early(__name__) for _ in range(workers - 1)] if SPAWNS else []


def columns_of_table(table: pl.DataFrame, plan: Plan, crew: Sequence[Worker]) -> tuple[Columns, Codes]:
    """What comparisons look at, and where each row comes from."""
    names = [column.name for column in plan.used]
    table = table.select(names)
    parts = _parts(table, len(crew) + 1)
    if len(parts) == 1:
        found = clean(table, plan)
    else:
        told = plan.of(*TELLING)
        habits = habits_of(seen_in(cells_by_name(table, told), plan), plan)
        tasks = [partial(clean, part, plan, habits) for part in parts]
        found = as_one(list(shared(lambda task: task(), tasks, crew) if crew else (task() for task in tasks)))
    return columns_of_cleaned(found), found.source[0]


def _parts(table: pl.DataFrame, workers: int) -> list[pl.DataFrame]:
    """Parts of one size, as many for every process."""
    if table.height <= SMALL:
        return [table]
    count = -(-table.height // (PART * workers)) * workers
    return list(table.iter_slices(-(-table.height // count)))


def clean(table: pl.DataFrame, plan: Plan, habits: Habits | None = None) -> Cleaned:
    """What the rows of a table, or of a part of one whose habits are known, say."""
    return cleaned(sheet_of(table, plan, habits))
