"""A table in parts gives what it gives in one piece; nothing depends on how parts lie or in which order they come."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.errors import Refused
from enrich.ports import Pairs, Silent
from matchers.blocking import EMAIL, PHONE, RULES
from matchers.columns import Columns
from matchers.dedupe.blocks import blocked, pairs_of_term, people_of_columns
from matchers.dedupe.features import columns_of_sheet
from matchers.dedupe.mapping import guess
from matchers.dedupe.run import Clock, Report, beside, cluster_sizes, dedupe_file, write_table
from matchers.dedupe.sheet import cells_by_name, habits_of, seen_in, sheet_of
from matchers.dedupe.terms import ANY, BatchTerms, Term
from matchers.dedupe.weighing import Weigher
from matchers.frequencies import counted
from matchers.model import Model, to_json
from matchers.sampling import lowest, marks_of, sampled
from matchers.scene import Scene
from matchers.spark import flow
from matchers.spark.blocking import Keys, MergedPairs, PairsOfKeys, pairs_within
from matchers.spark.cleaning import counts_of_words, equal_rows
from matchers.spark.edges import matches_in
from matchers.spark.flow import bits_for, dedupe_spread, mark_below, people_of_all
from matchers.spark.rounds import DRIVER, Cluster
from matchers.spark.scoring import Send, Weigh
from matchers.spark.tables import Places, grouped, table_at
from matchers.spark.wire import gathered, packed, parcel, unpacked

OneProcess = Callable[..., Cluster]


def in_parts(path: Path, cluster: Cluster, truth: str = "") -> Report:
    return dedupe_spread(table_at(path), truth, None, Clock(Silent()), cluster)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of some hundred rows, so that a small table has many."""
    monkeypatch.setattr(flow, "MOST_ROWS", 250)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(("suffix", "rows"), [(".parquet", 1_500), (".csv", 400)])
def test_a_table_in_parts_gives_the_same_persons(
    suffix: str, rows: int, tmp_path: Path, people: Callable[..., pl.DataFrame], in_one_process: OneProcess
) -> None:
    path, table = tmp_path / f"people{suffix}", people(rows)
    table.write_parquet(path) if suffix == ".parquet" else table.write_csv(path)
    whole = dedupe_file(path, "person", None, Clock(Silent()))
    cluster = in_one_process(2, seed=5)
    parts = in_parts(path, cluster, "person")
    assert (whole.persons.label == parts.persons.label).all()
    assert np.abs(whole.persons.confidence - parts.persons.confidence).max() < 1e-9
    assert whole.persons.model == parts.persons.model
    told, same = whole.document(), parts.document()
    for name in ("seconds", "peak_memory_mb"):
        del told[name], same[name]
    assert told == same
    assert whole.persons.blocked._replace(pairs=None) == parts.persons.blocked._replace(pairs=None)
    assert np.bincount(whole.persons.label).max() > (12 if rows > 1_000 else 1), (
        "equal rows follow one of them"
    )
    assert parts.quality is not None and parts.quality.f1 > 0.9


@pytest.mark.usefixtures("small_parts")
def test_in_which_order_parts_come_does_not_matter(
    tmp_path: Path, people: Callable[..., pl.DataFrame], in_one_process: OneProcess
) -> None:
    path = tmp_path / "people.parquet"
    people(500, 3).write_parquet(path)
    one, two = (in_parts(path, in_one_process(3, seed)) for seed in (1, 2))
    assert (one.persons.label == two.persons.label).all()
    assert one.persons.model == two.persons.model


def test_few_rows_and_rows_without_pairs(tmp_path: Path, in_one_process: OneProcess) -> None:
    path = tmp_path / "two.csv"
    path.write_text("name,email\nAnna Novak,anna@example.com\nOleg Berg,oleg@example.com\n")
    whole, parts = dedupe_file(path, "", None, Clock(Silent())), in_parts(path, in_one_process(2))
    assert parts.persons.label.tolist() == whole.persons.label.tolist() == [0, 1]
    assert parts.persons.model == whole.persons.model


