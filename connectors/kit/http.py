"""How connectors talk to the world: guarded, polite, bounded, cached, and with errors named by what to do about them."""

from __future__ import annotations

import logging
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import local
from typing import NamedTuple
from weakref import finalize

import httpcore2
import httpx2
import stamina

from connectors.kit.answers import Answer
from connectors.kit.bodies import BrokenOff, body_of
from connectors.kit.cache import AnswerCache, Kept, Question, digest
from connectors.kit.credentials import Shown
from connectors.kit.guard import Guard, Resolve, system_addresses
from connectors.kit.ledger import Ledger, Line
from connectors.kit.pace import Pace, host_line
from connectors.kit.robots import Robots
from connectors.kit.verdicts import Meaning, left_of, meaning_of, retry_after
from connectors.kit.wire import Bounds, Budget, GuardedTransport
from enrich.errors import ConfigError, OnefoldError, Refused, RetryLater, SourceDown
from enrich.ports import Limits, Rate

USER_AGENT = "Onefold/0.1 (keeps contact records fresh; obeys robots.txt)"
PAGE_TYPES = "text/html, application/xhtml+xml;q=0.9"
JSON_TYPES = "application/json"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FAILURES: tuple[tuple[type[Exception], str], ...] = (
    (httpcore2.TimeoutException, "did not answer in time"),
    (httpcore2.ConnectError, "cannot be reached"),
    (httpcore2.NetworkError, "broke off its answer"),
    (httpcore2.ProtocolError, "broke off its answer"),
    (BrokenOff, "broke off its answer"),
    (zlib.error, "sent a damaged answer"),
)
_DOWN_SECONDS, _USED_UP_SECONDS = 300.0, 86_400.0

# These libraries log URLs and headers, which name people.
for _library in ("httpcore2", "httpx2", "protego"):
    logging.getLogger(_library).setLevel(logging.WARNING)
# Another try is no news for a terminal: what comes of it is counted, and told when it fails.
logging.getLogger("stamina").setLevel(logging.ERROR)


class Web:
    """What all sources of a process share: the cache, the ledger, the name we go by.

    cache: an SQLite file, or None for memory; what is cached is used only after asking the source whether it holds.
    ledger: the database that all workers share; without one, a file beside the cache.
    resolve: the seam for tests: host, port -> addresses.
    """

    def __init__(
        self,
        *,
        cache: Path | None = None,
        ledger: str | Ledger = "",
        user_agent: str = USER_AGENT,
        limits: Bounds | None = None,
        resolve: Resolve = system_addresses,
    ) -> None:
        self.user_agent, self.limits, self.resolve = user_agent, limits or Bounds(), resolve
        beside = cache.with_name("http-ledger.db") if cache else self._passing_file()
        self.cache = AnswerCache(cache)
        self.ledger = ledger if isinstance(ledger, Ledger) else Ledger(ledger or str(beside))
        self.pace = Pace(self.ledger)

    def close(self) -> None:
        """Closes the cache and the ledger; no source can ask anything after it."""
        self.cache.close()
        self.ledger.close()

    def _passing_file(self) -> Path:
        """A ledger for as long as this lives."""
        folder = tempfile.mkdtemp(prefix="onefold-")
        finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return Path(folder) / "ledger.db"


class Terms(NamedTuple):
    """On what terms a source is asked: how often a host gets a request, what its account may do, what may be spent."""

    allow_private: tuple[str, ...] = ()
    per_second: float = 2.0
    limits: Limits = Limits()
    account: str = ""
    budget: float = 0.0
    may_keep: bool = True
    statuses: Mapping[int, Meaning] = {}


@dataclass
class Told:
    """What was asked and answered in one lookup; `aside`: some of it cannot be repeated."""

    answers: dict[Question, Answer | None]
    aside: bool = False

    def lasting(self) -> bool:
        """Whether the source can be asked if all this still holds."""
        validators = {"etag", "last-modified"}
        return not self.aside and all(
            answer is not None and answer.headers.keys() & validators for answer in self.answers.values()
        )


class _Flaky(Exception):
    """Worth another try at once. The text holds nothing of the answer."""


class _Asked(NamedTuple):
    """What goes out. `shown` and `conditions` are for the first origin only; `cost` is what one try is charged."""

    method: str
    accept: str
    shown: Shown
    conditions: Mapping[str, str]
    body: bytes
    polite: bool
    cost: float
    keep: bool


