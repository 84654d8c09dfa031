"""What all workers have to know together: who was asked when, who wants quiet, who is down, what it cost.

One small database: a file beside the cache, or the PostgreSQL that several machines share.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.errors import RetryLater, SourceDown
from enrich.model import Value
from enrich.ports import Rate
from enrich.store.database import Database

Outcome = Literal["found", "unknown", "limited", "down", "refused", "misconfigured"]

_LOCK = 7_160_518_361
_DAY = 86_400
_BUDGET_DAYS = 30
_PACE_KEPT_SECONDS = 3600.0
_FAILURES_ALLOWED = 5
_FIRST_BREAK, _LONGEST_BREAK = 60.0, 3600.0
_MARGIN = 1.02  # requests do not arrive as evenly as they leave

_tables = sa.MetaData()
_Text, _Float, _Int = sa.Text, sa.Float(53), sa.BigInteger

_turn = sa.Table(
    "outside_turn",
    _tables,
    sa.Column("scope", _Text, primary_key=True),
    sa.Column("number", _Int, primary_key=True),
    sa.Column("at", _Float, nullable=False),
)
_scope = sa.Table(
    "outside_scope",
    _tables,
    sa.Column("scope", _Text, primary_key=True),
    sa.Column("quiet_until", _Float, nullable=False, server_default="0"),
    sa.Column("pace", _Float, nullable=False, server_default="0"),
    sa.Column("pace_until", _Float, nullable=False, server_default="0"),
    sa.Column("failures", _Int, nullable=False, server_default="0"),
    sa.Column("left", _Int),
    sa.Column("resets_at", _Float),
)
_tally = sa.Table(
    "outside_tally",
    _tables,
    sa.Column("source", _Text, primary_key=True),
    sa.Column("day", _Int, primary_key=True),
    sa.Column("calls", _Int, nullable=False, server_default="0"),
    sa.Column("cost", _Float, nullable=False, server_default="0"),
    *(sa.Column(name, _Int, nullable=False, server_default="0") for name in Outcome.__args__),  # type: ignore[attr-defined]
)


class Line(Value, frozen=True):
    """At a scope ("host:api.example", "account:3f2a"), at most these rates.

    `slowest`: the slowest pace that anyone has asked for at this scope lately holds for all.
    """

    scope: str
    rates: tuple[Rate, ...]
    slowest: bool = False


class Tally(Value, frozen=True):
    """What came of asking a source on the last days: requests and their cost, and lookups or pulls by outcome."""

    calls: int = 0
    cost: float = 0.0
    found: int = 0
    unknown: int = 0
    limited: int = 0
    down: int = 0
    refused: int = 0
    misconfigured: int = 0

    @property
    def asked(self) -> int:
        """Lookups and pulls that were tried."""
        return self.found + self.unknown + self.limited + self.down + self.refused + self.misconfigured

    @property
    def error_rate(self) -> float | None:
        """The share that went wrong; None where nothing was tried."""
        wrong = self.down + self.refused + self.misconfigured
        return wrong / self.asked if self.asked else None

    @property
    def match_rate(self) -> float | None:
        """The share of answered lookups that found somebody; None where nothing was answered."""
        answered = self.found + self.unknown
        return self.found / answered if answered else None


class Left(Value, frozen=True):
    """What a source itself says is left of its limit; `resets_at` in seconds since 1970."""

    calls: int
    resets_at: float | None = None


class Ledger:
    """Shared by the threads and processes that use the same database; every step is one transaction."""

    def __init__(self, url: str, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = Database(url), clock
        with self._write() as connection:
            _tables.create_all(connection)

    def close(self) -> None:
        self._database.close()

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """One transaction after another, also between processes."""
        with self._database.write() as connection:
            if not self._database.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield connection

    # --- turns ---

    def turn(self, lines: Sequence[Line]) -> float:
        """Takes a turn at all of these at once: 0 when it was given, else the seconds after which it is worth asking.

        Raises SourceDown or RetryLater for a scope that is to be left alone.
        """
        with self._write() as connection:
            now = self._clock()
            self._open(connection, [line.scope for line in lines], now)
            taken = [self._next(connection, line, now) for line in lines]
            wait = max(free - now for _, free in taken)
            if wait <= 0:
                for line, (number, _) in zip(lines, taken, strict=True):
                    self._take(connection, line, number, now)
        return max(wait, 0.0)

    def _open(self, connection: Connection, scopes: Sequence[str], now: float) -> None:
        columns = _scope.c
        query = sa.select(columns.quiet_until, columns.failures).where(
            columns.scope.in_(scopes), columns.quiet_until > now
        )
        for until, failures in connection.execute(query.order_by(columns.quiet_until.desc())):
            if failures >= _FAILURES_ALLOWED:
                raise SourceDown(f"left alone after {failures} failures in a row", after_seconds=until - now)
            raise RetryLater("this host asked for quiet", after_seconds=until - now)

    def _next(self, connection: Connection, line: Line, now: float) -> tuple[int, float]:
        """The number of the next turn at a scope, and when it is free."""
        columns = _turn.c
        last = connection.execute(
            sa.select(sa.func.max(columns.number)).where(columns.scope == line.scope)
        ).scalar()
        number, free = (last or 0) + 1, now
        for rate in self._rates(connection, line, now):
            before = connection.execute(
                sa.select(columns.at).where(
                    columns.scope == line.scope, columns.number == number - rate.calls
                )
            ).scalar()
            if before is not None:
                free = max(free, before + rate.seconds * _MARGIN)
        return number, free

    def _rates(self, connection: Connection, line: Line, now: float) -> tuple[Rate, ...]:
        if not line.slowest:
            return line.rates
        pace = max((rate.seconds / rate.calls for rate in line.rates), default=0.0)
        columns = _scope.c
        query = sa.select(columns.pace, columns.pace_until).where(columns.scope == line.scope)
        known, until = connection.execute(query).one_or_none() or (0.0, 0.0)
        if until > now and known > pace:
            return (*line.rates, Rate(1, known))
        if pace > known or until < now + _PACE_KEPT_SECONDS / 2:
            self._change(connection, line.scope, pace=pace, pace_until=now + _PACE_KEPT_SECONDS)
        return line.rates

    def _take(self, connection: Connection, line: Line, number: int, now: float) -> None:
        connection.execute(sa.insert(_turn).values(scope=line.scope, number=number, at=now))
        oldest = number - max((rate.calls for rate in line.rates), default=1)
        connection.execute(sa.delete(_turn).where(_turn.c.scope == line.scope, _turn.c.number < oldest))

    # --- what sources say of themselves ---

    def quiet(self, scope: str, seconds: float) -> None:
        """The scope is to be left alone for so many seconds."""
        with self._write() as connection:
            until = self._clock() + seconds
            known = connection.execute(
                sa.select(_scope.c.quiet_until).where(_scope.c.scope == scope)
            ).scalar()
            self._change(connection, scope, quiet_until=max(until, known or 0.0))

    def failed(self, scope: str) -> None:
        """The scope did not answer. After some failures in a row it is left alone, each time for longer."""
        with self._write() as connection:
            known = connection.execute(sa.select(_scope.c.failures).where(_scope.c.scope == scope)).scalar()
            failures = (known or 0) + 1
            over = failures - _FAILURES_ALLOWED
            pause = min(_FIRST_BREAK * 2**over, _LONGEST_BREAK) if over >= 0 else 0.0
            changes = {"failures": failures} | ({"quiet_until": self._clock() + pause} if pause else {})
            self._change(connection, scope, **changes)

    def answered(self, scope: str, left: Left | None = None) -> None:
        """The scope works; `left`: what it says is left of its limit."""
        with self._write() as connection:
            said = {"left": left.calls, "resets_at": left.resets_at} if left else {}
            self._change(connection, scope, failures=0, **said)

    def left(self, scope: str) -> Left | None:
        """What a scope last said is left of its limit; None where it says nothing."""
        with self._database.read() as connection:
            query = sa.select(_scope.c.left, _scope.c.resets_at).where(_scope.c.scope == scope)
            calls, resets_at = connection.execute(query).one_or_none() or (None, None)
        return None if calls is None else Left(calls, resets_at)

    def _change(self, connection: Connection, scope: str, **values: Any) -> None:
        self._upsert(connection, _scope, {"scope": scope}, values)

    # --- tallies ---

    def spend(self, source: str, calls: int, cost: float, cap: float = 0.0) -> None:
        """Counts requests and what they cost. Raises RetryLater where the cap for thirty days would be passed.

        A negative cost is money given back; a cap of 0 is none.
        """
        with self._write() as connection:
            if cap and cost > 0 and self._tally(connection, source, _BUDGET_DAYS).cost + cost > cap:
                raise RetryLater("the budget for thirty days is used up", after_seconds=_DAY)
            self._add(connection, source, calls=calls, cost=cost)

    def count(self, source: str, outcome: Outcome) -> None:
        """Counts what came of one lookup or pull."""
        with self._write() as connection:
            self._add(connection, source, **{outcome: 1})

    def tally(self, source: str, days: int = _BUDGET_DAYS) -> Tally:
        """What came of asking a source in the last days, today among them."""
        with self._database.read() as connection:
            return self._tally(connection, source, days)

    def _tally(self, connection: Connection, source: str, days: int) -> Tally:
        names = [name for name in Tally.__struct_fields__ if name != "cost"]
        sums = [sa.func.coalesce(sa.func.sum(_tally.c[name]), 0) for name in ("cost", *names)]
        since = int(self._clock() // _DAY) - days
        query = sa.select(*sums).where(_tally.c.source == source, _tally.c.day > since)
        cost, *counts = connection.execute(query).one()
        return Tally(
            cost=float(cost), **{name: int(count) for name, count in zip(names, counts, strict=True)}
        )

    def _add(self, connection: Connection, source: str, **more: float) -> None:
        key = {"source": source, "day": int(self._clock() // _DAY)}
        self._upsert(connection, _tally, key, {})
        connection.execute(
            sa.update(_tally)
            .where(*(_tally.c[name] == value for name, value in key.items()))
            .values({name: _tally.c[name] + value for name, value in more.items()})
        )

    def _upsert(
        self, connection: Connection, table: sa.Table, key: Mapping[str, Any], values: Mapping[str, Any]
    ) -> None:
        here = [table.c[name] == value for name, value in key.items()]
        if not values:
            if connection.execute(sa.select(sa.literal(1)).where(*here).select_from(table)).first() is None:
                connection.execute(sa.insert(table).values(**key))
        elif connection.execute(sa.update(table).where(*here).values(**values)).rowcount == 0:
            connection.execute(sa.insert(table).values(**key, **values))