def test_a_table_that_cannot_be_is_refused_in_a_line(tmp_path: Path, in_one_process: OneProcess) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"no parquet")
    with pytest.raises(Refused, match=r"broken\.parquet: it cannot be read as a table"):
        table_at(broken)
    empty = tmp_path / "empty.parquet"
    pl.DataFrame({"name": []}).write_parquet(empty)
    with pytest.raises(Refused, match="there are no rows in it"):
        table_at(empty)
    path = tmp_path / "people.csv"
    path.write_text("name,email\nAnna Novak,a@b.de\n")
    with pytest.raises(Refused, match="no such column for the truth"):
        in_parts(path, in_one_process(2), "person")
    with pytest.raises(Refused, match="too many rows"):
        bits_for(1 << 29)


# --- what travels ---


def columns_of(table: pl.DataFrame) -> Columns:
    return columns_of_sheet(sheet_of(table, guess(table, {}, "person")))


def told(columns: Columns) -> list[dict[str, object]]:
    """What every row says, in words."""
    words = columns.words
    return [
        {
            "record": int(record),
            **{
                name: [
                    (words[v.code[i]], int(v.flag[i]), int(v.number[i]))
                    for i in range(v.start[row], v.start[row + 1])
                ]
                for name, v in columns.many.items()
            },
            **{name: int(c[row]) if name == "birth" else words[c[row]] for name, c in columns.one.items()},
        }
        for row, record in enumerate(columns.records.tolist())
    ]


def test_columns_travel_whole_in_parts_and_in_any_order(people: Callable[..., pl.DataFrame]) -> None:
    columns = columns_of(people(300))
    parts = [packed(columns, np.arange(at, min(at + 70, 300))) for at in range(0, 300, 70)]
    random.Random(1).shuffle(parts)
    assert told(unpacked(parts)) == told(columns)
    assert told(unpacked([packed(columns, np.array([7, 9]))])) == [told(columns)[7], told(columns)[9]]


def test_arrays_of_many_parcels_stand_behind_each_other() -> None:
    contents = [parcel("x", a=np.array([1, 2])), parcel("y", a=np.array([9])), parcel("x", a=np.array([3]))]
    assert [array.tolist() for array in gathered(contents, "x", a="<i8")] == [[1, 2, 3]]
    assert [array.tolist() for array in gathered(contents, "z", a="<i8", b="<f8")] == [[], []]


@given(st.lists(st.integers(0, 5)))
def test_groups_hold_every_position_once(buckets: list[int]) -> None:
    found = {bucket: at.tolist() for bucket, at in grouped(np.array(buckets, np.int64))}
    assert found == {b: [i for i, x in enumerate(buckets) if x == b] for b in set(buckets)}


@given(st.integers(1, 60), st.integers(1, 20), st.sets(st.integers(0, 59)))
def test_rows_are_found_in_their_parts(rows: int, size: int, gone: set[int]) -> None:
    left_out = np.array(sorted(row for row in gone if row < rows), np.int64)
    places = Places.of(rows, size, left_out)
    kept = [row for row in range(rows) if row not in gone]
    assert places.of_rows(np.arange(len(kept))).tolist() == [row // size for row in kept]


# --- what is counted over parts ---


def test_habits_of_a_table_are_those_of_its_parts_together(people: Callable[..., pl.DataFrame]) -> None:
    table = people(600)
    plan = guess(table, {}, "person")
    names = [column.name for column in plan.used]
    seen: Counter[str] = Counter()
    for part in table.iter_slices(50):
        seen.update(seen_in(cells_by_name(part, names), plan))
    habits = habits_of(seen_in(cells_by_name(table, names), plan), plan)
    assert habits_of(seen, plan) == habits
    assert habits.month_first and not habits.lists


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1))
def test_frequent_words_do_not_depend_on_codes(values: list[str]) -> None:
    words = ["", *"hgfedcba"]
    one = counted(words, np.array([words.index(value) for value in values]))
    two = counts_of_words(Counter(values))
    assert one.words == two.words and one.numbers.tolist() == two.numbers.tolist()
    assert (one.values, one.distinct, one.squares) == (two.values, two.distinct, two.squares)


