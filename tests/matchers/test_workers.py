"""Work that several processes do: the same answers as one, and a clear end when one of them dies."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from enrich.errors import Refused, RetryLater
from matchers.columns import Words, distinct_codes
from matchers.watching import memory_of_children, own_peak, peak_memory
from matchers.workers import cores, forked, fresh, meanwhile, shared

PARTS = list(range(12))


def only_in_children(act: Callable[[], object]) -> Callable[[int], int]:
    """Work that goes wrong in children. This process waits in its first part until it is told that there are others."""
    parent = os.getpid()

    def work(part: int) -> int:
        if os.getpid() != parent:
            act()
        return part

    return work


def slow_parent(work: Callable[[int], int]) -> Callable[[int], int]:
    """The parent does nothing useful until a child has had a part: its first part waits for a byte from one."""
    told, tell = os.pipe()
    parent, waited = os.getpid(), []

    def first_a_child(part: int) -> int:
        if os.getpid() != parent:
            os.write(tell, b".")
        elif not waited:
            waited.append(os.read(told, 1))
        return work(part)

    return first_a_child


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_answers_come_in_the_order_of_the_parts(workers: int) -> None:
    table = np.arange(100_000)

    def work(part: int) -> tuple[int, np.ndarray]:
        return part, table[part::12] * 2

    answers = list(forked(work, PARTS, workers))
    assert [part for part, _ in answers] == PARTS
    for part, found in answers:
        assert np.array_equal(found, table[part::12] * 2)
        found[:1] = 0  # arrays from a child can be written, like those made here


def test_children_take_part() -> None:
    processes: list[int] = []
    work = slow_parent(only_in_children(lambda: None))
    for part, process in forked(lambda part: (work(part), os.getpid()), PARTS, 2):
        assert part == len(processes)
        processes.append(process)
    assert len(set(processes)) == 2


def test_a_killed_child_is_told_and_nothing_hangs() -> None:
    work = slow_parent(only_in_children(lambda: os.kill(os.getpid(), signal.SIGKILL)))
    with pytest.raises(RetryLater, match=r"signal 9.*fewer workers"):
        list(forked(work, PARTS, 2))


def test_an_error_of_ours_comes_back_as_it_is() -> None:
    def refuse() -> None:
        raise Refused("no table", where="part 3", allowed="a table")

    with pytest.raises(Refused, match=r"^part 3: no table \(allowed: a table\)$"):
        list(forked(slow_parent(only_in_children(refuse)), PARTS, 2))


def test_any_other_error_ends_the_work(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise ZeroDivisionError("in a child")

    with pytest.raises(RuntimeError, match="exit code 1"):
        list(forked(slow_parent(only_in_children(fail)), PARTS, 2))
    assert "ZeroDivisionError: in a child" in capfd.readouterr().err


def test_children_end_when_nobody_wants_more() -> None:
    answers = forked(lambda part: os.getpid(), PARTS, 3)
    seen = {next(answers) for _ in range(2)} - {os.getpid()}
    answers.close()
    for process in seen:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_fresh_process_answers_and_can_be_lost() -> None:
    codes = np.array([3, 3, 1], np.int32)
    with fresh("matchers.columns") as worker:
        assert worker.ask(partial(distinct_codes, codes)).tolist() == [1, 3]
        with pytest.raises(RetryLater, match="killed"):
            worker.ask(partial(signal.raise_signal, signal.SIGKILL))


def test_work_is_shared_with_fresh_processes() -> None:
    tasks = [partial(distinct_codes, np.array([part, 0], np.int32)) for part in PARTS]
    answers = shared(lambda task: task(), tasks, [fresh("matchers.columns"), fresh("matchers.columns")])
    assert [int(answer.max()) for answer in answers] == PARTS


@pytest.mark.parametrize("workers", [1, 2])
def test_work_is_done_meanwhile(workers: int) -> None:
    words, codes = Words(["", "anna"]), np.arange(5)
    parent = os.getpid()

    def work() -> tuple[bool, list[str], np.ndarray, np.ndarray]:
        return os.getpid() == parent, words, codes, codes * 2

    with meanwhile(work, [words, codes], workers) as answer:
        here, same, own, twice = answer()
    assert here == (workers == 1)
    assert same is words and own is codes, "what is there already is not sent"
    assert twice.tolist() == [0, 2, 4, 6, 8]


def test_work_that_is_not_waited_for_ends() -> None:
    told, tell = os.pipe()

    def work() -> None:
        os.write(tell, str(os.getpid()).encode())
        signal.pause()

    with meanwhile(work, workers=2):
        process = int(os.read(told, 20))
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_work_that_is_killed_meanwhile_is_told() -> None:
    with (
        meanwhile(partial(signal.raise_signal, signal.SIGKILL), workers=2) as answer,
        pytest.raises(RetryLater, match="killed"),
    ):
        answer()


def test_memory_of_children_is_counted() -> None:
    parent, size = os.getpid(), 1 << 26
    (seen, tell_seen), deadline = os.pipe(), time.monotonic() + 30

    def hold(part: int) -> int:
        if os.getpid() == parent:
            while memory_of_children() < size and time.monotonic() < deadline:
                time.sleep(0.05)
            os.write(tell_seen, b".")
            return part
        held = np.ones(size, np.int8)
        os.read(seen, 1)
        return int(held[part])

    assert sorted(forked(hold, [0, 1], 2))[1] == 1
    assert size <= memory_of_children() < 8 * size
    most = own_peak() + memory_of_children()
    assert (
        max(own_peak(), size) < peak_memory() * (1 << 20) < most + (1 << 20)
    )  # the system counts in batches of pages


def test_there_is_at_least_one_core() -> None:
    assert cores() >= 1
