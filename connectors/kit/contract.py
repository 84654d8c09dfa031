"""What a connector is made of: class attributes that declare it, typed options, and `lookup` or `pull`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import ClassVar, Generic, Literal, TypeVar

import msgspec

from connectors.kit.http import Http
from enrich.errors import ConfigError, OnefoldError, Refused, RetryLater, SourceDown
from enrich.model import Found, Value
from enrich.ports import Ask, LookupBy, NextCursor, Policy


class SourceOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings every source has; a connector's own options inherit from this.

    allow_private: host:port pairs inside the private network that this source may reach.
    per_second: how many requests one host gets from us; the slowest source that asks a host sets its pace.
    """

    allow_private: tuple[str, ...] = ()
    per_second: float = 2.0

    def __post_init__(self) -> None:
        if not 0 < self.per_second <= 1000:
            raise ValueError("per_second: allowed are numbers above 0, up to 1000")


HealthState = Literal["ok", "limited", "down", "refused", "misconfigured", "unknown"]


class Health(Value, frozen=True):
    """How a source is, after one cheap live call; `detail` is one line for a person."""

    state: HealthState
    detail: str = ""


_STATES: tuple[tuple[type[OnefoldError], HealthState], ...] = (
    (SourceDown, "down"),
    (RetryLater, "limited"),
    (ConfigError, "misconfigured"),
    (Refused, "refused"),
)

Options = TypeVar("Options", bound=SourceOptions)


class BaseConnector(ABC, Generic[Options]):
    """A source of records. Subclass it, declare the class attributes, write `lookup` or `pull`, and say in `check`
    how one cheap call is made. The docstring is shown to users.

    name: a word for it; needs: what an operator must have ("an API key", "nothing"); options_type: its settings.
    """

    name: ClassVar[str]
    needs: ClassVar[str] = "nothing"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ()
    directory: ClassVar[bool] = False
    policy: ClassVar[Policy]
    options_type: ClassVar[type[SourceOptions]] = SourceOptions

    def __init__(self, options: Options, http: Http) -> None:
        self.options, self.http = options, http

    def lookup(self, ask: Ask) -> Iterator[Found]:
        """What the source says about the person asked for; nothing when it knows no such person."""
        yield from ()

    def pull(self, cursor: str) -> Iterator[Found | NextCursor]:
        """Everything new since `cursor` ("" at first)."""
        yield from ()

    @abstractmethod
    def check(self) -> str:
        """One cheap live call; what came of it, in a few words. Raises what any call raises."""

    def health(self) -> Health:
        """How the source is now, found out by one cheap live call."""
        return health_of(self.check)


def health_of(call: Callable[[], str]) -> Health:
    """The state that a call's outcome stands for."""
    try:
        return Health("ok", call())
    except OnefoldError as error:
        states = [state for kind, state in _STATES if isinstance(error, kind)]
        return Health(states[0] if states else "unknown", str(error))
