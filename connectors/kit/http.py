"""How connectors talk to the world: guarded, polite, bounded, cached, and with errors named by what to do about them."""

from __future__ import annotations

import email.utils
import logging
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import hishel
import hishel.httpx2
import httpcore2
import httpx2
import stamina

from connectors.kit.answers import Answer
from connectors.kit.guard import Guard, Resolve, system_addresses
from connectors.kit.pace import Pace
from connectors.kit.robots import Robots
from connectors.kit.wire import Budget, GuardedTransport
from enrich.errors import ConfigError, Refused, RetryLater, SourceDown
from enrich.model import Value

USER_AGENT = "Onefold/0.1 (keeps contact records fresh; obeys robots.txt)"
PAGE_TYPES = "text/html, application/xhtml+xml;q=0.9"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MISSING = frozenset({404, 410})
_NO_ENTRY = frozenset({401, 403})
_FLAKY = frozenset({408, 425, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524})
_UNCHANGED, _TOO_MANY, _UNAVAILABLE = 304, 429, 503

_FAILURES: tuple[tuple[type[Exception], str], ...] = (
    (httpcore2.TimeoutException, "did not answer in time"),
    (httpcore2.ConnectError, "cannot be reached"),
    (httpcore2.NetworkError, "broke off its answer"),
    (httpcore2.ProtocolError, "broke off its answer"),
    (zlib.error, "sent a damaged answer"),
)
_DEFAULT_RETRY, _LONGEST_RETRY, _DOWN_SECONDS = 60.0, 86_400.0, 300.0
_CACHE_SECONDS = 7 * 86_400.0
_PACKINGS = {"": False, "identity": False, "gzip": True, "x-gzip": True, "deflate": True}
_GZIP_OR_ZLIB = 47

# These libraries log URLs and headers, which name people.
for _library in ("httpcore2", "httpx2", "hishel", "protego"):
    logging.getLogger(_library).setLevel(logging.WARNING)


class Limits(Value, frozen=True):
    """Bounds of one answer: network seconds over all hops, redirects, bytes; tries, and seconds before the second try."""

    seconds: float = 15.0
    hops: int = 5
    size: int = 5_000_000
    attempts: int = 3
    pause: float = 0.5


class Web:
    """What all sources of a process share: the cache, the pace per host, the name we go by.

    `cache`: an SQLite file, or None for memory. Whatever is cached is used only after asking the source whether it holds.
    `resolve` is the seam for tests: host, port -> addresses.
    """

    def __init__(
        self,
        *,
        cache: Path | None = None,
        user_agent: str = USER_AGENT,
        limits: Limits | None = None,
        resolve: Resolve = system_addresses,
    ) -> None:
        self.user_agent, self.limits, self.resolve = user_agent, limits or Limits(), resolve
        self.storage, self.pace = _storage(cache), Pace()

    def close(self) -> None:
        """Closes the cache; no source can ask anything after it."""
        self.storage.close()


class _Flaky(Exception):
    """Worth another try at once. The text holds nothing of the answer."""


class _Asked(NamedTuple):
    """What goes out beside the URL. `secrets` are headers for the first origin only."""

    accept: str
    secrets: Mapping[str, str]
    conditions: Mapping[str, str]
    polite: bool


