"""How often a host is asked: one pace per host for all sources and threads of this process."""

from __future__ import annotations

from threading import Lock
from time import monotonic

from pyrate_limiter import Limiter, Rate, SingleBucketFactory, StateBucket, TokenBucket

from enrich.errors import RetryLater

_MILLISECONDS = 1000
_BURST = 4
_LONGEST_WAIT = 30.0


class Pace:
    """Waits its turn at a host; hosts that asked for quiet are left alone until then."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._limiters: dict[str, tuple[float, Limiter]] = {}
        self._quiet_until: dict[str, float] = {}

    def wait(self, host: str, per_second: float) -> None:
        """Returns when `host` may be asked once more. Raises RetryLater where that is too far off."""
        quiet = self._quiet_until.get(host, 0.0) - monotonic()
        if quiet > 0:
            raise RetryLater("this host asked for quiet", after_seconds=quiet)
        limiter, pause = self._limiter(host, per_second)
        near = pause <= _LONGEST_WAIT
        if not limiter.try_acquire(host, blocking=near, timeout=_LONGEST_WAIT if near else -1):
            raise RetryLater("too many questions wait for this host", after_seconds=max(pause, _LONGEST_WAIT))

    def quiet(self, host: str, seconds: float) -> None:
        """The host asked not to be asked for so many seconds."""
        self._quiet_until[host] = max(self._quiet_until.get(host, 0.0), monotonic() + seconds)

    def _limiter(self, host: str, per_second: float) -> tuple[Limiter, float]:
        """The host's own limiter and its seconds per question; the slowest pace anyone has asked for holds for all."""
        with self._lock:
            slowest, limiter = self._limiters.get(host, (float("inf"), None))
            if limiter is None or per_second < slowest:
                limiter = _new_limiter(per_second)
                slowest, self._limiters[host] = per_second, (per_second, limiter)
            return limiter, 1 / slowest


def _new_limiter(per_second: float) -> Limiter:
    """A token bucket: a few at once, then evenly."""
    burst = _BURST if per_second >= 1 else 1
    rate = Rate(1, max(1, round(_MILLISECONDS / per_second)), burst=burst)
    bucket = StateBucket([rate], algorithm=TokenBucket())
    return Limiter(SingleBucketFactory(bucket, schedule_leak=False), buffer_ms=1)