def some_pairs(n: int, seed: int) -> Pairs:
    generator = np.random.default_rng(seed)
    code = np.unique(generator.integers(0, 1 << 30, n))
    return Pairs(code >> 15, code & 0x7FFF, generator.integers(1, 8, len(code)))


@settings(max_examples=25)
@given(st.integers(1, 400), st.integers(1, 5))
def test_the_pairs_learned_from_are_the_same_from_parts(n: int, seed: int) -> None:
    pairs, most = some_pairs(n, seed), 40
    everything = np.arange(len(pairs.a))
    whole = lowest(pairs, everything, seed, most)
    halves = [lowest(pairs, everything[start::2], seed, most) for start in (0, 1)]
    both = flow.in_order(
        Pairs(*(np.concatenate([getattr(half, name) for half in halves]) for name in ("a", "b", "rules")))
    )
    again = lowest(both, np.arange(len(both.a)), seed, most)
    assert again.a.tolist() == whole.a.tolist() and again.b.tolist() == whole.b.tolist()
    assert again.rules.tolist() == whole.rules.tolist()


def test_a_mark_lets_through_a_little_more_than_is_wanted() -> None:
    pairs = some_pairs(200_000, 1)
    marks = marks_of(pairs, 1)
    through = int((marks <= np.uint64(mark_below(len(marks), 6.0, 4_000))).sum())
    assert 4_000 <= through < 4_800
    assert mark_below(100, 6.0, 4_000) == (1 << 64) - 1


def test_a_sample_stands_for_all_pairs() -> None:
    sample = sampled(some_pairs(300_000, 2), 40_000, 1)
    assert abs(float(sample.stands_for.sum()) / (40_000 * 39_999 / 2) - 1) < 1e-9


# --- keys and pairs ---


def test_keys_of_parts_meet_where_those_of_the_whole_do(people: Callable[..., pl.DataFrame]) -> None:
    """Hashed terms group the rows as codes do, for every term."""
    columns = columns_of(people(500))
    plain, hashed = BatchTerms(columns), BatchTerms(columns, hashed=True)
    for name in {side for rule in RULES for side in (rule.left, rule.right) if side}:
        one, two = getattr(plain, name), getattr(hashed, name)
        assert groups(one) == groups(two), name


def groups(term: Term) -> set[tuple[int, ...]]:
    found = defaultdict(set)
    for row, value in zip(term.row.tolist(), term.value.tolist(), strict=True):
        found[value].add(row)
    return {tuple(sorted(rows)) for rows in found.values()}


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), max_size=80), st.integers(2, 9))
def test_pairs_of_hashes_are_those_of_codes(entries: list[tuple[int, int]], limit: int) -> None:
    row = np.array(sorted(row for row, _ in entries), np.int64)
    value = np.array([value for _, value in sorted(entries)], np.int64)
    found = pairs_of_term(Term(row, value, 5), limit, 5)
    a, b, same = pairs_within(value * ANY, row, limit)
    assert sorted((a << 5 | b).tolist()) == sorted(found.pairs.tolist())
    assert (same.crowds, same.crowded) == (found.crowds, found.crowded)


def crowded(n: int) -> Columns:
    """n people with one mailbox, and two with another."""
    rows = [
        {"name": f"Anna {a}{b}ski", "email": "all@firm.example"} for a in "bcdfghklmn" for b in "aeiouyaeiou"
    ][:n]
    rows += [{"name": "Oleg Berg", "email": "oleg@firm.example"}] * 2
    return columns_of(pl.DataFrame(rows))