class Http:
    """One source's way to the world, with a guard and connections of its own.

    `get` and `page` raise Refused (not to be had, or too big), RetryLater (429, with the seconds the source asked for),
    SourceDown (5xx, timeouts and broken answers, after all tries) and ConfigError (credentials not accepted).
    """

    def __init__(
        self, web: Web, source: str = "web", *, allow_private: Iterable[str] = (), per_second: float = 2.0
    ) -> None:
        self.source, self._web, self._limits, self._per_second = source, web, web.limits, per_second
        self._guard = Guard(source, allow_private, web.resolve)
        self._wire = GuardedTransport(self._guard)
        self._cached = hishel.httpx2.CacheTransport(
            self._wire, storage=web.storage, rfc=hishel.CacheOptions(shared=False)
        )
        self._robots = Robots(source, web.user_agent.partition("/")[0], self.get)

    def for_source(self, source: str, *, allow_private: Iterable[str], per_second: float) -> Http:
        """The same web as another source sees it."""
        return Http(self._web, source, allow_private=allow_private, per_second=per_second)

    def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        secrets: Mapping[str, str] | None = None,
        etag: str = "",
        modified: str = "",
    ) -> Answer | None:
        """The answer to a GET; None where there is no such thing (404, 410).

        With `etag` or `modified` (as an earlier answer's headers had them) the answer may be `unchanged`.
        `secrets` are headers with credentials: a redirect to another origin does not get them.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        given = {name: value for name, value in conditions.items() if value}
        return self._persist(url, _Asked(accept, secrets or {}, given, polite=False))

    def page(self, url: str, *, accept: str = PAGE_TYPES) -> Answer | None:
        """A page made for people: as `get`, where robots.txt allows it, at the pace robots.txt asks for."""
        return self._persist(url, _Asked(accept, {}, {}, polite=True))

    def close(self) -> None:
        """Closes this source's connections; the cache stays open for the others."""
        self._wire.close()

    def _persist(self, url: str, asked: _Asked) -> Answer | None:
        pause, attempts = self._limits.pause, self._limits.attempts
        retrying = stamina.RetryingCaller(attempts, None, wait_initial=pause, wait_jitter=pause)
        try:
            return retrying(_Flaky, self._follow, url, asked)
        except _Flaky as error:
            raise SourceDown(f"{self.source}: the source {error}", after_seconds=_DOWN_SECONDS) from error

    def _follow(self, url: str, asked: _Asked) -> Answer | None:
        """One try: the answer at the end of all redirects."""
        target, budget = self._guard.url(url), Budget(self._limits.seconds)
        for _ in range(self._limits.hops + 1):
            self._take_turn(target, asked.polite)
            with budget, _failures(), self._sent(target, asked) as response:
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    return self._judged(target, response, asked)
                onward = self._guard.url(_joined(target, response.headers["location"]))
            if _origin(onward) != _origin(target):
                asked = asked._replace(secrets={}, conditions={})
            target = onward
        raise Refused("too many redirects", where=self.source, allowed=f"{self._limits.hops}")

    def _take_turn(self, target: httpx2.URL, polite: bool) -> None:
        delay = self._robots.check(target) if polite else 0.0
        per_second = min(self._per_second, 1 / delay) if delay else self._per_second
        try:
            self._web.pace.wait(target.netloc.decode("ascii"), per_second)
        except RetryLater as error:
            raise RetryLater(f"{self.source}: {error}", after_seconds=error.after_seconds) from error

    @contextmanager
    def _sent(self, target: httpx2.URL, asked: _Asked) -> Iterator[httpx2.Response]:
        """The response, its body still to be read. A question with conditions of its own goes past the cache."""
        headers = {"User-Agent": self._web.user_agent, "Accept": asked.accept, "Accept-Encoding": "gzip"}
        conditions = asked.conditions or {"Cache-Control": "no-cache"}
        request = httpx2.Request(
            "GET",
            target,
            headers={**headers, **conditions, **asked.secrets},
            extensions={
                "timeout": {"pool": self._limits.seconds},
                "caching": {"key": f"{self.source} {target}", "ttl": _CACHE_SECONDS},
            },
        )
        response = (self._wire if asked.conditions else self._cached).handle_request(request)
        try:
            yield response
        finally:
            response.close()

    def _judged(self, target: httpx2.URL, response: httpx2.Response, asked: _Asked) -> Answer | None:
        status, unchanged = (
            response.status_code,
            response.status_code == _UNCHANGED and bool(asked.conditions),
        )
        if status == _TOO_MANY or (status == _UNAVAILABLE and "retry-after" in response.headers):
            raise self._busy(target, response)
        if status in _FLAKY:
            raise _Flaky(f"fails (HTTP {status})")
        if status in _MISSING:
            return None
        if status in _NO_ENTRY and asked.secrets:
            raise ConfigError(
                "the source does not accept these credentials",
                key=f"sources.{self.source}",
                found=f"HTTP {status}",
            )
        if not (response.is_success or unchanged):
            raise Refused("the source does not give this out", where=self.source, found=f"HTTP {status}")
        body = b"" if unchanged else self._body(response)
        return Answer(self.source, str(target), status, dict(response.headers), body, unchanged)

    def _busy(self, target: httpx2.URL, response: httpx2.Response) -> RetryLater:
        seconds = _retry_after(response.headers.get("retry-after", ""))
        self._web.pace.quiet(target.netloc.decode("ascii"), seconds)
        kind = RetryLater if response.status_code == _TOO_MANY else SourceDown
        return kind(f"{self.source}: the source asks us to come back later", after_seconds=seconds)

    def _body(self, response: httpx2.Response) -> bytes:
        """The whole body, unpacked, within bounds on both what is sent and what it unpacks to."""
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in _PACKINGS:
            raise Refused("packed in another way", where=self.source, allowed="gzip")
        unpack = zlib.decompressobj(_GZIP_OR_ZLIB) if _PACKINGS[encoding] else None
        body, sent, size = bytearray(), 0, self._limits.size
        for part in response.iter_raw():
            sent += len(part)
            body += unpack.decompress(part, size + 1 - len(body)) if unpack else part
            if max(sent, len(body)) > size:
                raise Refused("the answer is too big", where=self.source, allowed=f"{size} bytes")
        if unpack and sent and not unpack.eof:
            raise _Flaky("broke off its answer")
        return bytes(body)


def _storage(cache: Path | None) -> hishel.SqliteStorage:
    if cache is None:
        memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        return hishel.SqliteStorage(connection=memory, max_size=64_000_000)
    return hishel.SqliteStorage(database_path=cache)


@contextmanager
def _failures() -> Iterator[None]:
    """What goes wrong on the way is worth another try."""
    try:
        yield
    except tuple(kind for kind, _ in _FAILURES) as error:
        raise _Flaky(next(text for kind, text in _FAILURES if isinstance(error, kind))) from error


def _joined(target: httpx2.URL, location: str) -> str:
    """Where a redirect leads; a location that is no URL is left for the guard to refuse."""
    try:
        return str(target.join(location))
    except httpx2.InvalidURL:
        return location


def _origin(url: httpx2.URL) -> tuple[str, bytes]:
    return url.scheme, url.netloc


def _retry_after(text: str) -> float:
    """Seconds to wait, from seconds or an HTTP date (RFC 9110, 10.2.3), within a second and a day."""
    if text.strip().isdecimal():
        seconds = float(text)
    else:
        try:
            seconds = (email.utils.parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError):
            seconds = _DEFAULT_RETRY
    return min(max(seconds, 1.0), _LONGEST_RETRY)
