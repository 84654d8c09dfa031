"""The word lists beside the cleaners: read once, then kept.

Two forms are in use: TOML for tables with structure, CSV (first line: column names) for long lists. In both, several
spellings in one cell are parted by `|`.
"""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")


def read_toml(name: str) -> dict[str, Any]:
    """The tables of `data/NAME.toml`."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of `data/NAME.csv`, each as column name -> cell."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def spellings(cell: str) -> list[str]:
    """The spellings in one cell."""
    return [part.strip() for part in cell.split("|") if part.strip()]