def test_a_crowd_counts_though_its_keys_do_not_travel() -> None:
    columns, n = crowded(105), 105
    limits = {EMAIL: RULES[EMAIL].limit}
    work, places = Keys(limits, 1), Places(np.array([0], np.int64))
    for cut in (n + 2, 102, 40):
        parts = [packed(columns, np.arange(at, min(at + cut, n + 2))) for at in range(0, n + 2, cut)]
        keys = [content for part in parts for _, content in work(0, part)]
        made = list(PairsOfKeys(limits, places)(0, keys))
        people = gathered(
            [content for bucket, content in made if bucket == DRIVER], "people", value="<i8", people="<i8"
        )
        assert people[1].tolist() == [n]
        (found,) = gathered([content for _, content in made], "found", told="<i8")
        assert found.tolist() == [EMAIL, 0, 1, n]
        (a,) = gathered([content for _, content in made], f"pairs {EMAIL}", a="<i8")
        assert a.tolist() == [n]


def test_rows_that_say_the_same_follow_the_first(people: Callable[..., pl.DataFrame]) -> None:
    marks = np.array([5] * 14 + [6] * 12, np.int64)
    rows = np.arange(26, dtype=np.int64)[::-1].copy()
    ((_, content),) = equal_rows(0, [parcel("prints", mark=marks, row=rows)])
    row, leader = gathered([content], "copies", row="<i8", leader="<i8")
    assert sorted(row.tolist()) == list(range(13, 26)) and set(leader.tolist()) == {12}


def test_rows_are_written_part_by_part(
    tmp_path: Path,
    people: Callable[..., pl.DataFrame],
    monkeypatch: pytest.MonkeyPatch,
    in_one_process: OneProcess,
) -> None:
    from matchers.spark import output

    monkeypatch.setattr(output, "MOST_ROWS", 90)
    path = tmp_path / "people.parquet"
    table = people(400)
    table.write_parquet(path)
    persons = in_parts(path, in_one_process(2)).persons
    want = beside(table, persons.label, cluster_sizes(persons.label), persons.confidence)
    output.write_persons(table_at(path), persons, tmp_path / "out.parquet")
    output.write_persons(table_at(path), persons, tmp_path / "out.csv")
    assert pl.read_parquet(tmp_path / "out.parquet").equals(want)
    write_table(want, tmp_path / "want.csv")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "want.csv").read_bytes()


def test_weights_in_parts_are_those_in_one_piece(
    people: Callable[..., pl.DataFrame], in_one_process: OneProcess
) -> None:
    columns = columns_of(people(600))
    n, size, model = len(columns.records), 90, Model()
    terms = BatchTerms(columns)
    pairs = blocked(terms, n, model.limits).pairs
    scene = Scene(columns, model.for_kernel(), people_of_columns(columns, terms))
    whole = Weigher(scene, model.prior, model.review_at).all(pairs)

    cluster, places = in_one_process(2), Places.of(n, size, np.empty(0, np.int64))
    limits = {number: limit for number, rule in enumerate(RULES) if (limit := model.limits[rule.name]) > 1}
    parts = cluster.spread(
        [
            (part, packed(columns, np.arange(at, min(at + size, n))))
            for part, at in enumerate(range(0, n, size))
        ]
    )
    keys = parts.each(Keys(limits, 3)).together(PairsOfKeys(limits, places))
    met = keys.together(MergedPairs(bits_for(n)))
    sent = parts.beside(met).together(Send(places, to_json(model)))
    weigh = Weigh(to_json(model), people_of_all(met.fetched()), None)
    found = matches_in(parts.beside(sent).together(weigh).fetched())
    assert len(found.a) > 1_000
    for name in ("a", "b", "rules"):
        assert (getattr(found, name) == getattr(whole, name)).all(), name
    assert np.abs(found.weight - whole.weight).max() < 1e-9
    assert (people_of_all(met.fetched()).several[PHONE][1] > 20).any(), "a telephone of a crowd counts less"
