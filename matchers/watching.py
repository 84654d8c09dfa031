"""How much memory a run takes: this process and all that it started, at one time, each page counted once.

Linux tells how large each process is when a page that several have is shared out among them (PSS, in `smaps_rollup`). The sum over a
process and its children is what they take together. To sum it up costs milliseconds, for the kernel walks through all pages. So it is done
only where the resident bytes of all, which cost nothing to ask and count shared pages more than once, could make a new peak.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOOK = 0.1  # seconds between two looks
_GROWN = 1.05  # times as many resident bytes as when it was summed up last, for as many processes
_PAGE = os.sysconf("SC_PAGESIZE") if hasattr(os, "sysconf") else 4096


class _Most:
    together = 0  # bytes, of this process and all that it started


def peak_memory() -> float:
    """The most megabytes that this process and its children had at one time: while it had none, as the kernel keeps count of; while
    it had some, as `watched` saw ten times a second, to within five parts in a hundred. Where the system does not tell of children, of this process alone."""
    return max(own_peak(), _Most.together) / (1024 * 1024)


def own_peak() -> int:
    """Bytes of this process at its largest. Linux tells the size of whoever started it as its own, except in `status`."""
    status = Path("/proc/self/status")
    if status.exists() and (
        told := re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii", errors="replace"))
    ):
        return int(told[1]) * 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def taken_together() -> int:
    """Bytes that this process and all that it started take now; 0 where the system does not tell."""
    return sum(map(_share, _processes()))


def _processes() -> Iterator[str]:
    waiting = ["self"]
    while waiting:
        process = waiting.pop()
        yield process
        for thread in Path("/proc", process, "task").glob("*/children"):
            with suppress(OSError):
                waiting += thread.read_text().split()


def _resident(process: str) -> int:
    with suppress(OSError):
        return int(Path("/proc", process, "statm").read_text(encoding="ascii").split()[1]) * _PAGE
    return 0


def _share(process: str) -> int:
    """Bytes of a process; 0 where it is gone."""
    with suppress(OSError):
        told = Path("/proc", process, "smaps_rollup").read_text(encoding="ascii", errors="replace")
        return sum(int(kb) for kb in re.findall(r"^Pss:\s*(\d+) kB", told, re.MULTILINE)) * 1024
    return 0


@contextmanager
def watched() -> Iterator[None]:
    """Meanwhile the memory of this process and its children is looked at."""
    over = threading.Event()
    watch = threading.Thread(target=_watch, args=(over,))
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def _watch(over: threading.Event) -> None:
    summed_up: dict[int, int] = {}  # by number of processes: how many bytes were resident then
    while not over.wait(_LOOK):
        there = [*_processes()]
        resident = sum(map(_resident, there))
        if resident > max(own_peak(), _Most.together, _GROWN * summed_up.get(len(there), 0)):
            summed_up[len(there)] = resident
            _Most.together = max(_Most.together, taken_together())
