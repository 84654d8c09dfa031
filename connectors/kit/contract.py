"""What a connector is made of: class attributes that declare it, typed options, and `find` or `walk`."""

from __future__ import annotations

import sys
from abc import ABC
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, TypeVar, final

import msgspec
from msgspec import structs

from connectors.kit.api import Api, has_account
from connectors.kit.cache import Question, Recollection, digest
from connectors.kit.credentials import Auth
from connectors.kit.http import JSON_TYPES, Http
from connectors.kit.ledger import Outcome, Tally
from connectors.kit.verdicts import Meaning
from enrich.errors import ConfigError, OnefoldError, Refused, RetryLater, SourceDown
from enrich.model import Found, Value
from enrich.ports import Ask, Limits, LookupBy, NextCursor, Policy


class SourceOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings every source has; a connector's own options inherit from this.

    purpose: what this source is used for, where its terms want that stated.
    budget: what may be spent in thirty days, in the source's currency; a source that costs money needs one.
    allow_private: host:port pairs inside the private network that this source may reach.
    per_second: how many requests one host gets from us; the slowest source that asks a host sets its pace.
    """

    purpose: str = ""
    budget: float = 0.0
    allow_private: tuple[str, ...] = ()
    per_second: float = 2.0

    def __post_init__(self) -> None:
        if not 0 < self.per_second <= 1000:
            raise ValueError("per_second: allowed are numbers above 0, up to 1000")
        if self.budget < 0:
            raise ValueError("budget: allowed are amounts of money, 0 for none")


HealthState = Literal["ok", "limited", "down", "refused", "misconfigured", "unknown"]


class Health(Value, frozen=True):
    """How a source is, after one cheap live call; `detail` is one line for a person.

    `left`: what the source says is left of its limit, None where it does not say; `spent` of `budget` in thirty days.
    """

    state: HealthState
    detail: str = ""
    left: int | None = None
    spent: float = 0.0
    budget: float = 0.0
    currency: str = ""


class Record(Value, frozen=True):
    """How a source did in the last thirty days, for its page: `tally` has the error rate and the match rate."""

    tally: Tally
    left: int | None
    resets_at: float | None
    budget: float
    currency: str


_STATES: tuple[tuple[type[OnefoldError], HealthState], ...] = (
    (SourceDown, "down"),
    (RetryLater, "limited"),
    (ConfigError, "misconfigured"),
    (Refused, "refused"),
)
_OUTCOMES: dict[HealthState, Outcome] = {
    "down": "down", "limited": "limited", "misconfigured": "misconfigured", "refused": "refused", "unknown": "refused",
}  # fmt: skip

Options = TypeVar("Options", bound=SourceOptions)


class BaseConnector(ABC, Generic[Options]):
    """A source of records. Subclass it, declare the class attributes, and write `find` (one person) or `walk` (a
    directory). The docstring is shown to users; its first line says what comes from there.

    name: a word for it. title: how it calls itself. needs: what an operator must have ("an API key", "nothing").
    lookup_by: what it may be asked by; networks: whose handles it answers for, empty for any. directory: can be pulled.
    limits: what an account may do; anonymous: what one may do without one. policy: what may be done with its data.
    auth: how credentials are shown. accept, headers: what every request says. statuses: what a status means here, where it
    is not the usual. back_off: where an answer tells how long to leave it alone. probe: a path that is cheap to ask for.
    options_type: its settings; with a `base` among them, `self.api` asks that address.
    """

    name: ClassVar[str]
    title: ClassVar[str] = ""
    needs: ClassVar[str] = "nothing"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ()
    networks: ClassVar[tuple[str, ...]] = ()
    directory: ClassVar[bool] = False
    limits: ClassVar[Limits] = Limits()
    anonymous: ClassVar[Limits | None] = None
    policy: ClassVar[Policy]
    auth: ClassVar[Auth | None] = None
    accept: ClassVar[str] = JSON_TYPES
    headers: ClassVar[Mapping[str, str]] = {}
    statuses: ClassVar[Mapping[int, Meaning]] = {}
    back_off: ClassVar[str] = ""
    probe: ClassVar[str] = ""
    options_type: ClassVar[type[SourceOptions]] = SourceOptions

    def __init__(self, options: Options, http: Http) -> None:
        self.options, self.http = options, http

    # --- what an author writes ---

    def find(self, ask: Ask) -> Iterator[Found]:
        """What the source says about the person asked for; nothing when it knows no such person."""
        yield from ()

    def walk(self, cursor: str) -> Iterator[Found | Refused | NextCursor]:
        """Everything new since `cursor` ("" at first); what cannot be read is yielded as a `Refused`, and the rest goes on."""
        yield from ()

    def check(self) -> str:
        """One cheap live call; what came of it, in a few words. Raises what any call raises."""
        return "it answers" if self.api.answer(self.probe) is not None else "it answers, with nothing"

    # --- what an author uses ---

    @cached_property
    def api(self) -> Api:
        """The service at the option `base`."""
        return Api(
            self.http, str(getattr(self.options, "base", "")), auth=self.auth, options=self.options,
            accept=self.accept, headers=self.headers, back_off=self.back_off,
        )  # fmt: skip

    @classmethod
    def declared(cls, options: Any) -> type[BaseConnector[Any]]:
        """The connector as its options declare it: itself, unless they say more."""
        return cls

    # --- what the rest of Onefold uses ---

    @final
    def lookup(self, ask: Ask) -> Iterator[Found]:
        """What the source says about the person asked for, counted.

        Where the source says that all it told before still holds, what was read of it then is told again.
        """
        with self._counted() as found:
            found.extend(recalled(self, ask))
        yield from found

    @final
    def pull(self, cursor: str) -> Iterator[Found | Refused | NextCursor]:
        """Everything new since `cursor` ("" at first), counted.

        Raises ConfigError for a cursor that was given to another account, or at another address.
        """
        account = self.http.terms.account
        with self._counted() as found:
            for told in self.walk(self._own(cursor)):
                if isinstance(told, Found):
                    found[:] = [told]
                if isinstance(told, NextCursor) and account and told.cursor:
                    yield NextCursor(f"{account} {told.cursor}")
                else:
                    yield told

    @final
    def health(self) -> Health:
        """How the source is now, found out by one cheap live call."""
        state, said = self._tried()
        record = self.record()
        left = f"{record.left:,} calls left" if record.left is not None else ""
        money = (
            f"{record.tally.cost:.2f} of {record.budget:.2f} {record.currency} spent"
            if record.currency
            else ""
        )
        detail = ", ".join(part for part in (said, left, money) if part)
        return Health(state, detail, record.left, record.tally.cost, record.budget, record.currency)

    @final
    def record(self) -> Record:
        """How the source did in the last thirty days, without asking it."""
        ledger, terms = self.http.web.ledger, self.http.terms
        left = ledger.left(self.http.account)
        return Record(
            ledger.tally(self.http.source), left.calls if left else None, left.resets_at if left else None,
            terms.budget, terms.limits.currency if terms.limits.cost else "",
        )  # fmt: skip

    def _own(self, cursor: str) -> str:
        """A cursor as `walk` gave it out."""
        account, _, place = cursor.partition(" ") if self.http.terms.account else ("", "", cursor)
        if cursor and account != self.http.terms.account:
            raise ConfigError(
                "the place reached in this directory belongs to another account or address: put that back, or declare "
                "this one as a source of its own",
                key=f"sources.{self.http.source}",
            )
        return place

    def _tried(self) -> tuple[HealthState, str]:
        try:
            return "ok", self.check()
        except OnefoldError as error:
            return state_of(error), str(error)

    @contextmanager
    def _counted(self) -> Iterator[list[Found]]:
        found = list[Found]()
        try:
            yield found
        except OnefoldError as error:
            self.http.web.ledger.count(self.http.source, _OUTCOMES[state_of(error)])
            raise
        self.http.web.ledger.count(self.http.source, "found" if found else "unknown")


def state_of(error: OnefoldError) -> HealthState:
    """The state of a source that an error tells of."""
    return next((state for kind, state in _STATES if isinstance(error, kind)), "unknown")


def limits_of(connector: type[BaseConnector[Any]], options: SourceOptions) -> Limits:
    """What may be asked with the account that the options name, or without one."""
    if connector.anonymous is None or has_account(connector.auth, options):
        return connector.limits
    return connector.anonymous


def account_of(connector: type[BaseConnector[Any]], options: SourceOptions) -> str:
    """Names the account for all sources that use it, without telling it; "" for a source without a service of its own."""
    base = str(getattr(options, "base", ""))
    held = connector.auth and getattr(options, connector.auth.option, None)
    return blake2b(f"{base} {held or ''}".encode(), digest_size=8).hexdigest() if base else ""


def recalled(connector: BaseConnector[Any], ask: Ask) -> list[Found]:
    """What a connector finds; read anew only where an answer has changed since this was asked last."""
    http, answers = connector.http, connector.http.web.cache
    key = digest(
        http.source, http.terms.account, edition(type(connector)), repr(connector.options), repr(ask)
    )
    known = answers.recollection(key) if http.terms.may_keep else None
    with http.remembering() as told:
        if known and all(_holds(connector, question) for question in known.questions):
            return list(known.found)
        found = list(connector.find(ask))
    if http.terms.may_keep:
        allowed = [structs.replace(each, profile=connector.policy.allowed(each.profile)) for each in found]
        lasting = Recollection(tuple(told.answers), tuple(allowed)) if found and told.lasting() else None
        answers.recollect(key, lasting)
    return found


@cache
def edition(connector: type[BaseConnector[Any]]) -> str:
    """Names the code that reads the answers: what other code made of them says nothing about what this one would."""
    file = getattr(sys.modules.get(connector.__module__), "__file__", None)
    code = Path(file).read_bytes() if file else b""
    return f"{version('onefold')} {connector.__qualname__} {blake2b(code, digest_size=8).hexdigest()}"


def _holds(connector: BaseConnector[Any], question: Question) -> bool:
    answer = connector.api.repeat(question)
    return answer is not None and answer.kept
