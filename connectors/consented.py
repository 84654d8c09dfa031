"""Sources that tell of whoever has agreed to it: each member's token stands in the settings, and tells of that member."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from hashlib import blake2b
from typing import ClassVar, TypeVar

import msgspec

from connectors.kit.api import Api
from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Auth, Bearer, Secret
from enrich.errors import ConfigError, OnefoldError, Refused, RetryLater
from enrich.model import Found, Value
from enrich.ports import NextCursor


class Consents(SourceOptions, frozen=True, kw_only=True):
    """base: the API's address. members: who has agreed, under names of yours, and where the token stands that each has
    given: members = { "cand-17" = "file:secrets/cand-17" }. A token that has run out has to be asked for anew."""

    base: str
    members: dict[str, Secret]


class _Member(Value, frozen=True):
    token: Secret


Options = TypeVar("Options", bound=Consents)


class ConsentedSource(BaseConnector[Options]):
    """Reads each member with their own token. Write `member`; what has not changed since the last pull is not told again."""

    directory = True
    auth: ClassVar[Auth | None] = Bearer("members")

    @abstractmethod
    def member(self, name: str, api: Api) -> Found | None:
        """What the source says about the member whose token `api` shows, `name` in the settings; None where it says nothing."""

    def walk(self, cursor: str) -> Iterator[Found | Refused | NextCursor]:
        """Every member who has changed. What goes wrong with one, such as a consent taken back, does not stop the others."""
        known, failures = self._known(cursor), list[OnefoldError]()
        for name, token in self.options.members.items():
            try:
                found = self.member(name, self._as(token))
            except (Refused, RetryLater) as failure:
                failures.append(failure)
                continue
            except ConfigError as denied:
                failures.append(_named(denied, f"sources.{self.http.source}.members.{name}"))
                continue
            digest = blake2b(msgspec.json.encode(found), digest_size=8).hexdigest()
            if found is not None and known.get(name) != digest:
                yield found
            known[name] = digest
            yield NextCursor(msgspec.json.encode(known).decode())
        if failures:
            raise failures[0]

    def check(self) -> str:
        """Asks for the first member."""
        for name, token in self.options.members.items():
            return (
                "it tells of the first member" if self.member(name, self._as(token)) else "it tells of nobody"
            )
        return "nobody has agreed yet"

    def _as(self, token: Secret) -> Api:
        return Api(
            self.http, self.options.base, auth=Bearer("token"), options=_Member(token), accept=self.accept,
            headers=self.headers,
        )  # fmt: skip

    def _known(self, cursor: str) -> dict[str, str]:
        try:
            return msgspec.json.decode(cursor or "{}", type=dict[str, str])
        except msgspec.DecodeError as error:
            raise Refused(
                "the stored cursor is not this source's: forget it", where=self.http.source
            ) from error


def _named(denied: ConfigError, key: str) -> ConfigError:
    """The error, with the member it is about and what is to be done."""
    advice = (
        denied.reason
        if denied.found == ""
        else "the consent has run out or was taken back: ask for a new one, or remove it"
    )
    return ConfigError(advice, key=key, found=denied.found)
