"""How good and how fast the shipped model is on labelled tables of people.

usage: python benchmarks/matching.py TABLE.parquet... [--by comparison] [--misses N]

A table needs a column `cluster` or `person_id` with the truth; other columns are taken by the names in COLUMNS.
Prints pairwise precision, recall and F1 of the clusters at `merge_at`, and seconds of CPU per stage.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from enrich.identity import Limits, resolve
from enrich.identity import Link as IdentityLink
from enrich.model import Education, Identifier, Link, PartialDate, Place, Profile, RecordId, Skill, Work
from enrich.ports import KeyTable, Matches
from enrich.values.links import link_of
from matchers.blocking import RULES
from matchers.comparisons import COMPARISONS
from matchers.matcher import PersonMatcher
from matchers.model import Model
from matchers.pairing import crowded

# Profile field -> the columns it may come from.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("full_name",),
    "given_name": ("given_name", "first_name"),
    "family_name": ("surname", "family_name"),
    "birth": ("date_of_birth", "dob"),
    "emails": ("email", "email2"),
    "phones": ("phone",),
    "links": ("linkedin", "github"),
    "city": ("city", "suburb", "birth_place"),
    "region": ("state",),
    "country": ("country",),
    "postcode": ("postcode", "postcode_fake"),
    "employer": ("employer",),
    "title": ("title", "occupation"),
    "school": ("school",),
    "degree": ("degree",),
    "grad_year": ("grad_year",),
    "skills": ("skills",),
    "identifier": ("soc_sec_id",),
}


def profiles(table: pl.DataFrame) -> Iterator[Profile]:
    present = {field: [c for c in names if c in table.columns] for field, names in COLUMNS.items()}
    for row in table.iter_rows(named=True):
        yield profile(
            {
                field: [str(row[c]) for c in columns if row[c] is not None]
                for field, columns in present.items()
            },
            row,
        )


def profile(values: dict[str, list[str]], row: dict[str, Any]) -> Profile:
    one = {field: found[0] if found else "" for field, found in values.items()}
    street = " ".join(str(row[c]) for c in ("street_number", "address_1") if row.get(c))
    links = tuple(
        link_of(text) if "/" in text else Link(f"https://github.com/{text}", "github", text)
        for text in values["links"]
    )
    return Profile(
        name=one["name"],
        given_name=one["given_name"],
        family_name=one["family_name"],
        birth_date=day(one["birth"]),
        emails=tuple(values["emails"]),
        phones=tuple(values["phones"]),
        links=links,
        location=Place(
            address=street,
            postal_code=one["postcode"],
            city=one["city"],
            region=one["region"],
            country=one["country"],
        ),
        work=(Work(employer=one["employer"], title=one["title"]),) if one["employer"] or one["title"] else (),
        education=(
            Education(institution=one["school"], degree=one["degree"], end=PartialDate(one["grad_year"])),
        )
        if one["school"]
        else (),
        skills=tuple(Skill(name) for name in one["skills"].split("; ") if name),
        identifiers=(Identifier("national:AU", one["identifier"]),) if one["identifier"] else (),
    )


def day(text: str) -> PartialDate:
    text = f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text
    return PartialDate(text)


class Clock:
    """CPU seconds per stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.process_time()

    def stop(self, stage: str) -> None:
        now = time.process_time()
        self.seconds[stage], self._last = round(now - self._last, 2), now


def key_table(prepared: list[Any]) -> KeyTable:
    rows = [(record, *key) for record, one in enumerate(prepared) for key in one.keys]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return KeyTable(*(np.ascontiguousarray(column) for column in columns))


def clusters(n: int, matches: Matches, at: float) -> np.ndarray:
    kept = matches.weight >= at
    ones = np.ones(int(kept.sum()), np.int8)
    return connected_components(
        coo_matrix((ones, (matches.a[kept], matches.b[kept])), (n, n)), directed=False
    )[1]


