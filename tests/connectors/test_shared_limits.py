"""Limits that all threads, processes and machines keep together, and a long walk through a source that stumbles."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.outside import ITEMS_A_PAGE, Clock, walk
from connectors.kit.http import Http, Web
from connectors.kit.ledger import Ledger, Left, Line
from connectors.kit.pace import Pace, host_line
from connectors.testing import FakeSite, Reply
from enrich.errors import RetryLater, SourceDown
from enrich.ports import Rate
from enrich.store.database import Database

MARGIN = 1.02


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(database: Database, clock: Clock) -> Iterator[Ledger]:
    """On SQLite and on PostgreSQL."""
    ledger = Ledger(database.url.render_as_string(hide_password=False), clock)
    yield ledger
    ledger.close()


def test_a_long_walk_loses_nothing_and_breaks_no_quota() -> None:
    quota = 60
    outcome = walk(pages=130, seed=7, quota=quota)
    assert set(outcome.kept) == {str(number) for number in range(outcome.pages * ITEMS_A_PAGE)}
    assert set(outcome.kept.values()) == {1}
    assert outcome.calls > 2 * quota >= 2 * outcome.busiest
    assert outcome.tries["ChangedAnswer"] and outcome.tries["RetryLater"]


def test_two_hundred_refreshes_at_once_keep_every_hosts_limit(clock: Clock, tmp_path: Path) -> None:
    """Each asks five hosts, in its own order; time passes only by waiting. The first in a host's row keeps asking."""
    ledger, given = Ledger(str(tmp_path / "l.db"), clock), {f"host{n}": list[float]() for n in range(5)}
    waiting = [[f"host{(task + n) % 5}" for n in range(5)] for task in range(200)]
    while any(waiting):
        free = dict[str, float]()
        for hosts in filter(None, waiting):
            host = hosts[-1]
            if not free.get(host):
                free[host] = ledger.turn([host_line(host, 20)]).wait
                if not free[host]:
                    given[hosts.pop()].append(clock())
        clock.sleep(min(free.values()))
    ledger.close()
    for times in given.values():
        assert len(times) == 200
        assert all(later - earlier >= 4 / 20 for earlier, later in zip(times, times[4:], strict=False))
        assert times[-1] - times[0] == pytest.approx(196 / 20 * MARGIN, rel=0.02)


ASKER = """
import sys, time
from connectors.kit.ledger import Ledger, Line
from connectors.kit.pace import Pace
from enrich.ports import Rate

pace = Pace(Ledger(sys.argv[1]))
for _ in range(15):
    pace.wait([Line("account:one", (Rate(5, 0.25),))])
    print(time.time(), flush=True)
"""


def test_processes_keep_a_limit_together(tmp_path: Path) -> None:
    started = time.time()
    command = [sys.executable, "-c", ASKER, str(tmp_path / "ledger.db")]
    askers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    times = sorted(float(line) for asker in askers for line in asker.communicate(timeout=60)[0].split())
    assert [asker.returncode for asker in askers] == [0, 0, 0] and len(times) == 45
    assert times[-1] - started >= 40 / 5 * 0.25


def test_threads_share_an_accounts_turns_through_real_requests(web: Web, site: FakeSite) -> None:
    site.replies = {"/a": Reply("x")}
    http = Http(web, "s", allow_private=[site.address], per_second=40)
    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: http.get(f"{site.url}/a"), range(32)))
    assert time.monotonic() - started >= 28 / 40 and len(site.asked) == 32


def test_several_limits_hold_at_once(ledger: Ledger, clock: Clock) -> None:
    line = Line("account:a", (Rate(2, 1.0), Rate(5, 60.0)))
    times = list[float]()
    while len(times) < 12:
        wait = ledger.turn([line]).wait
        if wait:
            clock.sleep(wait)
        else:
            times.append(clock())
    assert all(later - earlier >= 1.0 for earlier, later in zip(times, times[2:], strict=False))
    assert all(later - earlier >= 60.0 for earlier, later in zip(times, times[5:], strict=False))
    assert times[-1] - times[0] < 130


def test_a_turn_is_given_by_all_or_by_none(ledger: Ledger, clock: Clock) -> None:
    free, busy = Line("host:a", (Rate(1, 10.0),)), Line("account:b", (Rate(1, 100.0),))
    assert ledger.turn([busy]).wait == 0
    assert ledger.turn([free, busy]).wait == pytest.approx(102)
    assert ledger.turn([free]).wait == 0


def test_a_wait_that_is_too_long_is_told_and_not_waited(ledger: Ledger, clock: Clock) -> None:
    pace, line = Pace(ledger, clock.sleep), Line("account:a", (Rate(3, 86_400.0),))
    for _ in range(3):
        pace.wait([line])
    with pytest.raises(RetryLater, match="its limit is reached") as caught:
        pace.wait([line])
    assert caught.value.after_seconds == pytest.approx(86_400 * MARGIN) and clock() == Clock().now
    clock.sleep(caught.value.after_seconds)
    pace.wait([line])


