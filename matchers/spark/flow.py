"""A table of people in, who is who out, on many machines: the flow on one page.

What a row says, which rows share a key, and what pairs weigh is worked out on the cluster. To this process come counts,
a sample to learn from, and the edges that survive; it learns the weights and makes the clusters. The answer is the one
that `matchers.dedupe.run` gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from pathlib import Path

import numpy as np

from enrich.errors import Refused
from enrich.ports import Floats, Ints, Matches, Pairs
from matchers.blocking import RULES
from matchers.clustering import Clusters, cluster, components
from matchers.columns import Codes, Columns
from matchers.dedupe.blocks import Blocked
from matchers.dedupe.evaluation import quality
from matchers.dedupe.mapping import Plan, guess, read_map
from matchers.dedupe.reading import as_text, cells_of, distinct
from matchers.dedupe.run import (
    SLACK,
    Clock,
    Persons,
    Report,
    followed,
    limits_for,
)
from matchers.dedupe.sheet import habits_of
from matchers.diagnostics import worth_of_rules
from matchers.frequencies import beliefs_of
from matchers.model import Model, to_json
from matchers.origins import ROWS, origins_of
from matchers.sampling import BLOCKED, Sample, lowest, random_pairs, sample_of
from matchers.scene import Scene
from matchers.spark.blocking import (
    SHARED,
    Chosen,
    Degrees,
    Fetch,
    Keys,
    Marked,
    MergedPairs,
    PairsOfKeys,
    most_pairs,
    pairs_in,
)
from matchers.spark.cleaning import (
    Clean,
    Distinct,
    Frequent,
    Prints,
    See,
    Words,
    all_counts,
    all_seen,
    equal_rows,
)
from matchers.spark.edges import in_order_of, matches_in
from matchers.spark.rounds import Cluster, Dataset
from matchers.spark.scoring import (
    Inner,
    Inside,
    PeopleOfHashes,
    PeopleOfWords,
    Send,
    Weigh,
    WithThemselves,
    numbers,
)
from matchers.spark.tables import LEAST_ROWS, MOST_ROWS, Places, Table
from matchers.spark.wire import gathered, parcel, unpacked
from matchers.training import (
    LEAST_RECORDS,
    Trained,
    evidence_of,
    expect_maximise,
    uncapped,
    untrained,
    with_frequencies,
)

SEED = 1
COUNTED = ("family", "given", "employer", "title", "school", "skill", "city", "postcode")
_WAVES = 2  # parts per slot, so that a slow one does not hold up the rest
_SPREAD = 6.0  # standard deviations by which a sample may fall short of what was expected


def dedupe_spread(table: Table, truth: str, map_file: Path | None, clock: Clock, machines: Cluster) -> Report:
    """Finds who is who in a table, on a cluster. Raises Refused or ConfigError for what cannot be."""
    with clock.stage("read"):
        sample = table.sample()
        if truth and truth not in sample.columns:
            raise Refused(
                "there is no such column for the truth", found=truth, allowed=", ".join(sample.columns)
            )
        plan = guess(sample, read_map(map_file, sample.columns) if map_file else {}, truth)
    persons = Run(table, plan, clock, machines).persons()
    found = quality(persons.label, distinct(as_text(table.column(truth)))[0]) if truth else None
    return Report(plan, persons, found, clock.seconds, table.left_out)


@dataclass(frozen=True)
class Laid:
    """A table's distinct rows on the cluster: their columns by part, and for every row of the table the number of the
    distinct row it equals."""

    columns: Dataset
    places: Places
    n: int
    of: Ints


@dataclass(frozen=True)
class Met:
    """Pairs on the cluster, by the part of their first row. `sizes`: of pairs that several rules found, and one."""

    pairs: Dataset
    people: PeopleOfHashes
    sizes: tuple[int, int]
    report: Blocked


@dataclass(frozen=True)
class Run:
    """One table on one cluster."""

    table: Table
    plan: Plan
    clock: Clock
    machines: Cluster

    def persons(self) -> Persons:
        """Finds pairs, learns the weights, weighs, and makes clusters."""
        with self.clock.stage("clean"):
            laid = self._laid()
        with self.clock.stage("block"):
            met = self._met(laid)
        with self.clock.stage("train"):
            trained = self._trained(laid, met)
        with self.clock.stage("weigh"):
            matches, compared = self._matches(laid, met, trained.model)
        with self.clock.stage("cluster"):
            clusters = cluster(laid.n, matches, trained.model, self._sources(laid))
            label, confidence = self._followed(laid, met, trained.model, clusters)
        for dataset in (laid.columns, met.pairs):
            dataset.freed()
        estimates = (clusters.precision, clusters.recall) if trained.looked_at else None
        return Persons(
            label, confidence, compared, len(clusters.review), estimates, met.report, trained.model,
            worth_of_rules(matches.rules, matches.weight, met.report.found),
        )  # fmt: skip

    @property
    def _part(self) -> int:
        """Rows of a part."""
        fair = ceil(self.table.rows / (self.machines.slots * _WAVES))
        return min(max(fair, LEAST_ROWS), MOST_ROWS)

    @property
    def _buckets(self) -> int:
        return max(self.machines.slots * _WAVES, ceil(self.table.rows / MOST_ROWS))

    # --- rows ---

    def _laid(self) -> Laid:
        used = [column.name for column in self.plan.used]
        parts = self.machines.spread([*self.table.parts(self._part, used)])
        habits = habits_of(all_seen(parts.each(See(self.plan)).fetched()), self.plan)
        columns = parts.each(Clean(self.plan, habits)).kept()
        copies = columns.each(Prints(self._buckets)).together(equal_rows).fetched()
        row, leader = gathered(copies, "copies", row="<i8", leader="<i8")
        of = np.arange(self.table.rows)
        of[row] = leader
        left_out = np.sort(row)
        if len(left_out):
            columns = columns.each(Distinct(left_out)).kept()
        places = Places.of(self.table.rows, self._part, left_out)
        return Laid(columns, places, self.table.rows - len(left_out), of - np.searchsorted(left_out, of))

    # --- pairs ---

    def _met(self, laid: Laid) -> Met:
        bits = bits_for(laid.n)
        chosen = limits_for(laid.n)
        limits = {number: limit for number, rule in enumerate(RULES) if (limit := chosen[rule.name]) > 1}
        keys = laid.columns.each(Keys(limits, self._buckets))
        pairs = keys.together(PairsOfKeys(limits, laid.places)).together(MergedPairs(bits)).kept()
        told = pairs.fetched()
        several, one = (sum(sizes) for sizes in zip(*numbers(told, "sizes"), strict=True)) if told else (0, 0)
        most = numbers(pairs.each(Degrees(laid.places)).together(most_pairs).fetched(), "most")
        report = Blocked(_NO_PAIRS, *_found(told), max((number for (number,) in most), default=0))
        return Met(pairs, people_of_all(told), (several, one), report)

    # --- learning ---

    def _trained(self, laid: Laid, met: Met) -> Trained:
        model = Model()
        if laid.n < LEAST_RECORDS or not sum(met.sizes):
            return untrained(model, laid.n)
        counted = laid.columns.each(Words(self._buckets)).together(Frequent(COUNTED)).fetched()
        some = self._marked(laid)  # all, where there are so few that beliefs differ
        model = with_frequencies(model, all_counts(counted, COUNTED), origins_of(some), beliefs_of(some))
        sample = self._sample(laid, met)
        rows = np.unique(np.concatenate([sample.a, sample.b]))
        columns = unpacked(laid.columns.each(Fetch(rows)).fetched())
        scene = Scene(columns, uncapped(model).for_kernel(), PeopleOfWords(met.people, columns.words))
        here = sample._replace(a=columns.rows(sample.a), b=columns.rows(sample.b))
        return expect_maximise(evidence_of(scene, here), model, laid.n)

    def _marked(self, laid: Laid) -> Columns:
        """At least the ROWS rows with the lowest marks."""
        reach = _SPREAD
        while True:
            columns = unpacked(laid.columns.each(Marked(mark_below(laid.n, reach, ROWS))).fetched())
            if len(columns.records) >= min(laid.n, ROWS):
                return columns
            reach *= 4

    def _sample(self, laid: Laid, met: Met) -> Sample:
        """The pairs that `sampling.sampled` takes of all."""
        bits = bits_for(laid.n)
        a, b = random_pairs(laid.n, SEED)
        code = a << np.int64(bits) | b
        reach = _SPREAD
        while True:
            marks = tuple(mark_below(size, reach) for size in met.sizes)
            told = met.pairs.each(Chosen((marks[0], marks[1]), SEED, code, bits)).fetched()
            found = in_order(pairs_in(told))
            several = np.bitwise_count(found.rules) > 1
            parts = [lowest(found, np.flatnonzero(some), SEED) for some in (several, ~several)]
            if all(
                len(part.a) == min(size, BLOCKED // 2) for part, size in zip(parts, met.sizes, strict=True)
            ):
                break
            reach *= 4
        (blocked,) = gathered(told, "blocked", code="<i8")
        other = ~np.isin(code, blocked)
        return sample_of(parts, met.sizes, (a[other], b[other]), laid.n)

    # --- weights ---

    def _matches(self, laid: Laid, met: Met, model: Model) -> tuple[Matches, int]:
        """The edges that survive and those within components, sorted; and how many pairs were compared."""
        strong = self._weighed(laid, met, met.pairs, model, model.review_at - SLACK)
        compared = sum(number for (number,) in numbers(strong, "compared"))
        edges = matches_in(strong)
        inner = self._inner(laid, met, model, edges)
        return in_order_of(
            edges, matches_in(self._weighed(laid, met, inner, model, None))
        ) if inner else edges, compared

    def _weighed(
        self, laid: Laid, met: Met, pairs: Dataset, model: Model, floor: float | None
    ) -> list[bytes]:
        content = to_json(model)
        sent = laid.columns.beside(pairs).together(Send(laid.places, content))
        return laid.columns.beside(sent).together(Weigh(content, met.people, floor)).fetched()

    def _inner(self, laid: Laid, met: Met, model: Model, edges: Matches) -> Dataset | None:
        """The pairs within components of strong edges that are not among the edges; None where all are known."""
        component = components(laid.n, edges.a, edges.b, edges.weight >= model.merge_at)
        size = np.bincount(component)
        held = component[edges.a] == component[edges.b]
        known = np.bincount(component[edges.a[held]], minlength=len(size))
        open_ones = known < size * (size - 1) // 2
        rows = np.flatnonzero(open_ones[component])
        if not len(rows):
            return None
        at = np.flatnonzero(open_ones[component[edges.a]])
        facts = self.machines.spread([
            *((part, parcel("components", row=rows[some], component=component[rows[some]]))
              for part, some in laid.places.split(rows)),
            *((part, parcel("known", a=edges.a[at[some]], b=edges.b[at[some]]))
              for part, some in laid.places.split(edges.a[at])),
        ])  # fmt: skip
        asked = facts.beside(met.pairs).together(Inner(laid.places, to_json(model)))
        return facts.beside(asked).together(Inside(laid.places))

    # --- clusters ---

    def _sources(self, laid: Laid) -> Codes | None:
        """Where each distinct row comes from."""
        names = self.plan.of("source")
        if not names:
            return None
        code = cells_of(self.table.column(names[0])).code
        return code[np.unique(laid.of, return_index=True)[1]] if code.any() else None

    def _followed(self, laid: Laid, met: Met, model: Model, clusters: Clusters) -> tuple[Codes, Floats]:
        def with_themselves(at: Ints) -> Floats:
            told = laid.columns.each(WithThemselves(at, to_json(model), met.people)).fetched()
            row, bits = gathered(told, "bits", row="<i8", bits="<f8")
            return np.asarray(bits[np.argsort(row)])

        return followed(clusters.label, clusters.confidence, laid.of, model, with_themselves)


_NO_PAIRS = Pairs(*(np.empty(0, np.int64) for _ in range(3)))
_MOST_BITS = 28  # of a row's number: two of them and a rule fit into 63


def bits_for(n: int) -> int:
    """Bits of a row's number. Raises Refused for more rows than can be numbered."""
    bits = max(int(n - 1).bit_length(), 1)
    if bits > _MOST_BITS:
        raise Refused("there are too many rows", found=f"{n:,}", allowed=f"at most {1 << _MOST_BITS:,}")
    return bits


