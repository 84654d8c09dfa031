"""Giving back the memory that a run no longer needs."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


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
