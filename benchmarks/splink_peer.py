"""Splink with its usual comparisons on a prepared table; run by `benchmarks.peers` in a process of its own.

usage: python splink_peer.py TABLE.parquet. The table has columns of our attribute names, and `row`, `truth`. Needs splink.
Prints one JSON document: seconds, peak_memory_mb, and the cluster of every row.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from typing import Any

import duckdb
import splink.comparison_library as library
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

COMPARED = {
    "given_name": "NameComparison", "family_name": "NameComparison", "email": "EmailComparison", "phone": "ExactMatch",
    "city": "ExactMatch", "postal_code": "ExactMatch", "employer": "ExactMatch", "birth_date": "ExactMatch",
}  # fmt: skip
BLOCKS = (
    ("email",), ("phone",), ("given_name", "family_name"), ("family_name", "birth_date"), ("family_name", "employer"),
    ("family_name", "city"), ("given_name", "birth_date"), ("family_name", "postal_code"),
)  # fmt: skip
PROBABILITY = 0.95


def clusters(path: str) -> list[Any]:
    connection = duckdb.connect()
    connection.execute("create table people as select * from read_parquet(?)", [path])
    has = {row[0] for row in connection.execute("describe people").fetchall()}
    rules = [block_on(*columns) for columns in BLOCKS if has.issuperset(columns)]
    comparisons = [getattr(library, kind)(column) for column, kind in COMPARED.items() if column in has]
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
    pairs = linker.inference.predict(threshold_match_probability=PROBABILITY)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=PROBABILITY
    )
    query = f"select cluster_id from {found.physical_name} order by row"
    return [row[0] for row in connection.execute(query).fetchall()]


def main() -> None:
    warnings.filterwarnings("ignore")
    started = time.perf_counter()
    found = clusters(sys.argv[1])
    document = {
        "seconds": time.perf_counter() - started,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "clusters": found,
    }
    json.dump(document, sys.stdout)


if __name__ == "__main__":
    main()
