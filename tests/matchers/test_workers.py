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
from matchers.watching import own_peak, peak_memory, taken_together, watched
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


def measured(task: Callable[[int], tuple[int, int]], size: int) -> tuple[int, int]:
    """What a task says in a process of its own, where nothing was larger before."""
    with fresh(__name__) as worker:
        low, high = worker.ask(partial(task, size))
        return low, high


def with_memory_of_its_own(size: int) -> tuple[int, int]:
    """(peak of the parent, peak of both) in bytes; the child holds as many for itself."""
    held_by_parent, parent = np.ones(size, np.int8), os.getpid()
    (seen, tell_seen), deadline = os.pipe(), time.monotonic() + 30

    def hold(part: int) -> int:
        if os.getpid() == parent:
            while peak_memory() * (1 << 20) < own_peak() + size / 2 and time.monotonic() < deadline:
                time.sleep(0.05)
            os.write(tell_seen, b".")
            return part
        held = np.ones(size, np.int8)
        os.read(seen, 1)
        return int(held[part] * held_by_parent[part])

    with watched():
        assert sorted(forked(hold, [0, 1], 2))[1] == 1
    return own_peak(), round(peak_memory() * (1 << 20))


def with_memory_of_both(size: int) -> tuple[int, int]:
    """(bytes of the parent alone, bytes of both together); the child reads what the parent holds."""
    held, (told, tell), (seen, tell_seen) = np.ones(size, np.int8), os.pipe(), os.pipe()
    alone = taken_together()

    def look() -> int:
        total = int(held.sum(dtype=np.int64))
        os.write(tell, b".")
        os.read(seen, 1)
        return total

    with meanwhile(look, workers=2) as answer:
        os.read(told, 1)
        both = taken_together()
        os.write(tell_seen, b".")
        assert answer() == size
    return alone, both


def test_memory_of_children_is_counted() -> None:
    size = 1 << 26
    alone, together = measured(with_memory_of_its_own, size)
    assert max(alone, size) < together < alone + 2 * size


def test_memory_that_children_share_is_counted_once() -> None:
    size = 1 << 27
    alone, both = measured(with_memory_of_both, size)
    assert size < alone
    assert both < alone + size / 4


def test_there_is_at_least_one_core() -> None:
    assert cores() >= 1
