"""How much memory a run takes; and giving back what it no longer needs."""

from __future__ import annotations

import ctypes
import gc
import re
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matchers.workers import memory_of_children

_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def peak_memory() -> float:
    """Megabytes of this process at its largest, and of its children at theirs."""
    return _own_peak() + memory_of_children() / (1024 * 1024)


def _own_peak() -> float:
    """Linux tells the size of whoever started this process as its own, except in `status`."""
    status = Path("/proc/self/status")
    if status.exists() and (
        told := re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii", errors="replace"))
    ):
        return int(told[1]) / 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)


def give_back() -> None:
    """Tells the system which memory is free: left to itself, the GNU library keeps what lies between arrays in use."""
    if _TRIM is not None:
        _TRIM(0)


@contextmanager
def uncollected() -> Iterator[None]:
    """Meanwhile nobody looks for garbage that refers to itself: there is next to none, and looking for it takes long among
    millions of values."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()
