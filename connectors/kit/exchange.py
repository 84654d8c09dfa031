"""One question and its answer: waiting one's turn, paying, following redirects, judging what came back."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import httpcore2
import httpx2
import stamina

from connectors.kit.answers import Answer
from connectors.kit.bodies import BrokenOff, body_of
from connectors.kit.cache import Kept, digest
from connectors.kit.credentials import Shown
from connectors.kit.guard import Guard
from connectors.kit.ledger import Line
from connectors.kit.pace import host_line, scope_of
from connectors.kit.robots import Robots
from connectors.kit.verdicts import Meaning, left_of, meaning_of, retry_after
from connectors.kit.web import Terms, Web
from connectors.kit.wire import Budget, GuardedTransport
from enrich.errors import ConfigError, OnefoldError, Refused, RetryLater, SourceDown
from enrich.ports import Rate

NOBODY = Shown(credentials=False)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FAILURES: tuple[tuple[type[Exception], str], ...] = (
    (httpcore2.TimeoutException, "did not answer in time"),
    (httpcore2.ConnectError, "cannot be reached"),
    (httpcore2.NetworkError, "broke off its answer"),
    (httpcore2.ProtocolError, "broke off its answer"),
    (BrokenOff, "broke off its answer"),
    (zlib.error, "sent a damaged answer"),
)
_SHORTEST_SECRET = 6
_DOWN_SECONDS, _USED_UP_SECONDS = 300.0, 86_400.0


class _Flaky(Exception):
    """Worth another try at once. The text holds nothing of the answer."""


class Asked(NamedTuple):
    """What goes out. `shown` and `conditions` are for the first origin only; `cost` is what one try is charged."""

    method: str
    accept: str
    shown: Shown
    conditions: Mapping[str, str]
    body: bytes
    polite: bool
    cost: float
    keep: bool


class Exchange:
    """One source's questions and answers, through a guard and connections of its own."""

    def __init__(self, web: Web, source: str, terms: Terms) -> None:
        self._source, self._web, self._terms, self._bounds = source, web, terms, web.limits
        self._guard = Guard(source, terms.allow_private, web.resolve)
        self._wire = GuardedTransport(self._guard)
        self._robots = Robots(source, web.user_agent.partition("/")[0], self._robots_txt)

    @property
    def account(self) -> str:
        """The scope of what the source's account may do."""
        return f"account:{self._terms.account or self._source}"

    def close(self) -> None:
        """Closes the connections."""
        self._wire.close()

    def _robots_txt(self, url: str) -> Answer | None:
        return self.persist(url, Asked("GET", "text/plain, */*;q=0.1", NOBODY, {}, b"", False, 0.0, True))

    def persist(self, url: str, asked: Asked) -> Answer | None:
        """The answer after all tries; None where there is no such thing."""
        pause, attempts = self._bounds.pause, self._bounds.attempts
        retrying = stamina.RetryingCaller(attempts, None, wait_initial=pause, wait_jitter=pause)
        try:
            return retrying(_Flaky, self._follow, url, asked)
        except _Flaky as error:
            raise SourceDown(f"{self._source}: the source {error}", after_seconds=_DOWN_SECONDS) from error

    def _follow(self, url: str, asked: Asked) -> Answer | None:
        """One try: the answer at the end of all redirects."""
        target, budget = self._guard.url(url), Budget(self._bounds.seconds)
        first = _origin(target)
        for _ in range(self._bounds.hops + 1):
            kept = self._kept(target, asked)
            with self._turn(target, asked), budget, _failures(), self._sent(target, asked, kept) as response:
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    return self._judged(target, response, asked, kept)
                onward = self._guard.url(_joined(target, response.headers["location"]))
            if asked.method != "GET":
                raise Refused(
                    "a question that was posted is not sent on", where=self._source, found="a redirect"
                )
            if _origin(onward) != first:
                asked = asked._replace(shown=NOBODY, conditions={})
            target = onward
        raise Refused("too many redirects", where=self._source, allowed=f"{self._bounds.hops}")

    @contextmanager
    def _turn(self, target: httpx2.URL, asked: Asked) -> Iterator[None]:
        """Waits for a turn, pays, and notes whether the host answered."""
        host, ledger = target.netloc.decode("ascii"), self._web.ledger
        lines = [host_line(host, self._terms.per_second), Line(self.account, self._terms.limits.rates)]
        if asked.polite and (delay := self._robots.check(target)):
            lines.append(Line(scope_of(host, "crawl"), (Rate(1, delay),)))
        try:
            failing = self._web.pace.wait(lines, self._source, asked.cost, self._terms.budget)
        except RetryLater as error:
            raise type(error)(f"{self._source}: {error}", after_seconds=error.after_seconds) from error
        try:
            yield
        except _Flaky:
            self._give_back(asked)
            ledger.failed(scope_of(host))
            raise
        except OnefoldError:
            self._give_back(asked)
            raise
        if failing:
            ledger.answered(scope_of(host))

    def _give_back(self, asked: Asked) -> None:
        if asked.cost:
            self._web.ledger.give_back(self._source, asked.cost)

    def _key(self, target: httpx2.URL, asked: Asked) -> bytes:
        return digest(self._source, self._terms.account, asked.accept, str(target))

    def _kept(self, target: httpx2.URL, asked: Asked) -> Kept | None:
        return self._web.cache.answer(self._key(target, asked)) if asked.keep else None

    @contextmanager
    def _sent(self, target: httpx2.URL, asked: Asked, kept: Kept | None) -> Iterator[httpx2.Response]:
        """The response, its body still to be read."""
        headers = {"User-Agent": self._web.user_agent, "Accept": asked.accept, "Accept-Encoding": "gzip"}
        conditions = asked.conditions or (_conditions(kept) if kept else {"Cache-Control": "no-cache"})
        request = httpx2.Request(
            asked.method,
            target.copy_merge_params(asked.shown.params) if asked.shown.params else target,
            headers={**headers, **conditions, **asked.shown.headers},
            content=asked.body or None,
            extensions={"timeout": {"pool": self._bounds.seconds}},
        )
        response = self._wire.handle_request(request)
        try:
            yield response
        finally:
            response.close()

    def _judged(
        self, target: httpx2.URL, response: httpx2.Response, asked: Asked, kept: Kept | None
    ) -> Answer | None:
        status, headers = response.status_code, dict(response.headers)
        meaning = meaning_of(status, headers, self._terms.statuses)
        if meaning == "down":
            raise _Flaky(f"fails (HTTP {status})")
        left = left_of(headers)
        if left:
            self._web.ledger.note_left(self.account, left)
        if meaning == "later":
            raise self._busy(target, status, headers)
        if meaning == "missing":
            if self._terms.limits.per_match:
                self._give_back(asked)
            return None
        if meaning == "unchanged" and kept:
            return Answer(
                self._source, str(target), kept.status, {**kept.headers, **headers}, kept.body, kept=True
            )
        if meaning == "unchanged" and asked.conditions:
            return Answer(self._source, str(target), status, headers, b"", unchanged=True)
        if meaning != "good":
            raise self._refusal(meaning, target, response, asked.shown)
        body = self._body(response, asked.shown)
        if asked.keep:
            self._web.cache.keep_answer(self._key(target, asked), Kept(status, headers, body))
        return Answer(self._source, str(target), status, headers, body)

    def _refusal(
        self, meaning: Meaning, target: httpx2.URL, response: httpx2.Response, shown: Shown
    ) -> OnefoldError:
        """What to do about an answer that is none."""
        found = f"HTTP {response.status_code}"
        if meaning == "credentials" and shown.credentials:
            return ConfigError(
                "the source does not accept these credentials", key=f"sources.{self._source}", found=found
            )
        if meaning == "used up":
            return RetryLater(
                f"{self._source}: nothing is left on the account ({found})", after_seconds=_USED_UP_SECONDS
            )
        body = self._body(response, shown)
        answer = Answer(self._source, str(target), response.status_code, dict(response.headers), body)
        return answer.changed("the source does not give this out", found=found)

    def _busy(self, target: httpx2.URL, status: int, headers: Mapping[str, str]) -> RetryLater:
        seconds = retry_after(headers)
        scope = self.account if self._terms.account else scope_of(target.netloc.decode("ascii"))
        self._web.ledger.quiet(scope, seconds)
        kind = SourceDown if status == 503 else RetryLater
        return kind(f"{self._source}: the source asks us to come back later", after_seconds=seconds)

    def _body(self, response: httpx2.Response, shown: Shown) -> bytes:
        """The whole body; of what a source repeats of our credentials nothing is left."""
        encoding = response.headers.get("content-encoding", "")
        body = body_of(response.iter_raw(), encoding, self._bounds.size, self._source)
        for secret in filter(_is_telling, shown.secrets):
            body = body.replace(secret.encode(), b"***")
        return body


def _is_telling(secret: str) -> bool:
    """Whether a text is long enough to be a secret and nothing else."""
    return len(secret) >= _SHORTEST_SECRET


def _conditions(kept: Kept) -> dict[str, str]:
    """Asks whether what was kept still holds."""
    named = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
    return {name: kept.headers[header] for name, header in named.items() if header in kept.headers}


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
