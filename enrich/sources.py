"""Sources as declared, and how each is doing."""

from __future__ import annotations

from typing import Literal

from enrich.model import Value
from enrich.ports import LookupBy, Policy
from enrich.store.sources import SourceState

Health = Literal["ok", "stumbling", "failing", "paused", "waiting"]


class SourceInfo(Value, frozen=True):
    """A source as the configuration declares it. `kind`: resume, table, page, feed, ...; `folder`: watched for new files."""

    name: str
    kind: str
    about: str
    trust: float
    human: bool = False
    folder: str = ""
    directory: bool = False
    lookup_by: tuple[LookupBy, ...] = ()
    every: str = ""
    policy: Policy | None = None


FAILING_AFTER = 3


def health_of(state: SourceState) -> Health:
    """`waiting`: never asked yet; `stumbling`: the last try went wrong; `failing`: several in a row did, or all ever."""
    if state.paused:
        return "paused"
    if state.failures >= FAILING_AFTER or (state.failures and state.last_success_at is None):
        return "failing"
    if state.failures:
        return "stumbling"
    return "waiting" if state.last_try_at is None else "ok"