def pairwise(found: np.ndarray, truth: np.ndarray) -> tuple[float, float, float]:
    def pairs(counts: np.ndarray) -> int:
        return int((counts.astype(np.int64) * (counts - 1) // 2).sum())

    both = pairs(np.unique(found.astype(np.int64) * (truth.max() + 1) + truth, return_counts=True)[1])
    claimed, true = pairs(np.bincount(found)), pairs(np.bincount(truth))
    precision, recall = both / max(claimed, 1), both / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def measure(path: Path, matcher: PersonMatcher, misses: int, by: str) -> None:
    table = pl.read_parquet(path)
    people = list(profiles(table))
    truth = np.unique(
        table["cluster" if "cluster" in table.columns else "person_id"].to_numpy(), return_inverse=True
    )[1]
    clock = Clock()
    prepared = [matcher.prepare(person) for person in people]
    clock.stop("prepare")
    keys = key_table(prepared)
    clock.stop("table")
    pairs = matcher.pairs(keys)
    clock.stop("pairs")
    features = {record: one.features for record, one in enumerate(prepared)}
    matches = matcher.weigh(pairs, features, keys)
    clock.stop("weigh")
    n, true = len(people), truth[pairs.a] == truth[pairs.b]
    every = int(sum(c * (c - 1) // 2 for c in np.bincount(truth).tolist()))
    line = f"{path.stem:16} n={n} keys/rec={len(keys.record) / n:.1f} pairs/rec={len(pairs.a) / n:.1f} blocked recall={true.sum() / every:.4f}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(line, clock.seconds, f"total={sum(clock.seconds.values()):.1f}s peak={peak}MB")
    for rule, (blocks, records) in crowded(keys).items():
        print(f"   {rule}: {blocks} blocks of {records} records dropped, a crowd shares them")
    for at in sorted({matcher.merge_at, *np.arange(-6.0, 17.0, 2.0)}):
        p, r, f = pairwise(clusters(n, matches, at), truth)
        edge = matches.weight >= at
        mark = " <- merge_at" if at == matcher.merge_at else ""
        print(
            f"   at {at:5.1f}: clusters P={p:.4f} R={r:.4f} F1={f:.4f} | pairs P={true[edge].mean() if edge.any() else 1:.4f}"
            f" R={true[edge].sum() / every:.4f}{mark}"
        )
    calibration(matches, true)
    n_of = dict.fromkeys(range(n), "")
    links = [
        IdentityLink(RecordId(a), RecordId(b), w, c)
        for a, b, w, c in zip(
            matches.a.tolist(),
            matches.b.tolist(),
            matches.weight.tolist(),
            matches.contradicts.tolist(),
            strict=True,
        )
        if w >= matcher.review_at or c
    ]
    clock = Clock()
    resolved = resolve(
        {RecordId(r): str(r) for r in n_of}, links, [], Limits(matcher.merge_at, matcher.review_at)
    )
    clock.stop("resolve")
    label = np.zeros(n, np.int64)
    for number, members in enumerate(resolved.clusters):
        label[list(members)] = number
    p, r, f = pairwise(label, truth)
    print(f"   RESOLVED: P={p:.4f} R={r:.4f} F1={f:.4f}, {len(resolved.doubts)} doubts", clock.seconds)
    review = (matches.weight >= matcher.review_at) & (matches.weight < matcher.merge_at)
    print(
        f"   review: {int(review.sum())} pairs ({review.sum() / n:.3f} per record), {true[review].mean() if review.any() else 0:.3f} true;"
        f" contradicting true pairs: {int((matches.contradicts & true).sum())} of {int(true.sum())}, false {int((matches.contradicts & ~true).sum())}"
    )
    if by:
        levels_of(matcher, matches, true, by)
    show(matcher, matches, true, features, keys, misses)


def calibration(matches: Matches, true: np.ndarray) -> None:
    """Of the pairs of about each weight, the share that is true, beside what the weight claims."""
    at = np.floor(np.clip(matches.weight, -8, 14) / 2).astype(int)
    told = [
        f"[{2 * k},{2 * k + 2}) {true[at == k].mean():.3f}/{1 / (1 + 2.0 ** -(2 * k + 1)):.3f} n={(at == k).sum()}"
        for k in np.unique(at).tolist()
    ]
    print("   calibration:", "  ".join(told))


def levels_of(matcher: PersonMatcher, matches: Matches, true: np.ndarray, by: str) -> None:
    """How often true and false pairs reach each level, and the bits that would follow."""
    for k, comparison in enumerate(COMPARISONS):
        if by not in ("all", comparison.name):
            continue
        level = matches.levels[:, k]
        said_true, said_false = (level >= 0) & true, (level >= 0) & ~true
        for index, named in enumerate(comparison.levels):
            m = (level[said_true] == index).mean() if said_true.any() else 0.0
            u = (level[said_false] == index).mean() if said_false.any() else 0.0
            print(f"   {comparison.name:14} {named.name:24} m={m:.4f} u(among pairs)={u:.4f}")


def show(
    matcher: PersonMatcher,
    matches: Matches,
    true: np.ndarray,
    features: dict[int, bytes],
    keys: KeyTable,
    most: int,
) -> None:
    wrong = np.flatnonzero((matches.weight >= matcher.merge_at) & ~true)
    missed = np.flatnonzero((matches.weight < matcher.review_at) & true)
    generator = np.random.default_rng(0)
    for title, at in (("WRONG", wrong), ("MISSED", missed)):
        for i in generator.permutation(at)[:most].tolist():
            why = matcher.explain(features[int(matches.a[i])], features[int(matches.b[i])], keys)
            parts = "; ".join(
                f"{c.comparison}={c.level} {c.bits:+.1f} [{c.left} ~ {c.right}]" for c in why.contributions
            )
            rules = ",".join(rule.name for r, rule in enumerate(RULES) if int(matches.rules[i]) >> r & 1)
            print(f"   {title} {why.weight:.1f}: {parts}  ({rules})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("tables", nargs="+", type=Path)
    parser.add_argument("--by", default="", help="print m and u per level of this comparison, or all")
    parser.add_argument("--misses", type=int, default=0, help="print so many wrong merges and missed pairs")
    options = parser.parse_args()
    matcher = PersonMatcher(Model())
    for path in options.tables:
        measure(path, matcher, options.misses, options.by)


if __name__ == "__main__":
    main()
