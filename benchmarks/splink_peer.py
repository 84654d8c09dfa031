"""Splink with its usual comparisons on a prepared table; run by `benchmarks.peers` in a process of its own.

usage: python splink_peer.py TABLE.parquet PAIRS.parquet. The table has columns of our attribute names, and `row`. Needs splink.
Prints one JSON document: seconds, peak_memory_mb, the cluster of every row at the usual threshold; and writes the pairs down to
FLOOR bits, untimed, so that whoever knows the truth can look for a better threshold.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import duckdb
import splink.comparison_library as library
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

# As Splink's own examples compare such columns; how common a value is counts where a share of people have it in common.
COMPARED = {
    "given_name": lambda column: library.NameComparison(column).configure(term_frequency_adjustments=True),
    "family_name": lambda column: library.NameComparison(column).configure(term_frequency_adjustments=True),
    "email": library.EmailComparison,
    "phone": library.ExactMatch,
    "city": lambda column: library.ExactMatch(column).configure(term_frequency_adjustments=True),
    "postal_code": library.ExactMatch,
    "employer": lambda column: library.JaroWinklerAtThresholds(column, [0.9]),
    "birth_date": lambda column: library.DamerauLevenshteinAtThresholds(column, [1, 2]),
}
BLOCKS = (
    ("email",), ("phone",), ("given_name", "family_name"), ("family_name", "birth_date"), ("family_name", "employer"),
    ("family_name", "city"), ("given_name", "birth_date"), ("family_name", "postal_code"), ("birth_date",),
)  # fmt: skip
PROBABILITY = 0.95
FLOOR = -4.0


def clusters(path: str, out: str) -> tuple[float, list[Any]]:
    """(seconds, cluster of every row)."""
    started = time.perf_counter()
    connection = duckdb.connect()
    connection.execute("create table people as select * from read_parquet(?)", [path])
    has = {row[0] for row in connection.execute("describe people").fetchall()}
    rules = [block_on(*columns) for columns in BLOCKS if has.issuperset(columns)]
    comparisons = [made(column) for column, made in COMPARED.items() if column in has]
    settings = SettingsCreator(
        link_type="dedupe_only", unique_id_column_name="row", comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
    )  # fmt: skip
    api = DuckDBAPI(connection=connection)
    linker = Linker(api.register(connection.table("people")), settings)
    linker.training.estimate_probability_two_random_records_match(rules[:2], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for rule in rules[:3]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_weight=FLOOR)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=PROBABILITY
    )
    query = f"select cluster_id from {found.physical_name} order by row"
    answer = [row[0] for row in connection.execute(query).fetchall()]
    seconds = time.perf_counter() - started
    pairs_query = f"select row_l as a, row_r as b, match_weight as weight from {pairs.physical_name}"
    connection.execute(f"copy ({pairs_query}) to '{out}' (format parquet)")
    return seconds, answer


def peak_memory() -> float:
    """Megabytes at most, as `matchers.watching` tells them of a process without children, which this one has not.

    On Linux `ru_maxrss` would tell the size of the process that started this one, too.
    """
    try:
        told = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    except OSError:
        told = None
    return int(told[1]) / 1024 if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    warnings.filterwarnings("ignore")
    seconds, found = clusters(sys.argv[1], sys.argv[2])
    document = {
        "seconds": seconds,
        "peak_memory_mb": peak_memory(),
        "clusters": found,
    }
    json.dump(document, sys.stdout)


if __name__ == "__main__":
    main()