def test_a_short_quiet_is_waited_for_and_a_long_one_told(ledger: Ledger, clock: Clock) -> None:
    pace, line, began = Pace(ledger, clock.sleep), host_line("tired.example", 1000), clock()
    ledger.quiet(line.scope, 10)
    ledger.quiet(line.scope, 4)
    pace.wait([line])
    assert clock() - began == pytest.approx(10)
    ledger.quiet(line.scope, 40)
    with pytest.raises(RetryLater, match="asked for quiet") as caught:
        pace.wait([line])
    assert caught.value.after_seconds == pytest.approx(40) and clock() - began == pytest.approx(10)


def test_a_clock_that_is_set_back_gives_no_turns_away(ledger: Ledger, clock: Clock) -> None:
    line = Line("account:a", (Rate(2, 10.0),))
    assert ledger.turn([line]).wait == ledger.turn([line]).wait == 0
    clock.now -= 3600
    assert ledger.turn([line]).wait > 3600


# --- who does not answer is left alone ---


def test_a_host_that_fails_again_and_again_is_left_alone_for_longer_and_longer(
    ledger: Ledger, clock: Clock
) -> None:
    line, pauses = host_line("down.example", 1000), list[float]()
    for _ in range(4):
        assert ledger.turn([line]).wait == 0
        ledger.failed(line.scope)
        clock.sleep(1)
    assert ledger.turn([line]).failing
    for _ in range(9):
        ledger.failed(line.scope)
        with pytest.raises(SourceDown, match="left alone after") as caught:
            ledger.turn([line])
        pauses.append(round(caught.value.after_seconds))
        clock.sleep(caught.value.after_seconds + 1)
    assert pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert ledger.turn([line]).failing
    ledger.answered(line.scope)
    assert ledger.turn([line]) == (0, False)


def test_a_source_that_is_down_is_asked_no_more_for_a_while(web: Web, site: FakeSite) -> None:
    site.fault = "error"
    http = Http(web, "s", allow_private=[site.address], per_second=1000)
    for _ in range(10):
        with pytest.raises(SourceDown):
            http.get(f"{site.url}/a")
    assert len(site.asked) == 5


def test_one_answer_makes_up_for_failures(web: Web, site: FakeSite) -> None:
    site.replies = {"/a": Reply("x")}
    http = Http(web, "s", allow_private=[site.address], per_second=1000)
    for _ in range(6):
        site.fault, site.faults_left = "error", 1
        assert http.get(f"{site.url}/a") is not None
    assert len(site.asked) == 12


# --- accounts ---


def test_tallies_are_added_up_over_days(ledger: Ledger, clock: Clock) -> None:
    line = Line("account:a", (Rate(100, 1.0),))
    for _ in range(3):
        assert ledger.turn([line], "src", 0.25, 1.5).wait == 0
        clock.sleep(86_400)
    for outcome in ("found", "found", "unknown", "down", "refused"):
        ledger.count("src", outcome)
    tally = ledger.tally("src")
    assert (tally.calls, tally.cost, tally.asked) == (3, 0.75, 5)
    assert (tally.error_rate, tally.match_rate) == (2 / 5, 2 / 3)
    assert ledger.tally("src", days=2).calls == 1
    assert (ledger.tally("other").error_rate, ledger.tally("other").match_rate) == (None, None)


def test_a_budget_is_never_passed_and_comes_back_with_time(ledger: Ledger, clock: Clock) -> None:
    line = Line("account:a", (Rate(100, 1.0),))

    def paid() -> Callable[[], float]:
        return lambda: ledger.turn([line], "src", 0.4, 1.0).wait

    assert paid()() == paid()() == 0
    with pytest.raises(RetryLater, match="budget"):
        paid()()
    ledger.give_back("src", 0.4)
    assert paid()() == 0
    with pytest.raises(RetryLater, match="budget"):
        paid()()
    clock.sleep(31 * 86_400)
    assert paid()() == 0


def test_a_budget_holds_for_all_threads_together(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path / "l.db"))

    def pay(_: int) -> int:
        try:
            return int(ledger.turn([Line("a", ())], "src", 1.0, 25.0).wait == 0)
        except RetryLater:
            return 0

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(pay, range(60))) == 25
    assert ledger.tally("src").cost == 25.0
    ledger.close()


def test_what_is_left_is_kept_for_everybody(ledger: Ledger) -> None:
    assert ledger.left("account:a") is None
    ledger.note_left("account:a", Left(41, 1_700_003_600.0))
    ledger.note_left("account:a", Left(40, 1_700_003_600.0))
    assert ledger.left("account:a") == Left(40, 1_700_003_600.0)
