"""The second reading of resumes: what the network computes, what it ships, and what it does beside the rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import pairwise, product
from math import exp, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.resumes.packing import packed
from benchmarks.resumes.projecting import Job, School, Truth, projected
from benchmarks.resumes.samples import held_out, labelled_files, samples, scored
from parsers.described import described
from parsers.encoder import AT_ONCE, LONGEST, Encoder, encoded, packed_meanings, windows
from parsers.groups import POSITION, groups, tagged_spans, text_of
from parsers.lines import plain_line
from parsers.located import FirstReading, located, said
from parsers.network import LINE, WORD, Attention, Items, Layer, Network, scores
from parsers.pieces import pieces_of
from parsers.resume import Helpers, nobody, read_resume
from parsers.second import MOST_PIECES, second_reading
from parsers.sections import Section
from parsers.tagger import GOES_ON, IMPOSSIBLE, LABELS, Tagged, Weights, likeliest, loaded, shipped, tag
from parsers.wordpieces import WordPieces

MARA = [
    "Mara Orlin",
    "Work experience",
    "Welder, Orlin Steel Ltd, 2011 - 2014",
    "- welded what came along",
    "Cook, Tarla Foods Ltd, 2015 - 2018",
    "Education",
    "BSc Physics, University of Tarla, 2008 - 2011",
]


def first_read(lines: Iterable[str]) -> tuple[list[Section], FirstReading]:
    """What the rules make of a resume."""
    kept: list[tuple[list[Section], FirstReading]] = []

    def keep(sections: list[Section], first: FirstReading) -> FirstReading:
        kept.append((sections, first))
        return first

    read_resume([plain_line(line) for line in lines], Helpers(nobody, nobody, keep))
    return kept[0]


Array = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
SPECIAL = ("[UNK]", "[CLS]", "[SEP]", "2015")


def weights(direct: dict[str, dict[str, float]]) -> Weights:
    """A network without layers that only knows what some signs say of some labels."""
    rows = np.zeros((len(direct) + 1, len(LABELS)), np.float32)
    for i, told in enumerate(direct.values(), start=1):
        for label, score in told.items():
            rows[i, LABELS.index(label)] = score
    none, all_none = np.zeros((1,), np.float32), np.zeros((1, 1), np.float32)
    of_two = np.zeros((2, 1), np.float32)
    network = Network(
        encoder(np.zeros((len(SPECIAL), 2), np.float32)), of_two, of_two, none, np.zeros((len(direct) + 1, 1), np.float32), rows, np.zeros((5, 1), np.float32), none, none, (),
        Attention(1, all_none, all_none, all_none, all_none, none, none, none), (),
        np.zeros((1, len(LABELS)), np.float32), np.zeros(len(LABELS), np.float32),
    )  # fmt: skip
    return Weights(SPECIAL, tuple(direct), network, {"documents": "0"})


def encoder(meanings: Array) -> Encoder:
    """One without layers."""
    places = np.zeros((LONGEST, meanings.shape[1]), np.float32)
    return Encoder(*packed_meanings(meanings), places, np.zeros(0, np.uint8), 0)


NOTHING = {f"r:{label}": {"O": 6.0} for label in LABELS}


def trusting(score: float = 9.0) -> Weights:
    """Says of each piece what the rules say of it."""
    return weights({f"r:{label}": {label: score} for label in LABELS})


def jobs(reading: FirstReading) -> list[tuple[str, str, str, str]]:
    works = [p.work for p in reading.positions]
    return [(w.title, w.employer, w.start, "present" if w.current else w.end) for w in works]


def schools(reading: FirstReading) -> list[tuple[str, str, str]]:
    return [(s.education.degree, s.education.area, s.education.institution) for s in reading.studies]


# --- truth -> labels ---


def test_each_job_is_found_where_its_parts_stand_closest() -> None:
    lines = [
        "Welder and cook",
        "Experience",
        "2011 - 2012",
        "Welder, Orlin Steel",
        "2013 - 2014",
        "Cook, Orlin Steel",
        "Education",
        "2010 Orlin School, Diploma",
    ]
    sections, _ = first_read(lines)
    document = described(sections)
    truth = Truth(
        (),
        [
            Job(("Welder",), ("Orlin Steel",), "2011", "2012"),
            Job(("Cook",), ("Orlin Steel Ltd", "Orlin Steel"), "2013", "2014"),
        ],
        [School(("Orlin School",), ("Diploma",), "", "2010")],
    )
    labels = projected(document, truth)
    named = [
        (p.text, p.line, label) for p, label in zip(document.pieces, labels, strict=True) if label != "O"
    ]
    assert named == [
        ("2011 - 2012", 2, "D"), ("Welder", 3, "T"), ("Orlin", 3, "E"), ("Steel", 3, "e"),
        ("2013 - 2014", 4, "D"), ("Cook", 5, "T"), ("Orlin", 5, "E"), ("Steel", 5, "e"),
        ("2010", 7, "Y"), ("Orlin", 7, "S"), ("School", 7, "s"), ("Diploma", 7, "G"),
    ]  # fmt: skip


def test_what_the_rules_read_is_found_where_it_stands() -> None:
    sections, first = first_read(MARA)
    document = described(sections)
    labels = said(document, first, located(document, first))
    named = " ".join(
        f"{p.text}/{label}" for p, label in zip(document.pieces, labels, strict=True) if label != "O"
    )
    assert named == (
        "Mara/N Orlin/n Welder/T Orlin/E Steel/e Ltd/e 2011 - 2014/D Cook/T Tarla/E Foods/e Ltd/e 2015 - 2018/D "
        "BSc/G Physics/g University/S of/s Tarla/s 2008 - 2011/Y"
    )


# --- the network ---


def some_network(h: int) -> Network:
    """One whose numbers are drawn by chance, with two signs and two word pieces."""
    chance = np.random.default_rng(1)

    def some(*shape: int) -> Array:
        return chance.normal(size=shape).astype(np.float32)

    def layer(step: int) -> Layer:
        return Layer(step, some(3, h, 2 * h), some(2 * h), some(h), some(h))

    look = Attention(2, some(h, h), some(h, h), some(h, h), some(h, h), some(h), some(h), some(h))
    own = Network(
        encoder(some(3, 2)), some(2, h), some(2, h), some(h), some(3, h), some(3, len(LABELS)), some(5, h),
        some(h), some(h), (layer(2),), look, (layer(1),), some(h, len(LABELS)), some(len(LABELS)),
    )  # fmt: skip
    own.signs[0] = own.direct[0] = 0
    return own


def normed(x: list[float], gain: Array, shift: Array) -> list[float]:
    mean = sum(x) / len(x)
    spread = sqrt(sum((v - mean) ** 2 for v in x) / len(x) + 1e-5)
    return [(v - mean) / spread * float(g) + float(s) for v, g, s in zip(x, gain, shift, strict=True)]


def times(x: list[float], matrix: Array) -> list[float]:
    return [sum(v * float(matrix[k, j]) for k, v in enumerate(x)) for j in range(matrix.shape[1])]


def added(*parts: Iterable[float]) -> list[float]:
    return [float(sum(values)) for values in zip(*parts, strict=True)]


def gated(rows: list[list[float]], layer: Layer) -> list[list[float]]:
    h, after = len(rows[0]), []
    for i, row in enumerate(rows):
        y = [float(b) for b in layer.bias]
        for tap, at in enumerate((i - layer.step, i, i + layer.step)):
            if 0 <= at < len(rows):
                y = added(y, times(rows[at], layer.taps[tap]))
        after.append(
            normed([row[k] + y[k] / (1 + exp(-y[k + h])) for k in range(h)], layer.gain, layer.shift)
        )
    return after


def looked(rows: list[list[float]], lines: list[list[float]], look: Attention) -> list[list[float]]:
    part, after = len(rows[0]) // look.heads, []
    for row in rows:
        asked, told = times(row, look.queries), []
        for head in range(look.heads):
            own = range(head * part, (head + 1) * part)
            alike = [
                exp(sum(asked[k] * times(line, look.keys)[k] for k in own) / sqrt(part)) for line in lines
            ]
            told += [
                sum(a * times(line, look.values)[k] for a, line in zip(alike, lines, strict=True))
                / sum(alike)
                for k in own
            ]
        after.append(normed(added(row, times(told, look.out), look.bias), look.gain, look.shift))
    return after


def test_the_network_is_what_plain_arithmetic_makes_of_it() -> None:
    own = some_network(4)
    meanings = own.encoder.of(np.arange(3))
    items = Items(
        [1, 0, 2, 0, 1, 0],
        [(2,), (0, 1), (2,), (1,), (2,), (0,)],
        [[1], [], [2, 1], [2], [2], []],
        [-1, 0, 1, 2, -1, 3],
    )
    rows = []
    for kind, words, signs in zip(items.kinds, items.words, items.signs, strict=True):
        meant = [sum(float(meanings[w, k]) for w in words) / len(words) for k in range(2)]
        row = added(own.kinds[kind], *(own.signs[s] for s in signs), times(meant, own.context), own.bias)
        if kind == WORD:
            row = added(row, times(meant, own.words))
        rows.append(normed(row, own.gain, own.shift))
    rows = gated(rows, own.before[0])
    lines = [row for row, kind in zip(rows, items.kinds, strict=True) if kind == LINE]
    rows = gated(looked(rows, lines, own.attention), own.after[0])
    wanted = [
        added(times(row, own.out), own.out_bias, *(own.direct[s] for s in signs))
        for row, signs in zip(rows, items.signs, strict=True)
    ]
    assert scores(items, own) == pytest.approx(np.asarray(wanted), rel=1e-3, abs=1e-4)


def test_meanings_are_packed_within_a_fourteenth_of_the_largest() -> None:
    meanings = np.random.default_rng(2).normal(size=(50, 6)).astype(np.float32)
    found = encoder(meanings).of(np.arange(50))
    assert (np.abs(found - meanings).max(axis=1) <= np.abs(meanings).max(axis=1) / 13.9).all()


@given(st.lists(st.tuples(st.integers(1, 6), st.booleans()), min_size=1, max_size=400))
def test_windows_hold_whole_lines(items: list[tuple[int, bool]]) -> None:
    sizes = np.array([size for size, _ in items])
    opens = np.array([i == 0 or opening for i, (_, opening) in enumerate(items)])
    starts = {int(start) for start in (np.cumsum(sizes) - sizes)[opens]}
    found = [*windows(sizes, opens)]
    assert [a for a, _ in found] == [0, *(b for _, b in found[:-1])]
    assert found[-1][1] == sizes.sum()
    for a, b in found:
        assert 0 < b - a < LONGEST
        ahead = min((start for start in starts if start > b), default=int(sizes.sum()))
        assert b in starts | {int(sizes.sum())} or (b - a == LONGEST - 1 and ahead - a >= LONGEST)
    for (a, _), (_, c) in pairwise(found):
        whole = {a, c} <= starts | {int(sizes.sum())}
        assert not whole or c - a >= LONGEST or any(start not in starts for start, _ in found)


def test_meanings_are_the_means_of_pieces_over_many_windows() -> None:
    chance = np.random.default_rng(4)
    own = encoder(chance.normal(size=(9, 2)).astype(np.float32))
    words = [
        tuple(map(int, chance.integers(0, 9, chance.integers(1, 7)))) for _ in range(2 * LONGEST * AT_ONCE)
    ]
    wanted = np.array([own.of(np.array(word)).mean(axis=0) for word in words])
    for found in encoded(words, [i % 500 == 0 for i in range(len(words))], own):
        assert found == pytest.approx(wanted, abs=1e-5)


def test_a_word_means_something_else_among_other_words() -> None:
    own = shipped()

    def meant(text: str) -> tuple[Array, Array]:
        words = [own.no_word[LINE], *(own.pieces.of(word) for word in text.split())]
        alone, among = encoded(words, [True] + [False] * (len(words) - 1), own.network.encoder)
        at = text.split().index("ford")
        return alone[1 + at], among[1 + at]

    at_work, in_town, again = (
        meant("welder at ford motors"),
        meant("the river ford crossed"),
        meant("welder at ford motors"),
    )
    assert (at_work[0] == in_town[0]).all()
    assert np.abs(at_work[1] - in_town[1]).mean() > 10 * np.abs(at_work[1] - again[1]).mean()


def test_the_likeliest_labels_are_those_of_all_sequences() -> None:
    chance = np.random.default_rng(3)
    for _ in range(20):
        logs = chance.normal(size=(3, len(LABELS))).astype(np.float32)

        def worth(
            path: tuple[int, ...], logs: np.ndarray[tuple[int, ...], np.dtype[np.float32]] = logs
        ) -> float:
            names = ["O", *(LABELS[y] for y in path)]
            broken = sum(b.islower() and a not in (b, b.upper()) for a, b in pairwise(names))
            further = sum(map(str.islower, names)) - broken
            return (
                float(sum(logs[i, y] for i, y in enumerate(path))) + IMPOSSIBLE * broken + GOES_ON * further
            )

        best = max(product(range(len(LABELS)), repeat=3), key=worth)
        assert tuple(likeliest(logs)) == best


def test_words_become_the_longest_pieces_of_the_vocabulary() -> None:
    pieces = WordPieces(["[UNK]", "weld", "##er", "##ers", "e", "##x", ".", "##e"])
    assert pieces.of("Welders") == (1, 3)
    assert pieces.of("welder.") == (1, 2, 6)
    assert pieces.of("Éx") == (4, 5)
    assert pieces.of("weldy") == (0,)
    assert pieces.of("") == (0,)


def test_a_syllable_or_a_character_of_an_unspaced_script_is_a_piece_of_its_own() -> None:
    pieces = WordPieces(["[UNK]", "서", "울", "工", "ホ"])
    assert [pieces.of(sign) for sign in "서울工ボ"] == [(1,), (2,), (3,), (4,)]
    line = plain_line("서울 주식회사 工場")
    own = pieces_of(line, 0, [])
    assert [piece.text for piece in own] == [*"서울주식회사工場"]
    section = Section(None, "work", [line])
    apart = [
        piece.text for piece, signs in zip(own, described([section]).own, strict=True) if "apart" in signs
    ]
    assert apart == ["주", "工"]


@pytest.mark.parametrize(
    ("text", "pieces"), [("業" * 45, 45), ("業" * 46, 1), ("a" * 90, 1), ("ab " * 30, 30), ("ab " * 31, 1)]
)
def test_a_line_that_is_too_long_to_name_anything_is_one_piece(text: str, pieces: int) -> None:
    assert len(pieces_of(plain_line(text.strip()), 0, [])) == pieces


def test_an_empty_document_has_no_labels() -> None:
    assert tag(described([]), [], shipped()).labels == ()


# --- beside the rules ---


def test_what_the_rules_read_stays_where_the_network_is_of_the_same_mind() -> None:
    sections, first = first_read(MARA)
    assert len(first.positions) == 2
    assert jobs(second_reading(sections, first, trusting())) == jobs(first)
    assert schools(second_reading(sections, first, trusting())) == schools(first)


def test_what_the_rules_read_stays_where_the_network_sees_nothing_and_does_not_doubt_it() -> None:
    sections, first = first_read(MARA)
    assert jobs(second_reading(sections, first, weights({}))) == jobs(first)


def test_a_part_that_the_network_finds_unlikely_goes_though_the_rest_stays() -> None:
    sections, first = first_read(MARA)
    no_firms = weights({f"r:{label}": {"O" if label in "Ee" else label: 9.0} for label in LABELS})
    found = jobs(second_reading(sections, first, no_firms))
    assert found == [("Welder", "", "2011", "2014"), ("Cook", "", "2015", "2018")]


def test_what_the_network_is_sure_of_overrules_what_it_finds_impossible() -> None:
    sections, first = first_read(MARA)
    swapped = weights(
        {
            f"r:{a}": {b: 9.0}
            for a, b in ("TE", "tE", "ET", "et", "DD", "OO", "Nn", "nO", "SS", "ss", "GG", "gg", "YY")
        }
    )
    assert jobs(second_reading(sections, first, swapped))[0] == ("Orlin Steel Ltd", "Welder", "2011", "2014")


def test_what_the_network_is_sure_is_nothing_goes() -> None:
    sections, first = first_read(MARA)
    nothing = weights({f"r:{label}": {"O": 9.0} for label in LABELS})
    assert second_reading(sections, first, nothing) == FirstReading(first.name, [], [])


def test_the_network_adds_what_the_rules_did_not_see() -> None:
    sections, first = first_read(MARA)
    fewer = FirstReading(first.name, first.positions[:1], [])
    seen = weights(
        {f"r:{label}": {label: 9.0 if label != "O" else 2.0} for label in LABELS}
        | {
            "date-span": {"D": 5.0},
            "kschools": {},
            "wtitles": {"T": 5.0},
            "wdegrees": {"G": 5.0},
            "wschools": {"S": 5.0},
        }
    )
    found = second_reading(sections, fewer, seen)
    assert jobs(found)[0] == ("Welder", "Orlin Steel Ltd", "2011", "2014")
    assert ("Cook", "", "2015", "2018") in jobs(found)
    assert found.positions[0].work.highlights == first.positions[0].work.highlights
    assert [s.education.degree for s in found.studies] == ["BSc"]


def test_a_book_stays_as_the_rules_read_it() -> None:
    nothing = weights({f"r:{label}": {"O": 9.0} for label in LABELS})
    sections, first = first_read([*MARA[:4], *["and so on and on"] * (MOST_PIECES // 4), *MARA[4:]])
    assert first.positions
    assert second_reading(sections, first, nothing) == first


@pytest.mark.parametrize(
    ("said_there", "name"),
    [
        ("Orlin Steel (Quend", "Orlin Steel"),
        ("Orlin Steel (Quend)", "Orlin Steel (Quend)"),
        ("Quend) Ltd.", "Quend Ltd."),
        ("Orlin Steelworks.", "Orlin Steelworks"),
        ("O R L I N S T E E L A / S", "ORLINSTEELA/S"),
        ("P & G", "P & G"),
    ],
)
def test_a_name_has_whole_brackets_and_no_full_stop(said_there: str, name: str) -> None:
    document = described(first_read([*MARA[:2], said_there, *MARA[2:]])[0])
    line = next(n for n, one in enumerate(document.lines) if one.text == said_there)
    pieces = [i for i, piece in enumerate(document.pieces) if piece.line == line]
    assert text_of(document, (pieces[0], pieces[-1])) == name


@pytest.mark.parametrize(("score", "name"), [(12.0, "TARLA NARDONI"), (7.0, "Mara Orlin")])
def test_a_name_that_the_network_is_sure_of_counts(score: float, name: str) -> None:
    sections, first = first_read([MARA[0], "TARLA NARDONI", *MARA[1:]])
    assert first.name.name == "Mara Orlin"
    assert second_reading(sections, first, weights(NOTHING | {"shUU": {"N": score}})).name.name == name


def test_a_name_in_another_order_stays_as_the_rules_read_it() -> None:
    sections, first = first_read(["Tarla Nardoni", "NARDONI TARLA", *MARA[1:]])
    assert second_reading(sections, first, weights(NOTHING | {"shUU": {"N": 12.0}})).name == first.name


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("Associate Degree, Orlin College", ["Associate Degree"]), ("Associate, Degree, Orlin College", ["Associate, Degree"]),
        ("Associate; Degree, Orlin College", ["Associate", "Degree"]), ("Orlin College, Degree,", ["Degree"]),
    ],
)  # fmt: skip
def test_two_names_of_one_kind_side_by_side_are_one(text: str, degrees: list[str]) -> None:
    document = described(first_read(["Mara Orlin", "Education", text])[0])
    kinds = {"Associate": "G", "Degree": "G", "Orlin": "S", "College": "s"}
    labels = tuple(kinds.get(p.text, "O") if p.line > 1 else "O" for p in document.pieces)
    spans = list(tagged_spans(document, Tagged(labels, np.zeros((0, 0), np.float32))))
    assert [text_of(document, span) for label, span in spans if label == "G"] == degrees
    assert [text_of(document, span) for label, span in spans if label == "S"] == ["Orlin College"]


@pytest.mark.parametrize(
    ("text", "seen", "named"),
    [
        ("株式会社クエンド で設計", (0, 5), ["株式会社クエンド"]), ("私はデジタルオルリン株式会社", (7, 14), ["デジタルオルリン株式会社"]),
        ("오를린소프트에서 개발", (0, 4), ["오를린소프트"]), ("오를린소프트에서 개발", (0, 6), ["오를린소프트"]), ("오를린 소프트", (0, 2), ["오를린"]),
    ],
)  # fmt: skip
def test_no_name_ends_within_a_word(text: str, seen: tuple[int, int], named: list[str]) -> None:
    document = described([Section("work", None, [plain_line(text)])])
    pieces = len(document.pieces)
    labels = tuple("E" if i == seen[0] else "e" if seen[0] < i < seen[1] else "O" for i in range(pieces))
    spans = tagged_spans(document, Tagged(labels, np.zeros((0, 0), np.float32)))
    assert [text_of(document, span) for _, span in spans] == named


@pytest.mark.parametrize(
    ("text", "named"),
    [("正社員（フルタイム）", False), ("正社員エンジニア", True), ("정규직", False), ("Full-time", True)],
)
def test_how_somebody_is_employed_is_no_job_where_words_stand_together(text: str, named: bool) -> None:
    document = described([Section("work", None, [plain_line(text)])])
    labels = ("T", *("t" for _ in document.pieces[1:]))
    found = groups(document, Tagged(labels, np.full((len(labels), len(LABELS)), 0.9, np.float32)), POSITION)
    assert bool(found) is named


@pytest.mark.parametrize(
    ("text", "named"),
    [("Строил модели", False), ("负责后台开发", False), ("Строитель", True), ("后台开发工程师", True)],
)
def test_what_was_done_is_no_job(text: str, named: bool) -> None:
    document = described(first_read(["Mara Orlin", "Work experience", text])[0])
    own = [p.line == len(document.lines) - 1 for p in document.pieces]
    labels = tuple(
        ("t" if mine and before else "T") if mine else "O" for before, mine in pairwise([False, *own])
    )
    found = groups(document, Tagged(labels, np.full((len(labels), len(LABELS)), 0.9, np.float32)), POSITION)
    assert [one.texts for one in found] == ([{"T": text}] if named else [])


def test_what_rows_of_events_tell_stays() -> None:
    lines = ["青木 茜", "職歴", "2012年4月 株式会社青空 入社", "2016年10月 株式会社青空 退社"]
    sections, first = first_read(lines)
    nothing = weights({f"r:{label}": {"O": 9.0} for label in LABELS})
    assert jobs(second_reading(sections, first, nothing)) == [("", "株式会社青空", "2012-04", "2016-10")]


@pytest.mark.parametrize(
    "lines",
    [
        ["สมชาย ใจดี", "การศึกษา", "มหาวิทยาลัยออร์ลิน 2555 - 2559"],
        ["अनिल वर्मा", "कार्य अनुभव", "अध्यापक, ओरलिन विद्यालय, 2014 - 2016"],
    ],
)
def test_letters_that_the_network_has_not_learned_are_read_by_the_rules(lines: list[str]) -> None:
    sections, first = first_read(lines)
    nothing = weights({f"r:{label}": {"O": 9.0} for label in LABELS})
    assert first.positions or first.studies
    assert second_reading(sections, first, nothing) == first


# --- what ships ---


def test_the_shipped_weights_hold_signs_and_pieces_and_no_words_of_documents() -> None:
    own = shipped()
    assert len(own.sign_names) > 400
    known = re.compile(
        r"(?:[LG]:|G[+-]1:|N-?[12]:|-?[12])?t?"  # where: line, run, a line or a word beside it
        r"(?:(?:above|below|look)?:?(?:job|firm|both|town|told|study|often)\d{1,2}|(?:above|below)\d|look|entries\d|S:(?:else-)?\w+"
        r"|[kwe][a-z_]+|lab-[a-z_]+|(?:ts|n|cap|gap|cells|len|ind|i|d|at|ld|nd|run|runs)-?\d*|sh(?:[pdUXxunsacedmi]*\d?|p[\W_])"
        r"|(?:behind|before)(?:\W|_|word|date)?|date-(?:lone|span)|now-\w+|mixed-\w+|(?:cell|run)[<>]|[a-z]+|r:\w)"
    )
    assert [sign for sign in own.sign_names if not known.fullmatch(sign)] == []
    assert own.network.encoder.meanings.shape[0] == len(own.vocabulary)
    assert {"[UNK]", "[CLS]", "[SEP]", "2015"} <= set(own.vocabulary)
    assert own.vocabulary[own.network.encoder.opening] == "[CLS]"
    assert int(own.about["documents"]) > 1000


def test_weights_are_packed_and_loaded_again() -> None:
    own = trusting()
    again = loaded(packed(own))
    assert again.sign_names == own.sign_names
    assert again.about == own.about
    sections, first = first_read(MARA)
    assert second_reading(sections, first, again) == second_reading(sections, first, own)
    assert packed(again) == packed(own)


def test_the_shipped_network_reads_jobs_and_schools_that_no_rule_is_written_for() -> None:
    lines = [
        "Tarla Nardo",
        "tarla.nardo@example.com",
        "Career so far",
        "Orlin Steel Works, Quend",
        "Senior welding inspector",
        "March 2014 till date",
        "Sabel Motors",
        "Welder",
        "June 2010 to February 2014",
        "Studies",
        "Diploma in Mechanical Engineering, Ister Polytechnic, 2010",
    ]
    sections, first = first_read(lines)
    found = second_reading(sections, first)
    assert ("Senior welding inspector", "2014-03", "present") in [(t, s, e) for t, _, s, e in jobs(found)]
    assert ("Welder", "Sabel Motors", "2010-06", "2014-02") in jobs(found)
    assert "Ister Polytechnic" in {school for _, _, school in schools(found)}


@pytest.mark.parametrize(
    ("lines", "job", "school"),
    [
        (
            ["Мара Орлина", "mara@example.com", "Мой путь", "Орлинский металлургический завод, г. Квенд", "Ведущий инженер по сварке", "Март 2014 — настоящее время",
             "Учёба", "Тарлинский политехнический институт, 2010", "Машиностроение"],
            ("Ведущий инженер по сварке", "2014-03", "present"), "Тарлинский политехнический институт",
        ),
        (
            ["李青", "liqing@example.com", "我的经历", "青叶网络科技有限公司", "高级测试工程师", "2014年3月 至今", "青山大学", "软件工程 本科", "2010年9月 - 2014年6月"],
            ("高级测试工程师", "2014-03", "present"), "青山大学",
        ),
    ],
)  # fmt: skip
def test_the_shipped_network_reads_other_scripts(
    lines: list[str], job: tuple[str, str, str], school: str
) -> None:
    sections, first = first_read(lines)
    found = second_reading(sections, first)
    assert job in [(t, s, e) for t, _, s, e in jobs(found)]
    assert school in {name for _, _, name in schools(found)}


# --- learning ---


def test_labelled_documents_are_read_held_out_and_scored(tmp_path: Path) -> None:
    with (tmp_path / "truth.jsonl").open("w", encoding="utf-8") as truth:
        for n in range(6):
            lines = [*MARA[:2], f"Welder, Orlin Steel Ltd, {2001 + n} - {2004 + n}", *MARA[5:]]
            (tmp_path / f"{n}.txt").write_text("\n\n".join(lines), encoding="utf-8")
            job = {
                "title": "Welder",
                "employer": "Orlin Steel Ltd",
                "start": str(2001 + n),
                "end": str(2004 + n),
            }
            truth.write(json.dumps({"file": f"{n}.txt", "name": "Mara Orlin", "jobs": [job]}) + "\n")
        truth.write(json.dumps({"file": "0.txt", "skip": "no resume"}) + "\n")
    known = list(samples(labelled_files(tmp_path)))
    assert len(known) == 6
    learned, left = held_out(known, 2)
    assert {one.file for one in learned} | {one.file for one in left} == {f"{n}.txt" for n in range(6)}
    rules, _ = scored(known, weights({}))
    assert rules.startswith(
        "rules:   employer 1.000 (6/6/6)  title 1.000 (6/6/6)  both 1.000 (6/6/6)  dates 1.000"
    )
