"""Words, geometry and cursors: pure functions, tried on tables and on whatever hypothesis thinks of."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.errors import NotFound, Refused
from enrich.identity import Pair
from enrich.model import Instant, PartialDate, Profile, RecordId, TimelineEntry, Work
from enrich.ports import Contribution, Explanation
from enrich.store.reads import ReviewRow
from tests.web.village import day
from web.aligned import Said as Value
from web.aligned import aligned, marked, row
from web.moments import as_of_instant
from web.paging import packed, unpacked
from web.pair import pair_of
from web.queue import next_after, position_of
from web.rendering import web_address
from web.session import ids_of, local_path
from web.strip import Group, strip
from web.waterfall import waterfall
from web.words import (
    ago,
    bits_words,
    date_words,
    percent_words,
    probability_of,
    share_words,
    span_words,
)

TODAY = dt.date(2026, 11, 2)


@pytest.mark.parametrize(
    ("date", "words"),
    [("2019", "2019"), ("2019-03", "Mar 2019"), ("2019-03-04", "4 Mar 2019"), ("", ""), ("2019-13", "2019-13"), ("soon", "soon")],
)  # fmt: skip
def test_dates_keep_the_precision_they_have(date: str, words: str) -> None:
    assert date_words(date) == words


@pytest.mark.parametrize(
    ("start", "end", "current", "words"),
    [
        ("2019-03", "2021", False, "Mar 2019 – 2021"),
        ("2019", "", True, "2019 – now"),
        ("2019", "", False, "from 2019, end not known"),
        ("", "2018", False, "until 2018"),
        ("", "", True, "now, start not known"),
        ("", "", False, ""),
    ],
)
def test_spans_say_what_is_not_known(start: str, end: str, current: bool, words: str) -> None:
    assert span_words(PartialDate(start), PartialDate(end), current) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.61, "61 %"), (0.998, "99.8 %"), (0.99953, "99.95 %"), (1.0, "over 99.99 %"), (0.0, "under 0.01 %"), (0.004, "0.4 %")],
)  # fmt: skip
def test_no_percentage_claims_certainty(share: float, words: str) -> None:
    assert percent_words(share) == words


@pytest.mark.parametrize(("share", "words"), [(0.0, "under 1 %"), (0.061, "6 %"), (0.995, "over 99 %")])
def test_a_chance_is_told_in_whole_percent(share: float, words: str) -> None:
    assert share_words(share) == words


@given(st.floats(-500, 500))
def test_a_probability_is_one(bits: float) -> None:
    assert 0.0 <= probability_of(bits) <= 1.0
    assert probability_of(bits) + probability_of(-bits) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(10, "just now"), (300, "5 min ago"), (7200, "2 h ago"), (12 * 86_400, "12 d ago"), (200 * 86_400, "7 months ago"),
     (1100 * 86_400, "3 years ago"), (-300, "in 5 min")],
)  # fmt: skip
def test_ages(seconds: int, words: str) -> None:
    now = day("2026-11-02")
    assert ago(Instant(now - seconds * 1_000_000), now) == words


def test_small_words() -> None:
    assert bits_words(-2.5) == "−2.5"
    assert bits_words(9.06) == "+9.1"


# --- what comes from outside ---


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "http://",
        "x",
        "",
        "http://[",
        "JavaScript:1",
    ],
)
def test_only_web_addresses_become_links(text: str) -> None:
    assert web_address(text) == ""


def test_a_web_address_stays_as_it_is() -> None:
    assert web_address("https://echeverria.example/a?b=c#d") == "https://echeverria.example/a?b=c#d"


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/\\evil.example", "review", "", "/a\nb"]
)
def test_nobody_is_sent_to_another_site(path: str) -> None:
    assert local_path(path, "/people") == "/people"


def test_going_back_keeps_the_page() -> None:
    assert local_path("/people/P3?task=4#facts", "/people") == "/people/P3?task=4#facts"


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1), st.integers(0, 10**18 - 1))
def test_cursors_come_back_as_they_were(name: str, number: int) -> None:
    cursor = f"{name}~{number}"
    assert unpacked(packed(cursor, searching=False), searching=False) == cursor
    assert unpacked(packed(str(number), searching=True), searching=True) == str(number)


@given(st.text(min_size=1), st.booleans())
def test_no_cursor_of_somebody_elses_gets_through(text: str, searching: bool) -> None:
    with pytest.raises(Refused):
        unpacked(text + "!", searching=searching)


def test_a_cursor_of_a_search_is_none_of_a_list() -> None:
    with pytest.raises(Refused, match="no place in this list"):
        unpacked(packed("50", searching=True), searching=False)


@pytest.mark.parametrize("text", ["", "1,", "a", "1;2", "٣", "9" * 30])
def test_lists_of_decisions_are_numbers(text: str) -> None:
    with pytest.raises(Refused):
        ids_of(text)


@pytest.mark.parametrize("code", ["3", "3-", "-3", "a-b", "3-3", "3-9-4", "٣-4"])
def test_what_is_no_pair(code: str) -> None:
    with pytest.raises(NotFound):
        pair_of(code)


def test_a_pair_is_the_same_in_both_orders() -> None:
    assert pair_of("9-3") == pair_of("3-9") == (3, 9)


@pytest.mark.parametrize("text", ["tomorrow", "2026-11-03", "2026-13-01", "1969-12-31", "02.11.2026"])
def test_days_to_look_back_to_are_past_days(text: str) -> None:
    with pytest.raises(Refused, match="a past day such as"):
        as_of_instant(text, day("2026-11-02"))


def test_as_of_means_the_end_of_the_day() -> None:
    now = day("2026-11-02")
    assert as_of_instant("", now) is None
    assert as_of_instant("2026-11-02", now) is None
    assert as_of_instant("2026-11-01", now) == day("2026-11-01") + 12 * 3600 * 1_000_000 - 1


# --- side by side ---


@pytest.mark.parametrize(
    ("left", "right", "state"),
    [
        ([("Ana Ruiz", "ana ruiz")], [("ana  ruiz", "ana ruiz")], "agree"),
        ([("Torsten", "torsten")], [("Thorsten", "thorsten")], "similar"),
        ([("Bergen", "bergen")], [("Oslo", "oslo")], "differ"),
        ([("Bergen", "bergen")], [], "missing"),
        ([("a", "a"), ("b", "b")], [("b", "b"), ("c", "c")], "agree"),
        ([("x", "")], [("y", "")], "differ"),
    ],
)
def test_fields_agree_or_not(left: list[tuple[str, str]], right: list[tuple[str, str]], state: str) -> None:
    ours, theirs = [Value(*one) for one in left], [Value(*one) for one in right]
    assert row("Name", ours, theirs).state == state
    assert row("Name", theirs, ours).state == state


@given(st.text(max_size=30), st.text(max_size=30))
def test_marking_letters_loses_none(left: str, right: str) -> None:
    ours, theirs = marked(left, right)
    if len(left.casefold()) == len(left) and len(right.casefold()) == len(right):
        assert "".join(piece.text for piece in ours) == left
        assert "".join(piece.text for piece in theirs) == right


def test_only_the_letters_that_differ_are_marked() -> None:
    ours, theirs = marked("Torsten Vahlberg", "Thorsten Vahlberg")
    assert [piece.text for piece in ours if piece.odd] == []
    assert [piece.text for piece in theirs if piece.odd] == ["h"]


def test_positions_are_compared_by_what_they_mean() -> None:
    left = Profile(work=(Work("Warnow Werkzeuge GmbH", "Toolmaker", PartialDate("2015")),))
    right = Profile(work=(Work("Warnow Werkzeuge", "toolmaker", PartialDate("2015-04")),))
    assert [(line.label, line.state) for line in aligned(left, right)] == [("Positions", "agree")]


# --- pictures ---


def explanation(*bits: float) -> Explanation:
    parts = tuple(Contribution(f"c{n}", "level", b) for n, b in enumerate(bits))
    return Explanation(-17.0, parts, -17.0 + sum(bits), 7.0, 0.0, "model")


@given(st.lists(st.floats(-20, 20), max_size=16))
def test_a_waterfall_ends_where_the_weight_is(bits: list[float]) -> None:
    told = explanation(*bits)
    drawn = waterfall(told)
    assert len(drawn.steps) == len(bits)
    assert ([drawn.prior, *drawn.steps][-1]).total == pytest.approx(told.weight)
    for step in (drawn.prior, *drawn.steps, drawn.weight):
        assert 0 <= step.x <= 100
        assert step.x + step.width <= 100.5
        assert step.width > 0
    assert 0 <= drawn.review_x <= drawn.merge_x <= 100


def test_a_waterfall_tells_for_from_against() -> None:
    assert [step.look for step in waterfall(explanation(12.0, -3.0)).steps] == ["for", "against"]


years = st.integers(1950, 2026).map(lambda year: PartialDate(str(year)))


@given(st.lists(st.tuples(years, years | st.just(PartialDate("")), st.booleans()), max_size=12))
def test_bars_lie_inside_and_never_on_each_other(spans: list[tuple[PartialDate, PartialDate, bool]]) -> None:
    entries = [
        TimelineEntry("position", "t", start, max(start, end) if end else end, current=current and not end)
        for start, end, current in spans
    ]
    drawn = strip([Group("Positions", "position", entries)], TODAY)
    if len(entries) < 2:
        assert drawn is None
        return
    assert drawn is not None
    assert len(drawn.bars) == len(entries)
    assert all(bar.x >= 0 and bar.x + bar.width <= 100.01 and bar.y < drawn.height for bar in drawn.bars)
    for one in drawn.bars:
        beside = [b for b in drawn.bars if b is not one and b.y == one.y and b.width > 1 and one.width > 1]
        assert all(b.x + b.width <= one.x + 0.02 or one.x + one.width <= b.x + 0.02 for b in beside)
    assert all(0 <= tick.x <= 100 for tick in drawn.ticks)


# --- the queue ---


def rows_of(*pairs: tuple[int, int]) -> list[ReviewRow]:
    return [ReviewRow(RecordId(a), RecordId(b), a, b, "", "", 1.0, "unsure", "", None) for a, b in pairs]


def pair(a: int, b: int) -> Pair:
    return RecordId(a), RecordId(b)


def test_after_a_decision_comes_the_pair_that_followed() -> None:
    before = rows_of((1, 2), (3, 4), (5, 6))
    assert next_after(pair(3, 4), before, rows_of((1, 2), (5, 6))) == (5, 6)
    assert next_after(pair(5, 6), before, rows_of((1, 2), (3, 4))) == (1, 2)
    assert next_after(pair(1, 2), before, rows_of((5, 6))) == (5, 6)
    assert next_after(pair(1, 2), before, rows_of((1, 2))) is None
    assert next_after(pair(8, 9), before, before) == (1, 2)


def test_a_pair_knows_its_place() -> None:
    rows = rows_of((1, 2), (3, 4), (5, 6))
    assert position_of(pair(3, 4), rows) == (2, 3, (1, 2), (5, 6))
    assert position_of(pair(1, 2), rows).before is None
    assert position_of(pair(8, 9), rows) == (0, 3, None, (1, 2))
