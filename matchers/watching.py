"""How much memory a run takes: this process and its children, at one time."""

from __future__ import annotations

import re
import resource
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

_LOOK = 0.5  # seconds between two looks at the memory of children


class Child(Protocol):
    def memory(self) -> int:
        """Bytes that it has for itself, beside what it shares with this process."""
        ...


class _Most:
    """The most bytes that the children of this process have had for themselves at one time, and that it and they have had
    together."""

    children = 0
    together = 0


def memory_of_children() -> int:
    """The most bytes that all children had at one time, beside what they shared with this process."""
    return _Most.children


def peak_memory() -> float:
    """The most megabytes that this process and its children had at one time: at each look at the children, what this one has
    had at most until then is counted."""
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


@contextmanager
def watched(crew: Sequence[Child]) -> Iterator[None]:
    """Meanwhile the memory of these children is looked at."""
    over = threading.Event()
    watch = threading.Thread(target=_watch, args=(crew, over))
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def _watch(crew: Sequence[Child], over: threading.Event) -> None:
    while not over.wait(_LOOK):
        theirs = sum(child.memory() for child in crew)
        _Most.children = max(_Most.children, theirs)
        _Most.together = max(_Most.together, own_peak() + theirs)
