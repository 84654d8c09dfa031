"""Waiting one's turn: at a host, and on an account."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from hashlib import blake2b
from threading import Lock

from connectors.kit.ledger import PATIENCE, Ledger, Line
from enrich.errors import RetryLater
from enrich.ports import Rate

_BURST = 4


class Pace:
    """Waits until the ledger gives a turn. The threads of a process wait in a row, so that only the first keeps asking.

    `sleep` is the seam for tests that live through days.
    """

    def __init__(self, ledger: Ledger, sleep: Callable[[float], None] = time.sleep) -> None:
        self._ledger, self._sleep = ledger, sleep
        self._lock = Lock()
        self._rows: dict[str, Lock] = {}

    def wait(self, lines: Sequence[Line], source: str = "", cost: float = 0.0, cap: float = 0.0) -> bool:
        """Returns when all of these scopes may be asked once more, and it is paid; True where the last try failed.

        Raises RetryLater where the cap on costs would be passed, RetryLater where that is too far off, SourceDown for a host that is left alone because it does not answer.
        """
        with self._lock:
            row = self._rows.setdefault(" ".join(line.scope for line in lines), Lock())
        if not row.acquire(timeout=PATIENCE):
            raise RetryLater("too many questions wait for this source", after_seconds=PATIENCE)
        try:
            return self._first_in_row(lines, source, cost, cap)
        finally:
            row.release()

    def _first_in_row(self, lines: Sequence[Line], source: str, cost: float, cap: float) -> bool:
        waited = 0.0
        while (turn := self._ledger.turn(lines, source, cost, cap)).wait:
            if waited + turn.wait > PATIENCE:
                raise RetryLater("its limit is reached for now", after_seconds=turn.wait)
            self._sleep(turn.wait)
            waited += turn.wait
        return turn.failing


def host_line(host: str, per_second: float) -> Line:
    """What one host gets from us: a few requests at once, then as many as were told off."""
    burst = _BURST if per_second >= 1 else 1
    return Line(scope_of(host), (Rate(burst, burst / per_second),), slowest=True)


def scope_of(host: str, kind: str = "host") -> str:
    """Names a host without telling it: a site of one's own is named after its owner."""
    return f"{kind}:{blake2b(host.encode(), digest_size=8).hexdigest()}"
