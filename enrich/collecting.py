"""Looking for garbage that refers to itself: there is next to none while records are resolved, and looking costs a twentieth."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_waiting = 0  # how many want none of it at the moment, in all threads
_looked = True  # whether it was done before the first of them


@contextmanager
def uncollected() -> Iterator[None]:
    """Meanwhile nobody looks for such garbage; when the last thread is through, things are as they were."""
    global _waiting, _looked  # noqa: PLW0603
    with _lock:
        if not _waiting:
            _looked = gc.isenabled()
            gc.disable()
        _waiting += 1
    try:
        yield
    finally:
        with _lock:
            _waiting -= 1
            if not _waiting and _looked:
                gc.enable()