def _found(told: list[bytes]) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    """What each rule found, and the crowds it left out."""
    sums: dict[int, list[int]] = {}
    for number, *some in numbers(told, "found"):
        sums[number] = [x + y for x, y in zip(sums.get(number, [0, 0, 0]), some, strict=True)]
    found = {RULES[number].name: pairs for number, (pairs, *_) in sorted(sums.items())}
    crowds = {RULES[number].name: (keys, rows) for number, (_, keys, rows) in sorted(sums.items()) if keys}
    return found, crowds


def people_of_all(told: list[bytes]) -> PeopleOfHashes:
    rule, value, people = gathered(told, "people", rule="<i8", value="<i8", people="<i8")
    several = {}
    for number in SHARED:
        at = np.flatnonzero(rule == number)
        at = at[np.argsort(value[at])]
        several[number] = value[at], people[at]
    return PeopleOfHashes(several)


def mark_below(size: int, reach: float, most: int = BLOCKED // 2) -> int:
    """A mark so high that at least `most` of so many pairs lie below it, but for bad luck."""
    wanted = most + reach * sqrt(most)
    return (1 << 64) - 1 if size <= wanted else int(wanted / size * (1 << 64))


def in_order(pairs: Pairs) -> Pairs:
    at = np.lexsort((pairs.b, pairs.a))
    return Pairs(pairs.a[at], pairs.b[at], pairs.rules[at])
