"""What an answer's status and headers mean: is it there, come back later, wrong credentials, or a refusal."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from connectors.kit.ledger import Left

Meaning = Literal["good", "unchanged", "missing", "later", "down", "credentials", "used up", "refused"]

_MEANINGS: dict[int, Meaning] = {
    304: "unchanged", 401: "credentials", 402: "used up", 404: "missing", 408: "down", 410: "missing", 425: "down",
    429: "later", 500: "down", 502: "down", 503: "down", 504: "down", 507: "down", 520: "down", 521: "down", 522: "down",
    523: "down", 524: "down",
}  # fmt: skip
_DEFAULT_RETRY, _LONGEST_RETRY = 60.0, 86_400.0
_REMAINING = ("x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining")
_RESET = ("x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")
_SECONDS_AND_NOT_A_TIME = 10_000_000


def meaning_of(status: int, headers: Mapping[str, str], own: Mapping[int, Meaning]) -> Meaning:
    """What a status means; `own`: what it means at this source."""
    if status in own:
        return own[status]
    if status == 503 and "retry-after" in headers:
        return "later"
    if status == 403:
        left = left_of(headers)
        return "later" if "retry-after" in headers or (left and left.calls == 0) else "credentials"
    return "good" if 200 <= status < 300 else _MEANINGS.get(status, "refused")


def left_of(headers: Mapping[str, str]) -> Left | None:
    """What is left of a source's limit, as the usual headers tell it; None where they do not."""
    remaining = _number(headers, _REMAINING)
    if remaining is None:
        return None
    reset = _number(headers, _RESET)
    if reset is not None and reset < _SECONDS_AND_NOT_A_TIME:
        reset += time.time()
    return Left(int(remaining), reset)


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait, from `Retry-After` (seconds or an HTTP date: RFC 9110, 10.2.3) or from when the limit is reset.

    Never less than a second nor more than a day.
    """
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        seconds = float(text)
    elif text:
        seconds = _until(text)
    else:
        left = left_of(headers)
        at = left.resets_at if left and left.calls == 0 else None
        seconds = _DEFAULT_RETRY if at is None else at - time.time()
    return min(max(seconds, 1.0), _LONGEST_RETRY)


def _until(text: str) -> float:
    try:
        return (email.utils.parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return _DEFAULT_RETRY


def _number(headers: Mapping[str, str], names: tuple[str, ...]) -> float | None:
    """The first of these headers that holds a number; Reddit's have decimals."""
    for name in names:
        try:
            return float(headers[name])
        except (KeyError, ValueError):
            continue
    return None
