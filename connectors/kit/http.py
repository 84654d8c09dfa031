"""How connectors talk to the world: guarded, polite, bounded, cached, and with errors named by what to do about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import local

from connectors.kit.answers import Answer
from connectors.kit.cache import Question
from connectors.kit.credentials import Shown, Tokens
from connectors.kit.exchange import NOBODY, Asked, Exchange
from connectors.kit.web import Terms, Web

__all__ = ["JSON_TYPES", "NOBODY", "PAGE_TYPES", "Http", "Terms", "Told", "Web"]

PAGE_TYPES = "text/html, application/xhtml+xml;q=0.9"
JSON_TYPES = "application/json"


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
        self.source, self.web = source, web
        self._exchange = Exchange(web, source, self.terms)
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
        shown: Shown = NOBODY,
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
                self._asked(question, shown, cost)._replace(
                    conditions=given, keep=not given and self.terms.may_keep
                ),
            )
        return self.ask(question, cost=cost)

    def page(self, url: str, *, accept: str = PAGE_TYPES) -> Answer | None:
        """A page made for people: as `get`, where robots.txt allows it, at the pace robots.txt asks for."""
        return self.ask(Question(url, accept, polite=True))

    def ask(self, question: Question, shown: Shown = NOBODY, *, cost: float | None = None) -> Answer | None:
        """The answer to a question that can be repeated as it was, but for what is `shown`."""
        told: Told | None = getattr(self._told, "now", None)
        if told is None:
            return self._exchange.persist(question.url, self._asked(question, shown, cost))
        if question not in told.answers:
            told.answers[question] = self._exchange.persist(question.url, self._asked(question, shown, cost))
        return told.answers[question]

    def post(
        self,
        url: str,
        body: bytes,
        *,
        content_type: str = JSON_TYPES,
        accept: str = JSON_TYPES,
        shown: Shown = NOBODY,
        cost: float | None = None,
    ) -> Answer | None:
        """The answer to a question that is too long or too personal for a URL; None where there is no such thing.

        It may be sent again when the source stumbles: for questions only.
        """
        typed = shown._replace(headers={**shown.headers, "Content-Type": content_type})
        return self._aside(url, Asked("POST", accept, typed, {}, body, False, self._price(cost), False))

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
        self._exchange.close()

    @property
    def tokens(self) -> Tokens:
        """The passing tokens of this process."""
        return self.web.tokens

    @property
    def account(self) -> str:
        """The scope of what its account may do."""
        return self._exchange.account

    def _price(self, cost: float | None) -> float:
        return self.terms.limits.cost if cost is None else cost

    def _asked(self, question: Question, shown: Shown, cost: float | None) -> Asked:
        keep = self.terms.may_keep
        return Asked("GET", question.accept, shown, {}, b"", question.polite, self._price(cost), keep)

    def _aside(self, url: str, asked: Asked) -> Answer | None:
        """What cannot be repeated as it was: nothing that is read of it can be told again without asking."""
        told: Told | None = getattr(self._told, "now", None)
        if told is not None:
            told.aside = True
        return self._exchange.persist(url, asked)