class Http:
    """One source's way to the world, with a guard and connections of its own.

    All that ask raise Refused (not to be had, or too big), RetryLater (429 and the like, with the seconds the source asked
    for; a limit or budget of ours), SourceDown (5xx, timeouts and broken answers, after all tries) and ConfigError
    (credentials not accepted, nothing left on the account).
    """

    def __init__(
        self,
        web: Web,
        source: str = "web",
        *,
        allow_private: Iterable[str] = (),
        per_second: float = 2.0,
        terms: Terms | None = None,
    ) -> None:
        self.terms = terms or Terms(tuple(allow_private), per_second)
        self.source, self.web, self._limits = source, web, web.limits
        self._guard = Guard(source, self.terms.allow_private, web.resolve)
        self._wire = GuardedTransport(self._guard)
        self._robots = Robots(source, web.user_agent.partition("/")[0], self.get)
        self._told = local()

    def for_source(self, source: str, *, allow_private: Iterable[str], per_second: float) -> Http:
        """The same web as another source sees it."""
        return Http(self.web, source, allow_private=allow_private, per_second=per_second)

    def on(self, source: str, terms: Terms) -> Http:
        """The same web as another source sees it, on terms of its own."""
        return Http(self.web, source, terms=terms)

    def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        shown: Shown | None = None,
        etag: str = "",
        modified: str = "",
        cost: float | None = None,
    ) -> Answer | None:
        """The answer to a GET; None where there is no such thing (404, 410).

        With `etag` or `modified` (as an earlier answer's headers had them) the answer may be `unchanged`.
        `shown` are headers and parameters with credentials: a redirect to another origin does not get them.
        `cost` replaces the declared price of a call.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        given = {name: value for name, value in conditions.items() if value}
        question = Question(url, accept, polite=False)
        if shown or given:
            return self._aside(
                url,
                self._asked(question, shown or Shown(), cost)._replace(
                    conditions=given, keep=not given and self.terms.may_keep
                ),
            )
        return self.ask(question, cost=cost)

    def page(self, url: str, *, accept: str = PAGE_TYPES) -> Answer | None:
        """A page made for people: as `get`, where robots.txt allows it, at the pace robots.txt asks for."""
        return self.ask(Question(url, accept, polite=True))

    def ask(
        self, question: Question, shown: Shown | None = None, *, cost: float | None = None
    ) -> Answer | None:
        """The answer to a question that may be repeated: `repeat` has to be given what is `shown` again."""
        told: Told | None = getattr(self._told, "now", None)
        if told is None:
            return self._persist(question.url, self._asked(question, shown or Shown(), cost))
        if question not in told.answers:
            told.answers[question] = self._persist(
                question.url, self._asked(question, shown or Shown(), cost)
            )
        return told.answers[question]

    def repeat(self, question: Question, shown: Shown) -> Answer | None:
        """A question again, as it was; `shown` counts only where it is no page made for people."""
        return self.ask(question, Shown() if question.polite else shown)

    def post(
        self,
        url: str,
        body: bytes,
        *,
        content_type: str = JSON_TYPES,
        accept: str = JSON_TYPES,
        shown: Shown | None = None,
        cost: float | None = None,
    ) -> Answer | None:
        """The answer to a question that is too long or too personal for a URL; None where there is no such thing.

        It may be sent again when the source stumbles: for questions only.
        """
        credentials = shown or Shown()
        typed = credentials._replace(headers={**credentials.headers, "Content-Type": content_type})
        return self._aside(url, _Asked("POST", accept, typed, {}, body, False, self._price(cost), False))

    def back_off(self, seconds: float) -> None:
        """The source said in its answer that it wants to be left alone for so many seconds."""
        self.web.ledger.quiet(self.account, seconds)

    @contextmanager
    def remembering(self) -> Iterator[Told]:
        """Within the block the same GET of this thread is sent once; what it gives tells what was asked and answered."""
        self._told.now = told = Told({})
        try:
            yield told
        finally:
            self._told.now = None

    def close(self) -> None:
        """Closes this source's connections; the cache stays open for the others."""
        self._wire.close()

    @property
    def account(self) -> str:
        """The scope of what its account may do."""
        return f"account:{self.terms.account or self.source}"

    def _price(self, cost: float | None) -> float:
        return self.terms.limits.cost if cost is None else cost

    def _asked(self, question: Question, shown: Shown, cost: float | None) -> _Asked:
        keep = self.terms.may_keep
        return _Asked("GET", question.accept, shown, {}, b"", question.polite, self._price(cost), keep)

    def _aside(self, url: str, asked: _Asked) -> Answer | None:
        """What cannot be repeated as it was: nothing that is read of it can be told again without asking."""
        told: Told | None = getattr(self._told, "now", None)
        if told is not None:
            told.aside = True
        return self._persist(url, asked)

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
        first = _origin(target)
        for _ in range(self._limits.hops + 1):
            kept = self._kept(target, asked)
            with self._turn(target, asked), budget, _failures(), self._sent(target, asked, kept) as response:
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    return self._judged(target, response, asked, kept)
                onward = self._guard.url(_joined(target, response.headers["location"]))
            if asked.method != "GET":
                raise Refused(
                    "a question that was posted is not sent on", where=self.source, found="a redirect"
                )
            if _origin(onward) != first:
                asked = asked._replace(shown=Shown(), conditions={})
            target = onward
        raise Refused("too many redirects", where=self.source, allowed=f"{self._limits.hops}")

    @contextmanager
    def _turn(self, target: httpx2.URL, asked: _Asked) -> Iterator[None]:
        """Waits for a turn, pays, and notes whether the host answered."""
        host, ledger = target.netloc.decode("ascii"), self.web.ledger
        lines = [host_line(host, self.terms.per_second), Line(self.account, self.terms.limits.rates)]
        if asked.polite and (delay := self._robots.check(target)):
            lines.append(Line(f"crawl:{host}", (Rate(1, delay),)))
        try:
            self.web.pace.wait(lines)
            ledger.spend(self.source, 1, asked.cost, self.terms.budget)
        except RetryLater as error:
            raise type(error)(f"{self.source}: {error}", after_seconds=error.after_seconds) from error
        try:
            yield
        except _Flaky:
            self._give_back(asked)
            ledger.failed(f"host:{host}")
            raise
        except OnefoldError:
            self._give_back(asked)
            raise

    def _give_back(self, asked: _Asked) -> None:
        if asked.cost:
            self.web.ledger.spend(self.source, 0, -asked.cost)

    def _key(self, target: httpx2.URL, asked: _Asked) -> bytes:
        return digest(self.source, self.terms.account, asked.accept, str(target))

    def _kept(self, target: httpx2.URL, asked: _Asked) -> Kept | None:
        return self.web.cache.answer(self._key(target, asked)) if asked.keep else None

    @contextmanager
    def _sent(self, target: httpx2.URL, asked: _Asked, kept: Kept | None) -> Iterator[httpx2.Response]:
        """The response, its body still to be read."""
        headers = {"User-Agent": self.web.user_agent, "Accept": asked.accept, "Accept-Encoding": "gzip"}
        conditions = asked.conditions or (_conditions(kept) if kept else {"Cache-Control": "no-cache"})
        request = httpx2.Request(
            asked.method,
            target.copy_merge_params(asked.shown.params) if asked.shown.params else target,
            headers={**headers, **conditions, **asked.shown.headers},
            content=asked.body or None,
            extensions={"timeout": {"pool": self._limits.seconds}},
        )
        response = self._wire.handle_request(request)
        try:
            yield response
        finally:
            response.close()

    def _judged(
        self, target: httpx2.URL, response: httpx2.Response, asked: _Asked, kept: Kept | None
    ) -> Answer | None:
        status, headers = response.status_code, dict(response.headers)
        meaning = meaning_of(status, headers, self.terms.statuses)
        if meaning == "down":
            raise _Flaky(f"fails (HTTP {status})")
        self.web.ledger.answered(f"host:{target.netloc.decode('ascii')}")
        left = left_of(headers)
        if left:
            self.web.ledger.answered(self.account, left)
        if meaning == "later":
            raise self._busy(target, status, headers)
        if meaning == "missing":
            if self.terms.limits.per_match:
                self._give_back(asked)
            return None
        if meaning == "unchanged" and kept:
            return Answer(
                self.source, str(target), kept.status, {**kept.headers, **headers}, kept.body, kept=True
            )
        if meaning == "unchanged" and asked.conditions:
            return Answer(self.source, str(target), status, headers, b"", unchanged=True)
        if meaning != "good":
            raise self._refusal(meaning, target, response, bool(asked.shown.headers or asked.shown.params))
        body = self._body(response)
        if asked.keep:
            self.web.cache.keep_answer(self._key(target, asked), Kept(status, headers, body))
        return Answer(self.source, str(target), status, headers, body)

    def _refusal(
        self, meaning: Meaning, target: httpx2.URL, response: httpx2.Response, known: bool
    ) -> OnefoldError:
        """What to do about an answer that is none."""
        found = f"HTTP {response.status_code}"
        if meaning == "credentials" and known:
            return ConfigError(
                "the source does not accept these credentials", key=f"sources.{self.source}", found=found
            )
        if meaning == "used up":
            return RetryLater(
                f"{self.source}: nothing is left on the account ({found})", after_seconds=_USED_UP_SECONDS
            )
        answer = Answer(
            self.source, str(target), response.status_code, dict(response.headers), self._body(response)
        )
        return answer.changed("the source does not give this out", found=found)

    def _busy(self, target: httpx2.URL, status: int, headers: Mapping[str, str]) -> RetryLater:
        seconds = retry_after(headers)
        scope = self.account if self.terms.account else f"host:{target.netloc.decode('ascii')}"
        self.web.ledger.quiet(scope, seconds)
        kind = SourceDown if status == 503 else RetryLater
        return kind(f"{self.source}: the source asks us to come back later", after_seconds=seconds)

    def _body(self, response: httpx2.Response) -> bytes:
        encoding = response.headers.get("content-encoding", "")
        return body_of(response.iter_raw(), encoding, self._limits.size, self.source)


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
