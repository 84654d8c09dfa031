"""A service that answers JSON: its base address, its credentials, its pages, and what it means by an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, Generic, NamedTuple, TypeVar

import httpx2
import msgspec

from connectors.kit.answers import Answer
from connectors.kit.cache import Question
from connectors.kit.credentials import Auth, Shown
from connectors.kit.http import JSON_TYPES, Http
from connectors.kit.paging import Paging, text_at
from enrich.errors import ConfigError, Refused

T = TypeVar("T")

_QUOTED = re.compile(r"'[^']*'")


class Page(NamedTuple, Generic[T]):
    """One page of a list. `next` is the position after it, "" at the end: what a `NextCursor` may hold."""

    value: T
    next: str
    answer: Answer


class Api:
    """Asks one service. A path is relative to `base`; a whole URL may be given too, and gets credentials only where it is
    of the same origin.

    back_off: the dotted path of a number of seconds that the service wants to be left alone for.
    Everything raises what `Http` raises, and ChangedAnswer for what is not the JSON that was expected.
    """

    def __init__(
        self,
        http: Http,
        base: str,
        *,
        auth: Auth | None = None,
        options: object = None,
        accept: str = JSON_TYPES,
        headers: Mapping[str, str] | None = None,
        back_off: str = "",
    ) -> None:
        self.http, self.base = http, base.rstrip("/")
        self._auth, self._options, self._accept = auth, options, accept
        self._headers, self._back_off = dict(headers or {}), back_off

    def get(
        self,
        path: str,
        kind: type[T],
        params: Mapping[str, object] | None = None,
        *,
        cost: float | None = None,
    ) -> T | None:
        """What is there, as `kind`; None where there is nothing (404, 410).

        Fields that `kind` does not name are passed over; a missing or different one is a changed answer.
        """
        answer = self.answer(path, params, cost=cost)
        return None if answer is None else self.read(answer, kind)

    def need(self, path: str, kind: type[T], params: Mapping[str, object] | None = None) -> T:
        """As `get`, for what has to be there. Raises Refused where it is not."""
        answer = self.answer(path, params)
        if answer is None:
            raise Refused("this is not there any more", where=self.http.source, found="HTTP 404")
        return self.read(answer, kind)

    def post(self, path: str, kind: type[T], question: object, *, cost: float | None = None) -> T | None:
        """As `get`, for a question sent as JSON."""
        body, url = msgspec.json.encode(question), self.url(path)
        answer = self._heard(
            url, lambda shown: self.http.post(url, body, accept=self._accept, shown=shown, cost=cost)
        )
        return None if answer is None else self.read(answer, kind)

    def pages(
        self,
        path: str,
        kind: type[T],
        paging: Paging,
        params: Mapping[str, object] | None = None,
        *,
        start: str = "",
        most: int = 100,
        needed: bool = False,
        cost: float | None = None,
    ) -> Iterator[Page[T]]:
        """Page after page from `start` on, at most so many; none where there is no such list, or Refused where it is `needed`.

        Raises ChangedAnswer where the pages go in a circle.
        """
        position, seen = start, set[bytes]()
        for _ in range(most):
            question = paging.question(self.url(path), params or {}, position)
            answer = self.answer(question.url, question.params, cost=cost)
            if answer is None and needed:
                raise Refused("this list is not there any more", where=self.http.source, found="HTTP 404")
            if answer is None:
                return
            following = paging.following(answer, position)
            if following == position != "" or _mark(answer) in seen:
                raise answer.changed("the same page comes again and again")
            seen.add(_mark(answer))
            yield Page(self.read(answer, kind), following, answer)
            if not following:
                return
            position = following

    def answer(
        self, path: str, params: Mapping[str, object] | None = None, *, cost: float | None = None
    ) -> Answer | None:
        """The answer as it came; None where there is nothing."""
        url = with_params(self.url(path), params or {})
        question = Question(url, self._accept, polite=False)
        return self._heard(url, lambda shown: self.http.ask(question, shown, cost=cost))

    def repeat(self, question: Question) -> Answer | None:
        """The answer to a question that was asked before; credentials are shown again where they were."""
        if question.polite:
            return self.http.ask(question)
        return self._heard(question.url, lambda shown: self.http.ask(question, shown))

    def read(self, answer: Answer, kind: type[T]) -> T:
        """An answer as `kind`. Raises ChangedAnswer, which says where it is different."""
        try:
            return msgspec.json.decode(answer.body, type=kind, strict=False)
        except (msgspec.MsgspecError, RecursionError) as error:
            reason = (
                _QUOTED.sub("...", str(error)) if isinstance(error, msgspec.ValidationError) else "no JSON"
            )
            raise answer.changed(
                "the answer is not what it used to be",
                found=reason,
                allowed=getattr(kind, "__name__", "a list"),
            ) from error

    def url(self, path: str) -> str:
        """The whole URL of a path."""
        return path if "://" in path else f"{self.base}/{path.lstrip('/')}"

    def shown(self, url: str) -> Shown:
        """What a request to this URL says beside its question: credentials only to the service itself."""
        if not self._auth or not has_account(self._auth, self._options) or not _same_origin(url, self.base):
            return Shown(self._headers, credentials=False)
        shown = self._auth.shown(self._options, self.http)
        return shown._replace(headers={**self._headers, **shown.headers})

    def _heard(self, url: str, ask: Callable[[Shown], Answer | None]) -> Answer | None:
        """The answer; once more with a new token where the one that was held has run out. A wish to be left alone is noted."""
        try:
            answer = ask(self.shown(url))
        except ConfigError:
            if not (self._auth and self._auth.forget(self._options, self.http)):
                raise
            answer = ask(self.shown(url))
        if answer and not answer.kept and self._back_off and (seconds := text_at(answer, self._back_off)):
            self.http.back_off(float(seconds))
        return answer


def has_account(auth: Auth | None, options: Any) -> bool:
    """Whether the option without which there is no account is set."""
    return auth is not None and bool(getattr(options, auth.option, None))


def with_params(url: str, params: Mapping[str, object]) -> str:
    """A URL with further parameters; those that are None or empty are left out, lists are given several times."""
    given = {
        name: [str(each) for each in value] if isinstance(value, (list, tuple)) else str(value)
        for name, value in params.items()
        if value not in (None, "", (), [])
    }
    return str(httpx2.URL(url).copy_merge_params(given)) if given else url


def _same_origin(url: str, base: str) -> bool:
    one, other = httpx2.URL(url), httpx2.URL(base)
    return (one.scheme, one.netloc) == (other.scheme, other.netloc)


def _mark(answer: Answer) -> bytes:
    return blake2b(answer.body, digest_size=16).digest()
