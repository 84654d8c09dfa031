"""What all workers have to know together: who was asked when, who wants quiet, who is down, what it cost.

One small database: a file beside the cache, or the PostgreSQL that several machines share.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, NamedTuple, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from enrich.errors import RetryLater, SourceDown
from enrich.model import Value
from enrich.ports import Rate
from enrich.store.database import Database

Outcome = Literal["found", "unknown", "limited", "down", "refused", "misconfigured"]

PATIENCE = 30.0  # seconds that a question waits for its turn; what is further off is told instead

_LOCK = 7_160_518_361
_DAY = 86_400
_BUDGET_DAYS = 30
_PACE_KEPT_SECONDS = 3600.0
_FAILURES_ALLOWED = 5
_FIRST_BREAK, _LONGEST_BREAK = 60.0, 3600.0
_MARGIN = 1.02  # requests do not arrive as evenly as they leave
_SWEPT_EVERY = 64

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
    sa.Column("remaining", _Int),
    sa.Column("resets_at", _Float),
)
_tally = sa.Table(
    "outside_tally",
    _tables,
    sa.Column("source", _Text, primary_key=True),
    sa.Column("day", _Int, primary_key=True),
    sa.Column("calls", _Int, nullable=False, server_default="0"),
    sa.Column("cost", _Float, nullable=False, server_default="0"),
    *(sa.Column(name, _Int, nullable=False, server_default="0") for name in get_args(Outcome)),
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


# Statements are made once: they run several times for every request.
_SCOPES = sa.text(
    "SELECT scope, quiet_until, pace, pace_until, failures FROM outside_scope WHERE scope IN (:a, :b, :c)"
)
_LAST = sa.text("SELECT number, at FROM outside_turn WHERE scope = :scope ORDER BY number DESC LIMIT 1")
_AT = sa.text("SELECT at FROM outside_turn WHERE scope = :scope AND number = :number")
_TAKE = sa.text("INSERT INTO outside_turn (scope, number, at) VALUES (:scope, :number, :at)")
_SWEEP = sa.text("DELETE FROM outside_turn WHERE scope = :scope AND number < :number")
_SPENT = sa.text("SELECT coalesce(sum(cost), 0) FROM outside_tally WHERE source = :source AND day > :since")


def _upsert(table: sa.Table, *, set_to: Sequence[str] = (), add: Sequence[str] = ()) -> sa.TextClause:
    """Writes one row; one that is there gets these columns, and so much more of those."""
    keys = [column.name for column in table.primary_key.columns]
    names = [*keys, *set_to, *add]
    changes = [f"{name} = excluded.{name}" for name in set_to]
    changes += [f"{name} = {table.name}.{name} + excluded.{name}" for name in add]
    return sa.text(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)}) "  # noqa: S608
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {', '.join(changes)}"
    )


_SET_PACE = _upsert(_scope, set_to=("pace", "pace_until"))
_SET_QUIET = _upsert(_scope, set_to=("quiet_until",))
_SET_FAILURES = _upsert(_scope, set_to=("failures", "quiet_until"))
_SET_LEFT = _upsert(_scope, set_to=("failures", "remaining", "resets_at"))
_SPEND = _upsert(_tally, add=("calls", "cost"))
_COUNT = {outcome: _upsert(_tally, add=(outcome,)) for outcome in get_args(Outcome)}


class _Known(NamedTuple):
    """What is known of a scope."""

    quiet_until: float = 0.0
    pace: float = 0.0
    pace_until: float = 0.0
    failures: int = 0


class Turn(NamedTuple):
    """`wait`: seconds after which it is worth asking again, 0 where the turn was given; `failing`: the last try failed."""

    wait: float
    failing: bool


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

    def turn(self, lines: Sequence[Line], source: str = "", cost: float = 0.0, cap: float = 0.0) -> Turn:
        """Takes a turn at all of these at once, up to three, and pays for it.

        Raises SourceDown or RetryLater for a scope that is to be left alone, RetryLater where `cost` would pass the `cap`
        for thirty days (0: none).
        """
        with self._write() as connection:
            now = self._clock()
            known = self._known(connection, [line.scope for line in lines])
            quiet = self._quiet(known, now)
            taken = [self._next(connection, line, known[line.scope], now) for line in lines if line.rates]
            wait = max((free - now for _, _, free in taken), default=0.0)
            wait = max(wait, quiet)
            if wait <= 0:
                for line, number, _ in taken:
                    self._take(connection, line, number, now)
                self._pay(connection, source, cost, cap)
        return Turn(max(wait, 0.0), any(each.failures for each in known.values()))

    def _known(self, connection: Connection, scopes: Sequence[str]) -> dict[str, _Known]:
        a, b, c = (*scopes, "", "")[:3]
        rows = {row[0]: _Known(*row[1:]) for row in connection.execute(_SCOPES, {"a": a, "b": b, "c": c})}
        return {scope: rows.get(scope, _Known()) for scope in scopes}

    def _quiet(self, known: dict[str, _Known], now: float) -> float:
        """Seconds of quiet that can be waited for. Raises where they are too many, or somebody is down."""
        longest = max(known.values(), key=lambda each: each.quiet_until)
        seconds = longest.quiet_until - now
        if seconds > 0 and longest.failures >= _FAILURES_ALLOWED:
            raise SourceDown(f"left alone after {longest.failures} failures in a row", after_seconds=seconds)
        if seconds > PATIENCE:
            raise RetryLater("this host asked for quiet", after_seconds=seconds)
        return seconds

    def _next(self, connection: Connection, line: Line, known: _Known, now: float) -> tuple[Line, int, float]:
        """The number of the next turn at a scope, and when it is free."""
        last, at = connection.execute(_LAST, {"scope": line.scope}).one_or_none() or (0, 0.0)
        free = max(now, at)  # clocks are set back now and then
        for rate in self._rates(connection, line, known, now):
            before = connection.execute(_AT, {"scope": line.scope, "number": last + 1 - rate.calls}).scalar()
            if before is not None:
                free = max(free, before + rate.seconds * _MARGIN)
        return line, last + 1, free

    def _rates(self, connection: Connection, line: Line, known: _Known, now: float) -> tuple[Rate, ...]:
        if not line.slowest:
            return line.rates
        pace = max((rate.seconds / rate.calls for rate in line.rates), default=0.0)
        if known.pace_until > now and known.pace > pace:
            return (*line.rates, Rate(1, known.pace))
        if pace > known.pace or known.pace_until < now + _PACE_KEPT_SECONDS / 2:
            values = {"scope": line.scope, "pace": pace, "pace_until": now + _PACE_KEPT_SECONDS}
            connection.execute(_SET_PACE, values)
        return line.rates

    def _take(self, connection: Connection, line: Line, number: int, now: float) -> None:
        connection.execute(_TAKE, {"scope": line.scope, "number": number, "at": now})
        if number % _SWEPT_EVERY == 0:
            oldest = number - max(rate.calls for rate in line.rates)
            connection.execute(_SWEEP, {"scope": line.scope, "number": oldest})

    def _pay(self, connection: Connection, source: str, cost: float, cap: float) -> None:
        today = int(self._clock() // _DAY)
        if cap and cost > 0:
            spent = connection.execute(_SPENT, {"source": source, "since": today - _BUDGET_DAYS}).scalar_one()
            if spent + cost > cap:
                raise RetryLater("the budget for thirty days is used up", after_seconds=_DAY)
        connection.execute(_SPEND, {"source": source, "day": today, "calls": 1, "cost": cost})

    def give_back(self, source: str, cost: float) -> None:
        """A call was not charged after all."""
        with self._write() as connection:
            values = {"source": source, "day": int(self._clock() // _DAY), "calls": 0, "cost": -cost}
            connection.execute(_SPEND, values)

    # --- what sources say of themselves ---

    def quiet(self, scope: str, seconds: float) -> None:
        """The scope is to be left alone for so many seconds."""
        with self._write() as connection:
            known = self._known(connection, [scope])[scope]
            until = max(self._clock() + seconds, known.quiet_until)
            connection.execute(_SET_QUIET, {"scope": scope, "quiet_until": until})

    def failed(self, scope: str) -> None:
        """The scope did not answer. After some failures in a row it is left alone, each time for longer."""
        with self._write() as connection:
            known = self._known(connection, [scope])[scope]
            over = known.failures + 1 - _FAILURES_ALLOWED
            pause = min(_FIRST_BREAK * 2 ** min(over, 10), _LONGEST_BREAK) if over >= 0 else 0.0
            until = max(self._clock() + pause, known.quiet_until) if pause else known.quiet_until
            values = {"scope": scope, "failures": known.failures + 1, "quiet_until": until}
            connection.execute(_SET_FAILURES, values)

    def answered(self, scope: str) -> None:
        """The scope works again."""
        with self._write() as connection:
            known = self._known(connection, [scope])[scope]
            until = 0.0 if known.failures >= _FAILURES_ALLOWED else known.quiet_until
            connection.execute(_SET_FAILURES, {"scope": scope, "failures": 0, "quiet_until": until})

    def note_left(self, scope: str, left: Left) -> None:
        """What a scope says is left of its limit."""
        with self._write() as connection:
            values = {"scope": scope, "failures": 0, "remaining": left.calls, "resets_at": left.resets_at}
            connection.execute(_SET_LEFT, values)

    def left(self, scope: str) -> Left | None:
        """What a scope last said is left of its limit; None where it says nothing."""
        with self._database.read() as connection:
            query = sa.select(_scope.c.remaining, _scope.c.resets_at).where(_scope.c.scope == scope)
            calls, resets_at = connection.execute(query).one_or_none() or (None, None)
        return None if calls is None else Left(calls, resets_at)

    # --- tallies ---

    def count(self, source: str, outcome: Outcome) -> None:
        """Counts what came of one lookup or pull."""
        with self._write() as connection:
            values = {"source": source, "day": int(self._clock() // _DAY), outcome: 1}
            connection.execute(_COUNT[outcome], values)

    def tally(self, source: str, days: int = _BUDGET_DAYS) -> Tally:
        """What came of asking a source in the last days, today among them."""
        names = [name for name in Tally.__struct_fields__ if name != "cost"]
        sums = [sa.func.coalesce(sa.func.sum(_tally.c[name]), 0) for name in ("cost", *names)]
        since = int(self._clock() // _DAY) - days
        query = sa.select(*sums).where(_tally.c.source == source, _tally.c.day > since)
        with self._database.read() as connection:
            cost, *counts = connection.execute(query).one()
        return Tally(
            cost=float(cost), **{name: int(count) for name, count in zip(names, counts, strict=True)}
        )
