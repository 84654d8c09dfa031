"""Child processes end with the process that started them, however that one ended.

They hold the reading end of a pipe, and the process that started them alone holds the other. Nothing is ever written: when
that process is gone, the kernel closes the pipe, and kills them. (`PR_SET_PDEATHSIG` would kill them when the *thread* ends.)
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys
import threading
from contextlib import suppress

_guard = threading.Lock()
_ends: list[int] = []  # reading, writing


def lifeline() -> int:
    """A descriptor for child processes to inherit and to give to `end_with`."""
    with _guard:
        if not _ends:
            _ends.extend(os.pipe())
        return _ends[0]


def _forked() -> None:
    """A forked child is not who its siblings live by, and has children of its own."""
    _guard.release()
    if _ends:
        os.close(_ends[1])
        _ends.clear()


os.register_at_fork(before=_guard.acquire, after_in_parent=_guard.release, after_in_child=_forked)


def end_with(line: int) -> None:
    """From now on this process is killed when nobody holds the other end of the line any more, and only then.

    Ctrl-C and service managers tell all processes to end: the parent is told as well, and knows what is to be finished.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if not (sys.platform == "linux" and _killed_by_the_kernel(line)):
        threading.Thread(target=_watch, args=(line,), daemon=True).start()
    elif select.select([line], [], [], 0)[0]:
        _end()


def _killed_by_the_kernel(line: int) -> bool:
    """Asks for it; False where that cannot be had."""
    with suppress(OSError):
        # An opening of its own: whom to send which signal is kept per opening, and all children inherit the same one.
        mine = os.open(f"/proc/self/fd/{line}", os.O_RDONLY | os.O_NONBLOCK)
        fcntl.fcntl(mine, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(mine, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(mine, fcntl.F_SETFL, os.O_NONBLOCK | os.O_ASYNC)
        return True
    return False


def _watch(line: int) -> None:
    select.select([line], [], [])
    _end()


def _end() -> None:
    signal.raise_signal(signal.SIGKILL)
